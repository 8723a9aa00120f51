"""A write in progress: what an act puts into the tables, and its line in the audit log."""

from __future__ import annotations

import datetime as dt
import re
import secrets
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import duckdb
import pandas as pd

from kpi.store.chain import NAMES, Event, columns_of_event, follow, last_event
from kpi.store.digest import BULK, Kept, dumped, dumped_bulk, kept, marks_of, without_empty
from kpi.store.journal import Columns, Entry, Replaced
from kpi.store.remembered import Remembered
from kpi.store.statements import STATEMENTS, Parameters

INSERTED = re.compile(r"\s*insert\s+into\s+(\w+)", re.IGNORECASE)
PERSON_BYTES = 6
SALT_BYTES = 16


class Reader(Protocol):
    """Something that answers questions at one revision: the store, or a write in progress."""

    @property
    def revision(self) -> int: ...

    @property
    def remembered(self) -> Remembered | None:
        """What was read before at this revision; None where it still moves."""
        ...

    def rows(self, sql: str, parameters: Parameters = ()) -> list[tuple[Any, ...]]:
        """Return all rows of a query."""
        ...


class Rehearsed:
    """Reads an act once it is written, before it is let go: what it left alone is remembered."""

    def __init__(self, writing: Writing, earlier: Remembered) -> None:
        self.revision = writing.revision
        self.rows = writing.rows
        self.remembered = Remembered(earlier, writing.revision)


class Act:
    """An act in progress: the cursor of its transaction, and what the journal will keep of it."""

    cursor: duckdb.DuckDBPyConnection
    entry: Entry | None = None

    @property
    def written(self) -> Entry:
        """The entry, once all is written."""
        assert self.entry is not None
        return self.entry


class Writing:
    """A transaction in progress; its revision becomes the store's when it commits.

    `stamped` is the moment its act began, UTC without a zone. What is inserted is remembered for
    the journal.
    """

    remembered = None

    def __init__(
        self, cursor: duckdb.DuckDBPyConnection, revision: int, stamped: dt.datetime
    ) -> None:
        self._cursor = cursor
        self.revision = revision
        self.stamped = stamped
        self.told: dict[str, object] = {}
        self.replaced: list[Replaced] = []
        self._inserted: dict[str, list[Columns]] = {}
        self._by_query: set[str] = set()

    def rows(self, sql: str, parameters: Parameters = ()) -> list[tuple[Any, ...]]:
        """Return all rows of a query that sees what this transaction wrote."""
        return STATEMENTS.execute(self._cursor, sql, parameters).fetchall()

    def run(self, sql: str, parameters: Parameters = ()) -> None:
        """Run one statement without an answer."""
        STATEMENTS.execute(self._cursor, sql, parameters)
        into = INSERTED.match(sql)
        if into:
            self._by_query.add(into.group(1))

    def insert(
        self, table: str, columns: Mapping[str, Sequence[str] | Sequence[str | None]]
    ) -> None:
        """Append rows given as columns of texts; DuckDB casts each to its column's type.

        Numbers travel as text so that none passes through a binary float.
        """
        names = ", ".join(columns)
        rows = len(next(iter(columns.values())))
        if rows == 1:  # a table of one row costs more than the row
            places = ", ".join("?" for _ in columns)
            cells = [column[0] for column in columns.values()]
            sql = f"insert into {table} ({names}) values ({places})"
            STATEMENTS.execute(self._cursor, sql, cells)
        else:
            self._insert_frame(table, names, pd.DataFrame(dict(columns), dtype="str"))
        self._inserted.setdefault(table, []).append(without_empty(columns))

    def bulk(self, sql: str, **frames: pd.DataFrame) -> None:
        """Run one statement that reads frames by their names, for what is too much for texts."""
        for name, frame in frames.items():
            self._cursor.register(name, frame)
        try:
            self.run(sql)
        finally:
            for name in frames:
                self._cursor.unregister(name)

    def _insert_frame(self, table: str, names: str, frame: pd.DataFrame) -> None:
        self._cursor.register("incoming", frame)
        try:
            sql = f"insert into {table} ({names}) select {names} from incoming"
            STATEMENTS.execute(self._cursor, sql)
        finally:
            self._cursor.unregister("incoming")

    def tell(self, **facts: object) -> None:
        """Add to what the audit log says of this act: its subject, before and after."""
        self.told.update(facts)

    def begin(self, kind: str, actor: str, reason: str) -> str:
        """Write the act itself, and the person when the name is new; return the person's number."""
        person = self.person(actor)
        self.insert(
            "deed",
            {
                "revision": [str(self.revision)],
                "kind": [kind],
                "actor": [person],
                "stamped": [self.stamped.isoformat(sep=" ")],
                "reason": [reason],
                # Without it a short reason could be guessed from its fingerprint.
                "salt": [secrets.token_hex(SALT_BYTES)],
            },
        )
        return person

    def person(self, name: str) -> str:
        """Return the number that stands for a name, made when the name is new."""
        found = self.rows("select person from person where name = ?", (name,))
        if found:
            return str(found[0][0])
        number = f"p{secrets.token_hex(PERSON_BYTES)}"
        self.insert("person", {"person": [number], "name": [name]})
        return number

    def finish(self, kind: str, person: str, *, name: str = "") -> Entry:
        """Write the act's event and return what the journal keeps of the act."""
        touched = (self._kept(table) for table in sorted({*self._inserted, *self._by_query}))
        marks = marks_of(self, self.revision, filter(None, touched))
        event = follow(
            last_event(self),
            revision=self.revision,
            stamped=self.stamped,
            name=name or NAMES.get(kind, NAMES["register"]),
            person=person,
            facts={"act": kind, **marks, **self.told},
        )
        self.insert("event", columns_of_event(event))
        return self._entry(event)

    def remark(self, name: str, person: str, facts: Mapping[str, object]) -> Entry:
        """Write an event without an act and return what the journal keeps of it."""
        event = follow(
            last_event(self),
            revision=None,
            stamped=self.stamped,
            name=name,
            person=person,
            facts=facts,
        )
        self.insert("event", columns_of_event(event))
        return self._entry(event)

    def _entry(self, event: Event) -> Entry:
        """Return all rows written so far as the journal's entry of an event."""
        asked = list(filter(None, map(self._kept, sorted(self._by_query))))
        found: dict[str, Columns] = {
            table.name: dumped(self, table, self.revision)
            for table in asked
            if table.name not in BULK
        }
        bulk = {
            table.name: dumped_bulk(self, table, self.revision)
            for table in asked
            if table.name in BULK
        }
        for table, pieces in self._inserted.items():
            if table not in self._by_query:
                found[table] = _joined(pieces)
        return Entry(event.no, event.hash, event.previous, found, self.replaced, bulk)

    def _kept(self, table: str) -> Kept | None:
        described = (
            STATEMENTS.execute(self._cursor, f"select * from {table} limit 0").description or []
        )
        return kept(table, [column[0] for column in described])


def _joined(pieces: Sequence[Columns]) -> Columns:
    """Return several inserts into one table as one."""
    if len(pieces) == 1:
        return pieces[0]
    names = dict.fromkeys(name for piece in pieces for name in piece)
    sizes = [max(map(len, piece.values()), default=0) for piece in pieces]
    return {
        name: [
            cell
            for piece, size in zip(pieces, sizes, strict=True)
            for cell in piece.get(name, [None] * size)
        ]
        for name in names
    }

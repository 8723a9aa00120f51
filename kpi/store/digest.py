"""Fingerprints of what one act wrote: so that a changed, added or lost row is found.

Every table with a column `revision`, else `upload`, belongs to acts by that number. A row's text
names its columns in order of the alphabet and leaves out those that are empty, so that a column
added by a later release changes no fingerprint.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kpi.store.writing import Reader

APART = {"event"}
"""The chain itself, which has hashes of its own."""

BULK = {"reading": ("no", "place")}
"""Tables of so many rows that they have fingerprints of their own, compared an act at a time.

None of their columns is a text. Of each the columns that put an act's rows in order.
"""


@dataclass(frozen=True)
class Kept:
    """A table whose rows belong to acts: the column with the act's number, and all its columns."""

    name: str
    key: str
    columns: tuple[str, ...]

    @property
    def text(self) -> str:
        """The SQL of one row as text."""
        if self.name in BULK:
            # The names are left out, and the order is that of numbers: both are most of the work.
            return f"concat_ws(',', {', '.join(sorted(self.columns))})"
        pieces = [f"'{name}=' || to_json({name}::varchar)" for name in sorted(self.columns)]
        return f"concat_ws(chr(31), {', '.join(pieces)})"

    @property
    def order(self) -> str:
        """The SQL that puts the rows of an act in order."""
        return ", ".join(BULK[self.name]) if self.name in BULK else self.text


def kept_tables(reader: Reader) -> dict[str, Kept]:
    """Return the tables whose rows belong to acts, by name."""
    found = reader.rows(
        """
        select table_name, list(column_name order by column_index)
        from duckdb_columns() join duckdb_tables() using (database_name, schema_name, table_name)
        where database_name = current_database()
        group by table_name order by table_name
        """
    )
    made = (kept(name, columns) for name, columns in found)
    return {table.name: table for table in made if table is not None}


def kept(name: str, columns: Sequence[str]) -> Kept | None:
    """Return a table as one whose rows belong to acts; None when they do not."""
    key = next((key for key in ("revision", "upload") if key in columns), None)
    return None if key is None or name in APART else Kept(name, key, tuple(columns))


def digest_of(reader: Reader, revision: int, tables: Iterable[Kept]) -> str:
    """Return the fingerprint of what an act wrote into these tables."""
    parts = {}
    for table in tables:
        found = reader.rows(
            f"{_summed(table, '')} where {table.key} = ?",
            (revision,),
        )
        if found[0][0]:
            parts[table.name] = (found[0][0], found[0][1])
    return combined(parts)


def marks_of(reader: Reader, revision: int, tables: Iterable[Kept]) -> dict[str, object]:
    """Return what the audit log keeps of an act's rows: `digest`, and `bulk` by table if any."""
    found = list(tables)
    bulk = {t.name: digest_of(reader, revision, [t]) for t in found if t.name in BULK}
    marks: dict[str, object] = {
        "digest": digest_of(reader, revision, [t for t in found if t.name not in BULK])
    }
    return marks | ({"bulk": bulk} if bulk else {})


def digests(reader: Reader, tables: Iterable[Kept]) -> dict[int, str]:
    """Return the fingerprints of all acts by revision, each table read once; bulk left out."""
    parts: dict[int, dict[str, tuple[int, str]]] = {}
    for table in tables:
        if table.name in BULK:
            continue
        sql = f"{_summed(table, f'{table.key}, ')} group by {table.key}"
        for revision, count, text in reader.rows(sql):
            parts.setdefault(revision, {})[table.name] = (count, text)
    return {revision: combined(found) for revision, found in parts.items()}


def _summed(table: Kept, before: str) -> str:
    return (
        f"select {before}count(*), sha256(string_agg({table.text}, chr(30) order by {table.order}))"
        f" from {table.name}"
    )


def combined(parts: Mapping[str, tuple[int, str]]) -> str:
    """Return one fingerprint of several tables' row counts and fingerprints."""
    lines = [f"{name}:{count}:{text}" for name, (count, text) in sorted(parts.items())]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def dumped(reader: Reader, table: Kept, revision: int) -> dict[str, list[str | None]]:
    """Return what an act wrote into a table, as columns of texts; empty when it wrote nothing."""
    names = ", ".join(f"{name}::varchar" for name in table.columns)
    rows = reader.rows(f"select {names} from {table.name} where {table.key} = ?", (revision,))
    return without_empty(dict(zip(table.columns, map(list, zip(*rows, strict=True)), strict=False)))


def dumped_bulk(reader: Reader, table: Kept, revision: int) -> dict[str, str]:
    """Return what an act wrote into a bulk table, each column as one text; nothing without rows."""
    texts = ", ".join(f"string_agg(coalesce({name}::varchar, ''), ',')" for name in table.columns)
    found = reader.rows(f"select {texts} from {table.name} where {table.key} = ?", (revision,))
    return {} if found[0][0] is None else dict(zip(table.columns, found[0], strict=True))


def unpacked(columns: Mapping[str, str]) -> dict[str, list[str | None]]:
    """Return the columns of a bulk table as they are inserted: texts, None where a cell is empty."""
    return {name: [cell or None for cell in text.split(",")] for name, text in columns.items()}


def without_empty(
    columns: Mapping[str, Sequence[str | None]],
) -> dict[str, list[str | None]]:
    """Return columns of texts without those that are empty in every row."""
    return {
        name: list(cells)
        for name, cells in columns.items()
        if any(cell is not None for cell in cells)
    }

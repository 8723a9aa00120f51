"""Registers: append-only entries; a person's entry wins over the shipped one for its id."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from kpi.declare import Register, body_hash, body_text
from kpi.store.remembered import recall

if TYPE_CHECKING:
    from kpi.store.writing import Reader, Writing

Origin = Literal["seed", "store", "shipped"]
"""Shipped with the product, written by a person, or the act of going back to the shipped value."""

WINNERS = """
    with known as (
        select * from register_entry where register = {register} and revision <= {as_of}
    ),
    back as (select id, max(revision) as revision from known where origin = 'shipped' group by id)
    select known.*
    from known left join back using (id)
    where known.origin = 'seed'
        or (known.origin = 'store' and known.revision > coalesce(back.revision, 0))
    qualify row_number() over (
        partition by known.id order by known.origin = 'store' desc, known.revision desc
    ) = 1
"""
"""One entry an id as known at a revision; the withdrawn ones still in it."""


@dataclass(frozen=True)
class Entry:
    """One version of one entry: what it says, since when it holds, and who wrote it and why."""

    register: str
    id: str
    body: Mapping[str, Any]
    valid_from: str
    valid_to: str
    revision: int
    origin: Origin
    withdrawn: bool
    actor: str
    stamped: dt.datetime
    reason: str


def entries(reader: Reader, register: str, *, as_of: int | None = None) -> list[Entry]:
    """Return the entries of a register, one an id, as known at a revision; withdrawn left out."""
    at = reader.revision if as_of is None else as_of
    return list(recall(reader, "entries", {register: at}, lambda: _read(reader, register, at)))


def _read(reader: Reader, register: str, as_of: int) -> list[Entry]:
    winners = WINNERS.format(register="$register", as_of="$as_of")
    rows = reader.rows(
        f"select {COLUMNS} from ({winners}) as entry join act using (revision)"
        " where not entry.withdrawn order by entry.id",
        {"register": register, "as_of": as_of},
    )
    return [_entry(row) for row in rows]


def history(reader: Reader, register: str, identifier: str) -> list[Entry]:
    """Return every version of one entry, newest first, the shipped ones included."""
    rows = reader.rows(
        f"select {COLUMNS} from register_entry as entry join act using (revision)"
        " where entry.register = ? and entry.id = ? order by revision desc",
        (register, identifier),
    )
    return [_entry(row) for row in rows]


def versions(reader: Reader, register: str, *, as_of: int | None = None) -> list[Entry]:
    """Return every version of every entry of a register up to a revision, the oldest first.

    Withdrawn ones are left out; shipped and a person's own stand beside each other.
    """
    rows = reader.rows(
        f"select {COLUMNS} from register_entry as entry join act using (revision)"
        " where entry.register = ? and revision <= ? and not entry.withdrawn"
        " and entry.origin <> 'shipped' order by revision, entry.id",
        (register, reader.revision if as_of is None else as_of),
    )
    return [_entry(row) for row in rows]


COLUMNS = (
    "entry.register, entry.id, entry.body::varchar, entry.valid_from, entry.valid_to,"
    " revision, entry.origin, entry.withdrawn, act.actor, act.stamped, act.reason"
)


def _entry(row: tuple[Any, ...]) -> Entry:
    register, identifier, body, *rest = row
    return Entry(register, identifier, json.loads(body), *rest)


def put(
    writing: Writing,
    register: Register,
    identifier: str,
    body: Mapping[str, object],
    *,
    valid_from: str = "",
    valid_to: str = "",
    origin: Origin = "store",
    withdrawn: bool = False,
) -> None:
    """Write a new version of one entry under the act in progress."""
    text = body_text(body)
    before = writing.rows(
        f"select body_hash from ({WINNERS.format(register='$register', as_of='$as_of')})"
        " where id = $id and not withdrawn",
        {"register": register.id, "as_of": writing.revision - 1, "id": identifier},
    )
    writing.tell(
        subject=f"{register.id}/{identifier}",
        before=before[0][0] if before else "",
        after=body_hash(text),
    )
    writing.insert(
        "register_entry",
        {
            "register": [register.id],
            "id": [identifier],
            "revision": [str(writing.revision)],
            "valid_from": [valid_from],
            "valid_to": [valid_to],
            "body": [text],
            "body_hash": [body_hash(text)],
            "origin": [origin],
            "withdrawn": [str(withdrawn).lower()],
        },
    )


def restore_shipped(writing: Writing, register: Register, identifier: str) -> None:
    """Let the shipped value hold again: what people wrote before this no longer wins."""
    put(writing, register, identifier, {}, origin="shipped")

"""The audit log: one event an act or refusal, each holding the hash of the one before.

An event names who by a number that stands for a person, so that a name can be taken out without
touching the chain. Event names are those of the OWASP logging vocabulary.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kpi.store.writing import Reader

NAMES = {
    "upload": "upload_complete",
    "take_back": "upload_delete",
    "register": "sensitive_update",
    "rights": "privilege_permissions_changed",
    "seed": "sensitive_update",
    "forget": "user_updated",
    "close_month": "sensitive_create",
    "restate_month": "sensitive_update",
}
"""What each kind of act is called in the log."""

COLUMNS = "no, revision, stamped, name, person, body, previous, hash"


@dataclass(frozen=True)
class Event:
    """One line of the audit log. `revision` is None for what changed nothing, such as a refusal.

    `stamped` is UTC without a zone; `body` is JSON without names of people.
    """

    no: int
    revision: int | None
    stamped: dt.datetime
    name: str
    person: str
    body: str
    previous: str
    hash: str

    @property
    def facts(self) -> dict[str, Any]:
        """What the event tells: act, subject, before, after, digest."""
        found: dict[str, Any] = json.loads(self.body)
        return found

    @property
    def counted(self) -> str:
        """The hash that this line has to have."""
        return hash_of(
            self.no, self.revision, self.stamped, self.name, self.person, self.body, self.previous
        )


def hash_of(
    no: int,
    revision: int | None,
    stamped: dt.datetime,
    name: str,
    person: str,
    body: str,
    previous: str,
) -> str:
    """Return the hash of an event; it covers everything in it and the hash before it."""
    when = stamped.isoformat(timespec="microseconds")
    text = json.dumps([no, revision, when, name, person, body, previous], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def follow(
    last: Event | None,
    *,
    revision: int | None,
    stamped: dt.datetime,
    name: str,
    person: str,
    facts: Mapping[str, object],
) -> Event:
    """Return the event that comes after the last one."""
    no = 1 if last is None else last.no + 1
    previous = "" if last is None else last.hash
    body = json.dumps(dict(facts), ensure_ascii=False, sort_keys=True)
    made = hash_of(no, revision, stamped, name, person, body, previous)
    return Event(no, revision, stamped, name, person, body, previous, made)


def columns_of_event(event: Event) -> dict[str, list[str | None]]:
    """Return an event as columns of texts."""
    return {
        "no": [str(event.no)],
        "revision": [None if event.revision is None else str(event.revision)],
        "stamped": [event.stamped.isoformat(sep=" ", timespec="microseconds")],
        "name": [event.name],
        "person": [event.person],
        "body": [event.body],
        "previous": [event.previous],
        "hash": [event.hash],
    }


def events(reader: Reader, *, newest: int | None = None) -> list[Event]:
    """Return the audit log in order; `newest` keeps the last so many."""
    limit = "" if newest is None else f" order by no desc limit {int(newest)}"
    rows = reader.rows(f"select {COLUMNS} from (from event{limit}) order by no")
    return [Event(*row) for row in rows]


def last_event(reader: Reader) -> Event | None:
    """Return the newest event; None in an empty log."""
    found = events(reader, newest=1)
    return found[0] if found else None


def names(reader: Reader) -> dict[str, str]:
    """Return the names that the numbers of people stand for."""
    return dict(reader.rows("select person, name from person"))

"""What has to be sent of closed months, and what became of it: kept until it is done.

A dispatch is a line of a register; every version of a month that is closed (or restated) after it
was written is a parcel for it. How far a parcel is stands in a small file beside the store, so that
a restart forgets nothing. Nothing here sends anything, and the clock stays outside.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Literal, cast

from kpi.acts.acts import Acts
from kpi.declare import Language, Month
from kpi.store import KeptMonth, kept_months

DISPATCHES, SERVERS = "dispatch", "mail_server"
OUTBOX = "outbox"
PAUSES = (1, 5, 15, 60, 240)
"""Minutes until the next attempt; from the last one on always the same: nothing is given up."""

Part = Literal["waiting", "done", "none"]
"""Whether it still has to be done, is done, or was not asked for."""


@dataclass(frozen=True)
class Dispatch:
    """One line of the register: which report goes where. `since` is the revision that wrote it."""

    id: str
    name: str
    site: str
    language: Language
    folder: str
    recipients: tuple[str, ...]
    since: int


@dataclass(frozen=True)
class MailServer:
    """What reports are mailed through; without `user` nobody signs in. Holds no password."""

    host: str
    port: int
    security: Literal["starttls", "tls", "none"]
    user: str
    sender: str


@dataclass(frozen=True)
class Parcel:
    """One version of a month for one dispatch, and how far it is.

    `fault` is a code under ``dispatch_fault``, empty when the last attempt went well; `next_try`
    and `last_try` are UTC without a zone.
    """

    dispatch: str
    month: Month
    revision: int
    folder: Part
    mail: Part
    folder_fault: str = ""
    mail_fault: str = ""
    tries: int = 0
    last_try: dt.datetime | None = None
    next_try: dt.datetime | None = None

    @property
    def done(self) -> bool:
        """Whether nothing is left to do."""
        return "waiting" not in (self.folder, self.mail)

    def due(self, now: dt.datetime) -> bool:
        """Tell whether it is time for an attempt."""
        return not self.done and (self.next_try is None or self.next_try <= now)


def dispatches(acts: Acts) -> tuple[Dispatch, ...]:
    """Return the dispatches there are, by name."""
    found = [
        Dispatch(
            id=entry.id,
            name=str(entry.body["name"]),
            site=str(entry.body["site"]),
            language=cast(Language, str(entry.body["language"])),
            folder=str(entry.body.get("folder") or "").strip(),
            recipients=tuple(str(one).strip() for one in entry.body.get("recipients") or ()),
            since=entry.revision,
        )
        for entry in acts.entries(DISPATCHES)
    ]
    return tuple(sorted(found, key=lambda dispatch: dispatch.name))


def mail_server(acts: Acts) -> MailServer | None:
    """Return the mail server that was set, None without one."""
    for entry in acts.entries(SERVERS):
        body = entry.body
        return MailServer(
            host=str(body["host"]).strip(),
            port=int(Decimal(str(body["port"]))),
            security=body["security"],
            user=str(body.get("user") or "").strip(),
            sender=str(body["sender"]).strip(),
        )
    return None


def fingerprint(dispatch: str) -> str:
    """Return a short sign of a dispatch for file names: its own name may hold anything."""
    return hashlib.sha256(dispatch.encode()).hexdigest()[:12]


class Outbox:
    """The parcels of one store, kept in a folder beside it."""

    def __init__(self, acts: Acts, folder: Path) -> None:
        self.acts = acts
        self.folder = folder
        self._lock = threading.Lock()

    @classmethod
    def beside(cls, acts: Acts) -> Outbox | None:
        """Return the outbox of a store; None for one in memory and for a demonstration."""
        path = acts.store.path
        if path is None or acts.demonstration is not None:
            return None
        return cls(acts, path.parent / OUTBOX)

    def parcels(self) -> tuple[Parcel, ...]:
        """Return every parcel there is, the newest month first, known or not begun yet."""
        known = {(p.dispatch, p.revision): p for p in self._kept()}
        found = dict(known)
        for dispatch in dispatches(self.acts):
            for version in _newest(kept_months(self.acts.store)):
                key = dispatch.id, version.revision
                if version.revision > dispatch.since and key not in found:
                    found[key] = _begun(dispatch, version)
        return tuple(
            sorted(found.values(), key=lambda p: (-p.month.index, -p.revision, p.dispatch))
        )

    def due(self, now: dt.datetime) -> tuple[Parcel, ...]:
        """Return the parcels whose time has come and whose dispatch is still there."""
        there = {dispatch.id for dispatch in dispatches(self.acts)}
        return tuple(p for p in self.parcels() if p.dispatch in there and p.due(now))

    def tried(self, parcel: Parcel, now: dt.datetime) -> Parcel:
        """Keep what came of an attempt, with the time of the next one, and return it."""
        pause = PAUSES[min(parcel.tries, len(PAUSES) - 1)]
        later = None if parcel.done else now + dt.timedelta(minutes=pause)
        kept = dataclasses.replace(parcel, tries=parcel.tries + 1, last_try=now, next_try=later)
        self._keep(kept)
        return kept

    def hasten(self) -> None:
        """Let what waits be tried at the next look."""
        for parcel in self._kept():
            if not parcel.done:
                self._keep(dataclasses.replace(parcel, next_try=None))

    def _kept(self) -> Iterable[Parcel]:
        with self._lock:
            texts = [path.read_text("utf-8") for path in sorted(self.folder.glob("*.json"))]
        return [found for found in map(_read, texts) if found is not None]

    def _keep(self, parcel: Parcel) -> None:
        name = f"{parcel.month}-r{parcel.revision}-{fingerprint(parcel.dispatch)}"
        path = self.folder / f"{name}.json"
        unfinished = path.with_suffix(".part")
        with self._lock:
            self.folder.mkdir(parents=True, exist_ok=True)
            unfinished.write_text(_text(parcel), encoding="utf-8")
            unfinished.replace(path)


def _newest(versions: Sequence[KeptMonth]) -> Iterable[KeptMonth]:
    """Return the version of every month that holds."""
    return {version.month: version for version in versions}.values()


def _begun(dispatch: Dispatch, version: KeptMonth) -> Parcel:
    return Parcel(
        dispatch=dispatch.id,
        month=version.month,
        revision=version.revision,
        folder="waiting" if dispatch.folder else "none",
        mail="waiting" if dispatch.recipients else "none",
    )


def _text(parcel: Parcel) -> str:
    return json.dumps(dataclasses.asdict(parcel) | {"month": str(parcel.month)}, default=str)


def _read(text: str) -> Parcel | None:
    """Return a kept parcel; what cannot be read is none, and is begun anew."""
    try:
        found = json.loads(text)
        moments = {
            name: found[name] and dt.datetime.fromisoformat(found[name])
            for name in ("last_try", "next_try")
        }
        return Parcel(**{**found, **moments, "month": Month.parse(found["month"])})
    except (ValueError, TypeError, KeyError):
        return None

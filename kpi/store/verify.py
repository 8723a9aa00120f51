"""Are chain, rows, journal and archive what they were? Every difference is named."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kpi.store.chain import Event, events
from kpi.store.digest import BULK, digest_of, digests, kept_tables
from kpi.store.journal import Journal, JournalDamaged

if TYPE_CHECKING:
    from kpi.store.store import Store

BLOCK = 1 << 20


@dataclass(frozen=True)
class Fault:
    """One difference: a code with a sentence under ``fault.<code>``, and its facts."""

    code: str
    facts: dict[str, str]


@dataclass(frozen=True)
class Verdict:
    """What was compared and what was found to differ. `head` is the hash of the newest event.

    `made` is when it was compared, UTC without a zone.
    Noted down elsewhere, the head proves later that not even the whole log was made anew.
    """

    made: dt.datetime
    events: int
    acts: int
    files: int
    head: str
    faults: tuple[Fault, ...]

    @property
    def figures_differ(self) -> bool:
        """Whether rows are not what the log says was stored: then no figure can be trusted."""
        return any(fault.code in {"act_missing", "act_changed"} for fault in self.faults)


def verify(store: Store, *, deep: bool = True) -> Verdict:
    """Compare the audit log with itself, the rows with the log, the journal and the archive.

    Not `deep`: of journal and archive only that nothing is missing, without reading it; and
    without the meter readings.
    """
    made = store.now()
    log = events(store)
    marks = digests(store, kept_tables(store).values())
    hashes = archived_uploads(store)
    faults = [
        *_chain(log),
        *_acts(log, marks),
        *(_bulk(store, log) if deep else []),
        *([] if store.journal is None else _journal(log, store.journal, deep)),
        *([] if store.archive is None else _archive(hashes, store.archive, deep)),
    ]
    head = log[-1].hash if log else ""
    return Verdict(made, len(log), len(marks), len(set(hashes.values())), head, tuple(faults))


def archived_uploads(store: Store) -> dict[int, str]:
    """Return the uploads whose file is in the archive, with its hash."""
    found = store.rows("select upload, file_hash from upload where origin <> 'summed'")
    return dict(found)


def _chain(log: list[Event]) -> Iterator[Fault]:
    no, previous = 0, ""
    for event in log:
        if event.no != no + 1:
            yield Fault("event_missing", {"first": str(no + 1), "next": str(event.no)})
        if event.counted != event.hash:
            yield Fault("event_changed", {"no": str(event.no)})
        elif event.no == no + 1 and event.previous != previous:
            yield Fault("event_unlinked", {"no": str(event.no)})
        no, previous = event.no, event.hash


def _acts(log: list[Event], marks: dict[int, str]) -> Iterator[Fault]:
    wanted: dict[int, str] = {}
    for event in log:
        if event.revision is not None:
            wanted[event.revision] = event.facts["digest"]
        restated = event.facts.get("restated", {})
        wanted |= {int(revision): digest for revision, digest in restated.items()}
    for revision in sorted(set(wanted) | set(marks)):
        if revision not in wanted:
            yield Fault("act_unlogged", {"revision": str(revision)})
        elif revision not in marks:
            yield Fault("act_missing", {"revision": str(revision)})
        elif marks[revision] != wanted[revision]:
            yield Fault("act_changed", {"revision": str(revision)})


def _bulk(store: Store, log: list[Event]) -> Iterator[Fault]:
    """Compare the rows of bulk tables an act at a time, so that memory holds one act's."""
    for table in kept_tables(store).values():
        if table.name not in BULK:
            continue
        wanted = {e.revision: e.facts.get("bulk", {}).get(table.name) for e in log if e.revision}
        stored = {no for (no,) in store.rows(f"select distinct {table.key} from {table.name}")}
        for revision in sorted(stored | {no for no, mark in wanted.items() if mark}):
            if digest_of(store, revision, [table]) != wanted.get(revision):
                yield Fault("act_changed", {"revision": str(revision)})


def _journal(log: list[Event], journal: Journal, deep: bool) -> Iterator[Fault]:
    hashes = {event.no: event.hash for event in log}
    numbers = set(journal.numbers())
    for no in sorted(set(hashes) | numbers):
        if no not in hashes:
            yield Fault("event_lost", {"no": str(no)})
            continue
        if not deep and no in numbers:
            continue
        try:
            if journal.read(no).hash != hashes[no]:
                yield Fault("journal_unlike", {"no": str(no)})
        except JournalDamaged:
            yield Fault("journal_missing", {"no": str(no)})


def _archive(hashes: dict[int, str], archive: Path, deep: bool) -> Iterator[Fault]:
    for upload, wanted in sorted(hashes.items()):
        if not deep and (archive / wanted).exists():
            continue
        found = file_hash(archive / wanted)
        if found is None:
            yield Fault("file_lost", {"receipt": str(upload)})
        elif found != wanted:
            yield Fault("file_changed", {"receipt": str(upload)})


def file_hash(path: Path) -> str | None:
    """Return the SHA-256 of a file; None when it cannot be read."""
    counted = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                counted.update(block)
    except OSError:
        return None
    return counted.hexdigest()

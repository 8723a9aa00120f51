"""Keeping what is there: back up, restore, verify. A restored store says so in its audit log."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from kpi.acts.actor import SYSTEM, Actor
from kpi.acts.acts import Acts
from kpi.acts.rights import require, require_role
from kpi.acts.values import Refused
from kpi.declare import Catalogue
from kpi.store import (
    Backup,
    BackupDamaged,
    Journal,
    Recovery,
    Store,
    StoreDamaged,
    Verdict,
    backups,
    backups_of,
    events,
    journal_of,
    make_backup,
    names,
    put_aside,
    read_backup,
    restore,
    thin_out,
    verify,
)

JOURNAL_ENDING = ".journal"


@dataclass(frozen=True)
class Restored:
    """What a restore did. `revision` is the store's now, `backup` that of the copy it began with.

    None: there was no copy, everything came from the journal.
    """

    revision: int
    backup: int | None
    recovery: Recovery
    verdict: Verdict


@dataclass(frozen=True)
class LogLine:
    """One line of the audit log as a person reads it; `subject` is empty when there is none."""

    no: int
    stamped: dt.datetime
    who: str
    name: str
    subject: str
    revision: int | None


def log_of(acts: Acts, *, newest: int) -> list[LogLine]:
    """Return the last lines of the audit log, the newest first."""
    who = names(acts.store)
    return [
        LogLine(
            event.no,
            event.stamped,
            who.get(event.person, event.person),
            event.name,
            str(event.facts.get("subject") or event.facts.get("act") or ""),
            event.revision,
        )
        for event in reversed(events(acts.store, newest=newest))
    ]


def back_up(
    acts: Acts, folder: Path | None = None, *, actor: Actor = SYSTEM, thin: bool = False
) -> Backup:
    """Write a backup (beside the store unless a folder is given) and log it.

    `thin` then takes away those that need not be kept. Refused for a store in memory.
    """
    permit = require(acts, "back_up", actor)
    if acts.store.path is None:
        raise Refused("store_missing")
    folder = backups_of(acts.store.path) if folder is None else folder
    made = make_backup(acts.store, folder)
    permit.note("sensitive_read", {"act": "backup", "revision": made.revision})
    if thin:
        thin_out(folder)
    return made


def verify_store(acts: Acts, *, deep: bool = True) -> Verdict:
    """Compare log, rows, journal and archive; not `deep`: without reading journal and archive."""
    return verify(acts.store, deep=deep)


@dataclass(frozen=True)
class WayBack:
    """Something a damaged store can be restored from: a backup, or the journal alone.

    `made` is when the backup was made (UTC without a zone), None for the journal; `later` how many
    lines of the audit log the journal adds to it.
    """

    source: Path
    made: dt.datetime | None
    revision: int
    later: int


def ways_back(path: Path) -> list[WayBack]:
    """Return what a store can be restored from, the newest backup first."""
    journal = Journal(journal_of(path))
    numbers = journal.numbers()
    found = [
        WayBack(backup.folder, backup.made, backup.revision, sum(n > backup.event for n in numbers))
        for backup in backups(backups_of(path))
    ]
    if numbers == list(range(1, len(numbers) + 1)) and numbers:
        found.append(WayBack(journal.folder, None, 0, len(numbers)))
    return found


def restore_store(path: Path, catalogue: Catalogue, source: Path, *, actor: Actor) -> Restored:
    """Restore a store that nobody has open from a backup, the newest of a folder, or a journal.

    What was done after the backup comes back from the journal beside the store. Refused when the
    source is none of these or not whole, StoreLocked when someone has the store open; the present
    file is put aside first.
    """
    if not actor:
        raise Refused("actor_missing")
    require_role("restore_store", actor)
    backup = None if source.suffix == JOURNAL_ENDING else _backup(source)
    if backup is None and source.resolve() != journal_of(path).resolve():
        raise Refused("backup_unreadable", folder=str(source))
    _require_closed(path, catalogue)
    stamp = f"{backup.made:%Y%m%dT%H%M%S}" if backup else "journal"
    try:
        if backup is None:
            put_aside(path, stamp)
        else:
            restore(backup, path, stamp)
    except BackupDamaged:
        raise Refused("backup_unreadable", folder=str(source)) from None
    store = Store.open(path, catalogue)
    try:
        revision = None if backup is None else backup.revision
        store.note("sys_restart", actor.name, {"act": "restore", "backup": revision})
        return Restored(store.revision, revision, store.recovery, verify(store))
    finally:
        store.close()


def _backup(source: Path) -> Backup:
    try:
        return read_backup(source)
    except BackupDamaged:
        found = backups(source)
    if not found:
        raise Refused("backup_unreadable", folder=str(source))
    return found[0]


def _require_closed(path: Path, catalogue: Catalogue) -> None:
    """See that no other process has the store; that it is damaged is no reason not to restore."""
    if not path.exists():
        return
    try:
        Store.open(path, catalogue).close()
    except StoreDamaged:
        return

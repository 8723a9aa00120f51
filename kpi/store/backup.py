"""Backups: a whole copy of the database and the archived files, which to keep, and the way back.

A backup is a folder named by its moment and revision, with a manifest written last: a folder
without one was not finished and is no backup. Archived files are kept once beside all backups.
"""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kpi.store.files import write_whole
from kpi.store.verify import archived_uploads, file_hash

if TYPE_CHECKING:
    from kpi.store.store import Store

STAMP = "%Y%m%dT%H%M%S.%fZ"
DATABASE, MANIFEST, ARCHIVE = "store.duckdb", "manifest.json", "archive"
PERIODS: tuple[tuple[int, Callable[[dt.datetime], object]], ...] = (
    (7, lambda moment: moment.date()),
    (5, lambda moment: moment.isocalendar()[:2]),
    (13, lambda moment: (moment.year, moment.month)),
    (7, lambda moment: moment.year),
)
"""How many days, weeks, months and years keep their newest backup."""


@dataclass(frozen=True)
class Backup:
    """A finished backup. `made` is UTC without a zone; `event` and `head` number and hash of its newest event."""

    folder: Path
    made: dt.datetime
    revision: int
    event: int
    head: str
    database_hash: str
    files: tuple[str, ...]


class BackupDamaged(Exception):
    """A backup is not finished, or its database or a file of it is not what it was."""


def backups_of(path: Path) -> Path:
    """Return the folder of backups that belongs to a database file."""
    return path.parent / "backups"


def make_backup(store: Store, folder: Path) -> Backup:
    """Write a backup of a store that is in use and return it; StoreTrouble when it cannot be."""
    made = store.now()
    target = folder / made.strftime(STAMP)
    # The manifest speaks of the very moment of the copy, however many are writing.
    with store.standstill:
        store.snapshot(target / DATABASE)
        files = sorted(set(archived_uploads(store).values()))
        last, revision = store.last_event(), store.revision
    for name in files:
        _copy_once(store.archive, folder / ARCHIVE, name)
    manifest = {
        "made": made.isoformat(),
        "revision": revision,
        "event": 0 if last is None else last.no,
        "head": "" if last is None else last.hash,
        "database_hash": file_hash(target / DATABASE),
        "files": files,
    }
    write_whole(target / MANIFEST, json.dumps(manifest, indent=1).encode())
    return read_backup(target)


def _copy_once(archive: Path | None, folder: Path, name: str) -> None:
    target = folder / name
    if archive is None or file_hash(target) == name:
        return
    source = archive / name
    if source.exists():
        write_whole(target, source.read_bytes())


def read_backup(folder: Path) -> Backup:
    """Return a finished backup; BackupDamaged when the folder is none."""
    try:
        found = json.loads((folder / MANIFEST).read_bytes())
        return Backup(
            folder=folder,
            made=dt.datetime.fromisoformat(found["made"]),
            revision=int(found["revision"]),
            event=int(found["event"]),
            head=found["head"],
            database_hash=found["database_hash"],
            files=tuple(found["files"]),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BackupDamaged(str(folder)) from error


def backups(folder: Path) -> list[Backup]:
    """Return the finished backups in a folder, newest first."""
    found = []
    for manifest in folder.glob(f"*/{MANIFEST}"):
        try:
            found.append(read_backup(manifest.parent))
        except BackupDamaged:
            continue
    return sorted(found, key=lambda backup: backup.made, reverse=True)


def kept_moments(moments: Iterable[dt.datetime]) -> set[dt.datetime]:
    """Return which moments to keep: the newest of each of the last days, weeks, months and years."""
    newest_first = sorted(moments, reverse=True)
    kept: set[dt.datetime] = set()
    for count, period in PERIODS:
        newest: dict[object, dt.datetime] = {}
        for moment in newest_first:
            newest.setdefault(period(moment), moment)
        kept |= set(list(newest.values())[:count])
    return kept


def thin_out(folder: Path) -> list[Path]:
    """Take away the backups that need not be kept, and return them."""
    found = backups(folder)
    kept = kept_moments(backup.made for backup in found)
    gone = [backup.folder for backup in found if backup.made not in kept]
    for old in gone:
        shutil.rmtree(old)
    return gone


def restore(backup: Backup, path: Path, stamp: str) -> None:
    """Put a backup in the place of a database that nobody has open.

    What stood there is put aside, not thrown away. The journal stays: what was done after the
    backup is written again when the store is opened. BackupDamaged when it is not whole.
    """
    if file_hash(backup.folder / DATABASE) != backup.database_hash:
        raise BackupDamaged(str(backup.folder))
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.restoring")
    shutil.copyfile(backup.folder / DATABASE, part)
    archive = path.parent / ARCHIVE
    for name in backup.files:
        _copy_once(backup.folder.parent / ARCHIVE, archive, name)
    put_aside(path, stamp)
    part.replace(path)


def put_aside(path: Path, stamp: str) -> None:
    """Rename a database and its write-ahead log so that neither is opened any more."""
    for old in (path, path.with_name(f"{path.name}.wal")):
        if old.exists():
            old.replace(old.with_name(f"{old.name}.before-{stamp}"))

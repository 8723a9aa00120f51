"""T-02, T-03, T-04, T-15: one storage call after the other fails, or the disk is full."""

from __future__ import annotations

import errno
import os
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from unittest.mock import patch

import duckdb

from kpi.acts import Actor, Acts
from kpi.store import StoreTrouble, uploads, verify
from kpi.store.engine import Engine
from tests.drill.children import KIND, file_of, open_store, send_in, totals

FULL = "IO Error: Could not write file: No space left on device"
DEAD = "FATAL Error: Failed: database has been invalidated because of a previous fatal error"


@dataclass
class Failing:
    """Makes the storage call with one number fail, counted from when it is armed.

    `after` lets the call do its work first: so a commit can be done and yet be told as failed.
    """

    at: int
    after: bool = False
    dead: bool = False
    calls: int = 0
    armed: bool = False
    names: list[str] = field(default_factory=list)

    @property
    def fired(self) -> bool:
        return self.calls >= self.at

    def call(self, name: str, error: Exception, work: Any) -> Any:
        if not self.armed:
            return work()
        self.calls += 1
        self.names.append(name)
        if self.calls != self.at:
            return work()
        if self.after:
            work()
        raise error


class Cursor:
    """A cursor whose statements may be made to fail."""

    def __init__(self, real: duckdb.DuckDBPyConnection, failing: Failing) -> None:
        self._real, self._failing = real, failing

    def execute(self, asked: str | duckdb.Statement, *rest: Any) -> Any:
        sql = asked if isinstance(asked, str) else asked.query
        kind = duckdb.FatalException if self._failing.dead else duckdb.IOException
        error = kind(DEAD if self._failing.dead else FULL)
        return self._failing.call(
            sql.split(maxsplit=1)[0], error, lambda: self._real.execute(asked, *rest)
        )

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)


@contextmanager
def failing_storage(failing: Failing) -> Iterator[None]:
    """Let statements, syncs and renames go through one counter."""
    real_cursor, real_sync, real_replace = Engine.cursor, os.fsync, Path.replace
    disk = OSError(errno.ENOSPC, "No space left on device")

    @contextmanager
    def cursor(engine: Engine, seconds: float | None = None) -> Iterator[Any]:
        with real_cursor(engine, seconds) as real:
            yield Cursor(real, failing)

    def sync(handle: int) -> None:
        failing.call("fsync", disk, lambda: real_sync(handle))

    def replace(source: Path, target: Path) -> Path:
        moved: Path = failing.call("rename", disk, lambda: real_replace(source, target))
        return moved

    with (
        patch.object(Engine, "cursor", cursor),
        patch("kpi.store.files.os.fsync", sync),
        patch.object(Path, "replace", replace),
    ):
        yield


def state_of(acts: Acts) -> tuple[Any, ...]:
    """Return how many rows every table has, and what is live."""
    tables = [name for (name,) in acts.store.rows("select table_name from duckdb_tables()")]
    counts = {
        name: acts.store.rows(f"select count(*) from {name}")[0][0]
        for name in tables
        if name != "person"
    }
    return counts, totals(acts.store)


@dataclass
class Mixtures:
    """What was counted while one call after the other failed."""

    calls: int = 0
    refused: int = 0
    stored: int = 0
    mixtures: int = 0
    doubled: int = 0
    untold: int = 0
    names: set[str] = field(default_factory=set)


def fail_each_call(folder: Path, *, after: bool, dead: bool = False, step: int = 1) -> Mixtures:
    """Make one storage call of an upload fail after the other, each in an upload of its own."""
    acts, found = open_store(folder / "kpi.duckdb"), Mixtures()
    whole = Failing(0)
    with failing_storage(whole):
        _one_failure(acts, 0, whole, found)
    commit = whole.names.index("commit") + 1
    # Every so many calls, and always those around the commit.
    chosen = {*range(1, len(whole.names) + 1, step), *range(commit - 2, commit + 3)}
    for at in sorted(chosen):
        failing = Failing(at, after, dead)
        with failing_storage(failing):
            _one_failure(acts, at, failing, found)
    found.untold = len(verify(acts.store).faults)
    acts.store.close()
    return found


def _one_failure(acts: Acts, no: int, failing: Failing, found: Mixtures) -> None:
    """Let one call of one upload fail and count what came of it."""
    before = state_of(acts)
    preview = acts.preview(KIND, file_of(no), f"{no}.csv", rehearse=False)
    failing.armed, stored = True, False
    try:
        acts.accept(preview, actor=Actor.local("Uploader 1"))
        stored = True
    except StoreTrouble:
        found.refused += 1
    failing.armed = False
    found.names |= set(failing.names)
    after = state_of(acts)
    if not (failing.at and failing.fired):
        return
    found.calls += 1
    found.stored += stored
    found.mixtures += (after == before) == stored
    again = send_in(acts, no)
    copies = [u for u in uploads(acts.store) if u.file_name == f"{no}.csv" and u.live_slices]
    found.doubled += len(copies) != 1 or copies[0].upload != again


@dataclass
class FullDisk:
    """What one full disk did: code of the refusal, uploads lost, seconds until it went on."""

    code: str
    confirmed: int
    lost: int
    seconds: float
    red: bool
    faults: int


def fill_by_limit(pipe: Connection, path: Path, room: int) -> None:
    """Let no file grow past its present size plus room (as a full disk does), upload, give room."""
    acts = open_store(path)
    send_in(acts, 0)
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    limit = path.stat().st_size + room
    pipe.send(_fill(acts, lambda: _limit(limit, hard), lambda: _limit(hard, hard)))


def _limit(soft: int, hard: int) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def fill_disk(pipe: Connection, path: Path) -> None:
    """Fill the disk that a store stands on, upload until it is refused, take the ballast away."""
    acts, ballast = open_store(path), path.with_name("ballast")
    send_in(acts, 0)

    def fill() -> None:
        free = os.statvfs(path.parent)
        with ballast.open("wb") as file:
            file.write(b"0" * max(0, free.f_bavail * free.f_frsize - 2_000_000))

    pipe.send(_fill(acts, fill, ballast.unlink))


def _fill(acts: Acts, fill: Any, free: Any) -> FullDisk:
    confirmed, code, red = {0: 2}, "", False
    fill()
    for no in range(1, 60):
        try:
            confirmed[no] = send_in(acts, no, meters=3000)
        except StoreTrouble as trouble:
            code = trouble.code
            break
    try:
        acts.store.probe()
    except StoreTrouble:
        red = True
    free()
    began = time.perf_counter()
    send_in(acts, 100)
    seconds = time.perf_counter() - began
    names = {record.file_name for record in uploads(acts.store)}
    lost = sum(f"{no}.csv" not in names for no in [*confirmed, 100])
    return FullDisk(code, len(confirmed), lost, seconds, red, len(verify(acts.store).faults))

"""One DuckDB instance on one file: opened closed to the outside, and opened anew when it died.

After a failed checkpoint an instance answers nothing any more, while the file is whole. Nobody may
open the file besides DuckDB while it is open here, not even to read it: closing it would let go
of the lock that keeps other processes out.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

from kpi.store.trouble import StoreDamaged, StoreLocked, StoreTrouble, is_dead
from kpi.store.watch import WATCH

CONFIG = {
    "storage_compatibility_version": "v1.5.0",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "python_enable_replacements": "false",
    "memory_limit": "2GB",
    "max_temp_directory_size": "4GB",
}
"""The file stays readable by the release before; nothing is ever fetched from outside, and no
variable of the calling code can be read by its name."""

PATIENCE = 5.0
"""Seconds a dead instance waits for those that still use it."""


def connect(path: Path | None) -> duckdb.DuckDBPyConnection:
    """Open or make a file; StoreLocked when another process has it, StoreDamaged when it is none."""
    try:
        return duckdb.connect(":memory:" if path is None else str(path), config=dict(CONFIG))
    except duckdb.Error as error:
        if isinstance(error, duckdb.IOException) and "lock" in str(error).lower():
            raise StoreLocked from error
        raise StoreDamaged(str(error).splitlines()[0]) from error


@contextmanager
def transaction(cursor: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Commit what the block does, or nothing of it."""
    cursor.execute("begin")
    try:
        yield
    except BaseException:
        roll_back(cursor)
        raise
    cursor.execute("commit")


def roll_back(cursor: duckdb.DuckDBPyConnection) -> None:
    """Leave nothing of a transaction; a dead instance cannot be rolled back, and need not be."""
    with suppress(duckdb.Error):
        cursor.execute("rollback")


class Engine:
    """The open file and everyone who works on it. A cursor serves one thread, for one block.

    `generation` counts the instances; `path` is None for one in memory, which cannot be opened anew.
    `shared` tells whether other processes may write into the same store.
    """

    shared = False

    def __init__(self, path: Path | None, opened: Callable[[], None] = lambda: None) -> None:
        self.path = path
        self.generation = 1
        self._opened = opened
        self._gate = threading.Condition(threading.RLock())
        self._active: dict[int, duckdb.DuckDBPyConnection] = {}
        self._mine = threading.local()
        self._closing = False
        self._hardened = False
        self._connection: duckdb.DuckDBPyConnection | None = self._connect()

    def _connect(self) -> duckdb.DuckDBPyConnection:
        return connect(self.path)

    @property
    def in_use_here(self) -> bool:
        """Whether this very thread holds a cursor."""
        return bool(getattr(self._mine, "held", 0))

    @contextmanager
    def cursor(self, seconds: float | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
        """Give a cursor of its own (threads that share one get each other's answers)."""
        cursor, clean = self._begin(), False
        try:
            with WATCH.limit(cursor, seconds):
                self._made_ready(cursor)
                yield cursor
            clean = True
        finally:
            self._end(cursor, clean)

    def _discard(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Close an instance that died."""
        connection.close()

    def _taken(self, connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
        return connection.cursor()

    def _made_ready(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """Do what a new cursor needs before it can ask."""

    def _put_back(self, cursor: duckdb.DuckDBPyConnection, clean: bool) -> None:  # noqa: ARG002
        """Take back a cursor; `clean` tells that all went well with it."""
        cursor.close()

    def _begin(self) -> duckdb.DuckDBPyConnection:
        with self._gate:
            while self._closing and not self.in_use_here:
                self._gate.wait(PATIENCE)
            if self._connection is None:
                raise StoreTrouble("store_failed")
            cursor = self._taken(self._connection)
            self._active[id(cursor)] = cursor
        self._mine.held = getattr(self._mine, "held", 0) + 1
        return cursor

    def _end(self, cursor: duckdb.DuckDBPyConnection, clean: bool) -> None:
        # Taken off the list first: a closed cursor cannot be interrupted.
        with self._gate:
            self._active.pop(id(cursor), None)
            self._gate.notify_all()
        self._mine.held -= 1
        self._put_back(cursor, clean)

    def reopen(self, generation: int) -> None:
        """Open the file anew, unless someone did since that generation; then `opened` is called.

        StoreTrouble when it cannot be: the next call tries again.
        """
        if self.path is None or self.in_use_here:
            raise StoreTrouble("store_failed")
        with self._gate:
            if self.generation != generation:
                return
            self._closing = True
            try:
                self._wait_for_others()
                if self._connection is not None:
                    self._discard(self._connection)
                self._connection = None
                self._connection = self._connect()
                self.generation += 1
            except (StoreLocked, StoreDamaged) as error:
                raise StoreTrouble("store_failed") from error
            finally:
                self._closing = False
                self._gate.notify_all()
            self._opened()
            if self._hardened:
                self.harden()

    def mended(self, generation: int, error: BaseException) -> bool:
        """Open a dead instance anew; tell whether what failed may be asked again."""
        if self.generation != generation:
            return True
        if not is_dead(error) and self.is_open:
            return False
        self.reopen(generation)
        return True

    def regained(self, generation: int, error: BaseException) -> bool:
        """After a failed act: see that the store can be asked; tell whether it may be written again.

        StoreTrouble when it cannot be asked.
        """
        if is_dead(error):
            self.reopen(generation)
        return False

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Let no other process write meanwhile. Here none can: the file is locked while it is open."""
        yield

    def confirm(self) -> None:
        """See that no other process could have written since `exclusive` began."""

    @contextmanager
    def turn(self, name: str) -> Iterator[bool]:  # noqa: ARG002
        """Tell whether this process is the one to do a recurring errand now."""
        yield True

    def checkpoint(self) -> None:
        """Move what was committed from the write-ahead log into the file."""
        if self.path is None:
            return
        generation = self.generation
        try:
            with self.cursor() as cursor:
                cursor.execute("checkpoint")
        except duckdb.Error as error:
            # What was done is stored; a dead instance is opened anew now, or by who asks next.
            if is_dead(error):
                with suppress(StoreTrouble):
                    self.reopen(generation)

    def copy_into(self, file: Path) -> None:
        """Write all tables and views as they are now into a new database file."""
        with self.cursor() as cursor:
            source = cursor.execute("select current_database()").fetchall()[0][0]
            place = str(file.resolve()).replace("'", "''")
            cursor.execute(f"attach '{place}' as snapshot (storage_version 'v1.5.0')")
            try:
                cursor.execute(f'copy from database "{source}" to snapshot')
            finally:
                cursor.execute("detach snapshot")

    def tidy(self, older: str) -> None:
        """Put many small files together, as a lake needs it from time to time."""

    @property
    def is_open(self) -> bool:
        """Whether there is an instance; there is none after it died and could not be opened anew."""
        return self._connection is not None

    def _wait_for_others(self) -> None:
        end = time.monotonic() + PATIENCE
        while self._active and time.monotonic() < end:
            for cursor in self._active.values():
                cursor.interrupt()
            self._gate.wait(0.1)

    def harden(self) -> None:
        """Allow no file but those beside the store, and no change of that afterwards."""
        with self.cursor() as cursor:
            already = cursor.execute("select current_setting('lock_configuration')").fetchall()
            self._hardened = True
            if already[0][0]:
                return
            folder = "" if self.path is None else str(self.path.resolve().parent) + os.sep
            allowed = f"['{folder.replace(chr(39), chr(39) * 2)}']" if folder else "[]"
            cursor.execute(f"set allowed_directories = {allowed}")
            cursor.execute("set enable_external_access = false")
            cursor.execute("set lock_configuration = true")

    def close(self) -> None:
        """Close the file; nothing can be asked afterwards."""
        with self._gate:
            if self._connection is not None:
                self._connection.close()
            self._connection = None

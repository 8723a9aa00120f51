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
from contextlib import contextmanager
from pathlib import Path

import duckdb

from kpi.store.trouble import StoreDamaged, StoreLocked, StoreTrouble
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


class Engine:
    """The open file and everyone who works on it. A cursor serves one thread, for one block.

    `generation` counts the instances; `path` is None for one in memory, which cannot be opened anew.
    """

    def __init__(self, path: Path | None, opened: Callable[[], None] = lambda: None) -> None:
        self.path = path
        self.generation = 1
        self._opened = opened
        self._gate = threading.Condition(threading.RLock())
        self._active: dict[int, duckdb.DuckDBPyConnection] = {}
        self._mine = threading.local()
        self._closing = False
        self._connection: duckdb.DuckDBPyConnection | None = connect(path)

    @property
    def in_use_here(self) -> bool:
        """Whether this very thread holds a cursor."""
        return bool(getattr(self._mine, "held", 0))

    @contextmanager
    def cursor(self, seconds: float | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
        """Give a cursor of its own (threads that share one get each other's answers)."""
        cursor = self._begin()
        try:
            with WATCH.limit(cursor, seconds):
                yield cursor
        finally:
            self._end(cursor)

    def _begin(self) -> duckdb.DuckDBPyConnection:
        with self._gate:
            while self._closing and not self.in_use_here:
                self._gate.wait(PATIENCE)
            if self._connection is None:
                raise StoreTrouble("store_failed")
            cursor = self._connection.cursor()
            self._active[id(cursor)] = cursor
        self._mine.held = getattr(self._mine, "held", 0) + 1
        return cursor

    def _end(self, cursor: duckdb.DuckDBPyConnection) -> None:
        # Taken off the list first: a closed cursor cannot be interrupted.
        with self._gate:
            self._active.pop(id(cursor), None)
            self._gate.notify_all()
        cursor.close()
        self._mine.held -= 1

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
                    self._connection.close()
                self._connection = None
                self._connection = connect(self.path)
                self.generation += 1
            except (StoreLocked, StoreDamaged) as error:
                raise StoreTrouble("store_failed") from error
            finally:
                self._closing = False
                self._gate.notify_all()
            self._opened()

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

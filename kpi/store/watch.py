"""A time limit on questions: DuckDB has none of its own, it can only be interrupted."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from kpi.store.trouble import StoreTrouble

STEP = 0.25
"""Seconds between two looks at the clock; so much later than its limit a question may end."""


class Watch:
    """One thread for all questions of a process; it starts with the first of them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._numbers = itertools.count()
        self._running: dict[int, tuple[float, duckdb.DuckDBPyConnection]] = {}
        self._thread: threading.Thread | None = None

    @contextmanager
    def limit(self, cursor: duckdb.DuckDBPyConnection, seconds: float | None) -> Iterator[None]:
        """Interrupt the cursor when the block takes longer; None: it may take what it needs.

        StoreTrouble when it was interrupted.
        """
        if seconds is None:
            yield
            return
        number = next(self._numbers)
        self._start()
        with self._lock:
            self._running[number] = (time.monotonic() + seconds, cursor)
        try:
            yield
        except duckdb.InterruptException as error:
            raise StoreTrouble("store_slow", seconds=f"{seconds:.0f}") from error
        finally:
            with self._lock:
                self._running.pop(number, None)

    def _start(self) -> None:
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._look, name="watch", daemon=True)
                self._thread.start()

    def _look(self) -> None:
        while True:
            time.sleep(STEP)
            now = time.monotonic()
            # Interrupted under the lock: a cursor that is done would otherwise lose its next use.
            with self._lock:
                for end, cursor in self._running.values():
                    if end < now:
                        cursor.interrupt()


WATCH = Watch()
"""The watch of this process."""

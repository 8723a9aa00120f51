"""The one press of this process: however many reports are asked for at once, one is made at a time.

Pages go on meanwhile: a report waits for the one before it, never a page for a report.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Generic, TypeVar

Made = TypeVar("Made")


class _Press:
    """One worker, and how many pieces of work were handed in and are done."""

    def __init__(self) -> None:
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="press")
        self._lock = threading.Lock()
        self._begun = 0
        self.done = 0

    def start(self, make: Callable[[], Made]) -> Job[Made]:
        with self._lock:
            number = self._begun
            self._begun += 1
            future = self._worker.submit(make)
        future.add_done_callback(self._finished)
        return Job(number, future)

    def _finished(self, _: object) -> None:
        with self._lock:
            self.done += 1

    @property
    def waiting(self) -> int:
        with self._lock:
            return self._begun - self.done


_PRESS = _Press()


@dataclass(frozen=True)
class Job(Generic[Made]):
    """One piece of work that was handed in; work is done in the order of the numbers."""

    number: int
    future: Future[Made]

    @property
    def before(self) -> int:
        """How many that were handed in earlier have to be done first, the present one included."""
        return 0 if self.future.done() else max(0, self.number - _PRESS.done)

    def ready(self, seconds: float) -> bool:
        """Wait at most so long, and tell whether it is done."""
        wait([self.future], timeout=seconds)
        return self.future.done()

    def result(self) -> Made:
        """Return what was made, when it is done; what went wrong is raised here."""
        return self.future.result()


def start(make: Callable[[], Made]) -> Job[Made]:
    """Hand in a piece of work and return at once."""
    return _PRESS.start(make)


def in_turn(make: Callable[[], Made]) -> Made:
    """Return what `make` answers, once everything that was asked for before is done.

    What `make` raises is raised here.
    """
    return start(make).result()


def waiting() -> int:
    """Return how many reports are being made or wait for their turn."""
    return _PRESS.waiting

"""The one press of this process: however many reports are asked for at once, one is made at a time.

Pages go on meanwhile: a report waits for the one before it, never a page for a report.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Made = TypeVar("Made")

_PRESS = ThreadPoolExecutor(max_workers=1, thread_name_prefix="press")
_COUNT = threading.Lock()
_waiting = 0


def in_turn(make: Callable[[], Made]) -> Made:
    """Return what `make` answers, once everything that was asked for before is done.

    What `make` raises is raised here.
    """
    _add(1)
    try:
        return _PRESS.submit(make).result()
    finally:
        _add(-1)


def waiting() -> int:
    """Return how many reports are being made or wait for their turn."""
    return _waiting


def _add(step: int) -> None:
    global _waiting  # noqa: PLW0603 one press, one count
    with _COUNT:
        _waiting += step

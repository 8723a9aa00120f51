"""Rounds: what the running app does by itself every so often, each by a thread of its own."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

from kpi.acts import Refused
from kpi.serve.errors import trail

LOG = logging.getLogger("kpi")


class Rounds:
    """A thread that goes round every so many seconds, as long as the block around it runs.

    It outlives a round that went wrong: that is written in the log, and the next may be a good one.
    """

    def __init__(self, name: str, seconds: float, go: Callable[[], object]) -> None:
        self._name = name
        self._seconds = seconds
        self._go = go
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end.set()
        self._thread.join()

    def _run(self) -> None:
        told = ""
        while not self._end.wait(self._seconds):
            try:
                self._go()
                told = ""
            except Refused as refused:
                # Said once: a store that another program holds stays held for hours.
                if told != refused.code:
                    LOG.warning("%s: %s", self._name, refused.code)
                told = refused.code
            except Exception as error:  # noqa: BLE001
                LOG.error("%s\n%s", self._name, trail(error))  # noqa: TRY400 the message may hold a name

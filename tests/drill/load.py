"""T-40, T-41: many visitors at once, and very many one after another."""

from __future__ import annotations

import json
import statistics
import threading
import time
import urllib.request
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from tests.servers import Server
from tests.visitors import Visitor, visitor

PAGES = ("", "co2_energy", "waste", "targets")
PAUSE = 5.0
"""Seconds between two things that one visitor does."""
COUNTED = Path(__file__).parent / "counted.py"
"""The dashboard with a route that tells what its process holds."""


@dataclass
class Visited:
    """Runs of pages: the seconds each took, and what went wrong."""

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def p95(self) -> float:
        """The seconds within which 95 of 100 runs ended."""
        return statistics.quantiles(self.seconds, n=20)[-1] if len(self.seconds) > 1 else 0.0


def visit(
    server: Server, expected: str, *, active: int, idle: int, seconds: float, within: float = 1.0
) -> Visited:
    """Let so many visitors go from page to page, so many others only look, for so long.

    The active ones begin `within` so many seconds, one after another, and keep that distance;
    every page has to hold what is expected of it.
    """
    address, found = f"ws://127.0.0.1:{server.port}", Visited()
    lock, end = threading.Lock(), time.monotonic() + seconds

    def go(number: int, one: Visitor) -> None:
        time.sleep(within * number / max(active, 1))
        step = 0
        while step == 0 or time.monotonic() < end:
            try:
                drawn = one.run(PAGES[(number + step) % len(PAGES)])
            except Exception as error:  # noqa: BLE001 any error is what is looked for
                found.errors.append(repr(error))
                return
            with lock:
                found.seconds.append(drawn.seconds)
                if expected not in drawn.text:
                    found.errors.append(drawn.text[:200])
            step += 1
            time.sleep(max(0.0, min(PAUSE, end - time.monotonic())))

    with ExitStack() as stack:
        for _ in range(idle):
            stack.enter_context(visitor(address)).run()
        busy = [stack.enter_context(visitor(address)) for _ in range(active)]
        threads = [threading.Thread(target=go, args=pair) for pair in enumerate(busy)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return found


@dataclass(frozen=True)
class Soaked:
    """What the process held after a first round of sessions and after all of them."""

    sessions: int
    heap_before: int
    heap_after: int
    threads_before: int
    threads_after: int

    @property
    def grown(self) -> float:
        """By how many megabytes the heap grew."""
        return (self.heap_after - self.heap_before) / 1e6


def soak(server: Server, count: int, warm: int) -> Soaked:
    """Open and close so many sessions; the first `warm` fill what is kept for all."""
    address = f"ws://127.0.0.1:{server.port}"
    before = (0, 0)
    for number in range(count):
        if number == warm:
            before = _held(server)
        with visitor(address) as one:
            one.run(PAGES[number % len(PAGES)])
    after = _held(server)
    return Soaked(count, before[0], after[0], before[1], after[1])


def _held(server: Server) -> tuple[int, int]:
    """Return the bytes of the heap and the threads of the server, with every session let go."""
    with urllib.request.urlopen(f"{server.url}/held", timeout=120) as answer:
        found = json.loads(answer.read())
    return int(found["heap"]), int(found["threads"])

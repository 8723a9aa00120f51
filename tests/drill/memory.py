"""T-17, T-25: hostile and giant files, in a process whose memory is counted."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from tests.drill.children import KIND, open_store

MEGABYTE = 1_000_000
PEAK, RISE, SLOWEST = 700.0, 100.0, 2.0
"""Megabytes of the whole process, megabytes that one giant file may add, seconds of its own."""
LINE = b"Almelo;2025-01;aardgas;1e309;Nm3;M\r\n"
HEADER = b"locatie;periode;energiedrager;verbruik;eenheid;meter\r\n"


def hostile(number: int) -> bytes:
    """Return five megabytes of a kind that is hard on a reader, by number."""
    size = 5 * MEGABYTE
    kinds: tuple[Callable[[], bytes], ...] = (
        lambda: HEADER + LINE * (size // len(LINE)),
        lambda: HEADER + b'"' * size,
        lambda: HEADER + b"Almelo;2025-01;" + b"x" * size,
        lambda: b";".join(b"c%d" % n for n in range(size // 8)) + b"\r\n",
        lambda: HEADER + b";".join([b"1"] * (size // 2)) + b"\r\n",
        lambda: HEADER + b"\r\n" * (size // 2),
        lambda: HEADER + b"\xff\xfe\x00" * (size // 3),
        lambda: HEADER + b"=cmd|' /C calc'!A0;" * (size // 19),
        lambda: HEADER + b"Almelo;2025-01;aardgas;" + b"9" * size + b";Nm3;M\r\n",
        lambda: HEADER + b"\t" * size,
    )
    return kinds[number % len(kinds)]()


GIANT = {
    "26 MB": lambda: HEADER + LINE * (26 * MEGABYTE // len(LINE)),
    "200 MB": lambda: HEADER + b"x" * (200 * MEGABYTE),
    "endless line": lambda: b"x" * (20 * MEGABYTE),
    "100,000 columns": lambda: b";".join(b"c%d" % n for n in range(100_000)) + b"\r\n1\r\n",
    "1,000,000 rows": lambda: HEADER + b"a;b;c;d;e;f\r\n" * 1_000_000,
}
"""Files past every limit, by what is too large about them."""


@dataclass(frozen=True)
class Weighed:
    """What became of files: the peak of the whole process, what it rose by, and the slowest."""

    files: int
    accepted: int
    peak: float
    rise: float
    slowest: float


def weigh(path: Path, files: Iterable[bytes]) -> Weighed:
    """Preview files one after another."""
    acts = open_store(path)
    begin, number, accepted, slowest = _peak(), 0, 0, 0.0
    for number, data in enumerate(files, start=1):
        began = time.process_time()
        preview = acts.preview(KIND, data, f"{number}.csv", rehearse=False)
        slowest = max(slowest, time.process_time() - began)
        accepted += preview.acceptable
    acts.store.close()
    return Weighed(number, accepted, _peak(), _peak() - begin, slowest)


def weigh_hostile(pipe: Connection, path: Path, numbers: Sequence[int]) -> None:
    """Preview these hostile files of five megabytes; tell the result."""
    pipe.send(weigh(path, (hostile(number) for number in numbers)))


def weigh_giant(pipe: Connection, path: Path, name: str) -> None:
    """Preview one giant file; tell the result."""
    pipe.send(weigh(path, [GIANT[name]()]))


def _peak() -> float:
    """Return the most memory this process ever held, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

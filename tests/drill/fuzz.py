"""T-29: any bytes at all are answered with findings or a refusal, soon, and never with a traceback."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from kpi.acts import Refused
from tests.drill.children import CATALOGUE, open_store

SLOW = 2.0
PIECES = (
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"PK\x03\x04", b"%PDF-1.7", b'"', b'""', b";", b",", b"\t",
    b"\r", b"\n", b"\r\n", b"=1+1", b"1e309", b"nan", b"1e1000000", b"9" * 400, b"1.234", b"1,234",
    b"-", b"\xc3\xa9", b"\x80", "\u0661\u0662".encode(), b"2025-13", b"2025-00", b"31-02-2025",
    b"Totaal", b"sep=;", b"<script>", b"' or 1=1 --", b"\x1f",
)  # fmt: skip


@dataclass
class Fuzzed:
    """What became of so many files."""

    cases: int = 0
    tracebacks: int = 0
    slow: int = 0
    slowest: float = 0.0
    errors: Counter[str] = field(default_factory=Counter)


def cases(count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Yield files: pure noise, noise in the alphabet of a file, and examples with places changed."""
    chance = random.Random(seed)
    examples = {t.contract.id: t.example.encode() for t in CATALOGUE.themes if t.contract}
    kinds = sorted(examples)
    for number in range(count):
        kind = chance.choice(kinds)
        if number % 5 == 0:
            yield kind, chance.randbytes(chance.randrange(2000))
        elif number % 5 == 1:
            yield kind, b"".join(chance.choice(PIECES) for _ in range(chance.randrange(60)))
        else:
            yield kind, _changed(examples[kind], chance)


def _changed(data: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.randrange(1, 8)):
        place, piece = chance.randrange(len(data) + 1), chance.choice(PIECES)
        cut = chance.choice((0, 0, 1, 5, 40))
        data = data[:place] + piece + data[place + cut :]
    return data


def fuzz(count: int, seed: int = 11) -> Fuzzed:
    """Preview so many files of every kind."""
    acts, found = open_store(None), Fuzzed()
    for kind, data in cases(count, seed):
        found.cases += 1
        began = time.perf_counter()
        try:
            acts.preview(kind, data, "file.csv", rehearse=False)
        except Refused:
            pass
        except Exception as error:  # noqa: BLE001 what is looked for
            found.tracebacks += 1
            found.errors[repr(error)[:100]] += 1
        seconds = time.perf_counter() - began
        found.slow += seconds > SLOW
        found.slowest = max(found.slowest, seconds)
    acts.store.close()
    return found

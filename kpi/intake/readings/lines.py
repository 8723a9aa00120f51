"""All lines of a file of readings once more: its check keeps only the first and the faulty ones."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from kpi.intake.checked import Checked
from kpi.intake.decode import decode
from kpi.intake.dialect import INSTRUCTION, Texts

Line = tuple[int, Texts]


@dataclass(frozen=True)
class _Lines:
    """The records of a text below its header with their lines, one at a time, as often as asked."""

    text: str
    delimiter: str
    above: int

    def __iter__(self) -> Iterator[Line]:
        given = io.StringIO(self.text, newline="")
        first = given.readline()
        if INSTRUCTION.fullmatch(first.strip(" \n")) is None:
            given.seek(0)
        records = enumerate(csv.reader(given, delimiter=self.delimiter), start=1)
        # A cell too long for the reader ends the list; the file itself is never judged by this.
        with suppress(csv.Error):
            for line, record in records:
                if line > self.above:
                    yield line, tuple(record)


def whole_lines(checked: Checked, data: bytes) -> Iterable[Line]:
    """Return all lines of a checked file below its header, whatever the check kept of them."""
    decoded = None
    if checked.readings is not None and not checked.sheet:
        decoded = decode(data, len(data))
    if decoded is None or decoded.text is None:
        return checked.records
    return _Lines(decoded.text, checked.delimiter, len(checked.above))

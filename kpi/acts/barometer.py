"""Reading what somebody pasted from the Milieubarometer: item, number, and perhaps a unit, a line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from kpi.intake.numbers import settle, written

BETWEEN = re.compile(r"\t|;|\s{2,}|\s*\|\s*")
LINES = 500


@dataclass(frozen=True)
class PastedLine:
    """One pasted line: `value` is None where no number could be read; `unit` empty where none is."""

    number: int
    label: str
    text: str
    value: Decimal | None
    unit: str


@dataclass(frozen=True)
class Pasted:
    """What was read of a pasted text. `clear` is False when its numbers can be read in two ways.

    Then no line has a value until somebody answers how they are written.
    """

    lines: tuple[PastedLine, ...]
    clear: bool


def read_pasted(text: str, answer: str | None = None) -> Pasted:
    """Read a pasted text; `answer` is dutch or english where its numbers can be read in two ways.

    A line without a second cell, and an empty second cell, are no lines with a number.
    """
    rows = [
        (number, [cell.strip() for cell in BETWEEN.split(line.strip())])
        for number, line in enumerate(text.splitlines()[:LINES], start=1)
        if line.strip()
    ]
    found = {cells[1]: written(cells[1]) for _, cells in rows if len(cells) > 1}
    settled = settle([one for one in found.values() if one is not None], answer)
    lines = []
    for number, cells in rows:
        second = cells[1] if len(cells) > 1 else ""
        parts = found.get(second)
        value = (
            None if parts is None or settled.convention is None else parts.value(settled.convention)
        )
        unit = cells[2] if len(cells) > 2 and cells[2] else ("" if parts is None else parts.unit)
        lines.append(PastedLine(number, cells[0], second, value, unit))
    return Pasted(tuple(lines), settled.convention is not None)

"""What the number format of a cell says of its number: a day, a percentage, or nothing."""

from __future__ import annotations

import re
from typing import Literal

from kpi.intake.xmlparts import Handlers, local

Kind = Literal["", "day", "percent"]
DAYS = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
"""The built-in formats that show a day or a time."""
PERCENTS = frozenset((9, 10))
NOT_CODE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
DAY_MARKS = re.compile(r"[dmyhs]", re.IGNORECASE)


class Styles(Handlers):
    """Collects the kind of every cell style of a workbook, by the style's number."""

    def __init__(self) -> None:
        super().__init__(self._start, self._end)
        self.kinds: list[Kind] = []
        self._formats: dict[str, str] = {}
        self._in_cells = False

    def _start(self, name: str, given: dict[str, str]) -> None:
        name = local(name)
        if name == "numFmt":
            self._formats[given.get("numFmtId", "")] = given.get("formatCode", "")
        elif name == "cellXfs":
            self._in_cells = True
        elif name == "xf" and self._in_cells:
            self.kinds.append(self._kind(given.get("numFmtId", "0")))

    def _end(self, name: str) -> None:
        if local(name) == "cellXfs":
            self._in_cells = False

    def _kind(self, number: str) -> Kind:
        code = self._formats.get(number)
        if code is not None:
            return format_kind(code)
        known = int(number) if number.isdecimal() else 0
        if known in DAYS:
            return "day"
        return "percent" if known in PERCENTS else ""


def format_kind(code: str) -> Kind:
    """Return what a format code shows; texts, colours and conditions in it say nothing."""
    plain = NOT_CODE.sub("", code.split(";", 1)[0])
    if "%" in plain:
        return "percent"
    general = plain.lower() in ("general", "standaard")
    return "day" if DAY_MARKS.search(plain) and not general else ""

"""One sheet of a workbook, cell by cell: texts as texts, numbers as the numbers they are."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from kpi.intake.calendar import SERIAL_START
from kpi.intake.dialect import HEADER_WITHIN
from kpi.intake.numbers import TypedDay, TypedNumber, Unreckoned
from kpi.intake.styles import Kind
from kpi.intake.xmlparts import Handlers, local

REFERENCE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})", re.ASCII)
SHORT = re.compile(r"-?\d{1,9}(?:\.\d{0,4}[1-9])?", re.ASCII)
"""A number that is written as it is: the usual one."""
LAST_ROW = 1_048_576
MOST_CELLS = 4_000_000
DIGITS = 15
"""A spreadsheet keeps so many digits; what lies beyond is noise of its binary numbers."""
START = dt.datetime.combine(SERIAL_START, dt.time.min)
DAYS_TO_1904 = 1462
LAST_DAY = 2_958_465
NOTHING: tuple[str, ...] = ()


class TooLarge(Exception):
    """More rows or cells than may be read at all."""


class SheetReader(Handlers):
    """Collects the records of one sheet; the place of a record is its line less one."""

    def __init__(
        self, strings: Sequence[str], kinds: Sequence[Kind], since_1904: bool, max_rows: int
    ) -> None:
        super().__init__(self._start, self._end, self._text)
        self.hidden_rows = (0, 0)
        self._strings = strings
        self._kinds = kinds
        self._offset = DAYS_TO_1904 if since_1904 else 0
        self._max_rows = max_rows
        self._rows: dict[int, dict[int, str]] = {}
        self._row = self._column = 0
        self._columns: dict[str, int] = {}
        self._cells = 0
        self._type = self._style = ""
        self._value: list[str] | None = None
        self._result: str | None = None
        self._formula: list[str] | None = None
        self._open: list[str] | None = None
        self._merges: list[tuple[int, int, int]] = []

    def _start(self, name: str, given: dict[str, str]) -> None:
        if ":" in name:
            name = local(name)
        if name == "c":
            self._begin_cell(given)
        elif name in ("v", "t"):
            if self._value is None:
                self._value = []
            self._open = self._value
        elif name == "f":
            self._formula = self._open = []
        elif name == "row":
            self._begin_row(given)
        elif name == "mergeCell":
            self._merge(given.get("ref", ""))

    def _end(self, name: str) -> None:
        if ":" in name:
            name = local(name)
        if name == "c":
            self._end_cell()
        else:
            self._open = None

    def _text(self, text: str) -> None:
        if self._open is not None:
            self._open.append(text)

    def _begin_row(self, given: dict[str, str]) -> None:
        number = given.get("r", "")
        self._row = int(number) if number.isdecimal() else self._row + 1
        self._column = 0
        if self._row > LAST_ROW or len(self._rows) > self._max_rows + 1000:
            raise TooLarge(self._max_rows)
        if given.get("hidden") in ("1", "true"):
            count, first = self.hidden_rows
            self.hidden_rows = count + 1, first or self._row

    def _begin_cell(self, given: dict[str, str]) -> None:
        letters = given.get("r", "").rstrip("0123456789")
        column = self._columns.get(letters)
        if column is None:
            fits = 0 < len(letters) <= 3 and letters.isascii() and letters.isupper()
            column = self._columns[letters] = _column(letters) if fits else 0
        self._column = column or self._column + 1
        self._type, self._style = given.get("t", "n"), given.get("s", "")
        self._value = self._formula = self._open = None

    def _end_cell(self) -> None:
        text = self._cell()
        if not text:
            return
        self._cells += 1
        if self._cells > MOST_CELLS or self._row > LAST_ROW:
            raise TooLarge(MOST_CELLS)
        self._rows.setdefault(self._row, {})[self._column] = text

    def _cell(self) -> str:
        """Return the text of the cell that ends here; a formula without result stands as it is."""
        if self._value is None:
            return Unreckoned(f"={''.join(self._formula)}") if self._formula is not None else ""
        value = "".join(self._value)
        if self._type == "s":
            place = int(value) if value.strip().isdecimal() else -1
            return self._strings[place] if 0 <= place < len(self._strings) else ""
        if self._type == "n":
            return self._number(value.strip())
        if self._type == "b":
            return "true" if value.strip() == "1" else "false"
        if self._type == "d":
            return value.replace("T", " ")
        return value

    def _number(self, value: str) -> str:
        try:
            number = Decimal(value)
        except InvalidOperation:
            return value
        if not number.is_finite():
            return value
        style = int(self._style) if self._style.isdecimal() else 0
        kind = self._kinds[style] if style < len(self._kinds) else ""
        if kind == "day" and 0 <= number <= LAST_DAY - self._offset:
            return self._day(number)
        if value.isdecimal() and len(value) > DIGITS:
            return TypedNumber(value, number)
        if len(value) > DIGITS:
            number = _without_noise(number)
        if kind == "percent":
            return TypedNumber(_dutch(number * 100), number * 100, "%")
        if SHORT.fullmatch(value):
            return TypedNumber(value.replace(".", ","), number)
        return TypedNumber(_dutch(number), number)

    def _day(self, number: Decimal) -> str:
        seconds = int((number * 86400).to_integral_value())
        moment = START + dt.timedelta(days=self._offset, seconds=seconds)
        if number < 1:
            return f"{moment:%H:%M:%S}"
        whole = moment.time() == dt.time.min
        return TypedDay(f"{moment:%Y-%m-%d}" if whole else f"{moment:%Y-%m-%d %H:%M:%S}", moment)

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        start, end = REFERENCE.fullmatch(first), REFERENCE.fullmatch(last)
        if start and end and int(end[2]) > int(start[2]):
            self._merges.append((_column(start[1]), int(start[2]), int(end[2])))

    def finish(self) -> tuple[tuple[tuple[str, ...], ...], tuple[int, int]]:
        """Return the records, and how many cells a merged one filled, with the first line.

        Only words are filled down: a number in a merged cell stands for all its rows together.
        """
        merged = self._fill_merged()
        # Cells that stand for nothing are not written; a line is as wide as its header all the same.
        top = [max(found, default=0) for row, found in self._rows.items() if row <= HEADER_WITHIN]
        least = max(top, default=0)
        widths = {row: max(least, *found) for row, found in self._rows.items() if found}
        # Before a line is made: in a line as wide as a sheet can be, one cell takes 130 kilobytes.
        if sum(widths.values()) > 4 * MOST_CELLS:
            raise TooLarge(MOST_CELLS)
        records = (
            tuple(self._rows[row].get(c, "") for c in range(1, widths[row] + 1))
            if row in widths
            else NOTHING
            for row in range(1, max(self._rows, default=0) + 1)
        )
        return tuple(records), merged

    def _fill_merged(self) -> tuple[int, int]:
        filled, first, tried = 0, 0, 0
        last = max(self._rows, default=0)
        for column, top, bottom in sorted(self._merges):
            text = self._rows.get(top, {}).get(column, "")
            if not text or isinstance(text, TypedNumber):
                continue
            tried += min(bottom, last) - top
            if tried > MOST_CELLS:
                raise TooLarge(MOST_CELLS)
            for row in range(top + 1, min(bottom, last) + 1):
                if column not in self._rows.setdefault(row, {}):
                    self._rows[row][column] = text
                    filled, first = filled + 1, min(first or row, row)
        return filled, first


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _without_noise(number: Decimal) -> Decimal:
    if len(number.as_tuple().digits) <= DIGITS:
        return number
    step = Decimal((0, (1,), number.adjusted() - DIGITS + 1))
    return number.quantize(step)


def _dutch(number: Decimal) -> str:
    """Return a number with a decimal comma; what is too long is written as a spreadsheet does."""
    if number.adjusted() >= DIGITS or number.adjusted() < -DIGITS:
        return f"{number:.5E}".replace(".", ",")
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace(".", ",")

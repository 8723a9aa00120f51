"""Numbers as people write them: the marks of a column are settled first, then each text is read."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property, lru_cache
from typing import Literal

Convention = Literal["dutch", "english"]
CONVENTIONS: tuple[Convention, ...] = ("dutch", "english")
Demand = Literal["dutch", "english", "comma", "point", "none"]

LONGEST = 32
THOUSANDTH = Decimal("0.001")
LARGEST = Decimal(10) ** 15
"""What the store can hold with three decimals; beyond it is no figure of a hospital."""

SPACES = re.compile("[ \u00a0\u2007\u2009\u202f]")
BARE = re.compile(r"-?\d+(?:[.,]\d+)?", re.ASCII)
MARKED = re.compile(
    r"""
    (?P<open>\()?
    (?P<before>[^\d.,()+\-]*?)
    (?P<sign>[+-])?
    (?P<currency>[^\d.,()+\-]*?)
    (?P<body>\d(?:[\d.,' ]*\d)?)
    (?P<minus>-)?
    (?P<after>[^\d.,()+\-].*?)?
    (?P<close>\))?
    """,
    re.VERBOSE | re.ASCII,
)
NO_UNIT = re.compile(r"[eE][+-]?\d.*|[xX_].+")
"""What looks like a unit but is another way of writing a number: 1e5, 0x10, 1_000."""
PATTERNS = {
    "dutch": re.compile(r"(?:\d{1,3}(?:([.' ])\d{3})(?:\1\d{3})*|\d+)(?:,\d+)?", re.ASCII),
    "english": re.compile(r"(?:\d{1,3}(?:([,' ])\d{3})(?:\1\d{3})*|\d+)(?:\.\d+)?", re.ASCII),
}
MAY_BE_THOUSANDS = re.compile(r"(?!0[.,])\d{1,3}[.,]\d{3}", re.ASCII)
DECIMAL_MARK = {"dutch": ",", "english": "."}


class TypedNumber(str):
    """A cell that holds a number and not the text of one: no mark in it can be misread.

    It differs from a text of the same marks, so that the two are never read as one.
    """

    __slots__ = ("number", "unit")

    number: Decimal
    unit: str

    def __new__(cls, text: str, number: Decimal, unit: str = "") -> TypedNumber:
        """Make the cell of its text, its exact number and the unit that its format shows."""
        made = super().__new__(cls, text)
        made.number, made.unit = number, unit
        return made

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TypedNumber) and str.__eq__(self, other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash((TypedNumber, str(self)))

    def strip(self, _chars: str | None = None, /) -> TypedNumber:
        """Return the cell itself: there is nothing around a number."""
        return self


class TypedDay(str):
    """A cell that holds a day or a moment: its text is written year first, as no one misreads."""

    __slots__ = ("moment",)

    moment: dt.datetime

    def __new__(cls, text: str, moment: dt.datetime) -> TypedDay:
        """Make the cell of its text and its moment."""
        made = super().__new__(cls, text)
        made.moment = moment
        return made


class Unreckoned(str):
    """A cell whose formula has no result: the workbook was written by a program, never opened."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Unreckoned) and str.__eq__(self, other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash((Unreckoned, str(self)))

    def strip(self, _chars: str | None = None, /) -> Unreckoned:
        """Return the cell itself."""
        return self


@dataclass(frozen=True)
class Written:
    """A number as it stands in a cell: its digits and marks, its sign, the unit beside it.

    `exact` is the number of a cell that holds one; then its marks decide nothing.
    """

    body: str
    negative: bool
    unit: str
    exact: Decimal | None = None

    @cached_property
    def demand(self) -> Demand:
        """What the marks ask for: a convention, or one comma or point that fits both."""
        if self.exact is not None:
            return "none"
        commas, points = self.body.count(","), self.body.count(".")
        if commas and points:
            return "dutch" if self.body.rfind(",") > self.body.rfind(".") else "english"
        if commas > 1 or points > 1:
            return "english" if commas else "dutch"
        if not commas and not points:
            return "none"
        if _may_be_thousands(self.body):
            return "comma" if commas else "point"
        return "dutch" if commas else "english"

    def value(self, convention: Convention) -> Decimal | None:
        """Return the exact number under a convention; None when it cannot be read so."""
        if self.exact is not None:
            return self.exact
        if PATTERNS[convention].fullmatch(self.body) is None:
            return None
        whole, _, decimals = self.body.partition(DECIMAL_MARK[convention])
        digits = whole if whole.isdecimal() else re.sub(r"[.,' ]", "", whole)
        number = Decimal(f"{digits}.{decimals}" if decimals else digits)
        return -number if self.negative else number


def _may_be_thousands(body: str) -> bool:
    """Tell whether the one mark may stand between thousands: 1.234, but not 0.500 or 1234.500."""
    return MAY_BE_THOUSANDS.fullmatch(body) is not None


@lru_cache(maxsize=65536)
def written(text: str) -> Written | None:
    """Take a cell apart; None when it is no number (scientific notation, other scripts ...)."""
    if isinstance(text, TypedNumber):
        return Written(text, text.number < 0, text.unit, text.number)
    if len(text) > LONGEST:
        return None
    if BARE.fullmatch(text):
        return Written(text.removeprefix("-"), text.startswith("-"), "")
    plain = SPACES.sub(" ", text).replace("’", "'").replace("−", "-").strip()
    parts = MARKED.fullmatch(plain)
    if parts is None:
        return None
    signs = [mark for mark in (parts["sign"], parts["minus"], parts["open"]) if mark]
    units = [u.strip() for u in (parts["before"], parts["currency"], parts["after"]) if u]
    units = [unit for unit in units if unit]
    if len(signs) > 1 or len(units) > 1 or bool(parts["open"]) != bool(parts["close"]):
        return None
    unit = units[0] if units else ""
    if NO_UNIT.fullmatch(unit) or any(mark.isdecimal() and not mark.isascii() for mark in unit):
        return None
    return Written(parts["body"], bool(signs) and signs[0] != "+", unit)


@dataclass(frozen=True)
class Settled:
    """How the numbers of a column are written, and how that was found.

    `convention` is None when it is ambiguous or mixed. `how`: plain (no marks), comma, both,
    point (the point can only be a decimal mark), answer, ambiguous, mixed. `commas_unclear`:
    every comma stands before three digits, where English would have it between thousands.
    """

    convention: Convention | None
    how: Literal["plain", "comma", "both", "point", "answer", "ambiguous", "mixed"]
    commas_unclear: bool = False


def settle(numbers: Iterable[Written], answer: str | None = None) -> Settled:
    """Settle the convention of a column from the different numbers in it.

    A cell that can be read one way only fixes the convention when it has both marks or a
    repeated one; else a comma fixes Dutch; else a point that cannot be a thousands mark fixes
    English. One point before three digits and no comma in the column: ambiguous.
    """
    found = list(numbers)
    if answer in CONVENTIONS:
        return Settled("dutch" if answer == "dutch" else "english", "answer")
    demands = {number.demand for number in found}
    both = {number.demand for number in found if _is_certain(number)}
    if {"dutch", "english"} <= demands:
        return Settled(None, "mixed")
    if both:
        return Settled("dutch" if "dutch" in both else "english", "both")
    if demands & {"dutch", "comma"}:
        if "english" in demands:
            return Settled(None, "mixed")
        return Settled("dutch", "comma", commas_unclear="dutch" not in demands)
    if "english" in demands:
        return Settled("english", "point")
    if "point" in demands:
        return Settled(None, "ambiguous")
    return Settled("dutch", "plain")


def _is_certain(number: Written) -> bool:
    """Tell whether a number has both marks, or one of them more than once."""
    return number.exact is None and len(re.findall(r"[.,]", number.body)) > 1


def rounded(number: Decimal) -> Decimal:
    """Return a number with at most three decimals, half away from zero."""
    return number.quantize(THOUSANDTH, ROUND_HALF_UP)


def plain(number: Decimal) -> str:
    """Return a number as digits with a point and without needless zeros."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text

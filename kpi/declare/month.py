"""A calendar month as a value, the grain of nearly every figure; and days as they are kept."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

_ISO = re.compile(r"(\d{4})-(\d{2})")


@dataclass(frozen=True, order=True, slots=True)
class Month:
    """One month of one year; ordered, hashable, written as ``2025-01``."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not 1 <= self.number <= 12:
            raise ValueError(f"month number must be 1 to 12, found {self.number}")

    @classmethod
    def parse(cls, text: str) -> Month:
        """Read ``YYYY-MM``; anything else raises ValueError (the intake reads freer forms)."""
        match = _ISO.fullmatch(text)
        if match is None:
            raise ValueError(f"expected a month as YYYY-MM, found {text!r}")
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: dt.date) -> Month:
        """Return the month that holds the day."""
        return cls(day.year, day.month)

    @property
    def first_day(self) -> dt.date:
        """The first day of the month."""
        return dt.date(self.year, self.number, 1)

    @property
    def last_day(self) -> dt.date:
        """The last day of the month."""
        return self.plus(1).first_day - dt.timedelta(days=1)

    @property
    def index(self) -> int:
        """Months since year 0: differences of indexes count months."""
        return self.year * 12 + self.number - 1

    def plus(self, months: int) -> Month:
        """Return the month so many months later (earlier when negative)."""
        year, zero_based = divmod(self.index + months, 12)
        return Month(year, zero_based + 1)

    def until(self, last: Month) -> Iterator[Month]:
        """Yield this month up to and including ``last``; nothing when ``last`` is earlier."""
        for step in range(last.index - self.index + 1):
            yield self.plus(step)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"


def is_day(text: str) -> bool:
    """Tell whether a text is a day of the calendar as ``YYYY-MM-DD``, the one form that is kept."""
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def is_day_month_or_year(text: str) -> bool:
    """Tell whether a text is a day, a month (``YYYY-MM``) or a year (``YYYY``) of the calendar."""
    return any(is_day(text + rest) for rest in ("", "-01", "-01-01"))

"""Part years told honestly: twelve rolling months, the same months of last year, the season.

A part year is never multiplied up by its number of months: a cold January would then be a year.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, localcontext

from kpi.methods.path import PRECISION

YEAR = 12


def rolling_year(values: Sequence[Decimal | None]) -> list[Decimal | None]:
    """Return the sum of the twelve months that end at each month; None while one is missing."""
    return [_whole(values[place - YEAR + 1 : place + 1]) for place in range(len(values))]


def _whole(months: Sequence[Decimal | None]) -> Decimal | None:
    known = [value for value in months if value is not None]
    return sum(known, Decimal()) if len(months) == YEAR == len(known) else None


def change(before: Decimal | None, after: Decimal | None) -> Decimal | None:
    """Return the change in percent; None without both values, or where it was zero before."""
    if before is None or after is None or before == 0:
        return None
    with localcontext(prec=PRECISION):
        return (after - before) / before * 100


def same_months(
    this: Mapping[int, Decimal], last: Mapping[int, Decimal]
) -> tuple[Decimal, Decimal] | None:
    """Return the sums of this year and of last year over the months of this year, by number.

    None when there is no month, or last year lacks one of them.
    """
    if not this or any(month not in last for month in this):
        return None
    with localcontext(prec=PRECISION):
        return sum(this.values(), Decimal()), sum((last[month] for month in this), Decimal())


def seasonal_year(
    this: Mapping[int, Decimal], years: Sequence[Mapping[int, Decimal]]
) -> Decimal | None:
    """Return what the year comes to if its months weigh as they did in earlier whole years.

    `years` are earlier years by month number; only whole ones count. None without a whole year,
    without a month of this year, or where its months weighed nothing.
    """
    whole = [year for year in years if len(year) == YEAR]
    if not this or not whole:
        return None
    with localcontext(prec=PRECISION):
        total = sum((sum(year.values(), Decimal()) for year in whole), Decimal())
        part = sum((year[month] for year in whole for month in this), Decimal())
        if part == 0:
            return None
        return sum(this.values(), Decimal()) * total / part

"""Axes with ticks in words: numbers and months are written here, never by the browser."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from kpi.declare import Language, Month
from kpi.show.format import month_name, number

STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
WANTED = 5
"""About so many steps on an axis."""
HAIR = 0.01
"""A part of an axis, beyond its last tick."""
AROUND = 3
"""Months before the first and after the last that a path is drawn with."""
TELEPHONE, BESIDE = 240, 36
"""How wide a path is on a telephone, and how far apart its years stand there, in pixels."""


def value_ticks(values: Iterable[Decimal], language: Language) -> dict[str, Any]:
    """Return the ticks of an axis that holds these values and zero, as numbers and as texts.

    The steps are 1, 2, 2.5 or 5 times a power of ten. Without a value there is nothing to tick.
    """
    known = list(values)
    lowest, highest = min([*known, Decimal()]), max([*known, Decimal()])
    if lowest == highest:
        return {"tickmode": "array", "tickvals": [0.0], "ticktext": ["0"]}
    step = _step((highest - lowest) / WANTED)
    first = int((lowest / step).to_integral_value(ROUND_FLOOR))
    last = int((highest / step).to_integral_value(ROUND_CEILING))
    return _ticks(step, first, last, language)


def value_axis(values: Iterable[Decimal], language: Language) -> dict[str, Any]:
    """Return the same ticks on an axis that ends at them: left alone, it hides the last.

    It goes a hair on, for no line is drawn at the very edge.
    """
    ticks = value_ticks(values, language)
    low, high = ticks["tickvals"][0], ticks["tickvals"][-1]
    return ticks if low == high else {**ticks, "range": [low, high + (high - low) * HAIR]}


def near_ticks(values: Iterable[Decimal], language: Language) -> dict[str, Any]:
    """Return the ticks of an axis that spans these values alone, zero only where they reach it."""
    known = list(values)
    if not known or min(known) == max(known):
        return value_ticks(known, language)
    lowest, highest = min(known), max(known)
    step = _step((highest - lowest) / WANTED)
    first = int((lowest / step).to_integral_value(ROUND_FLOOR))
    last = int((highest / step).to_integral_value(ROUND_CEILING))
    return _ticks(step, first, last, language)


def _ticks(step: Decimal, first: int, last: int, language: Language) -> dict[str, Any]:
    ticks = [step * place for place in range(first, last + 1)]
    exponent = step.normalize().as_tuple().exponent
    decimals = max(0, -int(exponent))
    return {
        "tickmode": "array",
        "tickvals": [float(tick) for tick in ticks],
        "ticktext": [number(tick, decimals, language) for tick in ticks],
    }


def _step(least: Decimal) -> Decimal:
    """Return the smallest even step that is not below the least."""
    power = Decimal(1).scaleb(least.adjusted())
    return next(step * power for step in STEPS if step * power >= least)


def day_of(month: Month) -> str:
    """Return where a month stands on a time axis: at its first day."""
    return month.first_day.isoformat()


def month_ticks(months: Iterable[Month], language: Language) -> dict[str, Any]:
    """Return a tick every half year (every second month when there are few), named in words."""
    found = list(months)
    step = 6 if len(found) > 12 else 2
    ticks = [month for month in found if (month.number - 1) % step == 0] or found[:1]
    return {
        "tickmode": "array",
        "tickvals": [day_of(month) for month in ticks],
        "ticktext": [f"{month_name(month, language)}<br>{month.year}" for month in ticks],
    }


def with_gaps(points: Sequence[tuple[Month, Decimal]]) -> list[tuple[Month, Decimal | None]]:
    """Return yearly points with an empty one where a year lacks, so that no line crosses it."""
    found: list[tuple[Month, Decimal | None]] = []
    for month, value in points:
        if found and month.index > found[-1][0].index + 12:
            found.append((found[-1][0].plus(12), None))
        found.append((month, value))
    return found


def year_axis(months: Iterable[Month], language: Language) -> dict[str, Any]:
    """Return a tick at the December of every year (every fourth of many) around some months."""
    found = list(months)
    first, last = min(found).year, max(found).year
    step = 4 if last - first > 14 else 2 if last - first > 7 else 1
    years = range(last, first - 1, -step)
    return {
        "tickmode": "array",
        **december_ticks(years, language),
        # The year right of a mark at the last December has room on a telephone too.
        "range": [day_of(Month(first - 1, 9)), day_of(Month(last + 2, 9))],
    }


def path_axis(
    months: Collection[Month], wanted: Iterable[Month], language: Language
) -> dict[str, Any]:
    """Return an axis around some months with a tick at the wanted Decembers, the first ones first.

    Others are named where there is room between them, on a telephone too.
    """
    start = min(months).plus(-AROUND)
    end = max(max(months).plus(AROUND), Month(start.year, 12))
    apart = math.ceil((end.index - start.index) * BESIDE / TELEPHONE)
    decembers = [Month(year, 12) for year in range(start.year, end.year + 1)]
    kept: list[Month] = []
    for month in (*wanted, *decembers):
        inside = start <= month <= end
        if inside and all(abs(month.index - other.index) >= apart for other in kept):
            kept.append(month)
    return {
        "tickmode": "array",
        **december_ticks(sorted(month.year for month in kept), language),
        "range": [day_of(start), day_of(end)],
    }


def december_ticks(years: Iterable[int], language: Language) -> dict[str, Any]:
    """Return ticks that name the month too: left of a bare year one would read the year before."""
    months = [Month(year, 12) for year in years]
    return {
        "tickvals": [day_of(month) for month in months],
        "ticktext": [f"{month_name(month, language)}<br>{month.year}" for month in months],
    }

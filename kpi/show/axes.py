"""Axes with ticks in words: numbers and months are written here, never by the browser."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from kpi.declare import Language
from kpi.show.format import number

STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
WANTED = 5
"""About so many steps on an axis."""


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

"""Control charts of single values and moving ranges (XmR), with the rules of the NHS.

Source of limits, rules and their order: Making Data Count as NHSRplotthedots computes it
(nhs-r-community/NHSRplotthedots, MIT). Moving ranges are not screened, as in the NHS Excel tool.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Literal

from kpi.methods.path import PRECISION

LIMIT_FACTOR = Decimal("2.66")
"""Limits lie this many mean moving ranges from the mean: three standard errors (3 / 1.128)."""
SCREEN_FACTOR = Decimal("3.267")
"""Moving ranges from this many times their mean on are left out when ranges are screened."""
TREND, SHIFT = 7, 7
"""Points in a row that are a trend, and that are a shift."""

Rule = Literal["outside", "trend", "near_limit", "shift"]
Side = Literal["high", "low"]
Direction = Literal["up", "down", "none"]
"""Which way is better; none where neither is."""
Variation = Literal["improvement", "concern", "neutral_high", "neutral_low", "common"]
Assurance = Literal["passes", "fails", "hit_and_miss", "none"]


@dataclass(frozen=True)
class Limits:
    """The mean and the natural limits of a series; `near_low` and `near_high` lie at two thirds."""

    mean: Decimal
    low: Decimal
    high: Decimal
    near_low: Decimal
    near_high: Decimal


@dataclass(frozen=True)
class Signal:
    """What a point says: the first rule in order of precedence that marks it, and to which side."""

    rule: Rule
    side: Side


def limits(values: Sequence[Decimal], *, screen: bool = False) -> Limits | None:
    """Return mean and limits of a series; None with fewer than two values.

    `screen` drops moving ranges far above their mean once before the mean is taken anew.
    """
    if len(values) < 2:
        return None
    with localcontext(prec=PRECISION):
        ranges = [abs(after - before) for before, after in itertools.pairwise(values)]
        spread = _mean(ranges)
        if screen and spread:
            spread = _mean([r for r in ranges if r < SCREEN_FACTOR * spread])
        mean, reach = _mean(values), LIMIT_FACTOR * spread
        near = reach * 2 / 3
        return Limits(mean, mean - reach, mean + reach, mean - near, mean + near)


def _mean(values: Sequence[Decimal]) -> Decimal:
    return sum(values, Decimal()) / len(values)


def signals(values: Sequence[Decimal], limits: Limits) -> list[Signal | None]:
    """Return the signal of every point, None for common cause.

    Rules in order of precedence: outside a limit; a trend of seven points strictly rising or
    falling, all marked; two of three points near the same limit, all three on one side of the
    mean, only the near ones marked; seven points on one side of the mean, all marked.
    """
    sides = [_side(value, limits.mean) for value in values]
    near = [_near(value, limits) for value in values]
    ways: list[Side | None] = [None] + [
        _side(after, before) for before, after in itertools.pairwise(values)
    ]
    trend = _marked_trend(ways)
    close = _marked_near(sides, near)
    shift = _marked_runs(sides, SHIFT)
    found: list[Signal | None] = []
    for place, value in enumerate(values):
        outside = _outside(value, limits)
        by_rule: list[tuple[Rule, Side | None]] = [
            ("outside", outside),
            ("trend", trend[place]),
            ("near_limit", close[place]),
            ("shift", shift[place]),
        ]
        found.append(next((Signal(rule, side) for rule, side in by_rule if side), None))
    return found


def _side(value: Decimal, mean: Decimal) -> Side | None:
    if value == mean:
        return None
    return "high" if value > mean else "low"


def _outside(value: Decimal, limits: Limits) -> Side | None:
    if value > limits.high:
        return "high"
    return "low" if value < limits.low else None


def _near(value: Decimal, limits: Limits) -> bool:
    """Tell whether a point lies between a warning line and its limit."""
    beyond = value > limits.near_high or value < limits.near_low
    return beyond and _outside(value, limits) is None


def _marked_runs(sides: Sequence[Side | None], least: int) -> list[Side | None]:
    """Return every point of each run of at least `least` on one side; None breaks a run."""
    marked: list[Side | None] = []
    for side, run in itertools.groupby(sides):
        length = len(list(run))
        marked += [side if length >= least else None] * length
    return marked


def _marked_trend(ways: Sequence[Side | None]) -> list[Side | None]:
    """Return every point of each trend; six equal ways in a row make seven points.

    A point where one trend ends and the next begins belongs to the newer one.
    """
    marked: list[Side | None] = [None] * len(ways)
    for place, way in enumerate(_marked_runs(ways, TREND - 1)):
        if way is not None:
            marked[place - 1] = marked[place] = way
    return marked


def _marked_near(sides: Sequence[Side | None], near: Sequence[bool]) -> list[Side | None]:
    marked: list[Side | None] = [None] * len(sides)
    for start in range(len(sides) - 2):
        three = range(start, start + 3)
        side = sides[start]
        if side is None or any(sides[place] != side for place in three):
            continue
        close = [place for place in three if near[place]]
        if len(close) >= 2:
            for place in close:
                marked[place] = side
    return marked


def variation(signal: Signal | None, better: Direction) -> Variation:
    """Return what the newest point's signal means; a trend's side is the way it goes."""
    if signal is None:
        return "common"
    if better == "none":
        return "neutral_high" if signal.side == "high" else "neutral_low"
    good = (signal.side == "high") == (better == "up")
    return "improvement" if good else "concern"


def assurance(limits: Limits, target: Decimal | None, better: Direction) -> Assurance:
    """Return whether the target will be met by chance variation alone: always, never, or at times.

    None without a target or a better direction.
    """
    if target is None or better == "none":
        return "none"
    if limits.low <= target <= limits.high:
        return "hit_and_miss"
    below = target < limits.low
    return "passes" if below == (better == "up") else "fails"

"""The path from a base through milestones, and how far along it a value is.

Two shapes: straight between the points, or the same percentage every year. Source of the ratio
rule: the linear form of the Eurostat progress measure, which unlike the compound form also works
for a target of zero.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from decimal import Decimal, localcontext
from typing import Literal, NamedTuple

PRECISION = 34

Shape = Literal["linear", "constant"]
"""Straight, or the same percentage every year."""


class Point(NamedTuple):
    """A value that the path passes at a moment; moments are whole numbers (months, years)."""

    moment: int
    value: Decimal


class PathImpossible(ValueError):
    """A path of a constant percentage that starts or ends at zero or below: there is none."""


def linear_path(points: Sequence[Point], moment: int) -> Decimal | None:
    """Return the path's value at a moment, straight between neighbouring points.

    `points` are ordered by moment. Before the first point there is no path (None); after the last
    the last value holds.
    """
    return path_value(points, moment, "linear")


def path_value(points: Sequence[Point], moment: int, shape: Shape) -> Decimal | None:
    """Return the value at a moment of a path of this shape through the points.

    `points` are ordered by moment. Before the first point there is no path (None); after the last
    the last value holds. PathImpossible where a constant percentage would have to reach zero.
    """
    if not points or moment < points[0].moment:
        return None
    for start, end in itertools.pairwise(points):
        if moment < end.moment:
            return _between(start, end, moment, shape)
    return points[-1].value


def _between(start: Point, end: Point, moment: int, shape: Shape) -> Decimal:
    with localcontext(prec=PRECISION):
        share = Decimal(moment - start.moment) / Decimal(end.moment - start.moment)
        if shape == "linear":
            return start.value + (end.value - start.value) * share
        if start.value <= 0 or end.value <= 0:
            raise PathImpossible
        return start.value * (end.value / start.value) ** share


def yearly_rate(start: Decimal, end: Decimal, years: int) -> Decimal | None:
    """Return the compound change in percent a year from `start` to `end`.

    None where there is none: no year between them, or a value of zero or below.
    """
    if years <= 0 or start <= 0 or end <= 0:
        return None
    with localcontext(prec=PRECISION):
        return ((end / start) ** (Decimal(1) / years) - 1) * 100


def contraction(base: Decimal, years: int, rate: Decimal) -> Decimal:
    """Return the value after so many years of an absolute cut of `rate` percent of the base.

    It is a line to compare with (4.2% a year is a known one), never below zero.
    """
    with localcontext(prec=PRECISION):
        return max(base * (1 - rate / 100 * years), Decimal())


def progress_ratio(base: Decimal, actual: Decimal, required: Decimal) -> Decimal | None:
    """Return the change since the base as a percentage of the change that the path requires.

    100 is exactly on the path, negative is moving away. None where the path requires no change.
    """
    if base == required:
        return None
    with localcontext(prec=PRECISION):
        return (base - actual) / (base - required) * 100


def pace_ratio(made: Decimal | None, asked: Decimal | None) -> Decimal | None:
    """Return a yearly rate as a percentage of the yearly rate that is asked.

    None where either does not exist (a goal of zero has no compound rate) or none is asked: there
    the linear ratio has to be used.
    """
    if made is None or not asked:
        return None
    with localcontext(prec=PRECISION):
        return made / asked * 100

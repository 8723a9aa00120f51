"""The straight path from a base through milestones, and how far along it a value is.

Source of the ratio rule: the linear form of the Eurostat progress measure, which unlike the
compound form also works for a target of zero.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from decimal import Decimal, localcontext
from typing import NamedTuple

PRECISION = 34


class Point(NamedTuple):
    """A value that the path passes at a moment; moments are whole numbers (months, years)."""

    moment: int
    value: Decimal


def linear_path(points: Sequence[Point], moment: int) -> Decimal | None:
    """Return the path's value at a moment, straight between neighbouring points.

    `points` are ordered by moment. Before the first point there is no path (None); after the last
    the last value holds.
    """
    if not points or moment < points[0].moment:
        return None
    for start, end in itertools.pairwise(points):
        if moment < end.moment:
            with localcontext(prec=PRECISION):
                share = Decimal(moment - start.moment) / Decimal(end.moment - start.moment)
                return start.value + (end.value - start.value) * share
    return points[-1].value


def progress_ratio(base: Decimal, actual: Decimal, required: Decimal) -> Decimal | None:
    """Return the change since the base as a percentage of the change that the path requires.

    100 is exactly on the path, negative is moving away. None where the path requires no change.
    """
    if base == required:
        return None
    with localcontext(prec=PRECISION):
        return (base - actual) / (base - required) * 100

"""The path a target asks: from its base value over its milestones, month by month."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, localcontext

from kpi.declare import Month
from kpi.judge.values import Base, Required, Target
from kpi.methods import Point, path_value


def path_points(target: Target, base: Base | None) -> list[Point]:
    """Return the points of a target's path; empty where it has none, or none is possible.

    Months are moments: the year's total is the twelve months that end in its December.
    """
    if base is None or target.path == "none":
        return []
    points = [Point(Month(base.year, 12).index, base.value)]
    points += [
        Point(Month(asked.year, 12).index, asked.value)
        for asked in required_values(target, base)
        if asked.year > base.year
    ]
    impossible = target.path == "constant" and any(point.value <= 0 for point in points)
    return points if len(points) > 1 and not impossible else []


def asked_at(target: Target, points: Sequence[Point], month: Month) -> Decimal | None:
    """Return what a target's path asks of the twelve months to a month; None before it starts."""
    return path_value(points, month.index, "constant" if target.path == "constant" else "linear")


def required_values(target: Target, base: Base | None) -> tuple[Required, ...]:
    """Return the value each milestone asks, beside the value as the target words it.

    Empty for a reduction without a base value.
    """
    if target.expression != "reduction_pct":
        return tuple(Required(m.year, m.value, m.value) for m in target.milestones)
    if base is None:
        return ()
    with localcontext(prec=34):
        return tuple(
            Required(m.year, base.value * (100 - m.value) / 100, m.value) for m in target.milestones
        )

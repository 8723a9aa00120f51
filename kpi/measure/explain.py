"""A figure taken apart into stored lines, by the same cells that made it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING

from kpi.declare import Indicator
from kpi.measure.cell import PRECISION, Place
from kpi.measure.driver import one_place_a_month
from kpi.measure.small import join_lines
from kpi.measure.values import Contribution, Reason, Scope

if TYPE_CHECKING:
    from kpi.measure.figures import Figures


def explained(figures: Figures, indicator: Indicator, scope: Scope) -> list[Contribution]:
    """Return the lines of a figure over a scope; they add up to its value by `contribution`.

    Lines that are too small to be shown come joined together.
    """
    if indicator.kind == "ratio":
        return join_lines(_ratio_lines(figures, indicator, scope))
    if indicator.kind == "driver":
        shared = one_place_a_month(figures, indicator, scope)
        return [] if isinstance(shared, Reason) else _sum_lines(figures, indicator, shared, scope)
    places = [*figures.places(scope), *figures.unsplit_places(scope)]
    return join_lines(_sum_lines(figures, indicator, places, scope))


def _sum_lines(
    figures: Figures, indicator: Indicator, places: Iterable[Place], scope: Scope
) -> list[Contribution]:
    wanted = list(places)
    if indicator.kind == "total":
        return [
            replace(line, contribution=part.sign * (line.contribution or Decimal()))
            for part in indicator.parts
            for line in _sum_lines(
                figures, figures.catalogue.indicators[part.indicator], wanted, scope
            )
        ]
    lines = figures.lines(indicator, wanted)
    if indicator.over_months is None:
        return lines
    weights = figures.weights(indicator, wanted, scope)
    with localcontext(prec=PRECISION):
        return [
            replace(line, contribution=line.amount * weights[line.site, line.month])
            for line in lines
            if (line.site, line.month) in weights
        ]


def _ratio_lines(figures: Figures, indicator: Indicator, scope: Scope) -> list[Contribution]:
    above, below = figures.ratio_cells(indicator, scope)
    divisor = figures.divisor(indicator, below, scope)
    upper = figures.catalogue.indicators[indicator.numerator or ""]
    lower = figures.catalogue.indicators[indicator.denominator or ""]
    lines = _sum_lines(figures, upper, above, scope)
    with localcontext(prec=PRECISION):
        if divisor:
            scale = (indicator.scale or Decimal(1)) / divisor
            lines = [
                replace(line, contribution=(line.contribution or Decimal()) * scale)
                for line in lines
            ]
    return lines + [
        replace(line, contribution=None) for line in _sum_lines(figures, lower, below, scope)
    ]

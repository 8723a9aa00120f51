"""A figure taken apart into stored lines, by the same cells that made it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING

from kpi.declare import Catalogue, Indicator
from kpi.measure.cell import PRECISION, Place
from kpi.measure.cells import query_lines
from kpi.measure.driver import one_place_a_month
from kpi.measure.registers import Reader
from kpi.measure.small import join_lines
from kpi.measure.values import Contribution, Reason, Scope

if TYPE_CHECKING:
    from kpi.measure.figures import Figures


@dataclass(frozen=True)
class Ask:
    """Where lines are asked: the store, the revision, the factor policy.

    `hidden` gives the lines of a fact that are never shown by themselves.
    """

    catalogue: Catalogue
    reader: Reader
    as_of: int
    factor_year: int | None
    hidden: Callable[[str], frozenset[tuple[int, int]]]

    def lines(self, indicator: Indicator, places: Iterable[Place]) -> list[Contribution]:
        """Return the lines of a flow or stock at these places."""
        return query_lines(
            self.catalogue,
            self.reader,
            indicator,
            places=places,
            as_of=self.as_of,
            factor_year=self.factor_year,
            hidden=self.hidden(indicator.fact or ""),
        )


def explained(figures: Figures, ask: Ask, indicator: Indicator, scope: Scope) -> list[Contribution]:
    """Return the lines of a figure over a scope; they add up to its value by `contribution`.

    Lines that are too small to be shown come joined together.
    """
    if indicator.kind == "ratio":
        return join_lines(_ratio_lines(figures, ask, indicator, scope))
    if indicator.kind == "driver":
        shared = one_place_a_month(figures, indicator, scope)
        return [] if isinstance(shared, Reason) else _sum_lines(figures, ask, indicator, shared)
    places = [*figures.places(scope), *figures.unsplit_places(scope)]
    return join_lines(_sum_lines(figures, ask, indicator, places))


def _sum_lines(
    figures: Figures, ask: Ask, indicator: Indicator, places: Iterable[Place]
) -> list[Contribution]:
    wanted = list(places)
    if indicator.kind == "total":
        return [
            replace(line, contribution=part.sign * (line.contribution or Decimal()))
            for part in indicator.parts
            for line in _sum_lines(figures, ask, ask.catalogue.indicators[part.indicator], wanted)
        ]
    lines = ask.lines(indicator, wanted)
    if indicator.over_months is None:
        return lines
    weights = figures.weights(indicator, wanted)
    with localcontext(prec=PRECISION):
        return [
            replace(line, contribution=line.amount * weights[line.site, line.month])
            for line in lines
            if (line.site, line.month) in weights
        ]


def _ratio_lines(
    figures: Figures, ask: Ask, indicator: Indicator, scope: Scope
) -> list[Contribution]:
    above, below = figures.ratio_cells(indicator, scope)
    divisor = figures.divisor(indicator, below)
    upper = ask.catalogue.indicators[indicator.numerator or ""]
    lower = ask.catalogue.indicators[indicator.denominator or ""]
    lines = _sum_lines(figures, ask, upper, above)
    with localcontext(prec=PRECISION):
        if divisor:
            scale = (indicator.scale or Decimal(1)) / divisor
            lines = [
                replace(line, contribution=(line.contribution or Decimal()) * scale)
                for line in lines
            ]
    return lines + [
        replace(line, contribution=None) for line in _sum_lines(figures, ask, lower, below)
    ]

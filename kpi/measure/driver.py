"""What drives figures from outside (the weather): the same for all sites that name its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi.declare import Indicator
from kpi.measure.cell import Place
from kpi.measure.values import Reason, Scope

if TYPE_CHECKING:
    from kpi.measure.figures import Figures


def one_place_a_month(figures: Figures, indicator: Indicator, scope: Scope) -> list[Place] | Reason:
    """Return one site for every month of a scope: any that names the place all its sites share.

    The reason why there is none: a site names no place, or the sites name different ones.
    """
    (kind,) = figures.catalogue.facts[indicator.fact or ""].reads
    places = figures.places(scope)
    named = {site: figures.named_by(kind, site) for site, _ in places}
    facts = {"have": "0", "expected": str(len(scope.months))}
    if not all(named.values()):
        without = ", ".join(site for site, place in named.items() if not place)
        return Reason("driver_unnamed", {**facts, "sites": without})
    if len(set(named.values())) > 1:
        return Reason("drivers_differ", {**facts, "sites": ", ".join(named)})
    firsts = {month: (site, month) for site, month in reversed(places)}
    return sorted(firsts.values(), key=lambda place: place[1])

"""A figure of one site over any months: a plain sum that says what keeps it from being whole."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from kpi.declare import UNSPLIT, Month
from kpi.measure import Figures, Measured, Reason, Scope


@dataclass(frozen=True)
class Sum:
    """A figure added up over months.

    `value` is None unless every month has a whole figure; then `reason` names the figure (its id,
    under `figure`), the site and how many months are whole.
    """

    value: Decimal | None
    estimated: bool = False
    assumed: bool = False
    reason: Reason | None = None


def summed(figures: Figures, indicator: str, site: str, months: Iterable[Month]) -> Sum:
    """Return a flow, a total of flows or a driver of one site (or the unsplit member) over months.

    Months in which the site does not count add nothing, and so do those in which nothing is booked
    on the unsplit member.
    """
    asked = [month for month in months if site == UNSPLIT or figures.sites(site, month)]
    found = [figures.measured(indicator, Scope(site, month)) for month in asked]
    if site == UNSPLIT:
        found = [measured for measured in found if measured.coverage.expected]
    lacking = [measured for measured in found if not measured.comparable]
    if lacking:
        return Sum(None, reason=_lacking(site, found, lacking))
    return Sum(
        sum((measured.value or Decimal() for measured in found), Decimal()),
        any(measured.status == "estimated" for measured in found),
        any(measured.assumed for measured in found),
    )


def _lacking(site: str, found: list[Measured], lacking: list[Measured]) -> Reason:
    codes = {measured.reason.code for measured in lacking if measured.reason is not None}
    facts = {
        "figure": lacking[0].indicator,
        "site": site,
        "have": str(len(found) - len(lacking)),
        "expected": str(len(found)),
    }
    return Reason("sum_no_factor" if "factor_missing" in codes else "sum_incomplete", facts)

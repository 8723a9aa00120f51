"""What a target's path allows in all and what is left of it; a distance told in plain days."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal, localcontext

from kpi.declare import ALL, UNSPLIT, Month
from kpi.judge.derived import Derived, Input
from kpi.judge.required_path import path_points
from kpi.judge.values import Progress
from kpi.measure import Figures, Measured, Reason, Scope
from kpi.methods import Budget, Point, Shape, budget

DAYS = 365


@dataclass(frozen=True)
class BudgetView:
    """The budget up to a milestone, told at the end of the newest year that is used.

    `at_least` names years of which something lacks: then `used` is at least that, and what is
    left at most. `runs_out` is the month in which it is used up at the newest year's pace.
    """

    until: int
    newest: int
    found: Budget
    at_least: tuple[int, ...]
    runs_out: Month | None


@dataclass(frozen=True)
class Distance:
    """How far a figure lies from its path, as days of the same figure at one site."""

    amount: Decimal
    site: str
    days: Derived


def budget_view(
    figures: Figures, progress: Progress, until: int | None
) -> tuple[BudgetView | None, tuple[Reason, ...]]:
    """Return the budget up to a milestone's year, or why there is none; `until` may be None."""
    target, base = progress.target, progress.base
    reason = _unbudgeted(figures, progress)
    if reason is not None or base is None or until is None or target.indicator is None:
        return None, (reason or Reason("budget_no_milestone"),)
    newest = progress.scope.month.year - (progress.scope.month.number < 12)
    if newest <= base.year:
        return None, (Reason("budget_no_year", {"year": str(base.year)}),)
    sums = _calendar(figures, target.indicator, progress.scope.site, base.year + 1, newest)
    if isinstance(sums, Reason):
        return None, (sums,)
    points = [Point(point.moment // 12, point.value) for point in path_points(target, base)]
    shape: Shape = "constant" if target.path == "constant" else "linear"
    actual = [Point(year, m.value) for year, m in sums.items() if m.value is not None]
    found = budget(points, until, shape, actual)
    runs_out = None
    if found.lasts is not None:
        # Thirds of a year are no whole number of months but for the last decimals.
        with localcontext(prec=34):
            months = round(found.lasts * 12, 9).to_integral_value(ROUND_CEILING)
        runs_out = Month(newest, 12).plus(int(months))
    elif found.left <= 0:
        runs_out = Month(newest, 12)
    return BudgetView(
        until=until,
        newest=newest,
        found=found,
        at_least=tuple(year for year, m in sums.items() if not m.comparable),
        runs_out=runs_out,
    ), ()


def _unbudgeted(figures: Figures, progress: Progress) -> Reason | None:
    target = progress.target
    kind = figures.catalogue.indicators[target.indicator or ""].kind
    if kind not in ("flow", "total") or target.expression not in ("reduction_pct", "absolute_max"):
        return Reason("budget_no_sum")
    if progress.base is None:
        return progress.reasons[0] if progress.reasons else Reason("base_year_unknown")
    if not path_points(target, progress.base):
        return Reason("path_none")
    return None


def _calendar(
    figures: Figures, indicator: str, site: str, first: int, last: int
) -> dict[int, Measured] | Reason:
    sums = {}
    for year in range(first, last + 1):
        measured = figures.measured(indicator, Scope(site, Month(year, 12), "year"))
        if measured.value is None:
            return Reason("budget_year_missing", {"year": str(year)})
        sums[year] = measured
    return sums


def distance(figures: Figures, progress: Progress) -> Distance | None:
    """Return the gap in days of the same figure at the site that has most of it."""
    indicator, gap = progress.target.indicator, progress.gap
    if not indicator or not gap:
        return None
    if figures.catalogue.indicators[indicator].kind not in ("flow", "total"):
        return None
    month, site = progress.scope.month, progress.scope.site
    names = figures.sites(site, month) if site == ALL else [site]
    sums = {
        name: figures.measured(indicator, Scope(name, month, "r12"))
        for name in names
        if name != UNSPLIT
    }
    whole = {n: m.value for n, m in sums.items() if m.comparable and m.value is not None}
    if not whole or len(whole) != len(sums):
        return None
    most = max(whole, key=lambda name: whole[name])
    year = whole[most]
    if year <= 0:
        return None
    with localcontext(prec=34):
        days = abs(gap) * DAYS / year
    of = Input(indicator, Scope(most, month, "r12"))
    return Distance(gap, most, Derived(days, "d", (of,), "days_of_use", {"days": str(DAYS)}))

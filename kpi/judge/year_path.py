"""A year under way: what the path allows month by month and added up, beside what came.

A part year is never multiplied up: the year's allowance is spread over its months as earlier whole
years were, and what came is held against the same months of a year before.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext

from kpi.declare import Month
from kpi.judge.judge import Judge
from kpi.judge.measures import SUMMED
from kpi.judge.required_path import asked_at, path_points
from kpi.judge.values import Progress
from kpi.measure import Figures, Measured, Reason, Scope
from kpi.methods import same_months, seasonal_year

SEASONS = 3
"""Whole years whose season is taken at most."""


@dataclass(frozen=True)
class YearMonth:
    """One month of the year: what the path allows, what came, what came a year before.

    `running` tells that the month is not over: what is in of it counts in no sum. `later` tells
    that it lies after the month in view: nothing of it is told.
    """

    month: Month
    allowed: Decimal | None
    actual: Measured
    earlier: Measured
    running: bool
    later: bool

    @property
    def counts(self) -> bool:
        """Whether what came is whole, so that it can be added up."""
        return self.actual.comparable and not self.running and not self.later


@dataclass(frozen=True)
class YearPath:
    """A calendar year of a figure under its target, in the figure's own unit.

    `allowed` is what the path allows in the year, `seasonal` what the year comes to if its months
    weigh as in earlier whole years, `now` and `before` what the counted months add up to and the
    same months a year before. `seasons` are the years the season rests on. Each is None where it
    cannot be known; `reasons` say why there is no monthly path.
    """

    year: int
    months: tuple[YearMonth, ...]
    allowed: Decimal | None
    seasonal: Decimal | None
    now: Decimal | None
    before: Decimal | None
    seasons: tuple[int, ...]
    reasons: tuple[Reason, ...]

    @property
    def counted(self) -> tuple[YearMonth, ...]:
        """The months that are whole, from the first on: a hole ends the row."""
        found = []
        for month in self.months:
            if not month.counts:
                break
            found.append(month)
        return tuple(found)

    @property
    def allowed_so_far(self) -> Decimal | None:
        """What the path allows over the counted months."""
        parts = [month.allowed for month in self.counted]
        known = [part for part in parts if part is not None]
        return sum(known, Decimal()) if known and len(known) == len(parts) else None


def year_path(judge: Judge, progress: Progress) -> YearPath | None:
    """Return the calendar year of a target's month; None for a figure that has no sums."""
    target = progress.target
    if target.indicator is None or progress.actual is None:
        return None
    if judge.catalogue.indicators[target.indicator].kind not in SUMMED:
        return None
    figures, year = judge.figures(target.factor_year), progress.scope.month.year
    indicator, site = target.indicator, progress.scope.site
    seasons = _seasons(figures, indicator, site, year)
    points = path_points(target, progress.base)
    allowed = asked_at(target, points, Month(year, 12)) if points else None
    shares = _shares(seasons)
    months = tuple(
        _month(figures, progress.scope, month, indicator, _part(shares, allowed, month))
        for month in Month(year, 1).until(Month(year, 12))
    )
    found = YearPath(year, months, allowed, None, None, None, tuple(seasons), ())
    this = {m.month.number: m.actual.value for m in found.counted if m.actual.value is not None}
    last = {
        m.month.number: m.earlier.value
        for m in months
        if m.earlier.comparable and m.earlier.value is not None
    }
    sums = same_months(this, last)
    return YearPath(
        year=year,
        months=months,
        allowed=allowed,
        seasonal=seasonal_year(this, list(seasons.values())),
        now=sum(this.values(), Decimal()) if this else None,
        before=None if sums is None else sums[1],
        seasons=tuple(seasons),
        reasons=_reasons(allowed, seasons, progress),
    )


def _part(shares: dict[int, Decimal], allowed: Decimal | None, month: Month) -> Decimal | None:
    """Return the part of a year's allowance that falls to a month."""
    if allowed is None or not shares:
        return None
    with localcontext(prec=34):
        return allowed * shares[month.number]


def _month(
    figures: Figures, scope: Scope, month: Month, indicator: str, allowed: Decimal | None
) -> YearMonth:
    return YearMonth(
        month=month,
        allowed=allowed,
        actual=figures.measured(indicator, Scope(scope.site, month)),
        earlier=figures.measured(indicator, Scope(scope.site, month.plus(-12))),
        running=month > figures.last_month,
        later=month > scope.month,
    )


def _seasons(
    figures: Figures, indicator: str, site: str, year: int
) -> dict[int, dict[int, Decimal]]:
    """Return the newest whole years before a year, each by the number of its months."""
    first = figures.first_month
    found: dict[int, dict[int, Decimal]] = {}
    for earlier in range(year - 1, first.year - 1 if first else year - 1, -1):
        whole = {}
        for month in Month(earlier, 1).until(Month(earlier, 12)):
            measured = figures.measured(indicator, Scope(site, month))
            if measured.comparable and measured.value is not None:
                whole[month.number] = measured.value
        if len(whole) == 12 and sum(whole.values()) > 0:
            found[earlier] = whole
        if len(found) == SEASONS:
            break
    return found


def _shares(seasons: dict[int, dict[int, Decimal]]) -> dict[int, Decimal]:
    """Return which part of a year each month is, over some whole years together."""
    with localcontext(prec=34):
        total = sum((sum(y.values(), Decimal()) for y in seasons.values()), Decimal())
        return {
            number: sum((year[number] for year in seasons.values()), Decimal()) / total
            for number in range(1, 13)
            if seasons
        }


def _reasons(
    allowed: Decimal | None, seasons: dict[int, dict[int, Decimal]], progress: Progress
) -> tuple[Reason, ...]:
    if allowed is None:
        return progress.reasons or (Reason("path_none"),)
    return () if seasons else (Reason("season_unknown"),)

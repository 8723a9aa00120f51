"""What is more than noise in a figure month by month: a control chart of single values (XmR).

Limits are those of the whole stretch. They begin anew only at a lasting change with a named
cause; charted by the difference from a year before also twelve months on, when both sides of the
difference lie after the change and it goes back to what it was. A figure with a season is charted by its difference from what the weather asks where its line
allows that, else from the same month a year before: otherwise every winter would be a signal. In
normal weather a winter is a winter still, so corrected months themselves would not do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Literal

from kpi.declare import Month
from kpi.judge.events import Event, events_of, one_off_in
from kpi.judge.judge import Judge
from kpi.judge.measures import SUMMED
from kpi.judge.required_path import asked_at, path_points
from kpi.judge.site_model import default_base
from kpi.judge.weather import WeatherMonth, weather
from kpi.measure import Figures, Reason, Scope
from kpi.methods import (
    Assurance,
    Direction,
    Limits,
    Signal,
    Variation,
    assurance,
    limits,
    signals,
    variation,
)

ChartWay = Literal["value", "year_change", "weather"]
"""The month itself, or its difference from a year before or from what its weather asks."""
MONTHS = 36
LEAST, TRIAL = 6, 12
"""Points below which there are no limits, and below which they are on trial."""


@dataclass(frozen=True)
class SignalPoint:
    """One charted month and what it says; `signal` is None for common cause.

    `variation` is what its signal means: to which side it differs, and whether that is good.
    """

    month: Month
    value: Decimal
    signal: Signal | None
    variation: Variation


@dataclass(frozen=True)
class Stretch:
    """Months under one set of limits; `cause` is the event it begins with, None for the first.

    `limits` is None with fewer than LEAST points; `trial` tells that they may still move.
    `begins` is the month from which the limits are afresh; `passed` tells that it is a year after
    the cause, from when on both sides of a difference lie after it.
    """

    points: tuple[SignalPoint, ...]
    limits: Limits | None
    trial: bool
    cause: Event | None
    begins: Month
    passed: bool


@dataclass(frozen=True)
class ControlChart:
    """A figure's control chart in its own unit, with what its newest month means.

    `skipped` are months that lack, or whose comparison does: they have no point. `without` tells that one-off
    loads were taken out. `target` is what the target asks of a month, None where none does.
    Without a chart `reasons` say why.
    """

    indicator: str
    scope: Scope
    way: ChartWay
    stretches: tuple[Stretch, ...]
    variation: Variation
    assurance: Assurance
    target: Decimal | None
    skipped: tuple[Month, ...]
    without: bool
    reasons: tuple[Reason, ...]

    @property
    def newest(self) -> SignalPoint | None:
        """The newest month, None without any."""
        return self.stretches[-1].points[-1] if self.stretches else None


def chart_ways(judge: Judge, indicator: str) -> tuple[ChartWay, ...]:
    """Return how a figure can be charted: against the weather only what follows it."""
    fitted = indicator in judge.catalogue.weather_fits
    return ("value", "year_change", "weather") if fitted else ("value", "year_change")


def usual_way(judge: Judge, indicator: str, scope: Scope) -> ChartWay:
    """Return how a figure is charted unless one asks otherwise: amounts have a season, rates few.

    What follows the weather is charted against it where its line may be used.
    """
    if indicator in judge.catalogue.weather_fits and _against_weather(judge, indicator, scope)[0]:
        return "weather"
    seasonal = judge.catalogue.indicators[indicator].seasonal
    return "year_change" if seasonal or _is_part_of_a_year(judge, indicator) else "value"


def _is_part_of_a_year(judge: Judge, indicator: str) -> bool:
    """Tell whether months add up to a year: a sum does, and a sum per m2 or other size that stands."""
    known = judge.catalogue.indicators
    declared = known[indicator]
    if declared.numerator is None or declared.denominator is None:
        return declared.kind in SUMMED
    return known[declared.numerator].kind in SUMMED and known[declared.denominator].kind == "stock"


def control_chart(
    judge: Judge, indicator: str, scope: Scope, way: ChartWay, *, without: bool = False
) -> ControlChart:
    """Return the control chart of a figure at a site over three years up to a month.

    `without` takes one-off loads out of their months.
    """
    declared = judge.catalogue.indicators[indicator]
    figures = judge.figures()
    loads = events_of(judge.events, "one_off", indicator, scope.site) if without else ()
    reasons: tuple[Reason, ...] = ()
    if way == "weather":
        values, skipped, reasons = _beyond_weather(judge, indicator, scope, loads)
    else:
        values, skipped = _values(figures, indicator, scope, way, loads)
    better: Direction = "none" if declared.direction == "neutral" else declared.direction
    target = _target(judge, indicator, scope) if way == "value" else None
    reasons = reasons or unchartable(list(values.values()), way)
    stretches: tuple[Stretch, ...] = ()
    if not reasons:
        causes = events_of(judge.events, "step", indicator, scope.site)
        stretches = tuple(_stretches(values, causes, way, better))
    last = stretches[-1] if stretches else None
    known = last is not None and last.limits is not None
    return ControlChart(
        indicator=indicator,
        scope=scope,
        way=way,
        stretches=stretches,
        variation=last.points[-1].variation if last else "common",
        assurance=assurance(last.limits, target, better) if known and last and last.limits
        else "none",
        target=target,
        skipped=tuple(skipped),
        without=without,
        reasons=reasons,
    )  # fmt: skip


def _against_weather(
    judge: Judge, indicator: str, scope: Scope
) -> tuple[dict[Month, Decimal | None], tuple[Reason, ...]]:
    """Return what each month has beyond what its weather asks, or the reasons why that is open."""
    declared = judge.catalogue.weather_fits.get(indicator)
    if declared is None:
        return {}, (Reason("weather_none"),)
    base = default_base(judge, declared, scope.month)
    found = weather(judge, declared, scope, base, MONTHS)
    if found.reasons:
        return {}, found.reasons
    last = judge.last_month
    return {m.month: _beyond(m) for m in found.months if m.month <= last}, ()


def _beyond(month: WeatherMonth) -> Decimal | None:
    if month.actual is None or month.expected is None:
        return None
    return month.actual - month.expected


def _beyond_weather(
    judge: Judge, indicator: str, scope: Scope, loads: Sequence[Event]
) -> tuple[dict[Month, Decimal], list[Month], tuple[Reason, ...]]:
    found, reasons = _against_weather(judge, indicator, scope)
    known = {
        month: value - one_off_in(loads, [month])
        for month, value in found.items()
        if value is not None
    }
    return known, [month for month in found if month not in known], reasons


def _values(
    figures: Figures, indicator: str, scope: Scope, way: ChartWay, loads: Sequence[Event]
) -> tuple[dict[Month, Decimal], list[Month]]:
    """Return the charted value of every month, and the months that have none."""
    first, last = figures.first_month, min(scope.month, figures.last_month)
    found: dict[Month, Decimal] = {}
    skipped: list[Month] = []
    back = 12 if way == "year_change" else 0
    start = last.plus(1 - MONTHS) if first is None else max(last.plus(1 - MONTHS), first.plus(back))
    for month in start.until(last):
        now = _month(figures, indicator, scope.site, month, loads)
        before = _month(figures, indicator, scope.site, month.plus(-12), loads) if back else None
        if now is None or (back and before is None):
            skipped.append(month)
        else:
            found[month] = now - (before or Decimal())
    return found, skipped


def _month(
    figures: Figures, indicator: str, site: str, month: Month, loads: Sequence[Event]
) -> Decimal | None:
    measured = figures.measured(indicator, Scope(site, month))
    if not measured.comparable or measured.value is None:
        return None
    return measured.value - one_off_in(loads, [month])


def unchartable(values: Sequence[Decimal], way: ChartWay) -> tuple[Reason, ...]:
    """Return why values cannot be charted: too few, or of something that hardly ever happens."""
    if len(values) < LEAST:
        return (Reason("points_few", {"have": str(len(values)), "least": str(LEAST)}),)
    zeroes = sum(value == 0 for value in values)
    if way == "value" and zeroes * 2 > len(values):
        return (Reason("too_rare", {"zero": str(zeroes), "months": str(len(values))}),)
    return ()


def _stretches(
    values: dict[Month, Decimal], causes: Sequence[Event], way: ChartWay, better: Direction
) -> list[Stretch]:
    """Cut the months at every cause; a cause before the first month or after the last cuts none.

    A difference from a year before is cut a second time, twelve months after the cause.
    """
    months = list(values)
    cuts = {cause.month: cause for cause in causes}
    if way == "year_change":
        # A change of its own month is named before one that a year ago brought there.
        cuts = {cause.month.plus(12): cause for cause in causes} | cuts
    begins = [months[0], *sorted(m for m in cuts if months[0] < m <= months[-1])]
    found = []
    for place, begin in enumerate(begins):
        end = begins[place + 1] if place + 1 < len(begins) else months[-1].plus(1)
        inside = [month for month in months if begin <= month < end]
        if inside:
            cause = cuts[begin] if place else None
            charted = {month: values[month] for month in inside}
            found.append(_stretch(charted, cause, begin, better))
    return found


def _stretch(
    charted: dict[Month, Decimal], cause: Event | None, begins: Month, better: Direction
) -> Stretch:
    values = list(charted.values())
    found = limits(values) if len(values) >= LEAST else None
    marks = signals(values, found) if found else [None] * len(values)
    points = tuple(
        SignalPoint(month, value, mark, variation(mark, better))
        for (month, value), mark in zip(charted.items(), marks, strict=True)
    )
    passed = cause is not None and begins != cause.month
    return Stretch(points, found, len(values) < TRIAL, cause, begins, passed)


def _target(judge: Judge, indicator: str, scope: Scope) -> Decimal | None:
    """Return what a target asks of a month: of a rate or share the path itself, of an amount nothing.

    A twelfth of a year's amount is no target of a month: months differ by season.
    """
    if _is_part_of_a_year(judge, indicator):
        return None
    for progress in judge.progress_of(indicator, scope.site, scope.month):
        points = path_points(progress.target, progress.base)
        with localcontext(prec=34):
            asked = asked_at(progress.target, points, scope.month) if points else None
        if asked is not None:
            return asked
    return None

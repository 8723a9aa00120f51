"""A use held against the weather: its line a site, what is expected, corrected and saved.

A line belongs to a site: each has its own base load. The group is the sum of its sites, and only
where every site that uses anything has a line that may be used.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext

from kpi.declare import ALL, UNSPLIT, Month, WeatherFit
from kpi.judge.derived import Derived, Input
from kpi.judge.judge import Judge
from kpi.judge.site_model import PRECISION, YEAR, Period, SiteModel, counts, site_model
from kpi.judge.sums import summed
from kpi.measure import Figures, Measured, Reason, Scope, Status
from kpi.methods.weather import uncertainty

CONFIDENCE, TOLD_CONFIDENCE = 0.68, 0.90
"""A saving counts as shown at the first (with an uncertainty of less than half), and is told with
its margin at the second."""
HALF = Decimal("0.5")


@dataclass(frozen=True)
class WeatherMonth:
    """One month of a place: what was used, and what its weather and a normal month would have.

    `expected` and `corrected` are None unless every site of the place can be corrected and the
    month is whole. `cumulated` is the running sum of actual minus expected since the base ended,
    None in the base and in a month that lacks; the sum goes on after it, without that month.
    """

    month: Month
    status: Status
    actual: Decimal | None
    driver: Decimal | None
    expected: Decimal | None
    corrected: Decimal | None
    cumulated: Decimal | None


@dataclass(frozen=True)
class Saved:
    """Twelve months, up to `until`, against the base: raw change = weather + saving.

    `until` is the newest month, no later than the scope's, of which use and weather are known.
    `saved` is what was used less than expected (negative: more), `share` that in percent of
    `expected`. `raw` and `weather` are None where a month of the base lacks, and where the sites of
    base and twelve months differ; then `reasons` name those sites. `margin` is what
    `saved` may be off by at 90%, and `shown` whether it is more than chance; None for a group,
    whose sites do not share one line.
    """

    until: Month
    actual: Decimal
    expected: Decimal
    saved: Decimal
    share: Decimal
    raw: Decimal | None
    raw_share: Decimal | None
    weather: Decimal | None
    margin: Decimal | None
    shown: bool | None
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Weather:
    """A use of one place against the weather, over the months in view.

    `models` are those of its sites. `saved` is None where it cannot be told, and `reasons` say
    why; `corrected` is the figure over the scope's span as it would have been in normal weather,
    with the status of the figure itself in `measured`.
    """

    declared: WeatherFit
    scope: Scope
    models: tuple[SiteModel, ...]
    months: tuple[WeatherMonth, ...]
    saved: Saved | None
    corrected: Derived
    measured: Measured
    reasons: tuple[Reason, ...]

    @property
    def used(self) -> bool:
        """Whether anything of it is used at this place."""
        return any(not model.unused for model in self.models)


def weather(judge: Judge, declared: WeatherFit, scope: Scope, base: Period, view: int) -> Weather:
    """Return a use against the weather, with `view` months up to the scope's month."""
    figures = judge.figures()
    models = tuple(
        site_model(figures, declared, site, base)
        for site in figures.site_codes
        if scope.site in (ALL, site) and counts(figures, site, base, scope.month)
    )
    reasons = _reasons(figures, declared, scope, models, base)
    months = _months(figures, declared, scope, models, base, view, usable=not reasons)
    measured = figures.measured(declared.of, scope)
    return Weather(
        declared=declared,
        scope=scope,
        models=models,
        months=months,
        saved=None if reasons else _saved(figures, declared, scope, models, base),
        corrected=_corrected(figures, declared, scope, models, base, reasons, measured),
        measured=measured,
        reasons=reasons,
    )


def _reasons(
    figures: Figures,
    declared: WeatherFit,
    scope: Scope,
    models: Sequence[SiteModel],
    base: Period,
) -> tuple[Reason, ...]:
    """Return why the place as a whole cannot be corrected."""
    if scope.site == UNSPLIT:
        return (Reason("weather_unsplit"),)
    found = [reason for model in models for reason in model.reasons]
    if scope.site == ALL:
        months = [*base.months, *base.last.plus(1).until(scope.month)]
        unsplit = summed(figures, declared.of, UNSPLIT, months)
        if unsplit.value is None or unsplit.value:
            found.append(Reason("weather_unsplit"))
    return tuple(found)


def _months(
    figures: Figures,
    declared: WeatherFit,
    scope: Scope,
    models: Sequence[SiteModel],
    base: Period,
    view: int,
    *,
    usable: bool,
) -> tuple[WeatherMonth, ...]:
    """Return the months in view; the running sum begins after the base, in view or not."""
    shown = scope.month.plus(1 - view)
    found = []
    running = Decimal()
    for month in min(shown, base.last.plus(1)).until(scope.month):
        one = _month(figures, declared, scope.site, month, models, usable=usable)
        apart = _less(one.actual, one.expected)
        if month > base.last and apart is not None:
            running += apart
            one = replace(one, cumulated=running)
        found.append(one)
    return tuple(one for one in found if one.month >= shown)


def _less(first: Decimal | None, second: Decimal | None) -> Decimal | None:
    return None if first is None or second is None else first - second


def _month(
    figures: Figures,
    declared: WeatherFit,
    site: str,
    month: Month,
    models: Sequence[SiteModel],
    *,
    usable: bool,
) -> WeatherMonth:
    use = figures.measured(declared.of, Scope(site, month))
    actual = use.value if use.comparable else None
    shared = figures.measured(declared.driver, Scope(site, month))
    bare = WeatherMonth(
        month, use.status, actual, shared.value if shared.comparable else None, None, None, None
    )
    if not usable:
        return bare
    expected, normal = Decimal(), Decimal()
    for model in models:
        driver = figures.measured(declared.driver, Scope(model.site, month))
        if not figures.sites(model.site, month) or model.unused:
            continue
        if not driver.comparable or driver.value is None:
            return bare
        expected += model.expected(driver.value)
        normal += model.expected(model.normal[month.number - 1])
    corrected = None if actual is None else actual + normal - expected
    return WeatherMonth(month, use.status, actual, bare.driver, expected, corrected, None)


def _saved(
    figures: Figures, declared: WeatherFit, scope: Scope, models: Sequence[SiteModel], base: Period
) -> Saved | None:
    """Return twelve whole months after the base against it; None when there are no such twelve."""
    for back in range(YEAR):
        until = scope.month.plus(-back)
        if until < base.last.plus(YEAR):
            return None
        year = Scope(scope.site, until, "r12").months
        months = [_month(figures, declared, scope.site, m, models, usable=True) for m in year]
        if not any(month.actual is None or month.expected is None for month in months):
            return _compared(months, models, _unlike(figures, models, base, year))
    return None


def _unlike(
    figures: Figures, models: Sequence[SiteModel], base: Period, year: Sequence[Month]
) -> tuple[Reason, ...]:
    """Return the sites that were not there in every month of the base and of twelve months.

    What such a site used less or more is neither the weather nor its own way of using.
    """
    months = (*base.months, *year)
    return tuple(
        Reason("weather_part_there", {"site": model.site})
        for model in models
        if not model.unused and not all(figures.sites(model.site, month) for month in months)
    )


def _compared(
    months: Sequence[WeatherMonth], models: Sequence[SiteModel], unlike: tuple[Reason, ...]
) -> Saved | None:
    with localcontext(prec=PRECISION):
        actual = sum((month.actual or Decimal() for month in months), Decimal())
        expected = sum((month.expected or Decimal() for month in months), Decimal())
        if not expected:
            return None
        saved = expected - actual
        before = None if unlike else _year_before(models)
        counted = [model for model in models if not model.unused]
        fit = counted[0].fit if len(counted) == 1 else None
        share = saved / expected
        sure = None if fit is None else uncertainty(fit, YEAR, share, CONFIDENCE)
        told = None if fit is None else uncertainty(fit, YEAR, share, TOLD_CONFIDENCE)
        return Saved(
            until=months[-1].month,
            actual=actual,
            expected=expected,
            saved=saved,
            share=share * 100,
            raw=_less(actual, before),
            raw_share=None if not before else (actual - before) / before * 100,
            weather=_less(expected, before),
            margin=None if told is None else told * abs(saved),
            shown=None if sure is None else sure < HALF,
            reasons=unlike,
        )


def _year_before(models: Iterable[SiteModel]) -> Decimal | None:
    """Return what a year of the base used, None when a month of it lacks."""
    found = Decimal()
    for model in models:
        if model.unused:
            continue
        if model.used is None:
            return None
        found += model.used * YEAR / len(model.base.months)
    return found


def _corrected(
    figures: Figures,
    declared: WeatherFit,
    scope: Scope,
    models: Sequence[SiteModel],
    base: Period,
    reasons: Sequence[Reason],
    measured: Measured,
) -> Derived:
    """Return the figure over the scope's span as it would have been in normal weather."""
    unit = figures.catalogue.indicators[declared.of].unit
    inputs = (Input(declared.of, scope), Input(declared.driver, scope))
    parameters = {
        "base": f"{base.first}..{base.last}",
        "normal": f"{declared.normal_first}..{declared.normal_last}",
    }
    if reasons:
        return Derived(None, unit, inputs, "weather_corrected", parameters, reasons[0])
    months = [_month(figures, declared, scope.site, m, models, usable=True) for m in scope.months]
    if any(month.corrected is None for month in months):
        lacking = [
            summed(figures, indicator, model.site, scope.months).reason
            for indicator in (declared.of, declared.driver)
            for model in models
        ]
        reason = next((reason for reason in lacking if reason is not None), measured.reason)
        return Derived(None, unit, inputs, "weather_corrected", parameters, reason)
    value = sum((month.corrected or Decimal() for month in months), Decimal())
    return Derived(value, unit, inputs, "weather_corrected", parameters)

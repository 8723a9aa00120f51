"""The line of a use through the degree days of one site, and whether it may be used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

from kpi.declare import Month, WeatherFit
from kpi.judge.judge import Judge
from kpi.measure import Figures, Measured, Reason, Scope
from kpi.methods.weather import LEAST_MONTHS, Fit, Line, Reading, fit_days, fit_months, scaled

__all__ = [
    "PRECISION",
    "YEAR",
    "Fit",
    "Period",
    "SiteModel",
    "base_of",
    "counts",
    "default_base",
    "site_model",
]

PRECISION = 34
YEAR = 12


@dataclass(frozen=True)
class Period:
    """Months from a first to a last one; whole calendar years where they are a base."""

    first: Month
    last: Month

    @property
    def months(self) -> tuple[Month, ...]:
        """The months, oldest first."""
        return tuple(self.first.until(self.last))

    @classmethod
    def years(cls, first: int, last: int | None = None) -> Period:
        """Return whole calendar years."""
        return cls(Month(first, 1), Month(last or first, 12))


@dataclass(frozen=True)
class SiteModel:
    """The line of one site over the base period.

    `fit` is None where there is no line, and may be used only where `reasons` is empty. `by_day`
    is a second reading of the same months. `normal` is the normal driver by calendar month, empty
    where the normal years are not whole. `used` and `degrees` are the base's sums, None unless every
    month of it is whole. `unused` tells that the site does not use this at all.
    """

    site: str
    base: Period
    readings: tuple[tuple[Month, Reading], ...]
    fit: Fit | None
    by_day: Line | None
    normal: tuple[Decimal, ...]
    used: Decimal | None
    degrees: Decimal | None
    estimated: int
    unused: bool
    reasons: tuple[Reason, ...]

    @property
    def usable(self) -> bool:
        """Whether the line may be used to correct with."""
        return self.fit is not None and not self.reasons

    @property
    def normal_year(self) -> Decimal | None:
        """How cold a normal year is, None where the normal years are not whole."""
        return sum(self.normal, Decimal()) if self.normal else None

    def expected(self, driver: Decimal, months: int = 1) -> Decimal:
        """Return what the base's own way of using would use; nothing where nothing is used."""
        return Decimal() if self.fit is None else self.fit.expected(driver, months)

    @property
    def weather_share(self) -> Decimal | None:
        """The part of a normal year, in percent, that follows the weather: what is corrected."""
        if not self.usable or self.fit is None or self.normal_year is None:
            return None
        with localcontext(prec=PRECISION):
            return self.fit.slope * self.normal_year / self.normal_use * 100

    @property
    def normal_use(self) -> Decimal:
        """What the base's own way of using would use in a normal year."""
        return self.expected(self.normal_year or Decimal(), YEAR)

    @property
    def plain_ratio(self) -> Decimal | None:
        """The base's use scaled by degree days as if all of it followed the weather."""
        if self.used is None or self.degrees is None or self.normal_year is None:
            return None
        return scaled(self.used, self.degrees, self.normal_year)


def default_base(judge: Judge, declared: WeatherFit, month: Month) -> Period:
    """Return the base of the newest whole year before the twelve months that end at `month`."""
    return base_of(judge, declared, month.plus(-11).year - 1)


def base_of(judge: Judge, declared: WeatherFit, year: int) -> Period:
    """Return a year as a base; where a site lacks a month of it, the year before goes with it.

    A line needs twelve months.
    """
    figures = judge.figures()
    base = Period.years(year)
    whole = all(
        _is_unused(figures, declared, site, base)
        or len(_readings(figures, declared, site, base)) >= LEAST_MONTHS
        for site in figures.site_codes
        if counts(figures, site, base, base.last)
    )
    return base if whole else Period.years(year - 1, year)


def site_model(figures: Figures, declared: WeatherFit, site: str, base: Period) -> SiteModel:
    """Return the line of one site over a base period, or why there is none that may be used."""
    readings = _readings(figures, declared, site, base)
    only = [reading for _, reading in readings]
    fit = fit_months(only)
    normal = _normal(figures, declared, site)
    unused = _is_unused(figures, declared, site, base)
    whole = len(only) == len(base.months)
    return SiteModel(
        site=site,
        base=base,
        readings=tuple(readings),
        fit=fit,
        by_day=fit_days(only) if fit is not None else None,
        normal=normal,
        used=sum((reading.amount for reading in only), Decimal()) if whole else None,
        degrees=sum((reading.driver for reading in only), Decimal()) if whole else None,
        estimated=sum(
            figures.measured(declared.of, Scope(site, month)).status == "estimated"
            for month, _ in readings
        ),
        unused=unused,
        reasons=() if unused else _model_reasons(figures, declared, site, fit, only, normal),
    )


def counts(figures: Figures, site: str, base: Period, month: Month) -> bool:
    """Tell whether a site exists in a base period or in a month."""
    return any(figures.sites(site, there) for there in (*base.months, month))


def _is_unused(figures: Figures, declared: WeatherFit, site: str, base: Period) -> bool:
    """Tell whether a site never had any of this, in the base or in what came after it."""
    cells = figures.fact(figures.catalogue.indicators[declared.of].fact or "").cells
    return not any(
        raw.counted or raw.absent
        for (there, month), raw in cells.get(declared.of, {}).items()
        if there == site and month >= base.first
    )


def _readings(
    figures: Figures, declared: WeatherFit, site: str, base: Period
) -> list[tuple[Month, Reading]]:
    found = []
    for month in base.months:
        scope = Scope(site, month)
        use, driver = figures.measured(declared.of, scope), figures.measured(declared.driver, scope)
        if _whole(use, driver) and use.value is not None and driver.value is not None:
            found.append((month, Reading(driver.value, use.value, month.last_day.day)))
    return found


def _whole(*figures: Measured) -> bool:
    return all(measured.comparable for measured in figures)


def _normal(figures: Figures, declared: WeatherFit, site: str) -> tuple[Decimal, ...]:
    """Return the normal driver of every calendar month; empty when a normal year lacks a month."""
    years = range(declared.normal_first, declared.normal_last + 1)
    normal = []
    for number in range(1, YEAR + 1):
        found = [
            figures.measured(declared.driver, Scope(site, Month(year, number))) for year in years
        ]
        if not _whole(*found):
            return ()
        with localcontext(prec=PRECISION):
            together = sum((measured.value or Decimal() for measured in found), Decimal())
            normal.append(together / len(found))
    return tuple(normal)


def _model_reasons(
    figures: Figures,
    declared: WeatherFit,
    site: str,
    fit: Fit | None,
    readings: Sequence[Reading],
    normal: Sequence[Decimal],
) -> tuple[Reason, ...]:
    facts = {"site": site, "have": str(len(readings)), "needed": str(LEAST_MONTHS)}
    driver = figures.measured(declared.driver, Scope(site, figures.last_month))
    if driver.reason is not None and driver.reason.code == "driver_unnamed":
        return (Reason("weather_no_station", facts),)
    if fit is None:
        return (
            Reason(
                "weather_months_few" if len(readings) < LEAST_MONTHS else "weather_no_line", facts
            ),
        )
    found = [Reason(f"weather_{code}", {**facts, **_numbers(fit)}) for code in fit.failing]
    if not normal:
        years = {"first": str(declared.normal_first), "last": str(declared.normal_last)}
        found.append(Reason("weather_normal_incomplete", {**facts, **years}))
    return tuple(found)


def _numbers(fit: Fit) -> dict[str, str]:
    return {"scatter": f"{fit.cv_rmse:.1f}", "bias": f"{fit.nmbe:.1f}"}

"""A use that follows the weather: base load + slope x degree days, and what may be said with it.

Least squares over months, with neither part below nought. Accepted by the limits of ASHRAE
Guideline 14 for monthly data of a whole building; the R2 is told and never judged by. The
uncertainty of a saving is that guideline's simplified form.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Literal, NamedTuple

from kpi.methods.student import t_quantile

PRECISION = 34
LEAST_MONTHS = 12
SCATTER_LIMIT, BIAS_LIMIT = Decimal(15), Decimal(5)
"""Percent: the most that CV(RMSE) and the NMBE (whatever its sign) may be."""
PARAMETERS = 2

Failing = Literal["months_few", "no_slope", "scatter", "bias"]


class Reading(NamedTuple):
    """One month: how cold it was (degree days), what was used, and how many days it has."""

    driver: Decimal
    amount: Decimal
    days: int


@dataclass(frozen=True)
class Fit:
    """The line through months: `base` a month and `slope` a degree day, in the use's own unit.

    `rmse` has the use's unit (n - 2 degrees of freedom); `cv_rmse` and `nmbe` are percent of the
    mean month; `r_squared` is between 0 and 1, None when every month used the same.
    """

    months: int
    base: Decimal
    slope: Decimal
    mean: Decimal
    r_squared: Decimal | None
    rmse: Decimal
    cv_rmse: Decimal
    nmbe: Decimal

    def expected(self, driver: Decimal, months: int = 1) -> Decimal:
        """Return what so many months with so many degree days together would use."""
        with localcontext(prec=PRECISION):
            return self.base * months + self.slope * driver

    @property
    def failing(self) -> tuple[Failing, ...]:
        """Why the line may not be used to correct with, empty when it may."""
        found: list[Failing] = []
        if self.months < LEAST_MONTHS:
            found.append("months_few")
        if self.slope <= 0:
            found.append("no_slope")
        if self.cv_rmse > SCATTER_LIMIT:
            found.append("scatter")
        if abs(self.nmbe) > BIAS_LIMIT:
            found.append("bias")
        return tuple(found)


class Line(NamedTuple):
    """Intercept and slope."""

    base: Decimal
    slope: Decimal


def fit_months(readings: Sequence[Reading]) -> Fit | None:
    """Return the line through these months.

    None when there is no line: fewer than three months, nothing used on balance, or all months
    equally cold.
    """
    if len(readings) <= PARAMETERS:
        return None
    with localcontext(prec=PRECISION):
        points = [(reading.driver, reading.amount, Decimal(1)) for reading in readings]
        line = _least_squares(points)
        mean = sum((reading.amount for reading in readings), Decimal()) / len(readings)
        if line is None or mean <= 0:
            return None
        errors = [r.amount - line.base - line.slope * r.driver for r in readings]
        spread = sum(((r.amount - mean) ** 2 for r in readings), Decimal())
        squares = sum((error**2 for error in errors), Decimal())
        freedom = len(readings) - PARAMETERS
        rmse = (squares / freedom).sqrt()
        return Fit(
            months=len(readings),
            base=line.base,
            slope=line.slope,
            mean=mean,
            r_squared=1 - squares / spread if spread else None,
            rmse=rmse,
            cv_rmse=rmse / mean * 100,
            nmbe=sum(errors, Decimal()) / freedom / mean * 100,
        )


def fit_days(readings: Sequence[Reading]) -> Line | None:
    """Return the same line by use a day on degree days a day, each month weighing its days.

    A second reading of the same months, in which February is not a colder month for being short.
    """
    with localcontext(prec=PRECISION):
        return _least_squares(
            [
                (
                    reading.driver / reading.days,
                    reading.amount / reading.days,
                    Decimal(reading.days),
                )
                for reading in readings
            ]
        )


def _least_squares(points: Sequence[tuple[Decimal, Decimal, Decimal]]) -> Line | None:
    """Return the line through (driver, amount, weight); neither its base nor its slope is negative.

    A base load below nought cannot be: then the best line goes through the origin. Likewise a use
    that falls with the cold has no slope, and its base is the mean.
    """
    weight = sum((w for _, _, w in points), Decimal())
    if not weight:
        return None
    mean_x = sum((x * w for x, _, w in points), Decimal()) / weight
    mean_y = sum((y * w for _, y, w in points), Decimal()) / weight
    spread = sum((w * (x - mean_x) ** 2 for x, _, w in points), Decimal())
    if not spread:
        return None
    slope = sum((w * (x - mean_x) * (y - mean_y) for x, y, w in points), Decimal()) / spread
    if slope < 0:
        return Line(mean_y, Decimal())
    base = mean_y - slope * mean_x
    if base < 0:
        squares = sum((w * x**2 for x, _, w in points), Decimal())
        return Line(Decimal(), sum((w * x * y for x, y, w in points), Decimal()) / squares)
    return Line(base, slope)


def cumulative(fit: Fit, readings: Sequence[Reading]) -> tuple[Decimal, ...]:
    """Return the running sum of actual minus expected, month by month (CUSUM).

    A bend tells when something changed; which way it goes tells whether more or less was used.
    """
    with localcontext(prec=PRECISION):
        return tuple(itertools.accumulate(r.amount - fit.expected(r.driver) for r in readings))


def scaled(total: Decimal, driver: Decimal, normal: Decimal) -> Decimal | None:
    """Return all of a use scaled by degree days: what a base load makes wrong, told beside it."""
    if not driver:
        return None
    with localcontext(prec=PRECISION):
        return total * normal / driver


def uncertainty(fit: Fit, months: int, share: Decimal, confidence: float) -> Decimal | None:
    """Return how far a saving may be off, as a share of it: 1.26 t CV sqrt((1 + 2/n)/m) / F.

    `share` (F) is the saved part of what was expected, `months` (m) are those it was saved in, and
    t is two-sided at this confidence. None where nothing was saved or added.
    """
    if not share or not months:
        return None
    with localcontext(prec=PRECISION):
        t = Decimal(repr(t_quantile((1 + confidence) / 2, fit.months - PARAMETERS)))
        root = ((1 + Decimal(2) / fit.months) / months).sqrt()
        return Decimal("1.26") * t * fit.cv_rmse / 100 * root / abs(share)

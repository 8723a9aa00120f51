"""A yearly series looked at some years ahead: centre, band, chance of reaching a target.

Works on the natural logarithms of yearly totals. With n changes d, their mean m and spread s, and
h years ahead from the last value A:

- drift: centre A exp(m h), log-error s sqrt(h + h^2/n), Student's t with n - 1 degrees of freedom;
- no change: centre A, log-error sqrt(mean(d^2) h), Student's t with n degrees of freedom;
- half drift: centre A exp(m h / 2); in tests on public series the most accurate centre, while the
  bands of the other two cover best. A straight line with its textbook band covered far too little.

A year may lack: a change over k years has k times the mean and k times the variance of one, so it
counts as one change, and h^2/n becomes h^2 over the years spanned. Without holes that is the same.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple

from kpi.methods.path import Point
from kpi.methods.student import t_chance, t_quantile

Model = Literal["drift", "no_change"]
LEAST = 3
"""Changes from year to year below which nothing is foretold: with two, the band has no bounds."""


@dataclass(frozen=True)
class Forecast:
    """What a model says of one year ahead; the chance is spread as a t around the logarithm."""

    model: Model
    years: float
    changes: int
    mean: float
    spread: float
    centre: Decimal
    error: float
    freedom: int

    def band(self, coverage: float) -> tuple[Decimal, Decimal]:
        """Return the lower and upper bound between which this share of outcomes lies."""
        reach = t_quantile(0.5 + coverage / 2, self.freedom) * self.error
        return _scaled(self.centre, -reach), _scaled(self.centre, reach)

    def below(self, target: Decimal) -> float:
        """Return the chance of ending at or below a target; a target of zero is never reached.

        Without any spread in the changes the centre itself decides.
        """
        if target <= 0:
            return 0.0
        distance = math.log(target / self.centre)
        if self.error == 0:
            return 1.0 if distance >= 0 else 0.0
        return t_chance(distance / self.error, self.freedom)

    def extra(self, target: Decimal, certainty: float) -> Decimal:
        """Return how much lower the outcome has to come to be at the target with this certainty.

        Negative is room to spare.
        """
        if certainty == 0.5:
            return self.centre - target
        reach = t_quantile(certainty, self.freedom) * self.error
        return _scaled(self.centre, reach) - target

    def extra_above(self, target: Decimal, certainty: float) -> Decimal:
        """Return how much higher the outcome has to come, for a target that asks for more."""
        reach = 0.0 if certainty == 0.5 else t_quantile(certainty, self.freedom) * self.error
        return target - _scaled(self.centre, -reach)


class _Change(NamedTuple):
    """The change of the logarithm between two neighbouring totals, and the years between them."""

    years: int
    size: float


def forecast(points: Sequence[Point], years: float, model: Model) -> Forecast | None:
    """Return what a model says `years` after the last of these yearly totals.

    The moments of `points` are years, ordered; a year may lack. None with fewer than LEAST
    changes, or where a total is zero or below: it has no logarithm.
    """
    changes = _changes(points)
    if changes is None or years <= 0:
        return None
    count, spanned, last = len(changes), sum(c.years for c in changes), points[-1].value
    mean = math.fsum(c.size for c in changes) / spanned
    squares = math.fsum((c.size - mean * c.years) ** 2 / c.years for c in changes)
    spread = math.sqrt(squares / (count - 1))
    if model == "drift":
        error = spread * math.sqrt(years + years * years / spanned)
        centre = _scaled(last, mean * years)
        return Forecast(model, years, count, mean, spread, centre, error, count - 1)
    error = math.sqrt(math.fsum(c.size**2 / c.years for c in changes) / count * years)
    return Forecast(model, years, count, mean, spread, last, error, count)


def half_drift(points: Sequence[Point], years: float) -> Decimal | None:
    """Return the centre with half the drift of the series; None where nothing is foretold."""
    found = forecast(points, years, "drift")
    return None if found is None else _scaled(points[-1].value, found.mean * years / 2)


def _changes(points: Sequence[Point]) -> list[_Change] | None:
    if len(points) <= LEAST or any(point.value <= 0 for point in points):
        return None
    return [
        _Change(after.moment - before.moment, math.log(after.value / before.value))
        for before, after in itertools.pairwise(points)
    ]


def _scaled(value: Decimal, power: float) -> Decimal:
    # A wild series has bounds that no float holds.
    return value * Decimal(repr(power)).exp()


@dataclass(frozen=True)
class Covered:
    """How often a band held what came, when the series was foretold from its own past."""

    model: Model
    coverage: float
    held: int
    tried: int


def measured_coverage(points: Sequence[Point], model: Model, coverage: float) -> Covered:
    """Return how often the band of this coverage held every later value of the series itself.

    Every start with enough years behind it is tried, at every distance that has come since. A
    handful of tries tells little; how many there were is part of the answer.
    """
    held = tried = 0
    for end in range(LEAST + 1, len(points)):
        for point in points[end:]:
            found = forecast(points[:end], point.moment - points[end - 1].moment, model)
            if found is None:
                continue
            low, high = found.band(coverage)
            tried += 1
            held += low <= point.value <= high
    return Covered(model, coverage, held, tried)

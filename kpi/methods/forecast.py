"""A yearly series looked at some years ahead: centre, band, chance of reaching a target.

Works on the natural logarithms of yearly totals. With n changes d, their mean m and spread s, and
h years ahead from the last value A:

- drift: centre A exp(m h), log-error s sqrt(h + h^2/n), Student's t with n - 1 degrees of freedom;
- no change: centre A, log-error sqrt(mean(d^2) h), Student's t with n degrees of freedom;
- half drift: centre A exp(m h / 2); in tests on public series the most accurate centre, while the
  bands of the other two cover best. A straight line with its textbook band covered far too little.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from kpi.methods.student import t_chance, t_quantile

Model = Literal["drift", "no_change"]
LEAST = 3
"""Changes from year to year below which nothing is foretold: with two, the band has no bounds."""


@dataclass(frozen=True)
class Forecast:
    """What a model says of one year ahead; the chance is spread as a t around the logarithm."""

    model: Model
    years: int
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


def forecast(values: Sequence[Decimal], years: int, model: Model) -> Forecast | None:
    """Return what a model says `years` after the last of these yearly totals.

    None with fewer than LEAST changes, or where a total is zero or below: it has no logarithm.
    """
    changes = _changes(values)
    if changes is None or years < 1:
        return None
    count = len(changes)
    mean = math.fsum(changes) / count
    spread = math.sqrt(math.fsum((d - mean) ** 2 for d in changes) / (count - 1))
    if model == "drift":
        centre = _scaled(values[-1], mean * years)
        error = spread * math.sqrt(years + years * years / count)
        return Forecast(model, years, count, mean, spread, centre, error, count - 1)
    error = math.sqrt(math.fsum(d * d for d in changes) / count * years)
    return Forecast(model, years, count, mean, spread, values[-1], error, count)


def half_drift(values: Sequence[Decimal], years: int) -> Decimal | None:
    """Return the centre with half the drift of the series; None where nothing is foretold."""
    changes = _changes(values)
    if changes is None or years < 1:
        return None
    return _scaled(values[-1], math.fsum(changes) / len(changes) * years / 2)


def _changes(values: Sequence[Decimal]) -> list[float] | None:
    if len(values) <= LEAST or any(value <= 0 for value in values):
        return None
    return [math.log(after / before) for before, after in itertools.pairwise(values)]


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


def measured_coverage(values: Sequence[Decimal], model: Model, coverage: float) -> Covered:
    """Return how often the band of this coverage held every later value of the series itself.

    Every start with enough years behind it is tried, at every distance that has come since. A
    handful of tries tells little; how many there were is part of the answer.
    """
    held = tried = 0
    for end in range(LEAST + 1, len(values)):
        for years, actual in enumerate(values[end:], start=1):
            found = forecast(values[:end], years, model)
            if found is None:
                continue
            low, high = found.band(coverage)
            tried += 1
            held += low <= actual <= high
    return Covered(model, coverage, held, tried)

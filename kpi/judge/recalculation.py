"""A figure as it was told before and as it is told now: the difference by cause, and what follows.

The figure is reckoned again and again with one thing changed at a time, from the old way to the new
one: first who counts, then what was sent, then the factors, then the boundary. So the parts are the
whole difference, and nothing is left over.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from itertools import pairwise
from typing import Literal

from kpi.declare import Catalogue, Month
from kpi.judge.targets import Entry
from kpi.measure import Figures, Measured, Reason, Scope
from kpi.measure.registers import Reader

Cause = Literal["structure", "data", "factor", "boundary"]
CAUSES: tuple[Cause, ...] = ("structure", "data", "factor", "boundary")

STRUCTURE = ("site", "allocation")
"""The registers that say who counts, and for which part."""
FACTORS = ("factor", "own_factor")
"""The registers that say by what is multiplied."""
RULES = "recalculation_rule"

Decision = Literal["recalculate", "below_threshold", "never"]


@dataclass(frozen=True)
class Way:
    """One way of telling a figure: which one, as known at which revision, with which factors."""

    indicator: str
    revision: int
    factor_year: int | None = None


@dataclass(frozen=True)
class Recalculation:
    """A figure told the old and the new way.

    `causes` are in the figure's unit and add up to the difference; None, with `reason`, when the
    figure has no value at one of the steps between.
    """

    old: Measured
    new: Measured
    causes: Mapping[Cause, Decimal] | None
    reason: Reason | None

    @property
    def share(self) -> Decimal | None:
        """The difference in percent of the old value; None without one or from nought."""
        if self.old.value is None or self.new.value is None or self.old.value == 0:
            return None
        with localcontext(prec=34):
            return (self.new.value - self.old.value) / abs(self.old.value) * 100


def recalculation(
    catalogue: Catalogue, reader: Reader, last_month: Month, old: Way, new: Way, scope: Scope
) -> Recalculation:
    """Return how a figure told one way becomes the same figure told another way."""

    def told(indicator: str, as_of: int, year: int | None, known: Mapping[str, int]) -> Measured:
        figures = Figures(
            catalogue, reader, last_month=last_month, as_of=as_of, factor_year=year, known=known
        )
        return figures.measured(indicator, scope)

    begin = told(old.indicator, old.revision, old.factor_year, {})
    sites = dict.fromkeys(STRUCTURE, new.revision)
    factors = dict.fromkeys(FACTORS, old.revision)
    steps: list[Measured] = [
        begin,
        told(old.indicator, old.revision, old.factor_year, sites),
        told(old.indicator, new.revision, old.factor_year, factors),
        told(old.indicator, new.revision, new.factor_year, {}),
        told(new.indicator, new.revision, new.factor_year, {}),
    ]
    end = steps[-1]
    lacking = next((step for step in steps if step.value is None), None)
    if lacking is not None:
        return Recalculation(begin, end, None, lacking.reason)
    values = [step.value or Decimal() for step in steps]
    with localcontext(prec=60):
        causes = {
            cause: after - before
            for cause, (before, after) in zip(CAUSES, pairwise(values), strict=True)
        }
    return Recalculation(begin, end, causes, None)


@dataclass(frozen=True)
class Rule:
    """What happens to the base year when something changes: never, always, or above a threshold."""

    id: str
    label: Mapping[str, str]
    applies: Literal["always", "above", "never"]
    threshold: Decimal | None
    note: Mapping[str, str]


def read_rule(entry: Entry) -> Rule:
    """Return the rule of one register entry."""
    body = entry.body
    threshold = str(body.get("threshold") or "")
    return Rule(
        id=entry.id,
        label=body["label"],
        applies=body["applies"],
        threshold=Decimal(threshold) if threshold else None,
        note=body.get("note") or {},
    )


def decide(rule: Rule, share: Decimal | None) -> Decision | None:
    """Return what a rule says of a change in percent; None when it or the threshold is not known."""
    if rule.applies == "never":
        return "never"
    if rule.applies == "always":
        return "recalculate"
    if share is None or rule.threshold is None:
        return None
    return "recalculate" if abs(share) >= rule.threshold else "below_threshold"

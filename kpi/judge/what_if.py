"""What if: a figure's projected path under a choice of measures and assumptions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext

from kpi.declare import Month
from kpi.judge.bounds import possible
from kpi.judge.judge import Judge
from kpi.judge.measures import Measure, Saved, Unsaved, counted, saved_between
from kpi.judge.required_path import asked_at, path_points
from kpi.judge.scenario import Choice
from kpi.judge.values import Progress, Required
from kpi.judge.verdict import LOWER_IS_BETTER
from kpi.measure import Reason
from kpi.methods import Effect

STEP = 3
"""Months between two points of a projection."""
AHEAD = 10
"""Years a projection looks ahead at most."""


@dataclass(frozen=True)
class Step:
    """The twelve months to one month, in the figure's own unit.

    `unchanged` is without measures, `value` with them, `required` what the path asks (None where
    it has none).
    """

    month: Month
    unchanged: Decimal
    value: Decimal
    required: Decimal | None


@dataclass(frozen=True)
class End:
    """Where a choice ends at one milestone: its value, what that is apart, what each measure did.

    `short` is how much is lacking still, negative is room to spare.
    """

    required: Required
    step: Step
    short: Decimal
    parts: tuple[Saved, ...]


@dataclass(frozen=True)
class WhatIf:
    """A projection, or the reasons why there is none.

    `lost` are ids in the choice that no measure for this figure and place has any more.
    """

    progress: Progress
    choice: Choice
    measures: tuple[Measure, ...]
    lost: tuple[str, ...]
    steps: tuple[Step, ...]
    ends: tuple[End, ...]
    reasons: tuple[Reason, ...]


def usual_choice(judge: Judge, progress: Progress) -> Choice:
    """Return the choice to begin with: what is paid for, as planned, and no trend."""
    return Choice(tuple(m.id for m in available(judge, progress) if m.funded))


def available(judge: Judge, progress: Progress) -> tuple[Measure, ...]:
    """Return every measure that could count for a target at its place, stopped ones left out."""
    target, every = progress.target, {measure.id for measure in judge.measures}
    if target.indicator is None:
        return ()
    figures = judge.figures(target.factor_year)
    return counted(figures, judge.measures, target.indicator, progress.scope, every)


def what_if(judge: Judge, progress: Progress, choice: Choice) -> WhatIf:
    """Return the path that a choice projects from where a figure stands now."""
    every = available(judge, progress)
    lost = tuple(name for name in choice.measures if name not in {m.id for m in every})
    taken = tuple(measure for measure in every if measure.id in choice.measures)
    found = WhatIf(progress, choice, every, lost, (), (), ())
    reasons = _silent(progress)
    if reasons:
        return replace(found, reasons=reasons)
    ahead = _Projection(judge, progress, choice, taken)
    try:
        steps = tuple(ahead.step(month) for month in ahead.months())
        ends = tuple(ahead.end(required) for required in ahead.coming())
    except Unsaved as unsaved:
        return replace(found, reasons=(unsaved.reason,))
    return replace(found, steps=steps, ends=ends)


def _silent(progress: Progress) -> tuple[Reason, ...]:
    actual = progress.actual
    if actual is None:
        return progress.reasons or (Reason("actual_incomplete"),)
    if actual.value is None or not actual.comparable:
        return (actual.reason or Reason("actual_incomplete"),)
    return ()


class _Projection:
    """One figure projected under one choice."""

    def __init__(
        self, judge: Judge, progress: Progress, choice: Choice, measures: Sequence[Measure]
    ) -> None:
        actual = progress.actual
        assert actual is not None
        assert actual.value is not None  # asked by the caller
        self.progress, self.choice, self.now = progress, choice, actual.value
        self.unit = judge.catalogue.indicators[actual.indicator].unit
        self.month = progress.scope.month
        self.lower = progress.target.expression in LOWER_IS_BETTER
        self.points = path_points(progress.target, progress.base)
        self.measures = tuple(self._as_chosen(measure) for measure in measures)

    def _as_chosen(self, measure: Measure) -> Measure:
        with localcontext(prec=34):
            part = measure.effect.value * self.choice.delivered / 100
        later = self.choice.delay if measure.start > self.month else 0
        return replace(
            measure,
            effect=Effect(part, measure.effect.percent),
            start=measure.start.plus(later),
        )

    def coming(self) -> list[Required]:
        """Return the milestones ahead, those out of sight left out."""
        last = self.month.plus(12 * AHEAD)
        return [r for r in self.progress.required if self.month < Month(r.year, 12) <= last]

    def months(self) -> list[Month]:
        """Return the months to project: every quarter from now to the last milestone in sight."""
        coming = self.coming()
        last = Month(coming[-1].year, 12) if coming else self.month.plus(60)
        quarters = [m for m in self.month.until(last) if m.number % STEP == 0 and m > self.month]
        return [self.month, *quarters]

    def saved(self, month: Month) -> list[Saved]:
        """Return what each measure does by a month; Unsaved where that cannot be."""
        return saved_between(
            self.measures, self.month, month, self._unchanged(month), lower=self.lower
        )

    def _unchanged(self, month: Month) -> Decimal:
        with localcontext(prec=34):
            years = Decimal(month.index - self.month.index) / 12
            value = self.now * (1 + self.choice.trend / 100) ** years
        return possible(value, self.unit, self.now)

    def step(self, month: Month) -> Step:
        unchanged = self._unchanged(month)
        saved = sum((part.amount for part in self.saved(month)), Decimal())
        value = unchanged - saved if self.lower else unchanged + saved
        value = possible(value, self.unit, self.now)
        asked = asked_at(self.progress.target, self.points, month) if self.points else None
        return Step(month, unchanged, value, asked)

    def end(self, required: Required) -> End:
        month = Month(required.year, 12)
        step = self.step(month)
        short = step.value - required.value if self.lower else required.value - step.value
        return End(required, step, short, tuple(self.saved(month)))

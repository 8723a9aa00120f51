"""What lies ahead of a target: the chance to reach it, the budget under its path, the measures.

Years are the twelve months that end in the scope's month and the same twelve of every year
before: never a part year. A year that is not whole is left out, and told.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

from kpi.declare import Month
from kpi.judge.bounds import possible
from kpi.judge.budget import BudgetView, Distance, budget_view, distance
from kpi.judge.derived import Derived, Input
from kpi.judge.judge import Judge
from kpi.judge.measures import Measure, Saved, Unsaved, counted, saved_between
from kpi.judge.values import Progress, Required, Target
from kpi.judge.verdict import LOWER_IS_BETTER
from kpi.measure import Figures, Reason, Scope
from kpi.methods import (
    Covered,
    Forecast,
    Model,
    Point,
    forecast,
    half_drift,
    measured_coverage,
)

FARTHEST = 10
"""Years beyond which nothing is foretold: the past that is known is no longer than that."""
CERTAINTIES = (50, 95)
BAND = 0.80
MODELS: tuple[Model, Model] = ("drift", "no_change")


@dataclass(frozen=True)
class Years:
    """The twelve-month sums that a forecast rests on, oldest first; `left_out` were not whole."""

    months: tuple[Month, ...]
    values: tuple[Decimal, ...]
    left_out: tuple[Month, ...]

    @property
    def broken(self) -> bool:
        """Tell whether a year between the first and the last whole one is not whole."""
        ends = (min(self.months), max(self.months)) if self.months else None
        return ends is not None and any(ends[0] < month < ends[1] for month in self.left_out)

    @property
    def points(self) -> list[Point]:
        """The sums as points, a year apart."""
        return [Point(m.index // 12, v) for m, v in zip(self.months, self.values, strict=True)]


@dataclass(frozen=True)
class FanPoint:
    """What is foretold of the twelve months to one month, in the figure's own unit.

    `centre` has half the drift; `low` and `high` bound the 80% bands of both models together;
    `with_measures` is the centre after what funded measures still save, None without any.
    """

    month: Month
    centre: Decimal
    low: Decimal
    high: Decimal
    with_measures: Decimal | None


@dataclass(frozen=True)
class Chance:
    """The chance to be at one milestone in its year.

    `percent` by the drift of the past, `unchanged` if nothing changes, `with_measures` by the
    drift after what funded measures still save; `extra` is how much more has to be done for a
    certainty of 50 and 95 percent, by the drift (negative is room to spare). Values are None where
    nothing can be foretold, and the reason of `percent` says why.
    """

    required: Required
    month: Month
    models: Mapping[Model, Forecast]
    centre: Decimal | None
    percent: Derived
    unchanged: Derived
    with_measures: Derived
    extra: Mapping[int, Decimal]


@dataclass(frozen=True)
class Plan:
    """Funded measures against what has to come off (or be added) until a milestone.

    `gap` is the newest twelve months less what the milestone allows: no trend is counted on.
    `saved` is what funded measures still bring by then, `share` that in percent of the gap.
    """

    gap: Derived
    parts: tuple[Saved, ...]
    saved: Decimal
    share: Derived
    idle: tuple[Measure, ...]


@dataclass(frozen=True)
class Outlook:
    """Everything that is said of a target beside where it stands now.

    `aim` is the milestone the lamps look at: the last one within FARTHEST years. `measures` are all
    that count for the figure, paid for or not: without an aim there is no `plan` to hold them.
    """

    progress: Progress
    years: Years
    chances: tuple[Chance, ...]
    aim: Chance | None
    fan: tuple[FanPoint, ...]
    coverage: tuple[Covered, ...]
    budget: BudgetView | None
    budget_reasons: tuple[Reason, ...]
    distance: Distance | None
    plan: Plan | None
    measures: tuple[Measure, ...]


def outlook(judge: Judge, progress: Progress, chosen: Collection[str] | None = None) -> Outlook:
    """Return what lies ahead of a target from where it stands.

    `chosen` names the measures to count instead of the funded ones.
    """
    target = progress.target
    if target.indicator is None:
        return _nothing(progress, ())
    figures = judge.figures(target.factor_year)
    every = {measure.id for measure in judge.measures}
    counting = counted(figures, judge.measures, target.indicator, progress.scope, every)
    if progress.actual is None:
        return _nothing(progress, counting)
    years = _years(figures, target.indicator, progress.scope)
    measures = counted(figures, judge.measures, target.indicator, progress.scope, chosen)
    ahead = _Ahead(judge, progress, years, measures)
    chances = tuple(
        ahead.chance(required) for required in progress.required if ahead.later(required)
    )
    near = [c for c in chances if _ahead(progress, c.month) <= FARTHEST]
    aim = near[-1] if near else None
    until = None if aim is None else aim.required.year
    found, reasons = budget_view(figures, progress, until)
    taken = {measure.id for measure in measures}
    # What starts after the milestone does nothing for it, paid for or not.
    idle = [
        measure
        for measure in counting
        if measure.id not in taken and aim is not None and measure.share(aim.month) > 0
    ]
    return Outlook(
        progress=progress,
        years=years,
        chances=chances,
        aim=aim,
        fan=tuple(ahead.fan(aim.month)) if aim else (),
        coverage=tuple(measured_coverage(years.points, model, BAND) for model in MODELS),
        budget=found,
        budget_reasons=reasons,
        distance=distance(figures, progress),
        plan=None if aim is None else ahead.plan(aim, tuple(sorted(idle, key=lambda m: m.id))),
        measures=counting,
    )


def _nothing(progress: Progress, measures: tuple[Measure, ...]) -> Outlook:
    return Outlook(
        progress=progress,
        years=Years((), (), ()),
        chances=(),
        aim=None,
        fan=(),
        coverage=(),
        budget=None,
        budget_reasons=progress.reasons,
        distance=None,
        plan=None,
        measures=measures,
    )


def _ahead(progress: Progress, month: Month) -> float:
    return (month.index - progress.scope.month.index) / 12


def _years(figures: Figures, indicator: str, scope: Scope) -> Years:
    first = figures.first_month
    months: list[Month] = []
    month = scope.month
    while first is not None and month.plus(-11) >= first:
        months.append(month)
        month = month.plus(-12)
    found = {
        month: figures.measured(indicator, Scope(scope.site, month, "r12"))
        for month in reversed(months)
    }
    whole = {month: m.value for month, m in found.items() if m.comparable and m.value is not None}
    return Years(
        months=tuple(whole),
        values=tuple(whole.values()),
        left_out=tuple(month for month in found if month not in whole),
    )


class _Ahead:
    """What one target's figures say of later years."""

    def __init__(
        self, judge: Judge, progress: Progress, years: Years, measures: Sequence[Measure]
    ) -> None:
        assert progress.actual is not None  # asked by the caller
        self.progress = progress
        self.target = progress.target
        self.actual = progress.actual
        self.month = progress.scope.month
        self.years = years
        self.measures = measures
        self.lower = self.target.expression in LOWER_IS_BETTER
        self.unit = judge.catalogue.indicators[self.actual.indicator].unit
        self.inputs = tuple(
            Input(self.actual.indicator, Scope(progress.scope.site, month, "r12"))
            for month in years.months
        )

    def later(self, required: Required) -> bool:
        return Month(required.year, 12) > self.month

    def saved(self, month: Month) -> list[Saved]:
        """Return what counted measures still save by a month; Unsaved where that cannot be."""
        if self.actual.value is None:
            return []
        return saved_between(self.measures, self.month, month, self.actual.value, lower=self.lower)

    def _silent(self, required: Required) -> Reason | None:
        if not self.actual.comparable:
            return self.actual.reason or Reason("actual_incomplete")
        if not self.years.months or self.years.months[-1] != self.month:
            return Reason("actual_incomplete")
        ahead = _ahead(self.progress, Month(required.year, 12))
        if ahead > FARTHEST:
            return Reason("too_far", {"year": str(required.year), "years": str(FARTHEST)})
        if forecast(self.years.points, ahead, "drift") is None:
            zero = sum(value <= 0 for value in self.years.values)
            if zero:
                have = str(len(self.years.values))
                return Reason("years_zero", {"zero": str(zero), "have": have})
            return Reason("years_few", {"have": str(len(self.years.months)), "least": "4"})
        return None

    def chance(self, required: Required) -> Chance:
        month = Month(required.year, 12)
        ahead, points = _ahead(self.progress, month), self.years.points
        silent = self._silent(required)
        models: dict[Model, Forecast] = {}
        if silent is None:
            for model in MODELS:
                found = forecast(points, ahead, model)
                if found is not None:
                    models[model] = found
        drift, centre = models.get("drift"), half_drift(points, ahead)
        saved = self._saved_or_reason(month)
        total = saved if isinstance(saved, Decimal) else None
        return Chance(
            required=required,
            month=month,
            models=models,
            centre=None if drift is None or centre is None else self._possible(centre),
            percent=self._percent(drift, required.value, "chance_drift", silent),
            unchanged=self._percent(
                models.get("no_change"), required.value, "chance_no_change", silent
            ),
            with_measures=self._percent(
                drift if total is not None else None,
                required.value + (total or Decimal()) * (1 if self.lower else -1),
                "chance_measures",
                saved if isinstance(saved, Reason) else silent,
            ),
            extra={} if drift is None else self._extra(drift, required.value),
        )

    def _saved_or_reason(self, month: Month) -> Decimal | Reason:
        if not self.measures:
            return Reason("measures_none")
        try:
            return sum((part.amount for part in self.saved(month)), Decimal())
        except Unsaved as found:
            return found.reason

    def _percent(
        self, model: Forecast | None, value: Decimal, method: str, silent: Reason | None
    ) -> Derived:
        if model is None:
            return Derived(None, "%", self.inputs, method, {}, silent)
        below = model.below(value)
        chance = below if self.lower else 1 - below
        facts = {"years": str(len(self.years.months)), "changes": str(model.changes)}
        return Derived(Decimal(repr(chance)) * 100, "%", self.inputs, method, facts)

    def _extra(self, model: Forecast, value: Decimal) -> dict[int, Decimal]:
        ask = model.extra if self.lower else model.extra_above
        return {certainty: ask(value, certainty / 100) for certainty in CERTAINTIES}

    def fan(self, last: Month) -> list[FanPoint]:
        """Return the forecast every three months up to a month; empty where there is none."""
        found = []
        months = [m for m in self.month.until(last) if m.number % 3 == 0 and m > self.month]
        for month in months:
            point = self._fan_point(month)
            if point is not None:
                found.append(point)
        return found

    def _fan_point(self, month: Month) -> FanPoint | None:
        ahead, points = _ahead(self.progress, month), self.years.points
        if not points or self.years.months[-1] != self.month:
            return None
        models = [forecast(points, ahead, model) for model in MODELS]
        centre = half_drift(points, ahead)
        bands = [model.band(BAND) for model in models if model is not None]
        if centre is None or not bands:
            return None
        saved = self._saved_or_reason(month)
        after = None
        if isinstance(saved, Decimal):
            after = max(centre - saved, Decimal()) if self.lower else centre + saved
        low, high = min(low for low, _ in bands), max(high for _, high in bands)
        return FanPoint(
            month=month,
            centre=self._possible(centre),
            low=self._possible(low),
            high=self._possible(high),
            with_measures=None if after is None else self._possible(after),
        )

    def _possible(self, value: Decimal) -> Decimal:
        """Return a foretold value as far as the unit of its figure allows."""
        return possible(value, self.unit, self.years.values[-1])

    def plan(self, aim: Chance, idle: tuple[Measure, ...]) -> Plan:
        """Return the counted measures against what has to come off until the aim."""
        value, asked = self.actual.value, aim.required.value
        scope = Input(self.actual.indicator, self.progress.scope)
        facts = {"year": str(aim.required.year)}
        reason: Reason | None = None
        gap: Decimal | None = None
        if self.actual.comparable and value is not None:
            gap = value - asked if self.lower else asked - value
        else:
            reason = self.actual.reason or Reason("actual_incomplete")
        gap_found = Derived(gap, self.unit, (scope,), "gap_to_milestone", facts, reason)
        parts: list[Saved] = []
        if not self.measures and not idle and (gap is None or gap > 0):
            reason = reason or Reason("measures_none")
        try:
            parts = self.saved(aim.month)
        except Unsaved as found:
            reason = reason or found.reason
        saved = sum((part.amount for part in parts), Decimal())
        share = None
        if reason is None and gap is not None:
            with localcontext(prec=34):
                share = Decimal(100) if gap <= 0 else saved / gap * 100
        return Plan(
            gap=gap_found,
            parts=tuple(parts),
            saved=saved,
            share=Derived(share, "%", (scope,), "measures_share", facts, reason),
            idle=idle,
        )


def is_branch(target: Target) -> bool:
    """Tell whether a target is a line of the branch, which no single organisation can fail."""
    return target.scope_level == "branch"

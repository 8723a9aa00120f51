"""Where figures stand against targets: path, gap, verdict, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, localcontext
from functools import cached_property

from kpi.declare import ALL, Catalogue, Month
from kpi.judge.certification import REGISTERS, Certification
from kpi.judge.deliveries import Delivery, read_deliveries
from kpi.judge.events import Event, read_events
from kpi.judge.footprint import ENTRIES, Counting, FootprintYear, footprint_year
from kpi.judge.measures import Measure, read_measures
from kpi.judge.payback import PaybackRule, read_rules
from kpi.judge.recalculation import RULES, Rule, read_rule
from kpi.judge.required_path import asked_at, path_points, required_values
from kpi.judge.scenario import Scenario, read_scenarios
from kpi.judge.targets import Entry, read_bases, read_target
from kpi.judge.values import Base, PathPoint, Progress, Required, Target, Verdict
from kpi.measure import Figures, Measured, Reason, Scope
from kpi.measure.registers import Reader, register_entries
from kpi.methods import progress_ratio

ON_COURSE, ATTENTION = Decimal(95), Decimal(60)
"""Percent of the required change: the published thresholds of the Eurostat progress measure."""

LOWER_IS_BETTER = ("reduction_pct", "share_max", "absolute_max")


class Judge:
    """Verdicts at one revision of the store; figures are asked once and remembered here.

    `last_month` is the last month that can be complete on the reporting date.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        reader: Reader,
        *,
        last_month: Month,
        as_of: int | None = None,
    ) -> None:
        self.catalogue = catalogue
        self.reader = reader
        self.last_month = last_month
        self.as_of = reader.revision if as_of is None else as_of
        self._figures: dict[int | None, Figures] = {}

    def figures(self, factor_year: int | None = None) -> Figures:
        """Return the figures under one factor policy: a frozen year, or None for year of use."""
        if factor_year not in self._figures:
            figures = Figures(
                self.catalogue,
                self.reader,
                last_month=self.last_month,
                as_of=self.as_of,
                factor_year=factor_year,
            )
            # Factors change neither the sites nor what came in.
            for known in self._figures.values():
                figures.take_over_received(known)
            self._figures[factor_year] = figures
        return self._figures[factor_year]

    @cached_property
    def targets(self) -> tuple[Target, ...]:
        """All targets in force at this revision: the organisation's own first, then by id."""
        found = [read_target(entry) for entry in self._entries("target")]
        own = self.catalogue.organisation.organisation.code
        return tuple(sorted(found, key=lambda t: (t.owner != own, t.owner, t.id)))

    @cached_property
    def certification(self) -> Certification:
        """Certificates, requirements and assessments at this revision."""
        return Certification({register: self._entries(register) for register in REGISTERS})

    @cached_property
    def deliveries(self) -> tuple[Delivery, ...]:
        """Who sends what by which day, at this revision."""
        return read_deliveries(self._entries("delivery"))

    @cached_property
    def measures(self) -> tuple[Measure, ...]:
        """All measures at this revision, in the order in which they are reckoned."""
        return read_measures(self._entries("measure"))

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """All events at this revision, by month."""
        return read_events(self._entries("event"))

    @cached_property
    def scenarios(self) -> tuple[Scenario, ...]:
        """All kept scenarios at this revision, by name."""
        return read_scenarios(self._entries("scenario"))

    @cached_property
    def payback_rules(self) -> tuple[PaybackRule, ...]:
        """All legal payback terms at this revision, the newest first."""
        return read_rules(self._entries("payback_rule"))

    @cached_property
    def discount_rate(self) -> Decimal | None:
        """Percent a year at which money later is reckoned back; None when the setting is gone."""
        rates = [e.body["value"] for e in self._entries("setting") if e.id == "discount_rate"]
        return Decimal(str(rates[0])) if rates else None

    @cached_property
    def bases(self) -> dict[tuple[str, str], Base]:
        """The base values that people set, by target and site (or the group)."""
        return read_bases(self._entries("base_value"))

    def _entries(self, register: str) -> list[Entry]:
        return [
            Entry(
                e.id, e.body, str(e.valid_from or ""), str(e.valid_to or ""), e.revision, e.origin
            )
            for e in register_entries(self.reader, register, as_of=self.as_of)
        ]

    @property
    def recalculation_rules(self) -> tuple[Rule, ...]:
        """When a base year is recalculated and when it is not, at this revision."""
        return tuple(read_rule(entry) for entry in self._entries(RULES))

    def footprint(
        self, name: str, site: str, year: int, counting: Counting, factor_year: int | None = None
    ) -> FootprintYear:
        """Return a carbon account of a calendar year, by one way of counting electricity."""
        declared = self.catalogue.footprints[name]
        entered = self._entries(ENTRIES)
        return footprint_year(self.figures(factor_year), declared, entered, site, year, counting)

    def target(self, target: str) -> Target:
        """Return the target with this id; KeyError when there is none."""
        for candidate in self.targets:
            if candidate.id == target:
                return candidate
        raise KeyError(target)

    def progress_of(
        self, indicator: str, site: str, month: Month, factor_year: int | None = None
    ) -> list[Progress]:
        """Return where an indicator stands against every target that it measures."""
        return [
            self.progress(target.id, site, month, factor_year)
            for target in self.targets
            if target.indicator == indicator
        ]

    def progress(
        self, target: str, site: str, month: Month, factor_year: int | None = None
    ) -> Progress:
        """Return where the figure stands against one target over the twelve months to `month`.

        A target with frozen factors is judged with those; `factor_year` replaces the policy.
        """
        asked = self.target(target)
        scope = Scope(site, month, "r12")
        if asked.expression == "boolean":
            return _silent(asked, scope, Reason("answer_missing"))
        reason = self._unmeasurable(asked)
        if reason is not None or asked.indicator is None:
            return _silent(asked, scope, reason or Reason("meter_missing"))
        figures = self.figures(factor_year or asked.factor_year)
        actual = figures.measured(asked.indicator, scope)
        base, base_reason = self._base(asked, site, figures)
        return _judged(asked, scope, actual, base, base_reason)

    def path(self, progress: Progress, first: Month, last: Month) -> list[PathPoint]:
        """Return what the target asks of the twelve months to each month; empty without a base."""
        points = path_points(progress.target, progress.base)
        values = ((month, asked_at(progress.target, points, month)) for month in first.until(last))
        return [PathPoint(month, value) for month, value in values if value is not None]

    def _unmeasurable(self, target: Target) -> Reason | None:
        if target.indicator is None:
            return Reason("meter_missing" if target.boundary else "boundary_unknown")
        indicator = self.catalogue.indicators.get(target.indicator)
        if indicator is None:
            return Reason("meter_missing")
        if indicator.boundary is not None and target.boundary != indicator.boundary:
            return boundary_reason(target.boundary, indicator.boundary)
        return None

    def _base(
        self, target: Target, site: str, figures: Figures
    ) -> tuple[Base | None, Reason | None]:
        given = self.bases.get((target.id, site))
        if given is not None:
            return self._within(target, given)
        if target.base_year is None:
            return None, Reason("base_year_unknown")
        scope = Scope(site, Month(target.base_year, 12), "year")
        measured = figures.measured(target.indicator or "", scope)
        if measured.value is None or not measured.comparable:
            facts = {
                "year": str(target.base_year),
                "have": str(measured.coverage.have),
                "expected": str(measured.coverage.expected),
            }
            return None, Reason("base_incomplete", facts)
        return Base(
            year=target.base_year,
            value=measured.value,
            unit=measured.unit,
            status="measured",
            source="",
            assumed=measured.assumed,
            estimated=measured.status == "estimated",
            boundary=target.boundary,
        ), None

    def _within(self, target: Target, base: Base) -> tuple[Base | None, Reason | None]:
        """Return a base value that a person set, or why the target may not count from it."""
        unit = self.catalogue.indicators[target.indicator].unit if target.indicator else base.unit
        if base.unit != unit:
            return None, Reason("base_unit_differs", {"asked_unit": unit, "found_unit": base.unit})
        if base.boundary is None or target.boundary is None or base.boundary == target.boundary:
            return base, None
        facts = {"asked_boundary": target.boundary, "found_boundary": base.boundary}
        return None, Reason("base_boundary_differs", facts)

    def newest_complete_month(self, site: str = ALL) -> Month:
        """Return the newest month in which every expected category of every kind is in.

        Looks back two years; when no month is complete it is the last month that could be.
        """
        figures = self.figures()
        for back in range(24):
            month = self.last_month.plus(-back)
            if not any(
                figures.gaps(contract, member, month)
                for contract in self.catalogue.contracts
                for member in figures.sites(site, month)
            ):
                return month
        return self.last_month


def boundary_reason(asked: str | None, found: str) -> Reason:
    """Return why two boundaries are not compared: one is not known, or they differ."""
    if not asked:
        return Reason("boundary_unknown")
    return Reason("boundary_differs", {"asked_boundary": asked, "found_boundary": found})


def _silent(target: Target, scope: Scope, *reasons: Reason) -> Progress:
    return Progress(
        target, scope, None, None, (), None, None, None, None, None, "no_verdict", reasons
    )


def _judged(
    target: Target, scope: Scope, actual: Measured, base: Base | None, base_reason: Reason | None
) -> Progress:
    required = required_values(target, base)
    points = path_points(target, base)
    on_path = asked_at(target, points, scope.month)
    value = actual.value if actual.comparable else None
    gap = gap_share = reduction = ratio = None
    with localcontext(prec=34):
        if value is not None and on_path is not None:
            gap = value - on_path
            gap_share = None if on_path == 0 else gap / on_path * 100
        if value is not None and base is not None and base.value != 0:
            reduction = (base.value - value) / base.value * 100
        if value is not None and base is not None and on_path is not None:
            ratio = progress_ratio(base.value, value, on_path)
    reasons = _reasons(target, actual, base, base_reason, on_path)
    return Progress(
        target=target,
        scope=scope,
        actual=actual,
        base=base,
        required=required,
        path_value=on_path,
        gap=gap,
        gap_share=gap_share,
        reduction=reduction,
        ratio=ratio,
        verdict=_verdict(target, value, required, on_path, ratio),
        reasons=reasons,
        remarks=_remarks(target, scope, actual, base),
    )


def _reasons(
    target: Target,
    actual: Measured,
    base: Base | None,
    base_reason: Reason | None,
    on_path: Decimal | None,
) -> tuple[Reason, ...]:
    found: list[Reason] = []
    if not actual.comparable:
        found.append(actual.reason or Reason("actual_incomplete"))
    if base_reason is not None:
        found.append(base_reason)
    if base is not None and on_path is None:
        starts = {"year": str(base.year)}
        found.append(_pathless(target, base, starts))
    return tuple(found)


def _pathless(target: Target, base: Base, starts: Mapping[str, str]) -> Reason:
    if target.path == "none":
        return Reason("path_none")
    if target.path == "constant" and not path_points(target, base):
        return Reason("path_impossible")
    return Reason("path_later", starts)


def _remarks(
    target: Target, scope: Scope, actual: Measured, base: Base | None
) -> tuple[Reason, ...]:
    found: list[Reason] = []
    if target.factor_year is not None:
        found.append(Reason("factors_frozen", {"year": str(target.factor_year)}))
    if actual.assumed or (base is not None and base.assumed):
        found.append(Reason("factors_assumed"))
    if actual.status == "estimated" or (base is not None and base.estimated):
        found.append(Reason("partly_estimated"))
    if base is not None and base.status != "measured":
        found.append(Reason(f"base_{base.status}"))
    if base is not None and base.boundary is None and target.boundary is not None:
        found.append(Reason("base_boundary_untold"))
    if target.proxy:
        found.append(Reason("proxy"))
    if target.valid_to and str(scope.month.first_day) > target.valid_to:
        found.append(Reason("target_ended", {"day": target.valid_to}))
    if scope.site != ALL and target.scope_level != "site":
        found.append(Reason("site_share"))
    return tuple(found)


def _verdict(
    target: Target,
    value: Decimal | None,
    required: Sequence[Required],
    on_path: Decimal | None,
    ratio: Decimal | None,
) -> Verdict:
    lower = target.expression in LOWER_IS_BETTER

    def meets(limit: Decimal) -> bool:
        return value is not None and (value <= limit if lower else value >= limit)

    if value is None:
        return "no_verdict"
    if target.scope_level == "branch":
        if on_path is None:
            return "no_verdict"
        return "below_line" if meets(on_path) else "above_line"
    if required and meets(required[-1].value):
        return "reached"
    if on_path is None:
        return "no_verdict"
    if ratio is None:
        return "on_course" if meets(on_path) else "behind"
    if ratio >= ON_COURSE or meets(on_path):
        return "on_course"
    return "attention" if ratio >= ATTENTION else "behind"

"""Where figures stand against targets: path, gap, verdict, or the reason why there is none."""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property

from kpi.declare import ALL, Catalogue, Month
from kpi.judge.certification import REGISTERS, Certification
from kpi.judge.deliveries import Delivery, read_deliveries
from kpi.judge.events import Event, read_events
from kpi.judge.footprint import ENTRIES, Counting, FootprintYear, footprint_year
from kpi.judge.measures import Measure, read_measures
from kpi.judge.payback import PaybackRule, read_rules
from kpi.judge.recalculation import RULES, Rule, read_rule
from kpi.judge.required_path import asked_at, path_points
from kpi.judge.scenario import Scenario, read_scenarios
from kpi.judge.targets import Entry, read_bases, read_target
from kpi.judge.values import Base, PathPoint, Progress, Target
from kpi.judge.verdict import boundary_reason, judged, limit_reason, silent
from kpi.measure import Figures, Reason, Scope
from kpi.measure.registers import Reader, register_entries


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
            return silent(asked, scope, Reason("answer_missing"))
        reason = self._unmeasurable(asked, site)
        if reason is not None or asked.indicator is None:
            return silent(asked, scope, reason or Reason("meter_missing"))
        figures = self.figures(factor_year or asked.factor_year)
        actual = figures.measured(asked.indicator, scope)
        base, base_reason = self._base(asked, site, figures)
        return judged(asked, scope, actual, base, base_reason)

    def path(self, progress: Progress, first: Month, last: Month) -> list[PathPoint]:
        """Return what the target asks of the twelve months to each month; empty without a base."""
        points = path_points(progress.target, progress.base)
        values = ((month, asked_at(progress.target, points, month)) for month in first.until(last))
        return [PathPoint(month, value) for month, value in values if value is not None]

    def _unmeasurable(self, target: Target, site: str) -> Reason | None:
        if target.indicator is None:
            return Reason("meter_missing" if target.boundary else "boundary_unknown")
        indicator = self.catalogue.indicators.get(target.indicator)
        if indicator is None:
            return Reason("meter_missing")
        if indicator.boundary is not None and target.boundary != indicator.boundary:
            return boundary_reason(target.boundary, indicator.boundary)
        return limit_reason(target, indicator, site)

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
        if target.base_year not in (None, base.year):
            years = {"asked_year": str(target.base_year), "found_year": str(base.year)}
            return None, Reason("base_year_differs", years)
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

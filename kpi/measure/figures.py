"""Figures over sites and months: pure arithmetic on cells, by the law of each kind of indicator."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from decimal import Decimal, localcontext

from kpi.declare import ALL, UNSPLIT, Catalogue, Indicator, Month
from kpi.measure.cell import (
    NIL,
    NOTHING,
    PRECISION,
    Cell,
    Place,
    are_halves,
    estimated_share,
    first_problem,
    level_value,
    level_weights,
)
from kpi.measure.cells import FactCells, RawCell, query_cells
from kpi.measure.driver import one_place_a_month
from kpi.measure.explain import explained
from kpi.measure.hidden import hidden_lines
from kpi.measure.kinds import KindState
from kpi.measure.lines import Line, counted_in, query_lines
from kpi.measure.received import Received
from kpi.measure.registers import Reader
from kpi.measure.small import join_parts
from kpi.measure.values import Contribution, Coverage, Measured, Reason, Scope, Status

SEEN_WITHIN = 24
"""Months after which a category that a site never sends is no longer waited for."""


class Figures(Received):
    """All figures at one revision under one factor policy (a frozen year, or the year of use).

    Answers are remembered: the object never changes once made.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        reader: Reader,
        *,
        last_month: Month,
        as_of: int,
        factor_year: int | None = None,
        known: Mapping[str, int] | None = None,
    ) -> None:
        super().__init__(catalogue, reader, as_of, known)
        self.last_month = last_month
        self.factor_year = factor_year
        self._facts: dict[str, FactCells] = {}
        self._hidden: dict[str, frozenset[tuple[int, int]]] = {}
        self._cells: dict[tuple[str, str, Month], Cell] = {}
        self._measured: dict[tuple[str, Scope], Measured] = {}
        self._lines: dict[str, tuple[frozenset[Place], list[Line]]] = {}
        self._seen: dict[tuple[str, str], list[int]] = {}

    # --- cells ---------------------------------------------------------------------------------

    def fact(self, fact: str) -> FactCells:
        """Return the cells of a fact, asked for once."""
        if fact not in self._facts:
            self._facts[fact] = query_cells(
                self.catalogue,
                self.reader,
                fact,
                as_of=self.as_of,
                factor_year=self.factor_year,
                known=self.known,
            )
        return self._facts[fact]

    def cell(self, indicator: str, site: str, month: Month) -> Cell:
        """Return a flow, stock or total at one site and month."""
        key = (indicator, site, month)
        if key not in self._cells:
            declared = self.catalogue.indicators[indicator]
            make = self._sum_of_parts if declared.kind == "total" else self._from_rows
            self._cells[key] = make(declared, (site, month))
        return self._cells[key]

    def _sum_of_parts(self, indicator: Indicator, place: Place) -> Cell:
        value: Decimal | None = None
        parts = [(part.sign, self.cell(part.indicator, *place)) for part in indicator.parts]
        with localcontext(prec=PRECISION):
            for sign, cell in parts:
                if cell.value is not None:
                    value = (value or Decimal()) + sign * cell.value
            estimated = sum((abs(cell.estimated) for _, cell in parts), Decimal())
        return Cell(
            value,
            first_problem(cell.problem for _, cell in parts),
            any(cell.reported for _, cell in parts),
            estimated,
            any(cell.has_estimates for _, cell in parts),
            any(cell.assumed for _, cell in parts),
        )

    def _from_rows(self, indicator: Indicator, place: Place) -> Cell:
        fact = self.catalogue.facts[indicator.fact or ""]
        raw = self.fact(fact.id).cells[indicator.id].get(place)
        states = [self.kind(contract) for contract in fact.reads]
        if raw is None:
            return self._absent(indicator, states, place)
        problem = None
        if raw.valueless:
            problem = "factor_missing"
        elif any(place in state.refused for state in states):
            problem = "rows_refused"
        elif raw.absent:
            problem = "no_data"
        return Cell(raw.total, problem, True, raw.estimated, bool(raw.estimates), raw.assumed)

    def _absent(self, indicator: Indicator, states: list[KindState], place: Place) -> Cell:
        """No row: nil once everything monthly is in, or where the site never sends it; else gap.

        A driver or a level is never nil by absence, and what is unknown when absent only where the
        site gave it neither later nor in the two years before.
        """
        site, month = place
        if site == UNSPLIT:
            return NOTHING
        if not all(place in state.received for state in states):
            return NOTHING._replace(problem="no_data")
        if any(place in state.refused for state in states):
            return NOTHING._replace(problem="rows_refused")
        if indicator.kind in ("driver", "stock"):
            return NOTHING._replace(problem="no_data")
        if self.catalogue.facts[indicator.fact or ""].absent_is_unknown:
            is_nil = not any(self._seen_at_other_times(indicator, site, month))
        else:
            whole = not any(place in state.lacking for state in states)
            is_nil = whole or not self._seen_at_other_times(indicator, site, month)[0]
        return NIL if is_nil else NOTHING._replace(problem="no_data")

    def _seen_at_other_times(
        self, indicator: Indicator, site: str, month: Month
    ) -> tuple[bool, bool]:
        """Tell whether a site sent this not long before a month, and whether it did later on."""
        key = (indicator.id, site)
        if key not in self._seen:
            cells: Mapping[Place, RawCell] = self.fact(indicator.fact or "").cells[indicator.id]
            self._seen[key] = sorted(
                seen.index for (there, seen), raw in cells.items() if there == site and raw.counted
            )
        seen = self._seen[key]
        earlier = bisect_left(seen, month.index)
        before = earlier > 0 and seen[earlier - 1] >= month.index - SEEN_WITHIN
        return before, earlier < len(seen)

    # --- figures -------------------------------------------------------------------------------

    def measured(self, indicator: str, scope: Scope) -> Measured:
        """Return one figure over one scope; KeyError when there is no such indicator."""
        key = (indicator, scope)
        if key not in self._measured:
            declared = self.catalogue.indicators[indicator]
            make = {"ratio": self._ratio, "driver": self._driver}.get(declared.kind, self._sum)
            self._measured[key] = make(declared, scope)
        return self._measured[key]

    def over_months(self, indicator: Indicator) -> str | None:
        """Return how a level is taken over months (mean or last), None for what is summed."""
        if indicator.kind == "total":
            return self.over_months(self.catalogue.indicators[indicator.parts[0].indicator])
        return indicator.over_months

    def unsplit_places(self, scope: Scope) -> list[Place]:
        """Return the months of the unsplit member that a scope holds."""
        if scope.site not in (ALL, UNSPLIT):
            return []
        return [(UNSPLIT, month) for month in scope.months]

    def _sum(self, indicator: Indicator, scope: Scope) -> Measured:
        expected = self.places(scope)
        unsplit = [
            place
            for place in self.unsplit_places(scope)
            if self.cell(indicator.id, *place) != NOTHING
        ]
        if scope.site == UNSPLIT:
            expected = unsplit
        cells = {place: self.cell(indicator.id, *place) for place in [*expected, *unsplit]}
        have = sum(cells[place].problem is None for place in expected)
        value = self.gather(indicator, cells, scope)
        coverage = Coverage(have, len(expected))
        return self._told(indicator, value, cells.values(), coverage)

    def _driver(self, indicator: Indicator, scope: Scope) -> Measured:
        """Return what all sites of the scope share; it is summed over months, never over sites."""
        found = one_place_a_month(self, indicator, scope)
        if isinstance(found, Reason):
            return Measured(
                indicator.id, None, indicator.unit, "missing", Coverage(0, len(scope.months)), found
            )
        cells = {place: self.cell(indicator.id, *place) for place in found}
        have = sum(cell.problem is None for cell in cells.values())
        coverage = Coverage(have, len(cells))
        return self._told(indicator, self.gather(indicator, cells, scope), cells.values(), coverage)

    def gather(
        self, indicator: Indicator, cells: dict[Place, Cell], scope: Scope
    ) -> Decimal | None:
        """Return the sum over sites, each by its own law over the months; None without a value.

        A level's last month counts only when it is there; its mean is over the months that are.
        """
        how = self.over_months(indicator)
        if how is not None:
            return level_value(how, cells, self.presence(scope))
        with localcontext(prec=PRECISION):
            values = [cell.value for cell in cells.values() if cell.value is not None]
            return sum(values, Decimal()) if values else None

    def weights(
        self, indicator: Indicator, places: Iterable[Place], scope: Scope
    ) -> dict[Place, Decimal]:
        """Return what each of these months weighs in a level's mean (or last month)."""
        cells = {place: self.cell(indicator.id, *place) for place in places}
        return level_weights(self.over_months(indicator) or "", cells, self.presence(scope))

    def ratio_cells(
        self, indicator: Indicator, scope: Scope
    ) -> tuple[dict[Place, Cell], dict[Place, Cell]]:
        """Return numerator and denominator cells at the places where the one has its other half.

        What is not split over the sites goes with the months in which a site counts.
        """
        above, below = indicator.numerator or "", indicator.denominator or ""
        numerator: dict[Place, Cell] = {}
        denominator: dict[Place, Cell] = {}
        unsplit_alone = scope.site == UNSPLIT
        for place in self.unsplit_places(scope) if unsplit_alone else self.places(scope):
            upper, lower = self.cell(above, *place), self.cell(below, *place)
            if are_halves(upper, lower):
                numerator[place], denominator[place] = upper, lower
        if scope.site == ALL:
            for month in dict.fromkeys(month for _, month in list(numerator)):
                for cells, name in ((numerator, above), (denominator, below)):
                    unsplit = self.cell(name, UNSPLIT, month)
                    if unsplit.value is not None:
                        cells[UNSPLIT, month] = unsplit
        return numerator, denominator

    def divisor(
        self, indicator: Indicator, denominator: dict[Place, Cell], scope: Scope
    ) -> Decimal | None:
        """Return what a ratio's numerator is divided by; None when there is nothing."""
        return self.gather(
            self.catalogue.indicators[indicator.denominator or ""], denominator, scope
        )

    def _ratio(self, indicator: Indicator, scope: Scope) -> Measured:
        numerator, denominator = self.ratio_cells(indicator, scope)
        counted = [place for place in numerator if place in denominator]
        if scope.site != UNSPLIT:
            counted = [(site, month) for site, month in counted if site != UNSPLIT]
        expected = len(counted) if scope.site == UNSPLIT else len(self.places(scope))
        coverage = Coverage(len(counted), expected)
        facts = {"have": str(coverage.have), "expected": str(coverage.expected)}
        above = self.gather(self.catalogue.indicators[indicator.numerator or ""], numerator, scope)
        below = self.divisor(indicator, denominator, scope)
        if above is None or below is None:
            return self._no_ratio(indicator, scope, coverage)
        if below == 0:
            reported = any(cell.reported for cell in denominator.values())
            reason = Reason("denominator_zero" if reported else "denominator_missing", facts)
            return Measured(indicator.id, None, indicator.unit, "missing", coverage, reason)
        with localcontext(prec=PRECISION):
            value = above / below * (indicator.scale or 1)
        told = self._told(indicator, value, [*numerator.values(), *denominator.values()], coverage)
        share = estimated_share(numerator.values())
        return Measured(**{**vars(told), "estimated_share": share})

    def _no_ratio(self, indicator: Indicator, scope: Scope, coverage: Coverage) -> Measured:
        """Say which half is not there: a denominator that nobody sent is named as such."""
        below = self.measured(indicator.denominator or "", scope)
        above = self.measured(indicator.numerator or "", scope)
        facts = {"have": str(coverage.have), "expected": str(coverage.expected)}
        code = "part_missing"
        if above.value is None and above.reason is not None:
            code = above.reason.code
        elif below.value is None or below.status == "none_reported":
            code = "denominator_missing"
        elif below.value == 0:
            code = "denominator_zero"
        return Measured(
            indicator.id, None, indicator.unit, "missing", coverage, Reason(code, facts)
        )

    def _told(
        self,
        indicator: Indicator,
        value: Decimal | None,
        cells: Iterable[Cell],
        coverage: Coverage,
    ) -> Measured:
        seen = list(cells)
        problem = first_problem(cell.problem for cell in seen)
        facts = {"have": str(coverage.have), "expected": str(coverage.expected)}
        status: Status
        reason: Reason | None = None
        if problem == "factor_missing" and not any(
            c.reported and c.value is not None for c in seen
        ):
            # Nothing but nils beside what could not be counted: a bare 0 would be a false number.
            value = None
        if value is None:
            status, reason = "missing", Reason(problem or "no_data", facts)
        elif problem is not None or not coverage.complete:
            status = "incomplete"
            named = problem if problem not in (None, "no_data") else "months_missing"
            reason = Reason(named or "months_missing", facts)
        elif not any(cell.reported for cell in seen):
            status = "none_reported"
        else:
            status = "estimated" if any(cell.has_estimates for cell in seen) else "measured"
        return Measured(
            indicator=indicator.id,
            value=value,
            unit=indicator.unit,
            status=status,
            coverage=coverage,
            reason=reason,
            estimated_share=estimated_share(seen) if value is not None else None,
            assumed=any(cell.assumed for cell in seen),
        )

    # --- what a figure is made of --------------------------------------------------------------

    def breakdown(self, indicator: str, scope: Scope) -> list[tuple[str, Decimal]]:
        """Return a flow's sum by the values of its breakdown, largest first.

        Values with nothing are left out; the sums add up to the figure's value.
        """
        declared = self.catalogue.indicators[indicator]
        cells = self.fact(declared.fact or "").breakdowns[indicator]
        sums: dict[str, Decimal] = {}
        for place in [*self.places(scope), *self.unsplit_places(scope)]:
            # Joined month by month: of two spans the difference must not tell a month.
            for value, amount in join_parts(self.catalogue, declared, cells.get(place, {})):
                sums[value] = sums.get(value, Decimal()) + amount
        return sorted(sums.items(), key=lambda item: -item[1])

    def estimated_parts(self, indicator: str, scope: Scope) -> dict[str, Decimal]:
        """Return how much is estimated of the values of a flow's breakdown, where a part is."""
        found = self.fact(self.catalogue.indicators[indicator].fact or "").estimates[indicator]
        sums: dict[str, Decimal] = {}
        for place in [*self.places(scope), *self.unsplit_places(scope)]:
            for value, amount in found.get(place, {}).items():
                sums[value] = sums.get(value, Decimal()) + amount
        return sums

    def hidden(self, fact: str) -> frozenset[tuple[int, int]]:
        """Return upload and line of the lines of a fact that are never shown by themselves."""
        if fact not in self._hidden:
            kinds = self.catalogue.facts[fact].reads if fact else ()
            found = (hidden_lines(self.catalogue, self.reader, k, self.as_of) for k in kinds)
            self._hidden[fact] = frozenset().union(*found)
        return self._hidden[fact]

    def explain(self, indicator: str, scope: Scope) -> list[Contribution]:
        """Return the stored lines that make a figure; their contributions add up to its value."""
        return explained(self, self.catalogue.indicators[indicator], scope)

    def lines(self, indicator: Indicator, places: Iterable[Place]) -> list[Contribution]:
        """Return the stored lines of a flow or stock at these places.

        What a fact has there is kept until other places are asked: the parts of a total, and the
        figures a person looks at one after another, are mostly of one fact and of the same places.
        """
        fact, asked = indicator.fact or "", frozenset(places)
        kept = self._lines.get(fact)
        if kept is None or kept[0] != asked:
            kept = (
                asked,
                query_lines(
                    self.catalogue,
                    self.reader,
                    fact,
                    places=asked,
                    as_of=self.as_of,
                    factor_year=self.factor_year,
                    known=self.known,
                ),
            )
            self._lines[fact] = kept
        return counted_in(indicator, kept[1], self.hidden(fact))

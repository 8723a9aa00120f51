"""The cells of a fact: one wide query gives every indicator's parts by site and month.

Spans, groups, ratios and coverage are arithmetic on these cells, without a database.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple

from kpi.declare import ALLOCATION, Catalogue, Indicator, Month
from kpi.measure.allocation import WHOLE, Shares, part_of, shares_of
from kpi.measure.cell import Place, with_months
from kpi.store import (
    Months,
    Part,
    Reader,
    is_untouched,
    narrowed,
    recall,
    recall_by_month,
    relations,
)

ZERO = Decimal()


class Group(NamedTuple):
    """Rows of a fact that agree in place, dimensions and marks: their sum and their number."""

    total: Decimal | None
    counted: int
    rows: int
    estimated: bool
    assumed: bool
    missing: bool

    def counting(self, share: Decimal) -> Group:
        """Return the part of it that counts here."""
        return self if self.total is None else self._replace(total=part_of(self.total, share))


@dataclass
class RawCell:
    """What the rows of one indicator, site and month add up to.

    `counted` rows have a value, `absent` are expected and not there, `valueless` are there and
    could not be valued (no factor). `total` is None when none has a value. `estimated` is the
    sum of the rows marked so, `estimates` their number.
    """

    total: Decimal | None = None
    counted: int = 0
    absent: int = 0
    valueless: int = 0
    estimated: Decimal = ZERO
    estimates: int = 0
    assumed: bool = False

    def add(self, group: Group) -> None:
        """Add a group of rows that are alike."""
        if group.missing:
            self.absent += group.rows
            return
        self.valueless += group.rows - group.counted
        if group.total is None:
            return
        self.counted += group.counted
        self.total = group.total if self.total is None else self.total + group.total
        self.assumed = self.assumed or group.assumed
        if group.estimated:
            self.estimated += group.total
            self.estimates += group.counted


@dataclass(frozen=True)
class FactCells:
    """All cells of one fact at one revision under one factor policy.

    `estimates` are the values of a breakdown of which a part is estimated, and how much of it.
    """

    cells: Mapping[str, Mapping[Place, RawCell]]
    breakdowns: Mapping[str, Mapping[Place, Mapping[str, Decimal]]]
    estimates: Mapping[str, Mapping[Place, Mapping[str, Decimal]]]

    def renewed(self, anew: FactCells, months: Months) -> FactCells:
        """Return it with these months taken from another one, which holds no more than them."""
        return FactCells(
            {
                name: with_months(found, anew.cells[name], months)
                for name, found in self.cells.items()
            },
            {
                name: with_months(found, anew.breakdowns[name], months)
                for name, found in self.breakdowns.items()
            },
            {
                name: with_months(found, anew.estimates[name], months)
                for name, found in self.estimates.items()
            },
        )


@dataclass
class FactQuery:
    """The WITH clause of one fact, and the parameters that its text names."""

    catalogue: Catalogue
    fact: str
    as_of: int
    factor_year: int | None
    known: Mapping[str, int] | None = None
    part: Part | None = None

    def __post_init__(self) -> None:
        declared = self.catalogue.facts[self.fact]
        text = self.catalogue.fact_sql[self.fact]
        base = relations(self.catalogue, declared.reads, known=self.known, part=self.part)
        base = base.named_by(text)
        at = (self.known or {}).get(ALLOCATION, self.as_of)
        self.inputs = {**base.read_at(self.as_of), ALLOCATION: at}
        if self.part is not None:
            # What stands in for an upload that did not come stands in outside the part as well.
            text = f"select * from ({text}) where {self.part.rows('month')}"
        self.with_clause = f"with {base.sql()},\nfact_rows as ({text})"
        self.parameters: dict[str, object] = {"as_of": self.as_of}
        # A named parameter that a text does not use is an error, so only the named are given.
        if "$factor_year" in text:
            self.parameters["factor_year"] = self.factor_year

    def within(self, reader: Reader, months: Months) -> FactQuery:
        """Return it for these months alone; itself where no month can be read by itself."""
        if self.catalogue.facts[self.fact].across_months:
            return self
        contracts = [c for c in self.catalogue.contracts.values() if c.id in self.inputs]
        return replace(self, part=narrowed(reader, contracts, months))

    def shares(self, reader: Reader) -> Shares:
        """Return which part of its rows counts here."""
        reads = self.catalogue.facts[self.fact].reads
        return shares_of(reader, reads, self.as_of, self.known)

    def has_no_rows(self, reader: Reader) -> bool:
        """Tell whether nothing can be in it: no upload ever came in, and nothing stands in for one."""
        declared = self.catalogue.facts[self.fact]
        sent = {name: at for name, at in self.inputs.items() if name in self.catalogue.contracts}
        return declared.reference is None and is_untouched(reader, sent)


def query_cells(
    catalogue: Catalogue,
    reader: Reader,
    fact: str,
    *,
    as_of: int,
    factor_year: int | None,
    known: Mapping[str, int] | None = None,
) -> FactCells:
    """Ask the store for all cells of a fact: its indicators and their breakdowns.

    The rows are grouped by place, dimensions and marks; which indicators a group belongs to is
    decided here, once per combination of dimensions. A hundred filtered aggregates in SQL took
    four times as long, nearly all of it planning.
    """
    asked, query = (
        ("cells", fact, factor_year),
        FactQuery(catalogue, fact, as_of, factor_year, known),
    )

    def read(part: Part | None) -> FactCells:
        return _read_cells(reader, query if part is None else replace(query, part=part))

    if catalogue.facts[fact].across_months:
        return recall(reader, asked, query.inputs, lambda: read(None))
    return recall_by_month(reader, asked, query.inputs, catalogue.contracts, read)


def _read_cells(reader: Reader, query: FactQuery) -> FactCells:
    declared = query.catalogue.facts[query.fact]
    indicators = [i for i in query.catalogue.indicators.values() if i.fact == query.fact]
    measures = list(declared.measures)
    sums = ", ".join(f"sum({name}), count({name})" for name in measures)
    shares = query.shares(reader)
    # Only what is shared has to be told apart by category; without a key nothing is asked for.
    category = "category" if shares else "null"
    dimensions = ", ".join([category, *declared.dimensions])
    grouped = ", ".join([*(["category"] if shares else []), *declared.dimensions])
    rows = (
        ()
        if query.has_no_rows(reader)
        else reader.rows(
            f"{query.with_clause}\nselect site, month, estimated, assumed, missing, count(*), {sums},"
            f" {dimensions} from fact_rows group by site, month, estimated, assumed, missing,"
            f" {grouped}",
            query.parameters,
        )
    )
    cells: dict[str, dict[Place, RawCell]] = {i.id: {} for i in indicators}
    parts: dict[str, dict[Place, dict[str, Decimal]]] = {
        i.id: {} for i in indicators if i.breakdown
    }
    guessed: dict[str, dict[Place, dict[str, Decimal]]] = {name: {} for name in parts}
    counted_in: dict[tuple[str | None, ...], list[Indicator]] = {}
    months: dict[dt.date, Month] = {}
    for site, month, estimated, assumed, missing, count, *rest in rows:
        sums_of, (category, *named_by) = rest[: 2 * len(measures)], rest[2 * len(measures) :]
        values = tuple(named_by)
        if values not in counted_in:
            named = dict(zip(declared.dimensions, values, strict=True))
            counted_in[values] = [i for i in indicators if belongs(i, named)]
        place = (site, _month(months, month))
        share = shares.of(site, category, place[1]) if shares else WHOLE
        for indicator in counted_in[values]:
            column = measures.index(indicator.sum or "") * 2
            total, counted = sums_of[column : column + 2]
            group = Group(total, counted, count, estimated, assumed, missing)
            cells[indicator.id].setdefault(place, RawCell()).add(group.counting(share))
            if indicator.breakdown and total is not None and not missing:
                value = values[declared.dimensions.index(indicator.breakdown)] or ""
                for sums_by in (parts, guessed) if estimated else (parts,):
                    found = sums_by[indicator.id].setdefault(place, {})
                    found[value] = found.get(value, ZERO) + part_of(total, share)
    return FactCells(cells, parts, guessed)


def _month(known: dict[dt.date, Month], day: dt.date) -> Month:
    """Return the month of a day, made once: thousands of rows share a hundred months."""
    if day not in known:
        known[day] = Month.of(day)
    return known[day]


def belongs(indicator: Indicator, named: Mapping[str, str | None]) -> bool:
    """Tell whether a row with these dimensions counts in an indicator."""
    return all(named[dimension] in values for dimension, values in indicator.where.items())

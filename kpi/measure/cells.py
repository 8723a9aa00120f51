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
from kpi.measure.cell import Place
from kpi.store import WANTED, Reader, Relations, is_untouched, recall, relations

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
class KindState:
    """What came in of an upload kind: places received, categories lacking, rows refused.

    `lacking` holds only places where something came in; `expected` the categories that each site
    has to send every month.
    """

    received: frozenset[Place]
    lacking: Mapping[Place, frozenset[str]]
    refused: frozenset[Place]
    expected: Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class FactCells:
    """All cells of one fact at one revision under one factor policy."""

    cells: Mapping[str, Mapping[Place, RawCell]]
    breakdowns: Mapping[str, Mapping[Place, Mapping[str, Decimal]]]


@dataclass
class FactQuery:
    """The WITH clause of one fact, and the parameters that its text names."""

    catalogue: Catalogue
    fact: str
    as_of: int
    factor_year: int | None
    known: Mapping[str, int] | None = None

    def __post_init__(self) -> None:
        declared = self.catalogue.facts[self.fact]
        text = self.catalogue.fact_sql[self.fact]
        base = relations(self.catalogue, declared.reads, known=self.known).named_by(text)
        at = (self.known or {}).get(ALLOCATION, self.as_of)
        self.inputs = {**base.read_at(self.as_of), ALLOCATION: at}
        self.with_clause = f"with {base.sql()},\nfact_rows as ({text})"
        self.parameters: dict[str, object] = {"as_of": self.as_of}
        # A named parameter that a text does not use is an error, so only the named are given.
        if "$factor_year" in text:
            self.parameters["factor_year"] = self.factor_year

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
    query = FactQuery(catalogue, fact, as_of, factor_year, known)
    return recall(
        reader, ("cells", fact, factor_year), query.inputs, lambda: _read_cells(reader, query)
    )


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
                sums_by = parts[indicator.id].setdefault(place, {})
                sums_by[value] = sums_by.get(value, ZERO) + part_of(total, share)
    return FactCells(cells, parts)


def _month(known: dict[dt.date, Month], day: dt.date) -> Month:
    """Return the month of a day, made once: thousands of rows share a hundred months."""
    if day not in known:
        known[day] = Month.of(day)
    return known[day]


def belongs(indicator: Indicator, named: Mapping[str, str | None]) -> bool:
    """Tell whether a row with these dimensions counts in an indicator."""
    return all(named[dimension] in values for dimension, values in indicator.where.items())


def query_kind(
    catalogue: Catalogue,
    reader: Reader,
    kind: str,
    *,
    as_of: int,
    known: Mapping[str, int] | None = None,
) -> KindState:
    """Ask the store what came in of one upload kind, and what should have."""
    base = relations(catalogue, (kind,), known=known).named_by(kind)
    inputs = base.read_at(as_of)
    state = recall(
        reader,
        ("kind", kind),
        inputs,
        lambda: _read_kind(catalogue, reader, kind, base, as_of),
    )
    return replace(state, expected=_expected(catalogue, reader, as_of).get(kind, {}))


def _read_kind(
    catalogue: Catalogue, reader: Reader, kind: str, base: Relations, as_of: int
) -> KindState:
    """Read what came in of an upload kind, without what should have."""
    sent = {name: at for name, at in base.read_at(as_of).items() if name in catalogue.contracts}
    received: set[Place] = set()
    lacking: dict[Place, frozenset[str]] = {}
    if is_untouched(reader, sent):
        return KindState(frozenset(), lacking, frozenset(), {})
    for site, month, absent in reader.rows(
        f"with {base.sql()} select site, month,"
        f" list({catalogue.contracts[kind].category}) filter (missing) from {kind} group by all",
        {"as_of": as_of},
    ):
        place = (site, Month.of(month))
        received.add(place)
        if absent:
            lacking[place] = frozenset(absent)
    return KindState(
        received=frozenset(received),
        lacking=lacking,
        refused=_refused(catalogue, reader, kind, as_of),
        expected={},
    )


def _refused(catalogue: Catalogue, reader: Reader, kind: str, as_of: int) -> frozenset[Place]:
    """Places with refused rows that still matter.

    They matter until the upload is taken back, or none of what it brought for the place is live
    any more; an upload that brought nothing for the place gives way to any newer one that does.
    """
    if not reader.rows("select 1 from refused where kind = ? limit 1", (kind,)):
        return frozenset()
    contract = catalogue.contracts[kind]
    place = contract.place
    site, named = "refused.site", ""
    if not contract.by_site:
        site, named = "site.code", f"join site on site.{place} = refused.site"
    query = f"""
        brought as (select distinct upload, {place} as site, month from rows_{kind}),
        counting as (
            select distinct stored.upload, stored.{place} as site, stored.month
            from live_{kind} as live
            join rows_{kind} as stored on stored.upload = live.upload and stored.no = live.no
        )
        select distinct {site}, refused.month
        from refused
        {named}
        where refused.kind = '{kind}' and refused.upload <= $as_of
            and not exists (
                from taken_back
                where taken_back.upload = refused.upload and taken_back.revision <= $as_of
            )
            and case
                when exists (from brought where brought.upload = refused.upload
                    and brought.site = refused.site and brought.month = refused.month)
                then exists (from counting where counting.upload = refused.upload
                    and counting.site = refused.site and counting.month = refused.month)
                else not exists (from counting where counting.upload > refused.upload
                    and counting.site = refused.site and counting.month = refused.month)
            end
    """
    base = relations(catalogue, (kind,)).named_by(query)
    rows = reader.rows(f"with {base.sql()}, {query}", {"as_of": as_of})
    return frozenset((site, Month.of(month)) for site, month in rows)


def _expected(
    catalogue: Catalogue, reader: Reader, as_of: int
) -> dict[str, dict[str, frozenset[str]]]:
    """Return the categories that each site has to send every month, by upload kind and site."""
    base = relations(catalogue, ()).named_by(WANTED)

    def read() -> dict[str, dict[str, frozenset[str]]]:
        found: dict[str, dict[str, frozenset[str]]] = {}
        for kind, site, categories in reader.rows(
            f"with {base.sql()} select kind, site, list(category) from {WANTED} group by kind, site",
            {"as_of": as_of},
        ):
            found.setdefault(kind, {})[site] = frozenset(categories)
        return found

    return recall(reader, WANTED, base.read_at(as_of), read)

"""The carbon account of a calendar year: what is measured, what is entered, what is not known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from kpi.declare import ALL, Account, Footprint, FootprintLine, Month
from kpi.judge.targets import Entry
from kpi.measure import Figures, Measured, Scope

Counting = Literal["market", "location"]
COUNTINGS: tuple[Counting, ...] = ("location", "market")
"""By the grid's average mix, and by what was bought: both are always told."""

State = Literal[
    "measured",  # from rows, and whole
    "incomplete",  # from rows, with something missing
    "entered",  # a person's yearly figure
    "joined",  # counted in the line of several categories together
    "unmeasured",
]
ENTRIES = "scope_3_entry"
TONNE = Decimal(1000)


@dataclass(frozen=True)
class YearEntry:
    """A yearly figure that a person entered: `kg` with how it was worked out and where it stands."""

    kg: Decimal
    method: str
    evidence: str
    source: str


@dataclass(frozen=True)
class FootprintRow:
    """One category of the account.

    `kg` is what counts: the measured figure, else what was entered; None when neither is there or
    the category stands in the joined line. `entries` holds what was entered, also when it does not
    count because rows measure the category (`spare`).
    """

    line: FootprintLine
    state: State
    kg: Decimal | None
    measured: Measured | None
    entries: tuple[YearEntry, ...]

    @property
    def spare(self) -> bool:
        """Whether something was entered that does not count beside what is measured."""
        return bool(self.entries) and self.state != "entered"


@dataclass(frozen=True)
class FootprintYear:
    """A year's account by one way of counting electricity.

    `joined` is the figure of several categories together, present when the factors of the year do
    not give them apart; those categories then have no number of their own in the sum.
    `total` is everything inside the scopes that is measured or entered, None when nothing is.
    """

    footprint: Footprint
    year: int
    site: str
    counting: Counting
    rows: tuple[FootprintRow, ...]
    joined: Measured | None
    total: Decimal | None

    @property
    def known(self) -> tuple[FootprintRow, ...]:
        """The categories inside the scopes of which the whole year is known."""
        return tuple(r for r in self.inside if r.state in ("measured", "entered", "joined"))

    @property
    def inside(self) -> tuple[FootprintRow, ...]:
        """The categories inside the scopes."""
        return tuple(row for row in self.rows if row.line.scope != "outside")

    @property
    def lacks_the_largest(self) -> bool:
        """Whether the categories that weigh most are not known."""
        known = {row.line.id for row in self.known}
        return not known >= set(self.footprint.gap.lines)


def footprint_year(
    figures: Figures,
    footprint: Footprint,
    entries: Iterable[Entry],
    site: str,
    year: int,
    counting: Counting,
) -> FootprintYear:
    """Return the account of a calendar year at a site or the group.

    What was entered for the whole organisation counts for the group alone: no key divides it over
    the sites. What was entered for a site counts at that site and in the group.
    """
    scope = Scope(site, Month(year, 12), "year")
    entered = _entered(entries, site, year)
    rows = [_row(figures, line, scope, counting, entered) for line in footprint.line]
    joined = _joined(figures, footprint, rows, scope, counting)
    if joined is not None:
        rows = [_in_joined(row, footprint.joined.lines, joined) for row in rows]
    parts = [row.kg for row in rows if row.line.scope != "outside" and row.kg is not None]
    if joined is not None and joined.value is not None:
        parts.append(joined.value)
    return FootprintYear(
        footprint=footprint,
        year=year,
        site=site,
        counting=counting,
        rows=tuple(rows),
        joined=joined,
        total=sum(parts, Decimal()) if parts else None,
    )


def _entered(entries: Iterable[Entry], site: str, year: int) -> Mapping[str, tuple[YearEntry, ...]]:
    found: dict[str, tuple[YearEntry, ...]] = {}
    for entry in entries:
        body: Mapping[str, Any] = entry.body
        where = str(body.get("site") or ALL)
        if str(body["year"]) == str(year) and site in (ALL, where):
            name = str(body["category"])
            kg = Decimal(str(body["tonnes"])) * TONNE
            told = YearEntry(kg, body["method"], body["evidence"], body["source"])
            found[name] = (*found.get(name, ()), told)
    return found


def _row(
    figures: Figures,
    line: FootprintLine,
    scope: Scope,
    counting: Counting,
    entered: Mapping[str, tuple[YearEntry, ...]],
) -> FootprintRow:
    entries = entered.get(line.id, ())
    measured = None
    if line.measured is not None:
        measured = figures.measured(getattr(line.measured, counting), scope)
    if measured is not None and measured.value is not None and _is_told(measured):
        state: State = "measured" if measured.comparable else "incomplete"
        return FootprintRow(line, state, measured.value, measured, entries)
    if entries:
        kg = sum((entry.kg for entry in entries), Decimal())
        return FootprintRow(line, "entered", kg, measured, entries)
    return FootprintRow(line, "unmeasured", None, measured, ())


def _is_told(measured: Measured) -> bool:
    """Tell whether a nought was reported: one by mere absence measures no category."""
    return measured.value != 0 or measured.status in ("measured", "estimated")


def _joined(
    figures: Figures,
    footprint: Footprint,
    rows: Sequence[FootprintRow],
    scope: Scope,
    counting: Counting,
) -> Measured | None:
    """Return the figure of the joined categories where it covers more than they do one by one.

    A month that is missing is missing in all of them, and joins nothing.
    """
    parts = [row.measured for row in rows if row.line.id in footprint.joined.lines]
    joined = figures.measured(getattr(footprint.joined.measured, counting), scope)
    least = min((m.coverage.have for m in parts if m is not None), default=0)
    return joined if joined.value is not None and joined.coverage.have > least else None


def _in_joined(row: FootprintRow, lines: Sequence[str], joined: Measured) -> FootprintRow:
    if row.line.id not in lines:
        return row
    state: State = "joined" if joined.comparable else "incomplete"
    return FootprintRow(row.line, state, None, row.measured, row.entries)


@dataclass(frozen=True)
class Flow:
    """A part of the account: from a source, or a category as a whole, to where it is counted.

    `part` is a value of the breakdown of `indicator`; empty when the category goes as a whole.
    `line` is None for the joined categories.
    """

    indicator: str
    part: str
    line: FootprintLine | None
    scope: Account | None
    kg: Decimal


def footprint_flows(figures: Figures, account: FootprintYear) -> list[Flow]:
    """Return what flows from where to which scope; together they are the account's own sums.

    What is below nought (avoided elsewhere) has no place in it. What is entered flows as a whole.
    """
    scope = Scope(account.site, Month(account.year, 12), "year")
    flows: list[Flow] = []
    if account.joined is not None:
        name = account.joined.indicator
        flows += [Flow(name, part, None, None, kg) for part, kg in figures.breakdown(name, scope)]
    for row in account.rows:
        if row.kg is None:
            continue
        name = row.measured.indicator if row.measured and row.state != "entered" else ""
        if row.line.by_source and name:
            parts = figures.breakdown(name, scope)
            flows += [Flow(name, part, row.line, row.line.scope, kg) for part, kg in parts]
        else:
            flows.append(Flow(name, "", row.line, row.line.scope, row.kg))
    return [flow for flow in flows if flow.kg > 0]

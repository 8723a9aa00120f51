"""Organisations side by side: who reported, what may be compared, the middle and the best.

Nothing of a partner is told unless enough partners report the same figure by the same definition:
two that are told could be reckoned from each other. Held against each other is only what is whole.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from statistics import median
from typing import Literal

from kpi.declare import Catalogue, SharedMeasure, Summary, SummaryFigure
from kpi.judge.exchange import PRECISION
from kpi.judge.judge import Judge
from kpi.measure.registers import RegisterEntry, register_entries

FEWEST = 3
"""So many partners have to report a figure before anything of it is told."""
SUMMARIES, PARTNERS, AVERAGES = "partner_summary", "partner", "sector_average"

Why = Literal[
    "",
    "not_reported",
    "definition_differs",
    "boundary_differs",
    "basis_differs",
    "incomplete",
    "missing",
    "small_number",
    "denominator_lacks",
    "too_few",
]
"""Why a value is not told or not compared; empty when it is."""


@dataclass(frozen=True)
class Member:
    """An organisation of the region; `summary` is None where it did not report the year."""

    code: str
    name: str
    own: bool
    summary: Summary | None


@dataclass(frozen=True)
class Cell:
    """One organisation's value of a line; None with the reason why.

    `estimated` tells that it, or what it is divided by, is so in part.
    """

    code: str
    value: Decimal | None
    why: Why
    estimated: bool = False


@dataclass(frozen=True)
class Average:
    """A published average; year, number of organisations and best are None where not published."""

    indicator: str
    per: str
    sector: str
    value: Decimal
    best: Decimal | None
    year: int | None
    count: int | None
    source: str
    note: str


@dataclass(frozen=True)
class Line:
    """One figure of all organisations, divided by `per` (empty for a share).

    `count` is how many organisations stand behind `middle` and `best`; both are None while it is
    hidden. `best_of` names who has the best, None where neither direction is better. `reporting`
    is how many partners could be compared, hidden or not.
    """

    indicator: str
    per: str
    cells: tuple[Cell, ...]
    reporting: int
    count: int
    middle: Decimal | None
    best: Decimal | None
    best_of: str | None
    averages: tuple[Average, ...]

    @property
    def hidden(self) -> bool:
        """Whether too few partners report it."""
        return self.reporting < FEWEST


@dataclass(frozen=True)
class Practice:
    """What the best of a figure does: its shared measures, and those of our own for that figure."""

    indicator: str
    code: str
    theirs: tuple[SharedMeasure, ...]
    ours: tuple[str, ...]


@dataclass(frozen=True)
class Region:
    """All organisations over one calendar year, ourselves first."""

    year: int
    members: tuple[Member, ...]
    lines: tuple[Line, ...]
    practices: tuple[Practice, ...]

    @property
    def silent(self) -> tuple[Member, ...]:
        """Who did not report the year."""
        return tuple(member for member in self.members if member.summary is None)


def region_years(judge: Judge) -> tuple[int, ...]:
    """Return the years that can be compared: those of which anybody reported, the newest first."""
    reported = {int(e.body["year"]) for e in register_entries(judge.reader, SUMMARIES)}
    first = judge.figures().first_month
    own = set() if first is None else set(range(first.year, judge.last_month.year + 1))
    return tuple(sorted(reported | own, reverse=True))


def region(judge: Judge, own: Summary) -> Region:
    """Return the region in the year that our own summary speaks of."""
    year = int(own.year)
    members = _members(judge, own)
    comparing = _Comparing(judge, own, members)
    lines = tuple(comparing.lines())
    return Region(year, members, lines, tuple(_practices(judge, members, lines)))


def summary_in(entry: RegisterEntry) -> Summary:
    """Return the summary that a register entry holds; it was checked when it came in."""
    return Summary.model_validate(json.loads(entry.body["content"]))


def _members(judge: Judge, own: Summary) -> tuple[Member, ...]:
    reported = {
        str(entry.body["organisation"]): summary_in(entry)
        for entry in register_entries(judge.reader, SUMMARIES, as_of=judge.as_of)
        if str(entry.body["year"]) == own.year
    }
    partners = [
        Member(
            str(e.body["code"]),
            str(e.body["name"]),
            own=False,
            summary=reported.get(str(e.body["code"])),
        )
        for e in register_entries(judge.reader, PARTNERS, as_of=judge.as_of)
    ]
    ours = Member(own.organisation, own.name, own=True, summary=own)
    return (ours, *sorted(partners, key=lambda member: member.name))


def why_not(theirs: SummaryFigure | None, ours: SummaryFigure) -> Why:
    """Return why a figure may not stand beside ours; empty when it may."""
    if theirs is None:
        return "not_reported"
    if theirs.boundary != ours.boundary:
        return "boundary_differs"
    if theirs.definition != ours.definition or theirs.unit != ours.unit:
        return "definition_differs"
    if theirs.basis != ours.basis:
        return "basis_differs"
    if theirs.value is None:
        return "small_number" if theirs.reason == "small_number" else "missing"
    return "incomplete" if theirs.status == "incomplete" else ""


class _Comparing:
    """Everybody's figures of one year, held against what we would send ourselves."""

    def __init__(self, judge: Judge, own: Summary, members: Sequence[Member]) -> None:
        self.catalogue: Catalogue = judge.catalogue
        self.members = members
        self.ours = {figure.indicator: figure for figure in own.figure}
        self.sent: dict[str, Mapping[str, SummaryFigure]] = {
            member.code: {f.indicator: f for f in member.summary.figure} if member.summary else {}
            for member in members
        }
        self.averages = read_averages(register_entries(judge.reader, AVERAGES, as_of=judge.as_of))

    def lines(self) -> Iterable[Line]:
        """Yield every figure: a share as it is, an amount by everything it is divided by."""
        for indicator in self.catalogue.exchange.figure:
            ratio = self.catalogue.indicators[indicator].kind == "ratio"
            for per in ("",) if ratio else self.catalogue.exchange.per:
                yield self._line(indicator, per)

    def _line(self, indicator: str, per: str) -> Line:
        cells = [self._cell(member, indicator, per) for member in self.members]
        own = {member.code for member in self.members if member.own}
        reporting = sum(cell.value is not None for cell in cells if cell.code not in own)
        shown = [c if c.code in own else _kept_back(c, reporting) for c in cells]
        counted = {c.code: c.value for c in shown if c.value is not None and not c.why}
        averages = tuple(a for a in self.averages if (a.indicator, a.per) == (indicator, per))
        if reporting < FEWEST:
            return Line(indicator, per, tuple(shown), reporting, 0, None, None, None, averages)
        with localcontext(prec=PRECISION):
            middle = Decimal(median(counted.values()))
        best_of = self._best(indicator, counted)
        best = None if best_of is None else counted[best_of]
        return Line(
            indicator, per, tuple(shown), reporting, len(counted), middle, best, best_of, averages
        )

    def _best(self, indicator: str, counted: Mapping[str, Decimal]) -> str | None:
        """Return who has the best value, None where none is better or two share it."""
        direction = self.catalogue.indicators[indicator].direction
        if direction == "neutral":
            return None
        best = (min if direction == "down" else max)(counted.values())
        having = [code for code, value in counted.items() if value == best]
        return having[0] if len(having) == 1 else None

    def _cell(self, member: Member, indicator: str, per: str) -> Cell:
        found = self.sent[member.code].get(indicator)
        why = why_not(found, self.ours[indicator])
        if why or found is None or found.value is None:
            return Cell(member.code, None, why)
        estimated = found.status == "estimated"
        if not per:
            return Cell(member.code, Decimal(found.value), "", estimated)
        below = self.sent[member.code].get(per)
        if why_not(below, self.ours[per]) or below is None or not Decimal(below.value or 0):
            return Cell(member.code, None, "denominator_lacks")
        with localcontext(prec=PRECISION):
            value = Decimal(found.value) / Decimal(below.value or 0)
        return Cell(member.code, value, "", estimated or below.status == "estimated")


def _kept_back(cell: Cell, reporting: int) -> Cell:
    if cell.value is None or reporting >= FEWEST:
        return cell
    return Cell(cell.code, None, "too_few")


def read_averages(entries: Iterable[RegisterEntry]) -> tuple[Average, ...]:
    """Return the published averages, the newest first, those without a year last."""

    def number(text: object) -> Decimal | None:
        return Decimal(str(text)) if text not in (None, "") else None

    found = []
    for entry in entries:
        body = entry.body
        year, count = number(body.get("year")), number(body.get("count"))
        found.append(
            Average(
                indicator=str(body["indicator"]),
                per=str(body.get("per") or ""),
                sector=str(body["sector"]),
                value=Decimal(str(body["value"])),
                best=number(body.get("best")),
                year=None if year is None else int(year),
                count=None if count is None else int(count),
                source=str(body["source"]),
                note=str(body.get("note") or ""),
            )
        )
    return tuple(sorted(found, key=lambda a: -(a.year or 0)))


def _practices(
    judge: Judge, members: Sequence[Member], lines: Sequence[Line]
) -> Iterable[Practice]:
    """Yield for each figure and best partner, once, what it shared for that figure."""
    sent = {m.code: m.summary for m in members if m.summary is not None and not m.own}
    seen = dict.fromkeys((ln.indicator, ln.best_of) for ln in lines if ln.best_of in sent)
    for indicator, code in seen:
        theirs = tuple(m for m in sent[str(code)].measure if m.indicator == indicator)
        ours = tuple(m.name for m in judge.measures if m.indicator == indicator)
        yield Practice(indicator, str(code), theirs, ours)

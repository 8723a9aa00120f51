"""Rows of one file that claim the same place: dropped, asked, summed or refused."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from kpi.declare import Contract
from kpi.intake.checked import Cell
from kpi.intake.decisions import Decisions
from kpi.intake.finding import Option, Question
from kpi.intake.quantities import corrects
from kpi.intake.report import Report

Cells = Mapping[str, Cell]
MOST_TOTALS = 5
"""More rows with one key than this are events that were not summed, not totals."""
MOST_ALIKE = 200
"""So many rows with one amount in one slice are laid beside each other, and no more."""
DECIDED = {"drop": "duplicate_dropped", "keep": "duplicate_kept"}


@dataclass
class Repeated:
    """Rows to be dropped, and the question about equal events when it is open."""

    dropped: set[int] = field(default_factory=set)
    questions: list[Question] = field(default_factory=list)


def settle_duplicates(
    contract: Contract, rows: Sequence[Cells], report: Report, decisions: Decisions
) -> Repeated:
    """Look at all rows that share a row key; refused rows are out of it already."""
    groups: dict[tuple[Cell, ...], list[int]] = {}
    for row, cells in enumerate(rows):
        if row not in report.refused:
            groups.setdefault(tuple(cells.get(name) for name in contract.row_key), []).append(row)
    repeated = Repeated()
    equal_events: list[tuple[int, int]] = []
    for members in groups.values():
        if len(members) == 1:
            continue
        if contract.duplicates.event is None and len(members) > MOST_TOTALS:
            _not_summed(members, report)
            continue
        equal, different = _equal(rows, members)
        if _is_anonymous_event(contract, rows[members[0]]):
            equal_events += equal
            continue
        for later, first in equal:
            repeated.dropped.add(later)
            report.remark(later, "duplicate_dropped", also=first)
        _refuse_differing(contract, rows, different, report)
    _remark_alike(contract, rows, report, repeated)
    _ask(equal_events, report, decisions.duplicates, repeated)
    _settle_totals(contract, rows, report, decisions.totals, repeated)
    return repeated


def _remark_alike(
    contract: Contract, rows: Sequence[Cells], report: Report, repeated: Repeated
) -> None:
    """Remark rows that say the same but for what one of them leaves empty: perhaps one row twice.

    The same is the amount, or the identity of an event (its waybill), in one slice.
    """
    if contract.quantity is None:
        return
    same: dict[tuple[Cell, ...], list[int]] = {}
    for row, cells in enumerate(rows):
        if row in report.refused or row in repeated.dropped:
            continue
        place = tuple(cells.get(name) for name in contract.slice)
        same.setdefault((*place, "amount", cells.get(contract.quantity.into)), []).append(row)
        event = cells.get(contract.duplicates.identity or "")
        if event is not None:
            same.setdefault((*place, "event", event), []).append(row)
    told: set[int] = set()
    for members in same.values():
        for later, first in _alike(contract, rows, members):
            if later not in told:
                told.add(later)
                report.remark(later, "perhaps_twice", also=first)


def _alike(
    contract: Contract, rows: Sequence[Cells], members: Sequence[int]
) -> Iterator[tuple[int, int]]:
    """Yield pairs (later row, an earlier one) whose keys differ only where one is empty."""
    keys = {row: [rows[row].get(name) for name in contract.row_key] for row in members[:MOST_ALIKE]}
    for (first, one), (later, other) in itertools.combinations(keys.items(), 2):
        pairs = list(zip(one, other, strict=True))
        if one != other and all(a == b or None in (a, b) for a, b in pairs):
            yield later, first


def _settle_totals(
    contract: Contract,
    rows: Sequence[Cells],
    report: Report,
    answer: str | None,
    repeated: Repeated,
) -> None:
    """Ask whether a total beside events of one slice is their sum, or comes on top of them."""
    found = _totals_beside_events(contract, rows, report, repeated)
    if not found:
        return
    if answer in DECIDED:
        for total, event in found:
            report.remark(total, f"total_{answer}", also=event)
        repeated.dropped.update(total for total, _ in found if answer == "drop")
        return
    total, event = found[0]
    facts = {
        "number": str(len(found)),
        "line": str(report.line(total)),
        "also_line": str(report.line(event)),
        "slice": " · ".join(str(rows[total][n]) for n in contract.slice if rows[total].get(n)),
    }
    options = (Option("drop"), Option("keep"))
    repeated.questions.append(Question("totals", "totals_beside_events", options, None, facts))


def _totals_beside_events(
    contract: Contract, rows: Sequence[Cells], report: Report, repeated: Repeated
) -> list[tuple[int, int]]:
    """Return every total beside events of its slice, each with the first of them.

    A row that a flag sets apart (a project) is no part of the others; a correction is no total.
    """
    event = contract.duplicates.event
    if event is None:
        return []
    flags = [c.name for c in contract.column if c.type == "flag" and c.name != contract.correction]
    totals: list[int] = []
    firsts: dict[tuple[Cell, ...], int] = {}
    keys = {
        row: tuple(cells.get(name) or None for name in (*contract.slice, *flags))
        for row, cells in enumerate(rows)
        if row not in report.refused and row not in repeated.dropped
    }
    for row, key in keys.items():
        if rows[row].get(event) is not None:
            firsts.setdefault(key, row)
        elif not corrects(contract, rows[row]):
            totals.append(row)
    return [(row, firsts[keys[row]]) for row in totals if keys[row] in firsts]


def _not_summed(members: Sequence[int], report: Report) -> None:
    facts = {"number": str(len(members))}
    report.error(members[0], "rows_not_summed", facts=facts, also=members[-1])
    report.refused.update(members)


def _equal(
    rows: Sequence[Cells], members: Iterable[int]
) -> tuple[list[tuple[int, int]], list[int]]:
    """Return pairs (later row, the equal one before it), and one row of each different kind."""
    firsts: dict[tuple[Cell, ...], int] = {}
    equal = []
    for row in members:
        first = firsts.setdefault(tuple(rows[row].values()), row)
        if first != row:
            equal.append((row, first))
    return equal, list(firsts.values())


def _is_anonymous_event(contract: Contract, cells: Cells) -> bool:
    """Tell whether a row is an event (it has a date) that nothing identifies (no waybill)."""
    rules = contract.duplicates
    if rules.event is None or cells.get(rules.event) is None:
        return False
    return rules.identity is None or cells.get(rules.identity) is None


def _refuse_differing(
    contract: Contract, rows: Sequence[Cells], different: Sequence[int], report: Report
) -> None:
    """Refuse rows with one key and other values; what corrects another row is summed with it."""
    plain_rows = [row for row in different if not corrects(contract, rows[row])]
    for later in plain_rows[1:]:
        report.error(later, "duplicate_differs", also=plain_rows[0])
        report.refused.add(plain_rows[0])


def _ask(
    equal: Sequence[tuple[int, int]],
    report: Report,
    answer: str | None,
    repeated: Repeated,
) -> None:
    """Ask once whether equal events are one that stands twice, or really happened twice."""
    if not equal:
        return
    if answer in ("drop", "keep"):
        for later, first in equal:
            report.remark(later, DECIDED[answer], also=first)
        repeated.dropped.update(later for later, _ in equal if answer == "drop")
        return
    later, first = equal[0]
    facts = {
        "number": str(len(equal)),
        "line": str(report.line(later)),
        "also_line": str(report.line(first)),
    }
    options = (Option("drop"), Option("keep"))
    repeated.questions.append(Question("duplicates", "duplicates", options, None, facts))


def refuse_unnamed_meters(
    contract: Contract, rows: Sequence[Cells], kept: Sequence[int], report: Report
) -> None:
    """Refuse a meter without a name beside a named one: the same use might count twice."""
    if contract.meter is None:
        return
    keys = {row: tuple(rows[row].get(name) for name in contract.envelope) for row in kept}
    named = {key for row, key in keys.items() if rows[row].get(contract.meter) is not None}
    for row, key in keys.items():
        if key not in named or rows[row].get(contract.meter) is not None:
            continue
        facts = {"slice": " · ".join(str(cell) for cell in key)}
        report.error(row, "meter_unnamed", facts=facts)


def remark_negative_slices(
    contract: Contract, rows: Sequence[Cells], kept: Sequence[int], report: Report
) -> None:
    """Remark what adds up to less than nothing; every row below zero is explained by now."""
    if contract.quantity is None:
        return
    into = contract.quantity.into
    sums: dict[tuple[Cell, ...], Decimal] = {}
    lowest: dict[tuple[Cell, ...], int] = {}
    for row in kept:
        amount = rows[row].get(into)
        if not isinstance(amount, Decimal):
            continue
        key = tuple(rows[row].get(name) for name in (*contract.slice, "unit"))
        sums[key] = sums.get(key, Decimal()) + amount
        if amount < 0:
            lowest.setdefault(key, row)
    for key, total in sums.items():
        if total < 0:
            facts = {
                "slice": " · ".join(str(cell) for cell in key[:-1] if cell is not None),
            }
            report.remark(lowest[key], "slice_below_zero", contract.quantity.value, facts=facts)

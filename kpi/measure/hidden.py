"""Which stored lines are never shown by themselves, decided once for every screen and file.

A line of a department with a small number could point at a person. Hiding that line alone is not
enough: a total that is shown, less the lines that are, would tell it. So every total that is
published anywhere (of an indicator, and of each part of its breakdown, per site and month) has
either none of its lines hidden, or more than one. The same lines are hidden everywhere, so that
two views cannot be held against each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from kpi.declare import Catalogue
from kpi.declare.contract import SmallNumbers
from kpi.measure.cells import FactQuery, belongs
from kpi.measure.registers import Reader

Line = tuple[int, int]
"""Upload and line."""


class Found(NamedTuple):
    """A stored line as it stands in a fact; `owner` is the department, empty without one."""

    key: Line
    owner: str
    size: Decimal | None
    dimensions: Mapping[str, str | None]


class Published(NamedTuple):
    """The lines of one total that can be seen, and of one part of it."""

    lines: frozenset[Line]
    owner: str | None


def hidden_lines(catalogue: Catalogue, reader: Reader, kind: str, as_of: int) -> frozenset[Line]:
    """Return upload and line of every line of a kind that is never shown by itself."""
    rule = catalogue.contracts[kind].small_numbers
    if rule is None:
        return frozenset()
    hidden: set[Line] = set()
    for fact, declared in catalogue.facts.items():
        if kind in declared.reads:
            for rows in _places(catalogue, reader, fact, kind, rule, as_of):
                hidden |= _hidden_of(catalogue, fact, rule, rows)
    return frozenset(hidden)


def _places(
    catalogue: Catalogue, reader: Reader, fact: str, kind: str, rule: SmallNumbers, as_of: int
) -> Iterable[list[Found]]:
    query = FactQuery(catalogue, fact, as_of, None)
    names = catalogue.facts[fact].dimensions
    given = ", ".join(f"fact_rows.{name}" for name in names)
    rows = reader.rows(
        f"{query.with_clause}\nselect fact_rows.site, fact_rows.month, fact_rows.upload,"
        f" fact_rows.line, coalesce(kept.{rule.unless_empty}, ''), kept.{rule.quantity}, {given}"
        f" from fact_rows join stored_{kind} as kept using (upload, line)"
        " where not fact_rows.missing",
        query.parameters,
    )
    found: dict[tuple[object, object], list[Found]] = {}
    for site, month, upload, line, owner, size, *values in rows:
        dimensions = dict(zip(names, values, strict=True))
        number = None if size is None else Decimal(str(size))
        row = Found((upload, line), owner, number, dimensions)
        found.setdefault((site, month), []).append(row)
    return found.values()


def _hidden_of(catalogue: Catalogue, fact: str, rule: SmallNumbers, rows: list[Found]) -> set[Line]:
    sizes = {row.key: _size(rule, row) for row in rows}
    totals = set(_published(catalogue, fact, rule, rows))
    owned = {row.key for row in rows if row.owner}
    hidden = {key for key in owned if sizes[key] < rule.below}
    if not hidden:
        return hidden
    signed = {row.key: row.size or Decimal() for row in rows}
    for total in totals:
        # What several lines of one department come to can be small as well.
        if total.owner and abs(sum((signed[key] for key in total.lines), Decimal())) < rule.below:
            hidden |= total.lines
    groups = {total.lines for total in totals if len(total.lines) > 1}
    while alone := [lines for lines in groups if len(lines & hidden) == 1]:
        for lines in alone:
            shown = lines - hidden
            if len(lines & hidden) == 1 and shown:
                hidden.add(min(shown, key=lambda key: (sizes[key], key)))
    return hidden


def _size(rule: SmallNumbers, row: Found) -> Decimal:
    """Return how much a line is; one without a number is not small by number."""
    return rule.below if row.size is None else abs(row.size)


def _published(
    catalogue: Catalogue, fact: str, rule: SmallNumbers, rows: list[Found]
) -> Iterable[Published]:
    """Yield the lines of every total of this site and month that is shown somewhere."""
    for indicator in catalogue.indicators.values():
        if indicator.fact != fact:
            continue
        inside = [row for row in rows if belongs(indicator, row.dimensions)]
        yield Published(frozenset(row.key for row in inside), None)
        if indicator.breakdown:
            by_owner = indicator.breakdown == rule.unless_empty
            parts: dict[str, set[Line]] = {}
            for row in inside:
                part = row.owner if by_owner else row.dimensions[indicator.breakdown] or ""
                parts.setdefault(part, set()).add(row.key)
            for name, lines in parts.items():
                yield Published(frozenset(lines), name if by_owner else None)

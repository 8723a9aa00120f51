"""Which header a file of readings has: a saved layout's, or one with the kind's own names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kpi.declare import Layout
from kpi.declare.readings import MOMENTS
from kpi.intake.dialect import HEADER_WITHIN, Texts
from kpi.intake.finding import Finding
from kpi.intake.given import Given
from kpi.intake.header import Names, lines_above, without_empty_end
from kpi.intake.readings.values import MeterEntry
from kpi.intake.remembered import changed_units, find_changed, find_known
from kpi.intake.spelling import fold

EAN_DIGITS = 18


@dataclass(frozen=True)
class Heading:
    """The header of a file: its place among the records, its texts, and what was said of it.

    `columns` are the places of the kind's columns where a saved `layout` tells them.
    """

    place: int
    texts: Texts
    findings: tuple[Finding, ...]
    layout: Layout | None = None
    columns: tuple[tuple[str, int], ...] = ()


def is_meter(text: str, entries: Iterable[str]) -> bool:
    """Tell whether a text names a meter: one of the register (folded names), or an EAN code."""
    return fold(text) in entries or (text.isdecimal() and len(text) == EAN_DIGITS)


def meters_by_name(meters: Iterable[MeterEntry]) -> dict[str, MeterEntry]:
    """Return the meters of the register by their folded names."""
    return {fold(entry.meter): entry for entry in meters}


def find_heading(given: Given, records: Sequence[Texts]) -> Heading | tuple[Finding, ...]:
    """Return the header among the first records, or what is wrong with each that might be it.

    A saved layout goes first. A header of the kind's own names that lacks something, and is
    nearly a saved one, is the supplier's that changed.
    """
    known = find_known(given, records)
    if known is not None and known.header.place is not None:
        header = known.header
        columns = tuple(header.columns.items())
        return Heading(known.header.place, header.texts, header.findings, known.layout, columns)
    place = header_place(records, given.names)
    if place is None or not _complete(given, records[place]):
        changed = find_changed(given, records)
        if changed:
            return changed
    if place is None:
        wanted = ", ".join(
            f"{c.header.nl} ({c.header.en})"
            for c in given.contract.column
            if c.required or c.name in MOMENTS
        )
        return (Finding("header_not_found", "error", facts={"columns": wanted}),)
    return Heading(place, without_empty_end(records[place]), tuple(lines_above(records[:place])))


def header_place(records: Sequence[Texts], names: Names) -> int | None:
    """Return the place of the early record that names most columns, a time among them."""
    best: tuple[int, int] | None = None
    for place, record in enumerate(records[:HEADER_WITHIN]):
        found = {named.column.name for named in map(names.meaning, record) if named is not None}
        if found & MOMENTS and (best is None or len(found) > best[0]):
            best = len(found), place
    return None if best is None else best[1]


def _complete(given: Given, record: Texts) -> bool:
    """Tell whether a header has a meter and a value, in columns or as columns of meters."""
    entries = meters_by_name(given.words.meters)
    if any(is_meter(text.strip(), entries) for text in record):
        return True
    named = {found.column.name for found in map(given.names.meaning, record) if found is not None}
    required = {column.name for column in given.contract.column if column.required}
    return required <= {*named, *given.constants}


def units_that_changed(
    heading: Heading, first: int, distinct: Iterable[tuple[int, int, str]]
) -> list[Finding]:
    """Return an error for each unit that the supplier's column of units never held before.

    `distinct` are the texts of such columns: place of the column, row of ``cells``, text.
    """
    if heading.layout is None:
        return []
    records = [(first + row, ("",) * place + (text,)) for place, row, text in distinct]
    return list(changed_units(heading.layout, heading.texts, records))

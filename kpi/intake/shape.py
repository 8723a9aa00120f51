"""A recognised table in the kind's own columns, whatever its form in the file is."""

from __future__ import annotations

from dataclasses import dataclass

from kpi.intake.finding import Finding, Question
from kpi.intake.given import Given
from kpi.intake.header import Header
from kpi.intake.melt import Records, melt
from kpi.intake.recognise import Found
from kpi.intake.remembered import changed_units
from kpi.intake.summing import sum_events

STOPPING = frozenset({"layout_unit_changed", "year_missing"})
"""Faults with which nothing of a table means what it says."""


@dataclass(frozen=True)
class Shape:
    """Header and records in the kind's columns, and what became of the lines they came from.

    `by` is the column whose values stood across, `columns` are those that one cell of the file
    gave. `summed` tells that the lines were single events; `faulty` of them could not be read and
    leave the months `incomplete`.
    """

    header: Header
    records: Records
    findings: tuple[Finding, ...] = ()
    questions: tuple[Question, ...] = ()
    by: str | None = None
    columns: tuple[str, ...] = ()
    summed: bool = False
    faulty: int = 0
    incomplete: frozenset[str] = frozenset()


def shape(given: Given, found: Found, records: Records) -> Shape:
    """Return the table as it is, melted when amounts stand across, summed when lines are events."""
    layout = found.layout
    units = () if layout is None else tuple(changed_units(layout, found.header.texts, records))
    if found.wide is not None and not found.wide.yearless:
        melted = melt(given, found.wide, records)
        findings = (*units, *melted.findings)
        return Shape(melted.header, melted.records, findings, (), melted.by, melted.columns)
    if layout is not None and layout.sum_rows:
        summed = sum_events(given, found.header, records)
        return Shape(
            summed.shaped.header,
            summed.shaped.records,
            (*units, *summed.shaped.findings),
            summed.questions,
            summed=True,
            faulty=summed.faulty,
            incomplete=summed.incomplete,
        )
    return Shape(found.header, records, units)

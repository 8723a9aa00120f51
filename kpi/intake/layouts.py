"""Suppliers' own files, read through a declared layout: known by their header line."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kpi.declare import Contract, Layout
from kpi.intake.calendar import EARLIEST, read_date, read_month
from kpi.intake.dialect import Sheet, Texts, read_records
from kpi.intake.finding import Finding
from kpi.intake.header import Header
from kpi.intake.spelling import fold

if TYPE_CHECKING:
    from kpi.intake.given import Given
    from kpi.intake.recognise import Found

PREAMBLE = 200
"""The header line of a supplier's file is looked for among so many lines."""
TOO_EARLY = {"date": "date_too_early", "month": "month_too_early"}

Records = Sequence[tuple[int, Texts]]


@dataclass(frozen=True)
class Laid:
    """A file that a layout knows: its records, and the header in the kind's own columns."""

    layout: Layout
    sheet: Sheet
    header: Header


def lay_out(layouts: Iterable[Layout], contract: Contract, text: str) -> Laid | None:
    """Return the file through the first layout of the kind that knows its header, else None."""
    lines = text.split("\n", PREAMBLE)[:PREAMBLE]
    for layout in layouts:
        if layout.contract != contract.id:
            continue
        for place, line in enumerate(lines):
            names = _names(layout, line)
            if names is not None:
                return _laid(layout, text, place, names)
    return None


def _names(layout: Layout, line: str) -> Texts | None:
    """Return the names of a header line, None when the layout does not know the line."""
    if not line.startswith(layout.starts):
        return None
    cells = next(csv.reader([line.removeprefix(layout.starts)], delimiter=layout.delimiter), [])
    names = tuple(cell.strip() for cell in cells)
    folded = [fold(name) for name in names]
    return names if all(folded.count(fold(name)) == 1 for name in layout.columns) else None


def _laid(layout: Layout, text: str, place: int, names: Texts) -> Laid:
    # Empty lines stand for what is above the header, so that every record keeps its line.
    rest = text.split("\n", place)[place]
    sheet = read_records("\n" * place + rest, layout.delimiter)
    folded = [fold(name) for name in names]
    facts = {
        "layout": " / ".join(dict.fromkeys((layout.label.nl, layout.label.en))),
        "columns": ", ".join(layout.columns),
    }
    header = Header(
        place,
        names,
        {column: folded.index(fold(name)) for name, column in layout.columns.items()},
        layout.units,
        findings=(Finding("layout_used", "remark", place + 1, facts=facts),),
    )
    return Laid(layout, sheet, header)


def leave_out_early(
    found: Found, given: Given, records: Records
) -> tuple[Records, tuple[Finding, ...]]:
    """Return the records from the first month that counts on, and one remark about the others."""
    readers = {"date": read_date, "month": read_month}
    columns = found.header.columns
    timed = [
        (columns[column.name], column)
        for column in given.contract.column
        if column.type in readers and column.name in columns
    ]
    if found.layout is None or not found.layout.leaves_out_early or not timed:
        return records, ()
    place, column = timed[0]
    read, fault = readers[column.type], TOO_EARLY[column.type]
    early = {
        line
        for line, record in records
        if len(record) > place and read(record[place], given.today).fault == fault
    }
    if not early:
        return records, ()
    facts = {"number": str(len(early)), "first": str(EARLIEST)}
    told = Finding("lines_too_early", "remark", min(early), column.header.nl, facts=facts)
    return [(line, record) for line, record in records if line not in early], (told,)

"""Which table of a file is meant and how it reads: own columns, a supplier's layout, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kpi.declare import Layout
from kpi.intake.dialect import Sheet, Texts, read_sheet
from kpi.intake.finding import Finding, Question
from kpi.intake.given import Given
from kpi.intake.header import Header, find_header
from kpi.intake.layouts import lay_out
from kpi.intake.opening import Opened
from kpi.intake.remembered import count_names, find_changed, find_known, layouts_of
from kpi.intake.sheets import choose_sheet, tell_of_book
from kpi.intake.wide import Wide, find_wide
from kpi.intake.workbook import BookSheet

Records = Sequence[tuple[int, Texts]]


@dataclass(frozen=True)
class Found:
    """The table of a file: its header, the lines up to it, and the records beneath with their lines.

    `header.place` is None when no header was found; then `records` are all there are. `layout` is
    the supplier's form by which it was known, `wide` how amounts stand across. `sheet` names the
    sheet of a workbook.
    """

    delimiter: str
    header: Header
    above: tuple[Texts, ...]
    records: Records
    findings: tuple[Finding, ...] = ()
    questions: tuple[Question, ...] = ()
    layout: Layout | None = None
    wide: Wide | None = None
    sheet: str = ""


NOTHING = Found("", Header(None, ()), (), ())


def recognise(given: Given, opened: Opened) -> Found:
    """Return the table that a file holds for this kind, or what has to be asked or mended first."""
    if opened.book:
        return _in_book(given, opened.book)
    if opened.text is None:
        return NOTHING
    shipped = [layout for layout in given.words.layouts if not layout.remembered]
    laid = lay_out(shipped, given.contract, opened.text)
    if laid is not None:
        found = _below(laid.header, laid.sheet)
        return replace(found, findings=laid.header.findings, layout=laid.layout)
    layouts = layouts_of(given)
    sheet = read_sheet(
        opened.text, lambda record: max(given.names.count(record), count_names(layouts, record))
    )
    found = _in_records(given, sheet)
    return replace(found, findings=(*sheet.findings, *found.findings))


def _in_records(given: Given, sheet: Sheet) -> Found:
    """Look for a saved layout, then for amounts side by side, then for the kind's own header."""
    records = sheet.records
    known = find_known(given, records)
    if known is not None:
        found = _below(known.header, sheet)
        findings = known.wide.findings if known.wide else known.header.findings
        return replace(found, findings=findings, layout=known.layout, wide=known.wide)
    wide = find_wide(given, records)
    header = find_header(given.contract, records, given.names, frozenset(given.constants))
    if not _complete(given, header, wide):
        changed = find_changed(given, records)
        if changed:
            return replace(_nowhere(sheet), findings=changed)
    if wide is not None:
        return replace(_below(wide.header, sheet), findings=wide.findings, wide=wide)
    if header.place is None:
        return replace(_nowhere(sheet), findings=header.findings)
    return replace(_below(header, sheet), findings=header.findings)


def _complete(given: Given, header: Header, wide: Wide | None) -> bool:
    """Tell whether a header has every required column under a name of the kind's own."""
    required = {c.name for c in given.contract.column if c.required}
    if wide is not None:
        quantity = given.contract.quantity
        stated = {quantity.value, quantity.unit} if quantity is not None else set()
        return required - {wide.by, *stated} <= {*wide.labels, *given.constants}
    return header.place is not None and required <= {*header.columns, *given.constants}


def _nowhere(sheet: Sheet) -> Found:
    return Found(sheet.delimiter, Header(None, ()), (), _numbered(sheet.records, 0))


def _below(header: Header, sheet: Sheet) -> Found:
    """Return the records below a header, without the empty ones at the end."""
    assert header.place is not None
    above = sheet.records[: header.place + 1]
    return Found(sheet.delimiter, header, above, _numbered(sheet.records, header.place + 1))


def _numbered(records: Sequence[Texts], start: int) -> Records:
    numbered = [(place + 1, records[place]) for place in range(start, len(records))]
    while numbered and not any(map(str.strip, numbered[-1][1])):
        numbered.pop()
    return numbered


# --- workbooks -----------------------------------------------------------------------------------


def _in_book(given: Given, book: Sequence[BookSheet]) -> Found:
    """Take the sheet that was named, else the only one with a table of this kind; else ask."""

    def holds_table(sheet: BookSheet) -> bool:
        found = _in_records(given, Sheet("", sheet.records, ()))
        return found.header.place is not None and bool(found.records)

    chosen = choose_sheet(book, given.decisions.sheet, holds_table)
    if chosen is None:
        return NOTHING
    if isinstance(chosen, Finding):
        return replace(NOTHING, findings=(chosen,))
    if isinstance(chosen, Question):
        return replace(NOTHING, questions=(chosen,))
    found = _in_records(given, Sheet("", chosen.records, ()))
    told = tell_of_book(chosen, book)
    return replace(found, findings=(*found.findings, *told), sheet=chosen.name)

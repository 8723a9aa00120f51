"""The check of one file, from its bytes to rows that can be stored and all there is to say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from kpi.declare import Contract, Month
from kpi.declare.rule import InsideMonth
from kpi.intake.cells import Cells, Desk, read_cells
from kpi.intake.checked import Cell, Checked, Row, Vocabulary, nothing_read
from kpi.intake.control import compare_controls
from kpi.intake.decisions import resolve_constants, resolve_decisions
from kpi.intake.dialect import HEADER_CELLS, HEADER_WITHIN
from kpi.intake.duplicates import (
    refuse_unnamed_meters,
    remark_negative_slices,
    settle_duplicates,
)
from kpi.intake.finding import Finding, Question
from kpi.intake.given import Given
from kpi.intake.header import Header, Names
from kpi.intake.layouts import leave_out_early
from kpi.intake.names import MappedReader
from kpi.intake.opening import open_file
from kpi.intake.personal import refused_contents, refused_headers, refused_in_book
from kpi.intake.places import incomplete_places, refused_places, remark_unnamed
from kpi.intake.quantities import Amounts, refuse_unflagged, remark_unit_taken
from kpi.intake.recognise import Found, recognise
from kpi.intake.report import Report
from kpi.intake.rules import Rules
from kpi.intake.shape import STOPPING, Shape, shape
from kpi.intake.sums import compare_sums
from kpi.intake.table import Table, build_table, fill_down
from kpi.intake.totals import add_up
from kpi.intake.units import Units

SWALLOWED = frozenset({"quote_unclosed"})
"""Faults after which it says nothing that no rows are left."""
OF_THE_FILE = frozenset(
    {
        "column_missing",
        "constant_unknown",
        "decision_unknown",
        "figures_missing",
        "header_twice",
        "header_unit",
        "quote_unclosed",
    }
)
"""Errors that leave no row of the file certain."""


@dataclass(frozen=True)
class _Outcome:
    """What became of the data rows."""

    rows: tuple[Row, ...] = ()
    questions: tuple[Question, ...] = ()
    refused: tuple[tuple[str, Month], ...] = ()
    rows_refused: int = 0


def check(
    contract: Contract,
    data: bytes,
    words: Vocabulary,
    *,
    decide: Mapping[str, str],
    constants: Mapping[str, str],
    today: dt.date,
    name: str = "",
) -> Checked:
    """Check a file against a contract and return all that can be said of it, all faults at once.

    `decide` answers questions by their key, `constants` gives texts for columns that the file
    lacks. `name` tells what a person takes the file for: a workbook may not call itself CSV. The
    same bytes, name, words and answers give the same result on any day that is `today`.
    """
    units = Units(contract, words)
    names = Names(contract, units)
    decisions = resolve_decisions(decide, names, units)
    known, unknown = resolve_constants(constants, names)
    given = Given(contract, words, units, names, decisions, known, today)
    opened = open_file(data, name, contract)
    empty = replace(
        nothing_read(contract.id, data),
        encoding=opened.encoding,
        findings=(*opened.findings, *decisions.findings, *unknown),
    )
    found = recognise(given, opened)
    empty = replace(
        empty,
        delimiter=found.delimiter,
        header=found.header.texts,
        findings=(*empty.findings, *found.findings),
        questions=found.questions,
        above=found.above,
        records=tuple(found.records),
        sheet=found.sheet,
    )
    personal = [*refused_in_book(opened.book, found.sheet), *_personal(contract, found)]
    if personal:
        told = (*empty.findings, *personal)
        return replace(empty, findings=told, rows_read=len(found.records), records=())
    if found.header.place is None:
        return empty
    return _check_table(given, empty, found)


def _check_table(given: Given, empty: Checked, found: Found) -> Checked:
    """Check the records of a table that was recognised, in whatever form it stands."""
    contract, layout, records = given.contract, found.layout, found.records
    if len(records) > contract.max_rows:
        facts = {"number": str(len(records)), "limit": str(contract.max_rows)}
        many = Finding("too_many_rows", "error", facts=facts)
        told = (*empty.findings, many)
        return replace(empty, findings=told, rows_read=len(records), records=())
    given = given if layout is None else given.by(layout)
    if layout is not None:
        records = [(line, record) for line, record in records if any(map(str.strip, record))]
    kept, early = leave_out_early(found, given, records)
    shaped = shape(given, found, kept)
    said = (*empty.findings, *early, *shaped.findings)
    stopped = [finding for finding in said if finding.code in STOPPING]
    questions = (*empty.questions, *shaped.questions)
    empty = replace(
        empty,
        findings=said,
        questions=questions,
        summed=shaped.summed,
        records=tuple(kept),
        columns=frozenset(shaped.header.columns),
    )
    if stopped or (shaped.questions and not shaped.records):
        return replace(empty, rows_read=len(records), rows_refused=shaped.faulty)
    if found.wide is not None:
        given = given.without_constant(found.wide.by)
    checked = _check_rows(given, empty, shaped)
    refused = {*checked.refused, *incomplete_places(contract, checked, shaped.incomplete)}
    return replace(
        checked,
        rows_read=len(records),
        rows_refused=checked.rows_refused + shaped.faulty,
        refused=tuple(sorted(refused)),
    )


def _check_rows(given: Given, empty: Checked, shaped: Shape) -> Checked:
    contract, header, records = given.contract, shaped.header, shaped.records
    mapped = {
        c.name: MappedReader(contract, c, given.words)
        for c in contract.column
        if c.type == "mapped"
    }
    table = build_table(
        contract,
        records,
        header,
        given.constants,
        lambda column, text: column in mapped and mapped[column].knows(text),
    )
    if not table.lines:
        silent = any(finding.code in SWALLOWED for finding in empty.findings)
        said = () if silent else (Finding("no_rows", "error"),)
        return replace(empty, findings=(*empty.findings, *said))
    report = Report(contract, table.lines)
    absent = {c.name for c in contract.column if c.default and c.name not in table.columns}
    report.hold_for_all(table.constant | absent)
    report.hold_origins(table.origins or (), shaped.columns)
    report.add([*empty.findings, *_of_file(given, header, table)])
    outcome = _read(given, header, table, report, shaped.by)
    report.add([*remark_unnamed(contract, outcome.rows, given.words)])
    return replace(
        empty,
        rows=outcome.rows,
        findings=report.findings(),
        questions=(*empty.questions, *outcome.questions),
        rows_refused=outcome.rows_refused,
        totals=add_up(contract, outcome.rows),
        refused=outcome.refused,
    )


def _personal(contract: Contract, found: Found) -> list[Finding]:
    """Find data of a person by header, and by content in unknown columns and free text."""
    header, records = found.header, found.records
    if header.place is None:
        early = (record[:HEADER_CELLS] for _, record in records[:HEADER_WITHIN])
        return refused_headers([text for record in early for text in record])
    looked_at = {text or str(place): place for place, text in header.unknown} | {
        column.header.nl: header.columns[column.name]
        for column in contract.column
        if column.free_text and column.name in header.columns
    }
    texts = {
        name: [record[place] for _, record in records if len(record) > place]
        for name, place in looked_at.items()
    }
    return refused_headers(header.texts) or refused_contents(texts)


def _of_file(given: Given, header: Header, table: Table) -> Iterator[Finding]:
    """Say what holds for the file as a whole: missing columns, blank lines, constants, the unit."""
    contract = given.contract
    for name in _missing(given, header, table):
        yield Finding("column_missing", "error", column=contract.find(name).header.nl)
    unpivot = contract.unpivot
    if unpivot is not None and not set(unpivot.columns) & set(table.columns):
        figures = ", ".join(contract.find(name).header.nl for name in unpivot.columns)
        yield Finding("figures_missing", "error", facts={"columns": figures})
    if table.blank:
        yield Finding("blank_lines", "remark", facts={"number": str(table.blank)})
    for name, text in given.constants.items():
        if name not in table.constant:
            column = contract.find(name)
            yield Finding("constant_fills", "remark", None, column.header.nl, text)
    quantity = contract.quantity
    if quantity is not None and quantity.value in header.columns:
        known = quantity.unit in table.columns or quantity.value in _header_units(given, header)
        text = header.texts[header.columns[quantity.value]]
        yield from remark_unit_taken(contract, quantity, text, known)


def _missing(given: Given, header: Header, table: Table) -> Iterator[str]:
    """Yield required columns that neither the file nor a constant has, nor another can replace."""
    contract = given.contract
    dated = {rule.month: rule.column for rule in contract.rule if isinstance(rule, InsideMonth)}
    replaced = set()
    if contract.quantity is not None:
        if contract.quantity.value in _header_units(given, header):
            replaced.add(contract.quantity.unit)
        if any(set(p.columns) <= set(table.columns) for p in contract.quantity.product):
            replaced.add(contract.quantity.value)
    for column in contract.column:
        if column.name in table.columns or column.name in replaced:
            continue
        if column.required or (
            column.type == "month" and dated.get(column.name) not in table.columns
        ):
            yield column.name


def _header_units(given: Given, header: Header) -> Mapping[str, str]:
    return {**header.units, **given.decisions.units}


def _read(given: Given, header: Header, table: Table, report: Report, by: str | None) -> _Outcome:
    """Take the data rows through all steps; a fault of the whole file keeps every row out."""
    contract = given.contract
    for row, found in table.ragged.items():
        facts = {"found": str(found), "wanted": str(header.width)}
        report.error(row, "row_ragged", facts=facts)
    report.silence(table.ragged)
    fill_down(
        contract,
        table,
        lambda row, column, text, number: report.remark(
            row, "filled_down", column, text, {"number": str(number)}, also=row - 1
        ),
    )
    units = _header_units(given, header)
    desk = Desk(contract, given.words, given.units, given.decisions, units, given.today)
    cells = read_cells(desk, table, report)
    _complete(given, table, cells, units, report)
    repeated = settle_duplicates(contract, cells.rows, report, given.decisions)
    empty = _without_figures(contract, table, cells, report)
    left_out = repeated.dropped | empty
    kept = [r for r in range(len(cells.rows)) if r not in report.refused and r not in left_out]
    refuse_unnamed_meters(contract, cells.rows, kept, report)
    kept = [row for row in kept if row not in report.refused]
    remark_negative_slices(contract, cells.rows, kept, report)
    raw = _raw(contract, cells)
    report.add(compare_sums(contract, table, raw, by))
    controls = given.decisions.controls
    report.add(
        [*compare_controls(contract, controls, raw, _amounts(contract, cells), len(table.lines))]
    )
    whole = any(f.severity == "error" and f.code in OF_THE_FILE for f in report.findings())
    refused = set(range(len(cells.rows))) - left_out if whole else report.refused
    return _Outcome(
        rows=() if whole else tuple(_stored(contract, table, cells, kept)),
        questions=(*cells.questions, *repeated.questions),
        refused=refused_places(contract, cells, refused),
        rows_refused=len({table.lines[row] for row in refused}),
    )


def _complete(
    given: Given, table: Table, cells: Cells, units: Mapping[str, str], report: Report
) -> None:
    """Apply required cells, rules and amounts to every row."""
    contract, quantity = given.contract, given.contract.quantity
    rules = Rules(contract, table, report, given.units)
    amounts = None
    if quantity is not None:
        header_unit = units.get(quantity.value)
        amounts = Amounts(contract, quantity, given.units, table, header_unit, report)
    needed = [
        column.name
        for column in contract.column
        if column.required and column.name in table.columns
        and (quantity is None or column.name not in (quantity.value, quantity.unit))
    ]  # fmt: skip
    dated = [
        rule.column
        for rule in contract.rule
        if isinstance(rule, InsideMonth) and rule.column in table.columns
    ]
    for row, row_cells in enumerate(cells.rows):
        rules.before_amounts(row, row_cells)
        for name in needed:
            if row_cells[name] is None:
                report.error(row, "required_empty", name)
        if row_cells["month"] is None and dated and not report.is_faulty(row, dated):
            report.error(row, "required_empty", "month")
        if amounts is not None and quantity is not None:
            amounts.fill(row, row_cells, cells.amounts[row])
            refuse_unflagged(contract, quantity, row, row_cells, table, report)
        rules.after_amounts(row, row_cells)


def _without_figures(contract: Contract, table: Table, cells: Cells, report: Report) -> set[int]:
    """Remark rows in which no figure is filled: there is nothing to store of them."""
    if contract.unpivot is None or not set(contract.unpivot.columns) & set(table.columns):
        return set()
    found = {
        row
        for row, row_cells in enumerate(cells.rows)
        if row not in report.refused
        and all(row_cells[name] is None for name in contract.unpivot.columns)
    }
    for row in sorted(found):
        report.remark(row, "row_without_figures")
    return found


def _raw(contract: Contract, cells: Cells) -> dict[str, Sequence[Decimal | None]]:
    """Return the numbers of the summed columns as they stand in the file."""
    if contract.quantity is not None:
        amounts = [reading.cell for reading in cells.amounts]
        return {contract.quantity.value: [_number(cell) for cell in amounts]}
    figures = contract.unpivot.columns if contract.unpivot is not None else ()
    return {name: [_number(row[name]) for row in cells.rows] for name in figures}


def _amounts(contract: Contract, cells: Cells) -> Sequence[Decimal]:
    """Return the canonical amounts of all rows that have one."""
    into = contract.quantity.into if contract.quantity is not None else ""
    return [cell for row in cells.rows if isinstance(cell := row.get(into), Decimal)]


def _number(cell: Cell) -> Decimal | None:
    return cell if isinstance(cell, Decimal) else None


def _stored(contract: Contract, table: Table, cells: Cells, kept: Sequence[int]) -> Iterator[Row]:
    """Yield the rows to be stored; columns that each hold a figure become a row a figure."""
    unpivot = contract.unpivot
    for row in kept:
        line, row_cells = table.lines[row], cells.rows[row]
        if unpivot is None:
            yield Row(line, row_cells)
            continue
        shared = {name: cell for name, cell in row_cells.items() if name not in unpivot.columns}
        for name in unpivot.columns:
            if row_cells[name] is not None:
                column = contract.find(name)
                figure = {
                    unpivot.name_into: column.header.nl,
                    unpivot.value_into: row_cells[name],
                    "unit": column.unit,
                }
                yield Row(line, {**shared, **figure})

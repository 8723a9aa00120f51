"""From texts to typed cells: every different text of a column is read once."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kpi.declare import Column, Contract, Month
from kpi.intake.amounts import NumberColumn, ambiguity, settle_column
from kpi.intake.calendar import Period, read_date, read_month
from kpi.intake.checked import Cell, Vocabulary
from kpi.intake.decisions import Decisions
from kpi.intake.finding import Finding, Question
from kpi.intake.header import NUMBERS
from kpi.intake.names import (
    MappedReader,
    choice_reader,
    code_reader,
    digits_reader,
    pattern_reader,
    read_flag,
    site_reader,
)
from kpi.intake.numbers import Unreckoned
from kpi.intake.personal import holds_citizen_number
from kpi.intake.placeholders import is_placeholder
from kpi.intake.reading import EMPTY, Fault, Reader, Reading, refused, remarked
from kpi.intake.report import Report
from kpi.intake.spelling import tidy
from kpi.intake.table import Table
from kpi.intake.units import COUNT, Step, Units

BROKEN = re.compile(
    r"#(?:waarde!|verw!|deel/0!|naam\?|getal!|leeg!|value!|ref!|div/0!|name\?|num!|null!|#+)",
    re.IGNORECASE,
)


@dataclass
class Cells:
    """The typed rows of a file while they are made; `amounts` are the readings of the amount."""

    rows: list[dict[str, Cell]]
    amounts: list[Reading]
    questions: list[Question] = field(default_factory=list)


@dataclass(frozen=True)
class Desk:
    """What the readers of one check have in common."""

    contract: Contract
    words: Vocabulary
    units: Units
    decisions: Decisions
    header_units: Mapping[str, str]
    today: dt.date


def read_cells(desk: Desk, table: Table, report: Report) -> Cells:
    """Read all columns of a table; faults go to the report."""
    contract = desk.contract
    count = len(table.lines)
    found: dict[str, list[Cell]] = {}
    amounts = [EMPTY] * count
    questions: list[Question] = []
    mapped = [column for column in contract.column if column.type == "mapped"]
    amount = contract.quantity.value if contract.quantity is not None else None
    for column in contract.column:
        texts = table.columns.get(column.name)
        if texts is None or column in mapped:
            found[column.name] = [None] * count
            continue
        reader = _reader(desk, column, table, report, questions)
        readings = _read_column(column, texts, reader, report)
        found[column.name] = [reading.cell for reading in readings]
        if column.name == amount:
            amounts = readings
    for column in mapped:
        if column.name in table.columns:
            found[column.name] = _read_mapped(desk, column, table, found, report)
    rows = [dict(zip(found, cells, strict=True)) for cells in zip(*found.values(), strict=True)]
    return Cells(rows, amounts, questions)


def _read_column(
    column: Column, texts: Sequence[str], reader: Reader, report: Report
) -> list[Reading]:
    known = {text: _read_text(column, text, reader) for text in dict.fromkeys(texts)}
    for row, text in enumerate(texts):
        for fault in known[text].faults:
            report.tell(row, column.name, text, fault)
    return [known[text] for text in texts]


def _read_text(column: Column, text: str, reader: Reader) -> Reading:
    """Read one text; empty is empty, a placeholder as good as empty, a broken formula an error."""
    text = text.strip()
    if not text:
        return EMPTY
    if BROKEN.fullmatch(text):
        return refused("formula_broken")
    if isinstance(text, Unreckoned):
        return refused("formula_unreckoned")
    if is_placeholder(text) and not column.free_text:
        return refused("placeholder_required") if column.required else remarked(None, "placeholder")
    return reader(text)


def _read_mapped(
    desk: Desk, column: Column, table: Table, found: Mapping[str, list[Cell]], report: Report
) -> list[Cell]:
    mapping = MappedReader(desk.contract, column, desk.words)
    texts = table.columns[column.name]
    nothing: list[Cell] = [None] * len(texts)
    owners = found.get(column.owner or "", nothing)
    codes = found.get(column.code or "", nothing)
    known: dict[tuple[str, Cell, Cell], Reading] = {}
    cells: list[Cell] = []
    for row, key in enumerate(zip(texts, owners, codes, strict=True)):
        if key not in known:
            text, owner, code = key
            known[key] = _read_text(column, text, lambda t, o=owner, c=code: mapping.read(t, o, c))  # type: ignore[misc]
        for fault in known[key].faults:
            report.tell(row, column.name, key[0], fault)
        cells.append(known[key].cell)
    return cells


def _reader(
    desk: Desk, column: Column, table: Table, report: Report, questions: list[Question]
) -> Reader:
    if column.type in NUMBERS:
        return _number_reader(desk, column, table, report, questions)
    readers: Mapping[str, Reader] = {
        "site": site_reader(desk.words),
        "flag": read_flag,
        "month": lambda text: _month(read_month(text, desk.today)),
        "date": lambda text: _date(
            read_date(text, desk.today, month_first=column.name in desk.decisions.month_first)
        ),
        "unit": lambda text: _unit(desk.units, text),
        "text": _free_text if column.free_text else (lambda text: Reading(tidy(text))),
    }
    if column.pattern is not None:
        return pattern_reader(column)
    if column.type in readers:
        return readers[column.type]
    if column.type == "choice":
        return choice_reader(column)
    if column.type == "digits":
        return digits_reader(column)
    return code_reader(desk.words.codes[column.codes or ""])


def _month(period: Period) -> Reading:
    return _period(period, None if period.value is None else Month.of(period.value))


def _date(period: Period) -> Reading:
    return _period(period, period.value)


def _period(period: Period, cell: Cell) -> Reading:
    if cell is None:
        return refused(period.fault)
    return remarked(cell, period.remark) if period.remark else Reading(cell)


def _free_text(text: str) -> Reading:
    """Keep free text as it is; a citizen number in it is an error that does not repeat it."""
    if holds_citizen_number(text):
        return Reading(None, (Fault("personal_number", hidden=True),))
    return Reading(text)


def _unit(units: Units, text: str) -> Reading:
    unit = units.read(text)
    if unit is None:
        return refused("unit_unknown", known=", ".join(sorted(set(units.known.values()))))
    return Reading(unit)


def _number_reader(
    desk: Desk, column: Column, table: Table, report: Report, questions: list[Question]
) -> Reader:
    """Settle how the column is written, say so where it is not plain, ask where it is unclear."""
    texts = table.columns[column.name]
    alone = column if column.name in table.constant else None
    different = [text for text in dict.fromkeys(texts) if not is_placeholder(text.strip())]
    answer = desk.decisions.conventions.get(column.name)
    settled = settle_column(different, answer, alone=alone)
    unit = desk.header_units.get(column.name)
    if settled.how == "ambiguous":
        shown = unit or ("" if column.unit in (None, COUNT) else column.unit) or ""
        questions.append(ambiguity(column, texts, table.lines, shown))
    elif settled.how == "point":
        report.add([Finding("decimal_point", "remark", column=column.header.nl)])
    elif settled.commas_unclear:
        report.add([Finding("three_decimals", "remark", column=column.header.nl)])
    exact = desk.contract.quantity is not None and desk.contract.quantity.value == column.name
    steps = () if exact or unit is None else _own_unit(desk, column, unit, report)
    return NumberColumn(column, settled, desk.units, steps, unit, exact).read


def _own_unit(desk: Desk, column: Column, unit: str, report: Report) -> tuple[Step, ...]:
    """Return the steps from the header's unit to the column's; an error when there are none."""
    own = column.unit or ""
    steps = desk.units.path(unit, own, "")
    if steps is None or any(step.column is not None for step in steps):
        facts = {"own": own}
        report.add([Finding("header_unit", "error", None, column.header.nl, unit, facts)])
        return ()
    return steps

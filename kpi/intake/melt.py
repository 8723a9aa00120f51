"""From a wide table to one record for each amount; the totals beside them are held against them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kpi.intake.dialect import Texts
from kpi.intake.finding import Finding
from kpi.intake.given import Given
from kpi.intake.header import Header
from kpi.intake.placeholders import is_nothing
from kpi.intake.spelling import quoted
from kpi.intake.sums import equals_sum
from kpi.intake.wide import Across, Wide

Records = Sequence[tuple[int, Texts]]
NO_CELL = ""


@dataclass(frozen=True)
class Shaped:
    """A table in the kind's own columns, whatever its form in the file was.

    `by` is the column whose values stood across; `columns` are those that a single cell of the
    file gave.
    """

    header: Header
    records: Records
    by: str | None = None
    columns: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


def melt(given: Given, wide: Wide, records: Records) -> Shaped:
    """Return one record for each filled amount; an empty cell or a placeholder is no record."""
    contract = given.contract
    quantity = contract.quantity
    assert quantity is not None
    groups: dict[str, dict[str, Across]] = {}
    for column in wide.across:
        groups.setdefault(column.key, {}).setdefault(column.column, column)
    measures = list(dict.fromkeys(c.column for c in wide.across if c.column != quantity.value))
    units = {c.key: c.unit for c in wide.across if c.column == quantity.value and c.unit}
    header_units: Mapping[str, str] = {}
    fill = [wide.by, quantity.value, *measures]
    states_unit = bool(units) and quantity.unit is not None and quantity.unit not in wide.labels
    if states_unit:
        fill.append(quantity.unit or "")
    elif len(set(units.values())) == 1:
        unit = given.units.read(next(iter(units.values())))
        header_units = {quantity.value: unit} if unit else {}
    names = [*wide.labels, *fill]
    melted = [
        (
            line,
            (*labels, key, value, *others, *([units.get(key, "")] if states_unit else []), origin),
        )
        for line, record in records
        if any(map(str.strip, record))
        for labels in [tuple(_cell(record, place) for place in wide.labels.values())]
        for key, columns in groups.items()
        for value, origin in [_amount(record, columns.get(quantity.value))]
        if not is_nothing(value)
        for others in [
            [_cell(record, columns[m].position) if m in columns else "" for m in measures]
        ]
    ]
    places = {name: place for place, name in enumerate(names)}
    header = Header(wide.place, (*names, ""), places, header_units, origin=len(names))
    told = tuple(_compare_totals(given, wide, records))
    return Shaped(header, melted, wide.by, tuple(fill), told)


def _cell(record: Texts, place: int) -> str:
    return record[place] if len(record) > place else NO_CELL


def _amount(record: Texts, column: Across | None) -> tuple[str, str]:
    return (NO_CELL, "") if column is None else (_cell(record, column.position), column.text)


def _compare_totals(given: Given, wide: Wide, records: Records) -> Iterator[Finding]:
    """Remark each totals column once: that it is left out, or on which lines it differs."""
    quantity = given.contract.quantity
    assert quantity is not None
    parts = [c.position for c in wide.across if c.column == quantity.value]
    for position, text in wide.totals:
        differing = False
        for line, record in records:
            total = _cell(record, position)
            cells = [_cell(record, part) for part in parts]
            told = equals_sum(total, cells)
            if told is not None:
                differing = True
                facts = {"total": total.strip(), "sum": told}
                yield Finding("total_differs", "remark", line, text, quoted(total), facts)
        if not differing:
            yield Finding("total_column_left_out", "remark", wide.place + 1, text, text)

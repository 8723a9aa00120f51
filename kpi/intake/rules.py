"""Rules across the cells of one row, as the contract declares them."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from kpi.declare import Column, Contract, Month
from kpi.declare.rule import (
    Assume,
    AtMostPer,
    BeginsLike,
    Differs,
    EqualsProduct,
    FirstOf,
    FitsVolume,
    InsideMonth,
    Needs,
    NotBelow,
    OneOf,
    OnlyWith,
    Rule,
)
from kpi.intake.checked import Cell
from kpi.intake.header import both_headers
from kpi.intake.numbers import plain
from kpi.intake.report import Report
from kpi.intake.table import Table
from kpi.intake.units import Units

Cells = dict[str, Cell]


class Rules:
    """Applies a contract's rules to the rows of one file."""

    def __init__(self, contract: Contract, table: Table, report: Report, units: Units) -> None:
        self._contract = contract
        self._units = units
        self._table = table
        self._report = report
        self._columns = {column.name: column for column in contract.column}

    def before_amounts(self, row: int, cells: Cells) -> None:
        """Take an empty month from the date, and hold a given one against it."""
        for rule in self._contract.rule:
            if isinstance(rule, InsideMonth):
                self._inside_month(row, cells, rule)

    def after_amounts(self, row: int, cells: Cells) -> None:
        """Fill what may be assumed, derive, and compare cells."""
        for column in self._contract.column:
            if column.default is not None and column.type != "unit":
                self._default(row, cells, column)
        for rule in self._contract.rule:
            if isinstance(rule, Needs):
                self._needs(row, cells, rule)
            elif isinstance(rule, Assume):
                self._assume(row, cells, rule)
            elif isinstance(rule, FirstOf):
                cells[rule.into] = self._first_of(cells, rule)
            elif isinstance(rule, OneOf):
                self._one_of(row, cells, rule)
            elif isinstance(rule, BeginsLike):
                self._begins_like(row, cells, rule)
            else:
                self._compare(row, cells, rule)

    def _compare(self, row: int, cells: Cells, rule: Rule) -> None:
        """Hold numbers of the row against each other."""
        if isinstance(rule, NotBelow):
            self._not_below(row, cells, rule)
        elif isinstance(rule, AtMostPer):
            self._at_most_per(row, cells, rule)
        elif isinstance(rule, EqualsProduct):
            self._equals_product(row, cells, rule)
        elif isinstance(rule, OnlyWith):
            self._only_with(row, cells, rule)
        elif isinstance(rule, Differs):
            self._differs(row, cells, rule)
        elif isinstance(rule, FitsVolume):
            self._fits_volume(row, cells, rule)

    def _inside_month(self, row: int, cells: Cells, rule: InsideMonth) -> None:
        day, month = cells.get(rule.column), cells.get(rule.month)
        if not isinstance(day, dt.date):
            return
        if month is None and not (self._table.text(rule.month, row) or "").strip():
            cells[rule.month] = Month.of(day)
        elif isinstance(month, Month) and Month.of(day) != month:
            facts = {"month": str(month)}
            text = self._table.text(rule.column, row)
            self._report.error(row, "date_outside_month", rule.column, text, facts)

    def _default(self, row: int, cells: Cells, column: Column) -> None:
        if cells.get(column.name) is None and row not in self._report.refused:
            cells[column.name] = column.default
            facts = {"taken": str(column.default)}
            self._report.remark(row, "default_used", column.name, None, facts)

    def _needs(self, row: int, cells: Cells, rule: Needs) -> None:
        if cells.get(rule.column) is None and applies(cells, rule.when, rule.values):
            facts = {"other": self._header(rule.when), "other_value": shown(cells[rule.when])}
            self._report.error(row, "needed_empty", rule.column, None, facts)

    def _assume(self, row: int, cells: Cells, rule: Assume) -> None:
        if cells.get(rule.column) is not None or not applies(cells, rule.when, rule.values):
            return
        cells[rule.column] = rule.value
        # What the unit of the row says already is no assumption (Nm3 beside an empty basis).
        quantity = self._contract.quantity
        stated = quantity is not None and cells.get(quantity.unit or "") == rule.value
        if rule.remark and not stated:
            facts = {
                "taken": rule.value,
                "other": self._header(rule.when),
                "other_value": shown(cells[rule.when]) if rule.values else "",
            }
            self._report.remark(row, "assumed", rule.column, None, facts)

    def _first_of(self, cells: Cells, rule: FirstOf) -> Cell:
        return next((cells[c] for c in rule.columns if cells.get(c) is not None), None)

    def _not_below(self, row: int, cells: Cells, rule: NotBelow) -> None:
        value, other = cells.get(rule.column), cells.get(rule.other)
        if (
            isinstance(value, Decimal)
            and isinstance(other, Decimal)
            and value < other
            and not cells.get(rule.unless or "")
        ):
            given = self._table.text(rule.other, row) or shown(other)
            facts = {"other": self._header(rule.other), "other_value": given}
            text = self._table.text(rule.column, row)
            if rule.remark:
                self._report.remark(row, "below_other_odd", rule.column, text, facts)
            else:
                self._report.error(row, "below_other", rule.column, text, facts)

    def _only_with(self, row: int, cells: Cells, rule: OnlyWith) -> None:
        other = cells.get(rule.when)
        if cells.get(rule.column) == rule.value and other not in (None, *rule.values):
            facts = {"other": self._header(rule.when), "other_value": shown(other)}
            text = self._table.text(rule.column, row)
            self._report.error(row, "not_with_other", rule.column, text, facts)

    def _differs(self, row: int, cells: Cells, rule: Differs) -> None:
        value = cells.get(rule.column)
        if value is not None and cells.get(rule.other) == value:
            text = self._table.text(rule.column, row)
            self._report.error(row, "same_as_other", rule.column, text)

    def _at_most_per(self, row: int, cells: Cells, rule: AtMostPer) -> None:
        value, per = cells.get(rule.column), cells.get(rule.per)
        if not (isinstance(value, Decimal) and isinstance(per, Decimal)) or per == 0:
            return
        each = abs(value / per)
        if each > rule.limit and applies(cells, rule.when, rule.values):
            facts = {
                "limit": plain(rule.limit),
                "other": self._header(rule.per),
                "kind": shown(cells[rule.when]),
            }
            column = self._own(rule.column)
            self._report.remark(row, "above_per", column, self._table.text(column, row), facts)

    def _one_of(self, row: int, cells: Cells, rule: OneOf) -> None:
        filled = any(cells.get(name) is not None for name in rule.columns)
        if not filled and applies(cells, rule.when, rule.values):
            names = " / ".join(self._header(name) for name in rule.columns)
            self._report.error(row, "one_needed", rule.columns[0], None, {"columns": names})

    def _begins_like(self, row: int, cells: Cells, rule: BeginsLike) -> None:
        value = cells.get(rule.column)
        if isinstance(value, str) and value and not re.match(rule.pattern, value.upper()):
            text = self._table.text(rule.column, row)
            self._report.remark(row, "code_not_seen", rule.column, text, {})

    def _equals_product(self, row: int, cells: Cells, rule: EqualsProduct) -> None:
        value, product = cells.get(rule.column), product_of(cells, rule.columns)
        if isinstance(value, Decimal) and product is not None and value != product:
            names = " x ".join(self._header(name) for name in rule.columns)
            facts = {"columns": names, "product": plain(product)}
            text = self._table.text(rule.column, row)
            self._report.error(row, "product_differs", rule.column, text, facts)

    def _fits_volume(self, row: int, cells: Cells, rule: FitsVolume) -> None:
        value, lifted = cells.get(rule.column), product_of(cells, (rule.per, rule.volume))
        unit = self._columns[rule.volume].unit or ""
        category = str(cells.get(self._contract.category))
        path = self._units.path(unit, str(cells.get("unit")), category)
        if not (isinstance(value, Decimal) and lifted and path):
            return
        full = abs(lifted * math.prod(step.factor for step in path))
        fits = rule.lowest * full <= abs(value) <= rule.highest * full
        if not fits and applies(cells, rule.when, rule.values):
            facts = {
                "full": plain(full.quantize(Decimal("0.1"))),
                "unit": str(cells.get("unit")),
                "other": self._header(rule.per),
                "volume": self._header(rule.volume),
            }
            column = self._own(rule.column)
            self._report.remark(row, "unlike_volume", column, self._table.text(column, row), facts)

    def _own(self, name: str) -> str:
        """Return the file's column behind a derived amount."""
        quantity = self._contract.quantity
        return quantity.value if quantity is not None and name == quantity.into else name

    def _header(self, name: str) -> str:
        return both_headers(self._columns[name]) if name in self._columns else name


def applies(cells: Cells, when: str, values: tuple[str, ...]) -> bool:
    """Tell whether a cell holds one of the values; without values, whether it holds something.

    No and zero are nothing: what explains a share is not needed for a share of zero.
    """
    cell = cells.get(when)
    if values:
        return cell is not None and str(cell) in values
    return cell is not None and cell is not False and cell != 0


def product_of(cells: Mapping[str, Cell], columns: Sequence[str]) -> Decimal | None:
    """Return the product of cells; None when one of them holds no number."""
    product = Decimal(1)
    for name in columns:
        cell = cells.get(name)
        if not isinstance(cell, Decimal):
            return None
        product *= cell
    return product


def shown(cell: Cell) -> str:
    """Return a typed cell as a text in a sentence."""
    return plain(cell) if isinstance(cell, Decimal) else str(cell)

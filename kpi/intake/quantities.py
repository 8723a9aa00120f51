"""From the amount of a row, in whatever unit, to the canonical amount of its category."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from kpi.declare import Column, Contract
from kpi.declare.contract import Quantity
from kpi.intake.checked import Cell
from kpi.intake.finding import Finding
from kpi.intake.numbers import LARGEST, plain, rounded
from kpi.intake.reading import Reading
from kpi.intake.report import Report
from kpi.intake.rules import applies, product_of
from kpi.intake.spelling import fold
from kpi.intake.table import Table
from kpi.intake.units import COUNT, Step, Units

Cells = dict[str, Cell]
NOTE = "note"
"""The column whose text may explain an amount below zero."""


class Amounts:
    """Works out the canonical amounts of one file's rows.

    The unit of a row is the one in its unit column, else that of the header, else the default.
    """

    def __init__(
        self,
        contract: Contract,
        quantity: Quantity,
        units: Units,
        table: Table,
        header_unit: str | None,
        report: Report,
    ) -> None:
        self._contract = contract
        self._quantity = quantity
        self._units = units
        self._table = table
        self._header_unit = header_unit
        self._report = report
        self._canonical = {value.id: value.unit for value in contract.categories}
        unit = contract.find(quantity.unit) if quantity.unit is not None else None
        self._unit_column = unit
        self._default = (unit.default if unit else None) or quantity.default_unit
        self._products = {product.unit: product for product in quantity.product}

    def unit_of(self, row: int, cells: Cells) -> str | None:
        """Return the unit in which the row's amount stands, and keep it in the unit's column."""
        stated = cells.get(self._quantity.unit or "")
        unit = str(stated) if stated is not None else self._header_unit or self._default
        if stated is not None and self._header_unit not in (None, stated):
            self._remark_header(row, str(stated))
        if self._quantity.unit is not None and unit is not None:
            cells[self._quantity.unit] = unit
        return unit

    def _remark_header(self, row: int, stated: str) -> None:
        facts = {"header_unit": str(self._header_unit), "unit": stated}
        self._report.remark(row, "unit_beside_header", self._quantity.unit, stated, facts)

    def fill(self, row: int, cells: Cells, reading: Reading) -> None:
        """Put canonical amount and unit into the row, or report why that cannot be."""
        self._fill(row, cells, reading)
        known = cells.get(self._contract.category) is not None
        if known and cells[self._quantity.into] is None and row not in self._report.refused:
            self._refuse_empty(row, self._contract.find(self._quantity.value))

    def _fill(self, row: int, cells: Cells, reading: Reading) -> None:
        cells[self._quantity.into] = None
        cells["unit"] = None
        unit = self.unit_of(row, cells)
        found = self._value(row, cells, reading, unit)
        category = cells.get(self._contract.category)
        if isinstance(reading.cell, Decimal):
            cells[self._quantity.value] = rounded(reading.cell)
        if found is None or category is None:
            return
        value, unit = found
        target = self._canonical.get(str(category)) or self._quantity.canonical_unit or unit
        path = self._units.path(unit, target, str(category))
        if path is None:
            self._refuse_unit(row, unit, target, str(category))
            return
        amount = self._convert(row, cells, value, path)
        if amount is None:
            return
        if abs(amount) >= LARGEST:
            facts = {"maximum": plain(LARGEST)}
            self._error(row, "number_too_high", facts)
            return
        cells[self._quantity.into] = rounded(amount)
        cells["unit"] = target
        if not path and rounded(amount) != amount:
            self._report.remark(row, "number_rounded", self._quantity.value, self._text(row))

    def _text(self, row: int) -> str | None:
        return self._table.text(self._quantity.value, row)

    def _error(self, row: int, code: str, facts: Mapping[str, str]) -> None:
        self._report.error(row, code, self._quantity.value, self._text(row), facts)

    def _value(
        self, row: int, cells: Cells, reading: Reading, unit: str | None
    ) -> tuple[Decimal, str] | None:
        """Return the amount as given with its unit; a product of columns where the unit says so."""
        if unit is None:
            self._refuse_empty(row, self._unit_column)
            return None
        product = self._products.get(unit)
        if product is not None:
            return self._product(row, cells, reading, product.columns, product.as_unit)
        if not isinstance(reading.cell, Decimal):
            return self._instead(row, cells, unit)
        if reading.unit and self._units.read(reading.unit) != unit:
            self._error(row, "number_unit", {"unit": reading.unit, "own": unit})
            return None
        return reading.cell, unit

    def _refuse_empty(self, row: int, column: Column | None) -> None:
        """Refuse an empty cell; a required column that the file lacks is told once for the file."""
        if column is not None and (column.name in self._table.columns or not column.required):
            self._report.error(row, "required_empty", column.name)

    def _instead(self, row: int, cells: Cells, unit: str) -> tuple[Decimal, str] | None:
        """Return the amount that other columns give where its own is empty, or refuse the row."""
        own = self._contract.find(self._quantity.value)
        fitting = [w for w in self._quantity.instead if applies(cells, w.when, w.values)]
        for way in fitting:
            product = product_of(cells, way.columns)
            if product is not None:
                return product, unit
        if not fitting:
            self._refuse_empty(row, own)
            return None
        names = [" x ".join(self._contract.find(c).header.nl for c in w.columns) for w in fitting]
        facts = {"columns": " / ".join([own.header.nl, *names])}
        self._report.error(row, "amount_nowhere", own.name, None, facts)
        return None

    def _product(
        self, row: int, cells: Cells, reading: Reading, columns: tuple[str, ...], as_unit: str
    ) -> tuple[Decimal, str] | None:
        value = Decimal(1)
        for name in columns:
            factor = cells.get(name)
            if not isinstance(factor, Decimal):
                facts = {"unit": str(cells[self._quantity.unit or ""])}
                self._report.error(row, "unit_needs_column", name, None, facts)
                return None
            value *= factor
        if reading.cell is not None and reading.cell not in [cells[name] for name in columns]:
            headers = " x ".join(self._contract.find(name).header.nl for name in columns)
            self._error(row, "amount_beside_product", {"columns": headers})
            return None
        return value, as_unit

    def _refuse_unit(self, row: int, unit: str, target: str, category: str) -> None:
        known = ", ".join(self._units.convertible(target, category))
        facts = {"unit": unit, "category": category, "known": known}
        column = self._quantity.unit or self._quantity.value
        self._report.error(row, "unit_not_convertible", column, unit, facts)

    def _convert(
        self, row: int, cells: Cells, value: Decimal, path: tuple[Step, ...]
    ) -> Decimal | None:
        for step in path:
            factor: Cell = step.factor
            if step.column is not None:
                factor = cells.get(step.column)
                if not isinstance(factor, Decimal) or factor == 0:
                    facts = {"unit": step.from_unit}
                    self._report.error(row, "unit_needs_column", step.column, None, facts)
                    return None
            assert isinstance(factor, Decimal)
            value = value / factor if step.divide else value * factor
            if step.density:
                self._reckoned(row, cells, step)
        return value

    def _reckoned(self, row: int, cells: Cells, step: Step) -> None:
        for name, mark in self._quantity.computed.items():
            cells[name] = mark
        facts = {
            "category": str(cells[self._contract.category]),
            "from_unit": step.from_unit,
            "to_unit": step.to_unit,
        }
        self._report.remark(row, "density_used", self._quantity.value, None, facts)


def remark_unit_taken(
    contract: Contract, quantity: Quantity, header_text: str, unit_known: bool
) -> list[Finding]:
    """Remark that the amounts are taken in the default unit when nothing in the file names it."""
    unit = quantity.default_unit
    if unit in (None, COUNT) or unit_known or fold(header_text).endswith(fold(unit)):
        return []
    header = contract.find(quantity.value).header.nl
    return [Finding("unit_taken", "remark", None, header, header_text, {"unit": unit})]


def refuse_unflagged(
    contract: Contract, quantity: Quantity, row: int, cells: Cells, table: Table, report: Report
) -> None:
    """Refuse an amount below zero that neither is a correction nor has a note."""
    amount = cells.get(quantity.into)
    if isinstance(amount, Decimal) and amount < 0 and not is_explained(contract, cells):
        report.error(row, "negative_unexplained", quantity.value, table.text(quantity.value, row))


def corrects(contract: Contract, cells: Mapping[str, object]) -> bool:
    """Tell whether a row corrects another: it says so, or lies below zero and says why."""
    if contract.correction is not None and cells.get(contract.correction):
        return True
    amount = cells.get(contract.quantity.into) if contract.quantity is not None else None
    return isinstance(amount, Decimal) and amount < 0 and is_explained(contract, cells)


def is_explained(contract: Contract, cells: Mapping[str, object]) -> bool:
    """Tell whether a row is flagged as a correction or explained by its note."""
    return bool(cells.get(contract.correction or "")) or bool(cells.get(NOTE))

"""Which fields typing in needs, read off the declaration of the kind."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from kpi.declare import Catalogue, Column, Contract, Language


@dataclass(frozen=True)
class Line:
    """One line of the grid: the id of a category or figure, its label, its unit."""

    id: str
    label: str
    unit: str


@dataclass(frozen=True)
class Form:
    """The fields of a kind: given once above the grid, one line a category, extra columns.

    `value` is None where every line is a column of its own (figures); then there is no unit to
    choose either.
    """

    once: tuple[Column, ...]
    lines: tuple[Line, ...]
    extra: tuple[Column, ...]
    value: Column | None
    unit: Column | None
    units: tuple[str, ...]


def form_of(contract: Contract, catalogue: Catalogue, language: Language) -> Form:
    """Return the fields for typing in: what is required, the amount, and what a rule may ask."""
    if contract.unpivot is not None:
        figures = [contract.find(name) for name in contract.unpivot.columns]
        lines = tuple(Line(c.name, _named(c, language), c.unit or "") for c in figures)
        return Form(_once(contract, set(contract.unpivot.columns)), lines, (), None, None, ())
    quantity = contract.quantity
    assert quantity is not None  # a contract has either figures or a quantity
    category = contract.find(contract.category)
    unit = contract.find(quantity.unit) if quantity.unit else None
    listed = tuple(value.id for value in unit.values) if unit is not None else ()
    default = quantity.default_unit or quantity.canonical_unit or next(iter(listed), "")
    lines = tuple(
        Line(value.id, value.label.of(language), value.unit or default) for value in category.values
    )
    taken = {contract.category, quantity.value, quantity.unit or ""}
    once = _once(contract, taken)
    extra = _asked_by_rules(contract, taken | {column.name for column in once})
    convertible = _units(catalogue, {line.unit for line in lines}) if unit is not None else ()
    units = listed or convertible
    return Form(once, lines, extra, contract.find(quantity.value), unit, units)


def _named(column: Column, language: Language) -> str:
    return column.header.of(language)


def _once(contract: Contract, taken: Collection[str]) -> tuple[Column, ...]:
    """Return the required columns that hold for the whole grid; the month has its own field."""
    return tuple(
        column
        for column in contract.column
        if column.required and column.name not in taken and column.type != "month"
    )


def _asked_by_rules(contract: Contract, taken: Collection[str]) -> tuple[Column, ...]:
    asked = {rule.column for rule in contract.rule if rule.rule == "needs"}
    asked |= {c for rule in contract.rule if rule.rule == "one_of" for c in rule.columns}
    return tuple(c for c in contract.column if c.name in asked and c.name not in taken)


def _units(catalogue: Catalogue, canonical: Iterable[str]) -> tuple[str, ...]:
    found = list(dict.fromkeys(canonical))
    for step in catalogue.units:
        if step.to_unit in found and step.from_unit not in found and not step.only_for:
            found.append(step.from_unit)
    return tuple(unit for unit in found if unit)

"""Answers a person gave to questions, and texts that a file lacks, resolved to columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from kpi.declare import Column
from kpi.intake.control import CONTROLS, read_control
from kpi.intake.finding import Finding
from kpi.intake.header import NUMBERS, Names
from kpi.intake.numbers import CONVENTIONS
from kpi.intake.units import Units

DAY_ORDERS = ("day-first", "month-first")
ANSWERS: Mapping[str, tuple[str, ...]] = {
    "duplicates": ("drop", "keep"),
    "totals": ("drop", "keep"),
    "left": ("keep", "replace"),
    "correction": ("add", "replace"),
    "older": ("keep", "replace"),
    "sheet": (),
}
"""Questions that are no column's, with their answers; an empty list leaves the answer free."""


@dataclass
class Decisions:
    """Answers by canonical column: number convention, unit, order of day and month.

    Then those about rows that stand twice, and about totals beside the events they are made of.

    `controls` are numbers that the file is held against.
    """

    conventions: dict[str, str] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    month_first: set[str] = field(default_factory=set)
    duplicates: str | None = None
    totals: str | None = None
    sheet: str | None = None
    controls: dict[str, Decimal] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def resolve_decisions(decide: Mapping[str, str], names: Names, units: Units) -> Decisions:
    """Return the answers by column; what is no question, or no answer to it, is an error."""
    found = Decisions()
    for key, answer in decide.items():
        if not _take(found, key, answer, names, units):
            found.findings.append(Finding("decision_unknown", "error", value=f"{key}={answer}"))
    return found


def _take(found: Decisions, key: str, answer: str, names: Names, units: Units) -> bool:
    """Take over one answer; False when it cannot be understood."""
    if key in ANSWERS:
        if key in ("duplicates", "totals"):
            setattr(found, key, answer)
        elif key == "sheet":
            found.sheet = answer
        return not ANSWERS[key] or answer in ANSWERS[key]
    if key in CONTROLS:
        control = read_control(answer)
        if control is not None:
            found.controls[key] = control
        return control is not None
    column = names.find(key)
    if column is None:
        return False
    if answer in DAY_ORDERS and column.type in ("date", "month"):
        if answer == "month-first":
            found.month_first.add(column.name)
        return True
    return column.type in NUMBERS and _take_number(found, column, answer, units)


def _take_number(found: Decisions, column: Column, answer: str, units: Units) -> bool:
    if answer in CONVENTIONS:
        found.conventions[column.name] = answer
        return True
    unit = units.read(answer)
    if unit is not None:
        found.units[column.name] = unit
    return unit is not None


def resolve_constants(
    constants: Mapping[str, str], names: Names
) -> tuple[dict[str, str], list[Finding]]:
    """Return the texts that hold for all rows by canonical column, and errors for unknown ones."""
    known = {key: names.find(key) for key in constants}
    found = {c.name: constants[key] for key, c in known.items() if c is not None}
    return found, list(_unknown(constants, known))


def _unknown(constants: Mapping[str, str], known: Mapping[str, Column | None]) -> Iterator[Finding]:
    for key, column in known.items():
        if column is None:
            yield Finding("constant_unknown", "error", value=f"{key}={constants[key]}")

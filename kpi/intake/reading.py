"""What one text of one column turned out to be: a typed cell, or why it is none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from kpi.intake.checked import Cell
from kpi.intake.finding import Severity


@dataclass(frozen=True)
class Fault:
    """What there is to say of a text: a finding without its place.

    `once` marks what is said a single time for the whole column, `hidden` a value that must not
    be repeated.
    """

    code: str
    severity: Severity = "error"
    facts: Mapping[str, str] = field(default_factory=dict)
    once: bool = False
    hidden: bool = False


@dataclass(frozen=True)
class Reading:
    """The cell that a text became; `unit` is what stood beside a number."""

    cell: Cell
    faults: tuple[Fault, ...] = ()
    unit: str = ""


EMPTY = Reading(None)
Reader = Callable[[str], Reading]
"""Reads a text that is not empty."""


def refused(code: str, **facts: str) -> Reading:
    """Return a reading without a cell and with one error."""
    return Reading(None, (Fault(code, "error", facts),))


def remarked(cell: Cell, code: str, **facts: str) -> Reading:
    """Return a reading with a cell and one remark."""
    return Reading(cell, (Fault(code, "remark", facts),))

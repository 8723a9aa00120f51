"""Readers of number columns: the column's marks, the unit beside a number, its bounds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kpi.declare import Column
from kpi.intake.finding import Option, Question
from kpi.intake.names import flag
from kpi.intake.numbers import (
    CONVENTIONS,
    LARGEST,
    Convention,
    Settled,
    Written,
    plain,
    rounded,
    settle,
    written,
)
from kpi.intake.reading import Fault, Reading, refused
from kpi.intake.units import Step, Units

ALL, NONE = Decimal(100), Decimal(0)


@dataclass(frozen=True)
class NumberColumn:
    """How one number column of one file is read.

    `steps` lead from the unit of the header to the column's own. The amount of a row (`exact`)
    keeps its decimals and the unit beside it: both are settled with the unit of its row.
    """

    column: Column
    settled: Settled
    units: Units
    steps: tuple[Step, ...] = ()
    header_unit: str | None = None
    exact: bool = False

    def read(self, text: str) -> Reading:
        """Read one cell."""
        if self.column.type == "share" and (known := flag(text)) is not None and not text.isdigit():
            return Reading(ALL if known else NONE)
        number = written(text)
        if number is None:
            return refused("number_unreadable")
        if number.demand != "none" and self.settled.how == "mixed":
            return refused("number_mixed")
        if self.settled.convention is None and number.demand != "none":
            return Reading(None, (Fault("number_ambiguous", once=True),))
        value = number.value(self.settled.convention or "dutch")
        if value is None:
            return refused("number_unreadable")
        if number.unit and not self.exact and not self._is_own_unit(number.unit):
            own = self.header_unit or self.column.unit or ""
            return refused("number_unit", unit=number.unit, own=own)
        for step in self.steps:
            value *= step.factor
        return self._bounded(value, number.unit)

    def _is_own_unit(self, unit: str) -> bool:
        return self.units.read(unit) == (self.header_unit or self.column.unit)

    def _bounded(self, value: Decimal, unit: str) -> Reading:
        column = self.column
        if column.minimum is not None and value < column.minimum:
            return refused("number_too_low", minimum=plain(column.minimum))
        if column.maximum is not None and value > column.maximum:
            return refused("number_too_high", maximum=plain(column.maximum))
        if abs(value) >= LARGEST:
            return refused("number_too_high", maximum=plain(LARGEST))
        if column.type == "whole" and value != value.to_integral_value():
            return refused("number_not_whole")
        if self.exact:
            return Reading(value, unit=unit)
        kept = rounded(value)
        faults: tuple[Fault, ...] = ()
        if kept != value:
            faults = (Fault("number_rounded", "remark"),)
        elif column.type == "share" and NONE < kept < 1:
            faults = (Fault("share_small", "remark"),)
        return Reading(kept, faults)


def settle_column(
    texts: Iterable[str], answer: str | None, *, alone: Column | None = None
) -> Settled:
    """Settle how the numbers of a column are written, from its different texts.

    `alone` is the column of a constant: a single number that only one reading keeps within the
    column's bounds is no question.
    """
    numbers = [number for text in texts if (number := written(text)) is not None]
    settled = settle(numbers, answer)
    if settled.how == "ambiguous" and alone is not None:
        possible = [c for c in CONVENTIONS if all(_within(alone, n.value(c)) for n in numbers)]
        if len(possible) == 1:
            return Settled(possible[0], "answer")
    return settled


def _within(column: Column, value: Decimal | None) -> bool:
    low, high = column.minimum, column.maximum
    return value is not None and (low is None or value >= low) and (high is None or value <= high)


def ambiguity(column: Column, texts: Sequence[str], lines: Sequence[int], unit: str) -> Question:
    """Return the question that only a person can settle: are points thousands or decimals?

    Both answers come with the total that they lead to.
    """
    numbers = [(line, written(text)) for line, text in zip(lines, texts, strict=True)]
    read = [(line, number) for line, number in numbers if number is not None]
    unclear = [(line, number) for line, number in read if number.demand == "point"]
    thousands = _total([number for _, number in read], "dutch")
    decimals = _total([number for _, number in read], "english")
    whole, _, fraction = decimals.partition(".")
    shared = {"unit": unit}
    return Question(
        column.header.nl,
        "number_ambiguous",
        (
            Option("dutch", {"total": thousands, **shared}),
            Option(
                "english",
                {"total": decimals, "whole": whole, "fraction": fraction or "0", **shared},
            ),
        ),
        facts={
            "line": str(unclear[0][0]),
            "value": unclear[0][1].body,
            "number": str(len(unclear)),
        },
    )


def _total(numbers: Iterable[Written], convention: Convention) -> str:
    values = (number.value(convention) for number in numbers)
    return plain(sum((value for value in values if value is not None), Decimal()))

"""A whole file in another unit than its column's: seen by the site's own history, and asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from kpi.declare import Contract
from kpi.intake import Checked, Finding, Option, Question, Vocabulary, unit_factors

LIKE = Decimal(5)
"""In the right unit a month is within so many times its history."""


def unit_questions(
    contract: Contract,
    checked: Checked,
    unlike: Sequence[Finding],
    words: Vocabulary,
) -> list[Question]:
    """Return the question which unit is meant, when no column of units says so.

    Only where months are far from the site's own history and another unit brings all of them
    near it. Without an answer the unit of the column holds.
    """
    quantity = contract.quantity
    if quantity is None or not unlike or quantity.unit in checked.columns:
        return []
    own = {str(row.cells["unit"]) for row in checked.rows}
    if len(own) != 1 or quantity.value not in checked.columns:
        return []
    taken = own.pop()
    fitting = [(u, f) for u, f in unit_factors(contract, words, taken) if _fits(unlike, f)]
    if len(fitting) != 1:
        return []
    unit, factor = fitting[0]
    total = sum(_amounts(contract, checked), Decimal())
    first = unlike[0]
    facts = {**first.facts, "line": str(first.line), "count": str(len(unlike)), "unit": taken}
    options = (
        Option(taken, {"total": _plain(total), "unit": taken}),
        Option(unit, {"total": _plain(total * factor), "unit": taken, "given": unit}),
    )
    # The column's own name: under its header stands the answer what its points mean.
    return [Question(quantity.value, "unit_slip", options, taken, facts, explicit=True)]


def _fits(unlike: Sequence[Finding], factor: Decimal) -> bool:
    ratios = (Decimal(f.facts["amount"]) * factor / Decimal(f.facts["median"]) for f in unlike)
    return all(1 / LIKE <= ratio <= LIKE for ratio in ratios)


def _amounts(contract: Contract, checked: Checked) -> Iterator[Decimal]:
    into = contract.quantity.into if contract.quantity is not None else ""
    for row in checked.rows:
        amount = row.cells[into]
        if isinstance(amount, Decimal):
            yield amount


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"

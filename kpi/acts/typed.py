"""Figures without a file of their own: typed in, or a year's figure spread over its months.

Both become a file in the template's form, so that they go through the same check, the same
preview and the same receipt as any upload.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from kpi.acts.values import Refused
from kpi.declare import Contract, Month
from kpi.intake.numbers import THOUSANDTH, plain, settle, written

WHOLE = Decimal(1)


def typed_file(contract: Contract, rows: Sequence[Mapping[str, str]]) -> bytes:
    """Return rows (canonical column name -> text) as the template's CSV, blank rows left out."""
    columns = [column for column in contract.column if any(row.get(column.name) for row in rows)]
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(column.header.nl for column in columns)
    for row in rows:
        if any(row.values()):
            writer.writerow(row.get(column.name, "") for column in columns)
    return text.getvalue().encode("utf-8-sig")


def spread_file(contract: Contract, year: int, row: Mapping[str, str]) -> bytes:
    """Return a year's amounts as twelve equal months, marked estimated and spread.

    The months add up to the year exactly: what rounding leaves over goes to December. Amounts
    that are a level rather than a sum (floor area, beds) are repeated. What is counted whole stays
    whole.
    """
    months = [str(Month(year, number)) for number in range(1, 13)]
    summed = set(_summed(contract))
    spread = {
        name: _twelfths(text, WHOLE if contract.find(name).type == "whole" else THOUSANDTH)
        for name, text in row.items()
        if name in summed
    }
    marks = {contract.spread: "J"} if contract.spread else {}
    if contract.basis:
        marks[contract.basis] = contract.estimated[0]
    rows = [
        {
            **row,
            **{name: parts[place] for name, parts in spread.items()},
            **marks,
            "month": month,
        }
        for place, month in enumerate(months)
    ]
    return typed_file(contract, rows)


def _summed(contract: Contract) -> Iterable[str]:
    if contract.quantity is not None:
        money = [c.name for c in contract.column if c.unit == "EUR" and not c.level]
        return [contract.quantity.value, *money]
    if contract.unpivot is None:
        return []
    return [name for name in contract.unpivot.columns if not contract.find(name).level]


def _twelfths(text: str, step: Decimal) -> list[str]:
    if not text.strip():
        return [""] * 12
    number = written(text.strip())
    settled = settle([number]) if number is not None else None
    year = None
    if number is not None and settled is not None and settled.convention is not None:
        year = number.value(settled.convention)
    if year is None or (number is not None and number.unit):
        raise Refused("spread_number", value=text)
    part = (year / 12).quantize(step, ROUND_HALF_UP)
    return [plain(value).replace(".", ",") for value in [part] * 11 + [year - 11 * part]]

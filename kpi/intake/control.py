"""A control total that a person types beside the file: rows that never came would show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from kpi.declare import Contract
from kpi.intake.finding import Finding
from kpi.intake.numbers import plain, settle, written

CONTROLS = ("total", "rows")
"""What may be typed: the sum of the amounts as the source gives it, and its number of rows."""


def read_control(text: str) -> Decimal | None:
    """Read a typed control number; one that can be read in two ways is read as Dutch."""
    number = written(text.strip())
    if number is None or number.unit:
        return None
    return number.value(settle([number]).convention or "dutch")


def compare_controls(
    contract: Contract,
    controls: Mapping[str, Decimal],
    raw: Mapping[str, Sequence[Decimal | None]],
    amounts: Sequence[Decimal],
    rows_read: int,
) -> Iterator[Finding]:
    """Remark where the file is not what its source said; both numbers are named.

    The sum is that of the column as it stands in the file, in whatever unit; where it is empty
    throughout, that of the amounts that other columns gave.
    """
    quantity = contract.quantity
    if "total" in controls and quantity is not None:
        given = [value for value in raw.get(quantity.value, ()) if value is not None]
        found = sum(given or amounts, Decimal())
        if found != controls["total"]:
            header = contract.find(quantity.value).header.nl
            yield _differs("control_total_differs", header, controls["total"], found)
    if "rows" in controls and controls["rows"] != rows_read:
        yield _differs("control_rows_differ", None, controls["rows"], Decimal(rows_read))


def _differs(code: str, header: str | None, given: Decimal, found: Decimal) -> Finding:
    facts = {"found": plain(found)}
    return Finding(code, "remark", None, header, plain(given), facts)

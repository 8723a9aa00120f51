"""What was understood of a file: its finest groups, to be compared with the file itself."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from kpi.declare import Contract, Month
from kpi.intake.checked import Row, SubTotal

Key = tuple[str, Month, str, tuple[tuple[str, str], ...]]


def add_up(contract: Contract, rows: Sequence[Row]) -> tuple[SubTotal, ...]:
    """Return the totals by site, month, measure and group; never a subtotal of these."""
    sums: dict[Key, Decimal] = {}
    for total in contract.total:
        for row in rows:
            value, month = row.cells[total.sum], row.cells["month"]
            if not isinstance(value, Decimal) or not isinstance(month, Month):
                continue
            measure = total.measure or str(row.cells[total.measure_of or ""])
            group = tuple((name, str(row.cells[name])) for name in total.by)
            key = (str(row.cells[contract.place]), month, measure, group)
            sums[key] = sums.get(key, Decimal()) + value
    return tuple(
        SubTotal(site, month, measure, dict(group), value)
        for (site, month, measure, group), value in sorted(sums.items())
    )

"""What is particular to files of meter readings when they are compared and stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from kpi.acts.compare import slice_of
from kpi.declare import Contract, Month
from kpi.intake import Checked, Finding
from kpi.store import Reader, Writing, add_readings, own_months

APART = Decimal("0.01")
"""Readings and a monthly figure of the same meter may lie this share apart."""


def counted_in(contract: Contract) -> str:
    """Return the upload kind in whose figures a kind counts: its own, or the one it feeds."""
    return contract.id if contract.readings is None else contract.readings.feeds


def store_readings(writing: Writing, contract: Contract, checked: Checked) -> None:
    """Write the readings of a checked file beside its days, in the transaction of the upload."""
    if checked.readings is not None and len(checked.readings.day):
        days = [slice_of(contract, row.cells) for row in checked.rows]
        add_readings(writing, contract, days, checked.readings.columns)


def beside_months(fed: Contract, checked: Checked, reader: Reader) -> Iterable[Finding]:
    """Remark months whose readings and monthly figure of the same meter differ: the month counts.

    Only whole months of main meters are compared.
    """
    sums: dict[tuple[str, Month, str, str], list[Mapping[str, object]]] = {}
    for row in checked.rows:
        cells = row.cells
        month = cells["month"]
        assert isinstance(month, Month)
        if not cells["main_meter"]:
            key = (str(cells["site"]), month, str(cells["carrier"]), str(cells["meter"]))
            sums.setdefault(key, []).append(cells)
    whole = {key: days for key, days in sums.items() if _is_whole(key[1], days)}
    if not whole:
        return
    known = own_months(reader, fed, frozenset(month for _, month, *_ in whole))
    for (site, month, carrier, meter), days in whole.items():
        monthly = known.get((site, month, carrier, meter), known.get((site, month, carrier, "")))
        amount = sum((Decimal(str(cells["amount"])) for cells in days), Decimal())
        if monthly is not None and abs(amount - monthly) > APART * abs(monthly):
            yield Finding(
                "month_differs",
                "remark",
                facts={
                    "site": site,
                    "month": str(month),
                    "meter": meter,
                    "amount": f"{amount:f}",
                    "monthly": f"{monthly:f}",
                    "unit": str(days[0]["unit"]),
                },
            )


def _is_whole(month: Month, days: list[Mapping[str, object]]) -> bool:
    length = (month.plus(1).first_day - month.first_day).days
    registers = {cells["register"] for cells in days}
    present = sum(int(str(cells["present"])) for cells in days)
    wanted = sum(int(str(cells["wanted"])) for cells in days)
    return len(days) == length * len(registers) and present >= wanted

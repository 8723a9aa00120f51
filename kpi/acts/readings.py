"""What is particular to files of meter readings when they are compared and stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from kpi.acts.compare import slice_of
from kpi.declare import METER, Contract, Month
from kpi.intake import Checked, Finding
from kpi.store import Reader, Writing, add_readings, metered_months, own_months

Key = tuple[str, Month, str, str]
"""Site, month, category and meter."""

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

    Only whole months of main meters are compared. Readings that count beside the monthly figures of
    other meters are remarked as well: one meter under two names would be counted twice.
    """
    sums: dict[Key, list[Mapping[str, object]]] = {}
    for row in checked.rows:
        cells = row.cells
        month = cells["month"]
        assert isinstance(month, Month)
        if not cells["main_meter"]:
            key = (str(cells["site"]), month, str(cells["carrier"]), str(cells["meter"]))
            sums.setdefault(key, []).append(cells)
    if not sums:
        return
    known = own_months(reader, fed, frozenset(month for _, month, *_ in sums))
    yield from _beside_others(sums, known)
    whole = {key: days for key, days in sums.items() if _is_whole(key[1], days)}
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


def beside_readings(
    fed: Contract, source: Contract, checked: Checked, reader: Reader
) -> Iterable[Finding]:
    """Remark a monthly file beside which readings of a meter count that it does not name."""
    named: set[Key] = set()
    for row in checked.rows:
        month = row.cells["month"]
        assert isinstance(month, Month)
        place = (str(row.cells["site"]), month, str(row.cells[fed.category or ""]))
        own = row.cells[METER] or ""
        names = {own, *(row.cells[name] or own for name in fed.meter_names)}
        named |= {(*place, str(name)) for name in names}
    if not named:
        return
    months = frozenset(month for _, month, *_ in named)
    metered = metered_months(reader, source, months)
    if metered:
        stored = set(own_months(reader, fed, months))
        yield from _beside_others(sorted(metered), named | stored)


def _beside_others(sums: Iterable[Key], known: Iterable[Key]) -> Iterable[Finding]:
    """Remark every meter that counts in months in which only other meters have monthly figures."""
    others: dict[tuple[str, Month, str], set[str]] = {}
    for site, month, carrier, meter in known:
        others.setdefault((site, month, carrier), set()).add(meter)
    found: dict[tuple[str, str, str], tuple[list[Month], set[str]]] = {}
    for site, month, carrier, meter in sums:
        named = others.get((site, month, carrier), set())
        if named and not named & {meter, ""}:
            months, names = found.setdefault((site, carrier, meter), ([], set()))
            months.append(month)
            names |= named
    for (site, _, meter), (months, names) in found.items():
        yield Finding(
            "meter_beside",
            "remark",
            facts={
                "site": site,
                "meter": meter,
                "first": str(min(months)),
                "last": str(max(months)),
                "others": ", ".join(sorted(names)),
            },
        )


def _is_whole(month: Month, days: list[Mapping[str, object]]) -> bool:
    length = (month.plus(1).first_day - month.first_day).days
    registers = {cells["register"] for cells in days}
    present = sum(int(str(cells["present"])) for cells in days)
    wanted = sum(int(str(cells["wanted"])) for cells in days)
    return len(days) == length * len(registers) and present >= wanted

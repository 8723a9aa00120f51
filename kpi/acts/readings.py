"""What is particular to files of meter readings when they are compared and stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from kpi.acts.compare import slice_of
from kpi.declare import METER, Catalogue, Contract, Month
from kpi.intake import Checked, Finding, corrects
from kpi.store import Metered, Reader, Writing, add_readings, entries, metered_months, own_months

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


def beside(
    catalogue: Catalogue, contract: Contract, checked: Checked, reader: Reader
) -> Iterable[Finding]:
    """Remark what readings and monthly figures of the same meters do not bear out of each other."""
    if contract.readings is not None:
        fed = catalogue.contracts[contract.readings.feeds]
        yield from _beside_months(fed, contract, checked, reader)
    for source in catalogue.contracts.values():
        if source.readings is not None and source.readings.feeds == contract.id:
            yield from _beside_readings(contract, source, checked, reader)


def _beside_months(
    fed: Contract, source: Contract, checked: Checked, reader: Reader
) -> Iterable[Finding]:
    """Remark readings that the monthly figures beside them do not bear out.

    Only whole months of main meters are compared; the month counts. Readings that count beside the
    monthly figures of other meters are remarked as well, and those of a meter that counts at another
    site: one meter under two names, or at two places, would be counted twice.
    """
    sent = _sent(source, checked)
    if not sent:
        return
    months = frozenset(month for _, month, *_ in sent)
    known = own_months(reader, fed, months)
    metered = metered_months(reader, source, months)
    yield from _beside_others(sent, known)
    yield from _elsewhere(sent, {*known, *metered})
    places = {key[:3] for key in sent}
    together = {key: found for key, found in {**metered, **sent}.items() if key[:3] in places}
    yield from _differing(together, known)


def _beside_readings(
    fed: Contract, source: Contract, checked: Checked, reader: Reader
) -> Iterable[Finding]:
    """Remark a monthly file that the readings beside it do not bear out, as the other way round."""
    monthly = _monthly(fed, checked)
    if not monthly:
        return
    yield from _called_otherwise(fed, checked)
    yield from _registered_below(fed, checked, reader)
    months = frozenset(month for _, month, *_ in monthly)
    metered = metered_months(reader, source, months)
    stored = own_months(reader, fed, months)
    yield from _elsewhere(monthly, {*monthly, *stored, *metered})
    if metered:
        yield from _beside_others(sorted(metered), {*monthly, *stored})
        yield from _differing(metered, monthly)


def _sent(source: Contract, checked: Checked) -> dict[Key, Metered]:
    """Return what the main meters of a file add up to in each month, and whether that is whole."""
    assert source.readings is not None  # asked by the caller
    parts = {part for parts in source.readings.tariffs.values() for part in parts}
    days: dict[Key, list[Mapping[str, Any]]] = {}
    for row in checked.rows:
        if not row.cells["main_meter"]:
            days.setdefault(_key(source, row.cells, str(row.cells[METER])), []).append(row.cells)
    found: dict[Key, Metered] = {}
    for key, cells in days.items():
        totals = {cell["day"] for cell in cells if cell["register"] not in parts}
        counted = [c for c in cells if c["register"] not in parts or c["day"] not in totals]
        amount = sum((Decimal(str(cell["amount"])) for cell in counted), Decimal())
        found[key] = Metered(amount, str(cells[0]["unit"]), _is_whole(key[1], counted))
    return found


def _monthly(fed: Contract, checked: Checked) -> dict[Key, Decimal]:
    """Return what a monthly file tells of whole months, by every name of a meter, as stored ones."""
    found: dict[Key, Decimal] = {}
    whole: set[Key] = set()
    for row in checked.rows:
        cells = row.cells
        if cells.get("main_meter") or (fed.spread and cells.get(fed.spread)):
            continue
        names = {str(cells[name] or "") for name in fed.meter_names} - {""}
        for name in names or {""}:
            key = _key(fed, cells, name)
            found[key] = found.get(key, Decimal()) + Decimal(str(cells["amount"] or 0))
            if not corrects(fed, cells):
                whole.add(key)
    return {key: amount for key, amount in found.items() if key in whole}


def _called_otherwise(fed: Contract, checked: Checked) -> Iterable[Finding]:
    """Remark a meter that stands in one month by its EAN code alone and by a name beside it."""
    rows: dict[Key, dict[str, int]] = {}
    for row in checked.rows:
        own = str(row.cells[METER] or "")
        for name in {str(row.cells[n] or "") for n in fed.meter_names} if own else ():
            if name and not row.cells.get("main_meter"):
                rows.setdefault(_key(fed, row.cells, name), {}).setdefault(own, row.line)
    for (site, month, _, code), lines in rows.items():
        if code in lines and len(lines) > 1:
            other = next(own for own in lines if own != code)
            facts = {"site": site, "month": str(month), "meter": code, "other": other}
            yield Finding("meter_called_twice", "remark", lines[other], facts=facts)


def _registered_below(fed: Contract, checked: Checked, reader: Reader) -> Iterable[Finding]:
    """Remark a meter that counts in a monthly file and is registered below a main meter."""
    known = {str(e.body["meter"]): e.body.get("main_meter") for e in entries(reader, METER)}
    told: set[str] = set()
    for row in checked.rows:
        names = {str(row.cells[name] or "") for name in fed.meter_names}
        for name in sorted(n for n in names if known.get(n) and n not in told):
            if not row.cells.get("main_meter"):
                told.add(name)
                facts = {"meter": name, "main": str(known[name])}
                yield Finding("meter_registered_below", "remark", row.line, facts=facts)


def _key(contract: Contract, cells: Mapping[str, Any], meter: str) -> Key:
    month = cells["month"]
    assert isinstance(month, Month)
    return str(cells["site"]), month, str(cells[contract.category or ""]), meter


def _differing(metered: Mapping[Key, Metered], monthly: Mapping[Key, Decimal]) -> Iterable[Finding]:
    """Remark whole months whose readings and monthly figure lie apart; the month counts.

    A monthly figure that names no meter is that of all meters of its place together.
    """
    unnamed: dict[tuple[str, Month, str], list[tuple[str, Metered]]] = {}
    for (site, month, carrier, meter), found in metered.items():
        if (site, month, carrier, meter) in monthly:
            if found.whole:
                own = monthly[site, month, carrier, meter]
                yield from _apart(site, month, meter, found.amount, own, found.unit)
        elif (site, month, carrier, "") in monthly:
            unnamed.setdefault((site, month, carrier), []).append((meter, found))
    for (site, month, carrier), meters in unnamed.items():
        if all(found.whole for _, found in meters):
            names = ", ".join(meter for meter, _ in meters)
            amount = sum((found.amount for _, found in meters), Decimal())
            own = monthly[site, month, carrier, ""]
            yield from _apart(site, month, names, amount, own, meters[0][1].unit)


def _apart(
    site: str, month: Month, meter: str, amount: Decimal, monthly: Decimal, unit: str
) -> Iterable[Finding]:
    if abs(amount - monthly) > APART * abs(monthly):
        facts = {
            "site": site,
            "month": str(month),
            "meter": meter,
            "amount": f"{amount:f}",
            "monthly": f"{monthly:f}",
            "unit": unit,
        }
        yield Finding("month_differs", "remark", facts=facts)


def _elsewhere(sent: Iterable[Key], known: Iterable[Key]) -> Iterable[Finding]:
    """Remark every meter that counts at another site as well in the same month."""
    places: dict[tuple[Month, str], set[str]] = {}
    for site, month, _, meter in known:
        places.setdefault((month, meter), set()).add(site)
    found: dict[tuple[str, str, str], list[Month]] = {}
    for site, month, _, meter in sent:
        for other in places.get((month, meter), set()) - {site} if meter else ():
            found.setdefault((site, meter, other), []).append(month)
    for (site, meter, other), months in found.items():
        facts = {"site": site, "other": other, "meter": meter}
        span = {"first": str(min(months)), "last": str(max(months))}
        yield Finding("meter_elsewhere", "remark", facts={**facts, **span})


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

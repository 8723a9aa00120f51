"""The items of the Milieubarometer, each filled with the year total of a figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kpi.declare import Month, Text
from kpi.judge.judge import Judge
from kpi.measure import Figures, Measured, Scope
from kpi.measure.registers import register_entries

ITEMS = "barometer_item"


@dataclass(frozen=True)
class BarometerItem:
    """One item of the form. `indicator` is empty where nothing of it is kept here.

    `part` names a value of the figure's breakdown, empty for the whole figure.
    """

    code: str
    block: Text
    label: Text
    indicator: str
    part: str
    unit: str
    factor: Decimal


@dataclass(frozen=True)
class BarometerLine:
    """One item over a calendar year at one site; `value` is in the item's unit, unrounded.

    `value` is None where nothing is known; `measured` is None where no figure fills the item.
    """

    item: BarometerItem
    value: Decimal | None
    measured: Measured | None


def barometer_items(judge: Judge) -> tuple[BarometerItem, ...]:
    """Return the items at the judge's revision, in their order."""
    entries = register_entries(judge.reader, ITEMS, as_of=judge.as_of)
    ordered = sorted(entries, key=lambda e: (Decimal(str(e.body["place"])), e.id))
    return tuple(_item(entry.body) for entry in ordered)


def _item(body: Mapping[str, Any]) -> BarometerItem:
    return BarometerItem(
        code=str(body["code"]),
        block=Text(**body["block"]),
        label=Text(**body["item"]),
        indicator=str(body.get("indicator") or ""),
        part=str(body.get("part") or ""),
        unit=str(body["unit"]),
        factor=Decimal(str(body["factor"])),
    )


def barometer(judge: Judge, site: str, year: int) -> tuple[BarometerLine, ...]:
    """Return every item with a site's total of a calendar year."""
    figures, scope = judge.figures(), Scope(site, Month(year, 12), "year")
    return tuple(_line(figures, item, scope) for item in barometer_items(judge))


def _line(figures: Figures, item: BarometerItem, scope: Scope) -> BarometerLine:
    declared = figures.catalogue.indicators.get(item.indicator)
    if declared is None:
        return BarometerLine(item, None, None)
    measured = figures.measured(item.indicator, scope)
    value = measured.value
    if value is not None and item.part:
        # A part of which nothing was reported while the whole is known is nought.
        split = dict(figures.breakdown(item.indicator, scope)) if declared.breakdown else None
        value = None if split is None else split.get(item.part, Decimal())
    return BarometerLine(item, None if value is None else value * item.factor, measured)

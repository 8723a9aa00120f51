"""Stores in which gas follows the shipped degree days by a line that is known."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

from kpi.acts import Acts
from kpi.declare import REFERENCE
from tests.stores import upload

ENERGY = (
    "locatie;periode;energiedrager;verbruik;eenheid;meetwijze;groen_gvo;opmerking;correctie\r\n"
)
FIGURES = "locatie;periode;verpleegdagen;dagopnamen;meetwijze\r\n"
NAMES = {"ALM": "Almelo", "HGL": "Hengelo", "UNSPLIT": "beide"}

with (REFERENCE / "degree_days.csv").open(encoding="utf-8") as lines:
    COLD: Mapping[str, Decimal] = {
        row["month"]: Decimal(row["weighted_degree_days"])
        for row in csv.DictReader(lines)
        if row["station"] == "283"
    }
"""Weighted degree days of Hupsel by month, as they ship; read here without the house."""

Use = Callable[[str], Decimal]


def line(base: int, slope: int, part: str = "1") -> Use:
    """Return a use of so much a month and so much a degree day, or a part of that."""
    return lambda month: (base + slope * COLD[month]) * Decimal(part)


def months(*years: int) -> list[str]:
    """Return the months of these years."""
    return [f"{year}-{number:02d}" for year in years for number in range(1, 13)]


def energy(site: str, gas: Mapping[str, Decimal], power: int = 1000) -> list[str]:
    """Return energy rows of a site for the months in which its gas is given."""
    rows = []
    for month, amount in gas.items():
        start = f"{NAMES[site]};{month}"
        rows.append(f"{start};aardgas;{number(amount)};m3;gemeten;;;")
        rows.append(f"{start};elektriciteit_inkoop;{power};kWh;gemeten;;;")
        rows.append(f"{start};water;10;m3;gemeten;;;")
    return rows


def number(amount: Decimal) -> str:
    """Return a number as a Dutch file has it."""
    return f"{amount:.3f}".replace(".", ",")


def send_energy(acts: Acts, rows: Iterable[str]) -> None:
    """Upload energy rows."""
    upload(acts, "energy", ENERGY + "\r\n".join(rows) + "\r\n")


def send_days(acts: Acts, days: Mapping[tuple[str, int], int]) -> None:
    """Upload so many patient days a month by site and year."""
    rows = [
        f"{NAMES[site]};{month};{count};0;gemeten"
        for (site, year), count in days.items()
        for month in months(year)
    ]
    upload(acts, "key_figures", FIGURES + "\r\n".join(rows) + "\r\n")

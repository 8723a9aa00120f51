"""A month, a year and a rolling year, summed again from the exported CSV by another way."""

from __future__ import annotations

import csv
import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from kpi.acts import Acts
from kpi.command import run
from kpi.declare import Month, Span
from kpi.measure import Scope
from tests.stores import open_acts, upload

Row = dict[str, str]
SITES = {"Almelo": "ALM", "Hengelo": "HGL"}


def file() -> str:
    """Two sites, October 2024 to June 2026; green and grey power, gas, heat and sevoflurane."""
    lines = ["locatie;periode;energiedrager;verbruik;eenheid;groen_gvo;gvo_soort;volume_basis"]
    for place, site in enumerate(SITES):
        for month in Month(2024, 10).until(Month(2026, 6)):
            seed = month.index * 7 + place * 13
            green = f"{seed % 70};wind" if seed % 3 else ";"
            rows = [
                f"elektriciteit_inkoop;{50000 + seed * 11 % 977},25;kWh;{green};",
                f"aardgas;{9000 + seed * 17 % 883},5;m3;;;Nm3",
                "water;10;m3;;;",
            ]
            if seed % 4 == 0:
                rows.append(f"sevofluraan;{seed % 9 + 1},125;kg;;;")
            if place:
                rows.append(f"warmte;{100 + seed % 31};GJ;;;")
            lines += [f"{site};{month};{row}" for row in rows]
    return "\n".join(lines) + "\n"


class Exported:
    """The export as another program would read it: nothing but its text."""

    def __init__(self, folder: Path) -> None:
        self.rows = self._table(folder / "rows_energy.csv")
        self.factors = self._table(folder / "factors.csv")
        self.figures = self._table(folder / "figures.csv")

    @staticmethod
    def _table(path: Path) -> list[Row]:
        with path.open(encoding="utf-8", newline="") as lines:
            return list(csv.DictReader(lines))

    def factor(self, activity: str, variant: str, boundary: str, day: str) -> Decimal:
        found = [
            Decimal(row["value"])
            for row in self.factors
            if (row["activity"], row["variant"], row["boundary"]) == (activity, variant, boundary)
            and row["applies_from"] <= day <= row["applies_to"]
        ]
        assert len(found) == 1, (activity, variant, boundary, day)
        return found[0]

    def month(self, site: str, month: str) -> Decimal:
        """Everything the market-based total holds, for one site and month."""
        total = Decimal(0)
        for row in self.rows:
            if row["site"] != site or row["month"][:7] != month:
                continue
            amount, day = Decimal(row["amount"]), f"{month}-01"
            if row["carrier"] == "elektriciteit_inkoop":
                green = amount * Decimal(row["green_guarantee"] or 0) / 100
                total += green * self.factor("elektriciteit", "wind", "WTW", day)
                total += (amount - green) * self.factor("elektriciteit", "grijs", "WTW", day)
            elif row["carrier"] == "aardgas":
                total += amount * self.factor("aardgas", "", "WTW", day)
            elif row["carrier"] == "warmte":
                total += amount * self.factor("warmte", "gemiddeld", "WTW", day)
            elif row["carrier"] == "sevofluraan":
                total += amount * self.factor("narcosegas", "sevofluraan", "GWP", day)
        return total


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made: Path = tmp_path_factory.mktemp("recomputed")
    return made


@pytest.fixture(scope="module")
def exported(folder: Path) -> Exported:
    acts = open_acts(folder / "kpi.duckdb")
    upload(acts, "energy", file())
    acts.store.close()
    words = ["export", "--out", str(folder / "out"), "--store", str(folder / "kpi.duckdb")]
    assert run(words, dt.date(2026, 11, 15)) == 0
    return Exported(folder / "out")


@pytest.fixture(scope="module")
def acts(exported: Exported, folder: Path) -> Acts:
    assert exported.rows
    return open_acts(folder / "kpi.duckdb")


def months(first: str, last: str) -> list[str]:
    return [str(m) for m in Month.parse(first).until(Month.parse(last))]


@pytest.mark.parametrize("site", ["ALM", "HGL", "ALL"])
@pytest.mark.parametrize(
    ("span", "month", "first"),
    [("month", "2025-03", "2025-03"), ("year", "2025-12", "2025-01"), ("r12", "2026-06", "2025-07"),
     ("r12", "2025-09", "2024-10")],
)  # fmt: skip
def test_a_span_is_the_sum_of_the_exported_rows(
    exported: Exported, acts: Acts, site: str, span: Span, month: str, first: str
) -> None:
    sites = ["ALM", "HGL"] if site == "ALL" else [site]
    again = sum(exported.month(place, m) for m in months(first, month) for place in sites)
    scope = Scope(site, Month.parse(month), span)
    measured = acts.judge().figures().measured("co2_operations_market", scope)
    assert measured.status != "incomplete"
    assert measured.value == again


def test_the_exported_figures_are_the_sums_of_the_exported_rows(exported: Exported) -> None:
    told = {
        (row["site"], row["month"]): Decimal(row["value"])
        for row in exported.figures
        if row["indicator"] == "co2_operations_market" and row["value"]
    }
    for site in ("ALM", "HGL"):
        for month in months("2024-10", "2026-06"):
            assert told[site, month] == exported.month(site, month)

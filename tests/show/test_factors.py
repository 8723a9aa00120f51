"""Factors in words: history as steps, assumed ones marked, the basis of a GWP beside its number."""

from __future__ import annotations

import pytest

from kpi.declare import load
from kpi.show import Voice
from kpi.show.factors import (
    FactorView,
    factor_rows,
    factor_views,
    factor_years,
    history_chart,
    history_title,
    of_activity,
)

CATALOGUE = load()
VOICE = Voice(CATALOGUE, "en", {"HGL": "Hengelo"})
OWN = {
    "site": "HGL", "activity": "elektriciteit", "variant": "gridmix", "unit": "kWh",
    "boundary": "WTW", "value": "0.2", "applies_from": "2026-01-01", "applies_to": "2026-12-31",
    "standing": "own", "evidence": "read", "source": "Label",
}  # fmt: skip


def views(own: bool = False) -> tuple[FactorView, ...]:
    listed = [seed.body for seed in CATALOGUE.seeds if seed.register_id == "factor"]
    return factor_views(listed, [OWN] if own else [], VOICE)


def grid(own: bool = False) -> list[FactorView]:
    return [v for v in of_activity(views(own), "elektriciteit") if v.variant == "gridmix"]


def test_the_title_says_how_the_newest_stands_against_the_one_before() -> None:
    """0.244 against 0.268: 9.0% less."""
    assert history_title(grid(), "grid mix", 2026, VOICE) == (
        "grid mix: 0.244 kg CO2e per kWh since 2026, 9.0% less than in 2025"
    )
    wind = [v for v in of_activity(views(), "elektriciteit") if v.variant == "wind"]
    assert history_title(wind, "wind", 2026, VOICE).startswith("wind: 0 kg CO2e per kWh, the same")


def test_a_year_without_a_factor_is_a_gap_and_an_assumed_one_has_an_open_mark() -> None:
    whole = history_chart(grid(), 2026, VOICE).data[0]
    assert list(whole.x) == [2022, 2023, 2024, 2025, 2026]
    assert list(whole.y) == [0.427, 0.337, 0.328, 0.268, 0.244]
    assert list(whole.marker.symbol) == ["circle-open", *["circle"] * 4]
    parts = history_chart(grid(), 2026, VOICE).data[1]
    assert list(parts.y) == [None, None, None, None, 0.2]


def test_an_own_factor_is_a_line_of_its_own() -> None:
    names = [trace.name for trace in history_chart(grid(own=True), 2026, VOICE).data]
    assert len(names) == 5 and any("Own factor of Hengelo." in name for name in names)


@pytest.mark.parametrize(("boundary", "basis"), [("GWP", "AR6"), ("GWP_AR4", "AR4")])
def test_the_basis_of_a_warming_potential_stands_beside_its_number(
    boundary: str, basis: str
) -> None:
    found = [v for v in of_activity(views(), "koudemiddel") if v.boundary == boundary]
    assert found
    assert all(basis in row[1] for row in factor_rows(found, VOICE))


def test_years_that_can_be_kept_fixed_are_those_with_a_yearly_list() -> None:
    years = factor_years(views(), 2026)
    assert years[0] == "2026" and years[-1] == "2015"
    assert "2027" not in factor_years(views(), 2027)

"""What methods work on: a declaration that cannot hold does not load, and says why."""

from __future__ import annotations

from typing import Any

import pytest

from kpi.declare import load
from kpi.declare.model import Decomposition, WeatherFit, faults

CATALOGUE = load()
FIT = CATALOGUE.weather_fits["gas"]
CHANGE = CATALOGUE.decompositions["co2_operations_market"]

MODELS: list[WeatherFit | Decomposition] = [*CATALOGUE.weather_fits.values()]
MODELS += CATALOGUE.decompositions.values()


def told(model: WeatherFit | Decomposition) -> str:
    return "; ".join(faults(model, CATALOGUE.indicators, set(CATALOGUE.sources)))


def test_what_ships_holds() -> None:
    assert len(MODELS) >= 3
    assert [told(model) for model in MODELS] == [""] * len(MODELS)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"of": "nothing"}, "unknown figures"),
        ({"driver": "water"}, "water is not a driver"),
        ({"of": "gas_per_m2"}, "gas_per_m2 is not a flow"),
        ({"source": ("nowhere",)}, "unknown sources"),
    ],
)
def test_a_weather_fit_that_cannot_hold(change: dict[str, Any], fault: str) -> None:
    assert fault in told(FIT.model_copy(update=change))


def test_normal_years_do_not_end_before_they_begin() -> None:
    with pytest.raises(ValueError, match="end before they begin"):
        WeatherFit.model_validate({**FIT.model_dump(), "normal_last": 2015})


FIRST = CHANGE.carrier[0]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"carrier": CHANGE.carrier[1:]}, "its carriers are not the parts"),
        ({"carrier": (*CHANGE.carrier, FIRST)}, "its carriers are not the parts"),
        ({"activity": "beds"}, "not summed over months"),
        ({"activity": "nothing"}, "unknown figures"),
        (
            {
                "carrier": (
                    FIRST.model_copy(update={"uses": ("electricity_purchased", "water")}),
                    *CHANGE.carrier[1:],
                )
            },
            "differ in unit",
        ),
        (
            {"carrier": (FIRST.model_copy(update={"uses": ("gas",)}), *CHANGE.carrier[1:])},
            "a use stands twice",
        ),
    ],
)
def test_a_decomposition_that_cannot_hold(change: dict[str, Any], fault: str) -> None:
    assert fault in told(CHANGE.model_copy(update=change))


def test_models_stand_on_pages_that_figures_stand_on() -> None:
    pages = {indicator.page for indicator in CATALOGUE.indicators.values()}
    assert {model.page for model in MODELS} <= pages

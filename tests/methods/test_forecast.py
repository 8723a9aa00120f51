"""The forecast against the worked case: 2018 10,000 t to 2025 7,650 t, looked at from there."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.methods import Point, forecast, half_drift, measured_coverage


def yearly(*values: int | Decimal) -> list[Point]:
    """Return totals of the years from 2018 on."""
    return [Point(2018 + place, Decimal(value)) for place, value in enumerate(values)]


SERIES = yearly(10_000, 9_700, 8_800, 8_700, 8_300, 8_150, 7_900, 7_650)
TARGET = Decimal(4_500)


def printed(*values: Decimal) -> list[str]:
    return [f"{value:,.1f}" for value in values]


def test_drift_of_the_worked_case() -> None:
    found = forecast(SERIES, 5, "drift")
    assert found is not None and found.changes == 7
    assert f"{found.mean:.6f}" == "-0.038268" and f"{found.spread:.6f}" == "0.028406"
    assert printed(found.centre) == ["6,317.8"]
    assert printed(*found.band(0.80)) == ["5,604.8", "7,121.4"]
    assert printed(*found.band(0.95)) == ["5,154.5", "7,743.5"]
    assert f"{found.below(TARGET):.2%}" == "0.33%"
    assert printed(found.extra(TARGET, 0.50), found.extra(TARGET, 0.95)) == ["1,817.8", "2,925.8"]


def test_no_change_of_the_worked_case() -> None:
    found = forecast(SERIES, 5, "no_change")
    assert found is not None and found.centre == 7_650
    assert printed(*found.band(0.80)) == ["6,604.8", "8,860.6"]
    assert printed(*found.band(0.95)) == ["5,984.6", "9,778.9"]
    assert f"{found.below(TARGET):.2%}" == "0.07%"


def test_half_the_drift_ends_between_the_two() -> None:
    # The geometric mean of 7,650 and 6,317.8.
    found = half_drift(SERIES, 5)
    assert found is not None and printed(found) == ["6,952.0"]


def test_a_target_that_asks_for_more_mirrors_one_that_asks_for_less() -> None:
    found = forecast(SERIES, 5, "drift")
    assert found is not None
    assert printed(found.extra_above(Decimal(8_000), 0.5)) == ["1,682.2"]
    # The lower bound of the 90% band is where 95% of the outcomes lie above.
    low, high = found.band(0.90)
    assert found.extra_above(Decimal(8_000), 0.95) == pytest.approx(8_000 - low)
    assert found.extra(TARGET, 0.95) == pytest.approx(high - TARGET)


@pytest.mark.parametrize("values", [SERIES[:3], yearly(9, 8, 7, 0, 6, 5)])
def test_too_few_years_or_a_zero_foretell_nothing(values: list[Point]) -> None:
    assert forecast(values, 5, "drift") is None
    assert half_drift(values, 5) is None


def test_a_year_that_lacks_leaves_one_change_over_two_years() -> None:
    # 100, 90, (none), 72.9, 65.61, 59.049: always 10% a year, so the mean is ln 0.9 and no spread.
    steady = yearly(Decimal(100), Decimal(90), Decimal(0), Decimal("72.9"), Decimal("65.61"))
    found = forecast([*steady[:2], *steady[3:]], 1, "drift")
    assert found is not None and found.changes == 3
    assert f"{found.mean:.6f}" == "-0.105361" and found.spread < 1e-12
    assert f"{found.centre:.3f}" == "59.049"
    # Of the no-change band the yearly squares count: all three are (ln 0.9)^2, one of them over
    # two years: (1 + 2 + 1) / 3 of it.
    still = forecast([*steady[:2], *steady[3:]], 1, "no_change")
    assert still is not None and f"{still.error:.6f}" == "0.121660"


def test_a_part_of_a_year_ahead_is_nearer_than_a_year() -> None:
    half, whole = forecast(SERIES, 0.5, "drift"), forecast(SERIES, 1, "drift")
    assert half is not None and whole is not None
    assert half.error < whole.error and half.centre > whole.centre


def test_a_target_of_zero_has_no_chance() -> None:
    found = forecast(SERIES, 5, "drift")
    assert found is not None and found.below(Decimal(0)) == 0


def test_a_series_without_spread_is_certain() -> None:
    found = forecast(yearly(8, 4, 2, 1), 1, "drift")
    assert found is not None
    assert found.below(Decimal("0.51")) == 1 and found.below(Decimal("0.49")) == 0


def test_coverage_is_counted_on_the_series_itself() -> None:
    # Eight years: four starts (4, 5, 6 and 7 years behind them) with 4 + 3 + 2 + 1 outcomes.
    found = measured_coverage(SERIES, "no_change", 0.80)
    assert (found.held, found.tried) == (10, 10)
    jump = [*SERIES[:7], Point(2025, Decimal(3_000))]
    assert measured_coverage(jump, "no_change", 0.80).held == 6


@given(
    st.lists(st.integers(1, 10**6).map(Decimal), min_size=4, max_size=12),
    st.integers(1, 30),
    st.sampled_from(["drift", "no_change"]),
)
def test_a_wider_band_holds_the_narrower_and_the_centre(
    values: list[Decimal], years: int, model: str
) -> None:
    found = forecast(yearly(*values), years, "drift" if model == "drift" else "no_change")
    assert found is not None
    (low, high), (lower, higher) = found.band(0.80), found.band(0.95)
    assert lower <= low <= found.centre <= high <= higher

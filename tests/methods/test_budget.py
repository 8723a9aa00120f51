"""Budgets against the worked case: base 10,000 t in 2018, 4,500 t in 2030, seven years used."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.methods import Point, budget, even_step

POINTS = [Point(2018, Decimal(10_000)), Point(2030, Decimal(4_500))]
USED = [9_700, 8_800, 8_700, 8_300, 8_150, 7_900, 7_650]
ACTUAL = [Point(2019 + place, Decimal(value)) for place, value in enumerate(USED)]


def test_the_worked_case_on_the_straight_path() -> None:
    found = budget(POINTS, 2030, "linear", ACTUAL)
    assert f"{found.total:.2f}" == "84250.00"
    assert found.used == 59_200
    assert f"{found.planned:.2f}" == "57166.67"
    assert f"{found.overshoot:.2f}" == "2033.33"
    assert f"{found.left:.2f}" == "25050.00"
    # 5 x 7,650 - 15 x 880 = 25,050; the last year is then 7,650 - 5 x 880.
    assert found.step is not None and f"{found.step:.2f}" == "880.00"
    assert found.ends_at is not None and f"{found.ends_at:.2f}" == "3250.00"
    # 25,050 / 7,650 years at the newest pace.
    assert found.lasts is not None and f"{found.lasts:.4f}" == "3.2745"


def test_a_constant_percentage_allows_less_over_the_same_years() -> None:
    assert f"{budget(POINTS, 2030, 'constant', ACTUAL).total:.2f}" == "79934.68"


def test_what_is_used_up_leaves_no_step() -> None:
    found = budget(POINTS, 2019, "linear", [Point(2019, Decimal(20_000))])
    assert found.left < 0 and found.step is None and found.ends_at is None and found.lasts is None


def test_what_allows_the_present_pace_needs_no_step() -> None:
    assert even_step(Decimal(100), Decimal(500), 5) is None


def test_a_cut_that_reaches_zero_before_the_end() -> None:
    # 100 now and 50 left over five years: 50 in the first year and nothing after it.
    assert even_step(Decimal(100), Decimal(50), 5) == 50


@pytest.mark.parametrize("years", [[2020], [2019, 2021], [], [2019, 2019]])
def test_a_hole_in_the_years_is_no_budget(years: list[int]) -> None:
    with pytest.raises(ValueError, match="without a hole"):
        budget(POINTS, 2030, "linear", [Point(year, Decimal(1)) for year in years])


@given(
    st.decimals(min_value=1, max_value=10**6, places=2),
    st.decimals(min_value="0.01", max_value="0.99", places=2),
    st.integers(1, 30),
)
def test_the_step_uses_exactly_what_is_left(now: Decimal, share: Decimal, years: int) -> None:
    left = now * years * share
    step = even_step(now, left, years)
    assert step is not None
    used = sum((max(now - place * step, Decimal()) for place in range(1, years + 1)), Decimal())
    assert abs(used - left) < Decimal("1e-15") * (left + 1)

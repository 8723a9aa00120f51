"""Target paths against the worked case: base 10,000 t in 2018, 4,500 t in 2030, 0 in 2050."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.methods import (
    PathImpossible,
    Point,
    contraction,
    linear_path,
    pace_ratio,
    path_value,
    progress_ratio,
    yearly_rate,
)

POINTS = [
    Point(2018, Decimal(10_000)),
    Point(2030, Decimal(4_500)),
    Point(2050, Decimal(0)),
]


@pytest.mark.parametrize(
    ("year", "expected"),
    [
        (2017, None),
        (2018, "10000.000"),
        (2024, "7250.000"),
        (2025, "6791.667"),
        (2026, "6333.333"),
        (2030, "4500.000"),
        (2040, "2250.000"),
        (2050, "0.000"),
        (2060, "0.000"),
    ],
)
def test_linear_path(year: int, expected: str | None) -> None:
    value = linear_path(POINTS, year)
    assert (None if value is None else f"{value:.3f}") == expected


def test_linear_ratio_of_the_worked_case() -> None:
    # (10,000 - 7,650) / (10,000 - 6,791.67) = 2,350 / 3,208.33 = 73.25 %
    path = linear_path(POINTS, 2025)
    assert path is not None
    ratio = progress_ratio(Decimal(10_000), Decimal(7_650), path)
    assert ratio is not None and f"{ratio:.2f}" == "73.25"


def test_moving_away_is_negative_and_no_required_change_has_no_ratio() -> None:
    ratio = progress_ratio(Decimal(100), Decimal(110), Decimal(90))
    assert ratio == Decimal(-100)
    assert progress_ratio(Decimal(100), Decimal(90), Decimal(100)) is None


numbers = st.decimals(min_value=0, max_value=10**9, places=3)


@given(numbers, numbers, st.integers(0, 400))
def test_the_path_stays_between_its_ends(start: Decimal, end: Decimal, moment: int) -> None:
    value = linear_path([Point(0, start), Point(400, end)], moment)
    assert value is not None
    assert min(start, end) <= value <= max(start, end)


@given(numbers, numbers)
def test_on_the_path_is_one_hundred(base: Decimal, path: Decimal) -> None:
    if base != path:
        assert progress_ratio(base, path, path) == 100


@pytest.mark.parametrize(
    ("year", "expected"),
    [(2018, "10000.000"), (2024, "6708.204"), (2025, "6276.352"), (2026, "5872.301")],
)
def test_the_path_of_a_constant_percentage(year: int, expected: str) -> None:
    value = path_value(POINTS[:2], year, "constant")
    assert value is not None and f"{value:.3f}" == expected


def test_no_constant_percentage_reaches_zero() -> None:
    with pytest.raises(PathImpossible):
        path_value(POINTS, 2040, "constant")


def test_yearly_rates_of_the_worked_case() -> None:
    base, now, goal = Decimal(10_000), Decimal(7_650), Decimal(4_500)
    required, made = yearly_rate(base, goal, 12), yearly_rate(base, now, 7)
    recent, needed = yearly_rate(Decimal(8_800), now, 5), yearly_rate(now, goal, 5)
    rates = [required, made, recent, needed]
    assert [f"{rate:.4f}" for rate in rates if rate is not None] == [
        "-6.4377",
        "-3.7546",
        "-2.7621",
        "-10.0688",
    ]
    since_base, recently = pace_ratio(made, required), pace_ratio(recent, needed)
    assert since_base is not None and f"{since_base:.2f}" == "58.32"
    assert recently is not None and f"{recently:.2f}" == "27.43"


def test_a_goal_of_zero_has_no_compound_rate() -> None:
    assert yearly_rate(Decimal(10_000), Decimal(0), 32) is None
    assert pace_ratio(Decimal(-3), None) is None
    assert pace_ratio(Decimal(-3), Decimal(0)) is None


@pytest.mark.parametrize(("years", "expected"), [(7, 7_060), (12, 4_960), (40, 0)])
def test_a_cut_of_a_fixed_part_of_the_base(years: int, expected: int) -> None:
    assert contraction(Decimal(10_000), years, Decimal("4.2")) == expected


def test_the_straight_path_to_2050_passes_2030_higher() -> None:
    assert linear_path([POINTS[0], POINTS[2]], 2030) == 6_250

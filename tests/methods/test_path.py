"""Target paths against the worked case: base 10,000 t in 2018, 4,500 t in 2030, 0 in 2050."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.methods import Point, linear_path, progress_ratio

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

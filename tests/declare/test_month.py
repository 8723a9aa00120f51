"""Months count right across years."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.declare import Month

months = st.builds(Month, st.integers(1900, 2200), st.integers(1, 12))


def test_plus_crosses_years() -> None:
    assert Month(2025, 12).plus(1) == Month(2026, 1)
    assert Month(2025, 1).plus(-1) == Month(2024, 12)
    assert str(Month(2025, 3).plus(-14)) == "2024-01"


def test_last_day_knows_leap_years() -> None:
    assert Month(2024, 2).last_day == dt.date(2024, 2, 29)
    assert Month(2025, 2).last_day == dt.date(2025, 2, 28)


def test_until_is_inclusive_and_empty_backwards() -> None:
    assert [str(m) for m in Month(2024, 11).until(Month(2025, 1))] == [
        "2024-11",
        "2024-12",
        "2025-01",
    ]
    assert not list(Month(2025, 1).until(Month(2024, 12)))


@pytest.mark.parametrize("text", ["2025-13", "2025-00", "2025-1", "25-01", "jan 2025", ""])
def test_parse_refuses_what_is_not_iso(text: str) -> None:
    with pytest.raises(ValueError, match="month"):
        Month.parse(text)


@given(months, st.integers(-600, 600))
def test_plus_and_back(month: Month, steps: int) -> None:
    assert month.plus(steps).plus(-steps) == month
    assert month.plus(steps).index - month.index == steps
    assert Month.parse(str(month)) == month

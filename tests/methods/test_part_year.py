"""Part years against the worked case: last year 955 in all, this year 377 up to April."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.methods import change, rolling_year, same_months, seasonal_year

LAST = [Decimal(v) for v in (120, 110, 100, 80, 60, 50, 45, 45, 55, 75, 100, 115)]
THIS = [Decimal(v) for v in (108, 101, 94, 74)]


def by_month(values: list[Decimal]) -> dict[int, Decimal]:
    return dict(enumerate(values, start=1))


def test_the_same_months_of_last_year() -> None:
    assert same_months(by_month(THIS), by_month(LAST)) == (377, 410)
    found = change(Decimal(410), Decimal(377))
    assert found is not None and f"{found:.4f}" == "-8.0488"


def test_the_season_gives_a_year_where_twelve_over_n_gives_a_false_alarm() -> None:
    year = seasonal_year(by_month(THIS), [by_month(LAST)])
    assert year is not None and f"{year:.3f}" == "878.134"
    told = change(Decimal(955), year)
    assert told is not None and f"{told:.2f}" == "-8.05"
    assert f"{(sum(THIS) * 12 / 4 - 955) / 955 * 100:.1f}" == "18.4"


def test_twelve_rolling_months() -> None:
    found = rolling_year([*LAST, *THIS])
    assert found[:11] == [None] * 11
    assert found[11] == 955 and found[-1] == 922
    told = change(found[11], found[-1])
    assert told is not None and f"{told:.2f}" == "-3.46"


def test_a_missing_month_leaves_no_year() -> None:
    assert rolling_year([*LAST[:5], None, *LAST[6:], *THIS]) == [None] * 16
    assert same_months(by_month(THIS), {1: Decimal(1)}) is None
    assert seasonal_year(by_month(THIS), [by_month(LAST[:11])]) is None


@pytest.mark.parametrize(
    ("before", "after"), [(None, Decimal(1)), (Decimal(1), None), (Decimal(0), Decimal(1))]
)
def test_no_change_without_something_to_measure_by(
    before: Decimal | None, after: Decimal | None
) -> None:
    assert change(before, after) is None


@given(
    st.lists(st.integers(1, 10**6).map(Decimal), min_size=12, max_size=12),
    st.integers(1, 11),
    st.integers(1, 300),
)
def test_a_year_that_follows_the_season_is_foretold_exactly(
    last: list[Decimal], months: int, percent: int
) -> None:
    this = [value * percent / 100 for value in last[:months]]
    year = seasonal_year(by_month(this), [by_month(last)])
    assert year is not None
    assert abs(year - sum(last, Decimal()) * percent / 100) < Decimal("1e-15") * year

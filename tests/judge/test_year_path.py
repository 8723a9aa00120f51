"""The year under way beside its path: 76,000 kg in 2026 on the straight path of the worked case."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kpi.acts import Actor, Acts
from kpi.declare import ALL, Month
from kpi.judge import YearPath, year_path
from tests.judge.test_outlook import YEARS, bring, own_target
from tests.stores import open_acts

OCTOBER = Month(2026, 10)


def bring_all(leave_out: str = "") -> Acts:
    acts = open_acts()
    bring(acts, {**YEARS, 2026: 7_000}, leave_out)
    own_target(acts)
    return acts


@pytest.fixture(scope="module")
def under_way() -> Acts:
    """Ten months of 2026 without a hole; tests only read them."""
    return bring_all()


def seen(acts: Acts, month: Month = OCTOBER, target: str = "GD3-4c-A") -> YearPath:
    judge = acts.judge()
    found = year_path(judge, judge.progress(target, ALL, month))
    assert found is not None
    return found


def test_ten_months_beside_the_path_and_beside_the_same_months(under_way: Acts) -> None:
    found = seen(under_way)
    assert (found.year, len(found.counted), found.seasons) == (2026, 10, (2025, 2024, 2023))
    # 120,000 - 66,000 x 8 / 12
    assert found.allowed is not None
    assert round(found.allowed, 6) == 76_000
    assert (found.now, found.before) == (70_000, 76_500)
    assert found.allowed_so_far is not None
    assert round(found.allowed_so_far, 2) == Decimal("63333.33")
    assert found.seasonal is not None
    assert round(found.seasonal, 6) == 84_000
    assert found.reasons == ()


def test_of_months_after_the_one_in_view_nothing_counts(under_way: Acts) -> None:
    found = seen(under_way, Month(2026, 6))
    assert (found.now, len(found.counted)) == (42_000, 6)
    assert [month.later for month in found.months] == [False] * 6 + [True] * 6


def test_a_hole_ends_the_row_so_that_no_sum_hides_it() -> None:
    found = seen(bring_all("Almelo 2026-03"))
    assert (found.now, len(found.counted)) == (14_000, 2)


def test_the_month_that_runs_counts_in_no_sum(under_way: Acts) -> None:
    found = seen(under_way, Month(2026, 11))
    assert found.months[10].running
    assert not found.months[10].counts
    assert found.now == 70_000


def test_without_an_earlier_whole_year_there_is_no_monthly_path() -> None:
    acts = open_acts()
    bring(acts, {2018: 10_000})
    own_target(acts, base_year="2017")
    base = {"target": "GD3-4c-A", "site": "ALL", "year": "2017", "unit": "kg",
            "value": "120000", "status": "measured", "source": "report"}  # fmt: skip
    acts.set_entry("base_value", "b", base, actor=Actor.local("Anna"), reason="x")
    found = seen(acts, Month(2018, 6))
    assert [reason.code for reason in found.reasons] == ["season_unknown"]
    assert {month.allowed for month in found.months} == {None}


def test_a_share_has_no_sums(under_way: Acts) -> None:
    judge = under_way.judge()
    assert year_path(judge, judge.progress("GD3-4c-B", ALL, OCTOBER)) is None

"""Gas and degree days: the worked case to the printed digit, the limits, and laws of the line."""

from __future__ import annotations

import calendar
from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kpi.methods.weather import (
    Fit,
    Reading,
    cumulative,
    fit_days,
    fit_months,
    scaled,
    uncertainty,
)

DAYS = [calendar.monthrange(2023, month)[1] for month in range(1, 13)]


def readings(drivers: str, amounts: str) -> list[Reading]:
    pairs = zip(drivers.split(), amounts.split(), DAYS, strict=True)
    return [Reading(Decimal(x), Decimal(y), days) for x, y, days in pairs]


BASE = readings(
    "470 410 360 220 110 40 15 20 80 190 330 435",
    "196400 173900 156100 107800 71500 49500 40900 43300 60800 98100 145900 186600",
)
REPORT = readings(
    "430 380 330 215 120 30 10 25 95 205 300 400",
    "171500 151800 137000 96900 66800 40300 34200 38500 59700 94500 126700 160700",
)


@pytest.fixture(scope="module")
def fit() -> Fit:
    found = fit_months(BASE)
    assert found is not None
    return found


def used(months: list[Reading]) -> Decimal:
    return sum((reading.amount for reading in months), Decimal())


def cold(months: list[Reading]) -> Decimal:
    return sum((reading.driver for reading in months), Decimal())


def test_the_line_of_the_worked_case(fit: Fit) -> None:
    assert f"{fit.base:.3f} {fit.slope:.5f}" == "34627.725 341.51765"
    assert fit.r_squared is not None and f"{fit.r_squared:.6f}" == "0.999157"
    assert f"{fit.rmse:.3f} {fit.cv_rmse:.3f}" == "1784.426 1.609"
    assert abs(fit.nmbe) < Decimal("1e-20")
    assert fit.failing == ()


def test_the_line_by_day(fit: Fit) -> None:
    line = fit_days(BASE)
    assert line is not None and f"{line.base:.3f} {line.slope:.3f}" == "1128.591 342.860"


def test_the_normal_year_and_what_a_plain_ratio_makes_of_it(fit: Fit) -> None:
    assert f"{fit.expected(Decimal(2750), 12):.2f}" == "1354706.24"
    naive = scaled(used(BASE), cold(BASE), Decimal(2750))
    assert naive is not None and f"{naive:.2f}" == "1365559.70"
    assert scaled(used(BASE), Decimal(), Decimal(2750)) is None


def test_the_change_divided_over_weather_and_saving(fit: Fit) -> None:
    raw = used(REPORT) - used(BASE)
    expected = fit.expected(cold(REPORT), 12)
    assert (raw, f"{raw / used(BASE) * 100:.3f}") == (-152200, "-11.437")
    assert f"{expected:.2f}" == "1282987.53"
    avoided = expected - used(REPORT)
    assert f"{avoided:.2f} {avoided / expected * 100:.3f}" == "104387.53 8.136"
    assert f"{expected - used(BASE):.2f}" == "-47812.47"


def test_the_running_sum_of_the_worked_case(fit: Fit) -> None:
    assert [round(value) for value in cumulative(fit, REPORT)] == [
        -9980, -22585, -32913, -44067, -52877, -57450,
        -61293, -65959, -73331, -83470, -93853, -104388,
    ]  # fmt: skip


def test_how_sure_the_saving_is(fit: Fit) -> None:
    expected = fit.expected(cold(REPORT), 12)
    share = (expected - used(REPORT)) / expected
    found = uncertainty(fit, 12, share, 0.90)
    assert found is not None and f"{found:.4f}" == "0.1408"
    assert f"{found * (expected - used(REPORT)):.0f}"[:3] == "147"
    assert uncertainty(fit, 12, -share, 0.90) == found
    assert uncertainty(fit, 12, Decimal(), 0.90) is None


def test_fewer_than_twelve_months_may_not_correct() -> None:
    found = fit_months(BASE[:11])
    assert found is not None and found.failing == ("months_few",)


def test_too_much_scatter_may_not_correct_however_well_it_correlates() -> None:
    """Every second month 40 % more: the R2 stays high, the months miss their line by too much."""
    swung = [
        Reading(r.driver, r.amount * (Decimal("1.4") if place % 2 else 1), r.days)
        for place, r in enumerate(BASE)
    ]
    found = fit_months(swung)
    assert found is not None and found.r_squared is not None
    assert found.r_squared > Decimal("0.8") and found.failing == ("scatter",)


def test_a_use_that_falls_with_the_cold_has_no_slope() -> None:
    found = fit_months([Reading(r.driver, 1000 - r.driver, r.days) for r in BASE])
    assert found is not None and found.slope == 0 and found.base == found.mean
    assert "no_slope" in found.failing


def test_a_base_load_below_nought_cannot_be() -> None:
    """Used only above 100 degree days a month: the free line starts below nought, ours at it."""
    bent = [Reading(r.driver, max(r.driver - 100, Decimal()) * 10, r.days) for r in BASE]
    found = fit_months(bent)
    assert found is not None and found.base == 0
    # Through the origin: sum of xy over sum of xx, with the seven months above 100.
    xy = sum(r.driver * r.amount for r in bent)
    assert found.slope == pytest.approx(xy / sum(r.driver**2 for r in BASE))
    assert found.nmbe < -5 and "bias" in found.failing


@pytest.mark.parametrize(
    "months",
    [
        BASE[:2],
        [Reading(Decimal(100), reading.amount, 30) for reading in BASE],
        [Reading(reading.driver, Decimal(), 30) for reading in BASE],
        [],
    ],
    ids=["two months", "all equally cold", "nothing used", "no months"],
)
def test_where_there_is_no_line(months: list[Reading]) -> None:
    assert fit_months(months) is None


def test_a_month_alike_has_no_share_explained() -> None:
    found = fit_months([Reading(reading.driver, Decimal(7), 30) for reading in BASE])
    assert found is not None and found.r_squared is None and found.slope == 0


numbers = st.decimals(min_value=0, max_value=1000, places=1)
months = st.lists(st.tuples(numbers, numbers), min_size=3, max_size=24)


@settings(deadline=None)
@given(
    st.decimals(0, 10_000, places=2), st.decimals(1, 500, places=3), st.lists(numbers, min_size=3)
)
def test_months_on_a_line_give_that_line(
    base: Decimal, slope: Decimal, cold: list[Decimal]
) -> None:
    assume(len(set(cold)) > 1)
    found = fit_months([Reading(x, base + slope * x, 30) for x in cold])
    assert found is not None
    assert float(found.base) == pytest.approx(float(base), abs=1e-9)
    assert float(found.slope) == pytest.approx(float(slope))
    assert found.cv_rmse < Decimal("1e-9")


@settings(deadline=None)
@given(months)
def test_no_part_is_negative_and_errors_of_a_free_line_cancel(
    pairs: list[tuple[Decimal, Decimal]],
) -> None:
    months = [Reading(x, y, 30) for x, y in pairs]
    found = fit_months(months)
    if found is None:
        return
    assert found.base >= 0 and found.slope >= 0
    if found.base:
        assert abs(cumulative(found, months)[-1]) < Decimal("1e-20")


@settings(deadline=None)
@given(months, st.decimals(min_value="0.001", max_value=1000, places=3))
def test_the_judgement_does_not_hang_on_the_unit(
    pairs: list[tuple[Decimal, Decimal]], unit: Decimal
) -> None:
    found = fit_months([Reading(x, y, 30) for x, y in pairs])
    other = fit_months([Reading(x, y * unit, 30) for x, y in pairs])
    if found is None or other is None:
        assert found is other
        return
    assert float(other.slope) == pytest.approx(float(found.slope * unit), rel=1e-9, abs=1e-12)
    assert float(other.cv_rmse) == pytest.approx(float(found.cv_rmse), rel=1e-9, abs=1e-9)

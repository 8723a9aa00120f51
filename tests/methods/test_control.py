"""Control charts against the published vignette and the rule vectors of its package."""

from __future__ import annotations

import itertools
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.methods import Limits, Signal, assurance, limits, signals, variation

VIGNETTE = [Decimal(v) for v in (1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1)]


def wide(mean: str, low: str, high: str) -> Limits:
    """Return limits with their warning lines at two thirds."""
    middle, bottom, top = Decimal(mean), Decimal(low), Decimal(high)
    near_low, near_high = (middle + (edge - middle) * 2 / 3 for edge in (bottom, top))
    return Limits(middle, bottom, top, near_low, near_high)


def marked(values: list[int], middle: Limits, rule: str) -> list[int]:
    """Return the places, counted from 1, that a rule marks."""
    found = signals([Decimal(v) for v in values], middle)
    return [place for place, signal in enumerate(found, 1) if signal and signal.rule == rule]


@pytest.mark.parametrize(
    ("screen", "expected"),
    [(True, ("1.9444", "-0.7156", "4.6044")), (False, ("1.9444", "-3.0626", "6.9515"))],
)
def test_limits_as_the_vignette_prints_them(screen: bool, expected: tuple[str, ...]) -> None:
    found = limits(VIGNETTE, screen=screen)
    assert found is not None
    assert tuple(f"{v:.4f}" for v in (found.mean, found.low, found.high)) == expected


def test_warning_lines_lie_at_two_thirds() -> None:
    found = limits(VIGNETTE)
    assert found is not None
    assert (f"{found.near_low:.4f}", f"{found.near_high:.4f}") == ("-1.3936", "5.2825")


@pytest.mark.parametrize("screen", [True, False])
def test_the_tenfold_point_is_the_only_special_cause(screen: bool) -> None:
    found = limits(VIGNETTE, screen=screen)
    assert found is not None
    told = signals(VIGNETTE, found)
    assert {p: s for p, s in enumerate(told, 1) if s} == {5: Signal("outside", "high")}


def test_seven_rising_points_are_a_trend_and_a_tie_breaks_it() -> None:
    middle = wide("4", "-100", "100")
    assert marked([1, 2, 3, 4, 5, 6, 7], middle, "trend") == [1, 2, 3, 4, 5, 6, 7]
    assert marked([7, 6, 5, 4, 3, 2, 1], middle, "trend") == [1, 2, 3, 4, 5, 6, 7]
    assert marked([1, 2, 3, 3, 4, 5, 6], middle, "trend") == []
    assert marked([1, 2, 3, 4, 5, 6], middle, "trend") == []


def test_a_trend_up_then_down_marks_the_turn_with_the_newer() -> None:
    up_then_down = [1, 2, 3, 4, 5, 6, 7, 6, 5, 4, 3, 2, 1]
    found = signals([Decimal(v) for v in up_then_down], wide("4", "-100", "100"))
    assert [signal.side for signal in found if signal] == ["high"] * 6 + ["low"] * 7


def test_seven_on_one_side_are_a_shift() -> None:
    middle = wide("0", "-100", "100")
    assert marked([1, 2, 1, 2, 1, 2, 1, 2, -1], middle, "shift") == [1, 2, 3, 4, 5, 6, 7, 8]
    assert marked([1, 2, 1, 2, 1, 2], middle, "shift") == []
    assert marked([1, 2, 1, 0, 1, 2, 1, 2], middle, "shift") == []


def test_two_of_three_near_one_limit_mark_the_near_points_only() -> None:
    # Warning line at 6, limit at 9; points 3 and 5 are near, with one between them.
    middle = wide("0", "-9", "9")
    assert marked([1, 2, 7, 2, 8, 1, 2], middle, "near_limit") == [3, 5]
    assert marked([1, 2, 7, 2, -8, 1, 2], middle, "near_limit") == []
    assert marked([1, 2, 7, -1, 8, 1, 2], middle, "near_limit") == []
    assert marked([1, 2, 7, 1, 1, 8, 2], middle, "near_limit") == []


def test_sixteen_alternating_values_with_wide_ends_are_common_cause() -> None:
    values = [Decimal(v) for v in (1, -1) * 7] + [Decimal("5.5"), Decimal("-5.5")]
    found = limits(values)
    assert found is not None
    assert signals(values, found)[-1] is None


def test_the_first_rule_in_order_names_the_point() -> None:
    # The last of seven rising points also lies outside: outside comes first.
    found = signals([Decimal(v) for v in (1, 2, 3, 4, 5, 6, 70)], wide("4", "-50", "50"))
    assert [signal.rule for signal in found if signal] == ["trend"] * 6 + ["outside"]


@pytest.mark.parametrize(
    ("better", "side", "expected"),
    [
        ("up", "high", "improvement"),
        ("up", "low", "concern"),
        ("down", "high", "concern"),
        ("down", "low", "improvement"),
        ("none", "high", "neutral_high"),
        ("none", "low", "neutral_low"),
    ],
)
def test_variation_by_direction(better: str, side: str, expected: str) -> None:
    assert variation(Signal("shift", side), better) == expected  # type: ignore[arg-type]
    assert variation(None, better) == "common"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("better", "expected"),
    [("up", ["fails", "passes", "hit_and_miss"]), ("down", ["passes", "fails", "hit_and_miss"])],
)
def test_assurance_by_where_the_target_lies(better: str, expected: list[str]) -> None:
    edges = [wide("2", "1", "3"), wide("6", "5", "7"), wide("3", "1", "5")]
    found = [assurance(edge, Decimal(4), better) for edge in edges]  # type: ignore[arg-type]
    assert found == expected


def test_no_assurance_without_a_target_or_a_direction() -> None:
    edge = wide("2", "1", "3")
    assert assurance(edge, None, "up") == "none" and assurance(edge, Decimal(4), "none") == "none"


values = st.lists(st.integers(-1000, 1000).map(Decimal), min_size=2, max_size=40)


@given(values)
def test_turned_upside_down_every_signal_turns(series: list[Decimal]) -> None:
    up, down = limits(series), limits([-value for value in series])
    assert up is not None and down is not None
    told, turned = signals(series, up), signals([-value for value in series], down)
    other = {"high": "low", "low": "high"}
    for one, two in itertools.zip_longest(told, turned):
        assert (one and (one.rule, other[one.side])) == (two and (two.rule, two.side))


@given(values, st.integers(1, 50), st.integers(-500, 500))
def test_another_unit_changes_no_signal(series: list[Decimal], scale: int, offset: int) -> None:
    moved = [value * scale + offset for value in series]
    before, after = limits(series), limits(moved)
    assert before is not None and after is not None
    assert len(signals(series, before)) == len(series)
    assert [s and s.rule for s in signals(series, before)] == [
        s and s.rule for s in signals(moved, after)
    ]

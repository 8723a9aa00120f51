"""The level of a certificate, worked by hand: every trap of the rule has a case of its own."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kpi.methods import (
    Answer,
    Item,
    Rule,
    Standing,
    effective,
    lowest_reached,
    reached_level,
    standings,
)
from kpi.methods.level import Demand

LOW, MIDDLE, HIGH = "low", "middle", "high"


def rules(*minima: int | None) -> list[Rule]:
    levels = (LOW, MIDDLE, HIGH)
    return [
        Rule(level, None if least is None else Decimal(least), Decimal(10), Decimal(3))
        for level, least in zip(levels, minima, strict=False)
    ]


def item(
    code: str, low: Demand, middle: Demand, high: Demand, answer: Answer = "met", points: str = "1"
) -> Item:
    return Item(code, {LOW: low, MIDDLE: middle, HIGH: high}, Decimal(points), answer)


def fixed(code: str, answer: Answer = "met") -> Item:
    return item(code, "mandatory", "mandatory", "mandatory", answer)


def extra(code: str, answer: Answer = "met", points: str = "1") -> Item:
    return item(code, "extra", "extra", "extra", answer, points)


def stand(
    minima: tuple[int | None, ...],
    items: list[Item],
    hectares: str | None = "0",
    complete: bool = True,
) -> list[Standing]:
    green = None if hectares is None else Decimal(hectares)
    return standings(rules(*minima), items, hectares=green, complete=complete)


def test_all_mandatory_met_and_points_enough_is_reached() -> None:
    [low] = stand((2,), [fixed("a"), fixed("b"), extra("c"), extra("d")])
    assert (low.reached, low.mandatory, low.met, low.points, low.minimum) == (True, 2, 2, 2, 2)
    assert low.lacking == low.unstated == low.reasons == ()


@pytest.mark.parametrize("answer", ["not_met", "in_progress"])
def test_only_met_is_met(answer: Answer) -> None:
    [low] = stand((1,), [fixed("a"), fixed("b", answer), extra("c")])
    assert (low.reached, low.mandatory, low.met, low.lacking) == (False, 2, 1, ("b",))
    assert low.reasons == ("mandatory_lacking",)
    [low] = stand((1,), [fixed("a"), extra("c", answer)])
    assert (low.reached, low.points, low.reasons) == (False, 0, ("points_short",))


@pytest.mark.parametrize("answer", ["unknown", "lapsed"])
def test_what_nobody_showed_neither_shows_a_level_nor_refuses_it(answer: Answer) -> None:
    [low] = stand((1,), [fixed("a"), fixed("b", answer), extra("c")])
    assert (low.reached, low.mandatory, low.met, low.lacking, low.open) == (
        None, 2, 1, ("b",), ("b",),
    )  # fmt: skip
    assert low.reasons == ("mandatory_open",)
    [low] = stand((1,), [fixed("a"), extra("c", answer)])
    assert (low.reached, low.points, low.reasons) == (None, 0, ("points_open",))
    # One that is not met beside it refuses the level all the same.
    [low] = stand((1,), [fixed("a", "not_met"), fixed("b", answer), extra("c")])
    assert (low.reached, low.lacking, low.open) == (False, ("a", "b"), ("b",))


def test_points_are_short_only_when_all_that_is_open_would_not_do() -> None:
    open_ones = [extra("b", "unknown"), extra("c", "lapsed")]
    [low] = stand((4,), [extra("a"), *open_ones])
    assert (low.reached, low.reasons) == (False, ("points_short",))
    [low] = stand((3,), [extra("a"), *open_ones])
    assert (low.reached, low.reasons) == (None, ("points_open",))
    [low] = stand((3,), [extra("a"), extra("b", "unknown"), extra("c", "in_progress")])
    assert (low.reached, low.reasons) == (False, ("points_short",))


@pytest.mark.parametrize(
    ("found", "live", "lapsed", "answer"),
    [
        ("met", [], False, "met"),
        ("met", [], True, "lapsed"),
        ("met", [("met", False)], True, "lapsed"),  # a figure for a part does not carry the whole
        ("met", [("met", True)], True, "met"),
        ("met", [("not_met", False)], False, "not_met"),
        ("met", [("unknown", True)], False, "met"),
        ("unknown", [("met", True)], False, "met"),
        ("unknown", [("met", False)], False, "unknown"),
        ("unknown", [("met", True), ("not_met", False)], False, "not_met"),
        ("unknown", [("unknown", True)], False, "unknown"),
        ("not_met", [("met", True)], False, "not_met"),
        ("in_progress", [("not_met", True)], False, "in_progress"),
        ("not_applicable", [("met", True)], False, "not_applicable"),
        ("not_applicable", [("not_met", True)], True, "not_applicable"),
    ],
)
def test_what_counts_of_a_person_and_of_figures(
    found: Answer, live: list[tuple[Answer, bool]], lapsed: bool, answer: Answer
) -> None:
    assert effective(found, live, lapsed=lapsed) == answer


@pytest.mark.parametrize(
    ("reached", "together"),
    [
        (["high", "low"], "low"),
        (["middle", "middle"], "middle"),
        (["high", None], None),
        ([None, None], None),
        ([], None),
    ],
)
def test_sites_reach_together_what_the_lowest_reaches(
    reached: list[str | None], together: str | None
) -> None:
    assert lowest_reached(reached, (LOW, MIDDLE, HIGH)) == together


def test_what_does_not_apply_leaves_the_mandatory_list_and_never_earns_a_point() -> None:
    [low] = stand((1,), [fixed("a"), fixed("b", "not_applicable"), extra("c")])
    assert (low.reached, low.mandatory, low.met) == (True, 1, 1)
    [low] = stand((1,), [fixed("a"), extra("c", "not_applicable")])
    assert (low.reached, low.points) == (False, 0)


def test_levels_are_cumulative() -> None:
    """What is mandatory below stays mandatory above, even where the level itself says nothing."""
    only_low = item("a", "mandatory", "none", "none", "not_met")
    found = stand((0, 0, 0), [only_low, fixed("b")])
    assert [s.reached for s in found] == [False, False, False]
    assert [s.mandatory for s in found] == [2, 2, 2]
    assert found[1].reasons == ("level_below", "mandatory_lacking")
    assert reached_level(found) is None


def test_the_highest_level_that_is_reached_counts() -> None:
    at_high = item("c", "none", "none", "mandatory", "not_met")
    found = stand((1, 1, 1), [fixed("a"), extra("b"), at_high])
    assert [s.reached for s in found] == [True, True, False]
    assert reached_level(found) == MIDDLE


def test_a_level_without_enough_points_bars_those_above_it() -> None:
    """At the lowest level 2 points of 3; above it one is enough, but nobody skips a level."""
    found = stand((3, 1), [fixed("a"), extra("b"), extra("c")])
    assert [s.reached for s in found] == [False, False]
    assert found[1].reasons == ("level_below",)


def test_an_extra_that_becomes_mandatory_no_longer_earns_a_point() -> None:
    """Extra at the lower levels, mandatory at the highest: 2 points below, 1 at the top."""
    power = item("a", "extra", "extra", "mandatory")
    found = stand((2, 2, 2), [power, extra("b")])
    assert [s.points for s in found] == [2, 2, 1]
    assert [s.mandatory for s in found] == [0, 0, 1]
    assert [s.reached for s in found] == [True, True, False]


def test_an_extra_counts_with_its_own_points() -> None:
    [low] = stand((3,), [extra("a", points="2.5"), extra("b", points="0.5"), extra("c", "unknown")])
    assert (low.reached, low.points) == (True, 3)


@pytest.mark.parametrize(
    ("hectares", "minimum", "reached"),
    [("9.9", 2, True), ("10", 2, True), ("10.1", 5, False)],
)
def test_more_is_asked_above_ten_hectares_not_at_ten(
    hectares: str, minimum: int, reached: bool
) -> None:
    [low] = stand((2,), [extra("a"), extra("b")], hectares)
    assert (low.minimum, low.reached) == (minimum, reached)


@pytest.mark.parametrize(("count", "reached"), [(1, False), (2, None), (4, None), (5, True)])
def test_with_unknown_green_only_what_holds_either_way_is_said(
    count: int, reached: bool | None
) -> None:
    """2 points are asked, or 5 with much green: 1 is short either way, 5 is enough either way."""
    [low] = stand((2,), [fixed("z"), *(extra(str(n)) for n in range(count))], hectares=None)
    assert low.reached is reached
    assert ("green_unknown" in low.reasons) is (reached is None)


def test_an_unknown_minimum_gives_no_answer_but_a_lacking_requirement_does() -> None:
    [low] = stand((None,), [fixed("a"), extra("b")])
    assert (low.reached, low.minimum, low.reasons) == (None, None, ("minimum_unknown",))
    [low] = stand((None,), [fixed("a", "not_met")])
    assert low.reached is False


def test_a_requirement_without_a_stated_level_keeps_the_answer_open_until_it_is_met() -> None:
    loose = item("b", "unstated", "unstated", "unstated", "unknown")
    [low] = stand((0,), [fixed("a"), loose])
    assert (low.reached, low.unstated, low.reasons) == (None, ("b",), ("demand_unstated",))
    [low] = stand((0,), [fixed("a"), item("b", "unstated", "unstated", "unstated")])
    assert low.reached is True
    # It could be an extra that brings the one point that is asked: not enough to say either way.
    [low] = stand((1,), [fixed("a"), item("b", "unstated", "unstated", "unstated")])
    assert (low.reached, low.points, low.reasons) == (None, 0, ("points_open",))


def test_an_incomplete_list_never_says_reached() -> None:
    [low] = stand((1,), [fixed("a"), extra("b")], complete=False)
    assert (low.reached, low.reasons) == (None, ("list_incomplete",))
    [low] = stand((2,), [fixed("a"), extra("b")], complete=False)
    assert low.reached is None  # the extras that are not listed may be met
    [low] = stand((1,), [fixed("a", "not_met"), extra("b")], complete=False)
    assert low.reached is False


def test_an_empty_list_reaches_nothing() -> None:
    [low] = stand((0,), [])
    assert (low.reached, low.mandatory, low.reasons) == (None, 0, ("list_empty",))


def test_below_an_open_level_the_next_is_open_too() -> None:
    loose = item("b", "unstated", "none", "none", "unknown")
    found = stand((0, 0), [fixed("a"), loose])
    assert [s.reached for s in found] == [None, None]
    assert found[1].reasons == ("level_below_unknown",)

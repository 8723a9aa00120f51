"""Measures against the worked case at 5% a year: lamps, heat pump, solar panels, gas capture."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.methods import (
    Effect,
    Money,
    SavesTooMuch,
    abatement_cost,
    annuity,
    cost_curve,
    in_effect,
    in_sequence,
    net_present_value,
    payback,
    year_in_effect,
)

RATE = Decimal(5)


def money(investment: int, saving: int, life: int) -> Money:
    return Money(Decimal(investment), Decimal(saving), Decimal(0), life)


LED, PUMP = money(120_000, 40_000, 10), money(900_000, 60_000, 15)
PANELS, CAPTURE = money(400_000, 70_000, 20), money(60_000, 0, 8)


@pytest.mark.parametrize(
    ("measure", "tonnes", "yearly", "cost", "years"),
    [
        (LED, 45, "15540.55", "-543.543", "3.000"),
        (PUMP, 310, "86708.06", "86.155", "15.000"),
        (PANELS, 95, "32097.03", "-398.979", "5.714"),
        (CAPTURE, 220, "9283.31", "42.197", None),
    ],
)
def test_the_worked_case(
    measure: Money, tonnes: int, yearly: str, cost: str, years: str | None
) -> None:
    assert f"{annuity(measure.investment, RATE, measure.life):.2f}" == yearly
    per_tonne, back = abatement_cost(measure, RATE, Decimal(tonnes)), payback(measure)
    assert per_tonne is not None and f"{per_tonne:.3f}" == cost
    assert (None if back is None else f"{back:.3f}") == years


def test_what_pays_for_itself_is_ordered_by_its_worth_and_the_rest_by_its_cost() -> None:
    named = [("led", LED, 45), ("pump", PUMP, 310), ("panels", PANELS, 95), ("gas", CAPTURE, 220)]
    found = cost_curve([(name, m, Decimal(t)) for name, m, t in named], RATE)
    # 70,000 x 12.46221 - 400,000 and 40,000 x 7.721735 - 120,000: the lamps' lower cost per tonne
    # comes from saving fewer tonnes.
    assert [(r.name, f"{r.worth:.0f}") for r in found[:2]] == [
        ("panels", "472355"),
        ("led", "188869"),
    ]
    assert [r.name for r in found[2:]] == ["gas", "pump"]


def test_saving_fewer_tonnes_never_moves_a_paying_measure_up() -> None:
    before = [
        r.name for r in cost_curve([("a", LED, Decimal(45)), ("b", PANELS, Decimal(95))], RATE)
    ]
    after = [r.name for r in cost_curve([("a", LED, Decimal(1)), ("b", PANELS, Decimal(95))], RATE)]
    assert before == after == ["b", "a"]


def test_without_tonnes_there_is_no_cost_per_tonne_and_without_interest_a_plain_sum() -> None:
    assert abatement_cost(LED, RATE, Decimal(0)) is None
    assert net_present_value(LED, Decimal(0)) == 280_000
    assert payback(Money(Decimal(10), Decimal(5), Decimal(6), 3)) is None


@pytest.mark.parametrize(
    ("moment", "expected"),
    [(9, "0"), (10, "0.25"), (11, "0.5"), (13, "1"), (33, "1"), (34, "0")],
)
def test_an_effect_grows_to_full_and_ends_with_its_life(moment: int, expected: str) -> None:
    assert in_effect(10, 4, 34, moment) == Decimal(expected)


def test_the_first_year_counts_the_months_that_had_it() -> None:
    # From month 7 at once: six of the twelve months to month 12.
    assert year_in_effect(7, 0, None, 12) == Decimal("0.5")
    # Growing over four months from month 7: 0.25 + 0.5 + 0.75 + 1 + 1 + 1 of twelve.
    assert year_in_effect(7, 4, None, 12) == Decimal("0.375")


def test_overlapping_measures_are_reckoned_one_after_the_other() -> None:
    # Insulation saves 30% of 1,000, the pump then half of the 700 that is left.
    effects = [Effect(Decimal(30), percent=True), Effect(Decimal(50), percent=True)]
    assert in_sequence(Decimal(1_000), effects) == [300, 350]
    assert in_sequence(Decimal(1_000), [Effect(Decimal(200)), *effects[:1]]) == [200, 240]


def test_more_than_there_is_is_refused_with_what_is_left() -> None:
    with pytest.raises(SavesTooMuch) as told:
        in_sequence(Decimal(1_000), [Effect(Decimal(900)), Effect(Decimal(101))])
    assert (told.value.place, told.value.left) == (1, 100)


def test_a_percentage_of_a_part_is_of_what_is_left_of_that_part() -> None:
    """2,400 of two parts of 1,200: 600 off one leaves the 40% of the other 480."""
    parts = {"A": Decimal(1_200), "B": Decimal(1_200)}
    of_a, of_b = Effect(Decimal(600), part="A"), Effect(Decimal(40), percent=True, part="B")
    half = Effect(Decimal(50), percent=True)
    total = Decimal(2_400)
    assert in_sequence(total, [of_a, of_b], parts) == [600, 480]
    # Of one part: 40% of 1,200, then half of the 720 left of it.
    again = Effect(Decimal(50), percent=True, part="B")
    assert in_sequence(total, [of_b, again], parts) == [480, 360]
    # What is about the whole takes from both alike: 600 of 2,400 leaves 900 of B, half leaves 450.
    assert in_sequence(total, [Effect(Decimal(600)), of_b], parts) == [600, 360]
    assert in_sequence(total, [Effect(Decimal(600)), half, of_b], parts) == [600, 900, 180]
    # More than its part has is too much, though the whole has more; an unknown part has the whole.
    with pytest.raises(SavesTooMuch) as told:
        in_sequence(total, [of_a, Effect(Decimal(601), part="A")], parts)
    assert (told.value.place, told.value.left) == (1, 600)
    assert in_sequence(total, [Effect(Decimal(1_300), part="C")], parts) == [1_300]


@given(
    st.lists(st.tuples(st.integers(0, 100), st.booleans()), max_size=6),
    st.integers(600, 10**6).map(Decimal),
)
def test_all_together_never_save_more_than_there_is(
    drawn: list[tuple[int, bool]], total: Decimal
) -> None:
    saved = in_sequence(
        total, [Effect(Decimal(value), percent) for value, percent in drawn if percent]
    )
    assert Decimal(0) <= sum(saved, Decimal()) <= total


@given(st.integers(1, 40), st.integers(0, 20).map(Decimal))
def test_worth_is_zero_where_the_saving_is_the_annuity(life: int, rate: Decimal) -> None:
    yearly = annuity(Decimal(1_000), rate, life)
    worth = net_present_value(Money(Decimal(1_000), yearly, Decimal(0), life), rate)
    assert abs(worth) < Decimal("1e-20")

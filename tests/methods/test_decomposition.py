"""Why a sum changed: both worked cases to the printed digit, and the laws of the method."""

from __future__ import annotations

import math
from decimal import Decimal, localcontext

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi.methods.decomposition import Pair, Rates, as_ratio, effects, log_mean, mix_and_list


def pair(before: object, after: object) -> Pair:
    return Pair(*(None if x is None else Decimal(str(x)) for x in (before, after)))


def total(*found: tuple[Decimal, ...]) -> list[Decimal]:
    return [sum(column, Decimal()) for column in zip(*found, strict=True)]


def test_two_sectors() -> None:
    """Activity 50 to 80, shares 0.2/0.8 to 0.5/0.5, intensities 3.0/0.5 to 2.0/0.4: 50 to 96."""
    first = effects([pair(50, 80), pair("0.2", "0.5"), pair("3.0", "2.0")])
    second = effects([pair(50, 80), pair("0.8", "0.5"), pair("0.5", "0.4")])
    found = total(first, second)
    assert [f"{value:.6f}" for value in found] == ["32.384638", "38.284867", "-24.669505"]
    assert abs(sum(found, Decimal()) - 46) < Decimal("1e-30")
    ratios = [as_ratio(value, Decimal(50), Decimal(96)) for value in found]
    assert [f"{ratio:.6f}" for ratio in ratios] == ["1.582880", "1.721020", "0.704802"]
    assert float(math.prod(r for r in ratios if r is not None)) == pytest.approx(1.92)


def test_a_hospital() -> None:
    """12,396.0 to 9,396.4 t: fewer patients, a milder winter, saving, and a greener grid."""
    patients = pair(100_000, 96_000)
    gas = effects(
        [
            patients,
            pair(2800, 2600),
            # What is used per patient and degree day.
            Pair(
                Decimal(2_500_000) / 100_000 / 2800,
                Decimal(2_100_000) / 96_000 / 2600,
            ),
            pair("0.001884", "0.001788"),
        ]
    )
    power = effects(
        [
            patients,
            Pair(Decimal(18_000_000) / 100_000, Decimal(17_200_000) / 96_000),
            pair("0.000427", "0.000328"),
        ]
    )
    assert f"{gas[0] + power[0]:.4f}" == "-441.9215"
    assert f"{gas[1]:.4f}" == "-312.3187"
    assert f"{gas[2]:.4f} {power[1]:.4f}" == "-250.4325 -30.6785"
    assert f"{gas[3]:.4f} {power[2]:.4f}" == "-220.4096 -1743.8391"
    assert f"{sum((*gas, *power), Decimal()):.4f}" == "-2999.6000"


def test_what_begins_is_carried_by_what_was_nought() -> None:
    """A site that did not exist: its share was nought, and what it used per patient unknown."""
    assert effects([pair(50, 60), pair(0, "0.5"), pair(None, 4), pair(2, 2)]) == (0, 240, 0, 0)


def test_what_ends_is_carried_by_what_becomes_nought() -> None:
    assert effects([pair(50, 60), pair(4, 0), pair(2, None)]) == (0, -400, 0)


def test_two_noughts_carry_half_each() -> None:
    assert effects([pair(0, 2), pair(0, 3), pair(5, 5)]) == (15, 15, 0)


def test_nothing_before_and_after_is_no_change() -> None:
    assert effects([pair(0, 0), pair(3, 4)]) == (0, 0)
    assert effects([pair(0, 5), pair(3, 0)]) == (0, 0)


def test_the_limit_is_where_a_tiny_number_leads_to() -> None:
    """With 10^-k instead of nought the other factors' parts shrink as 1/k."""
    small = [effects([pair(50, 60), Pair(Decimal(10) ** -k, Decimal(4))]) for k in (50, 5000)]
    assert abs(small[1][0]) < abs(small[0][0]) / 50
    assert abs(small[1][1] - 240) < Decimal("0.01") * 240


def test_a_negative_factor_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        effects([pair(1, -1)])
    with pytest.raises(ValueError, match="nought or more"):
        log_mean(Decimal(1), Decimal(-1))


def test_a_mix_that_changes_under_one_list_is_all_choice() -> None:
    """Half green (0) and half grey (0.5), then all grey, the list as it was."""
    choice, listed = mix_and_list(
        Rates(Decimal("0.25"), Decimal("0.25"), Decimal("0.5"), Decimal("0.5"))
    )
    assert choice.before is not None and choice.after == 2 * choice.before
    assert listed.before == listed.after


def test_a_list_that_changes_under_one_mix_is_no_choice() -> None:
    choice, listed = mix_and_list(Rates(Decimal(4), Decimal(3), Decimal(4), Decimal(3)))
    assert choice == (1, 1) and listed == (4, 3)


def test_choice_and_list_apart() -> None:
    """Grey 0.5 then 0.4 a kWh; 20 % green then 60 %: by choice 0.8 to 0.4, by the list 5 to 4."""
    choice, listed = mix_and_list(
        Rates(Decimal("0.40"), Decimal("0.32"), Decimal("0.20"), Decimal("0.16"))
    )
    assert choice == (1, Decimal("0.5"))
    assert listed == (Decimal("0.40"), Decimal("0.32"))


def test_without_the_other_list_all_is_the_lists() -> None:
    assert mix_and_list(Rates(Decimal(4), None, Decimal(4), Decimal(3)))[1] == (4, 3)


@pytest.mark.parametrize(
    ("rates", "choice", "listed"),
    [
        # All green from now on: nought under either list, so by choice.
        (("0.4", "0.3", "0", "0"), (1, 0), ("0.4", "0.4")),
        # The list makes nought of what was bought.
        (("0.4", "0", "0.4", "0"), (1, 1), ("0.4", "0")),
        (("0", "0", "0.4", "0.3"), (0, 1), ("0.3", "0.3")),
        (("0", "0", "0", "0"), (0, 0), (0, 0)),
    ],
)
def test_noughts_of_choice_and_list(
    rates: tuple[str, ...], choice: tuple[int, int], listed: tuple[str, str]
) -> None:
    found = mix_and_list(Rates(*(Decimal(rate) for rate in rates)))
    assert found == (choice, tuple(Decimal(value) for value in listed))


@pytest.mark.parametrize("apart", ["1e-3", "1e-8", "1e-10", "1e-25", "1e-38", "1e-39"])
def test_a_mean_of_two_lies_between_them_however_close(apart: str) -> None:
    with localcontext(prec=60):
        first, second = Decimal("0.253"), Decimal("0.253") * (1 + Decimal(apart))
        # The exact mean is b x / ln(1 + x), halfway to the third power of x.
        middle = first * (1 + Decimal(apart) / 2 - Decimal(apart) ** 2 / 12)
        assert abs(log_mean(first, second) - middle) < Decimal(apart) ** 3 + Decimal("1e-36")


amounts = st.one_of(st.just(Decimal(0)), st.decimals("0.001", 10**6, places=3))
pairs = st.builds(Pair, amounts, amounts)
products = st.lists(pairs, min_size=1, max_size=6)


def product(factors: list[Pair], place: int) -> Decimal:
    return math.prod((factor[place] or Decimal() for factor in factors), start=Decimal(1))


@settings(deadline=None)
@given(products)
def test_no_residual(factors: list[Pair]) -> None:
    change = product(factors, 1) - product(factors, 0)
    largest = max(product(factors, 1), product(factors, 0), Decimal(1))
    assert abs(sum(effects(factors), Decimal()) - change) <= largest * Decimal("1e-20")


@settings(deadline=None)
@given(products)
def test_going_back_in_time_undoes_it(factors: list[Pair]) -> None:
    back = effects([Pair(factor.after, factor.before) for factor in factors])
    largest = max(product(factors, 1), product(factors, 0), Decimal(1))
    for there, again in zip(effects(factors), back, strict=True):
        assert abs(there + again) <= largest * Decimal("1e-20")


@settings(deadline=None)
@given(products, st.randoms())
def test_the_order_of_factors_does_not_matter(factors: list[Pair], chance: object) -> None:
    order = list(range(len(factors)))
    chance.shuffle(order)  # type: ignore[attr-defined]
    found = effects([factors[place] for place in order])
    straight = effects(factors)
    largest = max(product(factors, 1), product(factors, 0), Decimal(1))
    for place, value in zip(order, found, strict=True):
        assert abs(value - straight[place]) <= largest * Decimal("1e-20")


@settings(deadline=None)
@given(products)
def test_a_factor_that_stays_has_no_effect(factors: list[Pair]) -> None:
    stays = effects([*factors, Pair(Decimal(7), Decimal(7))])
    assert stays[-1] == 0


@settings(deadline=None)
@given(st.builds(Rates, amounts, amounts, amounts, amounts))
def test_choice_and_list_make_the_factor_and_can_be_undone(rates: Rates) -> None:
    choice, listed = mix_and_list(rates)
    for place, rate in ((0, rates.before_before), (1, rates.after_after)):
        made = (choice[place] or Decimal()) * (listed[place] or Decimal())
        assert float(made) == pytest.approx(float(rate))
    there = effects([choice, listed])
    turned = Rates(rates.after_after, rates.after_before, rates.before_after, rates.before_before)
    again = effects(list(mix_and_list(turned)))
    for one, other in zip(there, again, strict=True):
        assert float(one) == pytest.approx(-float(other), abs=1e-9)

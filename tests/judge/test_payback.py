"""The legal term as dated data, on the worked measures."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from kpi.judge import Duty, PaybackRule, duty, read_measure, rule_on, worth
from kpi.judge.targets import Entry
from tests.judge.test_outlook import MEASURE
from tests.stores import open_acts

FIVE = PaybackRule("5", "vijf", "in_force", Decimal(5), Decimal(50_000), Decimal(25_000), ("energy",), "wet",
                   None, "2019-01-01", "")  # fmt: skip
SEVEN = replace(FIVE, id="7", years=Decimal(7), valid_from="2027-01-01")


@pytest.mark.parametrize(
    ("day", "expected"), [("2018-12-31", None), ("2019-01-01", FIVE), ("2026-12-31", FIVE),
                          ("2027-01-01", SEVEN)],
)  # fmt: skip
def test_the_rule_of_a_day(day: str, expected: PaybackRule | None) -> None:
    assert rule_on((SEVEN, FIVE), day) == expected


def test_what_is_announced_or_over_does_not_hold() -> None:
    assert rule_on((replace(SEVEN, status="announced"), FIVE), "2028-01-01") == FIVE
    assert rule_on((replace(FIVE, valid_to="2026-12-31"),), "2027-01-01") is None


def test_the_shipped_rules_hold_five_years_and_announce_seven() -> None:
    rules = open_acts().judge().payback_rules
    assert {(rule.years, rule.status) for rule in rules} == {
        (Decimal(5), "in_force"),
        (Decimal(7), "announced"),
    }
    found = rule_on(rules, "2026-11-15")
    assert found is not None
    assert (found.years, found.electricity_kwh, found.gas_m3) == (5, 50_000, 25_000)


@pytest.mark.parametrize(
    ("investment", "saving", "life", "rule", "expected"),
    [
        ("120000", "40000", "10", FIVE, "within"),  # three years
        ("200000", "40000", "10", FIVE, "within"),  # five years: the term itself
        ("400000", "70000", "20", FIVE, "beyond"),  # 5.714 years
        ("400000", "70000", "20", SEVEN, "within"),
        ("60000", "0", "8", FIVE, "never"),
        ("", "40000", "10", FIVE, "unknown"),
        ("120000", "40000", "", FIVE, "unknown"),
        ("120000", "", "10", FIVE, "unknown"),  # neither saving nor cost was told
        ("120000", "40000", "10", None, "no_rule"),
    ],
)
def test_what_the_term_asks(
    investment: str, saving: str, life: str, rule: PaybackRule | None, expected: Duty
) -> None:
    body = {**MEASURE, "investment": investment, "saving": saving, "life": life}
    measure = read_measure(Entry("m", body, "", "", 1, "store"))
    found = worth(measure, Decimal(5), Decimal(45))
    assert duty(found, rule, ("energy", "waste")) == expected
    assert duty(found, rule, ("waste",)) == ("other" if rule else "no_rule")
    if rule is not None:
        assert duty(found, replace(rule, kinds=()), ("waste",)) == expected

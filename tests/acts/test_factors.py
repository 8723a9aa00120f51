"""Factors of one's own: site before organisation before list, and what is refused at entry."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kpi.acts import Actor, Acts, Refused
from kpi.declare import Month
from kpi.measure import Scope
from tests.stores import open_acts, upload

FILE = (
    "locatie;periode;energiedrager;verbruik;eenheid\n"
    "Almelo;2026-01;elektriciteit_inkoop;1000;kWh\n"
    "Almelo;2026-01;aardgas;100;m3\n"
    "Almelo;2026-01;water;1;m3\n"
    "Hengelo;2026-01;elektriciteit_inkoop;2000;kWh\n"
    "Hengelo;2026-01;aardgas;100;m3\n"
    "Hengelo;2026-01;water;1;m3\n"
)
OWN = {
    "site": "", "activity": "elektriciteit", "variant": "grijs", "unit": "kWh", "boundary": "WTW",
    "value": "0.300", "applies_from": "2026-01-01", "applies_to": "2026-12-31",
    "standing": "own", "evidence": "read", "source": "Label of the supplier",
}  # fmt: skip


@pytest.fixture
def acts() -> Acts:
    acts = open_acts()
    upload(acts, "energy", FILE)
    return acts


def put(acts: Acts, name: str, **changes: str) -> None:
    acts.set_entry(
        "own_factor", name, {**OWN, **changes}, actor=Actor.local("Officer"), reason="Label 2026"
    )


def market(acts: Acts, site: str, year: int | None = None) -> Decimal | None:
    scope = Scope(site, Month(2026, 1))
    return acts.judge().figures(year).measured("co2_electricity_market", scope).value


def test_the_organisations_factor_goes_before_the_list(acts: Acts) -> None:
    assert market(acts, "ALL") == Decimal("1449.000")  # 3000 x 0.483
    put(acts, "organisation")
    assert market(acts, "ALL") == Decimal("900.000")  # 3000 x 0.300


def test_the_sites_factor_goes_before_the_organisations(acts: Acts) -> None:
    put(acts, "organisation")
    put(acts, "hengelo", site="HGL", value="0.200")
    assert market(acts, "ALM") == Decimal("300.000")
    assert market(acts, "HGL") == Decimal("400.000")


def test_an_own_factor_of_nought_is_a_factor(acts: Acts) -> None:
    put(acts, "organisation", value="0")
    assert market(acts, "ALL") == 0


def test_outside_its_days_the_list_holds(acts: Acts) -> None:
    put(acts, "organisation", applies_from="2026-02-01")
    assert market(acts, "ALL") == Decimal("1449.000")
    assert market(acts, "ALL", 2025) == Decimal("1494.000")  # 3000 x 0.498


def test_two_own_factors_for_one_day_are_none(acts: Acts) -> None:
    put(acts, "one")
    put(acts, "two", value="0.310")
    assert market(acts, "ALL") is None


def test_a_provisional_factor_gives_way_to_the_list(acts: Acts) -> None:
    put(acts, "stand-in", standing="provisional")
    assert market(acts, "ALL") == Decimal("1449.000")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"unit": "MWh"}, "not_in_list"),
        ({"variant": "grijze stroom"}, "not_in_list"),
        ({"boundary": "wtw"}, "not_in_list"),
        ({"value": "4.83"}, "unlike_list"),
        ({"value": "0.0483"}, "unlike_list"),
        ({"value": "0,3x"}, "number_unreadable"),
        ({"value": "1e1"}, "number_unreadable"),
        ({"source": ""}, "field_missing"),
        ({"applies_to": "december"}, "date_unreadable"),
    ],
)
def test_what_could_never_be_right_is_refused(
    acts: Acts, changes: dict[str, str], code: str
) -> None:
    with pytest.raises(Refused) as refused:
        put(acts, "wrong", **changes)
    assert refused.value.code == code


def test_the_refusal_names_both_numbers_and_a_reason_lets_it_pass(acts: Acts) -> None:
    with pytest.raises(Refused) as refused:
        put(acts, "wrong", value="4.83")
    facts = refused.value.facts
    assert (facts["value"], facts["before"], facts["ratio"]) == ("4.83", "0.483", "10.0")
    put(acts, "right", value="4.83", unlike_because="Emergency generator hired in")
    assert market(acts, "ALL") == Decimal("14490.000")

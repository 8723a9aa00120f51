"""The carbon account of a year: counted once, both ways, what lacks is named; worked by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kpi.acts import Actor, Acts, Refused
from kpi.judge import COUNTINGS, FootprintYear, footprint_flows
from tests.stores import open_acts, upload

HEADER = "locatie;periode;energiedrager;verbruik;eenheid;groen_gvo;brandstof_type\n"


def energy(year: int) -> str:
    """A whole year at two sites: each month 1000 kWh (half of it wind at Almelo), 100 m3 gas."""
    lines = [
        f"{site};{year}-{month:02};{carrier}"
        for month in range(1, 13)
        for site, green in (("Almelo", "50"), ("Hengelo", "0"))
        for carrier in (
            f"elektriciteit_inkoop;1000;kWh;{green};",
            "aardgas;100;m3;;",
            "water;1;m3;;",
        )
    ]
    lines.append(f"Hengelo;{year}-03;hvo;100;l;;HVO100")
    return HEADER + "\n".join(lines) + "\n"


def with_a_year() -> Acts:
    acts = open_acts()
    upload(acts, "energy", energy(2025))
    return acts


@pytest.fixture
def acts() -> Acts:
    return with_a_year()


@pytest.fixture(scope="module")
def kept() -> Acts:
    """The same for tests that only read it."""
    return with_a_year()


@pytest.fixture(scope="module")
def entered() -> Acts:
    """A year and an entry of scope 3; tests only read them."""
    acts = with_a_year()
    enter(acts, "goods")
    return acts


def account(
    acts: Acts, counting: str, site: str = "ALL", factors: int | None = 2026
) -> FootprintYear:
    side = next(c for c in COUNTINGS if c == counting)
    return acts.judge().footprint("ghg", site, 2025, side, factors)


def kg(year: FootprintYear, line: str) -> Decimal | None:
    return next(row.kg for row in year.rows if row.line.id == line)


def state(year: FootprintYear, line: str) -> str:
    return next(row.state for row in year.rows if row.line.id == line)


def test_scopes_apart_by_the_list_of_2026(kept: Acts) -> None:
    """24 site-months of 1000 kWh and 100 m3, and 100 l HVO."""
    location, market = account(kept, "location"), account(kept, "market")
    scope_1 = Decimal("4272.2")  # 2400 x 1.779 + 100 x 0.026
    assert kg(location, "scope_1") == kg(market, "scope_1") == scope_1
    assert kg(location, "scope_2") == Decimal(4800)  # 24000 x 0.200
    assert kg(market, "scope_2") == Decimal(7218)  # 18000 x 0.401; 6000 kWh wind x 0
    chain = Decimal("896.2")  # 2400 x 0.355 + 100 x 0.442
    assert kg(location, "fuel_and_energy") == chain + Decimal(1056)  # 24000 x 0.044
    assert kg(market, "fuel_and_energy") == chain + Decimal(1476)  # 18000 x 0.082
    assert location.joined is None
    assert location.total == scope_1 + 4800 + chain + 1056
    assert location.total == Decimal("11024.4")


def test_a_list_without_parts_joins_the_scopes_and_counts_once(kept: Acts) -> None:
    year = account(kept, "location", factors=None)
    assert year.joined is not None
    # 24000 x 0.268 + 2400 x 2.134 + 100 x 0.468
    assert year.joined.value == year.total == Decimal("11600.4")
    assert [state(year, n) for n in ("scope_1", "scope_2", "fuel_and_energy")] == ["joined"] * 3
    assert kg(year, "scope_1") is None


def test_biogenic_stands_outside_and_in_no_sum(kept: Acts) -> None:
    year = account(kept, "market")
    assert kg(year, "biogenic") == Decimal("244.6")  # 100 x 2.446
    inside = [row.kg for row in year.rows if row.line.scope != "outside" and row.kg is not None]
    assert year.total == sum(inside)


def test_avoided_emissions_are_subtracted_from_nothing(acts: Acts) -> None:
    before = account(acts, "market").total
    upload(
        acts, "waste",
        "locatie;periode;inzamelaar;afvalstroom;gewicht;eenheid\nAlmelo;2025-01;X;PAP;1000;kg\n",
    )  # fmt: skip
    after = account(acts, "market")
    assert kg(after, "avoided") == Decimal(-464)
    assert before is not None and after.total == before + 7  # 1 tonne of paper in scope 3.5
    assert state(after, "waste") == "incomplete"


ENTRY = {
    "category": "purchased_goods", "year": "2025", "site": "", "tonnes": "60000.5",
    "method": "spend_based", "evidence": "secondary", "source": "Report of the study",
}  # fmt: skip


def enter(acts: Acts, name: str, **changes: str) -> None:
    body = {**ENTRY, **changes}
    acts.set_entry(
        "scope_3_entry", name, body, actor=Actor.local("Officer"), reason="Study of 2025"
    )


def test_what_is_entered_counts_for_the_group_and_fills_the_largest_gap(acts: Acts) -> None:
    before = account(acts, "market")
    assert before.lacks_the_largest and state(before, "purchased_goods") == "unmeasured"
    enter(acts, "goods")
    after = account(acts, "market")
    assert before.total is not None and after.total == before.total + Decimal(60000500)
    assert not after.lacks_the_largest
    assert len(after.known) == len(before.known) + 1
    assert state(account(acts, "market", "ALM"), "purchased_goods") == "unmeasured"


def test_a_category_that_is_measured_does_not_count_what_is_entered_as_well(acts: Acts) -> None:
    upload(
        acts, "waste",
        "locatie;periode;inzamelaar;afvalstroom;gewicht;eenheid\nAlmelo;2025-01;X;PAP;1000;kg\n",
    )  # fmt: skip
    enter(acts, "waste", category="waste", tonnes="9")
    year = account(acts, "market")
    row = next(row for row in year.rows if row.line.id == "waste")
    assert row.kg == 7 and row.spare


def test_an_entry_of_another_year_counts_in_no_other(acts: Acts) -> None:
    enter(acts, "goods", year="2024")
    assert state(account(acts, "market"), "purchased_goods") == "unmeasured"


def test_a_year_that_is_none_is_refused(acts: Acts) -> None:
    with pytest.raises(Refused) as refused:
        enter(acts, "goods", year="20255")
    assert refused.value.code == "entry_year_unreadable"


@pytest.mark.parametrize("factors", [None, 2026])
@pytest.mark.parametrize("counting", COUNTINGS)
def test_what_flows_is_the_account_itself(
    entered: Acts, counting: str, factors: int | None
) -> None:
    year = account(entered, counting, factors=factors)
    flows = footprint_flows(entered.judge().figures(factors), year)
    assert sum(f.kg for f in flows if f.scope != "outside") == year.total


def test_categories_that_may_be_entered_are_those_of_the_register(kept: Acts) -> None:
    field = next(f for f in kept.catalogue.registers["scope_3_entry"].field if f.name == "category")
    lines = {f.id: f.label for f in kept.catalogue.footprints["ghg"].line if f.entered}
    assert {choice.id: choice.label for choice in field.choices} == lines

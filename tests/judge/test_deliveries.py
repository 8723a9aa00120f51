"""What is late and from whom, worked by hand from small stores and registers."""

from __future__ import annotations

import datetime as dt

import pytest

from kpi.acts import Actor, Acts, Refused
from kpi.declare import ALL, Month
from kpi.judge import Outstanding, outstanding, withheld_for
from tests.stores import TODAY, open_acts, upload

HEADER = "locatie;periode;energiedrager;verbruik;eenheid\r\n"
WHOLE = ("elektriciteit_inkoop;100;kWh", "aardgas;100;Nm3", "water;100;m3")
SEPTEMBER, OCTOBER = Month(2026, 9), Month(2026, 10)
GAS = {
    "name": "gas",
    "contract": "energy",
    "site": "HGL",
    "categories": ["aardgas"],
    "sender": {"nl": "Gasbedrijf", "en": "Gas company"},
    "address": "gas@example.org",
    "day": "31",
}


@pytest.fixture
def acts() -> Acts:
    return open_acts()


def energy(acts: Acts, site: str, *rows: str, month: str = "2026-09") -> None:
    text = HEADER + "".join(f"{site};{month};{row}\r\n" for row in rows)
    upload(acts, "energy", text, f"{site}.csv")


def found(acts: Acts, month: Month = SEPTEMBER, site: str = ALL) -> dict[str, Outstanding]:
    """Return what lacks of the energy files of one month, by site and sender."""
    judge = acts.judge()
    items = outstanding(judge.figures(), judge.deliveries, site, [month])
    return {
        f"{item.site} {item.delivery.sender.en if item.delivery else None}": item
        for item in items
        if item.contract == "energy"
    }


def test_a_file_is_due_on_its_day_of_the_next_month_and_late_the_day_after(acts: Acts) -> None:
    energy(acts, "Almelo", *WHOLE)
    missing = found(acts)["HGL Metering company and energy supplier"]
    assert missing.lacking == {"elektriciteit_inkoop", "aardgas", "water"}
    assert not missing.received
    assert missing.due == dt.date(2026, 10, 5)
    assert missing.days_late(dt.date(2026, 10, 5)) == 0
    assert missing.days_late(dt.date(2026, 10, 6)) == 1
    assert missing.days_late(TODAY) == 41  # 5 October to 15 November


def test_what_is_in_is_not_asked_for(acts: Acts) -> None:
    energy(acts, "Almelo", *WHOLE)
    energy(acts, "Hengelo", *WHOLE)
    assert found(acts) == {}


def test_a_sender_of_one_site_and_part_goes_before_the_one_of_everything(acts: Acts) -> None:
    acts.set_entry("delivery", "gas", GAS, actor=Actor.local("Anna"), reason="contract")
    energy(acts, "Almelo", *WHOLE)
    told = found(acts)
    assert told["HGL Gas company"].lacking == {"aardgas"}
    rest = told["HGL Metering company and energy supplier"]
    assert rest.lacking == {"elektriciteit_inkoop", "water"}
    energy(acts, "Hengelo", WHOLE[0], WHOLE[2])
    assert set(found(acts)) == {"HGL Gas company"}
    assert found(acts)["HGL Gas company"].received


def test_day_31_ends_with_a_shorter_month(acts: Acts) -> None:
    acts.set_entry("delivery", "gas", GAS, actor=Actor.local("Anna"), reason="contract")
    energy(acts, "Hengelo", WHOLE[0], WHOLE[2], month="2026-01")
    item = found(acts, Month(2026, 1))["HGL Gas company"]
    assert item.due == dt.date(2026, 2, 28)


def test_where_nobody_is_named_there_is_no_day(acts: Acts) -> None:
    body = {**GAS, "name": "energy", "site": "ALM", "categories": []}
    acts.set_entry("delivery", "energy", body, actor=Actor.local("Anna"), reason="contract ended")
    energy(acts, "Almelo", *WHOLE)
    item = found(acts)["HGL None"]
    assert (item.delivery, item.due, item.days_late(TODAY)) == (None, None, None)


@pytest.mark.parametrize("day", ["0", "32"])
def test_a_day_outside_the_month_is_refused(acts: Acts, day: str) -> None:
    with pytest.raises(Refused) as refused:
        acts.set_entry(
            "delivery", "gas", {**GAS, "day": day}, actor=Actor.local("Anna"), reason="x"
        )
    assert refused.value.code == "number_outside"


def test_a_day_that_is_no_number_is_refused(acts: Acts) -> None:
    with pytest.raises(Refused):
        acts.set_entry(
            "delivery", "gas", {**GAS, "day": "vijf"}, actor=Actor.local("Anna"), reason="x"
        )


def test_a_withheld_verdict_names_the_files_of_its_own_figure_only(acts: Acts) -> None:
    """Plant protein needs no energy; direct CO2 does, and only for the month that lacks."""
    rows = [
        f"{site};{SEPTEMBER.plus(-number)};{row}\r\n"
        for number in range(12)
        for site in ("Almelo", "Hengelo")
        if (site, number) != ("Hengelo", 3)
        for row in WHOLE
    ]
    upload(acts, "energy", HEADER + "".join(rows))
    judge = acts.judge()
    kinds = {}
    for target in judge.targets:
        progress = judge.progress(target.id, ALL, SEPTEMBER)
        items = withheld_for(progress, judge.figures(target.factor_year), judge.deliveries)
        kinds[target.indicator] = {(i.contract, i.site, str(i.month)) for i in items}
    assert kinds["co2_direct_fuel"] == {("energy", "HGL", "2026-06")}
    assert all(k != "energy" for k, _, _ in kinds["waste_residual_share"])

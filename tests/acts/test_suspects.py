"""What may count twice, or nowhere, is said at the upload; what is right is not."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kpi.acts import Actor, Acts
from kpi.acts.suspects import spelled_alike
from kpi.declare import ALL, Month, load
from kpi.intake import Row
from kpi.measure import Scope
from tests.stores import open_acts, upload

WASTE = "locatie;periode;inzamelaar;afvalstroom;eural_code;gewicht_kg;gewicht_bron;verwerking\r\n"
ENERGY = "locatie;periode;energiedrager;verbruik;eenheid\r\n"
MARCH = Month(2025, 3)


def waste(site: str, residual: int, collector: str = "Renewi", month: str = "2025-03") -> str:
    return (
        f"{site};{month};{collector};Bedrijfsafval;20 03 01;{residual};gewogen;R1\r\n"
        f"{site};{month};{collector};Papier/karton;20 01 01;500;gewogen;R3\r\n"
    )


def energy(*rows: str) -> str:
    return ENERGY + "".join(f"{row}\r\n" for row in rows)


@pytest.fixture
def acts() -> Acts:
    return open_acts()


def facts(acts: Acts, kind: str, text: str, code: str) -> list[dict[str, str]]:
    preview = acts.preview(kind, text.encode(), "f.csv", rehearse=False)
    return [dict(f.facts) for f in preview.findings if f.code == code]


def total(acts: Acts, figure: str, site: str = "ALM", month: Month = MARCH) -> Decimal | None:
    return acts.judge().figures().measured(figure, Scope(site, month)).value


def test_the_whole_organisation_beside_its_sites_is_remarked(acts: Acts) -> None:
    upload(acts, "energy", energy("ZGT;2025-03;aardgas;1000;Nm3", "ZGT;2025-04;aardgas;900;Nm3"))
    sites = energy("Almelo;2025-03;aardgas;400;Nm3", "Hengelo;2025-03;aardgas;600;Nm3")
    (told,) = facts(acts, "energy", sites, "whole_beside_sites")
    assert told == {"category": "aardgas", "first": "2025-03", "last": "2025-03"}
    upload(acts, "energy", sites)
    assert total(acts, "gas", ALL) == 2000
    # The reverse, and both in one file.
    assert facts(acts, "energy", energy("ZGT;2025-03;aardgas;1001;Nm3"), "whole_beside_sites")
    both = energy("ZGT;2025-05;water;9;m3", "Almelo;2025-05;water;4;m3")
    assert facts(open_acts(), "energy", both, "whole_beside_sites")
    # Another carrier, or another month, of the sites alone says nothing.
    alone = energy("Almelo;2025-03;water;4;m3", "Almelo;2025-06;aardgas;4;Nm3")
    assert not facts(acts, "energy", alone, "whole_beside_sites")


def test_a_stream_that_stands_under_another_collector_is_remarked(acts: Acts) -> None:
    upload(acts, "waste", WASTE + waste("Almelo", 10000))
    corrected = WASTE + waste("Almelo", 10100, "Renewi Nederland BV")
    (told,) = facts(acts, "waste", corrected, "another_name")
    assert told["other"] == "Renewi"
    assert (told["site"], told["first"], told["last"]) == ("ALM", "2025-03", "2025-03")
    assert len(told["categories"].split(", ")) == 2
    # Another site, another month, or the same name, is no reason.
    for text in (
        waste("Hengelo", 9, "PreZero"),
        waste("Almelo", 9, "PreZero", "2025-04"),
        waste("Almelo", 10100),
        # Who names both collectors knows of both.
        waste("Almelo", 10000) + waste("Almelo", 9, "PreZero"),
    ):
        assert not facts(acts, "waste", WASTE + text, "another_name")


def test_rows_of_a_site_that_does_not_count_are_remarked(acts: Acts) -> None:
    (entry,) = (e for e in acts.entries("site") if e.body.get("code") == "HGL")
    acts.set_entry(
        "site", entry.id, entry.body, actor=Actor.local("Anna"), reason="closed",
        valid_from="2010-01-01", valid_to="2025-06-30",
    )  # fmt: skip
    july = energy(
        *(f"{s};2025-0{m};aardgas;500;Nm3" for s in ("Almelo", "Hengelo") for m in (6, 7))
    )
    (told,) = facts(acts, "energy", july, "site_not_counting")
    assert told == {"site": "HGL", "first": "2025-07", "last": "2025-07"}
    upload(acts, "energy", july)
    assert total(acts, "gas", ALL, Month(2025, 7)) == 500
    assert not facts(acts, "energy", energy("ZGT;2025-07;aardgas;5;Nm3"), "site_not_counting")


def test_a_year_that_is_spread_leaves_measured_months_standing(acts: Acts) -> None:
    upload(acts, "energy", energy("Almelo;2025-03;aardgas;500;Nm3"))
    year = {"site": "Almelo", "carrier": "aardgas", "quantity": "24000", "unit_given": "Nm3"}
    data = acts.spread_year("energy", 2025, year)
    preview = acts.preview("energy", data, "year.csv")
    (told,) = (f.facts for f in preview.findings if f.code == "spread_gives_way")
    assert told["count"] == "1"
    assert not preview.questions
    acts.accept(preview, actor=Actor.local("Anna"))
    assert total(acts, "gas") == 500
    assert total(acts, "gas", month=Month(2025, 4)) == 2000
    # What was spread itself gives way to another year's figure, as before.
    again = acts.spread_year("energy", 2025, {**year, "quantity": "12000"})
    acts.accept(acts.preview("energy", again, "again.csv"), actor=Actor.local("Anna"))
    assert total(acts, "gas") == 500
    assert total(acts, "gas", month=Month(2025, 4)) == 1000


def test_a_year_that_is_spread_gives_way_to_what_tells_the_same_alone(acts: Acts) -> None:
    """Measured patient days of March say nothing of its admissions: a twelfth of 12,000."""
    upload(acts, "key_figures", "locatie;periode;verpleegdagen\r\nAlmelo;2025-03;5000\r\n")
    year = acts.spread_year("key_figures", 2025, {"site": "Almelo", "admissions": "12000"})
    preview = acts.preview("key_figures", year, "year.csv", decide={"left": "keep"})
    assert not [f for f in preview.findings if f.code == "spread_gives_way"]
    acts.accept(preview, actor=Actor.local("Anna"))
    assert total(acts, "admissions") == 1000
    assert total(acts, "clinical_days") == 5000


def test_a_year_spread_for_a_meter_without_a_name_gives_way_to_a_named_one(acts: Acts) -> None:
    header = ENERGY.replace("eenheid", "eenheid;meter_id")
    upload(acts, "energy", header + "Almelo;2025-03;aardgas;500;Nm3;G1\r\n")
    year = {"site": "Almelo", "carrier": "aardgas", "quantity": "24000", "unit_given": "Nm3"}
    preview = acts.preview("energy", acts.spread_year("energy", 2025, year), "year.csv")
    assert preview.acceptable
    acts.accept(preview, actor=Actor.local("Anna"))
    assert total(acts, "gas") == 500


def test_a_collector_in_other_capitals_is_the_same_collector(acts: Acts) -> None:
    """13,100 kg and not 26,100: the corrected file replaces the first one."""
    upload(acts, "waste", WASTE + waste("Almelo", 10000))
    text = WASTE + waste("Almelo", 10100, "RENEWI  ")
    preview = acts.preview("waste", text.encode(), "again.csv")
    assert not [f for f in preview.findings if f.code == "another_name"]
    assert (preview.rows_new, preview.rows_replaced, preview.rows_unchanged) == (0, 1, 1)
    acts.accept(preview, actor=Actor.local("Anna"))
    assert total(acts, "waste_residual") == 10100


def test_meters_that_differ_in_more_than_capitals_stay_apart(acts: Acts) -> None:
    header = ENERGY.replace("eenheid", "eenheid;meter_id")
    rows = ("1.1", "11", "E1")
    upload(acts, "energy", header + "".join(f"Almelo;2025-03;aardgas;5;Nm3;{m}\r\n" for m in rows))
    assert total(acts, "gas") == 15
    upload(acts, "energy", header + "Almelo;2025-03;aardgas;7;Nm3;e1\r\n", decide={"left": "keep"})
    assert total(acts, "gas") == 17


def test_a_credit_that_only_its_note_explains_is_asked_like_a_flagged_one(acts: Acts) -> None:
    header = ENERGY.replace("eenheid", "eenheid;opmerking")
    upload(acts, "energy", header + "Almelo;2025-03;aardgas;1000;Nm3;\r\n")
    credit = header + "Almelo;2025-03;aardgas;-200;Nm3;creditnota\r\n"
    asked = acts.preview("energy", credit.encode(), "credit.csv", rehearse=False)
    assert [question.code for question in asked.questions] == ["correction_alone"]
    upload(acts, "energy", credit, decide={"correction": "add"})
    assert total(acts, "gas") == 800


@pytest.mark.parametrize("flag", ["J", ""])
@pytest.mark.parametrize("apart", [False, True])
def test_a_credit_is_of_the_same_green_electricity_as_what_it_corrects(
    acts: Acts, apart: bool, flag: str
) -> None:
    """1,000 kWh all of it green less 200: 100% green, and nothing to emit by the market's way."""
    header = "locatie;periode;energiedrager;verbruik;eenheid;groen_gvo;correctie;opmerking\r\n"
    bought = "Almelo;2025-03;elektriciteit_inkoop;1000;kWh;100;;\r\n"
    credit = f"Almelo;2025-03;elektriciteit_inkoop;-200;kWh;;{flag};credit\r\n"
    if apart:
        upload(acts, "energy", header + bought)
        upload(acts, "energy", header + credit, decide={"correction": "add"})
    else:
        upload(acts, "energy", header + bought + credit)
    assert total(acts, "electricity_purchased") == 800
    assert total(acts, "electricity_guaranteed_share") == 100
    assert total(acts, "co2_electricity_market") == 0


def test_a_spelling_that_is_live_itself_is_left_as_it_is() -> None:
    """Two meters that only a capital tells apart were there before: each keeps its own month."""
    contract = load().contracts["energy"]
    rows = [
        Row(2, {"meter": name, "site": "ALM", "month": MARCH, "carrier": "aardgas"})
        for name in ("e1", "E1", "G 2")
    ]
    live = [("ALM", "2025-03", "aardgas", name) for name in ("E1", "e1", "g 2")]
    spelled = spelled_alike(contract, rows, live)
    assert [row.cells["meter"] for row in spelled] == ["e1", "E1", "g 2"]

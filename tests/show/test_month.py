"""The month in words, against figures worked by hand: sentence, tiles, changes, uploads."""

from __future__ import annotations

from typing import Any

import pytest

from kpi.acts import Actor, Acts
from kpi.declare import Month
from kpi.measure import Scope
from kpi.show import Voice
from kpi.show.month import (
    ChangeRow,
    headline,
    largest_changes,
    main_figures,
    month_tile,
    touches,
    verdicts_sentence,
)
from tests.stores import open_acts, upload

HEADER = "locatie;periode;inzamelaar;afvalstroom;eural_code;gewicht_kg;gewicht_bron;verwerking"
DECEMBER = Scope("ALL", Month(2025, 12), "r12")
OWN = "ZGT"


def waste(year: int, residual: int, paper: int, months: int = 12) -> str:
    """Return a year in which each of two sites sends the same every month."""
    lines = [HEADER]
    for site in ("Almelo", "Hengelo"):
        for number in range(1, months + 1):
            start = f"{site};{year}-{number:02d};Renewi"
            lines.append(f"{start};Bedrijfsafval;20 03 01;{residual};gewogen;R1")
            lines.append(f"{start};Papier/karton;20 01 01;{paper};gewogen;R3")
            lines.append(f"{start};Ziekenhuisafval UN3291;18 01 03*;200;gewogen;D10")
    return "\r\n".join(lines)


@pytest.fixture
def acts() -> Acts:
    """Residual waste goes from 24 t to 21.6 t a year, paper from 12 t to 18 t."""
    acts = open_acts()
    upload(acts, "waste", waste(2024, 1000, 500), "2024.csv")
    upload(acts, "waste", waste(2025, 900, 750), "2025.csv")
    return acts


def voice(acts: Acts, language: Any = "nl") -> Voice:
    return Voice(acts.catalogue, language, {"ALL": "Ziekenhuisgroep Twente", "ALM": "Almelo"})


def progress(acts: Acts, scope: Scope = DECEMBER) -> list[Any]:
    judge = acts.judge()
    return [judge.progress(target.id, scope.site, scope.month) for target in judge.targets]


def sentence(acts: Acts, language: Any = "nl") -> str:
    return headline(progress(acts), OWN, DECEMBER, voice(acts, language))


def base_of_30_tonnes(acts: Acts) -> None:
    body = {
        "target": "GD3-4b", "site": "ALL", "year": "2018", "value": "30000", "unit": "kg",
        "status": "measured", "source": "Jaarverslag",
    }  # fmt: skip
    acts.set_entry("base_value", "GD3-4b.ALL", body, actor=Actor.local("Anna"), reason="Uitgezocht")


def aim(acts: Acts, target: str, indicator: str, boundary: str) -> None:
    """Let an own target count one of the figures from 2024, halving it in 2030."""
    entry = next(e for e in acts.entries("target") if e.id == target)
    body = {
        **entry.body, "indicator": indicator, "boundary": boundary, "base_year": "2024",
        "milestones": [{"year": "2030", "value": "50"}],
    }  # fmt: skip
    acts.set_entry("target", target, body, actor=Actor.local("Anna"), reason="Afgesproken")


def test_without_a_verdict_the_sentence_says_so_and_why(acts: Acts) -> None:
    said = sentence(acts)
    assert said.startswith(
        "Over december 2025 is voor Ziekenhuisgroep Twente nog geen enkel doel te beoordelen."
    )
    # The reason is that of the own first target, and named as its own.
    assert "Bij ‘CO2-uitstoot omlaag (ZGT)’: " in said and "afbakening" in said


def test_the_sentence_of_a_branch_target(acts: Acts) -> None:
    """21.6 t; the path from 30 t in 2018 to 22.5 t in 2026 asks 23.4375 t: 7.84% below it."""
    base_of_30_tonnes(acts)
    assert sentence(acts) == (
        "Ziekenhuisgroep Twente ligt op het branchepad voor ‘Restafval: 25% minder kilo’s in 2026’: "
        "21,6 t in de twaalf maanden tot en met december 2025, 7,8% onder het pad."
    )
    assert sentence(acts, "en") == (
        "Ziekenhuisgroep Twente is on the sector path for ‘Residual waste: 25% fewer kilograms in "
        "2026’: 21.6 t in the twelve months to December 2025, 7.8% below the path."
    )
    assert verdicts_sentence(progress(acts), voice(acts)) == (
        "Van de 16 doelen zijn er 1 te beoordelen; bij 0 daarvan is aandacht nodig."
    )


def test_the_own_target_goes_first_and_good_news_does_not_stand_alone(acts: Acts) -> None:
    """Residual 24 t -> 22 t asked, 21.6 t now: 1.8% below. All waste 40.8 t -> 37.4 t, now 44.4."""
    base_of_30_tonnes(acts)
    aim(acts, "ZGT-CO2", "waste_residual", "waste_residual")
    assert sentence(acts) == (
        "Ziekenhuisgroep Twente ligt op koers voor ‘CO2-uitstoot omlaag (ZGT)’: 21,6 t in de "
        "twaalf maanden tot en met december 2025, 1,8% onder het pad."
    )
    aim(acts, "ZGT-RAW", "waste_total", "")
    assert sentence(acts).endswith(
        "Van de doelen die de organisatie zelf stelde, geldt dat niet voor ‘Gebruik van primaire grondstoffen omlaag (ZGT)’."
    )


def test_a_tile_tells_month_and_twelve_months_with_state_step_and_path(acts: Acts) -> None:
    base_of_30_tonnes(acts)
    tile = month_tile(
        acts.judge().figures(), "waste_residual", DECEMBER, progress(acts), voice(acts)
    )
    assert (tile.value, tile.state) == ("1,8 t", "● gemeten, compleet")
    assert tile.step == "10,0% minder dan een jaar eerder"
    assert tile.year == "12 maanden: 21,6 t, 10,0% minder"
    assert tile.paths == (
        "● op het branchepad (Green Deal Duurzame Zorg 3.0): over twaalf maanden 7,8% onder het pad",
    )
    assert tile.notes == ()


def test_a_tile_says_whether_month_or_year_rests_on_an_assumed_factor(demonstration: Acts) -> None:
    """Factors of waste are read for 2026, and assumed for the years before."""
    told = voice(demonstration)
    assumed, read = (
        month_tile(demonstration.judge().figures(), "co2_waste", Scope("ALL", month), (), told)
        for month in (Month(2025, 9), Month(2026, 9))
    )
    month, year = told.say("tile.assumed"), told.say("tile.assumed_year")
    # The state says it of the month, once.
    assert assumed.state == "▽ voorlopig: aangenomen factor, compleet"
    assert not {month, year} & set(assumed.notes)
    assert read.state == "◐ deels geschat, compleet"
    assert year in read.notes
    assert month not in read.notes


def test_a_tile_of_an_incomplete_year_says_how_much_is_in_and_compares_nothing() -> None:
    """Nine months of two sites: 18 of 24 site-months, and no twelve months a year before."""
    acts = open_acts()
    upload(acts, "waste", waste(2025, 900, 750, months=9), "2025.csv")
    september = Scope("ALL", Month(2025, 9))
    tile = month_tile(
        acts.judge().figures(), "waste_residual", september, progress(acts, september), voice(acts)
    )
    assert (tile.value, tile.state) == ("1,8 t", "● gemeten, compleet")
    assert tile.step == "geen vergelijking met een jaar eerder"
    assert tile.year == (
        "12 maanden: 16,2 t, geen vergelijking met een jaar eerder "
        "(◔ niet compleet, 18 van 24 locatiemaanden)"
    )
    assert tile.paths == (
        "▨ geen oordeel (Green Deal Duurzame Zorg 3.0). Niet van elke maand is er een cijfer: 18 van 24 locatiemaanden.",
    )
    assert tile.notes == ()


def test_a_tile_without_anything_says_why_once(acts: Acts) -> None:
    """No key figures at all: what is divided by is missing, in the month and in the year."""
    tile = month_tile(
        acts.judge().figures(), "waste_per_patient_day", DECEMBER, progress(acts), voice(acts)
    )
    assert (tile.value, tile.step, tile.year, tile.paths) == ("–", "", "", ())
    assert tile.state == "□ geen cijfer, 0 van 2 locatiemaanden"
    assert tile.notes == ("Het cijfer waardoor gedeeld wordt, ontbreekt (0 van 2 locatiemaanden).",)


def test_what_moved_most_stands_first_with_its_meaning(acts: Acts) -> None:
    """Paper 1 t -> 1.5 t: all waste 3.4 t -> 3.7 t (+8.8%), residual 2 t -> 1.8 t (-10%)."""
    figures = acts.judge().figures()
    rows = largest_changes(figures, ["waste_total", "waste_residual"], DECEMBER, voice(acts))
    assert rows == (
        ChangeRow("Restafval", "1,8 t", "2,0 t", "−10,0% (beter)"),
        ChangeRow("Afval totaal", "3,7 t", "3,4 t", "+8,8% (slechter)"),
    )


def test_a_month_that_is_not_whole_is_not_among_the_changes(acts: Acts) -> None:
    lone = f"{HEADER}\r\nAlmelo;2026-01;Renewi;Bedrijfsafval;20 03 01;10;gewogen;R1"
    upload(acts, "waste", lone, "2026.csv")
    january = Scope("ALL", Month(2026, 1))
    assert not largest_changes(acts.judge().figures(), ["waste_residual"], january, voice(acts))


def test_figures_with_an_own_target_go_first_and_proxies_without_one_stay_away(acts: Acts) -> None:
    found = main_figures(acts.catalogue, acts.judge().targets)
    themes = ["co2_energy", "waste", "medication", "reusables", "travel", "food"]
    assert list(found) == themes, "care choices are proxies without a target"
    assert all(len(inside) == 2 for inside in found.values())
    assert found["waste"][0] == "waste_not_recovered_per_patient_day"


@pytest.mark.parametrize(
    ("site", "month", "told"),
    [("ALL", 12, True), ("ALM", 12, True), ("HGL", 12, False), ("ALL", 11, False)],
)
def test_an_upload_belongs_to_a_month_and_site_by_its_slices(
    site: str, month: int, told: bool
) -> None:
    slices = [("ALM", "2025-12", "Renewi", "REST")]
    names = ("site", "month", "collector", "stream")
    assert touches(slices, names, Scope(site, Month(2025, month))) is told


def test_an_upload_of_a_station_belongs_to_every_site() -> None:
    assert touches([("283", "2025-12")], ("station", "month"), Scope("HGL", Month(2025, 12)))

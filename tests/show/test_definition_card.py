"""The definition card: factors, senders and owners beside what the declarations say."""

from __future__ import annotations

import datetime as dt

import pytest

from kpi.acts import Acts
from kpi.declare import Text, load
from kpi.judge import Delivery, Judge
from kpi.show import Voice
from kpi.show.definition_card import DefinitionCard, definition_card, senders_text
from tests.stores import TODAY, open_acts

CATALOGUE = load()
NL = Voice(CATALOGUE, "nl", {"ALM": "Almelo"})


@pytest.fixture(scope="module")
def acts() -> Acts:
    return open_acts()


@pytest.fixture(scope="module")
def judge(acts: Acts) -> Judge:
    return acts.judge()


def lines(card: DefinitionCard) -> dict[str, str]:
    return dict(card.lines)


def test_a_card_names_factors_senders_and_owners(judge: Judge) -> None:
    card = definition_card("co2_direct_fuel", judge, TODAY, NL)
    told = lines(card)
    assert card.theme == "co2" and card.activities == ("aardgas", "groen_gas", "brandstof")
    assert told["Emissiefactoren"] == (
        "aardgas, groen gas (gemiddeld), brandstof · TTW: wat bij verbranding vrijkomt"
    )
    assert told["Welk jaar"].startswith("De factor van de maand")
    assert told["Wie levert aan"] == (
        "Energie, water en gassen: Meetbedrijf en energieleverancier, uiterlijk op dag 5 van de volgende maand"
    )
    assert told["Van wie is het doel"] == "GDDZ (Directe CO2 van gebouwen en processen)"
    assert told["Onderwerp"] == "CO2 (op de pagina CO2 en energie)"


def test_who_is_not_named_is_said_not_to_be(judge: Judge) -> None:
    told = lines(definition_card("reuse_avoided_kg", judge, TODAY, NL))
    assert told["Wie levert aan"] == "Herbruikbaar en wegwerp: niemand genoemd"
    assert told["Van wie is het doel"] == "niemand genoemd: er is geen doel dat dit cijfer meet"
    assert told["Welk jaar"].startswith("Eén waarde voor alle jaren")


def test_a_ratio_names_the_kinds_of_both_sides_and_no_factor_where_none_is(judge: Judge) -> None:
    card = definition_card("waste_not_recovered_per_patient_day", judge, TODAY, NL)
    told = lines(card)
    assert told["Gemaakt uit de bestanden"] == "Afval, Kerngetallen"
    assert "Emissiefactoren" not in told and "Welk jaar" not in told and card.activities == ()
    assert told["Wie levert aan"] == (
        "Afval: Afvalinzamelaar, uiterlijk op dag 12 van de volgende maand;"
        " Kerngetallen: Planning en control, uiterlijk op dag 10 van de volgende maand"
    )


def test_what_the_list_does_not_hold_is_said(judge: Judge) -> None:
    told = lines(definition_card("co2_heat", judge, TODAY, NL))
    assert told["Emissiefactoren"].startswith(
        "warmte · WTW: verbranding en keten samen; koude · WTW: "
    )
    assert "staat niet in de landelijke lijst" in told["Emissiefactoren"]


def test_a_sender_of_one_site_or_part_is_named_with_it_and_one_of_the_past_is_not() -> None:
    def sent_by(name: str, **facts: object) -> Delivery:
        given = {"site": "", "categories": frozenset(), "address": "", "day": None,
                 "valid_from": "", "valid_to": "", **facts}  # fmt: skip
        return Delivery(contract="energy", sender=Text(nl=name, en=name), **given)  # type: ignore[arg-type]

    found = [
        sent_by("Meetdienst", site="ALM", categories=frozenset({"aardgas"}), day=3),
        sent_by("Vroeger", valid_to="2025-12-31"),
        sent_by("Straks", valid_from="2027-01-01"),
    ]
    assert senders_text(("energy",), found, dt.date(2026, 6, 1), NL) == (
        "Energie, water en gassen: Meetdienst (Almelo, Aardgas), uiterlijk op dag 3 van de volgende maand"
    )


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_figure_has_a_card_with_all_its_lines(judge: Judge, language: str) -> None:
    voice = Voice(CATALOGUE, language, {})  # type: ignore[arg-type]
    for name in CATALOGUE.indicators:
        card = definition_card(name, judge, TODAY, voice)
        told = lines(card)
        wanted = ("kinds", "senders", "target_owners", "theme", "formula", "unit")
        assert all(told[voice.say(f"definition.{line}")] for line in wanted), name
        assert len(told) == len(card.lines), name

"""The manual: every act and upload kind stands in it, and it calls things as the screens do."""

from __future__ import annotations

import pytest

from kpi.acts.rights import RULES
from kpi.declare import ROLES, Language, load
from kpi.show import Voice
from kpi.show.manual import (
    CLERK,
    CLERK_HELP,
    NAMES,
    OFFICER,
    OFFICER_HELP,
    kind_rows,
    role_rows,
    sign_rows,
    steps,
)
from tests.stores import TODAY, open_acts

CATALOGUE = load()
NL = Voice(CATALOGUE, "nl", {})
LEAST = {name: rule.least for name, rule in RULES.items()}


def test_a_kind_names_sender_day_and_what_it_needs() -> None:
    deliveries = open_acts().judge().deliveries
    rows = {r[0]: r[1:] for r in kind_rows(CATALOGUE.contracts.values(), deliveries, TODAY, NL)}
    assert len(rows) == sum(c.by_site for c in CATALOGUE.contracts.values())
    assert rows["Energie, water en gassen"] == (
        "Meetbedrijf en energieleverancier, uiterlijk op dag 5 van de volgende maand",
        "locatie, periode, energiedrager, verbruik, eenheid",
    )
    assert rows["Afval"][1] == "locatie, inzamelaar, afvalstroom, gewicht_kg, periode of datum"
    assert rows["Kerngetallen"][1] == "locatie, periode, minstens één cijfer"
    assert rows["Herbruikbaar en wegwerp"] == (
        "niemand genoemd",
        "locatie, periode, productgroep, variant, bron, minstens één aantal (aantal_gebruiken, "
        "aantal_gewassen, aantal_dozen met verpakkingseenheid, aantal_ingekocht)",
    )
    assert rows["Meetwaarden per kwartier of uur"][1] == (
        "ean_code, waarde, minstens één tijd (van, tot, tijdstip, datum met tijd)"
    )


def test_every_act_stands_with_the_role_that_may_do_it_first() -> None:
    rows = role_rows(LEAST, NL)
    assert [row[0] for row in rows] == [
        "Kijker", "Aanleveraar", "Duurzaamheidsmedewerker", "Beheerder",
    ]  # fmt: skip
    for act, least in LEAST.items():
        told = NL.say(f"manual_act.{act}") if least else ""
        at = [place for place, row in enumerate(rows) if told and told.lower() in row[1].lower()]
        assert at == ([ROLES.index(least)] if least else []), act


def test_every_sign_has_its_word_and_its_meaning() -> None:
    rows = sign_rows(NL)
    assert ("◐", "deels geschat", "Compleet, maar een deel is geschat.") in rows
    assert ("◐", "geschat", "Compleet, maar alles is geschat.") in rows
    assumed = "Compleet, maar gerekend met een emissiefactor die is aangenomen."
    assert ("▽", "voorlopig: aangenomen factor", assumed) in rows
    assert ("★", "doel gehaald", "De laatste mijlpaal is nu al gehaald.") in rows
    assert len(rows) == 14


@pytest.mark.parametrize("language", ["nl", "en"])
def test_names_on_the_screen_stand_in_the_sentences(language: Language) -> None:
    voice = Voice(CATALOGUE, language, {})
    told = [*steps("clerk", (*CLERK, *CLERK_HELP), voice)]
    told += steps("officer", (*OFFICER, *OFFICER_HELP), voice)
    said = " ".join(told)
    assert not [key for key in NAMES.values() if voice.say(key) not in said]
    # Plain language: a sentence of more than twenty-five words is two.
    sentences = [
        s for text in told for s in text.replace("? ", ". ").replace(": ", ". ").split(". ")
    ]
    assert max(len(s.split()) for s in sentences) <= 25

"""Reminders, rows and withheld verdicts in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from urllib.parse import unquote

import pytest

from kpi.acts import Actor
from kpi.declare import ALL, Month, load
from kpi.show import Outstanding, Voice, outstanding
from kpi.show.completeness import Arrival, arrival_rows
from kpi.show.completeness import Delivery as Delivered
from kpi.show.deliveries import (
    counted,
    lateness,
    outstanding_rows,
    presence,
    presence_sentences,
    reminders,
    withheld_sentences,
)
from tests.judge.test_deliveries import GAS, SEPTEMBER, WHOLE, energy
from tests.stores import TODAY, open_acts, upload

NAMES = {"ALL": "Groep", "ALM": "Almelo", "HGL": "Hengelo"}
NL, EN = Voice(load(), "nl", NAMES), Voice(load(), "en", NAMES)


@pytest.fixture
def found() -> tuple[Outstanding, ...]:
    """Hengelo's gas of September, from a sender with an address."""
    acts = open_acts()
    acts.set_entry("delivery", "gas", GAS, actor=Actor.local("Anna"), reason="contract")
    energy(acts, "Almelo", *WHOLE)
    energy(acts, "Hengelo", WHOLE[0], WHOLE[2])
    judge = acts.judge()
    items = outstanding(judge.figures(), judge.deliveries, ALL, [SEPTEMBER])
    return tuple(item for item in items if item.contract == "energy")


def test_a_reminder_stands_ready_with_everything_in_it(found: tuple[Outstanding, ...]) -> None:
    (reminder,) = reminders(found, TODAY, NL)
    assert reminder.sender == "Gasbedrijf"
    line = (
        "- Energie, water en gassen, Hengelo, september 2026: Aardgas "
        "(verwacht uiterlijk 31 oktober 2026)"
    )
    assert line in reminder.text.splitlines()
    assert reminder.link.startswith("mailto:gas%40example.org?subject=")
    assert unquote(reminder.link).endswith(reminder.text)
    assert "Dear Gas company" in reminders(found, TODAY, EN)[0].text


def test_who_is_in_time_gets_no_reminder(found: tuple[Outstanding, ...]) -> None:
    assert reminders(found, dt.date(2026, 10, 31), NL) == ()
    assert lateness(found[0], dt.date(2026, 10, 31)) == "waiting"
    assert lateness(found[0], dt.date(2026, 11, 30)) == "late"
    assert lateness(found[0], dt.date(2026, 12, 1)) == "very_late"


def test_the_rows_say_what_is_late_and_how_much(found: tuple[Outstanding, ...]) -> None:
    _, rows = outstanding_rows(found, TODAY, NL)
    assert rows == [
        ("◆ 15 dagen te laat", "Energie, water en gassen", "Hengelo", "september 2026",
         "Gasbedrijf", "31 oktober 2026", "Aardgas")
    ]  # fmt: skip


def test_a_withheld_verdict_says_which_file_from_whom(found: tuple[Outstanding, ...]) -> None:
    assert withheld_sentences(found, TODAY, NL) == (
        "Niet binnen: Energie, water en gassen, Hengelo, sep 2026, van Gasbedrijf; "
        "verwacht uiterlijk 31 oktober 2026, te laat.",
    )


def test_completeness_by_figure_site_and_month() -> None:
    acts = open_acts()
    energy(acts, "Almelo", *WHOLE)
    energy(acts, "Hengelo", WHOLE[0], WHOLE[2])
    months = [SEPTEMBER.plus(-1), SEPTEMBER]
    names = ("gas", "electricity_purchased")
    cells = presence(acts.judge().figures(), names, ALL, months, NL)
    _, rows = arrival_rows(cells, NL)
    assert [row[1:] for row in rows] == [
        ("Almelo", "□", "●"),
        ("Hengelo", "□", "□"),
        ("Almelo", "□", "●"),
        ("Hengelo", "□", "●"),
    ]
    assert Month(2026, 9) == cells[1].deliveries[1].month
    assert cells[1].deliveries[1].lacking == ("niet binnen",)


def test_what_came_in_and_cannot_be_counted_is_not_called_missing() -> None:
    """Purchased electricity of 2019 has no factor of its own: the rows are there, the CO2 is not."""
    acts = open_acts()
    row = "Almelo;2019-05;elektriciteit_inkoop;1000;kWh;\r\n"
    upload(acts, "energy", f"Locatie;Maand;Energiedrager;Verbruik;Eenheid;Kosten\r\n{row}")
    month = Month(2019, 5)
    names = ("co2_electricity_location", "gas")
    cells = presence(acts.judge().figures(), names, "ALM", [month], NL)
    assert [cell.deliveries[0].state for cell in cells] == ["partly", "nothing"]
    assert presence_sentences(cells, NL) == (
        "Almelo, mei 2019: voor dat jaar ontbreekt een emissiefactor die dit cijfer nodig heeft "
        f"(die komt niet uit een bestand). Daardoor niet compleet: ‘{NL.label('co2_electricity_location')}’.",
    )


def test_sites_that_lack_the_same_share_a_sentence_and_names_keep_their_commas() -> None:
    """A month in part is not called absent; a site with other months has a sentence of its own."""
    partly = Delivered(Month(2026, 9), "partly", ("een deel van de gegevens is niet binnen",))
    later = Delivered(Month(2026, 10), "partly", ("een deel van de gegevens is niet binnen",))
    found = [
        Arrival("CO2, hele keten", "Almelo", (partly,)),
        Arrival("Water", "Almelo", (partly,)),
        Arrival("CO2, hele keten", "Hengelo", (partly,)),
        Arrival("Water", "Hengelo", (partly,)),
        Arrival("Water", "Borne", (later,)),
    ]
    assert presence_sentences(found, NL) == (
        "Almelo en Hengelo, sep 2026: een deel van de gegevens is niet binnen. "
        "Daardoor niet compleet: ‘CO2, hele keten’ en ‘Water’.",
        "Borne, okt 2026: een deel van de gegevens is niet binnen. Daardoor niet compleet: ‘Water’.",
    )


def test_what_no_sender_can_mend_stands_last() -> None:
    factor = NL.say("problem.factor_missing")
    months = [Month(2026, 8), Month(2026, 10)]
    unknown = tuple(Delivered(month, "partly", (factor,)) for month in months)
    part = Delivered(Month(2026, 9), "partly", ("een deel van de gegevens is niet binnen",))
    told = presence_sentences(
        [Arrival("CO2", "Almelo", unknown), Arrival("Water", "Almelo", (part,))], NL
    )
    assert told[0].startswith("Almelo, sep 2026: een deel van de gegevens is niet binnen.")
    assert told[1].startswith(
        "Almelo, aug 2026 en okt 2026: voor dat jaar ontbreekt een emissiefactor"
    )


def test_only_what_there_is_of_is_counted(found: tuple[Outstanding, ...]) -> None:
    (late,) = found
    waiting = replace(late, due=dt.date(2026, 12, 1))
    undated = replace(late, delivery=None, due=None)
    assert counted([late], TODAY, NL) == "1 bestand is te laat."
    assert counted([late, late, waiting, undated, undated], TODAY, NL) == (
        "2 bestanden zijn te laat; 1 bestand kan nog op tijd komen; "
        "voor 2 bestanden is geen dag afgesproken."
    )
    assert counted([undated], TODAY, NL) == "Voor 1 bestand is geen dag afgesproken."


def test_of_a_figure_one_thing_lacks_and_it_is_not_counted() -> None:
    """Of an upload kind more may lack at once: there the count stands beside the mark."""
    partly = Delivered(Month(2026, 9), "partly", ("Gas", "Water"))
    found = [Arrival("Energie", "Almelo", (partly,))]
    assert arrival_rows(found, NL)[1] == [("Energie", "Almelo", "◔ 2")]
    assert arrival_rows(found, NL, counted=False)[1] == [("Energie", "Almelo", "◔")]


def test_a_figure_of_which_a_part_came_in_says_so() -> None:
    """Electricity is in, gas is not: the sum of both is there in part, the gas not at all."""
    acts = open_acts()
    energy(acts, "Almelo", WHOLE[0], WHOLE[2])
    names = ("co2_electricity_location", "gas", "co2_operations_market")
    cells = presence(acts.judge().figures(), names, "ALM", [SEPTEMBER], NL)
    told = {cell.kind: cell.deliveries[0].lacking for cell in cells}
    assert told[NL.label("gas")] == ("niet binnen",)
    assert told[NL.label("co2_operations_market")] == ("een deel van de gegevens is niet binnen",)

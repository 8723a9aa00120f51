"""What is missing and what needs a person, from stores and registers made by hand."""

from __future__ import annotations

import datetime as dt

import pytest

from kpi.acts import Actor, Acts
from kpi.declare import ALL, Month, load
from kpi.show import Voice
from kpi.show.attention import Task, lacking, tasks
from kpi.show.completeness import arrivals
from tests.stores import TODAY, open_acts, upload

NL = Voice(load(), "nl", {"ALL": "Groep", "ALM": "Almelo", "HGL": "Hengelo"})
HEADER = "locatie;periode;energiedrager;verbruik;eenheid\r\n"
SEPTEMBER = Month(2026, 9)
WHOLE = ("elektriciteit_inkoop;100;kWh", "aardgas;100;Nm3", "water;100;m3")


@pytest.fixture
def acts() -> Acts:
    return open_acts()


def waiting(acts: Acts, today: dt.date = TODAY) -> tuple[Task, ...]:
    judge = acts.judge()
    progress = [judge.progress(target.id, ALL, SEPTEMBER) for target in judge.targets]
    figures = judge.figures()
    return tasks(progress, figures, judge.certification, figures.site_codes, today, NL)


def sentences(acts: Acts, today: dt.date = TODAY) -> list[str]:
    return [task.sentence for task in waiting(acts, today)]


def missing(acts: Acts) -> dict[tuple[str, str], tuple[str, ...]]:
    found = arrivals(acts.judge().figures(), ALL, [SEPTEMBER], NL)
    return {
        (entry.contract, entry.sentences[0].split(", ")[-1].split(":")[0]): (
            *entry.sentences,
            entry.sender,
        )
        for entry in lacking(found, acts.uploads(), NL)
    }


def energy(site: str, *rows: str, month: str = "2026-09") -> str:
    return HEADER + "".join(f"{site};{month};{row}\r\n" for row in rows)


def test_what_lacks_names_the_last_sender_or_that_there_was_none(acts: Acts) -> None:
    upload(acts, "energy", energy("Almelo", *WHOLE), "almelo.csv")
    upload(acts, "energy", energy("Hengelo", WHOLE[0]), "hengelo.csv")
    found = missing(acts)
    assert ("energy", "Almelo") not in found
    *told, sender = found["energy", "Hengelo"]
    assert told == [
        "Energie, water en gassen, Hengelo: ‘Aardgas’ ontbreekt in sep 2026.",
        "Energie, water en gassen, Hengelo: ‘Drinkwater’ ontbreekt in sep 2026.",
    ]
    assert sender.startswith("Laatst aangeleverd door Tester, op ")
    assert sender.endswith(" (hengelo.csv).")
    assert found["waste", "Almelo"][-1] == "Dit is hier nog nooit aangeleverd."


def test_an_upload_that_was_taken_back_sent_nothing(acts: Acts) -> None:
    number = upload(acts, "energy", energy("Hengelo", WHOLE[0]), "hengelo.csv")
    acts.take_back(number, actor=Actor.local("Tester"), reason="verkeerd")
    assert missing(acts)["energy", "Hengelo"][-1] == "Dit is hier nog nooit aangeleverd."


def test_lines_left_out_wait_until_they_are_sent(acts: Acts) -> None:
    bad = energy("Almelo", WHOLE[0], "aardgas;xx;Nm3")
    preview = acts.preview("energy", bad.encode(), "half.csv", rehearse=False)
    acts.accept(preview, actor=Actor.local("Tester"), without_refused_rows=True)
    first = waiting(acts)[0]
    assert first.sentence.startswith("Energie, water en gassen, Almelo: in sep 2026 zijn regels")
    assert (first.page, first.query) == ("upload", {"tab": "file", "kind": "energy"})
    upload(acts, "energy", energy("Almelo", *WHOLE))
    assert not [told for told in sentences(acts) if "zijn regels met fouten" in told]


def test_a_target_without_a_base_year_waits_until_it_has_one(acts: Acts) -> None:
    told = next(t for t in waiting(acts) if t.sentence.startswith("Zonder basisjaar"))
    assert told.page == "targets"
    name = told.query["target"]
    entry = next(e for e in acts.entries("target") if e.id == name)
    label = f"‘{entry.body['label']['nl']}’"
    assert label in told.sentence
    acts.set_entry(
        "target",
        name,
        {**entry.body, "base_year": "2020"},
        actor=Actor.local("Tester"),
        reason="bekend",
    )
    now = [task.sentence for task in waiting(acts) if task.sentence.startswith("Zonder basisjaar")]
    assert not [sentence for sentence in now if label in sentence]


def test_an_end_state_waits_for_a_path(acts: Acts) -> None:
    told = next(t for t in waiting(acts) if t.sentence.startswith("Zonder pad"))
    assert "‘Restafval: hoogstens 25% van al het afval in 2030’" in told.sentence
    assert told.page == "targets"


def certificates(acts: Acts) -> list[Task]:
    return [task for task in waiting(acts) if task.page == "thermometer"]


@pytest.mark.parametrize(
    ("until", "waits"),
    [("2030-01-01", False), ("2027-02-01", True), ("2026-11-01", True), ("", True)],
)
def test_a_certificate_waits_when_it_ends_has_ended_or_names_no_end(
    acts: Acts, until: str, waits: bool
) -> None:
    """On 15 November 2026: more than 180 days, fewer, past, not known."""
    for entry in acts.entries("certificate"):
        body = {**entry.body, "valid_until": until}
        acts.set_entry("certificate", entry.id, body, actor=Actor.local("Tester"), reason="proef")
    found = [task for task in certificates(acts) if "eisen" not in task.sentence]
    assert bool(found) == waits


def test_a_site_without_a_station_is_named(acts: Acts) -> None:
    assert not [told for told in sentences(acts) if "weerstation" in told]
    entry = next(e for e in acts.entries("site") if e.id == "HGL")
    acts.set_entry(
        "site", "HGL", {**entry.body, "station": ""}, actor=Actor.local("Tester"), reason="proef"
    )
    (task,) = (task for task in waiting(acts) if "weerstation" in task.sentence)
    assert task.sentence.startswith("Hengelo noemt geen weerstation")
    assert task.query == {"register": "site", "entry": "HGL"}


def test_a_list_that_was_never_entered_keeps_the_level_open(acts: Acts) -> None:
    """Both sites work towards schema 7, of which no requirement is shipped."""
    (task,) = (task for task in waiting(acts) if "nog niet ingevoerd" in task.sentence)
    assert task.sentence.startswith("De eisen van Schema 7 ")
    assert (task.page, task.query) == ("binder", {"tab": "import"})


def test_requirements_without_an_answer_are_counted(acts: Acts) -> None:
    for entry in acts.entries("certification"):
        body = {**entry.body, "schema": "voorbeeld"}
        acts.set_entry("certification", entry.id, body, actor=Actor.local("Tester"), reason="proef")
    certification = acts.judge().certification
    listed = [r for r in certification.requirements if r.schema == "voorbeeld"]
    cure = len([r for r in listed if r.care_type == "cure"])
    told = sentences(acts)
    assert f"Almelo: bij {cure} van de {cure} eisen is nog niets ingevuld." in told
    assert not [sentence for sentence in told if "nog niet ingevoerd" in sentence]

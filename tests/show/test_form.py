"""An official form, filled in: lines worked by hand, gaps that stay blank, and what fits nowhere."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from kpi.acts import Acts
from kpi.declare import ALL, Form, load
from kpi.show.form import FormView, form_remarks, form_table, form_view, form_years
from kpi.show.voice import Voice
from tests.stores import open_acts, upload

HEADER = "locatie;periode;soort_verkeer;vervoermiddel;brandstof;hoeveelheid;eenheid;meetwijze\r\n"
FLEET, SERVICE, CLAIMS, COMMUTING = (
    "Zakelijk met eigen en leaseauto's",
    "Zakelijk met mobiliteitsdiensten",
    "Zakelijk op declaratie",
    "Woon-werkverkeer",
)
YEAR = [
    f"{site};2025-{month:02d};{row}"
    for site in ("Almelo", "Hengelo")
    for month in range(1, 13)
    for row in (
        "woon_werk;auto;benzine;1000,4;km;registratie",
        "zakelijk_declaratie;auto;hybride;10;km;registratie",
    )
]
"""Per line 24 times: 24,009.6 km by petrol, 240 km by hybrid."""
EXTRA = [
    "Almelo;2025-03;woon_werk;auto;plugin_hybride;5;km;registratie",
    "Almelo;2025-03;woon_werk;trein;;70;km;registratie",
    "Almelo;2025-03;woon_werk;bus_tram_metro;;30;km;registratie",
    "Almelo;2025-03;woon_werk;auto;onbekend;8;km;registratie",
    "Almelo;2025-03;zakelijk_declaratie;vliegtuig_europees;;900;km;registratie",
    "Almelo;2025-03;zakelijk_declaratie;openbaar_vervoer;;12,5;EUR;registratie",
    "Almelo;2025-03;zakelijk_wagenpark;auto;lpg;3;km;registratie",
]


@pytest.fixture
def acts() -> Acts:
    return open_acts()


@pytest.fixture
def wpm() -> Form:
    return load().forms["wpm"]


def voice(acts: Acts, language: Any = "nl") -> Voice:
    return Voice(acts.catalogue, language, {})


def filled(acts: Acts, form: Form, rows: list[str], year: int = 2025) -> FormView:
    upload(acts, "travel", HEADER + "\r\n".join(rows) + "\r\n")
    return form_view(acts.judge().figures(), form, year, ALL, voice(acts))


def values(view: FormView) -> dict[tuple[str, str, str], Decimal | None]:
    return {(line.block, line.label, line.unit): line.value for line in view.lines}


def test_every_line_is_the_sum_of_its_rows_in_whole_units(acts: Acts, wpm: Form) -> None:
    view = filled(acts, wpm, YEAR + EXTRA)
    told = {key: value for key, value in values(view).items() if value}
    assert told == {
        (COMMUTING, "Auto, benzine", "km"): 24010,
        (COMMUTING, "Auto, (plug-in) hybride", "km"): 5,
        (COMMUTING, "Openbaar vervoer", "km"): 100,
        (CLAIMS, "Auto, (plug-in) hybride", "km"): 240,
        (CLAIMS, "Openbaar vervoer", "EUR"): 13,
        (FLEET, "Auto, andere brandstoffen", "km"): 3,
    }
    assert None not in values(view).values()
    assert not [line.remark for line in view.lines if line.remark]


def test_the_lines_stand_in_the_order_of_the_form(acts: Acts, wpm: Form) -> None:
    view = filled(acts, wpm, YEAR)
    assert list(dict.fromkeys(line.block for line in view.lines)) == [
        FLEET, SERVICE, CLAIMS, COMMUTING,
    ]  # fmt: skip
    assert [line.label for line in view.lines if line.block == COMMUTING] == [
        "Auto, benzine", "Auto, diesel", "Auto, (plug-in) hybride", "Auto, 100% elektrisch",
        "Auto, andere brandstoffen", "Motorfiets, elektrisch", "Motorfiets, benzine",
        "Bromfiets of scooter, elektrisch", "Bromfiets of scooter, benzine",
        "(E-)fiets of lopen", "Openbaar vervoer",
    ]  # fmt: skip
    asked = [line.unit for line in view.lines if line.label == "Openbaar vervoer"]
    assert asked == ["EUR", "EUR", "km"]


def test_what_fits_on_no_line_is_told_and_not_dropped(acts: Acts, wpm: Form) -> None:
    view = filled(acts, wpm, YEAR + EXTRA)
    assert [(line.block, line.label, line.value) for line in view.left_over] == [
        ("Zakelijk op declaratie", "Vliegtuig", 900),
        ("Woon-werkkilometers", "Anders of brandstof onbekend", 8),
    ]
    remarks = form_remarks(view, voice(acts))
    assert (
        "Het formulier vraagt niet naar 900 km van ‘Zakelijk op declaratie’ (Vliegtuig)." in remarks
    )
    rows = form_table(view, voice(acts)).plain_rows
    assert rows[-1][:3] == (
        "Niet op het formulier: Woon-werkkilometers", "Anders of brandstof onbekend", "8",
    )  # fmt: skip


def test_all_of_a_figure_stands_on_the_form_or_beside_it(acts: Acts, wpm: Form) -> None:
    """The lines and the left over of a figure add up to it, to the rounding of each line."""
    view = filled(acts, wpm, YEAR + EXTRA)
    shown = sum(
        line.value or 0
        for line in (*view.lines, *view.left_over)
        if line.unit == "km"
    )  # fmt: skip
    assert shown == 24010 + 5 + 100 + 8 + 240 + 900 + 3


def test_a_month_that_is_missing_is_said_on_its_lines(acts: Acts, wpm: Form) -> None:
    rows = [row for row in YEAR if not row.startswith("Hengelo;2025-12;zakelijk")]
    view = filled(acts, wpm, rows)
    lines = {line.block: line for line in view.lines if line.label == "Auto, (plug-in) hybride"}
    assert (lines[CLAIMS].value, lines[CLAIMS].status) == (230, "incomplete")
    assert lines[CLAIMS].remark == "Nog niet binnen: HGL (dec 2025)."
    assert (lines[COMMUTING].status, lines[COMMUTING].remark) == ("none_reported", "")
    assert form_remarks(view, voice(acts)) == (
        f"‘{CLAIMS}’ is niet compleet. Nog niet binnen: HGL (dec 2025). "
        "Neem deze regels pas over als alles binnen is.",
    )


def test_a_year_of_which_nothing_is_in_has_blanks_and_no_noughts(acts: Acts, wpm: Form) -> None:
    view = filled(acts, wpm, YEAR, year=2024)
    assert set(values(view).values()) == {None}
    assert not view.known and not view.left_over
    assert {row[2] for row in form_table(view, voice(acts)).plain_rows} == {""}


def test_an_estimate_is_told(acts: Acts, wpm: Form) -> None:
    rows = [row.replace("registratie", "schatting") for row in YEAR]
    found = form_remarks(filled(acts, wpm, rows), voice(acts, "en"))
    assert found[-1].startswith("A part rests on a survey or an estimate")


def test_a_line_says_of_itself_whether_it_was_counted_estimated_or_not_given(
    acts: Acts, wpm: Form
) -> None:
    """Of the car by petrol one month of 24 rests on an estimate; walking wholly; of the rest none."""
    guess = YEAR[0].replace("registratie", "schatting")
    walked = "Almelo;2025-03;woon_werk;lopen;;70;km;schatting"
    train = "Almelo;2025-03;woon_werk;trein;;30;km;registratie"
    view = filled(acts, wpm, [guess, *YEAR[1:], walked, train])
    status = {line.label: line.status for line in view.lines if line.block == COMMUTING}
    assert status.pop("Auto, benzine") == "estimated"
    assert status.pop("(E-)fiets of lopen") == "estimated_whole"
    assert status.pop("Openbaar vervoer") == "measured"
    assert set(status.values()) == {"none_reported"}
    hybrid = {line.label: line for line in view.lines if line.block == CLAIMS}
    assert hybrid["Auto, (plug-in) hybride"].status == "measured"


def test_the_years_are_those_of_which_something_is_known(acts: Acts, wpm: Form) -> None:
    assert form_years(acts.judge().figures()) == ()
    filled(acts, wpm, [*YEAR, YEAR[0].replace("2025", "2023")])
    assert form_years(acts.judge().figures())[-1] == 2023

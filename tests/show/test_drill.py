"""The steps from a figure downwards: they add up, and nothing small can be asked for."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kpi.acts import Acts
from kpi.declare import ALL, Month, load
from kpi.measure import Figures, Scope
from kpi.show import Voice
from kpi.show.drill import (
    close_by,
    counted,
    file_lines,
    filled_cells,
    moment_name,
    moments,
    places,
)
from kpi.show.tables import largest_first
from tests.stores import open_acts, upload

NAMES = {"ALL": "Groep", "ALM": "Almelo", "HGL": "Hengelo", "UNSPLIT": "Niet verdeeld"}
NL = Voice(load(), "nl", NAMES)
HEADER = "locatie;periode;energiedrager;verbruik;eenheid\r\n"
POWER = "electricity_purchased"
SUMMER = Scope(ALL, Month(2026, 9), "ytd")


@pytest.fixture(scope="module")
def figures() -> Figures:
    acts = open_acts()
    rows = [
        f"{site};2026-0{month};elektriciteit_inkoop;{amount};kWh\r\n"
        for site, month, amount in (
            ("Almelo", 8, 102000),
            ("Hengelo", 8, 45500),
            ("Almelo", 9, 103000),
        )
    ]
    upload(acts, "energy", HEADER + "".join(rows), "zomer.csv")
    return acts.judge().figures()


def test_a_month_of_the_group_leads_to_its_sites(figures: Figures) -> None:
    view = close_by(figures, POWER, Scope(ALL, Month(2026, 8)), NL)
    assert view.sentence.endswith("Groep, augustus 2026: 147,5 MWh (● gemeten)")
    assert [(step.to, step.told) for step in view.sites] == [
        ("ALM", "Almelo: 102,0 MWh (● gemeten)"),
        ("HGL", "Hengelo: 45,5 MWh (● gemeten)"),
    ]
    assert view.months == ()


def test_a_span_leads_to_every_month_of_it_those_without_a_figure_too(figures: Figures) -> None:
    view = close_by(figures, POWER, Scope("HGL", Month(2026, 9), "ytd"), NL)
    assert view.sites == ()
    assert [step.to for step in view.months] == [f"2026-0{n}" for n in range(1, 10)]
    told = {step.to: step.told for step in view.months}
    assert told["2026-08"] == "augustus 2026: 45,5 MWh (● gemeten)"
    assert told["2026-09"] == "september 2026: – (□ geen cijfer)"
    assert view.reasons


def test_the_steps_are_the_members_that_add_up(figures: Figures) -> None:
    scope = Scope(ALL, Month(2026, 8))
    parts = [
        figures.measured(POWER, Scope(code, scope.month)).value for code in places(figures, scope)
    ]
    whole = figures.measured(POWER, scope).value
    assert sum((part for part in parts if part is not None), Decimal()) == whole == 147500


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("2026-08", Scope(ALL, Month(2026, 8))),
        ("2026-08~r12", Scope(ALL, Month(2026, 8), "r12")),
        ("2026-08~ytd", None),  # no chart has such a point
        ("2026-10", None),  # after the month in view
        ("2025-08", None),  # before the oldest upload
        ("2030-12~r12", None),  # a milestone is no figure
        ("summer", None),
    ],
)
def test_only_a_moment_that_has_figures_is_looked_at(
    figures: Figures, asked: str, found: Scope | None
) -> None:
    assert moments(figures, SUMMER, asked).get(asked) == found


def test_a_point_is_known_by_its_day() -> None:
    assert moment_name("2026-08-01") == "2026-08"
    assert moment_name("2026-08-01", "r12") == "2026-08~r12"
    assert moment_name("") == moment_name("Hengelo") == ""


def medication(acts: Acts, *departments: tuple[str, str]) -> None:
    header = "locatie;periode;categorie;afdeling;atc_code;artikelnaam;eenheid;aantal;meetwijze\r\n"
    rows = [
        f"Almelo;2025-01;retour_vernietigd;{name};C01CA24;Adrenaline;ampul;{number};scan\r\n"
        for name, number in departments
    ]
    upload(acts, "medication", header + "".join(rows))


def test_a_line_that_is_too_small_cannot_be_asked_for() -> None:
    acts = open_acts()
    medication(acts, ("A1", "3"), ("B1", "4"), ("C1", "120"))
    name = "medication_destroyed_units"
    lines = largest_first(acts.judge().figures().explain(name, Scope("ALM", Month(2025, 1))))
    number = acts.uploads()[0].upload
    for asked in (f"{number}.2", f"{number}.3", f"{number}.0"):
        assert list(file_lines(name, lines, asked, NL)) == [f"{number}.4"]
        assert counted(name, lines, asked, NL) == ()
    assert len(counted(name, lines, f"{number}.4", NL)) == 1


def test_a_line_asked_for_is_there_however_small_its_part(figures: Figures) -> None:
    lines = figures.explain(POWER, SUMMER)
    many = largest_first([*lines] * 100)
    last = f"{lines[0].receipt}.{lines[1].line}"
    assert last in file_lines(POWER, many, last, NL)


class Line:
    header = ("locatie", "", "remark")
    cells = ("Almelo", "7", " ")


def test_empty_cells_are_named_and_a_column_without_a_name_is_told() -> None:
    filled, empty = filled_cells(Line(), "(zonder naam)")
    assert filled == [("locatie", "Almelo"), ("(zonder naam)", "7")]
    assert empty == ("remark",)

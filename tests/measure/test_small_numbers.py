"""Small numbers of a department are told joined together, and the sum stays the same."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kpi.acts import Acts
from kpi.declare import LANGUAGES, Language, Month
from kpi.measure import Contribution, Scope
from kpi.show import Voice
from kpi.show.tables import lines_table
from tests.stores import open_acts, upload

HEADER = "locatie;periode;categorie;afdeling;atc_code;artikelnaam;eenheid;aantal;meetwijze\r\n"
JANUARY = Scope("ALM", Month(2025, 1))


def returned(department: str, number: str, product: str = "Adrenaline") -> str:
    return (
        f"Almelo;2025-01;retour_vernietigd;{department};C01CA24;{product};ampul;{number};scan\r\n"
    )


@pytest.fixture
def acts() -> Acts:
    return open_acts()


def lines(acts: Acts, indicator: str = "medication_destroyed_units") -> list[Contribution]:
    return acts.judge().figures().explain(indicator, JANUARY)


def told(found: list[Contribution]) -> list[tuple[Decimal | None, Decimal, int, int]]:
    return sorted(
        ((line.quantity, line.amount, line.line, line.joined) for line in found),
        key=lambda item: item[2],
    )


def test_small_numbers_of_departments_are_one_line_without_a_quantity(acts: Acts) -> None:
    rows = returned("A1", "3") + returned("B1", "4") + returned("C1", "120")
    upload(acts, "medication", HEADER + rows)
    assert told(lines(acts)) == [
        (None, Decimal(7), 0, 2),
        (Decimal(120), Decimal(120), 4, 0),
    ]


def test_a_single_small_number_takes_the_smallest_other_with_it(acts: Acts) -> None:
    """Total less the rest would tell it; together with another it cannot be told apart."""
    rows = returned("A1", "3") + returned("B1", "40") + returned("C1", "120")
    upload(acts, "medication", HEADER + rows)
    assert told(lines(acts)) == [
        (None, Decimal(43), 0, 2),
        (Decimal(120), Decimal(120), 4, 0),
    ]


@pytest.mark.parametrize("number", ["0", "4,5", "-2"])
def test_nought_a_part_and_a_small_correction_are_small_too(acts: Acts, number: str) -> None:
    row = returned("A1", number).replace(";scan", ";scan;J")
    header = HEADER.replace("meetwijze", "meetwijze;correctie")
    upload(acts, "medication", header + row + returned("B1", "40").replace(";scan", ";scan;N"))
    assert [line.joined for line in lines(acts)] == [2]


def test_five_and_a_site_without_department_are_not_small(acts: Acts) -> None:
    upload(acts, "medication", HEADER + returned("A1", "5") + returned("", "2"))
    assert [(line.amount, line.joined) for line in lines(acts)] == [(5, 0), (2, 0)]


def test_joined_lines_of_a_ratio_still_add_up(acts: Acts) -> None:
    dispensed = "Almelo;2025-01;verstrekt;;C01CA24;Adrenaline;ampul;200;scan\r\n"
    rows = returned("A1", "3") + returned("B1", "4") + returned("C1", "13") + dispensed
    upload(acts, "medication", HEADER + rows)
    found = lines(acts, "medication_destroyed_share")
    parts = [line.contribution for line in found if line.contribution is not None]
    assert sum(parts) == Decimal(10)  # 20 of 200
    assert sorted(parts) == [Decimal("3.5"), Decimal("6.5")]


def test_departments_with_few_share_one_part_of_the_breakdown(acts: Acts) -> None:
    rows = returned("A1", "3") + returned("B1", "1") + returned("C1", "120") + returned("D1", "60")
    upload(acts, "medication", HEADER + rows)
    parts = acts.judge().figures().breakdown("medication_returned_units", JANUARY)
    assert parts == [("C1", Decimal(120)), ("D1", Decimal(60)), ("small_numbers", Decimal(4))]


def test_other_breakdowns_of_the_same_rows_are_left_alone(acts: Acts) -> None:
    upload(acts, "medication", HEADER + returned("A1", "3") + returned("B1", "120"))
    parts = acts.judge().figures().breakdown("medication_destroyed_units", JANUARY)
    assert parts == [("onbekend", Decimal(123))]


@pytest.mark.parametrize("language", LANGUAGES)
def test_neither_screen_nor_file_shows_number_line_or_department(
    acts: Acts, language: Language
) -> None:
    rows = returned("Kamer 7", "3") + returned("B1", "4") + returned("C1", "120")
    upload(acts, "medication", HEADER + rows)
    voice = Voice(acts.catalogue, language, {"ALM": "Almelo"})
    table = lines_table("medication_destroyed_units", lines(acts), voice)
    joined = voice.say("table.joined", count=2)
    assert joined in table.rows[1] and joined in table.plain_rows[1]
    assert table.plain_rows[1][-1] == ""
    texts = " ".join(cell for row in (*table.rows, *table.plain_rows) for cell in row)
    assert "Kamer 7" not in texts and "line 2" not in texts and "regel 2" not in texts

"""Months or categories side by side, header lines above each other, totals beside their parts."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from kpi.intake import Checked
from tests.intake.checking import amounts, checked, faults, file, remarks
from tests.workbooks import Given, Page, workbook

ENERGY = "locatie;energiedrager;eenheid"


def cells(result: Checked, *names: str) -> list[tuple[str, ...]]:
    return [tuple(str(row.cells[name]) for name in (*names, "amount")) for row in result.rows]


def test_months_as_columns_become_a_row_each() -> None:
    data = file(f"{ENERGY};jan-25;feb 2025;2025-03", "Almelo;gas;Nm3;1.200,5;900;")
    result = checked("energy", data)
    assert cells(result, "site", "month", "carrier", "unit") == [
        ("ALM", "2025-01", "aardgas", "m3", "1200.500"),
        ("ALM", "2025-02", "aardgas", "m3", "900.000"),
    ]
    assert not result.findings and not result.questions
    assert (result.rows_read, result.rows_refused) == (1, 0)
    assert [row.line for row in result.rows] == [2, 2]


@pytest.mark.parametrize("empty", ["", " ", "-", "nvt", "n.b."])
def test_an_empty_month_is_a_gap_and_never_zero(empty: str) -> None:
    data = file(f"{ENERGY};2025-01;2025-02;2025-03", f"Almelo;pv;kWh;5;{empty};0")
    result = checked("energy", data)
    assert amounts(result) == [Decimal(5), Decimal(0)]
    assert not result.findings


def test_a_fault_names_the_line_and_the_column_of_the_file() -> None:
    data = file(f"{ENERGY};jan-25;feb-25;dec-26", "Almelo;pv;kWh;5;1.2.3;", "HGL;pv;kWh;6;7;8")
    result = checked("energy", data)
    assert faults(result) == [
        ("number_unreadable", 2, "feb-25"),
        ("month_future", 3, "dec-26"),
    ]
    assert cells(result, "site", "month") == [
        ("ALM", "2025-01", "5.000"),
        ("HGL", "2025-01", "6.000"),
        ("HGL", "2025-02", "7.000"),
    ]
    assert result.rows_refused == 2 and len(result.refused) == 1


def test_a_totals_column_is_left_out_and_held_against_its_parts() -> None:
    header = f"{ENERGY};2025-01;2025-02;Totaal 2025"
    right = checked("energy", file(header, "Almelo;pv;kWh;1,5;2;3,5", "HGL;pv;kWh;;;"))
    assert remarks(right) == [("total_column_left_out", 1, "Totaal 2025")]
    assert amounts(right) == [Decimal("1.5"), Decimal(2)]
    wrong = checked("energy", file(header, "Almelo;pv;kWh;1,5;2;3,5", "HGL;pv;kWh;5;6;12"))
    assert remarks(wrong) == [("total_differs", 3, "Totaal 2025")]
    assert wrong.findings[0].facts == {"total": "12", "sum": "11"}
    assert sum(amounts(wrong)) == Decimal("14.5")


def test_a_totals_line_is_left_out_once_and_held_against_its_months() -> None:
    header = f"{ENERGY};2025-01;2025-02"
    lines = ("Almelo;pv;kWh;1;2", "HGL;pv;kWh;3;4")
    right = checked("energy", file(header, *lines, "Totaal;;;4;6"))
    assert remarks(right) == [("total_left_out", 4, None)]
    wrong = checked("energy", file(header, *lines, "Totaal;;;4;7"))
    assert remarks(wrong) == [("total_differs", 4, "verbruik")]
    assert wrong.findings[0].facts["sum"] == "6"
    assert len(wrong.rows) == 4
    by_site = (lines[0], "Totaal Almelo;;;1;2", lines[1], "Totaal HGL;;;3;4", "Eindtotaal;;;4;6")
    subtotals = checked("energy", file(header, *by_site))
    assert {code for code, _, _ in remarks(subtotals)} == {"total_left_out"}


def test_carriers_as_columns_with_a_unit_each() -> None:
    header = "Locatie;Periode;Stroom (kWh);Gas (Nm3);Water [m3];Opmerking"
    result = checked("energy", file(header, "Almelo;2025-01;100;20;3;x", "HGL;2025-01;200;;4;"))
    assert cells(result, "site", "carrier", "unit") == [
        ("ALM", "elektriciteit_inkoop", "kWh", "100.000"),
        ("ALM", "aardgas", "m3", "20.000"),
        ("ALM", "water", "m3", "3.000"),
        ("HGL", "elektriciteit_inkoop", "kWh", "200.000"),
        ("HGL", "water", "m3", "4.000"),
    ]
    assert not result.errors
    assert [row.cells["note"] for row in result.rows][:3] == ["x", "x", "x"]


def test_streams_as_columns_in_tonnes() -> None:
    header = "locatie;maand;inzamelaar;Restafval (ton);Papier/karton (ton);Totaal (ton)"
    result = checked("waste", file(header, "Almelo;2025-01;Renewi;6,42;1,98;8,4"))
    assert cells(result, "stream") == [("REST", "6420.000"), ("PAP", "1980.000")]
    assert not result.errors
    assert ("total_column_left_out", 1, "Totaal (ton)") in remarks(result)


def test_two_header_lines_the_upper_one_holds_for_what_is_right_of_it() -> None:
    data = file(
        "Overzicht energie",
        ";;;2025;;;Totaal",
        f"{ENERGY};jan;feb;mrt;",
        "Almelo;pv;kWh;1;2;3;6",
    )
    result = checked("energy", data)
    assert cells(result, "month") == [
        ("2025-01", "1.000"),
        ("2025-02", "2.000"),
        ("2025-03", "3.000"),
    ]
    assert remarks(result) == [("lines_above", 1, None), ("total_column_left_out", 3, "Totaal")]
    assert [row.line for row in result.rows] == [4, 4, 4]


def test_two_measures_a_month() -> None:
    data = file(
        ";;;;jan-25;;feb-25;;Totaal;",
        "locatie;inzamelaar;afvalstroom;gewicht_bron;kg;kosten_eur;kg;kosten_eur;kg;kosten_eur",
        "Almelo;Renewi;REST;gewogen;10;1,5;20;2,5;30;4",
    )
    result = checked("waste", data)
    assert cells(result, "month", "cost") == [
        ("2025-01", "1.500", "10.000"),
        ("2025-02", "2.500", "20.000"),
    ]
    assert not result.errors


def test_months_without_a_year_take_it_from_above_or_ask() -> None:
    rows = ("Almelo;pv;kWh;1;2",)
    told = checked("energy", file("Energie 2024", "", f"{ENERGY};januari;februari", *rows))
    assert cells(told, "month") == [("2024-01", "1.000"), ("2024-02", "2.000")]
    assert ("year_from_above", None, None) in remarks(told)
    bare = file(f"{ENERGY};jan;feb", *rows)
    asked = checked("energy", bare)
    assert faults(asked) == [("year_missing", 1, "periode")] and not asked.rows
    two = checked("energy", file("2024 en 2025", f"{ENERGY};jan;feb", *rows))
    assert faults(two) == [("year_missing", 2, "periode")]
    given = checked("energy", bare, constants={"periode": "2025"})
    assert cells(given, "month") == [("2025-01", "1.000"), ("2025-02", "2.000")]
    assert not given.findings


def test_what_is_lacking_can_be_given_for_all() -> None:
    data = file("energiedrager;2025-01;2025-02", "pv;1;2", "stroom;3;4")
    given = checked("energy", data, constants={"locatie": "HGL", "eenheid": "MWh"})
    assert cells(given, "site", "carrier", "unit")[0] == (
        *("HGL", "elektriciteit_pv", "kWh"),
        "1000.000",
    )
    assert not given.errors


def test_points_across_a_wide_table_are_asked_once_for_all_columns() -> None:
    data = file(f"{ENERGY};2025-01;2025-02", "Almelo;pv;kWh;1.234;2.345")
    (question,) = checked("energy", data).questions
    assert (question.key, question.facts["number"]) == ("verbruik", "2")
    totals = {o.answer: o.facts["total"] for o in question.options}
    assert totals == {"dutch": "3579", "english": "3.579"}
    assert sum(amounts(checked("energy", data, decide={"verbruik": "dutch"}))) == 3579


@pytest.mark.parametrize(
    "row",
    [
        "Almelo;2025-01;gas;1.25;m3;water",
        "Almelo;2025-01;gas;202501;m3;202502",
        "Almelo;2025-01;gas;12;m3;jan",
    ],
)
def test_an_ordinary_table_is_not_taken_for_a_wide_one(row: str) -> None:
    data = file("locatie;periode;energiedrager;verbruik;eenheid;opmerking", row)
    result = checked("energy", data)
    assert len(result.rows) == 1 and not result.errors


def test_a_workbook_with_dates_as_headers_and_merged_groups() -> None:
    rows: list[list[Given]] = [
        ["Energie", None, None, None, None],
        ["locatie", "energiedrager", "eenheid", dt.date(2025, 1, 1), dt.date(2025, 2, 1)],
        ["Almelo", "pv", "kWh", 5, 6],
        [None, "stroom", "kWh", Decimal("7.5"), None],
    ]
    page = Page(rows, merged=("A1:E1", "A3:A4"))
    result = checked("energy", workbook({"Blad1": page}))
    assert cells(result, "site", "month") == [
        ("ALM", "2025-01", "5.000"),
        ("ALM", "2025-02", "6.000"),
        ("ALM", "2025-01", "7.500"),
    ]
    assert not result.errors


def test_the_whole_dirt_of_a_collector_at_once() -> None:
    """Title, two header lines, windows letters, Dutch numbers, totals in both directions, gaps."""
    text = file(
        "Afvalrapportage Renewi;;;;;;;",
        "Klant: ZGT Almelo;;;;;;;",
        ";;;;;;;",
        ";;;;2025;;;",
        "Vestiging;Inzamelaar;Afvalstroom;Eural code;jan;feb;mrt;Totaal",
        "Almelo;Renewi;Bedrijfsafval;20 03 01;6.420;5.980,5;-;12.400,5",
        ";;Papier/karton;20 01 01;1.980;2.010;1.990,5;5.980,5",
        ";;Ziekenhuisafval UN3291;180103;612,5;;600;1.212,5",
        "Totaal;;;;9.012,5;7.990,5;2.590,5;19.593,5",
        ";;;;;;;",
    ).encode("cp1252")
    result = checked("waste", text)
    assert not result.errors, result.errors
    found = cells(result, "site", "month", "stream")
    assert len(found) == 7 and ("ALM", "2025-01", "REST", "6420.000") in found
    assert sum(amounts(result)) == Decimal("19593.5")
    codes = {code for code, _, _ in remarks(result)}
    assert "total_differs" not in codes
    assert {"total_left_out", "total_column_left_out", "filled_down", "lines_above"} <= codes

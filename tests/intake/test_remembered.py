"""Layouts that a person saved: known by the whole header, stopped when a supplier changes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from kpi.declare import Layout, remembered_layout
from kpi.intake import Checked, check
from tests.intake.checking import TODAY, amounts, contract, faults, file, remarks, words
from tests.workbooks import workbook

BODY: Mapping[str, Any] = {
    "name": "Stroom van Netbeheer",
    "contract": "energy",
    "header": ["Aansluiting", "Verbruiksperiode (van)", "Dienst", "Afname (kWh)", "Tarief"],
    "columns": {
        "Verbruiksperiode (van)": "month",
        "Dienst": "carrier",
        "Afname (kWh)": "quantity",
    },
    "units": {"quantity": "kWh"},
    "constants": {"site": "ALM"},
    "convention": "dutch",
}
HEADER = ";".join(BODY["header"])
ROW = "EAN 1;01-01-2025;stroom;1.234;0,21"


def layout(**changes: object) -> Layout:
    found = remembered_layout("stroom", {**BODY, **changes})
    assert found is not None
    return found


def read(text: str | bytes, *layouts: Layout, kind: str = "energy", **given: Any) -> Checked:
    vocabulary = replace(words(), layouts=(*words().layouts, *(layouts or (layout(),))))
    asked: dict[str, Any] = {"decide": {}, "constants": {}} | given
    raw = text.encode() if isinstance(text, str) else text
    return check(contract(kind), raw, vocabulary, today=TODAY, **asked)


def test_a_file_with_this_header_is_read_without_a_question() -> None:
    result = read(file("Rapport van januari", "", HEADER, ROW))
    (row,) = result.rows
    assert (row.cells["site"], str(row.cells["month"]), row.cells["amount"], row.line) == (
        *("ALM", "2025-01"),
        *(Decimal(1234), 4),
    )
    assert not result.errors and not result.questions
    assert {code for code, _, _ in remarks(result)} == {"lines_above", "layout_used"}


def test_case_and_spaces_do_not_matter_and_a_workbook_is_known_too() -> None:
    names = [f" {name.upper()}" for name in BODY["header"]]
    assert amounts(read(file(";".join(names), ROW))) == [Decimal(1234)]
    rows = [BODY["header"], ["EAN 1", "2025-01", "stroom", Decimal("1.234"), 0]]
    assert amounts(read(workbook({"Blad1": rows}))) == [Decimal("1.234")]


def test_commas_in_numbers_do_not_hide_the_separator() -> None:
    rows = [f"EAN 1, kast {n};01-0{n}-2025;stroom;1,5;0,2" for n in range(1, 6)]
    assert len(read(file(HEADER, *rows)).rows) == 5


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (HEADER.replace("Dienst", "Product"), [("layout_renamed", "Product")]),
        (HEADER.replace("kWh", "MWh"), [("layout_unit_changed", "Afname (MWh)")]),
        (f"{HEADER};Btw", [("layout_added", "Btw")]),
        (HEADER.replace("Aansluiting;", "Aansluiting;Klant;"), [("layout_added", "Klant")]),
        (HEADER.replace(";Tarief", ""), [("layout_missing", "Tarief")]),
        (HEADER.replace("Dienst;Afname (kWh)", "Afname (kWh);Dienst"), [
            ("layout_reordered", "Afname (kWh)")
        ]),
        (HEADER.replace("Dienst", "Product").replace("Tarief", "Prijs"), [
            ("layout_renamed", "Product"), ("layout_renamed", "Prijs")
        ]),
    ],
)  # fmt: skip
def test_what_the_supplier_changed_stops_the_file_and_is_named(
    header: str, expected: list[tuple[str, str]]
) -> None:
    result = read(file("Rapport", header, ROW))
    assert faults(result) == [(code, 2, column) for code, column in expected]
    assert not result.rows
    assert result.errors[0].facts["layout"] == "Stroom van Netbeheer"
    assert result.records[1][1] == tuple(header.split(";")), "to map the columns anew"


def test_the_kinds_own_header_is_no_changed_layout() -> None:
    own = layout(header=["locatie", "periode", "soort", "X", "eenheid"],
                 columns={"soort": "carrier", "X": "quantity"}, units={})  # fmt: skip
    data = file("locatie;periode;energiedrager;verbruik;eenheid", "Almelo;2025-01;pv;5;kWh")
    assert amounts(read(data, own)) == [Decimal(5)]


def test_another_file_is_not_taken_for_a_changed_one() -> None:
    result = read(file("Klant;Datum;Bedrag;Munt;Soort", "a;b;c;d;e"))
    assert faults(result) == [("header_not_found", None, None)]


def test_the_units_a_supplier_wrote_before_are_expected_again() -> None:
    names = ["Datum", "Soort", "Hoeveel", "Eh"]
    known = layout(
        header=names,
        columns={"Datum": "month", "Soort": "carrier", "Hoeveel": "quantity", "Eh": "unit_given"},
        units={},
        expects={"Eh": ["kWh"]},
    )
    header = ";".join(names)
    assert amounts(read(file(header, "2025-01;pv;5;KWH"), known)) == [Decimal(5)]
    changed = read(file(header, "2025-01;pv;5;kWh", "2025-02;pv;6;MWh"), known)
    assert faults(changed) == [("layout_unit_changed", 3, "Eh")]
    assert not changed.rows and changed.errors[0].facts["after"] == "MWh"


def test_the_same_name_twice_is_told_apart_by_its_place() -> None:
    names = ["Maand", "kg", "kg"]
    known = layout(
        contract="waste",
        header=["Maand", "kg", "kg (2)"],
        columns={"Maand": "month", "kg (2)": "weight"},
        constants={"site": "ALM", "collector": "Renewi", "stream": "REST"},
        units={},
    )
    result = read(file(";".join(names), "2025-01;1;2"), known, kind="waste")
    assert amounts(result) == [Decimal(2)]


def test_months_across_are_no_part_of_what_a_layout_is_known_by() -> None:
    known = layout(
        header=["Kostenplaats", "Wat"],
        columns={"Wat": "carrier"},
        units={"quantity": "MWh"},
        months_across=True,
    )
    first = read(file("Kostenplaats;Wat;jan-25;feb-25;Totaal", "K1;pv;1;2;3"), known)
    assert [str(row.cells["month"]) for row in first.rows] == ["2025-01", "2025-02"]
    assert amounts(first) == [Decimal(1000), Decimal(2000)]
    second = read(file("Kostenplaats;Wat;jan-25;feb-25;mrt-25", "K1;pv;1;2;4"), known)
    assert amounts(second) == [Decimal(1000), Decimal(2000), Decimal(4000)]
    renamed = read(file("Kostenplaats;Soort;jan-25;feb-25", "K1;pv;1;2"), known)
    assert faults(renamed) == [("layout_renamed", 1, "Soort")]


def test_columns_of_categories_by_their_own_names() -> None:
    known = layout(
        header=["Mnd", "LV 1", "TK 3"],
        columns={"Mnd": "month"},
        units={"quantity": "kWh"},
        parts={"LV 1": "elektriciteit_inkoop", "TK 3": "teruglevering"},
    )
    result = read(file("Mnd;LV 1;TK 3", "2025-01;10;3"), known)
    found = [(row.cells["carrier"], row.cells["amount"]) for row in result.rows]
    assert found == [("elektriciteit_inkoop", Decimal(10)), ("teruglevering", Decimal(3))]


def test_data_of_a_person_in_a_column_that_is_not_read_is_refused() -> None:
    known = layout(header=[*BODY["header"], "nr"])
    rows = [f"{ROW};{number}" for number in ("111222333", "123456782", "999999990")]
    result = read(file(f"{HEADER};nr", *rows), known)
    assert ("personal_data", None, None) in faults(result)
    assert not result.rows and not result.records


def test_an_entry_that_makes_no_sense_any_more_is_no_layout() -> None:
    assert remembered_layout("x", {**BODY, "columns": {"Weg": "month"}}) is None
    gone = layout(columns={"Dienst": "no_such_column", "Tarief": "month"}, units={})
    result = read(file(HEADER, ROW), gone)
    assert faults(result) == [("header_not_found", None, None)]


# --- single events -------------------------------------------------------------------------------

CASES = {
    "name": "Narcose",
    "contract": "energy",
    "header": ["Fälle Datum", "Dauer (min)", "Verbrauch (ml) Gesamt", "O<sub>2</sub>", "ml Sev"],
    "columns": {"Fälle Datum": "month", "ml Sev": "quantity"},
    "constants": {"carrier": "sevofluraan"},
    "units": {"quantity": "ml"},
    "sum_rows": True,
}
CASE_HEADER = ";".join(CASES["header"])  # type: ignore[arg-type]
EVENTS = (
    "Gesamt: 4;58;1.064;1,2;1.034",
    "Sonntag, 1. Oktober 2023;36;5,77;---;5,77",
    "Montag, 30. Oktober 2023;382;1.020,06;0,1;1.020,06",
    "zaterdag 28 oktober 2023;131;10,09;;7,8",
    "Mittwoch, 1. November 2023;10;---;---;---",
)


def cases(*rows: str, **given: Any) -> Checked:
    narcose = remembered_layout("narcose", CASES)
    assert narcose is not None
    asked = {"constants": {"locatie": "HGL"}} | given
    return read(file(CASE_HEADER, *rows), narcose, **asked)


def test_single_events_become_one_sum_a_month() -> None:
    """5.77 + 1020.06 + 7.8 = 1033.63 ml, x 1.5 g/ml = 1.550 kg; the file says 1.034, rounded."""
    result = cases(*EVENTS)
    (row,) = result.rows
    assert (row.cells["site"], str(row.cells["month"])) == ("HGL", "2023-10")
    assert row.cells["quantity"] == Decimal("1033.630")
    density = next(d.factor for d in words().densities if d.substance == "sevofluraan")
    assert row.cells["amount"] == (Decimal("1033.63") * density / 1000).quantize(Decimal("0.001"))
    assert not result.errors and result.summed
    assert (result.rows_read, result.rows_refused) == (5, 0)
    told = {code: line for code, line, _ in remarks(result)}
    assert told["total_left_out"] == 2 and "total_differs" not in told
    (summed,) = [f for f in result.findings if f.code == "rows_summed"]
    assert summed.facts == {"number": "3", "months": "1"}


def test_a_total_that_is_not_the_sum_is_told() -> None:
    result = cases("Gesamt: 3;58;1.064;1,2;1.064", *EVENTS[1:])
    assert ("total_differs", 2, "verbruik") in remarks(result)


def test_the_site_of_a_device_is_named_by_a_person() -> None:
    result = cases(*EVENTS, constants={})
    assert faults(result) == [("column_missing", None, "locatie")]


def test_an_event_that_cannot_be_read_is_an_error_on_its_line_and_leaves_its_month_incomplete() -> (
    None
):
    bad = ("Montag, 32. Oktober 2023;1;1;;1,5", "Montag, 2. Oktober 2023;1;1;;x")
    result = cases(*EVENTS, *bad)
    assert faults(result) == [
        ("date_unreadable", 7, "periode"),
        ("number_unreadable", 8, "verbruik"),
    ]
    assert [(site, str(month)) for site, month in result.refused] == [("HGL", "2023-10")]
    assert result.rows_refused == 2 and len(result.rows) == 1


def test_points_of_events_are_asked_as_those_of_any_column() -> None:
    rows = ("1-10-2023;1;1;;1.234", "2-10-2023;1;1;;2.345")
    asked = cases(*rows)
    assert [q.code for q in asked.open_questions] == ["number_ambiguous"]
    assert faults(asked) == [("number_ambiguous", 2, "verbruik")] and not asked.rows
    answered = cases(*rows, decide={"verbruik": "english"})
    assert answered.rows[0].cells["quantity"] == Decimal("3.579")

"""From bytes to known columns: letters, line ends, delimiters, headers, what is no CSV at all."""

from __future__ import annotations

import codecs
import io
import zipfile
from decimal import Decimal

import pytest

from kpi.intake import Checked
from tests.intake.checking import amounts, checked, contract, faults, file, remarks

HEADER = "locatie;periode;energiedrager;verbruik;eenheid;opmerking"
ROW = "Almelo;2025-01;stroom;1234,5;kWh;patiënten € 5"
PLAIN = file(HEADER, ROW)


def note(result: Checked) -> object:
    assert not result.errors, result.errors
    return result.rows[0].cells["note"]


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", codecs.BOM_UTF8),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
        ("utf-16-le", b""),
        ("utf-16-be", b""),
        ("utf-32-le", codecs.BOM_UTF32_LE),
        ("cp1252", b""),
    ],
)
def test_letters_survive_their_encoding(encoding: str, mark: bytes) -> None:
    result = checked("energy", mark + PLAIN.encode(encoding))
    assert note(result) == "patiënten € 5"
    assert amounts(result) == [Decimal("1234.5")]
    expected = [("encoding_windows", None, None)] if encoding == "cp1252" else []
    assert remarks(result) == expected


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_line_ends_of_any_kind(ends: str) -> None:
    data = file(HEADER, ROW, ROW.replace("01;", "02;", 1)).replace("\n", ends)
    assert [row.line for row in checked("energy", data).rows] == [2, 3]


def test_mixed_line_ends() -> None:
    data = f"{HEADER}\r\n{ROW}\n{ROW.replace('01;', '02;', 1)}\r{ROW.replace('01;', '03;', 1)}"
    assert [row.line for row in checked("energy", data).rows] == [2, 3, 4]


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_delimiters(delimiter: str) -> None:
    result = checked("energy", PLAIN.replace(";", delimiter))
    assert result.delimiter == delimiter
    assert amounts(result) == [Decimal("1234.5")]


def test_commas_between_cells_and_quotes_around_them() -> None:
    data = 'site,period,carrier,quantity,unit,note\nAlmelo,2025-01,pv,"1,234.5",kWh,"a, b; c"\n'
    result = checked("energy", data)
    assert (result.delimiter, note(result)) == (",", "a, b; c")
    assert amounts(result) == [Decimal("1234.5")]


def test_an_instruction_of_a_spreadsheet_is_no_line() -> None:
    result = checked("energy", f"sep=;\n{file(HEADER, ROW.replace('stroom', 'x'))}")
    assert faults(result) == [("choice_unknown", 2, "energiedrager")]


def test_a_cell_with_a_line_break_is_one_line() -> None:
    rows = ('Almelo;2025-01;stroom;5;kWh;"eerste\nof tweede ""regel"""', "Almelo;2025-02;x;5;kWh;")
    result = checked("energy", file(HEADER, *rows))
    assert result.rows[0].cells["note"] == 'eerste\nof tweede "regel"'
    assert faults(result) == [("choice_unknown", 3, "energiedrager")]


def test_a_delimiter_inside_quotes_cuts_nothing() -> None:
    result = checked("energy", file(HEADER, 'Almelo;2025-01;stroom;5;kWh;"Almelo; poli"'))
    assert note(result) == "Almelo; poli"


@pytest.mark.parametrize(
    "rows",
    [
        ('Almelo;2025-01;stroom;5;kWh;"open', "Almelo;2025-02;stroom;5;kWh;"),
        ('Almelo;2025-01;stroom;5;kWh;"open', 'Almelo;2025-02;stroom;5;kWh;dicht"'),
        ('Almelo;2025-01;stroom;5;kWh;"dicht" x', "Almelo;2025-02;stroom;5;kWh;"),
    ],
)
def test_a_quote_in_the_wrong_place_swallows_no_lines(rows: tuple[str, ...]) -> None:
    first = "Almelo;2024-12;stroom;5;kWh;"
    result = checked("energy", file(HEADER, first, *rows))
    assert ("quote_unclosed", 3, None) in faults(result)
    assert not result.rows


def test_the_header_is_found_below_a_title_and_its_line_is_counted() -> None:
    title = "Overzicht, energie; 2025;alles\n\nGemaakt door FM;;\n"
    result = checked("energy", title + file(HEADER, ROW.replace("stroom", "x")))
    assert remarks(result) == [("lines_above", 1, None)]
    assert faults(result) == [("choice_unknown", 5, "energiedrager")]
    assert result.findings[0].facts["count"] == "2"


@pytest.mark.parametrize(
    "header",
    [
        "LOCATIE;Periode;Energie-drager;Verbruik;EENHEID",
        "site;period;carrier;quantity;unit",
        "Vestiging;Maand;Energiesoort;Hoeveelheid;UoM",
        "hospital;month;energy carrier;consumption;units",
        "Löcatie;periode.;energie drager; verbruik ;Eenheid",
        "locatie;month;carrier;verbruik;unit",
    ],
)
def test_headers_in_both_languages_and_by_their_aliases(header: str) -> None:
    result = checked("energy", file(header, "Almelo;2025-01;stroom;5;kWh"))
    assert amounts(result) == [Decimal(5)]
    assert not result.findings


def test_templates_of_both_languages_are_refused_as_empty_only() -> None:
    for kind in ("energy", "waste", "key_figures"):
        for language in ("nl", "en"):
            header = contract(kind).template("nl" if language == "nl" else "en")
            assert faults(checked(kind, f"\ufeff{header}\r\n")) == [("no_rows", None, None)]


def test_columns_and_lines_that_are_empty_at_the_end_are_dropped() -> None:
    rows = [f"{ROW};;;", ";;;;;;;;", ";;;", "", ""]
    result = checked("energy", file(f"{HEADER};;;", *rows))
    assert (result.rows_read, len(result.rows)) == (1, 1)
    assert not result.findings
    assert result.header == tuple(HEADER.split(";"))


def test_the_same_header_twice_stores_nothing() -> None:
    data = file("locatie;periode;drager;verbruik;Verbruik ;eenheid", "Almelo;2025-01;pv;5;6;kWh")
    result = checked("energy", data)
    assert faults(result) == [("header_twice", 1, "verbruik")]
    assert not result.rows and result.rows_refused == 1


def test_missing_columns_are_all_named_and_rows_are_checked_all_the_same() -> None:
    data = file("periode;afvalstroom;gewicht_kg;gewicht_bron", "2025-13;REST;5;gewogen")
    assert set(faults(checked("waste", data))) == {
        ("column_missing", None, "locatie"),
        ("column_missing", None, "inzamelaar"),
        ("month_unreadable", 2, "periode"),
    }


def test_a_month_or_a_date_is_enough_but_not_neither() -> None:
    header = "locatie;inzamelaar;afvalstroom;gewicht_kg;gewicht_bron"
    neither = checked("waste", file(header, "Almelo;Renewi;REST;5;gewogen"))
    assert faults(neither) == [("column_missing", None, "periode")]
    dated = file(f"{header};datum", "Almelo;Renewi;REST;5;gewogen;07-01-2025")
    assert str(checked("waste", dated).rows[0].cells["month"]) == "2025-01"
    empty = file(f"{header};datum;periode", "Almelo;Renewi;REST;5;gewogen;;")
    assert faults(checked("waste", empty)) == [("required_empty", 2, "periode")]


def test_constants_stand_in_for_missing_columns() -> None:
    data = file("periode;afvalstroom;gewicht_kg;gewicht_bron", "2025-01;REST;5;gewogen")
    result = checked("waste", data, constants={"locatie": "Hengelo", "collector": "Renewi"})
    assert result.rows[0].cells["site"] == "HGL"
    assert result.rows[0].cells["collector"] == "Renewi"
    assert not result.findings


@pytest.mark.parametrize(
    ("start", "code"),
    [
        (b"%PDF-1.7 ", "file_is_other"),
        (b"<!DOCTYPE html><html>", "file_is_other"),
        (b"  <html><table>", "file_is_other"),
        (b"<?xml version='1.0'?>", "file_is_other"),
        (b"\x1f\x8b\x08\x00", "file_is_other"),
        (b"\x89PNG\r\n\x1a\n", "file_is_other"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "file_is_spreadsheet"),
        (b"\x00\x01\x02\x03\x04", "file_not_text"),
        (b"a;b\x07;c\n", "file_not_text"),
        (b"\xef\xbb\xbf", "file_empty"),
        (b"", "file_empty"),
    ],
)
def test_what_a_file_is_shows_by_its_content(start: bytes, code: str) -> None:
    assert faults(checked("energy", start)) == [(code, None, None)]


def test_a_workbook_and_another_archive_are_told_apart() -> None:
    def archive(name: str) -> bytes:
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w") as made:
            made.writestr(name, "x")
        return data.getvalue()

    book, other = archive("xl/workbook.xml"), archive("energie.csv")
    assert checked("energy", book).errors[0].facts["type"] == "Excel (.xlsx)"
    assert checked("energy", other).errors[0].facts["type"] == "ZIP"


def test_another_kind_of_file_names_the_columns_it_should_have() -> None:
    (fault,) = checked("energy", "a;b;c\n1;2;3\n").errors
    assert fault.code == "header_not_found"
    assert "locatie / site" in fault.facts["columns"]


def test_the_texts_of_the_file_are_kept_with_their_lines() -> None:
    result = checked("energy", file(HEADER, ROW, "", "Almelo;2025-13;x;y;z;"))
    assert result.records == (
        (2, tuple(ROW.split(";"))),
        (3, ()),
        (4, ("Almelo", "2025-13", "x", "y", "z", "")),
    )
    assert (result.rows_read, len(result.rows), result.rows_refused) == (3, 1, 1)

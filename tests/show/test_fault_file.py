"""A file comes back as what it was, with its messages beside its lines; nothing acts as a formula."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from dataclasses import dataclass, replace
from decimal import Decimal

from kpi.declare import load
from kpi.intake import Checked, whole_lines
from kpi.show.fault_file import fault_file, fault_name
from kpi.show.voice import Voice
from tests.intake.checking import checked, contract
from tests.show.test_receipts import CONTRACT, Fault, read, say
from tests.workbooks import Formula, Given, Percent, workbook


@dataclass(frozen=True)
class AsRead:
    above: tuple[tuple[str, ...], ...]
    records: tuple[tuple[int, tuple[str, ...]], ...]
    delimiter: str = ";"
    encoding: str = "utf-8-sig"
    sheet: str = ""


def test_the_fault_file_is_the_file_with_one_column_more() -> None:
    given = AsRead(
        (("Overzicht",), ("locatie", "gewicht")),
        ((3, ("Almelo", "12")), (4, ("=cmd", "1.2.3")), (6, ("Hengelo",))),
    )
    faults = [
        Fault("late", "remark", line=4),
        Fault("number", line=4, column="gewicht", value="1.2.3"),
        Fault("whole"),
    ]
    title, header, first, second, third = read(fault_file(given, faults, CONTRACT, say, "en"))
    assert title == ["Overzicht", "", ""]
    assert header == ["locatie", "gewicht", "<upload.fault_column>"]
    assert first[:2] == ["Almelo", "12"] and "finding.whole.message" in first[2]
    assert second[:2] == ["'=cmd", "1.2.3"]
    error, remark = second[2].split(" | ")
    assert error.startswith("<upload.severity.error>: weight: <finding.number.message 1.2.3>")
    assert remark.startswith("<upload.severity.remark>: <finding.late.message>")
    assert third == ["Hengelo", "", ""]


def test_the_fault_file_has_the_separator_and_letters_of_the_file() -> None:
    given = AsRead((("locatie", "opmerking"),), ((2, ("Almelo", "cafe\u0301")),), ",", "cp1252")
    fault = [Fault("late", line=2)]
    data = fault_file(given, fault, CONTRACT, say, "nl")
    assert data.startswith(b"\xef\xbb\xbf") and "cafe\u0301".encode() in data
    plain = replace(given, records=((2, ("Almelo", "caf\xe9")),))
    data = fault_file(plain, fault, CONTRACT, say, "nl")
    assert data.startswith(b"locatie,opmerking,") and b"Almelo,caf\xe9," in data


def test_a_fault_of_a_line_that_is_no_record_is_told_too() -> None:
    given = AsRead((("locatie",),), ())
    rows = read(fault_file(given, [Fault("empty"), Fault("odd", line=9)], CONTRACT, say, "nl"))
    assert "finding.empty" in rows[1][1] and "finding.odd" in rows[1][1]


# --- workbooks -----------------------------------------------------------------------------------

HEADER = ("locatie", "periode", "energiedrager", "verbruik", "eenheid", "groen_gvo", "opmerking")
NL = Voice(load(), "nl", {})


def told(data: bytes) -> tuple[Checked, bytes]:
    """Return a workbook's check and the workbook that comes back."""
    found = checked("energy", data)
    made = fault_file(found, found.findings, contract("energy"), NL.say, "nl")
    return found, made


def dirty() -> bytes:
    day = dt.date(2025, 3, 1)
    rows: list[tuple[Given, ...]] = [
        ("Overzicht 2025",),
        HEADER,
        ("Almelo", "2025-01", "stroom", Decimal("1234.56"), "kWh", Percent(Decimal("0.6")), "007"),
        (),
        ("Almelo", "2025-02", "stroom", Formula("A1*2"), "kWh", None, "=HYPERLINK(1)"),
        ("Almelo", day, "stroom", "1.2.3", "kWh", None, "+31"),
    ]
    return workbook({"Uitleg": [["Toelichting"]], "Cijfers & zo": rows})


def test_a_workbook_comes_back_as_a_workbook_that_reads_as_it_did() -> None:
    first, made = told(dirty())
    again, _ = told(made)
    assert again.sheet == first.sheet == "Cijfers & zo"
    assert again.rows == first.rows and again.rows[0].cells["green_guarantee"] == Decimal(60)
    places = [(f.code, f.line, f.column) for f in first.errors]
    assert places == [("formula_unreckoned", 5, "verbruik"), ("number_unreadable", 6, "verbruik")]
    # A formula that comes back as its text is still no number.
    assert [(f.line, f.column) for f in again.errors] == [(5, "verbruik"), (6, "verbruik")]
    lines = dict(again.records)
    assert "Uitleg" in lines[3][-1], "what is said of the whole file"
    assert "1.2.3" in lines[6][-1] and lines[6][1] == "2025-03-01"
    assert again.above[1] == (*HEADER, "melding")


def test_t20_a_workbook_that_comes_back_holds_no_formula_and_keeps_texts_as_texts() -> None:
    _, made = told(dirty())
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
        texts = parts.read("xl/sharedStrings.xml").decode()
    assert "<f>" not in sheet and "=HYPERLINK(1)" in texts and ">007<" in texts
    # A number stays a number, a share one with its format, a day the serial of its day.
    assert re.search(r'<c r="D3"><v>1234.56</v>', sheet)
    assert re.search(r'<c r="F3" s="\d+"><v>0.6</v>', sheet)
    assert re.search(r'<c r="B6" s="\d+"><v>45717</v>', sheet)


def test_more_digits_than_a_spreadsheet_keeps_come_back_as_a_text() -> None:
    header = (*HEADER[:5], "ean_code")
    rows: list[tuple[Given, ...]] = [
        header,
        ("Almelo", "2025-01", "stroom", 5, "kWh", 871687000000000016),
    ]
    _, made = told(workbook({"Blad1": rows}))
    again, _ = told(made)
    assert again.rows[0].cells["ean"] == "871687000000000016"


def test_the_name_of_the_file_says_what_it_is() -> None:
    found, _ = told(dirty())
    assert fault_name(found, "maart", NL.say)[0] == "maart-melding.xlsx"
    assert fault_name(replace(found, encoding="utf-8"), "maart", NL.say)[0] == "maart-melding.csv"


# --- readings ------------------------------------------------------------------------------------


def test_a_large_file_of_readings_comes_back_whole() -> None:
    """Its check keeps the first lines and the faulty ones only; the list has them all."""
    header = "EAN;Van;Waarde;Eenheid;Opmerking"
    days = [dt.datetime(2025, 1, 1) + dt.timedelta(hours=n) for n in range(600)]
    rows = [f"871687110000000011;{at:%d-%m-%Y %H:%M};{n};kWh;caf\xe9" for n, at in enumerate(days)]
    rows[499] = rows[499].replace(";499;", ";4.9.9;")
    rows[299] = "871687110000000011;01-01-2025"
    text = "\n".join(["sep=;", "Overzicht", header, *rows, ""])
    data = text.encode("cp1252")
    known = {"locatie": "Almelo", "energiedrager": "stroom"}
    found = checked("interval", data, constants=known)
    assert len(found.records) < 300, "not all lines are kept"
    lines = whole_lines(found, data)
    made = fault_file(found, found.findings, contract("interval"), NL.say, "nl", lines)
    back = made.decode("cp1252").split("\r\n")
    assert len(back) == 2 + 600 + 1 and back[1] == f"{header};melding"
    # Line 502 of the sheet: a title, the header and 500 rows; broken lines have their message too.
    assert back[501].startswith(rows[499]) and "4.9.9" in back[501].removeprefix(rows[499])
    assert back[301].startswith(rows[299]) and "2" in back[301].removeprefix(rows[299])
    # Everything else is as it was, but for the one new cell.
    assert all(line.startswith(row) for row, line in zip(rows, back[2:], strict=False))

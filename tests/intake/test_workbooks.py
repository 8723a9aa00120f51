"""Workbooks: numbers and days as typed, what is hidden said aloud, hostile ones refused at once."""

from __future__ import annotations

import datetime as dt
import time
import tracemalloc
from decimal import Decimal

import pytest

from kpi.declare import Contract
from kpi.intake import Checked, check
from kpi.intake.archive import MOST_ENTRIES
from tests.intake.checking import TODAY, amounts, checked, contract, faults, remarks, words
from tests.workbooks import Broken, Formula, Given, Page, Percent, archive, workbook

HEADER = ("locatie", "periode", "energiedrager", "verbruik", "eenheid", "ean_code", "opmerking")


def use(amount: Given, month: Given = "2025-01", *rest: Given) -> tuple[Given, ...]:
    return ("Almelo", month, "stroom", amount, "kWh", *rest)


def read(*rows: tuple[Given, ...], **decide: str) -> Checked:
    return checked("energy", workbook({"Blad1": [HEADER, *rows]}), decide=decide)


def months(result: Checked) -> list[str]:
    return [str(row.cells["month"]) for row in result.rows]


def test_a_workbook_reads_as_its_csv_does() -> None:
    result = read(use(Decimal("1234.5")), use(7, "2025-02", None, "é & <ok>"))
    assert amounts(result) == [Decimal("1234.5"), Decimal(7)]
    assert result.rows[1].cells["note"] == "é & <ok>"
    assert not result.findings and not result.questions
    assert [row.line for row in result.rows] == [2, 3]
    assert (result.rows_read, result.rows_refused, result.encoding) == (2, 0, "xlsx")


def test_a_number_is_taken_as_typed_and_its_text_decides_nothing() -> None:
    """1.234 as a number is one and a bit; as a text it could be a thousand: only that is asked."""
    assert amounts(read(use(Decimal("1.234")))) == [Decimal("1.234")]
    result = read(use(Decimal("1.234")), use("1.234", "2025-02"))
    assert [q.code for q in result.questions] == ["number_ambiguous"]
    totals = {o.answer: o.facts["total"] for o in result.questions[0].options}
    assert totals == {"dutch": "1235.234", "english": "2.468"}
    answered = read(use(Decimal("1.234")), use("1.234", "2025-02"), verbruik="dutch")
    assert amounts(answered) == [Decimal("1.234"), Decimal(1234)]


def test_texts_fix_the_marks_of_texts_only() -> None:
    result = read(use(Decimal("0.5")), use("1.234,5", "2025-02"), use(1234, "2025-03"))
    assert amounts(result) == [Decimal("0.5"), Decimal("1234.5"), Decimal(1234)]
    assert not result.findings


def test_the_noise_of_binary_numbers_is_no_decimal() -> None:
    result = read(
        use(Decimal("1234.5600000000001")), use(Decimal("0.30000000000000004"), "2025-02")
    )
    assert amounts(result) == [Decimal("1234.56"), Decimal("0.3")]
    assert not result.findings


@pytest.mark.parametrize("since_1904", [False, True])
def test_days_are_days(since_1904: bool) -> None:
    rows = [HEADER, use(5, dt.date(2025, 1, 1)), use(6, dt.date(2024, 2, 29))]
    result = checked("energy", workbook({"Blad1": rows}, since_1904=since_1904))
    shift = 4 if since_1904 else 0
    assert months(result) == [f"{2025 + shift}-01", f"{2024 + shift}-02"] or since_1904
    if since_1904:
        assert {fault[0] for fault in faults(result)} == {"month_future"}


def test_a_formula_is_its_result_and_without_one_an_error() -> None:
    result = read(use(Formula("A1*2", 14)), use(Formula("D2*1000"), "2025-02"))
    assert amounts(result) == [Decimal(14)]
    assert faults(result) == [("formula_unreckoned", 3, "verbruik")]
    assert result.errors[0].value == "=D2*1000"


@pytest.mark.parametrize("mark", ["#DIV/0!", "#VALUE!", "#REF!"])
def test_a_broken_formula_is_an_error(mark: str) -> None:
    assert faults(read(use(Broken(mark)))) == [("formula_broken", 2, "verbruik")]


def test_digits_that_a_workbook_lost_are_an_error_and_kept_ones_are_not() -> None:
    lost = read(use(5, "2025-01", Decimal("8.71687E+17")))
    assert faults(lost) == [("digits_lost", 2, "ean_code")]
    kept = read(use(5, "2025-01", 871687000000000016))
    assert kept.rows[0].cells["ean"] == "871687000000000016" and not kept.findings


def test_a_percentage_is_what_it_shows() -> None:
    rows = [(*HEADER, "groen_gvo"), (*use(5), None, None, Percent(Decimal("0.6")))]
    result = checked("energy", workbook({"Blad1": rows}))
    assert result.rows[0].cells["green_guarantee"] == Decimal(60)
    assert "share_small" not in {finding.code for finding in result.findings}
    assert faults(read(use(Percent(Decimal("0.6"))))) == [("number_unit", 2, "verbruik")]


def test_yes_and_no_and_repeated_texts() -> None:
    rows = [(*HEADER[:5], "correctie"), (*use(-5), True), (*use(9, "2025-02"), False)]
    result = checked("energy", workbook({"Blad1": rows}))
    assert [row.cells["correction"] for row in result.rows] == [True, False]


def test_shared_texts_with_parts_and_reading_aids() -> None:
    texts = "<si><t>locatie</t></si><si><r><t>Al</t></r><r><t>melo</t></r><rPh><t>X</t></rPh></si>"
    cells = '<row r="1"><c r="A1" t="s"><v>0</v></c>'
    cells += "".join(
        f'<c r="{c}1" t="inlineStr"><is><t>{h}</t></is></c>'
        for c, h in zip("BCDE", HEADER[1:5], strict=True)
    )
    cells += '</row><row r="2"><c r="A2" t="s"><v>1</v></c><c r="B2"><v>45658</v></c>'
    cells += '<c r="C2" t="str"><f>"stroom"</f><v>stroom</v></c><c r="D2"><v>5</v></c>'
    cells += '<c r="E2" t="inlineStr"><is><t>kWh</t></is></c></row>'
    xml = f"<worksheet><sheetData>{cells}</sheetData></worksheet>"
    extra = {
        "xl/sharedStrings.xml": f"<sst>{texts}</sst>".encode(),
        "xl/worksheets/sheet1.xml": xml.encode(),
    }
    data = workbook({"Blad1": [HEADER]}, extra)
    result = checked("energy", data)
    assert amounts(result) == [Decimal(5)] and months(result) == ["2025-01"]
    assert result.rows[0].cells["site"] == "ALM"


# --- sheets --------------------------------------------------------------------------------------

GOOD = [HEADER, use(5)]
OTHER = [HEADER, use(6)]
NOTES = [["Toelichting"], ["Dit zijn de cijfers"]]


def test_the_only_sheet_with_figures_is_taken_and_the_others_are_named() -> None:
    result = checked("energy", workbook({"Uitleg": NOTES, "Cijfers": GOOD}))
    assert amounts(result) == [Decimal(5)]
    assert remarks(result) == [("sheets_left_out", None, None)]
    assert result.findings[0].facts["names"] == "Uitleg"


def test_several_sheets_with_figures_are_asked() -> None:
    data = workbook({"Jan": GOOD, "Feb": OTHER, "Uitleg": NOTES})
    asked = checked("energy", data)
    (question,) = asked.open_questions
    assert (question.key, [o.answer for o in question.options]) == ("sheet", ["Jan", "Feb"])
    assert not asked.rows
    assert amounts(checked("energy", data, decide={"sheet": "Feb"})) == [Decimal(6)]
    wrong = checked("energy", data, decide={"sheet": "Mrt"})
    assert faults(wrong) == [("decision_unknown", None, None)]


def test_a_hidden_sheet_is_taken_only_when_no_other_has_figures_and_told() -> None:
    hidden = Page(OTHER, hidden=True)
    both = checked("energy", workbook({"Oud": hidden, "Nu": GOOD}))
    assert amounts(both) == [Decimal(5)]
    alone = checked("energy", workbook({"Oud": hidden, "Nu": NOTES}))
    assert amounts(alone) == [Decimal(6)]
    assert {code for code, _, _ in remarks(alone)} == {"sheet_hidden", "sheets_left_out"}


def test_hidden_lines_are_read_and_told() -> None:
    page = Page([HEADER, use(5), use(6, "2025-02"), use(7, "2025-03")], hidden_rows=(3, 4))
    result = checked("energy", workbook({"Blad1": page}))
    assert amounts(result) == [Decimal(5), Decimal(6), Decimal(7)]
    assert remarks(result) == [("rows_hidden", 3, None)]
    assert result.findings[0].facts["number"] == "2"


def test_merged_words_are_filled_down_and_merged_numbers_are_not() -> None:
    rows = [
        HEADER,
        use(5),
        (None, "2025-02", None, 6, None),
        (None, "2025-03", "aardgas", None, "m3"),
    ]
    page = Page(rows, merged=("A2:A4", "C2:C3", "D3:D4", "E2:E3"))
    result = checked("energy", workbook({"Blad1": page}))
    assert amounts(result) == [Decimal(5), Decimal(6)]
    assert [row.cells["site"] for row in result.rows] == ["ALM", "ALM"]
    assert faults(result) == [("required_empty", 4, "verbruik")]
    (told,) = [f for f in result.findings if f.code == "cells_merged"]
    assert (told.line, told.facts["number"]) == (3, "4")


# --- what is refused -----------------------------------------------------------------------------


def test_a_workbook_that_calls_itself_csv_is_refused_by_its_content() -> None:
    data = workbook({"Blad1": GOOD})
    result = check(
        contract("energy"), data, words(), decide={}, constants={}, today=TODAY, name="a.csv"
    )
    assert faults(result) == [("file_is_spreadsheet", None, None)]
    assert result.errors[0].facts["type"] == "Excel (.xlsx)"


@pytest.mark.parametrize(
    ("part", "code", "type_"),
    [
        ("xl/workbook.bin", "file_is_spreadsheet", "Excel (.xlsb)"),
        ("content.xml", "file_is_spreadsheet", "OpenDocument (.ods)"),
        ("word/document.xml", "file_is_other", "Word (.docx)"),
        ("a.csv", "file_is_other", "ZIP"),
    ],
)
def test_other_containers_are_named(part: str, code: str, type_: str) -> None:
    (fault,) = checked("energy", archive({part: b"x"})).errors
    assert (fault.code, fault.facts["type"]) == (code, type_)


def bomb() -> bytes:
    """Return a small workbook that would unpack to a hundred megabytes of blanks."""
    return workbook({"Blad1": GOOD}, {"xl/media/x.xml": b" " * 100_000_000})


def many_parts() -> bytes:
    return workbook({"Blad1": GOOD}, {f"x/{n}": b"" for n in range(MOST_ENTRIES)})


def expanding() -> bytes:
    """Return a workbook whose text would grow without end: entities of entities."""
    lines = ['<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa">']
    lines += [f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(10)]
    xml = f"<?xml version='1.0'?>{''.join(lines)}]><worksheet>&k;</worksheet>"
    return workbook({"Blad1": GOOD}, {"xl/worksheets/sheet1.xml": xml.encode()})


def lying() -> bytes:
    """Return a container whose directory says that a part is small; it is not."""
    data = bytearray(bomb())
    size = (100_000_000).to_bytes(4, "little")
    while (place := data.find(size)) >= 0:
        data[place : place + 4] = (10).to_bytes(4, "little")
    return bytes(data).replace(b"xl/media/x.xml", b"xl/styles.xml\x00", 2)


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (bomb, "archive_hostile"),
        (many_parts, "archive_hostile"),
        (expanding, "workbook_damaged"),
        (lambda: workbook({"Blad1": GOOD})[:-30], "file_is_other"),
        (lambda: archive({"xl/workbook.xml": b"<workbook"}), "workbook_damaged"),
        (lambda: archive({"xl/workbook.xml": b"<workbook/>"}), "file_empty"),
    ],
)
def test_t21_a_hostile_or_broken_workbook_is_refused_within_half_a_second(
    make: object, code: str
) -> None:
    data = make()  # type: ignore[operator]
    started = time.process_time()
    result = checked("energy", data)
    assert time.process_time() - started < 0.5
    assert faults(result) == [(code, None, None)]


def test_t21_a_directory_that_lies_unpacks_no_more_than_it_says() -> None:
    data = lying()
    started = time.process_time()
    result = checked("energy", data)
    assert time.process_time() - started < 0.5
    assert result.errors or result.rows


def test_t21_cells_far_apart_take_no_memory() -> None:
    """A cell in the last column of each of many lines would be billions of empty ones."""
    rows = "".join(f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(1, 1500))
    xml = f"<worksheet><sheetData>{rows}</sheetData></worksheet>"
    data = workbook({"B": GOOD}, {"xl/worksheets/sheet1.xml": xml.encode()})
    tracemalloc.start()
    try:
        assert faults(checked("energy", data)) == [("workbook_too_large", None, None)]
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 20_000_000


def test_more_rows_than_may_be_stored_are_not_read_to_the_end() -> None:
    small: Contract = contract("energy").model_copy(update={"max_rows": 10})
    page = Page([HEADER, *(use(n) for n in range(2000))])
    result = check(
        small, workbook({"B": page}), words(), decide={}, constants={}, today=TODAY, name="b.xlsx"
    )
    assert faults(result) == [("workbook_too_large", None, None)]


def test_personal_data_on_a_sheet_that_is_not_read_is_refused_too() -> None:
    """The whole workbook would be kept."""
    other = [["Patiëntnummer", "Afdeling"], ["123", "A2"]]
    result = checked("energy", workbook({"Cijfers": GOOD, "Bron": other}))
    assert faults(result) == [("personal_data", None, None)] and not result.rows
    numbers = [["nr"], *[[text] for text in ("111222333", "123456782", "999999990")]]
    result = checked("energy", workbook({"Cijfers": GOOD, "Bron": numbers}))
    assert faults(result) == [("personal_data", None, None)] and not result.rows


def test_a_large_workbook_is_read_in_a_few_seconds() -> None:
    rows = [use(n, f"{2012 + n % 12}-01", None, f"regel {n}") for n in range(20_000)]
    data = workbook({"Blad1": [HEADER, *rows]})
    started = time.process_time()
    assert checked("energy", data).rows_read == 20_000
    assert time.process_time() - started < 6

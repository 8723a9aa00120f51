"""A list of requirements: a made-up working document, and every way in which one can be wrong."""

from __future__ import annotations

import io
from collections.abc import Mapping

import pytest
import xlsxwriter

from kpi.intake.list_rows import read_list
from kpi.intake.listing import (
    ListLayout,
    ListRead,
    open_list,
    propose_layout,
    suggested_meanings,
)
from tests.working_document import COUNT, HEADER, TITLE_LINES, made_up_rows, working_document

LEVELS = ("bronze", "silver", "gold")
MEANINGS = {"vast": "mandatory", "extra": "extra"}
FIRST = TITLE_LINES + 2
"""The line of the first requirement, as a spreadsheet shows it."""


def read(data: bytes, meanings: Mapping[str, str] = MEANINGS) -> ListRead:
    sheets, faults = open_list(data, "werkdocument.xlsx")
    assert not faults
    proposed = propose_layout(sheets)
    layout = ListLayout(
        proposed.sheet, proposed.header, proposed.columns, meanings, proposed.headers
    )
    return read_list(sheets, layout, LEVELS)


def csv_of(*lines: str) -> bytes:
    return "\r\n".join(lines).encode()


def codes(found: ListRead) -> list[tuple[str, int | None]]:
    return [(fault.code, fault.line) for fault in found.faults]


def test_the_made_up_document_is_read_with_its_merged_themes() -> None:
    found = read(working_document())
    assert found.layout.sheet == "Eisen cure"
    assert found.layout.header == TITLE_LINES + 1
    assert found.layout.columns == {
        "theme": "Thema", "code": "Nr", "text": "Eis", "bronze": "Brons", "silver": "Zilver",
        "gold": "Goud", "points": "Punten", "evidence": "Bewijs", "status": "Voldaan",
        "comment": "Uitleg", "owner": "Eigenaar", "due": "Deadline",
    }  # fmt: skip
    assert not found.faults
    assert len(found.rows) == COUNT
    # 115 over 15 themes: ten themes of eight requirements, five of seven.
    sizes = [sum(row.theme == str(theme) for row in found.rows) for theme in range(1, 16)]
    assert sizes == [8] * 10 + [7] * 5
    second = found.rows[1]
    assert (second.code, second.theme, second.theme_name) == ("1.2", "1", "Verzonnen thema 1")
    assert second.demands == {"bronze": "none", "silver": "mandatory", "gold": "mandatory"}
    assert found.words == ("vast", "extra")


def test_words_without_a_meaning_are_asked_and_keep_the_list_out() -> None:
    found = read(working_document(), {"vast": "mandatory"})
    assert {fault.code for fault in found.faults} == {"level_unknown"}
    assert found.words == ("vast", "extra")
    assert suggested_meanings(found.words, one_column=False, levels=LEVELS) == MEANINGS


def test_the_same_list_as_csv_reads_the_same() -> None:
    lines = [";".join(HEADER)]
    lines += [";".join(row.get(name, "") for name in HEADER) for row in made_up_rows()]
    from_csv, from_book = read(csv_of(*lines)), read(working_document())
    told = [(row.code, row.theme, row.text, row.demands) for row in from_csv.rows]
    assert told == [(row.code, row.theme, row.text, row.demands) for row in from_book.rows]


def test_a_number_stands_once() -> None:
    rows = made_up_rows()
    rows[4]["Nr"] = rows[1]["Nr"]
    found = read(working_document(rows))
    assert codes(found) == [("code_twice", FIRST + 4)]
    assert found.faults[0].facts == {"also": str(FIRST + 1)}


@pytest.mark.parametrize(
    ("column", "text", "code"),
    [
        ("Nr", "", "code_missing"),
        ("Eis", "", "text_missing"),
        ("Punten", "veel", "points_unreadable"),
        ("Brons", "misschien", "level_unknown"),
        ("Voldaan", "bijna", "status_unknown"),
        ("Deadline", "snel", "due_unreadable"),
    ],
)
def test_a_fault_names_its_line_and_column(column: str, text: str, code: str) -> None:
    rows = made_up_rows()
    rows[3][column] = text
    found = read(working_document(rows))
    assert codes(found) == [(code, FIRST + 3)]
    assert found.faults[0].column == column


def test_a_column_that_was_renamed_is_named_and_one_that_moved_is_told() -> None:
    first = read(working_document())
    renamed = tuple("Eisnummer oud" if name == "Nr" else name for name in HEADER)
    rows = [{**row, "Eisnummer oud": row["Nr"]} for row in made_up_rows()]
    sheets, _ = open_list(working_document(rows, renamed), "nieuw.xlsx")
    known = propose_layout(sheets, [first.layout])
    assert (known.columns, known.header) == (first.layout.columns, TITLE_LINES + 1)
    assert known.headers == HEADER
    found = read_list(sheets, known, LEVELS)
    assert [(f.code, f.column) for f in found.faults if f.severity == "error"] == [
        ("column_missing", "Nr")
    ]
    assert not found.rows

    moved = ("Nr", "Thema", *HEADER[2:], "Opmerking")
    sheets, _ = open_list(working_document(header=moved), "verplaatst.xlsx")
    found = read_list(sheets, propose_layout(sheets, [first.layout]), LEVELS)
    told = [(fault.code, fault.severity) for fault in found.faults]
    assert told == [("columns_moved", "remark"), ("columns_new", "remark")]
    assert len(found.rows) == COUNT


def test_one_column_with_the_level_leaves_what_is_below_unsaid() -> None:
    meanings = {"zilver": "mandatory:silver", "extra": "extra"}
    lines = ("Thema;Nr;Eis;Niveau", "6 Afval;6.1;Plan;zilver", ";6.2;Stromen;extra")
    found = read(csv_of(*lines), meanings)
    assert not found.faults
    assert [row.demands for row in found.rows] == [
        {"silver": "mandatory", "gold": "mandatory"},
        dict.fromkeys(LEVELS, "extra"),
    ]
    # A theme holds until the next one.
    assert [(row.theme, row.theme_name) for row in found.rows] == [("6", "Afval"), ("6", "Afval")]
    suggested = suggested_meanings(("zilver", "extra", "x"), one_column=True, levels=LEVELS)
    assert suggested == meanings


def test_a_line_with_one_cell_is_a_heading_and_the_code_tells_the_theme() -> None:
    lines = ("Nr;Eis;Brons", "Afval;;", "6.1;Plan;vast", "7.1;Maaltijden;vast")
    found = read(csv_of(*lines))
    assert [(row.theme, row.theme_name) for row in found.rows] == [("6", "Afval"), ("7", "Afval")]


def test_a_number_that_a_sheet_holds_as_a_number_is_remarked() -> None:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        page = book.add_worksheet("Eisen")
        for column, name in enumerate(("Thema", "Nr", "Eis", "Brons")):
            page.write_string(0, column, name)
        page.write_string(1, 0, "6 Afval")
        page.write_number(1, 1, 6.1)
        page.write_string(1, 2, "Plan")
        page.write_string(1, 3, "vast")
    found = read(made.getvalue())
    assert codes(found) == [("code_number", 2)]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file_empty"),
        (b"PK\x03\x04rest", "not_a_list"),
        (b"%PDF-1.7", "file_is_other"),
    ],
)
def test_what_is_no_list_is_refused_by_name(data: bytes, code: str) -> None:
    sheets, faults = open_list(data, "iets")
    assert not sheets
    assert [fault.code for fault in faults] == [code]


def test_columns_that_are_needed_are_asked() -> None:
    sheets, _ = open_list(csv_of("Nr;Eis", "1.1;Plan"), "lijst.csv")
    found = read_list(sheets, ListLayout("lijst.csv", 1, {"code": "Nr"}), LEVELS)
    assert [(f.code, dict(f.facts)) for f in found.faults] == [
        ("column_needed", {"field": "text"}),
        ("level_needed", {}),
    ]
    nothing = read_list(sheets, ListLayout("lijst.csv", 0), LEVELS)
    assert [fault.code for fault in nothing.faults] == ["no_header"]

"""A table of texts, as a browser is handed it."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from kpi.ui.table import table_html


def parsed(header: list[str], rows: list[list[str]]) -> ET.Element:
    return ET.fromstring(table_html(header, rows, 'Wat "er" is'))


def marked(column: list[str]) -> bool:
    """Tell whether the last digits of a second column stand below each other."""
    table = parsed(["Wat", "Hoeveel"], [["rij", cell] for cell in column])
    marks = {cell.get("class") for cell in table.iter() if cell.tag in ("th", "td")} - {None}
    assert len(table.findall(".//*[@class='number']")) in (0, len(column) + 1), "all or none"
    return marks == {"number"}


def test_whatever_marks_a_text_holds_it_stays_a_text() -> None:
    hostile = "<script>x(\"1\")</script> & *vet* 'a' www.example.org"
    table = parsed([hostile, 'Kop "2"'], [["rij", hostile]])
    assert not list(table.iter("script"))
    assert [cell.text for cell in table.iterfind(".//thead//div")] == [hostile, 'Kop "2"']
    value = table.find(".//td")
    assert value is not None
    assert value.get("data-header") == 'Kop "2"'
    assert "".join(value.itertext()) == hostile


def test_a_screen_reader_is_told_what_the_table_is_and_what_a_row_is_about() -> None:
    table = parsed(["Maand", "Waarde"], [["mei", "1"], ["juni", "2"]])
    frame = table.find("table")
    assert frame is not None and frame.get("aria-label") == 'Wat "er" is'
    assert [c.get("scope") for c in table.iter("th")] == ["col", "col", "row", "row"]


def test_the_keyboard_reaches_a_table_that_can_be_moved_sideways() -> None:
    wide, narrow = (parsed(["a"] * columns, [["b"] * columns]) for columns in (5, 4))
    assert (wide.get("tabindex"), wide.get("role"), wide.get("aria-label")) == (
        "0", "region", 'Wat "er" is',
    )  # fmt: skip
    assert narrow.get("tabindex") is None


def test_numbers_stand_below_each_other_and_words_do_not() -> None:
    assert marked(["1.234,5 t CO2e", "–", "−€\u00a0544"])
    assert marked(["12,5%", "−3%", ""])
    assert marked(["5,7 jaar", "15,0 jaar"])
    assert not marked(["1.234,5 t CO2e", "onbekend"])
    assert not marked(["27-11-2026", "28-11-2026"])
    assert not marked(["3 van 4", "2 van 4"])
    assert not marked(["12", "–", "–"]), "mostly unknown"
    assert not marked([])


def test_a_code_that_names_a_row_is_read_in_one_piece() -> None:
    names = ["GD3-4c-A", "voorbeeld-02-6", "2026-09", "een-op-een", "Maand 3", "", "3" * 25]
    table = parsed(["Wat", "Waarde"], [[name, "1"] for name in names])
    marks = [cell.get("class") for cell in table.iterfind(".//tbody//th")]
    assert marks == ["code", "code", "code", None, None, None, None]

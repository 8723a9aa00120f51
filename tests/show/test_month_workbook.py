"""The month as a workbook: numbers are numbers, words are words, charts are the spreadsheet's own."""

from __future__ import annotations

import io
import re
import zipfile
from decimal import Decimal
from typing import Any

import pytest

from kpi.declare import load
from kpi.intake.archive import open_container
from kpi.intake.workbook import read_workbook
from kpi.show import Voice
from kpi.show.month_workbook import month_workbook
from kpi.show.workbook import Amount, SheetChart, WorkSheet, workbook
from tests.golden import GOLDEN, HOSTILE, NAMES

NL = Voice(load(), "nl", NAMES)


@pytest.fixture(scope="module")
def made() -> bytes:
    return month_workbook(GOLDEN, "ALL", NL)


def sheets(data: bytes) -> dict[str, list[Any]]:
    container = open_container(data)
    assert container is not None
    book = read_workbook(container, 20_000)
    assert isinstance(book, tuple)
    return {sheet.name: list(sheet.records) for sheet in book}


def parts(data: bytes, pattern: str) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {
            name: archive.read(name).decode("utf-8")
            for name in archive.namelist()
            if re.fullmatch(pattern, name)
        }


def test_what_is_in_the_snapshot_stands_in_the_cells(made: bytes) -> None:
    found = sheets(made)
    assert list(found)[:5] == ["Over dit verslag", "Cijfers", "Per maand Proefgroep",
                               "Per maand Noord", "Doelen"]  # fmt: skip
    header, *rows = found["Cijfers"]
    first = dict(zip(header, rows[0], strict=False))
    assert (first["Cijfer"], first["Locatie"], first["Periode"]) == (
        "Aardgas",
        "Proefgroep",
        "Maand",
    )
    assert (Decimal(first["Waarde"]), first["Eenheid"]) == (1300, "m³")
    assert Decimal(first["Een jaar eerder"]) == 1400
    empty = dict(zip(header, rows[4], strict=False))
    assert empty["Waarde"] == "" and empty["Waarom"] == "Er is niets binnen."
    header, row = found["Emissiefactoren"]
    assert str(dict(zip(header, row, strict=False))["Waarde"]).replace(",", ".") == "2.134567"


def test_numbers_are_numbers_and_nothing_is_a_formula(made: bytes) -> None:
    pages = parts(made, r"xl/worksheets/sheet\d+\.xml")
    figures = pages["xl/worksheets/sheet2.xml"]
    # A number has no type of its own in the file; a text is a shared one.
    assert re.search(r'<c r="D2" s="\d+"><v>1300</v></c>', figures)
    assert re.search(r'<c r="A2" s="\d+" t="s">', figures)
    assert not any("<f>" in page for page in pages.values())
    texts = parts(made, r"xl/sharedStrings\.xml")["xl/sharedStrings.xml"]
    assert HOSTILE.replace('"', "&quot;").replace("<", "&lt;").replace(">", "&gt;") in texts or (
        HOSTILE.replace("<", "&lt;").replace(">", "&gt;") in texts
    )


def test_charts_are_drawn_from_cells_and_a_gap_stays_a_gap(made: bytes) -> None:
    charts = list(parts(made, r"xl/charts/chart\d+\.xml").values())
    # A column chart a figure and place, and the group's path as a line chart.
    assert len(charts) == 3
    assert sum("<c:barChart>" in chart for chart in charts) == 2
    assert sum("<c:lineChart>" in chart for chart in charts) == 1
    assert all('<c:dispBlanksAs val="gap"/>' in c or "dispBlanksAs" not in c for c in charts)
    assert "'Per maand Proefgroep'!$B$2:$B$14" in charts[0]
    months = sheets(made)["Per maand Proefgroep"]
    assert months[5][1] == "" and Decimal(months[6][1]) == 1370
    drawings = parts(made, r"xl/drawings/drawing\d+\.xml").values()
    assert all('descr="' in drawing for drawing in drawings)


def test_the_same_month_gives_the_same_bytes(made: bytes) -> None:
    assert month_workbook(GOLDEN, "ALL", NL) == made


def test_a_site_gets_its_own_numbers_only() -> None:
    found = sheets(month_workbook(GOLDEN, "NRD", NL))
    assert "Per maand Proefgroep" not in found
    assert {row[1] for row in found["Cijfers"][1:]} == {"Noord"}


def test_a_name_that_begins_like_a_formula_is_no_reference() -> None:
    chart = SheetChart("=A1", "=B1", "line", 0, 1, 0, (1,), "=C1")
    rows = [("jan", Amount(Decimal("-1.5"), 1)), ("feb", Amount(Decimal(2), 1))]
    data = workbook([WorkSheet("=blad", ("=kop", "=waarde"), rows, (chart,))], title="=t")
    (drawn,) = parts(data, r"xl/charts/chart\d+\.xml").values()
    assert "<a:t>A1</a:t>" in drawn and "<a:t>B1</a:t>" in drawn
    # Below zero the axis is not cut off.
    assert "<c:min " not in drawn
    assert sheets(data)["=blad"][0] == ("=kop", "=waarde")

"""Tables as a workbook: every cell is a text or a number as it is, never a formula."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

import xlsxwriter


@dataclass(frozen=True)
class Amount:
    """A number as it is, shown with so many decimals; a spreadsheet reckons with the whole of it."""

    value: Decimal
    decimals: int


Cell = str | int | Decimal | Amount | None
WIDEST = 60
"""A column is never wider; longer texts are wrapped."""
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
A4 = 9
"""The number a spreadsheet knows this paper by."""
CHART_WIDE, CHART_HIGH, CHART_ROWS = 640, 300, 16
"""Size of a chart in pixels, and the rows it covers."""
MADE = dt.datetime(1980, 1, 1, tzinfo=dt.UTC)
"""Workbooks carry no moment of their own: the same tables give the same bytes."""


@dataclass(frozen=True)
class SheetChart:
    """A chart that the spreadsheet draws from the sheet's own cells, and redraws when they change.

    `first` and `last` are the rows it spans, counted from 0 under the header; `places` the column
    of what stands along the axis; `columns` those of the values, each called by its header.
    `alternative` says what it shows to who cannot see it.
    """

    title: str
    unit: str
    kind: Literal["line", "column"]
    first: int
    last: int
    places: int
    columns: Sequence[int]
    alternative: str


@dataclass(frozen=True)
class WorkSheet:
    """One sheet: its name, a header line and the rows under it, and charts beside them."""

    name: str
    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    charts: Sequence[SheetChart] = ()


def workbook(sheets: Sequence[WorkSheet], *, title: str = "", about: str = "") -> bytes:
    """Return sheets as the bytes of a workbook; the same sheets always give the same bytes."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, OPTIONS) as book:
        book.set_properties({"title": title, "comments": about, "created": MADE})
        pen = _Pen(book)
        for number, sheet in enumerate(sheets, start=1):
            pen.write(sheet, sheet_name(sheet.name, number))
    return made.getvalue()


class _Pen:
    """Writes sheets into one workbook, with one format for every way of showing a cell."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self._plain = book.add_format({"text_wrap": True, "valign": "top"})
        self._shown: dict[int, Any] = {}

    def write(self, sheet: WorkSheet, name: str) -> None:
        page = self._book.add_worksheet(name)
        page.freeze_panes(1, 0)
        page.repeat_rows(0)
        page.set_landscape()
        page.set_paper(A4)
        page.fit_to_pages(1, 0)
        for column, text in enumerate(sheet.header):
            page.write_string(0, column, text, self._head)
            page.set_column(column, column, _width(sheet, column))
        for line, row in enumerate(sheet.rows, start=1):
            for column, cell in enumerate(row):
                self._write(page, line, column, cell)
        for place, chart in enumerate(sheet.charts):
            self._draw(page, sheet, name, chart, place)

    def _write(self, page: Any, line: int, column: int, cell: Cell) -> None:
        if isinstance(cell, str):
            page.write_string(line, column, cell, self._plain)
        elif isinstance(cell, Amount):
            page.write_number(line, column, cell.value, self._format(cell.decimals))
        elif cell is not None:
            page.write_number(line, column, cell, self._plain)

    def _format(self, decimals: int) -> Any:
        """Return the format of so many decimals; the marks are those of who opens the file."""
        if decimals not in self._shown:
            pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
            self._shown[decimals] = self._book.add_format({"num_format": pattern, "valign": "top"})
        return self._shown[decimals]

    def _draw(self, page: Any, sheet: WorkSheet, name: str, chart: SheetChart, place: int) -> None:
        drawn = self._book.add_chart({"type": chart.kind})
        first, last = chart.first + 1, chart.last + 1
        for column in chart.columns:
            drawn.add_series(
                {
                    "name": [name, 0, column],
                    "categories": [name, first, chart.places, last, chart.places],
                    "values": [name, first, column, last, column],
                }
            )
        # A name that begins so would be read as a reference to cells.
        drawn.set_title({"name": chart.title.lstrip("="), "name_font": {"size": 12}})
        axis: dict[str, Any] = {"name": chart.unit.lstrip("=")}
        drawn.set_y_axis(axis if _below_zero(sheet, chart) else {**axis, "min": 0})
        drawn.set_legend({"position": "bottom"} if len(chart.columns) > 1 else {"none": True})
        # A month without a figure is a gap, never a zero.
        drawn.show_blanks_as("gap")
        drawn.set_size({"width": CHART_WIDE, "height": CHART_HIGH})
        page.insert_chart(
            place * CHART_ROWS + 1,
            len(sheet.header) + 1,
            drawn,
            {"description": chart.alternative},
        )


def _below_zero(sheet: WorkSheet, chart: SheetChart) -> bool:
    cells = (row[column] for row in sheet.rows for column in chart.columns)
    return any(isinstance(cell, Amount) and cell.value < 0 for cell in cells)


def _width(sheet: WorkSheet, column: int) -> int:
    texts = [sheet.header[column], *(_text(row[column]) for row in sheet.rows)]
    return min(WIDEST, max(8, *(len(line) + 2 for text in texts for line in text.split("\n"))))


def _text(cell: Cell) -> str:
    if isinstance(cell, Amount):
        return f"{cell.value:,.{cell.decimals}f}"
    return "" if cell is None else str(cell)


def sheet_name(name: str, number: int) -> str:
    """Return a name that a spreadsheet accepts for a sheet: short, and without its own marks."""
    plain = "".join("-" if mark in "[]:*?/\\'" else mark for mark in name).strip()
    return plain[:31] or str(number)

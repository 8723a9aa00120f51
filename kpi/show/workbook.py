"""Tables as a workbook: every cell is a text or a number as it is, never a formula."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import xlsxwriter

Cell = str | int | Decimal | None
WIDEST = 60
"""A column is never wider; longer texts are wrapped."""
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MADE = dt.datetime(1980, 1, 1, tzinfo=dt.UTC)
"""Workbooks carry no moment of their own: the same tables give the same bytes."""


@dataclass(frozen=True)
class WorkSheet:
    """One sheet: its name, a header line and the rows under it."""

    name: str
    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def workbook(sheets: Sequence[WorkSheet]) -> bytes:
    """Return sheets as the bytes of a workbook; the same sheets always give the same bytes."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, OPTIONS) as book:
        book.set_properties({"created": MADE})
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        for number, sheet in enumerate(sheets, start=1):
            page = book.add_worksheet(sheet_name(sheet.name, number))
            page.freeze_panes(1, 0)
            page.repeat_rows(0)
            page.set_landscape()
            page.fit_to_pages(1, 0)
            for column, text in enumerate(sheet.header):
                page.write_string(0, column, text, head)
                page.set_column(column, column, _width(sheet, column))
            for line, row in enumerate(sheet.rows, start=1):
                for column, cell in enumerate(row):
                    if isinstance(cell, str):
                        page.write_string(line, column, cell, wrapped)
                    elif cell is not None:
                        page.write_number(line, column, cell, wrapped)
    return made.getvalue()


def _width(sheet: WorkSheet, column: int) -> int:
    texts = [sheet.header[column], *(str(row[column] or "") for row in sheet.rows)]
    return min(WIDEST, max(8, *(len(text) + 2 for text in texts)))


def sheet_name(name: str, number: int) -> str:
    """Return a name that a spreadsheet accepts for a sheet: short, and without its own marks."""
    plain = "".join("-" if mark in "[]:*?/\\'" else mark for mark in name).strip()
    return plain[:31] or str(number)

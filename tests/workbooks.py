"""Workbooks for tests, made part by part: also such as no spreadsheet program would write."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
DAY_STYLE, PERCENT_STYLE, OWN_DAY_STYLE = 1, 2, 3
MOMENT = (2020, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Formula:
    """A formula with its stored result, or without one."""

    text: str
    result: Decimal | int | None = None


@dataclass(frozen=True)
class Percent:
    """A number shown as a percentage: 0.6 as 60%."""

    value: Decimal


@dataclass(frozen=True)
class Broken:
    """A cell that holds an error."""

    mark: str


Given = str | int | Decimal | dt.date | bool | Formula | Percent | Broken | None


@dataclass(frozen=True)
class Page:
    """One sheet: rows of cells, whether it is hidden, merged ranges, lines that are hidden."""

    rows: Sequence[Sequence[Given]]
    hidden: bool = False
    merged: Sequence[str] = ()
    hidden_rows: Sequence[int] = field(default=())


Pages = Mapping[str, Page | Sequence[Sequence[Given]]]


def workbook(
    pages: Pages,
    extra: Mapping[str, bytes] | None = None,
    since_1904: bool = False,
) -> bytes:
    """Return the bytes of a workbook with these sheets."""
    made = {name: p if isinstance(p, Page) else Page(p) for name, p in pages.items()}
    sheets, relations = [], []
    parts: dict[str, str] = {}
    for number, (name, page) in enumerate(made.items(), start=1):
        state = ' state="hidden"' if page.hidden else ""
        sheets.append(
            f'<sheet name={quoteattr(name)} sheetId="{number}"{state} r:id="rId{number}"/>'
        )
        relations.append(
            f'<Relationship Id="rId{number}" Type="{RELATIONS}/worksheet"'
            f' Target="worksheets/sheet{number}.xml"/>'
        )
        parts[f"xl/worksheets/sheet{number}.xml"] = sheet_xml(page)
    epoch = '<workbookPr date1904="1"/>' if since_1904 else ""
    parts["xl/workbook.xml"] = (
        f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">{epoch}'
        f"<sheets>{''.join(sheets)}</sheets></workbook>"
    )
    parts["xl/_rels/workbook.xml.rels"] = (
        f'<Relationships xmlns="{PACKAGE}/relationships">{"".join(relations)}</Relationships>'
    )
    parts["xl/styles.xml"] = (
        f'<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="165"'
        ' formatCode="[$-413]mmm\\-yy;@"/></numFmts><cellXfs count="4"><xf numFmtId="0"/>'
        '<xf numFmtId="14"/><xf numFmtId="10"/><xf numFmtId="165"/></cellXfs></styleSheet>'
    )
    return archive({name: xml.encode() for name, xml in parts.items()} | dict(extra or {}))


def archive(parts: Mapping[str, bytes]) -> bytes:
    """Return a ZIP container of parts; the same parts give the same bytes."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(zipfile.ZipInfo(name, MOMENT), content, zipfile.ZIP_DEFLATED)
    return data.getvalue()


def sheet_xml(page: Page) -> str:
    """Return one sheet as its XML."""
    rows = "".join(
        f'<row r="{line}"{_hidden(page, line)}>'
        + "".join(_cell(f"{_letters(place)}{line}", cell) for place, cell in enumerate(cells))
        + "</row>"
        for line, cells in enumerate(page.rows, start=1)
    )
    merged = "".join(f'<mergeCell ref="{reference}"/>' for reference in page.merged)
    merges = f"<mergeCells>{merged}</mergeCells>" if merged else ""
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{merges}</worksheet>'


def _hidden(page: Page, line: int) -> str:
    return ' hidden="1"' if line in page.hidden_rows else ""


def _letters(place: int) -> str:
    return chr(65 + place) if place < 26 else chr(64 + place // 26) + chr(65 + place % 26)


def _cell(place: str, cell: Given) -> str:
    if cell is None:
        return f'<c r="{place}" s="0"/>'
    if isinstance(cell, bool):
        return f'<c r="{place}" t="b"><v>{int(cell)}</v></c>'
    if isinstance(cell, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
    if isinstance(cell, Broken):
        return f'<c r="{place}" t="e"><v>{cell.mark}</v></c>'
    if isinstance(cell, Formula):
        result = "" if cell.result is None else f"<v>{cell.result}</v>"
        return f'<c r="{place}"><f>{escape(cell.text)}</f>{result}</c>'
    if isinstance(cell, Percent):
        return f'<c r="{place}" s="{PERCENT_STYLE}"><v>{cell.value}</v></c>'
    if isinstance(cell, dt.date):
        serial = (cell - dt.date(1899, 12, 30)).days
        return f'<c r="{place}" s="{OWN_DAY_STYLE}"><v>{serial}</v></c>'
    return f'<c r="{place}"><v>{cell}</v></c>'

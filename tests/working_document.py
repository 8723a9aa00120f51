"""A made-up working document: 115 requirements under 15 themes in merged cells, none of them real."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

import xlsxwriter

HEADER = (
    "Thema", "Nr", "Eis", "Brons", "Zilver", "Goud", "Punten", "Bewijs",
    "Voldaan", "Uitleg", "Eigenaar", "Deadline",
)  # fmt: skip
COUNT, THEMES = 115, 15
TITLE_LINES = 3


def made_up_rows() -> list[dict[str, str]]:
    """Return 115 invented requirements: of every five two are fixed, at bronze and from silver."""
    rows = []
    for number in range(COUNT):
        theme, place = number % THEMES + 1, number // THEMES + 1
        kind = place % 5
        rows.append(
            {
                "Thema": f"{theme}. Verzonnen thema {theme}",
                "Nr": f"{theme}.{place}",
                "Eis": f"Verzonnen eis {theme}.{place}",
                "Brons": {1: "vast", 2: ""}.get(kind, "extra"),
                "Zilver": "vast" if kind in (1, 2) else "extra",
                "Goud": "vast" if kind in (1, 2) else "extra",
                "Punten": "1",
                "Bewijs": "document",
            }
        )
    return sorted(rows, key=lambda row: [int(part) for part in row["Nr"].split(".")])


def working_document(
    rows: Sequence[Mapping[str, str]] | None = None, header: Sequence[str] = HEADER
) -> bytes:
    """Return a workbook with three lines above the header, and every theme one merged cell."""
    rows = made_up_rows() if rows is None else rows
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        book.add_worksheet("Uitleg").write_string(0, 0, "Verzonnen werkdocument")
        page = book.add_worksheet("Eisen cure")
        page.write_string(0, 0, "Verzonnen eisenlijst, alleen om mee te proberen")
        for column, name in enumerate(header):
            page.write_string(TITLE_LINES, column, name)
        for line, row in enumerate(rows, start=TITLE_LINES + 1):
            for column, name in enumerate(header):
                if row.get(name) and name != "Thema":
                    page.write_string(line, column, row[name])
        _merge_themes(page, rows, list(header).index("Thema"))
    return made.getvalue()


def _merge_themes(
    page: xlsxwriter.worksheet.Worksheet, rows: Sequence[Mapping[str, str]], column: int
) -> None:
    start = 0
    for place in range(1, len(rows) + 1):
        if place == len(rows) or rows[place].get("Thema") != rows[start].get("Thema"):
            first, last = start + TITLE_LINES + 1, place + TITLE_LINES
            theme = rows[start].get("Thema", "")
            if first == last:
                page.write_string(first, column, theme)
            else:
                page.merge_range(first, column, last, column, theme)
            start = place

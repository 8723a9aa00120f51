"""Which sheet of a workbook is meant, and what a person might not see of the workbook."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from kpi.intake.finding import Finding, Option, Question
from kpi.intake.workbook import BookSheet, hidden_names


def choose_sheet(
    book: Sequence[BookSheet], named: str | None, holds: Callable[[BookSheet], bool]
) -> BookSheet | Question | Finding | None:
    """Return the sheet that was named, else the only one that holds a table; else ask.

    What is shown goes before what is hidden. None: every sheet is empty.
    """
    if named is not None:
        chosen = next((s for s in book if s.name == named), None)
        return chosen or Finding("decision_unknown", "error", value=f"sheet={named}")
    filled = [sheet for sheet in book if sheet.records]
    seen = [sheet for sheet in filled if not sheet.hidden]
    tables = [sheet for sheet in filled if holds(sheet)]
    shown = [sheet for sheet in tables if not sheet.hidden]
    for candidates in (shown, tables, seen, filled):
        if len(candidates) == 1:
            return candidates[0]
        if candidates:
            return _ask(candidates)
    return None


def _ask(sheets: Sequence[BookSheet]) -> Question:
    options = tuple(Option(sheet.name) for sheet in sheets)
    facts = {"count": str(len(sheets)), "names": ", ".join(sheet.name for sheet in sheets)}
    return Question("sheet", "sheet_choice", options, None, facts)


def tell_of_book(sheet: BookSheet, book: Sequence[BookSheet]) -> Iterator[Finding]:
    """Yield a remark each for sheets left out, hidden sheets and lines, and merged cells filled."""
    others = [s for s in book if s is not sheet and s.records]
    if others:
        names = ", ".join(s.name for s in others)
        yield Finding("sheets_left_out", "remark", value=sheet.name, facts={"names": names})
    if hidden := hidden_names([sheet]):
        yield Finding("sheet_hidden", "remark", value=hidden)
    for code, (count, first) in (
        ("rows_hidden", sheet.hidden_rows),
        ("cells_merged", sheet.merged),
    ):
        if count:
            yield Finding(code, "remark", first, facts={"number": str(count)})

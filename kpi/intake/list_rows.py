"""The rows of a list of requirements: what is a requirement, a heading, or wrong."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from kpi.intake.listing import LEVEL, NOTHING, Listed, ListFault, ListLayout, ListRead, ListSheet

REQUIRED = ("code", "text")
ANSWERS = ("status", "comment", "owner", "due")
"""What a hospital fills in itself: it becomes the assessment of one site."""
KNOWN_ANSWERS = {
    "ja": "met", "yes": "met", "voldaan": "met", "met": "met",
    "nee": "not_met", "no": "not_met", "niet voldaan": "not_met", "not met": "not_met",
    "deels": "in_progress", "mee bezig": "in_progress", "in progress": "in_progress",
    "nvt": "not_applicable", "n.v.t.": "not_applicable", "n.v.t": "not_applicable",
    "n/a": "not_applicable", "niet van toepassing": "not_applicable",
}  # fmt: skip
THEME = re.compile(r"(?:thema\s+|theme\s+)?(\d{1,3})\s*[.:)\-–]?\s*(.*)", re.IGNORECASE)
LEADING = re.compile(r"(\d{1,3})\D")
DECIMAL_CODE = re.compile(r"\d+,\d+")
AMOUNT = re.compile(r"\d{1,3}([.,]\d{1,2})?")
DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?: .*)?")
DUTCH_DAY = re.compile(r"(\d{1,2})[-/](\d{1,2})[-/](\d{4})")


def read_list(sheets: Sequence[ListSheet], layout: ListLayout, levels: Sequence[str]) -> ListRead:
    """Return the requirements of a document under a layout, with everything that is wrong in it.

    `levels` go from the lowest to the highest. A word in one level column such as "mandatory
    from silver" makes a requirement mandatory there and above, and leaves what is below unsaid.
    """
    sheet = next((s for s in sheets if s.name == layout.sheet), None)
    if sheet is None or not 0 < layout.header <= len(sheet.records):
        return ListRead(layout, (), (), (ListFault("no_header", "error"),))
    reader = _Reader(sheet, layout, levels)
    reader.read()
    return ListRead(layout, tuple(reader.rows), tuple(reader.words), tuple(reader.faults))


class _Reader:
    """One pass over a sheet: what is a requirement, a heading, or nothing."""

    def __init__(self, sheet: ListSheet, layout: ListLayout, levels: Sequence[str]) -> None:
        self.rows: list[Listed] = []
        self.words: dict[str, None] = {}
        self.faults: list[ListFault] = []
        self._sheet, self._layout, self._levels = sheet, layout, levels
        self._seen: dict[str, int] = {}
        self._theme = ""
        header = sheet.records[layout.header - 1]
        self._places = {
            name: header.index(column)
            for name, column in layout.columns.items()
            if column and column in header
        }

    def read(self) -> None:
        self._check_columns()
        if any(fault.severity == "error" for fault in self.faults):
            return
        for line in range(self._layout.header + 1, len(self._sheet.records) + 1):
            self._read_line(line)
        if not self.rows:
            self._tell("nothing_listed", "error")

    def _tell(
        self, code: str, severity: Literal["error", "remark"], line: int | None = None,
        name: str = "", value: str = "", **facts: str,
    ) -> None:  # fmt: skip
        column = self._layout.columns.get(name) if name else None
        self.faults.append(ListFault(code, severity, line, column, value, facts))

    def _check_columns(self) -> None:
        """Name columns that a layout asks and the document lacks, and those that moved or came."""
        layout = self._layout
        here = tuple(filter(None, self._sheet.records[layout.header - 1]))
        for name, column in layout.columns.items():
            if column and column not in here:
                found = ", ".join(here)
                self._tell("column_missing", "error", layout.header, name, column, found=found)
            elif here.count(column) > 1:
                self._tell("column_twice", "error", layout.header, name, column)
        for name in REQUIRED:
            if not layout.columns.get(name):
                self._tell("column_needed", "error", field=name)
        if not any(layout.columns.get(name) for name in (LEVEL, *self._levels)):
            self._tell("level_needed", "error")
        if layout.headers and layout.headers != here:
            kept = [column for column in layout.headers if column in here]
            new = [column for column in here if column not in layout.headers]
            if kept != [column for column in here if column in layout.headers]:
                self._tell("columns_moved", "remark", layout.header)
            if new:
                self._tell("columns_new", "remark", layout.header, value=", ".join(new))

    def _cell(self, line: int, name: str) -> str:
        record = self._sheet.records[line - 1]
        place = self._places.get(name)
        return record[place] if place is not None and place < len(record) else ""

    def _read_line(self, line: int) -> None:
        record = self._sheet.records[line - 1]
        filled = [cell for cell in record if cell]
        if not filled:
            return
        theme = self._cell(line, "theme")
        code, text = self._cell(line, "code"), self._cell(line, "text")
        if len(set(filled)) == 1 or (theme and not code and not text):
            self._theme = theme or filled[0]
            return
        self._theme = theme or self._theme
        if not self._is_whole(line, code, text):
            return
        number, name = self._themed(code)
        if not number:
            self._tell("theme_missing", "error", line, "theme", code)
            return
        self.rows.append(
            Listed(
                line=line,
                theme=number,
                theme_name=name,
                code=code,
                text=text,
                demands=self._demands(line),
                points=self._points(line),
                evidence=self._cell(line, "evidence"),
                earlier=self._cell(line, "earlier"),
                answer=self._answer(line),
            )
        )

    def _is_whole(self, line: int, code: str, text: str) -> bool:
        if not code:
            self._tell("code_missing", "error", line, "code", text)
            return False
        if not text:
            self._tell("text_missing", "error", line, "text", code)
            return False
        if code in self._seen:
            self._tell("code_twice", "error", line, "code", code, also=str(self._seen[code]))
            return False
        self._seen[code] = line
        place = self._places["code"]
        if (line - 1, place) in self._sheet.typed and DECIMAL_CODE.fullmatch(code):
            self._tell("code_number", "remark", line, "code", code)
        return True

    def _themed(self, code: str) -> tuple[str, str]:
        """Return number and name of a theme; without a number it is that of the code."""
        match = THEME.fullmatch(self._theme)
        if match is not None:
            return match[1], match[2]
        leading = LEADING.match(code)
        return (leading[1] if leading else self._theme), self._theme

    def _demands(self, line: int) -> dict[str, str]:
        if self._layout.columns.get(LEVEL):
            return self._one_column(line)
        found = {}
        for level in self._levels:
            word = self._cell(line, level)
            if meaning := self._meaning(line, level, word):
                found[level] = meaning
            elif not word and level in self._places:
                found[level] = NOTHING
        return found

    def _one_column(self, line: int) -> dict[str, str]:
        word = self._cell(line, LEVEL)
        kind, _, start = self._meaning(line, LEVEL, word).partition(":")
        if not kind:
            return {}
        if start in self._levels:
            above = self._levels[list(self._levels).index(start) :]
            return dict.fromkeys(above, kind)
        return dict.fromkeys(self._levels, kind)

    def _meaning(self, line: int, name: str, word: str) -> str:
        if not word:
            return ""
        self.words.setdefault(word)
        meaning = self._layout.meanings.get(word, "")
        if not meaning:
            self._tell("level_unknown", "error", line, name, word)
        return meaning

    def _points(self, line: int) -> str:
        text = self._cell(line, "points")
        if text and not AMOUNT.fullmatch(text):
            self._tell("points_unreadable", "error", line, "points", text)
        return text.replace(",", ".") if text else "1"

    def _answer(self, line: int) -> dict[str, str]:
        """Return what the hospital filled in; what is not understood is told and left out."""
        found = {name: self._cell(line, name) for name in ANSWERS}
        status = KNOWN_ANSWERS.get(found["status"].casefold(), "")
        if found["status"] and not status:
            self._tell("status_unknown", "remark", line, "status", found["status"])
        due = _day(found["due"])
        if found["due"] and not due:
            self._tell("due_unreadable", "remark", line, "due", found["due"])
        return {**found, "status": status, "due": due}


def _day(text: str) -> str:
    """Return a day as YYYY-MM-DD; day first where the year comes last; empty for no day."""
    if match := DAY.fullmatch(text):
        return f"{match[1]}-{match[2]}-{match[3]}"
    if match := DUTCH_DAY.fullmatch(text):
        return f"{match[3]}-{int(match[2]):02}-{int(match[1]):02}"
    return ""

"""A workbook (.xlsx) as sheets of records: what a spreadsheet shows, and what it hides.

Read here and not by a library: those at hand give the number 1.234 and the text 1.234 as one and
the same, a formula without result and a broken one as an empty cell, and cut long numbers short.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.parsers import expat

from kpi.intake.archive import BOOK, BROKEN, Container
from kpi.intake.finding import Finding
from kpi.intake.sheetxml import SheetReader, TooLarge
from kpi.intake.styles import Styles
from kpi.intake.xmlparts import Handlers, Unsafe, feed, local

RELATIONS = "xl/_rels/workbook.xml.rels"
STYLES = "xl/styles.xml"
STRINGS = "xl/sharedStrings.xml"
MOST_STRINGS = 2_000_000

Texts = tuple[str, ...]


@dataclass(frozen=True)
class BookSheet:
    """One sheet: its records from line 1 on, and what a person would not see of them.

    `hidden_rows` counts rows that are hidden or filtered out, `merged` the cells that were filled
    from a merged one above; both with the first line.
    """

    name: str
    hidden: bool
    records: tuple[Texts, ...]
    hidden_rows: tuple[int, int] = (0, 0)
    merged: tuple[int, int] = (0, 0)


@dataclass
class _Index:
    """The workbook's own list: sheets with their visibility and parts, and where its days begin."""

    sheets: list[tuple[str, bool, str]] = field(default_factory=list)
    targets: dict[str, str] = field(default_factory=dict)
    since_1904: bool = False


def read_workbook(container: Container, max_rows: int) -> tuple[BookSheet, ...] | Finding:
    """Return all sheets of a workbook, or the finding that says why it cannot be read."""
    try:
        return _read(container, max_rows)
    except TooLarge as large:
        return Finding("workbook_too_large", "error", facts={"limit": str(large)})
    except (*BROKEN, Unsafe, expat.ExpatError):
        return Finding("workbook_damaged", "error", facts={"type": container.type})


def _read(container: Container, max_rows: int) -> tuple[BookSheet, ...]:
    index = _index(container)
    styles = Styles()
    feed(container.stream(STYLES), styles)
    strings = _Strings()
    feed(container.stream(STRINGS), strings)
    sheets = []
    for name, hidden, relation in index.sheets:
        target = index.targets.get(relation, "")
        reader = SheetReader(strings.texts, styles.kinds, index.since_1904, max_rows)
        feed(container.stream(_path(target)), reader)
        records, merged = reader.finish()
        sheets.append(BookSheet(name, hidden, records, reader.hidden_rows, merged))
    return tuple(sheets)


def _path(target: str) -> str:
    """Return the name of a part as the workbook's relation names it."""
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")


def _index(container: Container) -> _Index:
    index = _Index()

    def book(name: str, given: dict[str, str]) -> None:
        if local(name) == "sheet":
            relation = next((v for k, v in given.items() if local(k) == "id" and ":" in k), "")
            hidden = given.get("state", "visible") != "visible"
            index.sheets.append((given.get("name", ""), hidden, relation))
        elif local(name) == "workbookPr":
            index.since_1904 = given.get("date1904") in ("1", "true")

    def relations(name: str, given: dict[str, str]) -> None:
        if local(name) == "Relationship" and given.get("TargetMode") != "External":
            index.targets[given.get("Id", "")] = given.get("Target", "")

    feed(container.stream(BOOK), Handlers(start=book))
    feed(container.stream(RELATIONS), Handlers(start=relations))
    return index


class _Strings(Handlers):
    """The texts that cells refer to by number; reading aids of another script are left out."""

    def __init__(self) -> None:
        super().__init__(self._start, self._end, self._text)
        self.texts: list[str] = []
        self._parts: list[str] = []
        self._inside = False
        self._aside = False

    def _start(self, name: str, _given: dict[str, str]) -> None:
        name = local(name)
        if name == "si":
            self._parts = []
        elif name == "rPh":
            self._aside = True
        elif name == "t":
            self._inside = not self._aside

    def _end(self, name: str) -> None:
        name = local(name)
        if name == "si":
            if len(self.texts) >= MOST_STRINGS:
                raise TooLarge(MOST_STRINGS)
            self.texts.append("".join(self._parts))
        elif name == "rPh":
            self._aside = False
        elif name == "t":
            self._inside = False

    def _text(self, text: str) -> None:
        if self._inside:
            self._parts.append(text)


def hidden_names(sheets: Iterable[BookSheet]) -> str:
    """Return the names of hidden sheets that hold anything."""
    return ", ".join(s.name for s in sheets if s.hidden and s.records)

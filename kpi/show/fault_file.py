"""A checked file as it was given, with one more column: what there is to say of each line.

A text file comes back as a text file and a workbook as a workbook, so that it can be mended where
it is and uploaded again.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from typing import Protocol

import xlsxwriter

from kpi.declare import Contract, Language
from kpi.show.receipts import SEMICOLON, Found, Say, describe, spreadsheet
from kpi.show.workbook import MADE, OPTIONS, WORKBOOK_TYPE, sheet_name

WORKBOOK = "xlsx"
"""The encoding of a file that was a workbook."""
DIGITS = 15
"""A spreadsheet keeps so many digits of a number; one with more stays a text."""
WIDE = 70

Line = tuple[int, Sequence[str]]


class ReadFile(Protocol):
    """What is needed of a checked file: its lines up to the header, and its records.

    A cell of a workbook that holds a number has it as `number` with the `unit` that its format
    shows; one that holds a day or a time has it as `moment`.
    """

    @property
    def encoding(self) -> str: ...
    @property
    def delimiter(self) -> str: ...
    @property
    def sheet(self) -> str: ...
    @property
    def above(self) -> tuple[tuple[str, ...], ...]: ...
    @property
    def records(self) -> tuple[tuple[int, tuple[str, ...]], ...]: ...


def fault_name(checked: ReadFile, stem: str, say: Say) -> tuple[str, str]:
    """Return the name of the file with its messages, by the name of the one it was, and its type."""
    name = f"{stem}-{say('upload.fault_column')}"
    if checked.encoding == WORKBOOK:
        return f"{name}.xlsx", WORKBOOK_TYPE
    return f"{name}.csv", "text/csv"


def fault_file(
    checked: ReadFile,
    findings: Sequence[Found],
    contract: Contract,
    say: Say,
    language: Language,
    lines: Iterable[Line] = (),
) -> bytes:
    """Return the file as it was given with one more column: what there is to say of the line.

    It has the separator and letters of the file, the lines above its header too. Errors stand
    before remarks; what is said of the file as a whole stands with its first record. Of a workbook
    it is the sheet that was read, each line where it was. `lines` are all lines below the header
    of a file too large to be kept with its check; they may be gone through twice.
    """
    said = _said(checked, findings, contract, say, language, whole=bool(lines))
    told = _Told(checked, said, say("upload.fault_column"), lines or checked.records)
    if checked.encoding == WORKBOOK:
        return _workbook(checked, [*told], told.width)
    rows = _Cells(told)
    return spreadsheet(rows, checked.delimiter or SEMICOLON, checked.encoding)


@dataclass(frozen=True)
class _Told:
    """The lines of the file, each with its sentences in one more cell, as often as asked."""

    checked: ReadFile
    said: Mapping[int, Sequence[str]]
    title: str
    lines: Iterable[Line]

    @property
    def width(self) -> int:
        """How many cells the widest line has that is known."""
        known = [*self.checked.above, *(cells for _, cells in self.checked.records)]
        return max(map(len, known), default=0)

    def __iter__(self) -> Iterator[Line]:
        above, width = self.checked.above, self.width
        untold = dict(self.said)
        for line, cells in chain(enumerate(above, start=1), self.lines):
            last = self.title if line == len(above) else " | ".join(untold.pop(line, ()))
            yield line, [*cells, *[""] * (width - len(cells)), last]
        for line, texts in sorted(untold.items()):
            yield max(line, len(above) + 1), [*[""] * width, " | ".join(texts)]


@dataclass(frozen=True)
class _Cells:
    """The cells of lines without their numbers."""

    told: _Told

    def __iter__(self) -> Iterator[Sequence[str]]:
        return (cells for _, cells in self.told)


def _said(
    checked: ReadFile,
    findings: Sequence[Found],
    contract: Contract,
    say: Say,
    language: Language,
    *,
    whole: bool,
) -> dict[int, list[str]]:
    """Return the sentences by the line they stand on; what has no line stands with the first record.

    The name of the new column stands alone in its header, so that the file is known when it comes
    back: what there is to say of the header stands with the first record too. With the `whole`
    file at hand every line below the header is there.
    """
    first = checked.records[0][0] if checked.records else 0
    head = len(checked.above)
    known = {*range(1, head)} | {line for line, _ in checked.records}
    outside: list[str] = []
    said: dict[int, list[str]] = {first: outside}
    for finding in sorted(findings, key=lambda found: found.severity != "error"):
        told = describe(finding, contract, say, language)
        where = f"{told.column}: " if told.column else ""
        sentence = f"{say(f'upload.severity.{told.severity}')}: {where}{told.message} {told.mend}"
        line = first if finding.line is None else finding.line
        there = line in known or (whole and line > head)
        (said.setdefault(line, []) if there else outside).append(sentence)
    return {line: texts for line, texts in said.items() if texts}


def _workbook(checked: ReadFile, lines: Sequence[Line], width: int) -> bytes:
    """Return lines as a workbook of one sheet: numbers and days as such, texts always as texts."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, OPTIONS) as book:
        book.set_properties({"created": MADE})
        forms = {
            "day": book.add_format({"num_format": "yyyy-mm-dd"}),
            "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
            "%": book.add_format({"num_format": "0.00%"}),
            "head": book.add_format({"bold": True}),
            "": None,
        }
        page = book.add_worksheet(sheet_name(checked.sheet, 1))
        page.set_column(width, width, WIDE)
        for line, cells in lines:
            for column, cell in enumerate(cells):
                value, form = _value(cell)
                if line == len(checked.above):
                    value, form = str(cell), "head"
                if isinstance(value, str):
                    if value:
                        page.write_string(line - 1, column, value, forms[form])
                elif isinstance(value, Decimal):
                    page.write_number(line - 1, column, value, forms[form])
                else:
                    page.write_datetime(line - 1, column, value, forms[form])
    return made.getvalue()


def _value(cell: str) -> tuple[str | Decimal | dt.datetime, str]:
    """Return what a cell holds and the form in which it shows."""
    moment = getattr(cell, "moment", None)
    if isinstance(moment, dt.datetime):
        return moment, "day" if moment.time() == dt.time.min else "moment"
    number = getattr(cell, "number", None)
    if not isinstance(number, Decimal) or len(number.normalize().as_tuple().digits) > DIGITS:
        return str(cell), ""
    percent = getattr(cell, "unit", "") == "%"
    return (number / 100, "%") if percent else (number, "")

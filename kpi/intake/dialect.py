"""From text to records: which mark stands between cells, and on which line a record is.

A line is what a spreadsheet shows: a cell with a line break in it does not begin a new one, and a
first line such as ``sep=;`` is an instruction that no spreadsheet shows.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from kpi.intake.finding import Finding

DELIMITERS = (";", ",", "\t", "|")
INSTRUCTION = re.compile(r'"?sep=(.|\\t)"?', re.IGNORECASE)
HEADER_WITHIN = 30
"""The header row is looked for among so many records."""
HEADER_CELLS = 1000
"""A line with more cells than this is no header of a table that people send."""
SAMPLE_LINES = 60
LONGEST = 500_000
"""A line of more letters is read so far, with so many cells that it is none of any table."""

Texts = tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """The records of a file in order; the place of a record is its line less one."""

    delimiter: str
    records: tuple[Texts, ...]
    findings: tuple[Finding, ...]


def read_sheet(text: str, known: Callable[[Sequence[str]], int]) -> Sheet:
    """Cut a text into records; `known` counts the familiar names in a record.

    The delimiter is the one under which some early record holds most familiar names; so a comma
    in a title or in quoted text decides nothing.
    """
    first, _, rest = text.partition("\n")
    instruction = INSTRUCTION.fullmatch(first.strip(" \r"))
    if instruction is not None:
        text = rest
        delimiter = "\t" if instruction[1] == "\\t" else instruction[1]
    else:
        delimiter = _delimiter(text, known)
    return read_records(text, delimiter)


def _delimiter(text: str, known: Callable[[Sequence[str]], int]) -> str:
    sample = [line[:LONGEST] for line in islice(io.StringIO(text), SAMPLE_LINES)]

    def familiar(delimiter: str) -> tuple[int, int]:
        try:
            rows = list(csv.reader(sample, delimiter=delimiter))
        except csv.Error:
            return 0, 0
        cells = sum(len(row) - 1 for row in rows if row)
        return max((known(row) for row in rows[:HEADER_WITHIN]), default=0), cells

    return max(DELIMITERS, key=familiar)


def read_records(text: str, delimiter: str) -> Sheet:
    """Read all records; a quote that is never closed would swallow lines, so it ends the file."""
    records: list[Texts] = []
    reader = csv.reader(_lines(text, delimiter), delimiter=delimiter, strict=True)
    try:
        records.extend(tuple(record) for record in reader)
    except csv.Error:
        unclosed = Finding("quote_unclosed", "error", len(records) + 1)
        return Sheet(delimiter, tuple(records), (unclosed,))
    swallowed = _swallowed(records, delimiter)
    return Sheet(delimiter, tuple(records), swallowed)


def _lines(text: str, delimiter: str) -> Iterator[str]:
    for line in io.StringIO(text, newline=""):
        yield line if len(line) <= LONGEST else line[:LONGEST] + delimiter * (HEADER_CELLS + 1)


def _swallowed(records: Sequence[Texts], delimiter: str) -> tuple[Finding, ...]:
    """Find a cell that holds whole lines of the file: its quote was closed too late."""
    width = max((len(record) for record in records[:HEADER_WITHIN]), default=0)
    for line, record in enumerate(records, start=1):
        for cell in record:
            if "\n" in cell and _holds_lines(cell, delimiter, width):
                return (Finding("quote_unclosed", "error", line),)
    return ()


def _holds_lines(cell: str, delimiter: str, width: int) -> bool:
    return any(line.count(delimiter) >= max(2, width - 2) for line in cell.split("\n")[1:])

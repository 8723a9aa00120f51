"""The data rows of a file as texts by column: what is no data row is set apart first."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from kpi.declare import Contract
from kpi.intake.dialect import Texts
from kpi.intake.header import Header
from kpi.intake.spelling import tidy

SUM_ALONE = re.compile(
    r"(?:(?:sub|eind)[ -]?)?tota(?:al|len)|(?:grand |sub[ -]?)?totals?|som|sum|gesamt|summe|"
    r"insgesamt",
    re.IGNORECASE,
)
SUM_OF = re.compile(rf"(?:{SUM_ALONE.pattern})\b[ :].+", re.IGNORECASE)
SUM_STARTS = frozenset(" tsegiTSEGI\u00a0")
NAMING = frozenset({"site", "month", "date", "text", "choice", "mapped"})


@dataclass(frozen=True)
class SumRow:
    """A totals row of the file: its line, the number of data rows before it, its texts."""

    line: int
    before: int
    texts: Mapping[str, str]


@dataclass(frozen=True)
class Table:
    """Data rows as columns of texts; every column that the file or a constant gives is there.

    `ragged` holds the found number of cells of rows that have too few or too many; of those only
    place and month are kept, so that their month is known to be incomplete. `constant`
    names columns that the file lacks and that have one text for all rows. `origins` holds the
    column of the file from which each row was taken, where one line gave several rows.
    """

    lines: list[int]
    columns: dict[str, list[str]]
    ragged: dict[int, int]
    sums: tuple[SumRow, ...]
    blank: int
    constant: frozenset[str]
    origins: list[str] | None = None

    def text(self, column: str, row: int) -> str | None:
        """Return the text of a cell, None when the file has no such column."""
        texts = self.columns.get(column)
        return None if texts is None else texts[row]


def build_table(
    contract: Contract,
    records: Sequence[tuple[int, Texts]],
    header: Header,
    constants: Mapping[str, str],
    is_name: Callable[[str, str], bool],
) -> Table:
    """Sort records into data rows, totals rows and blank lines, and cut data rows into columns.

    `is_name` tells whether a text is a known name in a column: a stream may be called a total.
    """
    lines: list[int] = []
    rows: list[Texts] = []
    ragged: dict[int, int] = {}
    sums: list[SumRow] = []
    blank = 0
    namers = _namers(contract, header)
    placing = {header.columns[name] for name in (contract.place, "month") if name in header.columns}
    for line, record in records:
        if not any(map(str.strip, record)):
            blank += 1
            continue
        cells = record[: header.width] + ("",) * (header.width - len(record))
        if _is_sum(cells, namers, is_name):
            texts = {name: cells[place] for name, place in header.columns.items()}
            sums.append(SumRow(line, len(lines), texts))
            continue
        if len(record) != header.width and (
            len(record) < header.width or any(map(str.strip, record[header.width :]))
        ):
            ragged[len(lines)] = len(record)
            cells = tuple(cell if place in placing else "" for place, cell in enumerate(cells))
        lines.append(line)
        rows.append(cells)
    columns = {name: [cells[place] for cells in rows] for name, place in header.columns.items()}
    absent = {name: text for name, text in constants.items() if name not in columns}
    for name, text in constants.items():
        if name in absent:
            columns[name] = [text] * len(rows)
        else:
            columns[name] = [cell if cell.strip() else text for cell in columns[name]]
    origins = None if header.origin is None else [cells[header.origin] for cells in rows]
    return Table(lines, columns, ragged, tuple(sums), blank, frozenset(absent), origins)


def _namers(contract: Contract, header: Header) -> list[tuple[str, int]]:
    return [
        (column.name, header.columns[column.name])
        for column in contract.column
        if column.type in NAMING and not column.free_text and column.name in header.columns
    ]


def _is_sum(
    cells: Texts, namers: Sequence[tuple[str, int]], is_name: Callable[[str, str], bool]
) -> bool:
    for name, place in namers:
        text = cells[place]
        if text[:1] in SUM_STARTS and is_sum_name(plain := tidy(text)):
            return not is_name(name, plain)
    return False


def is_sum_name(text: str) -> bool:
    """Tell whether a tidy text announces a total: alone, or of something."""
    return bool(SUM_ALONE.fullmatch(text) or SUM_OF.fullmatch(text))


def fill_down(contract: Contract, table: Table, told: Callable[[int, str, str, int], None]) -> None:
    """Fill empty sites and owners from the row above, when the first data row has them.

    `told` is called once a block with its first row, the column, the text and the number of rows.
    """
    owners = {column.owner for column in contract.column if column.owner is not None}
    for column in contract.column:
        texts = table.columns.get(column.name)
        may_fill = column.type == "site" or column.name in owners
        if not may_fill or not texts or not texts[0].strip():
            continue
        start = 0
        for row in range(1, len(texts) + 1):
            if row < len(texts) and not texts[row].strip():
                texts[row] = texts[row - 1]
                start = start or row
            elif start:
                told(start, column.name, texts[start], row - start)
                start = 0

"""One line of an accepted file as it was given: the way back from a stored row to its bytes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from kpi.declare import Contract
from kpi.intake.checked import Vocabulary
from kpi.intake.decode import decode
from kpi.intake.dialect import read_sheet
from kpi.intake.header import Names, find_header
from kpi.intake.layouts import lay_out
from kpi.intake.units import Units


@dataclass(frozen=True)
class SourceLine:
    """A line of a file: the header's texts and the line's own, as they stand in the file.

    A header is empty where the line has more cells than the header, a cell where it has fewer.
    """

    line: int
    header: tuple[str, ...]
    cells: tuple[str, ...]


def find_line(
    contract: Contract, data: bytes, words: Vocabulary, line: int, given: Collection[str] = ()
) -> SourceLine | None:
    """Return a line (counted from 1) of a file; None when the file has no such line to show.

    `given` names columns that a person filled in beside the file; without them its header line
    might not be known again.
    """
    decoded = decode(data, contract.max_bytes)
    if decoded.text is None:
        return None
    laid = lay_out(words.layouts, contract, decoded.text)
    if laid is None:
        names = Names(contract, Units(contract, words))
        sheet = read_sheet(decoded.text, names.count)
        header = find_header(contract, sheet.records, names, frozenset(given))
    else:
        sheet, header = laid.sheet, laid.header
    if header.place is None or not header.place < line - 1 < len(sheet.records):
        return None
    texts, cells = header.texts, sheet.records[line - 1]
    width = max(len(texts), len(cells))
    return SourceLine(line, _filled(texts, width), _filled(cells, width))


def _filled(texts: tuple[str, ...], width: int) -> tuple[str, ...]:
    return texts + ("",) * (width - len(texts))

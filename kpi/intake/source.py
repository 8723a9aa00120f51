"""One line of an accepted file as it was given: the way back from a stored row to its bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kpi.declare import Contract
from kpi.intake.checked import Vocabulary
from kpi.intake.decisions import resolve_constants, resolve_decisions
from kpi.intake.given import Given
from kpi.intake.header import Names
from kpi.intake.opening import open_file
from kpi.intake.recognise import recognise
from kpi.intake.units import Units
from kpi.intake.wide import FAR


@dataclass(frozen=True)
class SourceLine:
    """A line of a file: the header's texts and the line's own, as they stand in the file.

    A header is empty where the line has more cells than the header, a cell where it has fewer.
    """

    line: int
    header: tuple[str, ...]
    cells: tuple[str, ...]


def find_line(
    contract: Contract, data: bytes, words: Vocabulary, line: int, answers: Mapping[str, str]
) -> SourceLine | None:
    """Return a line (counted from 1) of a file; None when the file has no such line to show.

    `answers` are what a person said beside the file (which sheet, texts for columns it lacks);
    without them its header line might not be known again.
    """
    units = Units(contract, words)
    names = Names(contract, units)
    constants, _ = resolve_constants(answers, names)
    given = Given(
        contract, words, units, names, resolve_decisions(answers, names, units), constants, FAR
    )
    found = recognise(given, open_file(data, "", contract))
    cells = dict(found.records).get(line)
    if found.header.place is None or cells is None:
        return None
    texts = found.header.texts
    width = max(len(texts), len(cells))
    return SourceLine(line, _filled(texts, width), _filled(tuple(map(str, cells)), width))


def _filled(texts: tuple[str, ...], width: int) -> tuple[str, ...]:
    return texts + ("",) * (width - len(texts))

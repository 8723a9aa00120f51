"""From records to known columns: where the header is, and which column each name means."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kpi.declare import Column, Contract
from kpi.intake.dialect import HEADER_CELLS, HEADER_WITHIN, Texts
from kpi.intake.finding import Finding
from kpi.intake.spelling import fold, quoted, tidy
from kpi.intake.units import Units

BRACKETED = re.compile(r"(?P<name>.*?)\s*[(\[](?P<unit>[^()\[\]]*)[)\]]\s*")
LAST_WORD = re.compile(r"(?P<name>.+)[\s_\-.]+(?P<unit>[^\s_\-.]+)\s*")
NUMBERS = frozenset({"number", "whole", "share"})
TOLD = frozenset({"melding", "message"})
"""The column that a downloaded list of faults adds to a file; it may come back with it."""


@dataclass(frozen=True)
class Named:
    """What a header cell means: a column, and the unit when the cell states one of its own."""

    column: Column
    unit: str | None = None


class Names:
    """All names of a contract's columns: canonical, in both languages, aliases."""

    def __init__(self, contract: Contract, units: Units) -> None:
        self._units = units
        self._columns: dict[str, Column] = {}
        self._meant: dict[str, Named | None] = {}
        for column in contract.column:
            for name in (column.name, column.header.nl, column.header.en, *column.aliases):
                self._columns.setdefault(fold(name), column)

    def find(self, text: str) -> Column | None:
        """Return the column with this name, or None."""
        return self._columns.get(fold(text))

    def meaning(self, text: str) -> Named | None:
        """Return what a header cell means, or None.

        A unit may stand in brackets or after the name. A number column with brackets that hold
        no unit is not the column: what they hold might change the number (VAT, a subset).
        """
        # Every early cell of a file is asked once for each delimiter it might have.
        if text not in self._meant:
            self._meant[text] = self._meaning(tidy(text))
        return self._meant[text]

    def _meaning(self, text: str) -> Named | None:
        column = self.find(re.sub(r"[()\[\]]", "", text))
        if column is not None:
            return Named(column)
        for pattern in (BRACKETED, LAST_WORD):
            parts = pattern.fullmatch(text)
            column = self.find(parts["name"]) if parts else None
            if parts is None or column is None:
                continue
            unit = self._units.read(parts["unit"])
            if column.type in NUMBERS and unit is not None:
                return Named(column, unit)
            if column.type not in NUMBERS and pattern is BRACKETED:
                return Named(column)
        return None

    def count(self, record: Sequence[str]) -> int:
        """Return how many different columns a record names."""
        early = map(self.meaning, record[:HEADER_CELLS])
        return len({named.column.name for named in early if named is not None})


@dataclass(frozen=True)
class Header:
    """The header of a file: its place, the place and unit of each column, and unknown columns.

    `place` is None when no header was found. `unknown` holds place and text of cells that name
    no column but have something beneath them. `origin` is the place of a cell that says from
    which column of the file a record was taken, where one line gave several.
    """

    place: int | None
    texts: Texts
    columns: Mapping[str, int] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    unknown: tuple[tuple[int, str], ...] = ()
    findings: tuple[Finding, ...] = ()
    origin: int | None = None

    @property
    def width(self) -> int:
        """The number of cells of the header."""
        return len(self.texts)


def find_header(
    contract: Contract, records: Sequence[Texts], names: Names, given: frozenset[str]
) -> Header:
    """Find the header row and read it; `given` are the columns that come as constants."""
    required = [c.name for c in contract.column if c.required and c.name not in given]
    place = header_place(records, names, required)
    if place is None:
        wanted = ", ".join(both_headers(c) for c in contract.column if c.required)
        return Header(
            None, (), findings=(Finding("header_not_found", "error", facts={"columns": wanted}),)
        )
    texts = without_empty_end(records[place])
    return _read_header(texts, place, records, names)


def both_headers(column: Column) -> str:
    """Return a column's header in both languages, once when they are the same."""
    return " / ".join(dict.fromkeys((column.header.nl, column.header.en)))


def header_place(records: Sequence[Texts], names: Names, required: Sequence[str]) -> int | None:
    """Return the place of the record with most known names, if it has half of the required ones."""
    best: tuple[int, int] | None = None
    for place, record in enumerate(records[:HEADER_WITHIN]):
        if len(without_empty_end(record)) > HEADER_CELLS:
            continue
        found = {named.column.name for named in map(names.meaning, record) if named is not None}
        enough = 2 * len(found & set(required)) >= len(required)
        if found and enough and (best is None or len(found) > best[0]):
            best = len(found), place
    return None if best is None else best[1]


def without_empty_end(record: Texts) -> Texts:
    """Return a record without the empty cells at its end."""
    width = len(record)
    while width and not record[width - 1].strip():
        width -= 1
    return record[:width]


def _read_header(texts: Texts, place: int, records: Sequence[Texts], names: Names) -> Header:
    columns: dict[str, int] = {}
    units: dict[str, str] = {}
    unknown: list[tuple[int, str]] = []
    findings = list(lines_above(records[:place]))
    line = place + 1
    seen: dict[str, str] = {}
    for position, text in enumerate(texts):
        if fold(text) in TOLD:
            continue
        named = names.meaning(text)
        key = named.column.name if named is not None else f" {fold(text)}"
        if text.strip() and key in seen:
            header = named.column.header.nl if named is not None else None
            facts = {"first": quoted(tidy(seen[key])), "second": quoted(tidy(text))}
            findings.append(
                Finding("header_twice", "error", line, header, quoted(tidy(text)), facts)
            )
            continue
        seen[key] = text
        if named is None:
            unknown.append((position, tidy(text)))
            continue
        columns[named.column.name] = position
        if named.unit is not None:
            units[named.column.name] = named.unit
    filled = tuple(item for item in unknown if item[1] or _filled(records[place + 1 :], item[0]))
    findings += _unknown(filled, line)
    return Header(place, texts, columns, units, filled, tuple(findings))


def _filled(records: Sequence[Texts], position: int) -> bool:
    return any(len(record) > position and record[position].strip() for record in records)


def lines_above(records: Sequence[Texts]) -> Iterator[Finding]:
    """Name the lines above the header once: they were not read."""
    filled = [(n, r) for n, r in enumerate(records, start=1) if any(c.strip() for c in r)]
    if filled:
        line, record = filled[0]
        value = quoted(tidy(" ".join(record)))
        yield Finding("lines_above", "remark", line, None, value, {"count": str(len(filled))})


def _unknown(unknown: Sequence[tuple[int, str]], line: int) -> Iterator[Finding]:
    for position, text in unknown:
        if text:
            yield Finding("column_unknown", "remark", line, None, quoted(text))
        else:
            yield Finding(
                "column_nameless", "remark", line, None, facts={"number": str(position + 1)}
            )

"""Months or categories that stand side by side as columns: which columns, and one record each."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kpi.declare import Column
from kpi.intake.calendar import MONTH_NAMES, read_month
from kpi.intake.dialect import HEADER_CELLS, HEADER_WITHIN, Texts
from kpi.intake.finding import Finding
from kpi.intake.given import Given
from kpi.intake.header import NUMBERS, Header, Named, lines_above, without_empty_end
from kpi.intake.names import MappedReader, value_names
from kpi.intake.spelling import fold, tidy
from kpi.intake.table import is_sum_name

MONTH = "month"
FEWEST = 2
"""One column of a month is a coincidence; two are a layout."""
YEAR = re.compile(r"(?<!\d)20[1-9]\d(?!\d)", re.ASCII)
BARE_YEAR = re.compile(r"20[1-9]\d", re.ASCII)
FAR = dt.date(2099, 12, 31)
A_MONTH = frozenset({"", "month_too_early"})
"""A month before or after what counts is one all the same: its cells are empty, or refused."""
NUMBER = re.compile(r"[-+]?[\d.,' ]*\d-?", re.ASCII)
"""A line that holds a number is no header line below another one."""
UNIT = re.compile(r"(?P<name>.*?)\s*[(\[](?P<unit>[^()\[\]]*)[)\]]\s*")


@dataclass(frozen=True)
class Across:
    """One column that holds the amount, or another figure, of one month or category."""

    position: int
    text: str
    key: str
    column: str
    unit: str = ""


@dataclass(frozen=True)
class Wide:
    """How a wide table reads: `by` is the column that its header stands for (month, category).

    `labels` are ordinary columns, `totals` columns that add up others; `yearless` tells that the
    months lack a year that nothing in the file names.
    """

    place: int
    texts: Texts
    by: str
    labels: Mapping[str, int]
    across: tuple[Across, ...]
    totals: tuple[tuple[int, str], ...]
    unknown: tuple[tuple[int, str], ...] = ()
    findings: tuple[Finding, ...] = ()
    yearless: bool = False

    @property
    def header(self) -> Header:
        """The header as it stands in the file."""
        return Header(self.place, self.texts, self.labels, {}, self.unknown, self.findings)


@dataclass
class _Columns:
    """What the header cells of one candidate turned out to be."""

    labels: dict[str, int] = field(default_factory=dict)
    across: list[Across] = field(default_factory=list)
    totals: list[tuple[int, str]] = field(default_factory=list)
    unknown: list[tuple[int, str]] = field(default_factory=list)

    @property
    def keys(self) -> set[str]:
        return {column.key for column in self.across}


def find_wide(given: Given, records: Sequence[Texts]) -> Wide | None:
    """Return how a wide table reads, None when the file is none.

    Months or categories stand in one header line, or in two: then the upper one holds for the
    cells to the right of it as well. The other columns have to be known by their names.
    """
    quantity = given.contract.quantity
    if quantity is None:
        return None
    best: tuple[tuple[int, ...], Wide] | None = None
    for by, key in (MONTH, month_key), (given.contract.category, _category_key(given)):
        for place in range(min(len(records), HEADER_WITHIN)):
            for lines in (1, 2):
                found = _candidate(given, records, place, lines, by, key)
                if found is not None:
                    score = _explained(found, lines)
                    if best is None or score > best[0]:
                        best = score, found
    return None if best is None else best[1]


def _explained(found: Wide, lines: int) -> tuple[int, ...]:
    """Return how much of a header a reading explains: the more, the likelier it is the right one."""
    own_year = sum(1 for column in found.across if fold(column.text) not in MONTH_NAMES)
    keys = len({column.key for column in found.across})
    return keys, len(found.labels), len(found.totals), own_year, -lines


def _candidate(
    given: Given,
    records: Sequence[Texts],
    place: int,
    lines: int,
    by: str,
    key: Callable[[str], str],
) -> Wide | None:
    heads = [without_empty_end(record) for record in records[place : place + lines]]
    if len(heads) < lines or not all(0 < len(head) <= HEADER_CELLS for head in heads):
        return None
    if lines == 2 and any(NUMBER.fullmatch(text.strip()) for text in heads[1]):
        return None
    # Only texts that repeat to the right are looked at twice: a cheap look comes first.
    bare = (_without_unit(given, tidy(text))[0] for head in heads for text in head)
    if lines == 1 and sum(1 for text in bare if key(text)) < FEWEST:
        return None
    parts = header_parts(heads)
    columns = _sort(given, parts, key)
    value = given.contract.quantity.value if given.contract.quantity else ""
    if len(columns.keys) < FEWEST or by in columns.labels or value in columns.labels:
        return None
    if not _enough(given, columns, by):
        return None
    last = place + lines - 1
    texts = tuple(" ".join(part) for part in parts)
    found = Wide(
        last,
        texts,
        by,
        columns.labels,
        tuple(columns.across),
        tuple(columns.totals),
        tuple(columns.unknown),
        tuple(lines_above(records[:place])),
    )
    return with_year(given, found, records[: last + 1]) if by == MONTH else found


def header_parts(heads: Sequence[Texts]) -> list[tuple[str, ...]]:
    """Return what stands above each column, from one header line or two, each text once."""
    width = max(len(head) for head in heads)
    padded = [[*(tidy(text) for text in head), *[""] * (width - len(head))] for head in heads]
    if len(padded) == 2:
        upper, lower = padded
        for position in range(1, width):
            if not upper[position] and lower[position]:
                upper[position] = upper[position - 1]
    return [tuple(dict.fromkeys(t for t in column if t)) for column in zip(*padded, strict=True)]


def _sort(given: Given, parts: Sequence[tuple[str, ...]], key: Callable[[str], str]) -> _Columns:
    found = _Columns()
    for position, texts in enumerate(parts):
        joined = " ".join(texts)
        named = _named(given, texts)
        if any(is_sum_name(text) for text in texts):
            found.totals.append((position, joined))
        elif (across := _across(given, position, texts, key)) is not None:
            found.across.append(across)
        elif named is not None and named.column.name not in found.labels:
            found.labels[named.column.name] = position
        elif joined:
            found.unknown.append((position, joined))
    return found


def _named(given: Given, texts: tuple[str, ...]) -> Named | None:
    for text in (" ".join(texts), *reversed(texts)):
        named = given.names.meaning(text) if text else None
        if named is not None:
            return named
    return None


def _across(
    given: Given, position: int, texts: tuple[str, ...], key: Callable[[str], str]
) -> Across | None:
    """Return what an amount column holds; what stands beside its month or category names it."""
    quantity = given.contract.quantity
    assert quantity is not None
    joined = " ".join(texts)
    for text in dict.fromkeys((joined, *texts)):
        bare, unit = _without_unit(given, text)
        found = key(bare)
        rest = [other for other in texts if other != text] if text != joined else []
        if not found or given.names.meaning(text) is not None:
            continue
        measure = _measure(given, rest)
        if measure is not None:
            column, stated = measure
            return Across(position, joined, found, column or quantity.value, unit or stated)
    return None


def _without_unit(given: Given, text: str) -> tuple[str, str]:
    """Return a header text without the unit in its brackets, and that unit."""
    bracketed = UNIT.fullmatch(text)
    if bracketed and given.units.read(bracketed["unit"]):
        return bracketed["name"], bracketed["unit"]
    return text, ""


def _measure(given: Given, rest: Sequence[str]) -> tuple[str, str] | None:
    """Return the column and unit that the text beside a month names; None when it is neither."""
    if not rest:
        return "", ""
    named = given.names.meaning(rest[0])
    if named is not None and named.column.type in NUMBERS:
        return named.column.name, named.unit or ""
    return ("", rest[0]) if given.units.read(rest[0]) else None


def _enough(given: Given, columns: _Columns, by: str) -> bool:
    """Tell whether half of the other required columns are there, in the file or as constants."""
    quantity = given.contract.quantity
    assert quantity is not None
    beside = {by, quantity.value, quantity.unit}
    required = {c.name for c in given.contract.column if c.required and c.name not in beside}
    found = required & {*columns.labels, *given.constants}
    return bool(columns.labels) and 2 * len(found) >= len(required)


def month_key(text: str) -> str:
    """Return a text when it names a month, with or without its year; else nothing."""
    if not text or (NUMBER.fullmatch(text) and not (text.isdecimal() and len(text) == 6)):
        return ""
    if fold(text) in MONTH_NAMES:
        return text
    return text if read_month(text, FAR).fault in A_MONTH else ""


def _category_key(given: Given) -> Callable[[str], str]:
    """Return what tells a category's own names from other texts."""
    column: Column = given.contract.find(given.contract.category)
    if column.type == "mapped":
        mapped = MappedReader(given.contract, column, given.words)
        return lambda text: text if text and mapped.knows(text) else ""
    spelled = value_names(column)
    return lambda text: text if fold(text) in spelled else ""


def with_year(given: Given, wide: Wide, above: Sequence[Texts]) -> Wide:
    """Return months with their year: the one that was given, else the only one above the table."""
    if not any(fold(column.key) in MONTH_NAMES for column in wide.across):
        return wide
    years = set(YEAR.findall(" ".join(text for record in above for text in record)))
    told = given.constants.get(MONTH, "").strip()
    findings = list(wide.findings)
    if BARE_YEAR.fullmatch(told):
        year = told
    elif len(years) == 1:
        year = years.pop()
        findings.append(Finding("year_from_above", "remark", value=year))
    else:
        header = given.contract.find(MONTH).header.nl
        lacking = Finding("year_missing", "error", wide.place + 1, header)
        return replace(wide, findings=(*wide.findings, lacking), yearless=True)
    across = tuple(
        replace(c, key=f"{c.key} {year}") if fold(c.key) in MONTH_NAMES else c for c in wide.across
    )
    return replace(wide, across=across, findings=tuple(findings))

"""A list of requirements from a working document or CSV, through columns that a person named once.

Nothing of the document's shape is taken for granted: where the header stands, which column is
what and what a word in a level column means is proposed by familiar names and told by a person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from kpi.intake.archive import open_container
from kpi.intake.decode import decode, unfit
from kpi.intake.dialect import HEADER_WITHIN, read_sheet
from kpi.intake.finding import Finding
from kpi.intake.numbers import TypedNumber, Unreckoned
from kpi.intake.workbook import read_workbook

MOST_BYTES = 25_000_000
MOST_ROWS = 20_000
LEVEL = "level"
"""The field of a document that says all levels in one column."""

FIELDS: Mapping[str, tuple[str, ...]] = {
    "theme": ("thema", "hoofdstuk", "onderwerp", "theme", "chapter"),
    "code": ("nummer", "nr", "code", "eisnummer", "eis nr", "number", "no"),
    "text": ("eis", "omschrijving", "criterium", "maatregel", "requirement", "description"),
    "bronze": ("brons", "bronze"),
    "silver": ("zilver", "silver"),
    "gold": ("goud", "gold"),
    LEVEL: ("niveau", "level", "vast/extra"),
    "points": ("punten", "score", "points"),
    "evidence": ("bewijs", "bewijslast", "gevraagd bewijs", "toetsing", "evidence"),
    "earlier": ("vorige code", "oude code", "eerdere code", "earlier code", "previous code"),
    "status": ("status", "stand", "voldaan", "ja/nee", "state", "met"),
    "comment": ("uitleg", "toelichting", "invulling", "hoe voldoen wij", "explanation", "comment"),
    "owner": ("eigenaar", "verantwoordelijke", "actiehouder", "owner"),
    "due": ("deadline", "klaar op", "gereed", "datum gereed", "due", "due on"),
}
"""What a document may hold, with names by which a column is known."""

MANDATORY, EXTRA, NOTHING = "mandatory", "extra", "none"
KNOWN_DEMANDS = {
    "vast": MANDATORY, "verplicht": MANDATORY, "mandatory": MANDATORY, "basis": MANDATORY,
    "extra": EXTRA, "keuze": EXTRA, "optioneel": EXTRA, "optional": EXTRA,
    "niets": NOTHING, "nothing": NOTHING, "-": NOTHING, "nvt": NOTHING, "n.v.t.": NOTHING,
}  # fmt: skip


Texts = tuple[str, ...]


@dataclass(frozen=True)
class ListFault:
    """Something in a list: its place and facts; words under ``list_fault.<code>``.

    `line` and `column` are None for the document as a whole. An error keeps the list out.
    """

    code: str
    severity: Literal["error", "remark"]
    line: int | None = None
    column: str | None = None
    value: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ListSheet:
    """One sheet of a document: records from line 1 on; cells as texts."""

    name: str
    records: tuple[Texts, ...]
    typed: frozenset[tuple[int, int]] = frozenset()
    """Places (record, cell) that hold a number and not the text of one."""


@dataclass(frozen=True)
class ListLayout:
    """How a document is read: sheet, header line (from 1), field -> column, word -> meaning.

    `headers` are the columns of the document in which the layout was made, in their order.
    """

    sheet: str = ""
    header: int = 0
    columns: Mapping[str, str] = field(default_factory=dict)
    meanings: Mapping[str, str] = field(default_factory=dict)
    headers: Texts = ()


@dataclass(frozen=True)
class Listed:
    """One requirement as the document says it; `demands` by level, absent where it says nothing."""

    line: int
    theme: str
    theme_name: str
    code: str
    text: str
    demands: Mapping[str, str]
    points: str
    evidence: str
    earlier: str
    answer: Mapping[str, str]


@dataclass(frozen=True)
class ListRead:
    """What a document holds under a layout. `words` are the words of the level columns."""

    layout: ListLayout
    rows: tuple[Listed, ...]
    words: Texts
    faults: tuple[ListFault, ...]


def open_list(data: bytes, name: str) -> tuple[tuple[ListSheet, ...], tuple[ListFault, ...]]:
    """Return the sheets of a document that hold anything, or the faults that keep it closed."""
    fault = unfit(data, MOST_BYTES)
    if fault is not None:
        return (), (_of(fault),)
    container = open_container(data)
    if container is None:
        return _text_sheets(data, name)
    if container.fault is not None:
        return (), (_of(container.fault),)
    if not container.is_workbook:
        return (), (ListFault("not_a_list", "error", value=container.type),)
    book = read_workbook(container, MOST_ROWS)
    if isinstance(book, Finding):
        return (), (_of(book),)
    sheets = [
        ListSheet(sheet.name, tuple(map(_plain, sheet.records)), _typed(sheet.records))
        for sheet in book
        if not sheet.hidden and any(any(map(str.strip, record)) for record in sheet.records)
    ]
    return tuple(sheets), () if sheets else (ListFault("no_header", "error"),)


def _text_sheets(data: bytes, name: str) -> tuple[tuple[ListSheet, ...], tuple[ListFault, ...]]:
    decoded = decode(data, MOST_BYTES)
    if decoded.text is None:
        return (), tuple(map(_of, decoded.findings))
    sheet = read_sheet(decoded.text, lambda record: sum(_field_of(c) is not None for c in record))
    faults = [_of(f) for f in sheet.findings if f.severity == "error"]
    return (() if faults else (ListSheet(name, sheet.records),)), tuple(faults)


def _of(finding: Finding) -> ListFault:
    return ListFault(finding.code, "error", finding.line, facts=dict(finding.facts))


def _plain(record: Texts) -> Texts:
    return tuple(" ".join(str(cell).split()) for cell in record)


def _typed(records: Sequence[Texts]) -> frozenset[tuple[int, int]]:
    return frozenset(
        (row, place)
        for row, record in enumerate(records)
        for place, cell in enumerate(record)
        if isinstance(cell, TypedNumber | Unreckoned)
    )


def propose_layout(
    sheets: Sequence[ListSheet], remembered: Sequence[ListLayout] = ()
) -> ListLayout:
    """Return how a document is best read: as a remembered one with these columns, else by names."""
    best, most = ListLayout(), 0.0
    for sheet in sheets:
        for line, record in enumerate(sheet.records[:HEADER_WITHIN], start=1):
            headers = tuple(filter(None, record))
            for known in remembered:
                share = _share(known, headers)
                if share > most:
                    best, most = _moved(known, sheet.name, line, headers), share
            columns = _columns(headers)
            guessed = len(columns) / (2 * len(FIELDS))
            if "code" in columns and guessed > most:
                best = ListLayout(sheet.name, line, columns, {}, headers)
                most = guessed
    return best


def _share(known: ListLayout, headers: Texts) -> float:
    """Return how much of a remembered layout is here; below half it is another document."""
    wanted = set(known.columns.values())
    share = len(wanted & set(headers)) / len(wanted) if wanted else 0.0
    return share if share >= 0.5 else 0.0


def _moved(known: ListLayout, sheet: str, line: int, headers: Texts) -> ListLayout:
    """Return a remembered layout for this document; what is new in it is known by its name."""
    new = tuple(header for header in headers if header not in known.headers)
    return ListLayout(
        sheet, line, {**_columns(new), **known.columns}, known.meanings, known.headers
    )


def _columns(headers: Texts) -> dict[str, str]:
    found: dict[str, str] = {}
    for header in headers:
        name = _field_of(header)
        if name is not None and name not in found:
            found[name] = header
    # A level of its own beside the levels would say the same twice.
    if LEVEL in found and {"bronze", "silver", "gold"} & set(found):
        del found[LEVEL]
    return found


def _field_of(header: str) -> str | None:
    tidy = header.strip().casefold().rstrip(".:")
    return next((name for name, known in FIELDS.items() if tidy in known), None)


def headers_of(sheets: Sequence[ListSheet], sheet: str, line: int) -> Texts:
    """Return the names of the columns of a sheet's header line, in their order."""
    found = next((s for s in sheets if s.name == sheet), None)
    if found is None or not 0 < line <= len(found.records):
        return ()
    return tuple(dict.fromkeys(filter(None, found.records[line - 1])))


def suggested_meanings(
    words: Sequence[str], *, one_column: bool, levels: Sequence[str]
) -> dict[str, str]:
    """Return what familiar words of the level columns mean; others are left out."""
    found = {}
    for word in words:
        tidy = word.casefold().strip()
        if not one_column and tidy in KNOWN_DEMANDS:
            found[word] = KNOWN_DEMANDS[tidy]
        elif one_column:
            named = [level for level in levels if set(FIELDS.get(level, ())) & set(tidy.split())]
            demands = {KNOWN_DEMANDS[part] for part in tidy.split() if part in KNOWN_DEMANDS}
            if len(named) == 1 and demands <= {MANDATORY}:
                found[word] = f"{MANDATORY}:{named[0]}"
            elif demands in ({EXTRA}, {NOTHING}) and not named:
                found[word] = demands.pop()
    return found

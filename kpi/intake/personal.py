"""What may not come in: columns and texts that hold data of a person."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest

from kpi.intake.dialect import HEADER_WITHIN
from kpi.intake.finding import Finding
from kpi.intake.spelling import fold, quoted
from kpi.intake.workbook import BookSheet

REFUSED_HEADERS = frozenset(
    fold(name)
    for name in (
        *("bsn", "burgerservicenummer", "patientnummer", "patiëntnummer", "patientnr"),
        *("patientnaam", "patiëntnaam", "naam", "achternaam", "geboortedatum"),
        *("patient number", "patient id", "patient name", "name", "surname", "last name"),
        *("date of birth", "birth date"),
    )
)
COMMON_HEADERS = frozenset({"naam", "name"})
SAMPLE = 1000
CANDIDATE = re.compile(r"(?<!\d)\d{8,9}(?!\d)")
WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)


def is_citizen_number(digits: str) -> bool:
    """Tell whether 8 or 9 digits pass the eleven-test of the Dutch citizen service number."""
    padded = digits.zfill(9)
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, padded, strict=True))
    return total % 11 == 0 and int(padded) > 0


def holds_citizen_number(text: str) -> bool:
    """Tell whether a text holds 8 or 9 digits that pass the eleven-test."""
    return any(is_citizen_number(match[0]) for match in CANDIDATE.finditer(text))


def refused_headers(headers: Sequence[str]) -> list[Finding]:
    """Find headers that by their whole name announce data of a person."""
    return [
        Finding("personal_data", "error", value=quoted(header))
        for header in headers
        if fold(header) in REFUSED_HEADERS
    ]


def refused_in_book(book: Iterable[BookSheet], read: str) -> list[Finding]:
    """Find data of a person on the sheets of a workbook that are not read: all of it is kept.

    A column called "name" says little there; the others do not stand in any list of ours.
    """
    told: dict[str, None] = {}
    for sheet in book:
        if sheet.name == read:
            continue
        for record in sheet.records[:HEADER_WITHIN]:
            told |= dict.fromkeys(
                text for text in record if fold(text) in REFUSED_HEADERS - COMMON_HEADERS
            )
        columns = zip_longest(*sheet.records[:SAMPLE], fillvalue="")
        if any(refused_contents({sheet.name: cells}) for cells in columns):
            told[sheet.name] = None
    return [Finding("personal_data", "error", value=quoted(text)) for text in told]


def refused_contents(texts: Mapping[str, Iterable[str]]) -> list[Finding]:
    """Find columns (header -> cells) most of whose filled cells pass the eleven-test."""
    found = []
    for header, cells in texts.items():
        filled = [text for cell in cells if (text := cell.strip())]
        passing = sum(1 for text in filled if CANDIDATE.fullmatch(text) and is_citizen_number(text))
        if filled and 2 * passing > len(filled):
            found.append(Finding("personal_data", "error", value=quoted(header)))
    return found

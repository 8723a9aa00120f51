"""What may not come in: columns and texts that hold data of a person."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from kpi.intake.finding import Finding
from kpi.intake.spelling import fold, quoted

REFUSED_HEADERS = frozenset(
    fold(name)
    for name in (
        *("bsn", "burgerservicenummer", "patientnummer", "patiëntnummer", "patientnr"),
        *("patientnaam", "patiëntnaam", "naam", "achternaam", "geboortedatum"),
        *("patient number", "patient id", "patient name", "name", "surname", "last name"),
        *("date of birth", "birth date"),
    )
)
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


def refused_contents(texts: Mapping[str, Iterable[str]]) -> list[Finding]:
    """Find columns (header -> cells) most of whose filled cells pass the eleven-test."""
    found = []
    for header, cells in texts.items():
        filled = [text for cell in cells if (text := cell.strip())]
        passing = sum(1 for text in filled if CANDIDATE.fullmatch(text) and is_citizen_number(text))
        if filled and 2 * passing > len(filled):
            found.append(Finding("personal_data", "error", value=quoted(header)))
    return found

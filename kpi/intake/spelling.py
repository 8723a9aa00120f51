"""When two spellings are the same name, and which known name is nearest to an unknown one."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property, lru_cache

IGNORED = frozenset("_-.")
LONGEST_VALUE = 120
"""A value found is quoted up to here."""
MANY_UNKNOWN = 200
"""Beyond so many unknown names in a column no nearest one is looked for."""
NOTHING = "–"


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Return a text without what does not matter in a name: case, accents, spaces, ``_ - .``.

    Superscripts and subscripts become plain digits: m³ and m3 are one unit.
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(
        mark
        for mark in plain
        if mark not in IGNORED and not mark.isspace() and not unicodedata.combining(mark)
    )


def tidy(text: str) -> str:
    """Return a text with single plain spaces and none around it."""
    return " ".join(text.split())


def quoted(text: str) -> str:
    """Return a text of a cell, cut when it is too long to show."""
    text = str(text)  # a cell of a workbook may be more than its text
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"


def distance(first: str, second: str) -> int:
    """Return the number of characters to add, drop or change to get from one text to another."""
    if len(first) < len(second):
        first, second = second, first
    above = list(range(len(second) + 1))
    for row, mark in enumerate(first, start=1):
        here = [row]
        for place, other in enumerate(second, start=1):
            cost = above[place - 1] + (mark != other)
            here.append(min(cost, above[place] + 1, here[-1] + 1))
        above = here
    return above[-1]


class Nearest:
    """Finds the known name that is nearest in spelling to an unknown one."""

    def __init__(self, known: Collection[str]) -> None:
        self._known = known
        self._found: dict[str, str] = {}

    @cached_property
    def _folded(self) -> list[tuple[str, str]]:
        return [(fold(name), name) for name in self._known]

    def to(self, text: str) -> str:
        """Return the nearest known name; a dash when nothing is known or too much is asked."""
        wanted = fold(text[:LONGEST_VALUE])
        if wanted not in self._found:
            if not self._folded or len(self._found) >= MANY_UNKNOWN:
                return NOTHING
            self._found[wanted] = min(
                self._folded, key=lambda name: (distance(wanted, name[0]), name[1])
            )[1]
        return self._found[wanted]


def names_of(spellings: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """Return spelling -> id, folded; where two ids share a spelling the first one has it."""
    found: dict[str, str] = {}
    for spelling, identifier in spellings:
        found.setdefault(fold(spelling), identifier)
    return found

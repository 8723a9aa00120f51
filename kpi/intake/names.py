"""Names in a file -> the ids they stand for: sites, allowed values, suppliers' own names, codes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from kpi.declare import UNSPLIT, Column, Contract
from kpi.intake.checked import Cell, NameMapping, Vocabulary
from kpi.intake.reading import Fault, Reader, Reading, refused, remarked
from kpi.intake.spelling import Nearest, fold, names_of

YES = frozenset(map(fold, ("j", "ja", "y", "yes", "1", "true", "waar")))
NO = frozenset(map(fold, ("n", "nee", "no", "0", "false", "onwaar")))


def flag(text: str) -> bool | None:
    """Return yes or no, or None when a text is neither."""
    folded = fold(text)
    if folded in YES:
        return True
    return False if folded in NO else None


def read_flag(text: str) -> Reading:
    """Read J or N."""
    found = flag(text)
    return refused("flag_unreadable") if found is None else Reading(found)


def site_reader(words: Vocabulary) -> Reader:
    """Return a reader of sites; the organisation's own name is the member that is not split."""
    spelled = names_of(
        [
            *((site.code, site.code) for site in words.sites),
            *((name, s.code) for s in words.sites for name in (s.name, *s.aliases)),
        ]
    )
    unsplit = {fold(name) for name in (*words.unsplit_names, UNSPLIT)}
    known = [site.name for site in words.sites]
    near = Nearest([*known, *(alias for site in words.sites for alias in site.aliases)])

    def read(text: str) -> Reading:
        folded = fold(text)
        if folded in spelled:
            return Reading(spelled[folded])
        if folded in unsplit:
            return remarked(UNSPLIT, "site_unsplit")
        suggestion = near.to(text)
        code = spelled.get(fold(suggestion), "")
        name = next((site.name for site in words.sites if site.code == code), suggestion)
        return refused("site_unknown", suggestion=name, known=", ".join(known))

    return read


def value_names(column: Column) -> Mapping[str, str]:
    """Return every spelling of a column's allowed values, folded, with the id it stands for."""
    return names_of(
        [
            *((value.id, value.id) for value in column.values),
            *((alias, value.id) for value in column.values for alias in value.aliases),
            *((v.label.nl, v.id) for v in column.values),
            *((v.label.en, v.id) for v in column.values),
        ]
    )


def choice_reader(column: Column) -> Reader:
    """Return a reader of a column with a closed list of values."""
    spelled = value_names(column)
    known = ", ".join(value.id for value in column.values)
    near = Nearest(spelled)

    def read(text: str) -> Reading:
        found = spelled.get(fold(text))
        if found is not None:
            return Reading(found)
        suggestion = near.to(text)
        return refused(
            "choice_unknown", suggestion=spelled.get(suggestion, suggestion), known=known
        )

    return read


class MappedReader:
    """Reads suppliers' own names through the mapping: the most specific line wins.

    A line may hold for one owner and for one code only. Without a line the column's own ids and
    labels count. Nothing is guessed: an unknown name is an error with the nearest known one.
    """

    def __init__(self, contract: Contract, column: Column, words: Vocabulary) -> None:
        self._column = column
        self._lines: dict[str, list[NameMapping]] = {}
        for line in words.mappings:
            declared = (line.contract, line.column) == (contract.id, column.name)
            if declared and column.value(line.target) is not None:
                self._lines.setdefault(fold(line.name), []).append(line)
        self._spelled = value_names(column)
        names = [lines[0].name for lines in self._lines.values()]
        self._near = Nearest([*names, *(value.label.nl for value in column.values)])

    def knows(self, text: str) -> bool:
        """Tell whether a text is a name of this column for some owner and code."""
        return fold(text) in self._lines or fold(text) in self._spelled

    def read(self, text: str, owner: Cell, code: Cell) -> Reading:
        """Read one name as its owner writes it beside a code."""
        folded = fold(text)
        targets = self._targets(folded, fold(str(owner or "")), plain_code(str(code or "")))
        if len(targets) == 1:
            return Reading(targets.pop())
        if targets:
            return refused("name_ambiguous", targets=", ".join(sorted(targets)))
        if folded in self._spelled:
            return Reading(self._spelled[folded])
        suggestion = self._suggest(text)
        return refused("name_unmapped", suggestion=suggestion, owner=str(owner or "–"))

    def _targets(self, folded: str, owner: str, code: str) -> set[str]:
        best: set[str] = set()
        highest = -1
        for line in self._lines.get(folded, ()):
            own, coded = fold(line.owner), plain_code(line.code)
            if own not in ("", owner) or coded not in ("", code):
                continue
            specific = 2 * bool(own) + bool(coded)
            if specific > highest:
                best, highest = set(), specific
            if specific == highest:
                best.add(line.target)
        return best

    def _suggest(self, text: str) -> str:
        name = self._near.to(text)
        return f"{name} ({self._target_of(name)})"

    def _target_of(self, name: str) -> str:
        lines = self._lines.get(fold(name), ())
        targets = dict.fromkeys(line.target for line in lines)
        return ", ".join(targets) or self._spelled.get(fold(name), "–")


def plain_code(text: str) -> str:
    """Return a code without spaces, points and asterisk."""
    return re.sub(r"[\s.*]", "", text)


LIKE_A_DATE = re.compile(
    r"\d{1,4}\s*[-/]\s*(?:\d{1,2}|[^\W\d_]{3,9}\.?)\s*[-/]\s*\d{1,4}(?:\s+[\d:]+)?"
)


def code_reader(codes: Mapping[str, bool]) -> Reader:
    """Return a reader of codes from a reference list; what is flagged there gets its asterisk."""
    length = max((len(code) for code in codes), default=0)
    near = Nearest(codes)

    def read(text: str) -> Reading:
        if LIKE_A_DATE.fullmatch(text):
            return refused("code_looks_like_date")
        code, starred = plain_code(text), text.rstrip().endswith("*")
        remarks: list[Fault] = []
        if len(code) == length - 1 and code.isdecimal() and f"0{code}" in codes:
            code = f"0{code}"
            remarks.append(Fault("code_padded", "remark", {"code": code}))
        if code not in codes:
            return refused("code_unknown", suggestion=near.to(code))
        if codes[code] != starred:
            remarks.append(
                Fault("code_asterisk_added" if codes[code] else "code_asterisk_dropped", "remark")
            )
        return Reading(f"{code}*" if codes[code] else code, tuple(remarks))

    return read


SCIENTIFIC = re.compile(r"\d+(?:[.,]\d+)?[eE][+-]?\d+")
PADDING = 2
"""A spreadsheet drops leading zeros; more missing digits than this were not zeros."""


def digits_reader(column: Column) -> Reader:
    """Return a reader of identifying numbers that are kept as text."""
    length = column.length
    lengths = column.lengths or ((length,) if length is not None else ())

    def read(text: str) -> Reading:
        if SCIENTIFIC.fullmatch(text):
            return refused("digits_lost")
        digits = re.sub(r"[\s.\-]", "", text)
        if not (digits.isascii() and digits.isdecimal()):
            return refused("digits_unreadable")
        remarks: list[Fault] = []
        if length is not None and 0 < length - len(digits) <= PADDING:
            digits = digits.zfill(length)
            remarks.append(Fault("digits_padded", "remark", {"digits": digits}))
        if lengths and len(digits) not in lengths:
            found = {"length": " / ".join(map(str, lengths)), "found": str(len(digits))}
            return refused("digits_length", **found)
        if column.check is not None and not CHECKS[column.check](digits):
            remarks.append(Fault("check_digit", "remark"))
        return Reading(digits, tuple(remarks))

    return read


def pattern_reader(column: Column) -> Reader:
    """Return a reader of texts that have to look like the column's pattern, small letters too."""
    wanted = re.compile(column.pattern or "")

    def read(text: str) -> Reading:
        plain = re.sub(r"\s", "", text).upper()
        return Reading(plain) if wanted.fullmatch(plain) else refused("text_unlike")

    return read


def has_check_digit(digits: str) -> bool:
    """Tell whether the last digit is the GS1 check digit: weights 3, 1, 3 ... from the right."""
    weighted = (int(d) * (3 if place % 2 else 1) for place, d in enumerate(reversed(digits)))
    return sum(weighted) % 10 == 0


def has_mod11_digit(digits: str) -> bool:
    """Tell whether the digits, weighted 1, 2, 3 ... from the right, add up to a multiple of 11."""
    return sum(int(d) * place for place, d in enumerate(reversed(digits), start=1)) % 11 == 0


CHECKS: Mapping[str, Callable[[str], bool]] = {"gs1": has_check_digit, "mod11": has_mod11_digit}
"""How the last digit of a number is checked against the others."""

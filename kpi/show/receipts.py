"""What a person takes along in words: findings, the template, the receipt of an upload."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Protocol
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from kpi.declare import Contract, Language, Month
from kpi.show.format import LOCALES, TIED, month_label, number

Say = Callable[..., str]
"""Sentences by key and facts, in one language."""

PLAIN_NUMBER = re.compile(r"^[-+]?[\d.,\s]*\d-?$")
DECIMALS = re.compile(r"-?\d+\.\d+", re.ASCII)
MONTH = re.compile(r"\d{4}-\d{2}", re.ASCII)
MEASURED, IN, COUNT = ("amount", "median"), "measured_in", "x"
"""Amounts of a month in the unit of the fact beside them, and the unit of what is counted."""
PART = " · "
"""What stands between the parts of a slice in a fact."""
PLACES, CATEGORIES = ("site", "other", "first", "last", "month"), ("category", "categories")
"""Facts that are codes of sites or months, and those that are values of the category."""
SEMICOLON = ";"
KEPT_ENCODINGS = frozenset({"cp1252", "utf-16"})
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


class Found(Protocol):
    """What is needed of a finding; see the intake for the meaning of the fields."""

    @property
    def code(self) -> str: ...
    @property
    def severity(self) -> str: ...
    @property
    def line(self) -> int | None: ...
    @property
    def column(self) -> str | None: ...
    @property
    def value(self) -> str | None: ...
    @property
    def facts(self) -> Mapping[str, str]: ...
    @property
    def also_line(self) -> int | None: ...


class Accepted(Protocol):
    """What is needed of a receipt."""

    @property
    def number(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def file_name(self) -> str: ...
    @property
    def file_hash(self) -> str: ...
    @property
    def actor(self) -> str: ...
    @property
    def stamped(self) -> dt.datetime: ...
    @property
    def rows_new(self) -> int: ...
    @property
    def rows_replaced(self) -> int: ...
    @property
    def rows_unchanged(self) -> int: ...
    @property
    def answers(self) -> Mapping[str, str]: ...


class Sent(Protocol):
    """What is needed of an upload in the ledger."""

    @property
    def kind(self) -> str: ...
    @property
    def file_name(self) -> str: ...
    @property
    def actor(self) -> str: ...
    @property
    def stamped(self) -> dt.datetime: ...
    @property
    def slices(self) -> Sequence[Sequence[str]]: ...
    @property
    def taken_back(self) -> object | None: ...


class FileLine(Protocol):
    """What is needed of a line of an accepted file: the header's texts and its own."""

    @property
    def header(self) -> tuple[str, ...]: ...
    @property
    def cells(self) -> tuple[str, ...]: ...


@dataclass(frozen=True)
class FaultLine:
    """One finding in words. `line`, `column` and `value` are empty for the file as a whole."""

    severity: str
    line: str
    column: str
    value: str
    message: str
    expected: str
    mend: str


def header_in(contract: Contract, column: str | None, language: Language) -> str:
    """Return a column's template header in one language; an unknown name is returned as it is."""
    for declared in contract.column:
        if column in (declared.header.nl, declared.name):
            return declared.header.of(language)
    return column or ""


def describe(
    finding: Found,
    contract: Contract,
    say: Say,
    language: Language,
    sites: Mapping[str, str] = MappingProxyType({}),
) -> FaultLine:
    """Return a finding as words: what is wrong, what was expected, how to mend it.

    `sites` are names by code; a site that is not among them is called by its code.
    """
    column = header_in(contract, finding.column, language)
    facts = {
        "line": finding.line or "",
        "column": column,
        "value": "" if finding.value is None else finding.value,
        "also_line": finding.also_line or "",
    } | named_facts(finding.facts, contract, language, sites)
    if {"first", "last"} <= set(facts):
        alone = facts["first"] == facts["last"]
        facts["span"] = facts["first"] if alone else say("arrival.from_to", **facts)
    return FaultLine(
        severity=finding.severity,
        line="" if finding.line is None else str(finding.line),
        column=column,
        value="" if finding.value is None else finding.value,
        message=say(f"finding.{finding.code}.message", **facts),
        expected=say(f"finding.{finding.code}.expected", **facts),
        mend=say(f"finding.{finding.code}.mend", **facts),
    )


def named_facts(
    facts: Mapping[str, str],
    contract: Contract,
    language: Language,
    sites: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, str]:
    """Return facts as people read them: sites, months and categories by name, numbers as written."""

    def named(part: str) -> str:
        if part in sites:
            return sites[part]
        return month_label(Month.parse(part), language) if MONTH.fullmatch(part) else part

    def category(part: str) -> str:
        if contract.unpivot and part in contract.unpivot.columns:
            return header_in(contract, part, language)
        declared = contract.find(contract.category) if contract.category else None
        value = declared.value(part) if declared is not None else None
        return named(part) if value is None else value.label.of(language)

    found = {}
    for name, fact in facts.items():
        if name == "slice":
            found[name] = PART.join(category(part) for part in fact.split(PART))
        elif name in MEASURED and IN in facts:
            found[name] = _measured(fact, facts[IN], language)
        elif name in CATEGORIES:
            found[name] = ", ".join(category(part) for part in fact.split(", "))
        else:
            found[name] = named(fact) if name in PLACES else _written(fact, language)
    return found


def _measured(fact: str, unit: str, language: Language) -> str:
    """Return an amount with its thousands apart and its unit; a count of things has none."""
    value = Decimal(fact)
    places = max(0, -int(value.as_tuple().exponent))
    told = number(value, places, language)
    return told if unit == COUNT else f"{told}{TIED}{unit}"


def _written(fact: str, language: Language) -> str:
    """Return a fact with its decimal mark as the language writes it; other texts as they are."""
    if language == "nl" and DECIMALS.fullmatch(fact):
        return fact.replace(".", ",")
    return fact


def safe_cell(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula; numbers stay numbers."""
    if text.startswith(FORMULA) and not PLAIN_NUMBER.match(text) and text != "-":
        return f"'{text}"
    return text


def spreadsheet(
    rows: Iterable[Sequence[str]], delimiter: str = SEMICOLON, encoding: str = "utf-8-sig"
) -> bytes:
    """Return rows as a CSV that a spreadsheet opens right: letters marked, lines ended by CRLF.

    Letters that the encoding lacks, and UTF-8 without its mark, become UTF-8 with the mark; then
    the rows are gone through once more.
    """
    if encoding in KEPT_ENCODINGS:
        with suppress(UnicodeEncodeError):
            return _written_as(rows, delimiter, encoding)
    return _written_as(rows, delimiter, "utf-8-sig")


def _written_as(rows: Iterable[Sequence[str]], delimiter: str, encoding: str) -> bytes:
    made = io.BytesIO()
    text = io.TextIOWrapper(made, encoding=encoding, newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    text.flush()
    return made.getvalue()


def template_file(contract: Contract, language: Language) -> bytes:
    """Return the template of an upload kind: its header line and nothing else."""
    return spreadsheet([[column.header.of(language) for column in contract.column]])


def moment(stamped: dt.datetime, timezone: str, language: Language) -> str:
    """Return a moment of the ledger (UTC) as day and time at the organisation's place."""
    aware = stamped if stamped.tzinfo else stamped.replace(tzinfo=dt.UTC)
    local = aware.astimezone(ZoneInfo(timezone))
    return format_datetime(local, "d MMM yyyy HH:mm", locale=LOCALES[language])


def receipt_text(receipt: Accepted, label: str, timezone: str, say: Say, language: Language) -> str:
    """Return a receipt as plain text for the records: number, file, fingerprint, who, when, what."""
    lines = [
        ("number", str(receipt.number)),
        ("kind", label),
        ("file", receipt.file_name),
        ("hash", receipt.file_hash),
        ("actor", receipt.actor),
        ("stamped", moment(receipt.stamped, timezone, language)),
        ("new", str(receipt.rows_new)),
        ("replaced", str(receipt.rows_replaced)),
        ("unchanged", str(receipt.rows_unchanged)),
        *[("answer", f"{key} = {answer}") for key, answer in sorted(receipt.answers.items())],
    ]
    title = say("upload.receipt.title", number=receipt.number)
    told = [f"{say(f'upload.receipt.{name}')}: {value}" for name, value in lines]
    return "\r\n".join([title, "", *told, ""])

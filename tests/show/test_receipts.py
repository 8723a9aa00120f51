"""The files a person takes along: nothing in them acts as a formula, nothing is lost."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pytest

from kpi.declare import Contract
from kpi.show.receipts import describe, fault_file, moment, receipt_text, safe_cell, template_file

CONTRACT = Contract.model_validate(
    {
        "id": "paper",
        "label": {"nl": "Papier", "en": "Paper"},
        "note": {"nl": "Papier", "en": "Paper"},
        "order": 1,
        "slice": ["site", "month"],
        "row_key": ["site", "month"],
        "envelope": ["site", "month"],
        "category": "kind",
        "column": [
            {"name": "site", "type": "site", "header": {"nl": "locatie", "en": "site"}},
            {"name": "month", "type": "month", "header": {"nl": "periode", "en": "month"}},
            {
                "name": "kind",
                "type": "choice",
                "header": {"nl": "soort", "en": "kind"},
                "values": [{"id": "a4", "label": {"nl": "A4", "en": "A4"}}],
            },
            {
                "name": "amount_given",
                "type": "number",
                "unit": "kg",
                "header": {"nl": "gewicht", "en": "weight"},
            },
        ],
        "quantity": {"value": "amount_given", "canonical_unit": "kg"},
        "total": [{"sum": "amount", "measure": "kg"}],
    }
)


@dataclass(frozen=True)
class Fault:
    code: str
    severity: str = "error"
    line: int | None = None
    column: str | None = None
    value: str | None = None
    facts: dict[str, str] = field(default_factory=dict)
    also_line: int | None = None


@dataclass(frozen=True)
class Given:
    above: tuple[tuple[str, ...], ...]
    records: tuple[tuple[int, tuple[str, ...]], ...]
    delimiter: str = ";"
    encoding: str = "utf-8-sig"


def say(key: str, **facts: object) -> str:
    return f"<{key}{' ' + str(facts['value']) if facts.get('value') else ''}>"


def read(data: bytes) -> list[list[str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("+31 6 call", "'+31 6 call"),
        ("-1+2", "'-1+2"),
        ("-132,5", "-132,5"),
        ("-1.234,50", "-1.234,50"),
        ("-", "-"),
        ("3,5-", "3,5-"),
        ("Almelo", "Almelo"),
    ],
)
def test_no_cell_acts_as_a_formula_and_numbers_stay(text: str, safe: str) -> None:
    assert safe_cell(text) == safe


def test_the_template_is_its_header_line_in_the_language_of_the_page() -> None:
    assert template_file(CONTRACT, "nl") == b"\xef\xbb\xbflocatie;periode;soort;gewicht\r\n"
    assert read(template_file(CONTRACT, "en")) == [["site", "month", "kind", "weight"]]


def test_the_fault_file_is_the_file_with_one_column_more() -> None:
    given = Given(
        (("Overzicht",), ("locatie", "gewicht")),
        ((3, ("Almelo", "12")), (4, ("=cmd", "1.2.3")), (6, ("Hengelo",))),
    )
    faults = [
        Fault("late", "remark", line=4),
        Fault("number", line=4, column="gewicht", value="1.2.3"),
        Fault("whole"),
    ]
    title, header, first, second, third = read(fault_file(given, faults, CONTRACT, say, "en"))
    assert title == ["Overzicht", "", ""]
    assert header == ["locatie", "gewicht", "<upload.fault_column>"]
    assert first[:2] == ["Almelo", "12"] and "finding.whole.message" in first[2]
    assert second[:2] == ["'=cmd", "1.2.3"]
    error, remark = second[2].split(" | ")
    assert error.startswith("<upload.severity.error>: weight: <finding.number.message 1.2.3>")
    assert remark.startswith("<upload.severity.remark>: <finding.late.message>")
    assert third == ["Hengelo", "", ""]


def test_the_fault_file_has_the_separator_and_letters_of_the_file() -> None:
    given = Given((("locatie", "opmerking"),), ((2, ("Almelo", "cafe\u0301")),), ",", "cp1252")
    fault = [Fault("late", line=2)]
    data = fault_file(given, fault, CONTRACT, say, "nl")
    assert data.startswith(b"\xef\xbb\xbf") and "cafe\u0301".encode() in data
    plain = replace(given, records=((2, ("Almelo", "caf\xe9")),))
    data = fault_file(plain, fault, CONTRACT, say, "nl")
    assert data.startswith(b"locatie,opmerking,") and b"Almelo,caf\xe9," in data


def test_a_fault_of_a_line_that_is_no_record_is_told_too() -> None:
    given = Given((("locatie",),), ())
    rows = read(fault_file(given, [Fault("empty"), Fault("odd", line=9)], CONTRACT, say, "nl"))
    assert "finding.empty" in rows[1][1] and "finding.odd" in rows[1][1]


def test_amounts_in_a_sentence_have_the_languages_decimal_mark() -> None:
    fault = Fault("unlike", facts={"amount": "1.234", "file": "1.2.csv"})

    def told(key: str, **facts: object) -> str:
        return f"{facts['amount']} {facts['file']}"

    assert describe(fault, CONTRACT, told, "nl").message == "1,234 1.2.csv"
    assert describe(fault, CONTRACT, told, "en").message == "1.234 1.2.csv"


def test_a_moment_is_told_in_the_time_of_the_place() -> None:
    summer = dt.datetime(2026, 7, 1, 22, 30)
    assert moment(summer, "Europe/Amsterdam", "nl") == "2 jul 2026 00:30"
    assert moment(summer.replace(month=1), "Europe/Amsterdam", "en") == "1 Jan 2026 23:30"


def test_the_receipt_holds_number_fingerprint_actor_and_counts() -> None:
    @dataclass(frozen=True)
    class Proof:
        number: int = 41
        kind: str = "paper"
        file_name: str = "a.csv"
        file_hash: str = "f" * 64
        actor: str = "Anna"
        stamped: dt.datetime = dt.datetime(2026, 1, 2, 9, 0)
        rows_new: int = 1
        rows_replaced: int = 22
        rows_unchanged: int = 333
        answers: Mapping[str, str] = field(default_factory=lambda: {"verbruik": "point"})

    text = receipt_text(Proof(), "Papier", "Europe/Amsterdam", say, "nl")
    assert [line.split(": ")[1] for line in text.split("\r\n")[2:-1]] == [
        "41", "Papier", "a.csv", "f" * 64, "Anna", "2 jan 2026 10:00", "1", "22", "333",
        "verbruik = point",
    ]  # fmt: skip

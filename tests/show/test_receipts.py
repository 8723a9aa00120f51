"""The files a person takes along: nothing in them acts as a formula, nothing is lost."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

import pytest

from kpi.declare import Contract, load
from kpi.show.receipts import (
    describe,
    moment,
    named_facts,
    receipt_text,
    safe_cell,
    template_file,
)

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
        ('=HYPERLINK("http://x")', '\'=HYPERLINK("http://x")'),
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0"),
        ("\t=1+1", "'\t=1+1"),
        ("\r=1+1", "'\r=1+1"),
        ("＝1+1", "'＝1+1"),
        ("＋1", "'＋1"),
        ("－1", "'－1"),
        ("＠SUM(A1)", "'＠SUM(A1)"),
    ],
)
def test_t20_no_cell_acts_as_a_formula_and_numbers_stay(text: str, safe: str) -> None:
    assert safe_cell(text) == safe


def test_the_template_is_its_header_line_in_the_language_of_the_page() -> None:
    assert template_file(CONTRACT, "nl") == b"\xef\xbb\xbflocatie;periode;soort;gewicht\r\n"
    assert read(template_file(CONTRACT, "en")) == [["site", "month", "kind", "weight"]]


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


def test_codes_in_a_fact_are_read_by_their_names() -> None:
    contract = load().contracts["waste"]
    facts = {
        "slice": "HGL · 2026-10 · Renewi · REST",
        "site": "HGL",
        "first": "2026-10",
        "categories": "REST, PAP",
        "amount": "1.5",
        "meter": "2026-10",
    }
    assert named_facts(facts, contract, "nl", {"HGL": "Hengelo"}) == {
        "slice": "Hengelo · oktober 2026 · Renewi · Restafval",
        "site": "Hengelo",
        "first": "oktober 2026",
        "categories": "Restafval, Papier en karton",
        "amount": "1,5",
        "meter": "2026-10",
    }


def test_a_figure_of_its_own_column_is_called_by_its_header() -> None:
    contract = load().contracts["key_figures"]
    told = named_facts({"category": "admissions"}, contract, "nl", {})
    assert told == {"category": contract.find("admissions").header.nl} == {"category": "opnamen"}


def test_an_amount_of_a_month_is_told_with_its_thousands_and_its_unit() -> None:
    facts = {"category": "a4", "site": "ALM", "month": "2026-05", "amount": "980000"}
    facts |= {"median": "40050.5", "measured_in": "kg"}
    told = describe(
        Fault("unlike_history", facts=facts), CONTRACT, partial(load().words.say, "nl"), "nl"
    )
    assert told.message == (
        "In mei 2026 is A4 bij ALM 980.000\u00a0kg. Gewoonlijk is dat ongeveer 40.050,5\u00a0kg: "
        "het scheelt meer dan twintig keer."
    )
    assert told.expected == "Ongeveer 40.050,5\u00a0kg."
    # What is counted has no unit.
    counted = Fault("unlike_history", facts=facts | {"measured_in": "x"})
    told = describe(counted, CONTRACT, partial(load().words.say, "en"), "en")
    assert "is 980,000 in May 2026. Usually it is about 40,050.5:" in told.message

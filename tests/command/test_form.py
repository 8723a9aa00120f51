"""A form from the command line: the numbers of the year, the file, and refusals in a sentence."""

from __future__ import annotations

import csv
import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from kpi.command import run
from kpi.declare import load
from tests.stores import open_acts, upload

TODAY = dt.date(2026, 11, 15)
EXAMPLE = next(t for t in load().themes if t.contract and t.contract.id == "travel").example


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "kpi.duckdb"
    acts = open_acts(path)
    upload(acts, "travel", EXAMPLE, "travel.csv")
    acts.store.close()
    return path


def ask(store: Path, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, Any]]:
    code = run(["form", *words, "--json", "--store", str(store)], TODAY)
    return code, json.loads(capsys.readouterr().out)


def test_the_lines_of_a_year(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The example holds January: 200,000 + 120,000 by petrol, 12,000 by hybrid."""
    code, answer = ask(store, capsys, "wpm", "--year", "2025", "--lang", "en")
    assert code == 0 and (answer["form"], answer["year"], answer["site"]) == ("wpm", 2025, "ALL")
    commuting = {row["line"]: row for row in answer["lines"] if row["block"] == "Commuting"}
    assert commuting["Car, petrol"]["value"] == "320000"
    assert commuting["Car, petrol"]["status"] == "incomplete"
    assert commuting["Car, (plug-in) hybrid"]["value"] == "12000"
    assert commuting["(E-)bicycle or walking"]["value"] == "107000"
    left = {(row["block"], row["line"]): row["value"] for row in answer["left_over"]}
    assert left["Business, claimed", "Aeroplane"] == "4000"
    assert left["Commuting kilometres", "Other or fuel unknown"] == "30000"


def test_one_site_and_a_file(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "wpm.csv"
    words = ("wpm", "--year", "2025", "--site", "HGL", "--out", str(out))
    code, answer = ask(store, capsys, *words)
    assert code == 0 and answer["file"] == str(out)
    with out.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter=";"))
    assert len(rows) == len(answer["lines"]) + len(answer["left_over"])
    commuting = {
        r["Regel"]: r["In te vullen"] for r in rows if r["Onderdeel"] == "Woon-werkverkeer"
    }
    assert commuting["Auto, benzine"] == "120000"


@pytest.mark.parametrize(
    ("words", "code", "named"),
    [
        (("tax", "--year", "2025"), "form_unknown", "wpm"),
        (("wpm", "--year", "25"), "year_unreadable", "'25'"),
        (("wpm", "--year", "２０２５"), "year_unreadable", "２０２５"),
        (("wpm", "--year", "2025", "--site", "XXX"), "site_unknown", "XXX"),
        (("wpm", "--year", "2025", "--out", "/nowhere/wpm.csv"), "folder_unwritable", "/nowhere"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(
    store: Path,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    code: str,
    named: str,
) -> None:
    exit_code, answer = ask(store, capsys, *words)
    assert exit_code == 1 and answer["refused"] == code and named in answer["message"]

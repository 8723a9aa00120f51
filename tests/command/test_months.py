"""The months from the command line: states, refusals in words, closing, the report to the byte."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from tests.acts.test_months import filled_at
from tests.command.test_command_line import Terminal

SEPTEMBER = ("--month", "2026-09")


@pytest.fixture
def terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Terminal:
    filled_at(tmp_path / "kpi.duckdb").store.close()
    return Terminal(tmp_path, capsys)


def test_a_month_closes_and_its_report_comes_back_to_the_byte(terminal: Terminal) -> None:
    code, answer = terminal.ask("month", "close", *SEPTEMBER, "--by", "Anna")
    assert (code, answer["refused"]) == (1, "month_lacking")
    assert "waarom de maand toch wordt gesloten" in answer["message"]
    although = ("--by", "Anna", "--although", "Alleen afval")
    code, closed = terminal.ask("month", "close", *SEPTEMBER, *although)
    assert code == 0 and closed["state"] == "closed" and closed["closed_by"] == "Anna"
    code, answer = terminal.ask("month", "states")
    (version,) = answer["months"][1]["versions"]
    assert answer["months"][1]["state"] == "closed" and answer["months"][0]["state"] == "open"
    out = terminal.folder / "report.json"
    code, shown = terminal.ask("month", "show", *SEPTEMBER, "--out", str(out))
    assert code == 0
    assert hashlib.sha256(out.read_bytes()).hexdigest() == shown["sha256"] == version["sha256"]
    residual = next(
        f for f in shown["figures"]
        if (f["id"], f["site"], f["span"]) == ("waste_residual", "ALL", "month")
    )  # fmt: skip
    assert (residual["value"], residual["display"]) == ("2000.000", "2,0 t")
    code, answer = terminal.ask("month", "show", *SEPTEMBER, "--as-of", str(shown["revision"]))
    assert (code, answer["refused"]) == (1, "month_not_closed_then")

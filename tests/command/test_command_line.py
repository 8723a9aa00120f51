"""The command line: the JSON other systems rely on, exit codes, and never a traceback."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from kpi.command import run
from kpi.declare import load

TODAY = dt.date(2026, 11, 15)
HEADER = "locatie;periode;energiedrager;verbruik;eenheid;volume_basis\r\n"
EXAMPLES = {t.contract.id: t.example for t in load().themes if t.contract is not None}


class Terminal:
    """One terminal with one store; `ask` gives exit code and JSON answer."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys = folder, capsys

    def file(self, text: str, name: str = "file.csv") -> str:
        path = self.folder / name
        path.write_bytes(text.encode())
        return str(path)

    def ask(self, *words: str) -> tuple[int, dict[str, Any]]:
        code = run([*words, "--json", "--store", str(self.folder / "kpi.duckdb")], TODAY)
        printed = self.capsys.readouterr()
        assert printed.err == ""
        return code, json.loads(printed.out)


@pytest.fixture
def terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(tmp_path, capsys)


def test_kinds_and_templates_need_no_store(terminal: Terminal) -> None:
    code, answer = terminal.ask("kinds")
    assert code == 0 and {kind["id"] for kind in answer["kinds"]} >= {
        "energy",
        "waste",
        "key_figures",
    }
    code, answer = terminal.ask("template", "activity", "--lang", "en")
    assert code == 0 and answer["template"].startswith("site;period;clinical_days;")
    code, answer = terminal.ask("template", "nonsense")
    assert (code, answer["refused"]) == (1, "kind_unknown")
    assert not (terminal.folder / "kpi.duckdb").exists()


def test_check_counts_rows_and_names_line_column_and_value(terminal: Terminal) -> None:
    text = (
        HEADER + "Almelo;2025-01;aardgas;1200,5;m3;Nm3\r\nAlmelo;2025-02;aardgas;1.2.3;m3;Nm3\r\n"
    )
    code, answer = terminal.ask("check", "energie", terminal.file(text))
    assert code == 1
    assert (answer["rows_read"], answer["rows_ok"], answer["rows_refused"]) == (2, 1, 1)
    assert answer["registers"] == "seed"
    fault = next(f for f in answer["findings"] if f["severity"] == "error")
    assert (fault["code"], fault["line"], fault["column"], fault["value"]) == (
        "number_unreadable", 3, "verbruik", "1.2.3",
    )  # fmt: skip
    assert answer["totals"] == [
        {"site": "ALM", "month": "2025-01", "measure": "quantity",
         "group": {"carrier": "aardgas", "unit": "m3"}, "value": "1200.5"},
    ]  # fmt: skip


def test_accept_value_explain_undo(terminal: Terminal) -> None:
    text = HEADER + "Almelo;2025-01;aardgas;1000;m3;Nm3\r\nAlmelo;2025-01;water;5;m3;\r\n"
    path = terminal.file(text)
    code, dry = terminal.ask("accept", "energy", path, "--by", "Anna", "--dry-run")
    assert code == 0 and dry["receipt"] is None and dry["new"] == 2
    code, answer = terminal.ask("accept", "energy", path, "--by", "Anna")
    assert code == 0 and answer["already"] is False and answer["new"] == 2
    assert terminal.ask("accept", "energy", path, "--by", "Anna")[1]["already"] is True
    code, value = terminal.ask("value", "co2_gas", "--site", "ALM", "--month", "2025-01")
    # 1,000 Nm3 x 2.134 kg CO2e
    assert (value["value"], value["unit"], value["status"]) == ("2134", "kg CO2e", "measured")
    assert value["coverage"] == {"have": 1, "expected": 1}
    code, explained = terminal.ask("explain", "co2_gas", "--site", "ALM", "--month", "2025-01")
    row = explained["rows"][0]
    assert (row["contribution"], row["quantity"], row["factor"]) == ("2134", "1000", "2.134")
    assert (row["file"], row["line"], row["receipt"]) == ("file.csv", 2, answer["receipt"])
    number = str(answer["receipt"])
    code, undone = terminal.ask("undo", number, "--by", "Bert", "--reason", "wrong file")
    assert code == 0 and undone["taken_back"] is True
    code, value = terminal.ask("value", "co2_gas", "--site", "ALM", "--month", "2025-01")
    assert code == 0 and value["value"] is None and value["reason"]
    code, earlier = terminal.ask(
        "value", "co2_gas", "--site", "ALM", "--month", "2025-01", "--as-of", number
    )
    assert earlier["value"] == "2134"
    ledger = terminal.ask("uploads")[1]["uploads"]
    assert [(u["receipt"], u["by"], u["taken_back"]["reason"]) for u in ledger] == [
        (answer["receipt"], "Anna", "wrong file")
    ]


def test_explanations_of_every_indicator_add_up_to_its_value(terminal: Terminal) -> None:
    for kind, text in EXAMPLES.items():
        assert (
            terminal.ask("accept", kind, terminal.file(text, f"{kind}.csv"), "--by", "Anna")[0] == 0
        )
    listed = terminal.ask("indicators")[1]["indicators"]
    assert {"id", "kind", "unit", "direction", "label", "theme"} <= set(listed[0])
    for indicator in (
        "gas",
        "gas_per_m2",
        "electricity_used",
        "waste_residual_share",
        "floor_area",
    ):
        scope = (indicator, "--site", "ALL", "--month", "2025-01")
        value = float(terminal.ask("value", *scope)[1]["value"])
        rows = terminal.ask("explain", *scope)[1]["rows"]
        total = sum(float(row["contribution"]) for row in rows if row["contribution"] is not None)
        assert rows and abs(total - value) < 1e-9 * max(1.0, abs(value)), indicator


def test_progress_says_why_there_is_no_verdict(terminal: Terminal) -> None:
    terminal.ask("accept", "waste", terminal.file(EXAMPLES["waste"]), "--by", "Anna")
    code, answer = terminal.ask("progress", "waste_residual", "--site", "ALL", "--month", "2025-01")
    assert code == 0
    targets = {target["target"]: target for target in answer["targets"]}
    assert targets["GD3-4b"]["verdict"] == "no_verdict" and targets["GD3-4b"]["reasons"]
    for lamp in targets["GD3-4b"]["lamps"].values():
        assert lamp["light"] == "unlit" and lamp["reasons"] and lamp["number"] is None
    assert targets["GD3-4b"]["budget"]["reasons"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("value", "gas", "--site", "XXX", "--month", "2025-01"), "site_unknown"),
        (("value", "gas", "--site", "ALM", "--month", "2025"), "month_unreadable"),
        (("value", "nonsense", "--site", "ALM", "--month", "2025-01"), "indicator_unknown"),
        (("undo", "999", "--by", "Anna", "--reason", "x"), "receipt_unknown"),
        (("check", "energy", "no-such-file.csv"), "file_missing"),
    ],
)
def test_what_cannot_be_done_is_refused_in_one_sentence(
    terminal: Terminal, words: tuple[str, ...], code: str
) -> None:
    terminal.ask("accept", "energy", terminal.file(EXAMPLES["energy"]), "--by", "Anna")
    exit_code, answer = terminal.ask(*words)
    assert (exit_code, answer["refused"]) == (1, code) and answer["message"]


def test_without_a_store_a_question_is_refused(terminal: Terminal) -> None:
    assert terminal.ask("uploads")[1]["refused"] == "store_missing"


def test_wrong_usage_ends_with_two(terminal: Terminal) -> None:
    with pytest.raises(SystemExit) as ended:
        run(["value"], TODAY)
    assert ended.value.code == 2

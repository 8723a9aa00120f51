"""The region on the command line: key, definitions and summary as files, refusals in a sentence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kpi.declare import definition_hash, load
from tests.command.test_command_line import Terminal
from tests.region import YEAR, fill
from tests.stores import open_acts


def test_from_key_to_summary_and_definitions(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal = Terminal(tmp_path, capsys)
    acts = open_acts(tmp_path / "kpi.duckdb")
    fill(acts, {"Almelo": 100, "Hengelo": 50})
    acts.store.close()
    out, listed = tmp_path / "out.json", tmp_path / "definitions.json"
    summary = ("summary", "--year", str(YEAR), "--by", "Officer", "--out", str(out))
    code, answer = terminal.ask(*summary)
    assert (code, answer["refused"]) == (1, "key_missing")
    code, made = terminal.ask("key", "--make", "--by", "Officer")
    assert code == 0 and (tmp_path / "signing-key.pem").exists()
    code, answer = terminal.ask(*summary)
    written = json.loads(out.read_text(encoding="utf-8"))
    assert code == 0 and written["key"] == made["key"]
    assert "waste_total" in answer["without_value"]
    # One's own file is no partner's.
    code, answer = terminal.ask("partner", str(out), "--by", "Officer", "--reason", "sent")
    assert (code, answer["refused"]) == (1, "summary_own")
    code, answer = terminal.ask("region", "--year", str(YEAR))
    gas = next(one for one in answer["lines"] if (one["indicator"], one["per"]) == ("gas", "beds"))
    assert (gas["values"], gas["median"], gas["n"]) == ({"ZGT": "45"}, None, 0)  # 1800 on 2 x 20
    assert terminal.ask("definitions", "--out", str(listed))[0] == 0
    figures = json.loads(listed.read_text(encoding="utf-8"))["figures"]
    marks = {figure["id"]: figure["fingerprint"] for figure in figures}
    assert marks.keys() == load().indicators.keys()
    sent = {figure["indicator"]: figure["definition"] for figure in written["content"]["figure"]}
    assert sent.items() <= marks.items()
    assert marks["gas"] == definition_hash(load(), "gas")
    assert terminal.ask("moved") == (0, {"due": []})

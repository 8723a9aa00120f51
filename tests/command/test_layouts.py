"""Saved layouts from the command line: listed, and one taken out of use."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpi.acts import Actor, save_layout
from tests.command.test_command_line import Terminal
from tests.stores import open_acts

BODY = {
    "name": "Netbeheer",
    "contract": "energy",
    "header": ["Dag", "Dienst", "Levering"],
    "header_lines": 1,
    "columns": {"Dag": "month", "Dienst": "carrier", "Levering": "quantity"},
    "constants": {"site": "ALM"},
    "units": {"quantity": "kWh"},
    "convention": "",
    "months_across": False,
    "parts": {},
    "sum_rows": False,
    "expects": {},
}
FILE = "Dag;Dienst;Levering\r\n01-01-2026;stroom;1234,5\r\n"


def test_a_layout_is_listed_withdrawn_and_gone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal = Terminal(tmp_path, capsys)
    acts = open_acts(tmp_path / "kpi.duckdb")
    save_layout(acts, BODY, actor=Actor.local("Anna"), reason="test")
    acts.store.close()
    path = terminal.file(FILE)
    assert terminal.ask("check", "energy", path)[0] == 0
    code, seen = terminal.ask("layouts")
    (found,) = seen["layouts"]
    assert (code, found["id"], found["by"]) == (0, "energy/Netbeheer", "Anna")
    assert found["columns"] == BODY["columns"]
    asked = ("layouts", "--withdraw", "energy/Netbeheer", "--by", "Bob")
    code, answer = terminal.ask(*asked)
    assert (code, answer["refused"]) == (1, "reason_missing")
    code, done = terminal.ask(*asked, "--reason", "Niet meer nodig")
    assert (code, done["withdrawn"], done["layouts"]) == (0, "energy/Netbeheer", [])
    code, answer = terminal.ask("check", "energy", path)
    assert code == 1 and [f["code"] for f in answer["findings"]] == ["header_not_found"]
    code, answer = terminal.ask(*asked, "--reason", "Nog eens")
    assert (code, answer["refused"]) == (1, "layout_unknown")

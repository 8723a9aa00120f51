"""Lists of factors and recalculations from the command line: rehearsed, adopted, refused in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acts.test_factor_list import address, book, lines
from tests.command.test_command_line import HEADER, Terminal

PROOF = ("--by", "Officer", "--reason", "List of 2027")


@pytest.fixture
def terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(tmp_path, capsys)


def listed(terminal: Terminal, name: str = "list.xlsx", **changes: tuple[object, ...]) -> str:
    path = terminal.folder / name
    path.write_bytes(book(lines(**changes)))  # type: ignore[arg-type]
    return str(path)


def test_a_list_is_rehearsed_then_adopted(terminal: Terminal) -> None:
    path = listed(terminal)
    code, seen = terminal.ask("factors", path, "--year", "2027", "--dry-run", *PROOF)
    assert code == 0 and "revision" not in seen
    gas = next(c for c in seen["changes"] if (c["activity"], c["boundary"]) == ("aardgas", "WTW"))
    assert (gas["before"], gas["value"], gas["state"]) == ("2.134", "2.2", "changed")
    code, done = terminal.ask("factors", path, "--year", "2027", *PROOF)
    assert code == 0 and done["revision"] > 0


def test_a_far_value_and_a_fault_are_refused_in_words(terminal: Terminal) -> None:
    gas = ("Aardgas (G-gas)", 21.34, 1.779, 0.355, 0, "Nm3", 31.65, address(2027, 27, 135))
    path = listed(terminal, gas=gas)
    code, answer = terminal.ask("factors", path, "--year", "2027", *PROOF, "--lang", "en")
    assert (code, answer["refused"]) == (1, "list_far")
    assert "21.34 against 2.134 (10.0 times)" in answer["message"]
    code, answer = terminal.ask("factors", path, "--year", "2026", *PROOF)
    assert (code, answer["refused"]) == (1, "list_of_another_year")
    code, answer = terminal.ask("factors", "nowhere.xlsx", "--year", "2027", *PROOF)
    assert (code, answer["refused"]) == (1, "list_unreadable")


def test_last_years_factors_stand_in_once(terminal: Terminal) -> None:
    code, answer = terminal.ask("provisional", "--year", "2027", *PROOF)
    assert code == 0 and answer["year"] == 2027
    code, answer = terminal.ask("provisional", "--year", "2027", *PROOF)
    assert (code, answer["refused"]) == (1, "nothing_lapsed")


def test_a_year_told_again_by_another_boundary(terminal: Terminal) -> None:
    """100 m3 x 2.134 with its supply chain, x 1.779 without: 35.5 kg by boundary alone."""
    path = terminal.file(HEADER + "Almelo;2025-01;aardgas;100;m3;Nm3\r\n")
    assert terminal.ask("accept", "energy", path, "--by", "Anna")[0] == 0
    asked = ("recalculate", "co2_direct_fuel", "--before", "co2_gas", "--site", "ALM")
    newest = terminal.ask("value", "gas", "--site", "ALM", "--month", "2025-01")[1]["revision"]
    code, answer = terminal.ask(*asked, "--year", "2025", "--since", str(newest))
    assert code == 0
    assert {c: float(v) for c, v in answer["causes"].items()} == {
        "structure": 0, "data": 0, "factor": 0, "boundary": -35.5,
    }  # fmt: skip
    kept = ("--rule", "method", *PROOF)
    code, answer = terminal.ask(*asked, "--year", "2025", "--since", str(newest), *kept)
    assert (code, answer["decision"]) == (0, "recalculate")
    code, answer = terminal.ask(*asked, "--year", "2025", "--since", "999")
    assert (code, answer["refused"]) == (1, "as_of_unreadable")

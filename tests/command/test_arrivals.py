"""What is not in yet, from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command.test_command_line import Terminal, terminal

__all__ = ["terminal"]
ALMELO = (
    "locatie;periode;energiedrager;verbruik;eenheid\r\n"
    "Almelo;2026-09;elektriciteit_inkoop;100;kWh\r\nAlmelo;2026-09;water;100;m3\r\n"
)


def test_arrivals_name_sender_day_and_what_lacks(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "almelo.csv").write_text(ALMELO, encoding="utf-8")
    code, _ = terminal.ask("accept", "energy", str(tmp_path / "almelo.csv"), "--by", "Anna")
    assert code == 0
    code, answer = terminal.ask("arrivals", "--site", "ALM", "--lang", "en")
    assert code == 0
    (energy,) = [
        o for o in answer["outstanding"] if (o["kind"], o["month"]) == ("energy", "2026-09")
    ]
    assert energy["lacking"] == ["aardgas"]
    assert (energy["due"], energy["received"]) == ("2026-10-05", True)
    assert energy["sender"] == "Metering company and energy supplier"
    assert any("Natural gas" in reminder["text"] for reminder in answer["reminders"])


@pytest.mark.parametrize("site", ["XXX", "UNSPLIT"])
def test_an_unknown_site_is_refused(terminal: Terminal, tmp_path: Path, site: str) -> None:
    (tmp_path / "almelo.csv").write_text(ALMELO, encoding="utf-8")
    terminal.ask("accept", "energy", str(tmp_path / "almelo.csv"), "--by", "Anna")
    code, answer = terminal.ask("arrivals", "--site", site)
    assert code == 1
    assert answer["refused"] == "site_unknown"

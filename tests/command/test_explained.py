"""Weather and bridge from the command line: numbers as strings, and refusals in a sentence."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kpi.command import run
from tests.stores import open_acts
from tests.weathered import COLD, energy, line, months, send_days, send_energy

TODAY = dt.date(2026, 11, 15)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("explained") / "kpi.duckdb"
    acts = open_acts(path)
    before, after = line(20_000, 100), line(20_000, 100, "0.9")
    gas = {m: (before if m < "2024" else after)(m) for m in months(2023, 2024)}
    send_energy(acts, energy("ALM", gas))
    send_days(acts, {("ALM", 2023): 5000, ("ALM", 2024): 5000})
    acts.store.close()
    return path


def ask(store: Path, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, Any]]:
    code = run([*words, "--json", "--store", str(store), "--lang", "en"], TODAY)
    return code, json.loads(capsys.readouterr().out)


def test_weather_gives_line_saving_and_corrected_figure(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("weather", "gas", "--site", "ALM", "--month", "2024-12", "--base", "2023")
    code, answer = ask(store, capsys, *words)
    assert code == 0 and answer["correctable"] is True
    (model,) = answer["models"]
    assert round(Decimal(model["base_load"]), 6) == 20_000
    cold = sum((COLD[month] for month in months(2024)), Decimal())
    expected = 240_000 + 100 * cold
    assert round(Decimal(answer["saved"]["expected"]), 3) == expected
    assert round(Decimal(answer["saved"]["saved_share"]), 6) == 10
    assert answer["corrected"]["status"] == "measured"
    assert answer["corrected"]["from"] == ["gas", "degree_days_weighted"]
    running = Decimal(answer["months"][-1]["cusum"])
    assert round(running, 3) == round(-expected / 10, 3)


def test_weather_that_cannot_be_corrected_has_a_reason_and_no_number(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("weather", "gas", "--site", "ALM", "--month", "2024-12", "--base", "2022")
    code, answer = ask(store, capsys, *words)
    assert code == 0 and answer["correctable"] is False
    assert answer["corrected"]["value"] is None and answer["corrected"]["status"] == "missing"
    assert answer["saved"] is None and "0 months" in answer["reasons"][0]


def test_bridge_adds_up(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("bridge", "co2_operations_location", "--site", "ALM", "--from", "2023", "--to", "2024")
    code, answer = ask(store, capsys, *words)
    assert code == 0 and answer["boundary"] == "energy_gases_location_wtw"
    change = Decimal(answer["after"]) - Decimal(answer["before"])
    added = sum((Decimal(effect["value"]) for effect in answer["effects"]), Decimal())
    assert abs(change - added) < Decimal("1e-6")
    assert sum(Decimal(value) for value in answer["causes"].values()) == pytest.approx(change)
    assert answer["own_saving"] == answer["causes"]["saving"] and Decimal(answer["own_saving"]) < 0


def test_bridge_over_the_same_months_with_one_list(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("bridge", "co2_operations_location", "--site", "ALM", "--from", "2023", "--to", "2024")
    code, answer = ask(store, capsys, *words, "--months", "3-5", "--factors", "2024")
    assert code == 0 and answer["months"] == "3-5" and answer["causes"]["factor"] == "0"


def test_bridge_that_cannot_be_told(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("bridge", "co2_operations_location", "--from", "2023", "--to", "2024")
    code, answer = ask(store, capsys, *words)
    assert code == 0 and answer["before"] is None and answer["own_saving"] is None
    assert any("HGL, 2023: 0 of 12 months" in reason for reason in answer["reasons"])


BRIDGE = ("bridge", "co2_operations_location", "--site", "ALM")


@pytest.mark.parametrize(
    ("words", "code", "named"),
    [
        (("weather", "water", "--month", "2024-12"), "model_unknown", "gas"),
        (("weather", "gas", "--month", "2024-12", "--base", "24"), "base_unreadable", "'24'"),
        (("weather", "gas", "--month", "2024-12", "--site", "X"), "site_unknown", "X"),
        (("bridge", "gas", "--from", "2023", "--to", "2024"), "model_unknown", "co2_operations"),
        ((*BRIDGE, "--from", "2023", "--to", "2023"), "years_same", "2023"),
        ((*BRIDGE, "--from", "23", "--to", "2024"), "year_unreadable", "'23'"),
        (
            (*BRIDGE, "--from", "2023", "--to", "2024", "--months", "5-3"),
            "months_unreadable",
            "5-3",
        ),
        (
            (*BRIDGE, "--from", "2023", "--to", "2024", "--months", "0-3"),
            "months_unreadable",
            "0-3",
        ),
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

"""Bridge and weather on their page: what stands by default, what is chosen, what is said instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpi.declare import load
from tests.pages.screens import go, screens, texts
from tests.stores import open_acts
from tests.weathered import energy, line, months, send_days, send_energy

SAY = load().words.say


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("explained") / "kpi.duckdb"
    acts = open_acts(path)
    before, after = line(20_000, 100), line(20_000, 100, "0.9")
    gas = {m: (before if m < "2024" else after)(m) for m in months(2023, 2024, 2025)}
    send_energy(acts, energy("ALM", gas))
    send_days(acts, {("ALM", year): 5000 for year in (2023, 2024, 2025)})
    acts.store.close()
    return path


ALMELO = {"lang": "en", "site": "ALM", "month": "2025-12", "span": "r12"}


def test_both_stand_below_the_figures(store: Path) -> None:
    with screens(store, ALMELO) as test:
        go(test, "co2_energy")
        assert not test.exception
        headers = [element.value for element in test.header]
        assert headers[-2:] == ["Why did it change?", "Natural gas and the weather"]
        assert test.selectbox(key="bridge-before").value == "2024"
        assert test.selectbox(key="bridge-after").value == "2025"
        assert test.selectbox(key="weather-base-gas").value == "2024"
        said = texts(test)
        assert "Natural gas: the line is good enough to correct with" in said
        assert "Together exactly the change; nothing is left over." in said


def test_other_years_and_months_are_chosen(store: Path) -> None:
    with screens(store, ALMELO) as test:
        go(test, "co2_energy")
        test.selectbox(key="bridge-before").set_value("2023").run()
        test.selectbox(key="bridge-last").set_value("5").run()
        assert not test.exception
        assert "From January to May 2023 to January to May 2025" in texts(test)
        test.selectbox(key="bridge-before").set_value("2025").run()
        assert SAY("en", "bridge.same") in [element.value for element in test.info]


def test_a_group_of_which_a_site_sent_nothing_is_told_why(store: Path) -> None:
    with screens(store, {"lang": "nl", "month": "2025-12"}) as test:
        go(test, "co2_energy")
        assert not test.exception
        assert "Hengelo, 2024: 0 van 12 maanden zijn binnen." in texts(test)

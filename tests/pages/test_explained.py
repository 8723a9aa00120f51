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


def test_each_question_is_a_view_of_its_own(store: Path) -> None:
    with screens(store, ALMELO) as test:
        go(test, "co2_energy")
        view = test.segmented_control(key="view-co2_energy")
        assert view.value == "figures"
        view.set_value("change").run()
        assert [element.value for element in test.header] == ["Why did it change?"]
        assert test.selectbox(key="bridge-before").value == "2024"
        assert test.selectbox(key="bridge-after").value == "2025"
        assert "Together exactly the change; nothing is left over." in texts(test)
        test.segmented_control(key="view-co2_energy").set_value("weather").run()
        assert not test.exception
        assert [element.value for element in test.header] == ["Natural gas and the weather"]
        assert test.selectbox(key="weather-base-gas").value == "2024"
        assert "Natural gas: the line is good enough to correct with" in texts(test)


def test_other_years_and_months_are_chosen(store: Path) -> None:
    with screens(store, {**ALMELO, "view": "change"}) as test:
        go(test, "co2_energy")
        test.selectbox(key="bridge-before").set_value("2023").run()
        test.selectbox(key="bridge-last").set_value("5").run()
        assert not test.exception
        assert "From January to May 2023 to January to May 2025" in texts(test)
        test.selectbox(key="bridge-before").set_value("2025").run()
        assert SAY("en", "bridge.same") in [element.value for element in test.info]


def test_a_group_of_which_a_site_sent_nothing_is_told_why(store: Path) -> None:
    with screens(store, {"lang": "nl", "month": "2025-12", "view": "change"}) as test:
        go(test, "co2_energy")
        assert not test.exception
        assert "Hengelo, 2024: 0 van 12 maanden zijn binnen." in texts(test)

"""The form on its page: the year that can be complete, its numbers, and a sentence when it is empty."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kpi.declare import load
from tests.pages.screens import go, screens, tables, texts
from tests.stores import open_acts, upload

THEMES = {t.contract.id: t for t in load().themes if t.contract is not None}
SAY = load().words.say


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "kpi.duckdb"
    acts = open_acts(path)
    upload(acts, "travel", THEMES["travel"].example, "travel.csv")
    acts.store.close()
    return path


def opened(test: AppTest) -> AppTest:
    test.session_state["form-wpm"] = True
    return test.run()


def commuting(test: AppTest) -> list[list[str]]:
    """Return the rows of the last table of the page: the last part of the form."""
    return tables(test)[-1].rows


def test_the_form_stands_below_the_figures_with_what_to_mind(store: Path) -> None:
    with screens(store, {"lang": "nl"}) as test:
        go(test, "travel")
        headers = [element.value.replace("\\", "") for element in test.header]
        assert headers[-1] == "WPM-rapportage"
        assert "form-year-wpm" not in {choice.key for choice in test.selectbox}
        opened(test)
        assert test.selectbox(key="form-year-wpm").value == "2025"
        assert ["Auto, benzine", "320.000 km", "niet compleet"] in commuting(test)
        parts = [element.value.replace("\\", "") for element in test.subheader][-4:]
        assert parts == [
            "Zakelijk met eigen en leaseauto's", "Zakelijk met mobiliteitsdiensten",
            "Zakelijk op declaratie", "Woon-werkverkeer",
        ]  # fmt: skip
        assert "Het formulier vraagt niet naar 30.000 km van ‘Woon-werkkilometers’" in texts(test)


def test_another_year_is_chosen_by_hand_or_by_a_link(store: Path) -> None:
    acts = open_acts(store)
    earlier = THEMES["travel"].example.replace("2025-01", "2024-01").replace(";200000;", ";7;")
    upload(acts, "travel", earlier, "travel_2024.csv")
    acts.store.close()
    with screens(store, {"lang": "en"}) as test:
        opened(go(test, "travel"))
        test.selectbox(key="form-year-wpm").set_value("2024").run()
        assert not test.exception
        # 7 and 120,000 by petrol.
        assert ["Car, petrol", "120,007 km", "incomplete"] in commuting(test)
    with screens(store, {"lang": "en"}) as test:
        test.query_params["year"] = "2024"
        go(test, "travel")
        assert ["Car, petrol", "120,007 km", "incomplete"] in commuting(test)


def test_without_journeys_the_form_says_that_there_is_nothing(tmp_path: Path) -> None:
    path = tmp_path / "kpi.duckdb"
    acts = open_acts(path)
    upload(acts, "waste", THEMES["waste"].example, "waste.csv")
    acts.store.close()
    with screens(path, {"lang": "nl"}) as test:
        opened(go(test, "travel"))
        said = SAY("nl", "form.empty", form="WPM-rapportage", year=2025)
        assert said in [element.value.replace("\\", "") for element in test.info]

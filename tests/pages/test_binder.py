"""The binder, obligations and vision pages: what is refused is said, what is recorded counts at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kpi.acts import Actor, Acts
from kpi.declare import load
from tests.pages.screens import cells, go, screens, tables, texts
from tests.stores import open_acts

WORDS = load().words
CODE = "voorbeeld-10-1"
QUERY = {
    "lang": "nl", "site": "ALM", "tab": "requirements", "schema": "voorbeeld", "entry": CODE,
    "theme": "10",
}  # fmt: skip


def say(key: str, **facts: object) -> str:
    return WORDS.say("nl", key, **facts)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "kpi.duckdb"
    open_acts(path).store.close()
    return path


def form(acts_revision: int) -> str:
    return f"assess-ALM-voorbeeld-{CODE}-{acts_revision}"


def opened(path: Path) -> Acts:
    return open_acts(path)


def test_an_assessment_needs_a_name_and_a_reason_and_counts_at_once(path: Path) -> None:
    acts = opened(path)
    revision = acts.store.revision
    acts.store.close()
    key = form(revision)
    with screens(path, QUERY) as test:
        go(test, "binder")
        assert not test.exception
        assert say("binder.state", state="□ onbekend") in texts(test)
        test.selectbox(key=f"{key}-status").set_value("met")
        press(test, say("binder.save"))
        assert say("refused.actor_missing") in texts(test)
        test.text_input(key="actor-field").set_value("Anna").run()
        test.selectbox(key=f"{key}-status").set_value("met")
        test.text_input(key=f"{key}-due").set_value("31 december")
        test.text_input(key=f"{key}-by").set_value("Anna")
        test.text_input(key=f"{key}-reason").set_value("Gezien")
        press(test, say("binder.save"))
        assert say("refused.date_unreadable", field="Klaar op", value="31 december") in texts(test)
        test.text_input(key=f"{key}-due").set_value("")
        press(test, say("binder.save"))
        assert say("binder.state", state="● voldaan") in texts(test)
    acts = opened(path)
    [entry] = acts.entries("assessment")
    assert (entry.id, entry.actor, entry.reason) == (f"ALM/voorbeeld/{CODE}", "Anna", "Gezien")
    acts.store.close()


def press(test: AppTest, label: str) -> None:
    next(button for button in test.button if button.label == label).click().run()


def test_a_reference_is_attached_with_its_last_day_and_taken_out_again(path: Path) -> None:
    acts = opened(path)
    key = f"attach-ALM-voorbeeld-{CODE}-{acts.store.revision}"
    acts.store.close()
    with screens(path, QUERY) as test:
        go(test, "binder")
        test.text_input(key="actor-field").set_value("Anna").run()
        press(test, say("binder.attach_button"))
        assert say("binder.nothing_given") in texts(test)
        test.text_input(key=f"{key}-location").set_value("Map Inkoop")
        test.text_input(key=f"{key}-title").set_value("Inkoop*memo*")
        test.text_input(key=f"{key}-valid_until").set_value("2999-01-31")
        press(test, say("binder.attach_button"))
        assert not test.exception
        assert "● Inkoop*memo*: Map Inkoop; geldig tot en met 31 januari 2999" in texts(test)
        press(test, say("binder.detach"))
        assert say("binder.no_evidence") in texts(test)


def test_the_group_shows_each_site_and_an_empty_binder_says_so(path: Path) -> None:
    with screens(path, {"lang": "nl"}) as test:
        go(test, "binder")
        assert not test.exception
        assert say("falling.nothing_met", site="Almelo") in texts(test)
        assert say("falling.nothing_met", site="Hengelo") in texts(test)


def test_what_falls_away_is_one_table_a_site_that_names_the_department(path: Path) -> None:
    acts = opened(path)
    for code, department in ((CODE, "waste"), ("voorbeeld-02-1", "board")):
        body = {"site": "ALM", "schema": "voorbeeld", "code": code, "status": "met", "by": "Anna",
                "date": "2020-01-01", "valid_until": "2020-12-31", "department": department}  # fmt: skip
        name = f"ALM/voorbeeld/{code}"
        acts.set_entry("assessment", name, body, actor=Actor.local("Anna"), reason="Gezien")
    acts.store.close()
    with screens(path, {"lang": "nl"}) as test:
        go(test, "binder")
        (table,) = tables(test)
        assert table.column("Afdeling") == ["Afval", "Bestuur"]
        assert table.column("Wat er gebeurt") == ["vervalt: de beoordeling is verlopen"] * 2
        # Of a single list there is no choice to make.
        assert "binder-schema" not in {choice.key for choice in test.segmented_control}


def test_a_filing_needs_a_year_and_then_shows_as_filed(path: Path) -> None:
    acts = opened(path)
    key = f"filing-{acts.store.revision}"
    acts.store.close()
    with screens(path, {"lang": "nl"}) as test:
        go(test, "obligations")
        assert not test.exception
        test.text_input(key="actor-field").set_value("Anna").run()
        test.selectbox(key=f"{key}-obligation").set_value("routekaart")
        test.text_input(key=f"{key}-period").set_value("vorig jaar")
        press(test, say("filing.save"))
        assert say("filing.no_year", value="vorig jaar") in texts(test)
        test.selectbox(key=f"{key}-obligation").set_value("routekaart")
        test.text_input(key=f"{key}-period").set_value("2024")
        test.text_input(key=f"{key}-filed_on").set_value("2023-12-20")
        press(test, say("filing.save"))
        assert not test.exception
        told = say("duty.filed", day="20 december 2023", by="Anna", until="–")
        assert any(told in cell for cell in cells(test))


def test_the_crosswalk_and_the_points_of_an_empty_store_hold_no_number(path: Path) -> None:
    with screens(path, {"lang": "nl", "tab": "crosswalk"}) as test:
        go(test, "obligations")
        assert not test.exception
        amounts = {row[3] for table in tables(test) for row in table.rows}
        assert amounts == {"–"}
        go(test, "vision")
        assert not test.exception
        # Only the stages that points are in are named.
        assert "De 10 punten: 8 bepaald zonder cijfers; 2 nog niet bepaald." in texts(test)

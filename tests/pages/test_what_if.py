"""The pages of plans: measures and what if, on the worked series of residual waste."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kpi.acts import Actor
from kpi.declare import load
from kpi.show.format import NONE, TIED
from tests.judge.test_outlook import MEASURE, YEARS, bring, own_target
from tests.pages.screens import cells, go, screens, texts
from tests.stores import open_acts

WORDS = load().words
TARGET = "GD3-4c-A"
QUERY = {"lang": "nl", "month": "2025-12", "site": "ALL"}


def say(key: str, **facts: object) -> str:
    return WORDS.say("nl", key, **facts)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found: Path = tmp_path_factory.mktemp("plans") / "kpi.duckdb"
    acts = open_acts(found)
    bring(acts, YEARS)
    own_target(acts)
    acts.set_entry("measure", "Minder/ALL", MEASURE, actor=Actor.local("Anna"), reason="x")
    idea = {**MEASURE, "name": "Idee", "effect": "30000", "status": "idea", "funded": "no",
            "investment": "10000", "saving": "4000", "life": "5", "tonnes": "3"}  # fmt: skip
    acts.set_entry("measure", "Idee/ALL", idea, actor=Actor.local("Anna"), reason="x")
    acts.store.close()
    return found


@pytest.fixture
def screen(path: Path) -> Iterator[AppTest]:
    with screens(path, {**QUERY, "target": TARGET}) as test:
        yield go(test, "what_if")


def switch(test: AppTest, name: str) -> None:
    """Turn the switch of one measure."""
    box = next(b for b in test.checkbox if b.label == name)
    box.set_value(not box.value).run()


def titles(test: AppTest) -> str:
    said = "\n".join(str(title.value) for title in test.subheader)
    return said.replace("\\", "").replace(TIED, " ")


def test_switches_and_sliders_move_the_path_at_once(screen: AppTest) -> None:
    assert not screen.exception
    # 91.8 t less 18.9 t is 72.9 t; -55% since 120 t asks 54 t.
    assert (
        "▲ 2030: niet gehaald. Het wordt 72,9 t; dat is 18,9 t meer dan de mijlpaal toestaat."
        in titles(screen)
    )
    switch(screen, "Idee")
    assert (
        "● 2030: gehaald. Het wordt 42,9 t; dat is 11,1 t beter dan de mijlpaal vraagt."
        in titles(screen)
    )
    screen.slider(key="what-if-delivered").set_value(50.0).run()
    assert (
        "▲ 2030: niet gehaald. Het wordt 67,4 t; dat is 13,4 t meer dan de mijlpaal toestaat."
        in titles(screen)
    )


def test_of_a_measure_that_works_it_is_said_that_it_is_in_the_figures_already(
    tmp_path: Path,
) -> None:
    acts = open_acts(tmp_path / "kpi.duckdb")
    bring(acts, YEARS)
    own_target(acts)
    for name, start in (("Werkt", "2025-02"), ("Later", "2026-02")):
        measure = {**MEASURE, "name": name, "effect": "1000", "start": start}
        acts.set_entry("measure", f"{name}/ALL", measure, actor=Actor.local("Anna"), reason="x")
    acts.store.close()
    with screens(tmp_path / "kpi.duckdb", {**QUERY, "target": TARGET}) as test:
        assert texts(go(test, "what_if")).count(say("what_if.already")) == 1


def test_a_link_opens_the_choice_and_a_number_that_cannot_be_is_told(path: Path) -> None:
    link = {**QUERY, "target": TARGET, "on": "Idee/ALL", "trend": "veel", "delivered": "50"}
    with screens(path, link) as test:
        go(test, "what_if")
        assert say("what_if.number_unreadable", value="veel") in texts(test)
        assert "Het wordt 76,8 t; dat is 22,8 t meer dan de mijlpaal toestaat." in titles(test)


def test_it_opens_on_a_target_that_is_to_be_reached_still(path: Path) -> None:
    """The first target of this figure has no base year, so no choice could show what it does."""
    with screens(path, QUERY) as test:
        assert go(test, "what_if").selectbox(key="what-if-target").value == TARGET


def test_where_no_target_has_a_figure_that_is_told(tmp_path: Path) -> None:
    acts = open_acts(tmp_path / "kpi.duckdb")
    bring(acts, YEARS)
    for entry in acts.entries("target"):
        if entry.body["indicator"]:
            body = {**entry.body, "indicator": ""}
            acts.set_entry("target", entry.id, body, actor=Actor.local("Anna"), reason="x")
    acts.store.close()
    with screens(tmp_path / "kpi.duckdb", QUERY) as test:
        assert say("what_if.no_target") in texts(go(test, "what_if"))


def test_the_measures_page_tells_worth_path_and_rules(path: Path) -> None:
    with screens(path, QUERY) as test:
        go(test, "measures")
        assert not test.exception
        said = texts(test)
        assert "geldt: Energiebesparingsplicht. Wat energie bespaart" in said
        assert "niet van kracht: Energiebesparingsplicht, aangekondigde verlenging, 7 jaar." in said
        tables = "\n".join(cells(test))
        assert "2,5 jaar" in tables
        # Measures of waste: the duty to save energy asks nothing of them.
        assert tables.count(say("duty.other")) == 2
        assert say("duty.within") not in tables
        # 91.8 t less 54 t is 37.8 t to change, of which 18.9 t is paid for.
        assert "te weinig (50% van wat nog moet, 2030)" in tables
        assert "37,8 t (tot en met 2030)" in tables


def test_a_target_without_a_milestone_to_work_out_keeps_its_line_on_the_measures_page(
    path: Path,
) -> None:
    """It has no base year: what is to be taken off is not known, that measures count for it is."""
    with screens(path, QUERY) as test:
        told = cells(go(test, "measures"))
    place = next(at for at, cell in enumerate(told) if "Restafval: 25% minder kilo’s" in cell)
    assert told[place + 1 : place + 5] == [NONE, NONE, NONE, "1"]


def test_a_green_team_adds_an_initiative(path: Path) -> None:
    with screens(path, {**QUERY, "target": TARGET}) as test:
        go(test, "measures")
        test.session_state["measure-form"] = True
        test.run()
        test.text_input(key="actor-field").set_value("Bas").run()
        values = {"name": "Bakjes", "effect": "500", "start": "2027", "owner": "Bas",
                  "team": "OK", "source": "proef", "reason": "Idee"}  # fmt: skip
        fill(test, values, {"indicator": "waste_residual"})
        button = next(b for b in test.button if b.label == say("registers.save"))
        button.click().run()
        assert not [e.value for e in test.error]
        assert {"Bakjes", "Bas · OK"} <= set(cells(test))


def fill(test: AppTest, values: Mapping[str, str], chosen: Mapping[str, str]) -> None:
    """Fill the fields of the form for a new measure; their keys end in the field's name."""
    for name, value in values.items():
        next(f for f in test.text_input if _is_field(f.key, name)).set_value(value)
    for name, value in chosen.items():
        next(f for f in test.selectbox if _is_field(f.key, name)).set_value(value)


def _is_field(key: object, name: str) -> bool:
    return str(key).startswith("entry-measure-") and str(key).endswith(f"-{name}")


def test_a_choice_is_kept_and_opened_by_its_name(path: Path) -> None:
    with screens(path, {**QUERY, "target": TARGET}) as test:
        go(test, "what_if")
        switch(test, "Idee")
        test.text_input(key="actor-field").set_value("Anna").run()
        keep(test, name="", reason="Voor de raad")
        assert [e.value for e in test.error] == [say("what_if.name_missing")]
        keep(test, name="Alles", reason="")
        assert [e.value for e in test.error] == [say("refused.reason_missing")]
        keep(test, name="Alles", reason="Voor de raad")
        assert [e.value for e in test.error] == []
        assert "Alles" in texts(test)
    with screens(path, {"lang": "nl", "month": "2025-12", "scenario": "Alles"}) as test:
        go(test, "what_if")
        assert (
            "● 2030: gehaald. Het wordt 42,9 t; dat is 11,1 t beter dan de mijlpaal vraagt."
            in titles(test)
        )
        switch(test, "Idee")
        assert say("what_if.changed", name="Alles") in texts(test)
        test.text_input(key="actor-field").set_value("Bas").run()
        keep(test, name="Alles", reason="Toch zonder")
        assert [e.value for e in test.error] == []
    with screens(path, {"lang": "nl", "month": "2025-12", "scenario": "weg"}) as test:
        go(test, "what_if")
        assert say("address.unknown", value="weg") in texts(test)


def keep(test: AppTest, **values: str) -> None:
    for name, value in values.items():
        next(
            w
            for w in test.text_input
            if str(w.key).startswith("keep-") and str(w.key).endswith(f"-{name}")
        ).set_value(value)
    next(b for b in test.button if b.label == say("what_if.save")).click().run()

"""The targets page: no verdict with its reason, and how a person settles what is unknown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kpi.declare import load
from tests.pages.screens import cells, go, screens, tables, texts
from tests.stores import open_acts, upload

WORDS = load().words
TARGET = "GD3-4b"
HEADER = "locatie;periode;inzamelaar;afvalstroom;eural_code;gewicht_kg;gewicht_bron;verwerking"


def year_of_waste() -> str:
    """Return a year in which both sites send 1,000 kg of residual waste and two more streams."""
    lines = [HEADER]
    for site in ("Almelo", "Hengelo"):
        for number in range(1, 13):
            start = f"{site};2025-{number:02d};Renewi"
            lines.append(f"{start};Bedrijfsafval;20 03 01;1000;gewogen;R1")
            lines.append(f"{start};Papier/karton;20 01 01;500;gewogen;R3")
            lines.append(f"{start};Ziekenhuisafval UN3291;18 01 03*;200;gewogen;D10")
    return "\r\n".join(lines)


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[AppTest]:
    path = tmp_path / "kpi.duckdb"
    acts = open_acts(path)
    upload(acts, "waste", year_of_waste(), "2025.csv")
    acts.store.close()
    with screens(path, {"lang": "nl", "month": "2025-12", "site": "ALL"}) as test:
        go(test, "targets")
        test.selectbox(key="target").set_value(TARGET).run()
        yield test


def fill(test: AppTest, prefix: str, **values: str) -> None:
    """Fill the fields of a form; their keys start alike and end in the field's name."""
    fields = {str(field.key): field for field in test.text_input}
    for name, value in values.items():
        key = next(k for k in fields if k.startswith(prefix) and k.endswith(f"-{name}"))
        fields[key].set_value(value)


def press(test: AppTest, label: str) -> None:
    next(b for b in test.button if b.label == WORDS.say("nl", label)).click().run()


def give_name(test: AppTest) -> None:
    test.text_input(key="actor-field").set_value("Anna").run()


def verdict(test: AppTest) -> str:
    label = "Restafval: 25% minder kilo’s in 2026"
    for table in tables(test):
        for row in table.rows:
            if row[0] == label:
                return row[1]
    raise AssertionError(label)


def test_without_a_base_year_there_is_no_verdict_and_the_form_stands_open(screen: AppTest) -> None:
    assert verdict(screen) == "▨ geen oordeel"
    why = WORDS.say("nl", "reason.base_year_unknown")
    label = "Restafval: 25% minder kilo’s in 2026"
    said = texts(screen)
    # Once beneath the table, where every target without a verdict is named, and once close by.
    lines = [line.replace("\\", "") for line in said.splitlines() if line.startswith("- **")]
    assert any(label in line and line.endswith(f"**: {why}") for line in lines)
    assert WORDS.say("nl", "targets.unjudged") in said
    assert WORDS.say("nl", "target_form.note") in texts(screen)


def test_the_table_names_every_milestone(screen: AppTest) -> None:
    rows = {row[0]: row for table in tables(screen) for row in table.rows}
    header = tables(screen)[0].header
    assert header[-1] == WORDS.say("nl", "targets.asked")
    asked = rows["Restafval: 75% minder kilo’s in 2030"][-1]
    assert asked == "2030: −75%"


def test_a_target_without_a_figure_is_not_called_a_share(screen: AppTest) -> None:
    said = texts(screen.selectbox(key="target").set_value("ZGT-CO2").run())
    assert "Er is geen cijfer om naast het jaar te leggen. Het is niet bekend wat er" in said
    assert WORDS.say("nl", "year_path.no_sum") not in said
    share = texts(screen.selectbox(key="target").set_value("GD3-4c-B").run())
    assert WORDS.say("nl", "year_path.no_sum") in share


def test_a_base_value_with_name_reason_and_source_gives_a_verdict(screen: AppTest) -> None:
    give_name(screen)
    fill(
        screen, "base-", year="2018", amount="30,0", source="Jaarverslag 2018", reason="Uitgezocht"
    )
    press(screen, "target_form.save_base")
    assert not screen.exception
    assert WORDS.say("nl", "target_form.base_saved", value="30,0 t", revision=3) in texts(screen)
    # 24 t now. The path from 30 t in 2018 to 22.5 t in 2026 asks 23.4375 t at the end of 2025.
    assert verdict(screen) == "▲ achter op het branchepad"
    unlit = texts(screen).split(WORDS.say("nl", "targets.unlit"))[1]
    assert "Een prognose vraagt er ten minste 4." in unlit.split("\nEén doel van dichtbij")[0]
    assert "24,0 t. Dat is 2,4% boven het pad, dat nu 23,4 t vraagt" in texts(screen)
    assert "Sinds 2018 is het 20,0% minder" in texts(screen)
    screen.session_state["target-history"] = True
    screen.run()
    row = tables(screen)[-1].rows[0]
    assert "Anna" in row
    assert "Uitgezocht" in row


def test_a_base_year_can_be_set_and_the_shipped_one_put_back(screen: AppTest) -> None:
    give_name(screen)
    fill(screen, "definition-", year="2025", reason="Afgesproken in de werkgroep")
    press(screen, "target_form.save_definition")
    assert WORDS.say("nl", "target_form.saved", revision=3) in texts(screen)
    assert "Basisjaar**: 2025" in texts(screen)
    screen.session_state[f"target-form-{TARGET}"] = True
    screen.run()
    fill(screen, "restore-", reason="Toch niet")
    press(screen, "target_form.restore_button")
    assert WORDS.say("nl", "target_form.saved", revision=4) in texts(screen)
    assert "Basisjaar**: niet bekend" in texts(screen)


def test_nothing_is_guessed_and_nothing_goes_without_a_reason(screen: AppTest) -> None:
    give_name(screen)
    good = {"year": "2018", "amount": "30,5", "source": "Jaarverslag", "reason": "Uitgezocht"}
    slips: list[tuple[dict[str, str], str, dict[str, str]]] = [
        ({"amount": "1.234"}, "target_form.amount_unreadable", {"value": "1.234"}),
        ({"amount": "veel"}, "target_form.amount_unreadable", {"value": "veel"}),
        ({"year": "18"}, "target_form.year_unreadable", {"value": "18"}),
        ({"source": ""}, "target_form.source_missing", {}),
        ({"reason": ""}, "refused.reason_missing", {}),
    ]
    for wrong, key, facts in slips:
        fill(screen, "base-", **{**good, **wrong})
        press(screen, "target_form.save_base")
        told = [e.value.replace("\\", "") for e in screen.error]
        assert told == [WORDS.say("nl", key, **facts)], wrong
        assert verdict(screen) == "▨ geen oordeel"


def test_nobody_acts_without_a_name(screen: AppTest) -> None:
    fill(screen, "base-", year="2018", amount="30,5", source="Jaarverslag", reason="Uitgezocht")
    press(screen, "target_form.save_base")
    assert [e.value for e in screen.error] == [WORDS.say("nl", "refused.actor_missing")]


def test_part_of_a_year_is_told_as_incomplete_and_draws_no_empty_chart(tmp_path: Path) -> None:
    path = tmp_path / "kpi.duckdb"
    acts = open_acts(path)
    january = [line for line in year_of_waste().splitlines() if HEADER in line or "2025-01" in line]
    upload(acts, "waste", "\r\n".join(january), "januari.csv")
    acts.store.close()
    with screens(path, {"lang": "nl", "month": "2025-01"}) as test:
        go(test, "targets")
        test.selectbox(key="target").set_value(TARGET).run()
        said = WORDS.say("nl", "progress.incomplete", month="januari 2025", actual="2,0 t")
        assert said in texts(test)
        assert not test.get("plotly_chart")
        assert "2,0 t (◔ niet compleet)" in cells(test)

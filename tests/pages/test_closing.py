"""A month is closed on its page, read as it was reported, and told apart from what is known now."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kpi.acts import Actor
from kpi.declare import ALL, load
from tests.acts.test_months import SEPTEMBER, filled_at, waste
from tests.pages.screens import go, screens, tables, texts
from tests.stores import open_acts, upload

WORDS = load().words
MONTH = {"month": "2026-09", "lang": "nl", "site": ALL}


def say(key: str, **facts: object) -> str:
    return WORDS.say("nl", key, **facts)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Waste of two sites, and a target whose path it is far off."""
    path = tmp_path / "kpi.duckdb"
    acts = filled_at(path)
    body = {
        "target": "GD3-4b", "site": ALL, "year": "2018", "value": "10000", "unit": "kg",
        "status": "measured", "source": "Jaarverslag",
    }  # fmt: skip
    acts.set_entry("base_value", "GD3-4b.ALL", body, actor=Actor.local("Anna"), reason="Uitgezocht")
    acts.store.close()
    return path


def field(test: AppTest, ending: str) -> str:
    return next(str(f.key) for f in test.text_input if str(f.key).endswith(ending))


def press(test: AppTest, label: str) -> AppTest:
    return next(button for button in test.button if button.label == label).click().run()


def test_of_a_month_without_a_file_nothing_is_called_explained(tmp_path: Path) -> None:
    path = tmp_path / "kpi.duckdb"
    acts = open_acts(path)
    waste_theme = next(t for t in acts.catalogue.themes if t.contract and t.contract.id == "waste")
    upload(acts, "waste", waste_theme.example)  # of January 2025 alone
    acts.store.close()
    with screens(path, {**MONTH, "month": "2025-06"}) as test:
        said = texts(go(test, "closing"))
        assert f"2. {say('closing_page.explanations_open')}\n" in said
        assert say("closing_page.not_known") in said
        assert say("closing_page.nothing_asked") not in said


def test_a_month_is_explained_closed_and_read_again(path: Path) -> None:
    with screens(path, MONTH) as test:
        go(test, "closing")
        assert not test.exception
        assert f"2. {say('closing_page.explanations', count=0, all=1)}\n" in texts(test)
        assert f"3. {say('decisions.asked')}\n" in texts(test)
        # The button of the explanations and those of the closing wait for a name.
        assert texts(test).count(say("upload.why.name")) == 2
        assert "boven het pad" in texts(test)
        assert test.button(key="close-2026-09").disabled
        test.text_input(key="actor-field").set_value("Sanne").run()
        assert say("upload.why.name") not in texts(test)
        assert test.button(key="close-2026-09").disabled, "nothing is explained yet"

        test.text_input(key=field(test, "waste_residual-cause")).set_value("Verbouwing")
        press(test, say("closing_page.save"))
        assert say("closing_page.ownerless", figures="Restafval") in texts(test)
        test.text_input(key=field(test, "waste_residual-cause")).set_value("Verbouwing")
        test.text_input(key=field(test, "waste_residual-owner")).set_value("Karin")
        press(test, say("closing_page.save"))
        assert say("closing_page.saved", count=1) in texts(test)
        done = say("closing_page.explanations", count=1, all=1)
        assert f"2. {done} (klaar)" in texts(test)

        test.button(key="close-2026-09").click().run()
        assert "Wacht erop, of schrijf erbij waarom" in texts(test)
        test.text_input(key="close-2026-09-although").set_value("Alleen afval").run()
        test.button(key="close-2026-09").click().run()
        assert not test.exception
        assert say("closing_page.closed", month="september 2026") in texts(test)

        test.button(key="closing-next").click().run()
        assert test.selectbox(key="scope-month").value == "2026-10"
        test.selectbox(key="scope-month").set_value("2026-09").run()

        go(test, "month")
        said = texts(test)
        assert "**Gesloten** op" in said and "door Sanne" in said
        assert say("month.unchanged_since") in said
        assert "Restafval: Verbouwing (eigenaar Karin)" in said
    acts = open_acts(path)
    upload(acts, "waste", waste(SEPTEMBER, SEPTEMBER, 1500, "Almelo"), "meer.csv")
    acts.store.close()
    with screens(path, MONTH) as test:
        go(test, "month")
        changes = next(t for t in tables(test) if say("month_change.old") in t.header)
        residual = next(row for row in changes.rows if row[0].startswith("Restafval"))
        assert residual[1:3] == ["2,0 t", "2,5 t"]
        assert "meer.csv" in residual[3]
        assert "2,0 t" in texts(test), "as it was reported"
        test.segmented_control(key="month-view").set_value("known").run()
        assert "2,5 t" in texts(test)

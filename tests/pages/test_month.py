"""The month page on an empty, a partial and a full store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kpi.declare import load
from tests.pages.screens import go, screens, texts
from tests.stores import open_acts, upload

CATALOGUE = load()
JANUARY = {"month": "2025-01", "lang": "nl", "site": "ALL"}


def say(key: str, **facts: object) -> str:
    return CATALOGUE.words.say("nl", key, **facts)


def fill(path: Path, *kinds: str) -> None:
    acts = open_acts(path)
    for theme in CATALOGUE.themes:
        if theme.contract is not None and (not kinds or theme.contract.id in kinds):
            upload(acts, theme.contract.id, theme.example, f"{theme.id}.csv")
    acts.store.close()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with every theme's example, which tests only look at."""
    path: Path = tmp_path_factory.mktemp("whole") / "kpi.duckdb"
    fill(path)
    return path


@pytest.fixture
def full(whole: Path) -> Iterator[AppTest]:
    with screens(whole, JANUARY) as test:
        yield go(test, "month")


def test_without_figures_the_page_shows_the_way(tmp_path: Path) -> None:
    path = tmp_path / "kpi.duckdb"
    open_acts(path).store.close()
    with screens(path, {"lang": "nl"}) as test:
        go(test, "month")
        assert not test.exception
        assert say("theme.empty") in texts(test)
        assert not test.header


def test_the_full_page_has_sentence_tiles_and_uploads(full: AppTest) -> None:
    said = texts(full)
    assert "Over januari 2025 is voor Ziekenhuisgroep Twente nog geen enkel doel" in said
    assert "41,4 t" in said  # residual waste: 24,680 + 900 + 15,000 + 800 kg
    assert say("month.no_changes") in said  # nothing of a year before
    assert say("month.uploads", month="januari 2025") in said
    assert ".csv, door Tester op" in said


def test_a_site_shows_its_own_figures(full: AppTest) -> None:
    full.segmented_control(key="scope-site").set_value("HGL").run()
    said = texts(full)
    assert "15,8 t" in said and "41,4 t" not in said  # 15,000 + 800 kg
    assert "nog geen enkel doel" in said and "Hengelo" in said


def test_what_a_partial_month_lacks_is_named(tmp_path: Path) -> None:
    path = tmp_path / "kpi.duckdb"
    fill(path, "waste")
    with screens(path, JANUARY) as test:
        go(test, "month")
        assert not test.exception
        said = texts(test)
        assert "Kerngetallen, Almelo: niets binnen in jan 2025." in said
        assert say("month.whole", month="januari 2025") not in said


def test_the_span_that_makes_no_difference_is_not_asked(full: AppTest) -> None:
    assert [control.key for control in full.segmented_control] == ["scope-site"]

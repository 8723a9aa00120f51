"""Every page of the demonstration as a visitor gets it: nobody is called, axe finds nothing."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kpi.declare import LANGUAGES, Language, load
from tests.browser.screen import Calls, faults, open_page
from tests.servers import ROOT, Server, serve

PAGES = ("", "co2_energy", "waste", "upload", "definitions")
TREE = ("dashboard.py", "pages", "kpi", "data", ".streamlit")
say = load().words.say


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the house without own data: what a person has after fetching it."""
    copy: Path = tmp_path_factory.mktemp("house")
    for name in TREE:
        if (ROOT / name).is_dir():
            shutil.copytree(
                ROOT / name, copy / name, ignore=shutil.ignore_patterns("local", "__pycache__")
            )
        else:
            shutil.copy(ROOT / name, copy / name)
    return copy


@pytest.fixture(scope="module")
def server(house: Path) -> Iterator[Server]:
    with serve(house / "dashboard.py", {"KPI_STORE": "", "KPI_ORGANISATION": ""}, house) as running:
        yield running


def test_a_first_start_shows_the_demonstration_and_says_so(page: Page, server: Server) -> None:
    open_page(page, f"{server.url}/?lang=nl")
    expect(page.get_by_text(say("nl", "frame.demonstration"))).to_be_visible()
    expect(page.get_by_role("button", name=say("nl", "frame.start_own"))).to_be_enabled()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_calls_nobody_and_can_be_read_by_all(
    page: Page, server: Server, name: str, language: Language
) -> None:
    calls = Calls()
    calls.listen(page)
    open_page(page, f"{server.url}/{name}?lang={language}")
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.get_by_text(say(language, "frame.demonstration"))).to_be_visible()
    assert faults(page) == []
    assert calls.hosts == {server.url.removeprefix("http://")}


def test_the_language_switch_keeps_what_was_chosen(page: Page, server: Server) -> None:
    open_page(page, f"{server.url}/waste?lang=nl&site=HGL&month=2025-06&span=ytd")
    page.get_by_role("link", name=say("en", "frame.language")).click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page).to_have_url(re.compile("site=HGL"))
    expect(page).to_have_url(re.compile("month=2025-06"))


def test_a_page_without_a_language_speaks_the_browsers(page: Page, server: Server) -> None:
    open_page(page, server.url)
    expect(page.locator("html")).to_have_attribute("lang", "nl")


def test_one_button_starts_an_own_empty_store(page: Page, server: Server, house: Path) -> None:
    """Stands last: from here on the server works on the own store."""
    open_page(page, f"{server.url}/?lang=nl")
    page.get_by_role("button", name=say("nl", "frame.start_own")).click()
    expect(page.get_by_text(say("nl", "frame.demonstration"))).to_be_hidden()
    assert (house / "data" / "local" / "kpi.duckdb").exists()

"""Three people in a hurry: how many clicks a month's upload, a verdict, its cause and its lines take."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from kpi.declare import DEMO_STORE, load
from tests.browser.screen import open_page, settle
from tests.servers import ROOT, Server, serve

say = partial(load().words.say, "nl")
WASTE = load().contracts["waste"].label.nl
MONTH = (
    "locatie;periode;inzamelaar;afvalstroom;eural_code;gewicht_kg;gewicht_bron;verwerking;"
    "kosten_eur;project\r\nHengelo;2026-10;Renewi;Papier/karton;20 01 01;2140;gewogen;R3;-88,00;N\r\n"
)


FOCUSED = """() => {
    for (let part = document.activeElement, step = 0; part && step < 4; part = part.parentElement, step++) {
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(part);
        if ((outlineStyle !== 'none' && parseFloat(outlineWidth) > 0) || boxShadow !== 'none')
            return '';
    }
    const found = document.activeElement;
    return found.matches("[type='file'], [type='text'], textarea") ? '' : found.outerHTML.slice(0, 200);
}"""
"""Nothing when a ring, a shadow or a caret shows where the keyboard is, else what has none of them.

But for the framework's hidden field that a chosen file leaves the focus on: docs/accessibility.md."""
STOPS = 60
"""More stops than lie between any two steps of a walk."""


@dataclass
class Hand:
    """A person's hand on the mouse: what it clicks is counted."""

    page: Page
    clicks: int = 0

    def click(self, target: Locator) -> None:
        target.click()
        self.clicks += 1
        settle(self.page)


@pytest.fixture(scope="module")
def server(
    tmp_path_factory: pytest.TempPathFactory, demonstration_folder: Path
) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("walks") / "store"
    shutil.copytree(demonstration_folder, folder)
    with serve(ROOT / "dashboard.py", {"KPI_STORE": str(folder / DEMO_STORE.name)}) as running:
        yield running


@pytest.fixture(scope="module")
def page(browser: Browser, browser_context_args: dict[str, Any], server: Server) -> Iterator[Page]:
    """The one window of all walks: what is fetched once is not fetched again.

    It closes before the server does, which would wait for it.
    """
    context = browser.new_context(**browser_context_args)
    yield context.new_page()
    context.close()


def link_to(page: Page, name: str) -> Locator:
    navigation = page.get_by_test_id("stSidebarNav")
    return navigation.get_by_role("link", name=say(f"page.{name}"), exact=True)


def test_the_board_reads_the_verdict_without_a_click_its_cause_after_two_its_lines_after_three(
    page: Page, server: Server
) -> None:
    open_page(page, f"{server.url}/?lang=nl")
    verdict = (
        page.locator("p").filter(has_text=re.compile("op koers.*CO2-uitstoot.*onder het pad")).first
    )
    expect(verdict).to_be_in_viewport()

    hand = Hand(page)
    hand.click(link_to(page, "co2_energy"))
    hand.click(page.get_by_role("radio", name=say("theme.views.change")))
    expect(page.get_by_role("heading", name=re.compile("van de (daling|stijging)"))).to_be_visible()
    assert hand.clicks <= 2

    link_to(page, "overview").click()
    settle(page)
    hand = Hand(page)
    hand.click(link_to(page, "co2_energy"))
    hand.click(page.get_by_text(re.compile("^" + say("lines.title", label=".*"))))
    line = page.get_by_role("row").filter(has_text=re.compile(r"\.csv, regel \d+"))
    expect(line.first).to_be_visible()
    assert hand.clicks <= 3


def test_a_clerk_uploads_a_month_in_six_clicks(page: Page, server: Server) -> None:
    open_page(page, f"{server.url}/?lang=nl")
    hand = Hand(page)
    # What lacks stands on the overview, with the way to send it.
    hand.click(page.get_by_role("link", name=say("overview.send", kind=WASTE)))
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Upload", exact=True).click()
    chooser.value.set_files(
        {"name": "oktober.csv", "mimeType": "text/csv", "buffer": MONTH.encode("utf-8-sig")}
    )
    hand.clicks += 2  # the button, and the file in the window of the operating system
    expect(page.get_by_role("heading", name=say("upload.effect.title"))).to_be_visible()
    settle(page)
    name = page.get_by_role("textbox", name=say("frame.name"), exact=True)
    hand.click(name)
    page.keyboard.type("Anna de Vries")
    page.keyboard.press("Tab")
    settle(page)
    hand.click(page.get_by_role("button", name=say("upload.accept"), exact=True))
    expect(
        page.get_by_text(re.compile(say("upload.receipt.thanks", number=r"\d+")))
    ).to_be_visible()
    assert hand.clicks <= 6


def tab_to(page: Page, target: Locator) -> None:
    """Go on with the Tab key until something has the focus; all along it is seen where one is."""
    for _ in range(STOPS):
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUSED) == ""
        if target.evaluate("found => found === document.activeElement"):
            return
    pytest.fail("the Tab key does not come there")


def test_the_same_month_goes_in_by_keyboard_alone(page: Page, server: Server) -> None:
    open_page(page, f"{server.url}/upload?lang=nl&tab=file&kind=waste")
    tab_to(page, page.get_by_role("button", name="Upload", exact=True))
    again = MONTH.replace("Papier/karton;20 01 01;2140", "Papier/karton;20 01 01;2160")
    # The window in which a file is chosen is the operating system's.
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(
        {"name": "beter.csv", "mimeType": "text/csv", "buffer": again.encode("utf-8-sig")}
    )
    expect(page.get_by_role("heading", name=say("upload.effect.title"))).to_be_visible()
    settle(page)
    tab_to(page, page.get_by_role("textbox", name=say("frame.name"), exact=True))
    page.keyboard.type("Anna de Vries")
    page.keyboard.press("Tab")
    settle(page)
    tab_to(page, page.get_by_role("button", name=say("upload.accept"), exact=True))
    page.keyboard.press("Enter")
    expect(
        page.get_by_text(re.compile(say("upload.receipt.thanks", number=r"\d+")))
    ).to_be_visible()

"""In a real browser: from a point in a chart to the line of the file and back, and the link to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from kpi.declare import load
from tests.browser.screen import copied_link, faults, go_to, open_page, settle
from tests.servers import ROOT, Server, serve
from tests.stores import open_acts, upload

say = partial(load().words.say, "nl")
HEADER = "locatie;periode;energiedrager;verbruik;eenheid;opmerking"
ROWS = (
    "Almelo;2026-07;elektriciteit_inkoop;101000;kWh;",
    "Almelo;2026-08;elektriciteit_inkoop;102000;kWh;meter 2 gewisseld",
    "Hengelo;2026-08;elektriciteit_inkoop;45500;kWh;",
    "Hengelo;2026-07;elektriciteit_inkoop;44000;kWh;",
    "Almelo;2026-09;elektriciteit_inkoop;103000;kWh;",
    "Hengelo;2026-09;elektriciteit_inkoop;46000;kWh;",
)
FILE = "\r\n".join([HEADER, *ROWS, ""])
FIGURE = "electricity_purchased"
PAGE = f"co2_energy?lang=nl&month=2026-09&span=ytd&section=energy_use&figure={FIGURE}"
AUGUST = ", augustus 2026: 147,5 MWh ("
"""102,000 + 45,500 kWh."""
ALMELO = ", Almelo, augustus 2026: 102,0 MWh ("


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    path: Path = tmp_path_factory.mktemp("own") / "kpi.duckdb"
    acts = open_acts(path)
    upload(acts, "energy", FILE, "zomer.csv")
    acts.store.close()
    with serve(ROOT / "dashboard.py", {"KPI_STORE": str(path)}) as running:
        yield running


def click_point(page: Page, place: int) -> None:
    """Click a point of the first chart; what is drawn lies under the layer that takes the click."""
    point = page.get_by_test_id("stPlotlyChart").first.locator("path.point").nth(place)
    point.scroll_into_view_if_needed()
    box = point.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def test_a_point_leads_to_the_line_of_the_file_and_back(page: Page, server: Server) -> None:
    open_page(page, f"{server.url}/{PAGE}")
    expect(page.get_by_text(AUGUST)).to_have_count(0)
    click_point(page, 1)
    expect(page.get_by_text(AUGUST)).to_be_visible()
    expect(page).to_have_url(re.compile("at=2026-08"))
    settle(page)

    page.get_by_role("button", name="Almelo: 102,0 MWh").click()
    expect(page.get_by_text(ALMELO)).to_be_visible()
    settle(page)
    page.get_by_role("combobox", name=say("lines.origin")).click()
    page.get_by_role("option").filter(has_text="zomer.csv, regel 3").click()
    cells = page.get_by_role("row")
    expect(cells.filter(has_text="meter 2 gewisseld")).to_be_visible()
    expect(cells.filter(has_text="verbruik").filter(has_text="102000")).to_be_visible()
    settle(page)
    assert faults(page) == []

    page.get_by_role("button", name=say("lines.back_to_lines")).click()
    expect(cells.filter(has_text="meter 2 gewisseld")).to_have_count(0)
    settle(page)
    page.get_by_role("button", name=say("lines.back"), exact=True).click()
    expect(page.get_by_text(ALMELO)).to_have_count(0)
    expect(page).not_to_have_url(re.compile("[?&](at|over|line)="))


def test_the_way_down_needs_no_mouse(page: Page, server: Server) -> None:
    open_page(page, f"{server.url}/{PAGE}")
    folded = page.get_by_text(say("lines.title", label=load().indicators[FIGURE].label.nl))
    folded.click()
    month = page.get_by_role("combobox", name=say("lines.month"), exact=True)
    expect(month).to_be_visible()
    # What is typed while the page is still drawn anew would be lost with the list it was typed in.
    settle(page)
    month.focus()
    month.press("Enter")
    page.keyboard.type("augustus")
    expect(page.get_by_role("option")).to_have_text("Augustus 2026")
    page.keyboard.press("Enter")
    expect(page.get_by_text(AUGUST)).to_be_visible()


def test_a_link_shows_the_same_to_somebody_else(
    page: Page, browser: Browser, browser_context_args: dict[str, Any], server: Server
) -> None:
    open_page(page, f"{server.url}/{PAGE}&at=2026-08&over=ALM&line=2.3")
    shown = page.get_by_text(ALMELO).inner_text()
    link = copied_link(page)
    assert link.startswith(f"{server.url}/co2_energy?")
    english = {**browser_context_args, "locale": "en-GB"}
    context = browser.new_context(**english)
    other = context.new_page()
    open_page(other, link)
    expect(other.get_by_text(shown)).to_be_visible()
    expect(other.get_by_text("meter 2 gewisseld")).to_be_visible()
    assert copied_link(other) == link
    context.close()


def test_the_browsers_own_way_back_leads_back(page: Page, server: Server) -> None:
    open_page(page, f"{server.url}/{PAGE}")
    click_point(page, 1)
    expect(page.get_by_text(AUGUST)).to_be_visible()
    settle(page)
    page.go_back()
    expect(page.get_by_text(AUGUST)).to_have_count(0)


def test_a_line_leads_to_its_upload_in_the_history(page: Page, server: Server) -> None:
    open_page(page, f"{server.url}/{PAGE}&at=2026-08&over=ALM&line=2.3")
    page.get_by_role("link", name=say("lines.history", receipt=2)).click()
    expect(page.get_by_role("heading", name=say("history_of.title", receipt=2))).to_be_visible()
    go_to(page, say("page.overview"))
    expect(page).not_to_have_url(re.compile("receipt"))

"""The main job in a real browser: a file goes in, the number changes; taken back, it returns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kpi.declare import load
from tests.browser.screen import faults, fill_cell, go_to, open_page, settle
from tests.servers import ROOT, Server, serve
from tests.stores import open_acts, upload

say = partial(load().words.say, "nl")
HEADER = "locatie;periode;energiedrager;verbruik;eenheid"
FIRST = f"{HEADER}\r\nAlmelo;2026-09;elektriciteit_inkoop;100000;kWh\r\n"
BETTER = f"{HEADER}\r\nAlmelo;2026-09;elektriciteit_inkoop;120500,5;kWh\r\n"
ENERGY_PAGE = "co2_energy?lang=nl&site=ALM&month=2026-09&span=month"
LABEL = load().indicators["electricity_purchased"].label.nl
ACTOR = "Anna de Vries"
BEFORE, AFTER = "100,0 MWh", "120,5 MWh"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    path: Path = tmp_path_factory.mktemp("own") / "kpi.duckdb"
    acts = open_acts(path)
    upload(acts, "energy", FIRST, "september.csv")
    acts.store.close()
    with serve(ROOT / "dashboard.py", {"KPI_STORE": str(path)}) as running:
        yield running


def give_name(page: Page) -> None:
    field = page.get_by_role("textbox", name=say("frame.name"), exact=True)
    field.fill(ACTOR)
    field.press("Enter")


def receipt_number(page: Page) -> int:
    """Wait for the receipt and return its number."""
    thanks = re.compile(say("upload.receipt.thanks", number=r"(\d+)"))
    told = page.get_by_text(thanks)
    expect(told).to_be_visible()
    found = thanks.search(told.inner_text())
    assert found is not None
    return int(found[1])


def expect_figure(page: Page, figure: str) -> None:
    name = page.locator("b", has_text=re.compile(f"^{LABEL}$"))
    tile = page.locator(".tiles > li").filter(has=name)
    expect(tile.locator(".value")).to_have_text(figure)


def press(page: Page, name: str) -> None:
    """Press the button that can be pressed: while a page is drawn anew its old one still stands."""
    page.get_by_role("button", name=name, exact=True, disabled=False).click()


def test_a_file_changes_a_number_and_taking_it_back_returns_it(page: Page, server: Server) -> None:
    open_page(page, f"{server.url}/{ENERGY_PAGE}")
    expect_figure(page, BEFORE)

    go_to(page, say("page.upload"))
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(
        {"name": "beter.csv", "mimeType": "text/csv", "buffer": BETTER.encode("utf-8-sig")}
    )
    expect(page.get_by_role("heading", name=say("upload.effect.title"))).to_be_visible()
    changed = page.get_by_role("row").filter(has_text=LABEL).filter(has_text=AFTER).first
    expect(changed).to_contain_text(BEFORE)
    settle(page)
    assert faults(page) == []
    save = page.get_by_role("button", name=say("upload.accept"), exact=True)
    expect(save).to_be_disabled()
    give_name(page)
    press(page, say("upload.accept"))
    number = receipt_number(page)

    go_to(page, say("page.co2_energy"))
    expect_figure(page, AFTER)

    go_to(page, say("page.upload"))
    page.get_by_role("tab", name=say("upload.tab.history")).click()
    page.get_by_role("combobox", name=say("upload.back.choose")).click()
    page.get_by_role("option").filter(has_text="beter.csv").click()
    expect(page.get_by_role("row").filter(has_text=AFTER).first).to_contain_text(BEFORE)
    expect(page.get_by_test_id("stText").get_by_text(ACTOR, exact=True)).to_be_visible()
    reason = page.get_by_role("textbox", name=say("upload.back.reason"), exact=True)
    reason.fill("Verkeerde meterstand")
    reason.press("Enter")
    page.get_by_role("button", name=say("upload.back.button", number=number)).click()
    expect(
        page.get_by_text(say("upload.back.done", number=number, revision=number + 1))
    ).to_be_visible()
    expect(page.get_by_text("Verkeerde meterstand")).to_be_visible()

    go_to(page, say("page.co2_energy"))
    expect_figure(page, BEFORE)


def test_a_figure_typed_in_is_checked_and_kept(page: Page, server: Server) -> None:
    open_page(page, f"{server.url}/upload?lang=nl")
    page.get_by_role("tab", name=say("upload.tab.typed")).click()
    fill_cell(page, column=1, row=0, text="88000,5")
    page.get_by_role("button", name=say("upload.typed.check"), exact=True).click()
    of_the_month = page.get_by_role("row").filter(has_text=LABEL).filter(has_text="88,0 MWh")
    expect(of_the_month.first).to_be_visible()
    give_name(page)
    press(page, say("upload.accept"))
    assert receipt_number(page) > 0
    expect(page.get_by_text(say("upload.typed.empty"))).to_be_visible()

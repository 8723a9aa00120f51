"""The main job in a real browser: a file goes in, the number changes; taken back, it returns."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kpi.declare import load
from tests.browser.screen import fill_cell, open_page
from tests.servers import ROOT, Server, serve
from tests.stores import open_acts, upload

say = partial(load().words.say, "nl")
HEADER = "locatie;periode;energiedrager;verbruik;eenheid"
FIRST = f"{HEADER}\r\nAlmelo;2026-09;elektriciteit_inkoop;100000;kWh\r\n"
BETTER = f"{HEADER}\r\nAlmelo;2026-09;elektriciteit_inkoop;120500,5;kWh\r\n"
ENERGY_PAGE = "co2_energy?lang=nl&site=ALM&month=2026-09&span=month"
LABEL = load().indicators["electricity_purchased"].label.nl
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
    field = page.get_by_label(say("frame.name"))
    field.fill("Anna de Vries")
    field.press("Enter")


def expect_figure(page: Page, server: Server, figure: str) -> None:
    open_page(page, f"{server.url}/{ENERGY_PAGE}")
    tile = page.get_by_test_id("stMetric").filter(has_text=LABEL).first
    expect(tile.get_by_test_id("stMetricValue")).to_have_text(figure)


def test_a_file_changes_a_number_and_taking_it_back_returns_it(page: Page, server: Server) -> None:
    expect_figure(page, server, BEFORE)

    open_page(page, f"{server.url}/upload?lang=nl")
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(
        {"name": "beter.csv", "mimeType": "text/csv", "buffer": BETTER.encode("utf-8-sig")}
    )
    expect(page.get_by_role("heading", name=say("upload.effect.title"))).to_be_visible()
    changed = page.get_by_role("row").filter(has_text=LABEL).filter(has_text=AFTER).first
    expect(changed).to_contain_text(BEFORE)
    save = page.get_by_role("button", name=say("upload.accept"), exact=True)
    expect(save).to_be_disabled()
    give_name(page)
    expect(save).to_be_enabled()
    save.click()
    expect(page.get_by_text(say("upload.receipt.thanks", number=2))).to_be_visible()

    expect_figure(page, server, AFTER)

    open_page(page, f"{server.url}/upload?lang=nl")
    page.get_by_role("tab", name=say("upload.tab.history")).click()
    page.get_by_label(say("upload.back.choose")).click()
    page.get_by_role("option").filter(has_text="beter.csv").click()
    expect(page.get_by_role("row").filter(has_text=AFTER).first).to_contain_text(BEFORE)
    give_name(page)
    reason = page.get_by_label(say("upload.back.reason"))
    reason.fill("Verkeerde meterstand")
    reason.press("Enter")
    page.get_by_role("button", name=say("upload.back.button", number=2)).click()
    expect(page.get_by_text(say("upload.back.done", number=2, revision=3))).to_be_visible()
    expect(page.get_by_text("Verkeerde meterstand")).to_be_visible()

    expect_figure(page, server, BEFORE)


def test_a_figure_typed_in_is_checked_and_kept(page: Page, server: Server) -> None:
    open_page(page, f"{server.url}/upload?lang=nl")
    page.get_by_role("tab", name=say("upload.tab.typed")).click()
    fill_cell(page, column=1, row=0, text="88000,5")
    page.get_by_role("button", name=say("upload.typed.check"), exact=True).click()
    expect(page.get_by_role("row").filter(has_text=LABEL).first).to_contain_text("88,0 MWh")
    give_name(page)
    page.get_by_role("button", name=say("upload.accept"), exact=True).click()
    expect(page.get_by_text(say("upload.receipt.thanks", number=4))).to_be_visible()

"""An empty store in a real browser: the guided start, its template, the first file, and no start."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kpi.declare import load
from tests.browser.screen import faults, go_to, open_page, settle
from tests.browser.test_upload import give_name, press, receipt_number
from tests.servers import ROOT, Server, serve
from tests.stores import open_acts

say = partial(load().words.say, "nl")
TITLE = "first_run.title"
KIND = load().contracts["energy"].label.nl


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    path: Path = tmp_path_factory.mktemp("own") / "kpi.duckdb"
    open_acts(path).store.close()
    with serve(ROOT / "dashboard.py", {"KPI_STORE": str(path)}) as running:
        yield running


def test_from_an_empty_store_to_the_first_figure(page: Page, server: Server) -> None:
    open_page(page, f"{server.url}/?lang=nl")
    start = page.get_by_role("heading", name=say(TITLE))
    expect(start).to_be_visible()
    assert faults(page) == []

    # What is written into the very template that the page gives has to be acceptable.
    with page.expect_download() as caught:
        page.get_by_role("button", name=say("upload.template", kind=KIND.lower())).click()
    header = caught.value.path().read_bytes().decode("utf-8-sig").strip()
    cells = dict.fromkeys(header.split(";"), "")
    cells |= {"locatie": "Almelo", "periode": "2026-09", "energiedrager": "aardgas"}
    cells |= {"verbruik": "1000", "eenheid": "Nm3"}
    filled = f"{header}\r\n{';'.join(cells.values())}\r\n"

    # Another page of the empty store leads to the start, and the start to the right tab.
    go_to(page, say("page.thermometer"))
    page.get_by_role("link", name=say("theme.to_start")).click()
    expect(start).to_be_visible()
    settle(page)
    page.get_by_role("link", name=say("overview.send", kind=KIND)).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(say("upload.title"))
    settle(page)
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(
        {"name": "eerste.csv", "mimeType": "text/csv", "buffer": filled.encode("utf-8-sig")}
    )
    expect(page.get_by_role("heading", name=say("upload.effect.title"))).to_be_visible()
    give_name(page)
    press(page, say("upload.accept"))
    receipt_number(page)

    go_to(page, say("page.overview"))
    expect(page.get_by_role("heading", name=say("overview.course"))).to_be_visible()
    expect(start).to_have_count(0)
    expect(page.get_by_text("(eerste.csv)").first).to_be_visible()

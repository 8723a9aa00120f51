"""Three invented hospitals beside our own, as a visitor sees them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kpi.declare import load
from tests.browser.screen import faults, open_page
from tests.region import PARTNERS, YEAR, fill, report
from tests.servers import ROOT, Server, serve
from tests.stores import open_acts

say = load().words.say


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    path: Path = tmp_path_factory.mktemp("region") / "kpi.duckdb"
    acts = open_acts(path)
    fill(acts, {"Almelo": 100, "Hengelo": 50})
    report(acts, 3)
    acts.store.close()
    surroundings = {"KPI_STORE": str(path), "KPI_ORGANISATION": ""}
    with serve(ROOT / "dashboard.py", surroundings, path.parent) as running:
        yield running


def test_three_hospitals_are_compared_and_the_best_shows_what_it_does(
    page: Page, server: Server
) -> None:
    open_page(page, f"{server.url}/region?lang=nl&year={YEAR}&figure=gas")
    expect(page.get_by_role("heading", level=1)).to_have_text(say("nl", "page.region"))
    # Gas per m2: ours 1800/2000, theirs 1.2, 0.6 and 3; the middle of four is 1.05.
    row = page.get_by_role("row").filter(has_text=load().indicators["gas"].label.nl).first
    for text in ("0,900", "1,20", "0,600", "3,00", "1,05", "0,600 (OST)"):
        expect(row).to_contain_text(text)
    for code, name, _ in PARTNERS:
        expect(page.get_by_role("columnheader", name=code)).to_be_visible()
        expect(page.get_by_text(f"{code}: {name}")).to_be_visible()
    expect(page.get_by_text("Nachtstand van de luchtbehandeling")).to_be_visible()
    assert faults(page) == []

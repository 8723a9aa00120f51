"""T-28: a store full of markup, walked through in a real browser: nothing fires, nobody is called.

The dashboard stands below a path, behind the shipped proxy where there is one, which signs in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect

from kpi.declare import load
from tests.browser.screen import Calls, go_to, open_page, settle
from tests.browser.test_pages import PAGES
from tests.conftest import IN_CI
from tests.hostile import OUTSIDE, Places, attack, hostile_house, places_in
from tests.nginx import SECRETS, find_nginx, run_nginx
from tests.servers import ROOT, serve

say = partial(load().words.say, "nl")
BASE = "/duurzaam"
FEWEST = 23
"""So many places of attack have to be on a screen at least."""
DEEPER = ("registers?register=measure", "registers?register=target", "upload?tab=history")
LOADED = """() => {
    return document.body.innerText + [...document.querySelectorAll('*')].flatMap(
        found => [...found.attributes].map(one => one.value)).join(' ');
}"""
"""Everything a person reads on a page or has read out to him."""
LIVE = f"""() => [...document.querySelectorAll(
    "img[src*='{OUTSIDE}'], img[onerror], svg[onload], [href^='javascript:' i], img[src='x'],"
    + " [href^='http' i][href*='{OUTSIDE}']"
)].map(found => found.outerHTML)"""
"""Markup of an attack that became part of the page."""


@dataclass(frozen=True)
class Hostile:
    """A dashboard on hostile figures: its address and what was written where."""

    url: str
    places: Places


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hostile]:
    folder: Path = tmp_path_factory.mktemp("hostile")
    places, environment = hostile_house(folder)
    environment["STREAMLIT_SERVER_BASE_URL_PATH"] = BASE.strip("/")
    if find_nginx() is None and not IN_CI:
        with serve(ROOT / "dashboard.py", environment, below=BASE) as server:
            yield Hostile(server.url + BASE, places)
        return
    secrets = folder / "secrets.toml"
    secrets.write_text(SECRETS, encoding="utf-8")
    with (
        serve(ROOT / "dashboard.py", environment, below=BASE, secrets=secrets) as server,
        run_nginx(server.port, tmp_path_factory.mktemp("nginx"), BASE, "Anna") as proxy,
    ):
        yield Hostile(proxy.url + BASE, places)


@pytest.fixture
def visitor(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Page]:
    context = browser.new_context(**browser_context_args, ignore_https_errors=True)
    # Whatever fires calls this, or opens a window of the browser's own.
    context.add_init_script(
        "window.fired = number => { window.firings.push(number) }; window.firings = []"
    )
    yield context.new_page()
    context.close()


def test_t28_no_text_becomes_part_of_a_page(visitor: Page, hostile: Hostile) -> None:
    calls, opened, seen = Calls(), list[str](), set[int]()
    calls.listen(visitor)

    def opens(dialog: Dialog) -> None:
        opened.append(dialog.message)
        dialog.dismiss()

    visitor.on("dialog", opens)

    def look(place: str) -> None:
        assert visitor.evaluate("window.firings") == [], place
        assert visitor.evaluate(LIVE) == [], place
        seen.update(places_in(visitor.evaluate(LOADED)))
        # An unforeseen error would hide what there is to see.
        expect(visitor.get_by_text(say("frame.error", code="").split("{")[0][:40])).to_have_count(0)

    # From page to page in one session: that is quicker than fetching each anew.
    open_page(visitor, f"{hostile.url}/?lang=nl&site=ALM&month=2026-09")
    for name in PAGES:
        go_to(visitor, say(f"page.{name}"))
        look(name)
    for address in DEEPER:
        open_page(visitor, f"{hostile.url}/{address}&lang=nl&site=ALM&month=2026-09")
        look(address)

    # A file that is all attack: its name, its headers, its cells.
    name = attack(900).replace("/", "") + ".csv"
    file = f"locatie;periode;energiedrager;verbruik;eenheid;{attack(901)}\r\n"
    file += f"{attack(902)};2026-09;{attack(903)};{attack(904)};{attack(905)};x\r\n"
    open_page(visitor, f"{hostile.url}/upload?lang=nl")
    visitor.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": file.encode()}
    )
    expect(visitor.get_by_text("P902Q").first).to_be_visible()
    settle(visitor)
    look("upload of a file")

    assert opened == []
    assert calls.hosts == {hostile.url.split("/")[2]}
    assert calls.forbidden == []
    shown = {n for n in seen if n in hostile.places.names} | {n for n in seen if n >= 900}
    assert len(shown) >= FEWEST, sorted(hostile.places.names[n] for n in shown if n < 900)

"""A supplier's own file in a real browser: mapped once, known next month, stopped when changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

import pytest
from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as TooLate

from kpi.declare import load
from tests.browser.screen import faults, open_page, settle
from tests.servers import ROOT, Server, serve
from tests.stores import open_acts

say = partial(load().words.say, "nl")
TRIES = 5
SHORT = 3_000
ACTOR = "Anna de Vries"
NAME = "Netbeheer maandrapport"
FILE = "Maandrapport\r\nKlant;Dag;Dienst;Levering;Tarief\r\nK 1;01-{month}-2026;stroom;{amount};0,21\r\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    path = tmp_path_factory.mktemp("own") / "kpi.duckdb"
    open_acts(path).store.close()
    with serve(ROOT / "dashboard.py", {"KPI_STORE": str(path)}) as running:
        yield running


def drop(page: Page, name: str, text: str) -> None:
    page.get_by_test_id("stFileUploaderDropzoneInput").first.set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": text.encode("cp1252")}
    )
    settle(page)


def choose(page: Page, label: str, option: str) -> None:
    """Choose an option by the words it begins with; a page drawn anew closes an open list."""
    box = page.get_by_test_id("stSelectbox").filter(has=page.get_by_text(label, exact=True))
    wanted = page.get_by_role("option", name=re.compile(rf"^{re.escape(option)}")).first
    for _ in range(TRIES):
        box.first.get_by_role("combobox").click()
        try:
            wanted.click(timeout=SHORT)
        except TooLate:
            page.keyboard.press("Escape")
        else:
            break
    expect(box.first.get_by_role("combobox")).to_have_value(re.compile(rf"^{re.escape(option)}"))
    settle(page)


def fill(page: Page, label: str, text: str) -> None:
    field = page.get_by_role("textbox", name=label, exact=True).first
    field.fill(text)
    field.press("Enter")
    settle(page)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True, disabled=False).click()
    settle(page)


def save(page: Page) -> None:
    press(page, say("upload.accept"))
    expect(
        page.get_by_text(re.compile(say("upload.receipt.thanks", number=r"\d+")))
    ).to_be_visible()


def test_a_suppliers_file_is_mapped_once_known_after_that_and_stopped_when_it_changes(
    page: Page, server: Server
) -> None:
    open_page(page, f"{server.url}/upload?lang=nl&kind=energy")
    drop(page, "januari.csv", FILE.format(month="01", amount="1.234,5"))
    expect(
        page.get_by_role("heading", name=say("mapping.title", file="januari.csv"))
    ).to_be_visible()
    choose(page, "verbruik", "Levering")
    choose(page, say("mapping.unit"), "kWh")
    choose(page, say("mapping.constant", column="locatie"), "Almelo")
    expect(page.get_by_role("heading", name=say("mapping.trial"))).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="1.234,5 kWh").first).to_be_visible()
    assert faults(page) == []
    fill(page, say("mapping.name"), NAME)
    fill(page, say("frame.name"), ACTOR)
    press(page, say("mapping.save"))
    expect(page.get_by_text(say("mapping.saved", name=NAME))).to_be_visible()
    save(page)

    drop(page, "februari.csv", FILE.format(month="02", amount="2.000"))
    # The file alone leaves open whether 2.000 is two thousand: it is asked, no column is.
    expect(page.get_by_role("heading", name=say("upload.questions"))).to_be_visible()
    page.get_by_test_id("stRadio").get_by_text("De punt staat voor duizendtallen").click()
    settle(page)
    save(page)

    drop(page, "maart.csv", FILE.format(month="03", amount="7,5").replace("Levering", "Afname"))
    expect(
        page.get_by_role("heading", name=say("mapping.title_changed", file="maart.csv"))
    ).to_be_visible()
    expect(page.get_by_text(re.compile("Levering heet nu"))).to_be_visible()
    expect(page.get_by_role("button", name=say("upload.accept"), exact=True)).to_have_count(0)
    press(page, say("mapping.save"))
    expect(page.get_by_role("heading", name=say("upload.effect.title"))).to_be_visible()
    save(page)

"""The way of a certificate in a real browser: a list comes in, a requirement is met, the level is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as Shut

from kpi.declare import load
from kpi.intake.archive import open_container
from kpi.intake.workbook import read_workbook
from kpi.show.certification import day_label
from tests.browser.screen import PATIENCE, faults, go_to, open_page, settle
from tests.browser.test_upload import give_name, press
from tests.pdf import plain, require_sound, text_of
from tests.servers import ROOT, Server, serve
from tests.stores import open_acts
from tests.working_document import COUNT, made_up_rows, working_document

say = partial(load().words.say, "nl")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LAST_DAY = "2999-01-31"
SCHEMA = "Schema 7"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    path: Path = tmp_path_factory.mktemp("own") / "kpi.duckdb"
    open_acts(path).store.close()
    with serve(ROOT / "dashboard.py", {"KPI_STORE": str(path)}) as running:
        yield running


def document() -> bytes:
    """A working document in which everything is met but the first requirement."""
    rows = made_up_rows()
    for row in rows[1:]:
        row["Voldaan"] = "ja"
    return working_document(rows)


def pick(page: Page, label: str, option: str) -> None:
    """Choose by the keyboard: a click that meets a page in motion may open a list and shut it.

    On a busy machine the page may still shut a list that a key opened; a person opens it again.
    """
    settle(page)
    box = page.get_by_role("combobox", name=label, exact=True)
    wanted = page.get_by_role("option").filter(has_text=re.compile(rf"^{option}$"))
    box.focus()
    box.press("ArrowDown")
    try:
        wanted.click(timeout=PATIENCE / 6)
    except Shut:
        settle(page)
        box.press("ArrowDown")
        wanted.click()
    settle(page)


def segment(page: Page, name: str) -> None:
    page.get_by_role("radio", name=name, exact=True).click()
    settle(page)


def field(name: str, register: str = "assessment") -> str:
    fields = load().registers[register].field
    return next(f.label.nl for f in fields if f.name == name)


FACTS = {"site": "Almelo", "schema": SCHEMA}


def test_import_assess_attach_level_and_export(page: Page, server: Server) -> None:
    open_page(page, f"{server.url}/binder?lang=nl&tab=import&site=ALM")
    bring_in(page)
    go_to(page, say("page.thermometer"))
    segment(page, SCHEMA)
    expect(page.get_by_text(say("level.open", **FACTS))).to_be_visible()
    assert faults(page) == []

    go_to(page, say("page.binder"))
    segment(page, say("binder_tab.requirements"))
    segment(page, SCHEMA)
    meet(page)
    attach(page)
    go_to(page, say("page.thermometer"))
    segment(page, SCHEMA)
    expect(page.get_by_text(say("level.reached", level="goud", **FACTS))).to_be_visible()

    go_to(page, say("page.binder"))
    segment(page, say("binder_tab.today"))
    segment(page, SCHEMA)
    take_out(page)


def bring_in(page: Page) -> None:
    """Enter the made-up list with the answers of one site."""
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(
        {"name": "werkdocument.xlsx", "mimeType": XLSX, "buffer": document()}
    )
    expect(page.get_by_role("heading", name=say("list.preview"))).to_be_visible()
    settle(page)
    assert faults(page) == []
    pick(page, say("list.site"), "Almelo")
    page.get_by_text(say("list.complete")).click()
    settle(page)
    new = page.get_by_test_id("stMetric").filter(has_text=say("list.new"))
    expect(new.get_by_test_id("stMetricValue")).to_have_text(str(COUNT))
    give_name(page)
    settle(page)
    press(page, say("list.save"))
    expect(page.get_by_text(f"De eisenlijst is bewaard: {COUNT} eisen")).to_be_visible()


def meet(page: Page) -> None:
    """Assess the one requirement that is not met."""
    expect(page.get_by_role("heading", name="1.1: Verzonnen eis 1.1")).to_be_visible()
    pick(page, field("status"), "voldaan")
    page.get_by_role("textbox", name=say("target_form.reason")).fill("Gezien")
    press(page, say("binder.save"))
    expect(page.get_by_text(say("binder.state", state="● voldaan"))).to_be_visible()
    settle(page)


def attach(page: Page) -> None:
    """Attach a document to it."""
    page.get_by_text(say("binder.attach"), exact=True).click()
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(
        {"name": "beleid.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 verzonnen"}
    )
    page.get_by_role("textbox", name=say("binder.title"), exact=True).fill("Beleid")
    page.get_by_role("textbox", name=say("binder.valid_until")).fill(LAST_DAY)
    press(page, say("binder.attach_button"))
    until = say("validity.valid", day=day_label(LAST_DAY, "nl"), days=0)
    expect(page.get_by_text(f"Beleid: beleid.pdf; {until}")).to_be_visible()
    settle(page)
    assert faults(page) == []


def take_out(page: Page) -> None:
    """Download the binder: the report, and the workbook as the product itself reads workbooks."""
    with page.expect_download() as printed:
        page.get_by_role("button", name=say("binder_paper.button")).click()
    report = printed.value.path().read_bytes()
    require_sound(report, "nl", say("binder_paper.title"))
    assert plain("Beleid: beleid.pdf") in text_of(report)
    with page.expect_download() as caught:
        page.get_by_role("button", name=say("binder.export")).click()
    container = open_container(caught.value.path().read_bytes())
    assert container is not None
    book = read_workbook(container, 20_000)
    assert isinstance(book, tuple)
    first = dict(zip(book[0].records[0], book[0].records[1], strict=False))
    assert (book[0].name, len(book[0].records)) == ("Almelo", COUNT + 1)
    assert (first["Nr"], first["Voldaan"]) == ("1.1", "ja")
    assert "Beleid: beleid.pdf" in " ".join(book[0].records[1])

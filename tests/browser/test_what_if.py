"""In a real browser: a scenario is made, kept, and opened again by its link by somebody else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from kpi.acts import Actor
from kpi.declare import load
from tests.browser.screen import copied_link, faults, open_page, settle
from tests.judge.test_outlook import MEASURE, YEARS, bring, own_target
from tests.servers import ROOT, Server, serve
from tests.stores import open_acts

say = partial(load().words.say, "nl")
PAGE = "what_if?lang=nl&month=2025-12&site=ALL&target=GD3-4c-A"
SHORT = "▲ 2030: niet gehaald. Het wordt 72,9 t; dat is 18,9 t meer dan de mijlpaal toestaat."
"""91.8 t less 18.9 t of the funded measure; -55% since 120 t asks 54 t."""
SPARE = "● 2030: gehaald. Het wordt 42,9 t; dat is 11,1 t beter dan de mijlpaal vraagt."
"""With 30 t of the idea as well."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    path: Path = tmp_path_factory.mktemp("own") / "kpi.duckdb"
    acts = open_acts(path)
    bring(acts, YEARS)
    own_target(acts)
    acts.set_entry("measure", "Minder/ALL", MEASURE, actor=Actor.local("Anna"), reason="x")
    idea = {**MEASURE, "name": "Plan", "effect": "30000", "status": "idea", "funded": "no"}
    acts.set_entry("measure", "Plan/ALL", idea, actor=Actor.local("Anna"), reason="x")
    acts.store.close()
    with serve(ROOT / "dashboard.py", {"KPI_STORE": str(path)}) as running:
        yield running


def test_a_scenario_is_made_kept_and_opened_by_its_link(
    page: Page, browser: Browser, browser_context_args: dict[str, Any], server: Server
) -> None:
    open_page(page, f"{server.url}/{PAGE}")
    expect(page.get_by_role("heading", name=SHORT)).to_be_visible()
    page.get_by_text("Plan", exact=True).click()
    expect(page.get_by_role("heading", name=SPARE)).to_be_visible()
    expect(page).to_have_url(re.compile("on=Minder"))
    settle(page)

    name = page.get_by_label(say("frame.name"), exact=True)
    name.fill("Anna")
    name.press("Enter")
    expect(page.get_by_text(say("frame.acting_as"))).to_be_visible()
    settle(page)
    page.get_by_label(say("what_if.name"), exact=True).fill("Alles aan")
    page.get_by_label(say("target_form.reason"), exact=True).fill("Voor de raad")
    page.get_by_role("button", name=say("what_if.save")).click()
    expect(page.get_by_text(re.compile("Bewaard als scenario"))).to_be_visible()
    settle(page)
    assert faults(page) == []
    link = copied_link(page)
    assert "scenario=Alles+aan" in link

    context = browser.new_context(**{**browser_context_args, "locale": "en-GB"})
    other = context.new_page()
    open_page(other, link)
    expect(other.get_by_role("heading", name=SPARE)).to_be_visible()
    # The bare name is enough: target, place and measures come with it.
    open_page(other, f"{server.url}/what_if?lang=nl&month=2025-12&scenario=Alles+aan")
    expect(other.get_by_role("heading", name=SPARE)).to_be_visible()
    context.close()


def test_a_slider_is_moved_by_the_keyboard(page: Page, server: Server) -> None:
    open_page(page, f"{server.url}/{PAGE}")
    slider = page.get_by_role("slider", name=say("what_if.delivered"))
    slider.focus()
    for _ in range(2):
        slider.press("ArrowLeft")
    # 90% of 18.9 t is 17.01 t.
    expect(
        page.get_by_role(
            "heading", name="Het wordt 74,8 t; dat is 20,8 t meer dan de mijlpaal toestaat."
        )
    ).to_be_visible()
    expect(page).to_have_url(re.compile("delivered=90"))

"""Signing in with a real provider, in a real browser: who gets in, what is shown, what is logged."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kpi.declare import load
from tests.browser.screen import Calls, faults, open_page, settle
from tests.ports import free_port
from tests.provider import CLIENT, SECRET, Provider, provide
from tests.servers import ROOT, Server, serve
from tests.stores import open_acts

say = partial(load().words.say, "nl")
COOKIE_SECRET = "a-secret-for-cookies-0123456789abcdef"
PEOPLE = {
    "Vera": {"sub": "sub-vera", "preferred_username": "vera@example.org", "roles": ["kpi.viewer"]},
    "Olaf": {"sub": "sub-olaf", "preferred_username": "olaf@example.org", "roles": ["kpi.admin"]},
    "Nico": {"sub": "sub-nico", "preferred_username": "nico@example.org", "groups": ["other"]},
}
SECRETS = """
[auth]
redirect_uri = "{redirect}"
cookie_secret = "{cookie}"
client_id = "{client}"
client_secret = "{secret}"
server_metadata_url = "{metadata}"
"""


@dataclass(frozen=True)
class House:
    server: Server
    provider: Provider
    path: Path
    log: Path


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder: Path = tmp_path_factory.mktemp("signed")
    path, secrets, log = folder / "kpi.duckdb", folder / "secrets.toml", folder / "log.txt"
    open_acts(path).store.close()
    port = free_port()
    redirect = f"http://127.0.0.1:{port}/oauth2callback"
    with provide(PEOPLE, redirect) as provider:
        text = SECRETS.format(
            redirect=redirect,
            cookie=COOKIE_SECRET,
            client=CLIENT,
            secret=SECRET,
            metadata=provider.metadata,
        )
        secrets.write_text(text, encoding="utf-8")
        given = {"KPI_STORE": str(path)}
        with serve(ROOT / "dashboard.py", given, port=port, secrets=secrets, log=log) as server:
            yield House(server, provider, path, log)


def sign_in(page: Page, house: House, name: str) -> None:
    open_page(page, f"{house.server.url}/?lang=nl")
    page.get_by_role("button", name=say("door.sign_in")).click()
    page.get_by_role("link", name=name).click()
    page.wait_for_url(f"{house.server.url}/**")
    expect(page.locator("h1").first).to_be_visible()
    settle(page)


def sign_out(page: Page) -> None:
    # The page says so at once; only then does the browser go to forget who it was.
    with page.expect_navigation():
        page.get_by_role("button", name=say("door.sign_out")).click()
    expect(page.get_by_text(say("door.signed_out"))).to_be_visible()
    settle(page)


def test_t32_t33_signing_in_shows_what_the_role_allows_and_no_more(
    page: Page, house: House
) -> None:
    calls = Calls()
    calls.listen(page)
    open_page(page, f"{house.server.url}/upload?lang=nl")
    expect(page.get_by_text(say("door.signed_out"))).to_be_visible()
    settle(page)  # the browser is still on its way to forget who it was
    expect(page.get_by_test_id("stSidebarNav")).to_have_count(0)
    assert faults(page) == []

    sign_in(page, house, "Vera")
    expect(page.get_by_text(re.compile("^vera.*, kijker$"))).to_be_visible()
    links = page.get_by_test_id("stSidebarNav").get_by_role("link")
    expect(links.filter(has_text=re.compile(say("page.targets")))).to_have_count(1)
    expect(links.filter(has_text=re.compile(say("page.upload")))).to_have_count(0)
    open_page(page, f"{house.server.url}/upload?lang=nl")
    expect(page.get_by_text(say("door.for_uploader"))).to_be_visible()
    expect(page.get_by_test_id("stFileUploader")).to_have_count(0)
    cookies = [c["value"] for c in page.context.cookies() if "streamlit" in c["name"]]
    sign_out(page)

    sign_in(page, house, "Nico")
    expect(page.get_by_text(re.compile("nog geen rol"))).to_be_visible()
    sign_out(page)

    sign_in(page, house, "Olaf")
    expect(page.get_by_text(re.compile("^olaf.*, beheerder$"))).to_be_visible()
    expect(links.filter(has_text=re.compile(say("page.safekeeping")))).to_have_count(1)
    # Nobody is asked for a name that the sign-in told.
    open_page(page, f"{house.server.url}/registers?lang=nl&register=denied")
    expect(page.get_by_text("olaf@example.org", exact=True).first).to_be_visible()
    expect(page.get_by_label(say("frame.name"))).to_have_count(0)
    cookies += [c["value"] for c in page.context.cookies() if "streamlit" in c["name"]]
    hosts = {f"127.0.0.1:{house.server.port}", f"127.0.0.1:{house.provider.port}"}
    assert calls.hosts == hosts
    assert len(cookies) >= 2 and len(house.provider.tokens) == 6

    logged = house.log.read_text(encoding="utf-8", errors="replace")
    secret = [*cookies, *house.provider.tokens, SECRET, COOKIE_SECRET]
    secret += [str(value) for claims in PEOPLE.values() for value in claims.values()]
    assert [text for text in [*secret, *PEOPLE] if str(text) in logged] == []

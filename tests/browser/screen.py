"""Reading a Streamlit page from outside: when it is ready, whom it calls, what axe says of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, Request, WebSocket, expect

QUIET = """() => {
    const quiet = document.querySelector(
            "[data-testid='stApp'][data-test-script-state='notRunning']")
        && !document.querySelector("[data-testid='stSkeleton'], [data-stale='true']")
        && document.getAnimations().every(
            animation => animation.effect.getComputedTiming().iterations === Infinity);
    const now = performance.now();
    window.quietSince = quiet ? window.quietSince ?? now : undefined;
    return quiet && now - window.quietSince >= 400;
}"""
"""The script ended, what it replaced is gone, and nothing moves any more but what never stops, such
as the hand that shows that one waits. For a while: one run of a script may ask for the next."""
ROW = 35
"""Height of a line of the grid, in pixels."""
PATIENCE = 90_000
"""Milliseconds until what is expected has to show; a busy machine draws late, not wrongly."""
BUILDING = 240_000
"""Milliseconds until a first page has to show: on a busy machine the demonstration takes long."""
LOOK = 100
"""Milliseconds between two looks whether all is quiet: a look at every frame keeps a page busy."""
OWN_SCHEMES = {"data", "blob", "about"}
"""What never leaves the browser."""

FRAMEWORK_FAULTS = {
    "list": "[data-testid='stSidebarNav']",
    "listitem": "[data-testid='stSidebarNav']",
    "presentation-role-conflict": "[data-testid='stFileUploaderDropzone']",
}
"""Faults of Streamlit itself: the rule of axe, and the part of the page in which it is theirs."""


def open_page(page: Page, url: str) -> None:
    """Open an address and wait until its script ran, drew a title, and nothing moves any more."""
    page.set_default_timeout(PATIENCE)
    page.goto(url)
    expect(page.locator("h1").first).to_be_visible(timeout=BUILDING)
    settle(page)


def go_to(page: Page, title: str) -> None:
    """Go to another page by the navigation, in the same session."""
    page.get_by_test_id("stSidebarNav").get_by_role("link", name=title, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    settle(page)


def settle(page: Page) -> None:
    """Wait until the script ended, what it replaced has faded away and what it drew has come."""
    page.evaluate("window.quietSince = undefined")
    page.wait_for_function(QUIET, polling=LOOK)


def copied_link(page: Page) -> str:
    """Open the fold with the link to what is on the screen, and return the link."""
    fold = page.locator(".st-key-link-here")
    fold.locator("summary").click()
    return fold.get_by_test_id("stCode").inner_text().strip()


@contextmanager
def on_paper(page: Page) -> Iterator[None]:
    """Show a page as it is printed."""
    page.emulate_media(media="print")
    try:
        yield
    finally:
        page.emulate_media(media="null")


@dataclass
class Calls:
    """The hosts a page called, by request or by web socket, and what its policy forbade it."""

    hosts: set[str] = field(default_factory=set)
    forbidden: list[str] = field(default_factory=list)

    def listen(self, page: Page) -> None:
        page.on("request", self._request)
        page.on("websocket", self._websocket)
        page.on("console", self._console)

    def _console(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            self.forbidden.append(message.text)

    def _request(self, request: Request) -> None:
        self._note(request.url)

    def _websocket(self, socket: WebSocket) -> None:
        self._note(socket.url)

    def _note(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in OWN_SCHEMES:
            self.hosts.add(parts.netloc)


def faults(page: Page) -> list[str]:
    """Return what axe finds on a page beside the framework's own known faults."""
    response = Axe().run(page).response
    return [
        f"{violation['id']} ({violation['impact']}): {node['html'][:300]}"
        for violation in response["violations"]
        for node in violation["nodes"]
        if not _known(page, violation["id"], node["target"][0])
    ]


def _known(page: Page, rule: str, target: str) -> bool:
    part = FRAMEWORK_FAULTS.get(rule)
    return part is not None and bool(
        page.locator(target).first.evaluate("(found, part) => found.closest(part) !== null", part)
    )


def fill_cell(page: Page, column: int, row: int, text: str) -> None:
    """Type a text into a cell of the grid on the page; columns and rows count from 0.

    The grid is a picture to the browser: the first column is clicked, the keyboard does the rest.
    What is typed while the page is still drawn anew would be lost with the grid it was typed in.
    """
    settle(page)
    page.locator(".dvn-scroller").first.click(
        position={"x": ROW // 2, "y": ROW * row + ROW * 3 // 2}
    )
    for _ in range(column):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.locator("#portal textarea").fill(text)
    page.keyboard.press("Enter")

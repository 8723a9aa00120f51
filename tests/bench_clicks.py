"""A click in the navigation until the charts of a page are drawn, beside loading an empty page anew.

All by the clock of the browser itself, in one browser: an answer that is already there is not asked
for again by a driver that looks now and then.
"""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from kpi.acts import build_demonstration
from kpi.declare import DEMO_STORE, demo_plan, load
from tests.bench_interval import EMPTY
from tests.bench_results import Line, part
from tests.browser.conftest import FLAGS
from tests.browser.screen import open_page, settle
from tests.chromium import find_chromium
from tests.servers import ROOT, serve

TIMES = 9
LOADS = 3
"""Times that the empty page is loaded in a round."""
LIMIT = 1.2
ARGUMENTS = [flag for flag in FLAGS if not flag.startswith("--js-flags")]
"""A browser at work for a while makes the code of a page quick; tests have no time for that."""
PAGES = (
    "",
    "co2_energy",
    "meters",
    "waste",
    "medication",
    "reusables",
    "travel",
    "food",
    "care",
    "targets",
    "measures",
    "what_if",
    "signals",
    "thermometer",
    "arrivals",
)
"""Pages on which a chart stands as they open; the overview has no name in the address."""
WITHOUT = "definitions"
"""A page that is only text: what is left for before every click."""
WATCH = """(() => {
    const seen = window.seen = {steps: []};
    const count = () => document.querySelectorAll(".js-plotly-plot .main-svg :is(.trace, .hm)").length;
    new MutationObserver(changes => {
        const now = performance.now(), traces = count();
        if (traces !== seen.steps.at(-1)?.traces) seen.steps.push({traces, now});
        const drawing = changes.some(({target: t}) =>
            (t.nodeType === 1 ? t : t.parentElement)?.closest(".js-plotly-plot"));
        if (drawing) seen.settled = now;
        if (document.body?.innerText.includes("ready")) seen.ready ??= now;
    }).observe(document, {subtree: true, childList: true, characterData: true, attributes: true});
})()"""
"""Notes when how many traces stand in the page, when a chart last changed, when the line stands."""
CLICK = """page => {
    Object.assign(window.seen, {steps: [], settled: undefined, clicked: performance.now()});
    [...document.querySelectorAll("[data-testid='stSidebarNav'] a")]
        .find(link => new URL(link.href).pathname.endsWith("/" + page)).click();
}"""
TAKEN = """() => {
    const {steps, settled, clicked} = window.seen;
    const most = Math.max(...steps.map(step => step.traces));
    return [steps.find(step => step.traces === most).now - clicked, settled - clicked];
}"""
"""From the click until the last trace stands, and until nothing in a chart changes any more."""
QUIET = 500
"""Milliseconds in which a page that stands could still change."""


def measure_clicks() -> None:
    """Measure each page with charts on the demonstration."""
    chromium = find_chromium()
    if chromium is None:
        return
    if not DEMO_STORE.exists():
        build_demonstration(DEMO_STORE, load(), demo_plan())
    with sync_playwright() as playwright, part("clicks", "A click in the navigation") as lines:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        lines.extend(_lines(browser))
        browser.close()


def _lines(browser: Browser) -> Iterator[Line]:
    """Yield the empty page and every page with charts, round by round in turns.

    What else the machine does then falls on all of them. In the first round nothing is kept by the
    browser yet; that is no click of someone at work.
    """
    empties: list[float] = []
    clicks: dict[str, list[tuple[float, float]]] = {name: [] for name in PAGES}
    with (
        tempfile.TemporaryDirectory() as folder,
        serve(_empty_script(Path(folder))) as bare,
        serve(ROOT / "dashboard.py", {"KPI_STORE": str(DEMO_STORE)}) as server,
    ):
        empty, page = _page(browser), _page(browser)
        open_page(page, f"{server.url}/{WITHOUT}?lang=nl")
        for _ in range(TIMES + 1):
            empties.extend(_load(empty, bare.url) for _ in range(LOADS))
            for name in PAGES:
                clicks[name].append(_click(page, name))
    load = statistics.median(empties[LOADS:])
    yield Line("an empty page, loaded anew", load, "ms")
    for name, found in clicks.items():
        taken, calm = map(statistics.median, zip(*found[1:], strict=True))
        yield Line(
            f"{name or 'overview'}, until its last chart stands", taken, "ms", "an empty page",
            taken / load, LIMIT, f"until nothing changes {calm:,.0f} ms, {calm / load:.2f}",
        )  # fmt: skip


def _page(browser: Browser) -> Page:
    page = browser.new_page(locale="nl-NL", viewport={"width": 1440, "height": 1000})
    page.add_init_script(WATCH)
    return page


def _empty_script(folder: Path) -> Path:
    script = folder / "empty.py"
    script.write_text(EMPTY)
    return script


def _load(page: Page, url: str) -> float:
    """Return the milliseconds until the one line of an empty page stands."""
    page.bring_to_front()
    page.goto(url)
    page.wait_for_function("window.seen.ready")
    page.wait_for_timeout(QUIET)
    return float(page.evaluate("window.seen.ready"))


def _click(page: Page, name: str) -> tuple[float, float]:
    """Return the milliseconds until the last chart of a page stands, and until nothing changes."""
    page.bring_to_front()
    page.evaluate(CLICK, WITHOUT)
    settle(page)
    page.evaluate(CLICK, name)
    page.wait_for_timeout(QUIET)
    settle(page)
    drawn, settled = page.evaluate(TAKEN)
    return float(drawn), float(settled)

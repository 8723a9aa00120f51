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

TIMES = 7
LIMIT = 1.2
PAGES = (
    "co2_energy",
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
"""Pages on which a chart stands as they open."""
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
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        empty = _empty(browser)
        lines.append(Line("an empty page, loaded anew", empty, "ms"))
        lines.extend(_clicks(browser, empty))
        browser.close()


def _page(browser: Browser) -> Page:
    page = browser.new_page(locale="nl-NL", viewport={"width": 1440, "height": 1000})
    page.add_init_script(WATCH)
    return page


def _empty(browser: Browser) -> float:
    """Return the median milliseconds until the one line of an empty page stands."""
    found: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "empty.py"
        script.write_text(EMPTY)
        with serve(script) as server:
            page = _page(browser)
            page.goto(server.url)
            for _ in range(TIMES + 1):
                page.wait_for_function("window.seen.ready")
                page.wait_for_timeout(QUIET)
                found.append(page.evaluate("window.seen.ready"))
                page.reload()
            page.close()
    # The first time nothing is kept by the browser yet.
    return statistics.median(found[1:])


def _clicks(browser: Browser, empty: float) -> Iterator[Line]:
    with serve(ROOT / "dashboard.py", {"KPI_STORE": str(DEMO_STORE)}) as server:
        page = _page(browser)
        open_page(page, f"{server.url}/{WITHOUT}?lang=nl")
        for name in PAGES:
            # What was never on screen is fetched once; that is no click of someone at work.
            drawn, settled = zip(*[_click(page, name) for _ in range(TIMES + 1)][1:], strict=True)
            taken = statistics.median(drawn)
            calm = statistics.median(settled)
            yield Line(
                f"{name}, until its last chart stands", taken, "ms", "an empty page",
                taken / empty, LIMIT, f"until nothing changes {calm:,.0f} ms, {calm / empty:.2f}",
            )  # fmt: skip


def _click(page: Page, name: str) -> tuple[float, float]:
    page.evaluate(CLICK, WITHOUT)
    settle(page)
    page.evaluate(CLICK, name)
    page.wait_for_timeout(QUIET)
    settle(page)
    drawn, settled = page.evaluate(TAKEN)
    return float(drawn), float(settled)

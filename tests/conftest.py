"""What all tests share: without a Chromium the browser tests are skipped, and it is said aloud."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kpi.acts import Acts, build_demonstration
from kpi.declare import demo_plan, load
from kpi.store import Store
from tests.chromium import find_chromium

BROWSER_TESTS = Path(__file__).parent / "browser"
IN_CI = os.environ.get("CI", "").lower() in {"1", "true"}
NO_CHROMIUM = "no Chromium on this machine"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the browser tests; skip them without a Chromium, except where all has to be tested.

    In one process they come last: the browser keeps an event loop running. Where processes share
    the work, one of them takes all browser tests, one all that read the demonstration: each of
    those costs a long start.
    """
    absent = find_chromium() is None
    for item in items:
        if "demonstration" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("demonstration"))
        if _in_browser(item):
            item.add_marker("browser")
            item.add_marker(pytest.mark.xdist_group("browser"))
            if absent and not IN_CI:
                item.add_marker(pytest.mark.skip(reason=NO_CHROMIUM))
    items.sort(key=_in_browser)


def _in_browser(item: pytest.Item) -> bool:
    return BROWSER_TESTS in item.path.parents


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in the last lines that browser tests were skipped, and how many."""
    skipped = [
        report
        for report in terminalreporter.getreports("skipped")
        if isinstance(report.longrepr, tuple) and NO_CHROMIUM in report.longrepr[2]
    ]
    if skipped:
        terminalreporter.line("")
        terminalreporter.line(
            f"Browser tests skipped: {len(skipped)} ({NO_CHROMIUM}).", yellow=True
        )


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Acts:
    """The acts on a demonstration store of its own, built once; tests only read it."""
    path = tmp_path_factory.mktemp("demonstration") / "kpi.duckdb"
    catalogue, plan = load(), demo_plan()
    build_demonstration(path, catalogue, plan)
    return Acts(Store.open(path, catalogue), catalogue, today=lambda: plan.reporting_date)

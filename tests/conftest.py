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
ONE_OF_MANY = "PYTEST_XDIST_WORKER" in os.environ
"""This process is one of those that share the work."""
NO_CHROMIUM = "no Chromium on this machine"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the browser tests; skip them without a Chromium, except where all has to be tested.

    In one process they come last, so that what fails quickly fails early. Where processes share
    the work they come first: they take longest, and what is short fills up the end. From them on
    their process has an event loop running, so no test may start another one in its own thread.
    """
    absent = find_chromium() is None
    for item in items:
        if _in_browser(item):
            item.add_marker("browser")
            if absent and not IN_CI:
                item.add_marker(pytest.mark.skip(reason=NO_CHROMIUM))
    items.sort(key=_in_browser, reverse=ONE_OF_MANY)


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

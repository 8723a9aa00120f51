"""What all tests share: without a Chromium the browser tests are skipped, and it is said aloud."""

from __future__ import annotations

import fcntl
import gc
import os
import shutil
from pathlib import Path

import pytest

from kpi.acts import Acts, build_demonstration
from kpi.declare import DEMO_STORE, demo_plan, load
from kpi.store import Store
from kpi.store.engine import CONFIG
from tests.chromium import find_chromium

TESTS = Path(__file__).parent
BROWSER_TESTS = TESTS / "browser"
LONGEST = (TESTS / "test_lake.py", BROWSER_TESTS / "test_pages.py")
"""The files that take longest, the second from building the demonstration on."""
IN_CI = os.environ.get("CI", "").lower() in {"1", "true"}
ONE_OF_MANY = "PYTEST_XDIST_WORKER" in os.environ
"""This process is one of those that share the work."""
SELDOM = (200_000, 20, 50)
"""New objects, and rounds of younger ones, after which the collector of cycles looks."""
NO_CHROMIUM = "no Chromium on this machine"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the browser tests; skip them without a Chromium, except where all has to be tested.

    In one process they come last, so that what fails quickly fails early. Where processes share
    the work they come first: they take longest, and what is short fills up the end. What works on
    the demonstration comes after what does not, so that nobody waits while one process builds it.
    From the browser tests on their process has an event loop running, so no test may start
    another one in its own thread.
    """
    absent = find_chromium() is None
    for item in items:
        if _in_browser(item):
            item.add_marker("browser")
            if absent and not IN_CI:
                item.add_marker(pytest.mark.skip(reason=NO_CHROMIUM))
    if ONE_OF_MANY:
        patient = {item.path for item in items if "demonstration_folder" in _fixtures(item)}
        items.sort(key=lambda item: _turn(item.path, patient))
    else:
        items.sort(key=_in_browser)


def pytest_configure() -> None:
    """Where processes share the cores, a database that works on all of them stands in its own way.

    That the figures do not hang on it is for tests/measure/test_threads.py to tell.
    """
    if ONE_OF_MANY:
        CONFIG["threads"] = "1"


def pytest_collection_finish() -> None:
    """As the server at its start: what is loaded now stays, and is not gone over at every run.

    What thousands of tests leave in caches stays as well: going over it took a tenth of the time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*SELDOM)


def _in_browser(item: pytest.Item) -> bool:
    return BROWSER_TESTS in item.path.parents


def _fixtures(item: pytest.Item) -> list[str]:
    return item.fixturenames if isinstance(item, pytest.Function) else []


def _turn(path: Path, patient: set[Path]) -> tuple[bool, ...]:
    """Return the place of a file in the order in which processes take files."""
    return (
        path not in LONGEST,
        path not in LONGEST[:1],
        BROWSER_TESTS not in path.parents,
        path in patient,
    )


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
def demonstration_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration store with archive and journal, built once for all processes.

    Copied before it is opened: one process owns a store.
    """
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if ONE_OF_MANY else base) / "demonstration"
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            building = folder.with_suffix(".building")
            build_demonstration(building / DEMO_STORE.name, load(), demo_plan())
            building.rename(folder)
    return folder


@pytest.fixture(scope="session")
def demonstration(demonstration_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Acts:
    """The acts on a demonstration store of its own; tests only read it."""
    own = shutil.copytree(demonstration_folder, tmp_path_factory.mktemp("own") / "demonstration")
    catalogue, plan = load(), demo_plan()
    store = Store.open(own / DEMO_STORE.name, catalogue)
    return Acts(store, catalogue, today=lambda: plan.reporting_date)

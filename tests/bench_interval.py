"""Pages, charts and uploads over stores of ten thousand, a million and fifty million interval rows."""

from __future__ import annotations

import datetime as dt
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
from playwright.sync_api import Page, sync_playwright

from kpi.acts import Actor, Acts
from kpi.declare import load
from kpi.store import Store, journal_of
from tests.bench_results import Line, part
from tests.browser.conftest import FLAGS
from tests.chromium import find_chromium
from tests.servers import ROOT, Server, serve
from tests.visitors import visitor

EMPTY = "import streamlit as st\nst.write('ready')\n"
KIND, CARRIER = "interval", "elektriciteit_inkoop"
SIZES = {"10 thousand": (1, 104, 1), "1 million": (10, 365, 3), "50 million": (50, 365, 29)}
"""Meters and days of the file that is taken in, and how often its rows stand in the store."""
RUNS, LOADS = 12, 7
BLOCKS = 10
"""So many years before other meters come."""
APART = 366
"""Days between two years of copies."""
PAGES = {"overview": "", "CO2 and energy": "co2_energy", "meters": "meters"}
TODAY = dt.date(2026, 11, 15)
BENCH = Actor.local("Bench")


def meter(number: int) -> str:
    """Return the EAN of a meter."""
    return f"8716{number:014d}"


def file_of(first: int, meters: int, days: int, start: str = "2025-01-01") -> bytes:
    """Return a file of quarters of so many meters and days, in local time."""
    local = pd.date_range(start, periods=days * 96, freq="15min", tz="Etc/GMT-1")
    quarters = local.tz_convert("Europe/Amsterdam").strftime("%d-%m-%Y %H:%M")
    lines = ["EAN-code;Register;Van;Verbruik;Eenheid;Status"]
    for number in range(first, first + meters):
        lines += [
            f"{meter(number)};afname;{moment};{(number * 31 + place * 7) % 900 + 50};Wh;G"
            for place, moment in enumerate(quarters)
        ]
    return ("\n".join(lines) + "\n").encode()


def page_runs(server: Server, page: str, runs: int) -> list[float]:
    """Return the seconds of so many runs of one page in one session, the first one included."""
    with visitor(f"ws://127.0.0.1:{server.port}") as one:
        return [one.run(page).seconds for _ in range(runs)]


def make_store(path: Path, meters: int, days: int, times: int) -> int:
    """Fill a store and return how many readings it holds."""
    acts = open_acts(path)
    blocks = -(-times // BLOCKS)
    for number in range(meters * blocks + 20):
        body = {"meter": meter(number), "site": "ALM", "category": CARRIER}
        acts.set_entry("meter", meter(number), body, actor=BENCH, reason="bench")
    base = send(acts, file_of(0, meters, days))
    for copy in range(1, times):
        _copy(acts.store, base, meters * (copy // BLOCKS), -APART * (copy % BLOCKS), copy)
    ((count,),) = acts.store.rows("select count(*) from reading")
    acts.store.close()
    return int(count)


def open_acts(path: Path) -> Acts:
    """Open the acts on a store."""
    catalogue = load()
    return Acts(Store.open(path, catalogue), catalogue, today=lambda: TODAY)


def send(acts: Acts, data: bytes) -> int:
    """Preview with its effect, and accept."""
    preview = acts.preview(KIND, data, "bench.csv")
    return acts.accept(preview, actor=BENCH).number


def _copy(store: Store, base: int, meters: int, days: int, number: int) -> None:
    """Store the rows of an upload once more, for other meters and another time, as an act."""
    ean = f"cast(cast({{0}} as hugeint) + {meters} as varchar)"
    with store.write("upload", "Bench", "") as writing:
        new = writing.revision
        writing.run(
            f"""insert into upload select {new}, kind, 'copy', file_hash || '{number}', 'summed',
            rows_read, rows_stored, rows_refused, decisions, findings
            from upload where upload = {base}"""
        )
        writing.run(
            f"""insert into slice
            with parts as (select *, string_split(slice, chr(31)) as p from slice where upload = {base})
            select {new}, kind, concat_ws(chr(31), p[1],
                strftime(cast(p[6] as date) + {days}, '%Y-%m'), p[3], {ean.format("p[4]")}, p[5],
                cast(cast(p[6] as date) + {days} as varchar)), no
            from parts"""
        )
        writing.run(
            f"""insert into rows_interval
            select * replace ({new} as upload, {ean.format("meter")} as meter, day + {days} as day,
                cast(date_trunc('month', day + {days}) as date) as month)
            from rows_interval where upload = {base}"""
        )
        writing.run(
            f"insert into reading select * replace ({new} as upload) from reading where upload = {base}"
        )


def measure_interval(sizes: tuple[str, ...] = tuple(SIZES)) -> None:
    """Measure pages, charts and uploads at each size."""
    with tempfile.TemporaryDirectory() as name, part("interval", "Interval rows") as lines:
        stores, counts = {}, {}
        for size in sizes:
            stores[size] = Path(name) / size.replace(" ", "-") / "kpi.duckdb"
            started = time.perf_counter()
            counts[size] = make_store(stores[size], *SIZES[size])
            print(
                f"{counts[size]:,} readings made in {time.perf_counter() - started:.0f} s",
                flush=True,
            )
        lines.extend(_pages(stores))
        lines.extend(_charts(stores))
        lines.extend(_uploads(stores, Path(name)))
        lines.extend(_bytes(stores, counts))


def _pages(stores: dict[str, Path]) -> Iterator[Line]:
    smallest: dict[str, float] = {}
    for size, path in stores.items():
        with serve(ROOT / "dashboard.py", {"KPI_STORE": str(path)}) as server:
            for title, page in PAGES.items():
                seconds = page_runs(server, page, RUNS)
                taken = statistics.median(seconds[1:])
                first = smallest.setdefault(title, taken)
                yield Line(
                    f"page script, {title}, {size} rows", taken * 1000, "ms",
                    f"{next(iter(stores))} rows", taken / first,
                    None if taken is first else 1.2, f"first run {seconds[0] * 1000:,.0f} ms",
                )  # fmt: skip


def _charts(stores: dict[str, Path]) -> Iterator[Line]:
    chromium = find_chromium()
    if chromium is None:
        return
    script = stores[next(iter(stores))].parent / "empty.py"
    script.write_text(EMPTY)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_page(locale="nl-NL")
        with serve(script) as server:
            empty = _loads(page, server, "", "text=ready")
        yield Line("an empty page in Chromium", empty * 1000, "ms")
        for size, path in stores.items():
            with serve(ROOT / "dashboard.py", {"KPI_STORE": str(path)}) as server:
                for title, address in (("CO2 and energy", "co2_energy"), ("meters", "meters")):
                    taken = _loads(
                        page, server, f"{address}?lang=nl", ".js-plotly-plot .main-svg .trace"
                    )
                    yield Line(
                        f"drawn charts, {title}, {size} rows", taken * 1000, "ms", "an empty page",
                        taken / empty, 2.0,
                    )  # fmt: skip
        browser.close()


def _loads(page: Page, server: Server, address: str, drawn: str) -> float:
    """Return the median seconds from loading a page anew until it is drawn and stays so."""
    found = []
    page.goto(f"{server.url}/{address}")
    page.locator(drawn).first.wait_for(state="attached", timeout=60_000)
    page.wait_for_timeout(1500)
    count = page.locator(drawn).count()
    for _ in range(LOADS):
        started = time.perf_counter()
        page.goto(f"{server.url}/{address}", wait_until="commit")
        page.wait_for_function(
            "([drawn, count]) => drawn.startsWith('text=')"
            " ? document.body && document.body.innerText.includes(drawn.slice(5))"
            " : document.querySelectorAll(drawn).length >= count",
            arg=[drawn, count], timeout=60_000,
        )  # fmt: skip
        found.append(time.perf_counter() - started)
    return statistics.median(found)


def _uploads(stores: dict[str, Path], folder: Path) -> Iterator[Line]:
    """An upload of a month of four meters, from bytes to accepted, with its effect on the figures."""
    reference = 0.0
    for size, path in {"no": folder / "empty" / "kpi.duckdb", **stores}.items():
        acts = open_acts(path)
        if size == "no":
            for number in range(20):
                body = {"meter": meter(number), "site": "ALM", "category": CARRIER}
                acts.set_entry("meter", meter(number), body, actor=BENCH, reason="bench")
        seconds = []
        for month in (1, 2, 3):
            data = file_of(0, 4, 28, f"2026-0{month}-01")
            started = time.perf_counter()
            send(acts, data)
            seconds.append(time.perf_counter() - started)
        acts.store.close()
        taken = statistics.median(seconds)
        reference = reference or taken
        yield Line(
            f"upload of 10,752 readings into {size} rows", taken, "s", "an empty store",
            taken / reference, None if size == "no" else 1.3,
        )  # fmt: skip


def _bytes(stores: dict[str, Path], counts: dict[str, int]) -> Iterator[Line]:
    for size, path in stores.items():
        journal = sum(file.stat().st_size for file in journal_of(path).iterdir())
        yield Line(f"database, {size} rows", path.stat().st_size / counts[size], "bytes a reading")
        yield Line(f"journal, {size} rows", journal / counts[size], "bytes a reading")

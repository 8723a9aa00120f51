"""Measure what a person feels, each figure beside a reference taken in the same run.

Run through ``make bench``, all parts or those that are named. Nothing here passes or fails: machines
differ, ratios hold. What was found is written to ``docs/benchmarks.md``.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from kpi.acts import Acts, build_demonstration
from kpi.declare import DEMO_STORE, demo_plan, load
from kpi.store import Store
from tests.bench_clicks import measure_clicks
from tests.bench_interval import EMPTY, measure_interval, page_runs
from tests.bench_lake import measure_lake
from tests.bench_readings import measure_readings
from tests.bench_report import measure_reports
from tests.bench_results import Line, part
from tests.bench_sessions import measure_sessions
from tests.servers import ROOT, serve

RUNS = 15


def measure_pages() -> None:
    """Measure page runs with the full demonstration store beside those of an empty page."""
    if not DEMO_STORE.exists():
        build_demonstration(DEMO_STORE, load(), demo_plan())
    with part("pages", "Pages of the demonstration, and a cold start") as lines:
        with tempfile.TemporaryDirectory() as folder:
            script = Path(folder) / "empty.py"
            script.write_text(EMPTY)
            with serve(script) as server:
                reference = statistics.median(page_runs(server, "", RUNS)[1:])
        lines.append(Line("an empty page", reference * 1000, "ms"))
        with serve(ROOT / "dashboard.py", {"KPI_STORE": str(DEMO_STORE)}) as server:
            for page in ("", "co2_energy", "waste", "targets", "definitions", "upload"):
                seconds = page_runs(server, page, RUNS)
                median = statistics.median(seconds[1:])
                lines.append(
                    Line(
                        f"page {page or 'overview'}",
                        median * 1000,
                        "ms",
                        "an empty page",
                        median / reference,
                        note=f"first run {seconds[0] * 1000:,.0f} ms",
                    )
                )
                if page == "":
                    cold = server.until_health + seconds[0]
                    lines.append(Line("from start to first page", cold, "s", limit=5))


def measure_upload() -> None:
    """Print the seconds from bytes to preview for a file of 100 rows over the demonstration."""
    catalogue = load()
    kind = min(catalogue.contracts.values(), key=lambda contract: contract.order)
    example = next(t.example for t in catalogue.themes if t.contract is kind)
    header, first = example.splitlines()[:2]
    month = first.split(";")[1]
    sent = [
        first.replace(month, f"{2012 + number // 12}-{number % 12 + 1:02d}")
        for number in range(100)
    ]
    data = "\r\n".join([header, *sent]).encode("utf-8-sig")
    store = Store.open(DEMO_STORE, catalogue)
    acts = Acts(store, catalogue, today=lambda: demo_plan().reporting_date)
    seconds = []
    for _ in range(RUNS):
        started = time.perf_counter()
        preview = acts.preview(kind.id, data, "bench.csv")
        seconds.append(time.perf_counter() - started)
    store.close()
    rows = len(preview.checked.rows)
    with part("upload", "An upload of a hundred rows") as lines:
        median = statistics.median(seconds)
        lines.append(Line(f"{rows} rows, from bytes to preview", median, "s", limit=0.5))


PARTS: Mapping[str, Callable[[], None]] = {
    "pages": measure_pages,
    "clicks": measure_clicks,
    "upload": measure_upload,
    "readings": measure_readings,
    "reports": measure_reports,
    "interval": measure_interval,
    "lake": measure_lake,
    "sessions": measure_sessions,
}
"""What can be measured by itself; the last three take longest."""


if __name__ == "__main__":
    for name in sys.argv[1:] or PARTS:
        PARTS[name]()

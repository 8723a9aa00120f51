"""Measure what a person feels, each figure beside a reference taken in the same run.

Run through ``make bench``. Nothing here passes or fails: machines differ, ratios hold.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from pathlib import Path

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect
from websockets.typing import Origin, Subprotocol

from kpi.acts import Acts, build_demonstration
from kpi.declare import DEMO_STORE, demo_plan, load
from kpi.store import Store
from tests.bench_readings import measure_readings
from tests.bench_report import measure_reports
from tests.servers import ROOT, serve

RUNS = 15
EMPTY = "import streamlit as st\nst.write('-')\n"
SESSION = (Subprotocol("streamlit"),)


async def page_runs(port: int, page: str, runs: int, query: str = "") -> list[float]:
    """Return the seconds of so many runs of one page in one session, the first one included."""
    url = f"ws://127.0.0.1:{port}/_stcore/stream"
    seconds = []
    origin = Origin(f"http://127.0.0.1:{port}")
    async with connect(url, subprotocols=SESSION, origin=origin, max_size=None) as socket:
        for _ in range(runs):
            message = BackMsg()
            message.rerun_script.query_string = query
            message.rerun_script.page_name = page
            started = time.perf_counter()
            await socket.send(message.SerializeToString())
            while True:
                forward = ForwardMsg()
                forward.ParseFromString(await socket.recv(decode=False))
                if forward.WhichOneof("type") == "script_finished":
                    break
            seconds.append(time.perf_counter() - started)
    return seconds


def measure_pages() -> None:
    """Print page runs with the full demonstration store beside those of an empty page."""
    if not DEMO_STORE.exists():
        started = time.perf_counter()
        build_demonstration(DEMO_STORE, load(), demo_plan())
        print(f"demonstration store built in {time.perf_counter() - started:.1f} s (at most 30)")
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "empty.py"
        script.write_text(EMPTY)
        with serve(script) as server:
            reference = statistics.median(asyncio.run(page_runs(server.port, "", RUNS))[1:])
    print(f"empty page: {reference * 1000:.0f} ms a run (median of {RUNS - 1})")
    with serve(ROOT / "dashboard.py", {"KPI_STORE": str(DEMO_STORE)}) as server:
        for page in ("", "co2_energy", "waste", "targets", "definitions", "upload"):
            seconds = asyncio.run(page_runs(server.port, page, RUNS))
            median = statistics.median(seconds[1:])
            print(
                f"page {page or 'overview'}: {median * 1000:.0f} ms a run,"
                f" {median / reference:.1f} x empty; first run {seconds[0] * 1000:.0f} ms"
            )
            if page == "":
                print(
                    f"from start to first page: {server.until_health + seconds[0]:.1f} s (at most 5)"
                )


def measure_upload() -> None:
    """Print the seconds from bytes to preview for a file of 100 rows over the demonstration."""
    catalogue = load()
    kind = min(catalogue.contracts.values(), key=lambda contract: contract.order)
    example = next(t.example for t in catalogue.themes if t.contract is kind)
    header, first = example.splitlines()[:2]
    month = first.split(";")[1]
    lines = [
        first.replace(month, f"{2012 + number // 12}-{number % 12 + 1:02d}")
        for number in range(100)
    ]
    data = "\r\n".join([header, *lines]).encode("utf-8-sig")
    store = Store.open(DEMO_STORE, catalogue)
    acts = Acts(store, catalogue, today=lambda: demo_plan().reporting_date)
    seconds = []
    for _ in range(RUNS):
        started = time.perf_counter()
        preview = acts.preview(kind.id, data, "bench.csv")
        seconds.append(time.perf_counter() - started)
    store.close()
    rows = len(preview.checked.rows)
    print(f"{rows} rows, bytes to preview: {statistics.median(seconds):.2f} s (at most 0.5)")


if __name__ == "__main__":
    measure_pages()
    measure_upload()
    measure_readings()
    measure_reports()

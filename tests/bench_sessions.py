"""Sessions that go from page to page, five seconds between two clicks: 10, 20, 50 and 100 of them."""

from __future__ import annotations

import statistics
import time
from pathlib import Path

from kpi.acts import build_demonstration
from kpi.declare import DEMO_STORE, demo_plan, load
from tests.bench_results import Line, part
from tests.drill.load import PAUSE, visit
from tests.servers import ROOT, Server, serve
from tests.visitors import visitor

CROWDS = (10, 20, 50, 100)
SECONDS = 60.0
PAUSED, PROMISED = 20, 500.0
"""So many sessions were promised to have 95 of 100 clicks answered within so many milliseconds."""


def measure_sessions() -> None:
    """Measure median, p95, errors and memory of the demonstration under each crowd."""
    if not DEMO_STORE.exists():
        build_demonstration(DEMO_STORE, load(), demo_plan())
    expected = load().organisation.organisation.name
    with (
        part("sessions", "Sessions, one process") as lines,
        serve(ROOT / "dashboard.py", {"KPI_STORE": str(DEMO_STORE)}) as server,
    ):
        with visitor(f"ws://127.0.0.1:{server.port}") as one:
            for page in ("", "co2_energy", "waste", "targets"):
                one.run(page)
            alone = statistics.median(
                one.run(page).seconds for page in ("", "waste") for _ in range(5)
            )
        lines.append(Line("one session, a click", alone * 1000, "ms"))
        for crowd in CROWDS:
            # Independent people: their clicks are spread over the time they think.
            found = visit(server, expected, active=crowd, idle=0, seconds=SECONDS, within=PAUSE)
            median = statistics.median(found.seconds)
            limit = PROMISED if crowd == PAUSED else None
            told = f"{len(found.seconds)} clicks, median {median * 1000:,.0f} ms"
            lines.append(
                Line(f"{crowd} sessions, p95", found.p95 * 1000, "ms", limit=limit, note=told)
            )
            lines.append(
                Line(
                    f"{crowd} sessions, errors",
                    len(found.errors),
                    "",
                    limit=None if limit is None else 0,
                )
            )
            lines.append(Line(f"{crowd} sessions, memory of the server", _memory(server), "MB"))
            time.sleep(2)


def _memory(server: Server) -> float:
    """Return what the server's process holds, in megabytes."""
    status = Path(f"/proc/{server.process}/status").read_text(encoding="ascii")
    (line,) = (line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1000

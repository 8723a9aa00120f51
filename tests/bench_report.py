"""Measure reports: a month on paper and as a workbook, beside a document of one line; and a crowd."""

from __future__ import annotations

import datetime as dt
import statistics
import threading
import time
from collections.abc import Callable, Iterator

from kpi.acts import Acts, build_demonstration
from kpi.acts.months import around
from kpi.declare import ALL, DEMO_STORE, demo_plan, load
from kpi.judge.snapshot import read_snapshot, text_of
from kpi.paper import Document, Paragraph, in_turn, pdf_of
from kpi.show import Voice
from kpi.show.both import Both
from kpi.show.month_report import month_document
from kpi.show.month_workbook import month_workbook
from kpi.show.snapshot import snapshot_of
from kpi.store import Store
from tests.bench_results import Line, part

RUNS = 15
CROWD = 20
ONE_LINE = Document(
    "t", "o", "nl", dt.datetime(2026, 1, 1), "{page}", ("f",), [Paragraph("een regel")]
)


def timed(make: Callable[[], object]) -> float:
    started = time.perf_counter()
    make()
    return time.perf_counter() - started


def median(make: Callable[[], object]) -> float:
    return statistics.median(timed(make) for _ in range(RUNS))


def measure_reports() -> None:
    """Measure what a month's report costs from its stored text, and what a crowd of them does."""
    plan, catalogue = demo_plan(), load()
    if not DEMO_STORE.exists():
        build_demonstration(DEMO_STORE, catalogue, plan)
    store = Store.open(DEMO_STORE, catalogue)
    acts = Acts(store, catalogue, today=lambda: plan.reporting_date)
    judge = acts.judge()
    started = time.perf_counter()
    text = text_of(
        snapshot_of(judge, judge.last_month, around(acts, judge.last_month), Both.at(judge))
    )
    gathered = time.perf_counter() - started
    voice = Voice(catalogue, "nl", Both.at(judge).voices["nl"].sites)
    store.close()

    def report() -> bytes:
        return pdf_of(month_document(read_snapshot(text), ALL, voice))

    with part("reports", "Reports") as lines:
        lines.append(Line("month gathered into a snapshot", gathered, "s"))
        first, reference = timed(report), median(lambda: pdf_of(ONE_LINE))
        lines.append(Line("a document of one line", reference, "s"))
        taken = median(report)
        lines.append(
            Line(
                "month report with its charts",
                taken,
                "s",
                limit=1.5,
                note=f"the first {first:.1f} s",
            )
        )
        taken = median(lambda: month_workbook(read_snapshot(text), ALL, voice))
        lines.append(Line("month workbook with its charts", taken, "s", limit=0.5))
        lines.extend(_crowd(report))


def _crowd(report: Callable[[], bytes]) -> Iterator[Line]:
    """Tell how long other work takes alone and while many reports are asked for at once."""

    def other() -> int:
        return sum(number * number for number in range(100_000))

    alone = median(other)
    threads = [threading.Thread(target=lambda: in_turn(report)) for _ in range(CROWD)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    beside = median(other)
    for thread in threads:
        thread.join()
    took = time.perf_counter() - started
    yield Line(f"{CROWD} reports asked for at once, all of them", took, "s")
    yield Line("other work beside them", beside * 1000, "ms", "the same alone", beside / alone)


if __name__ == "__main__":
    measure_reports()

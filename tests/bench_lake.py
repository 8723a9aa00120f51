"""The same store in a file and in a lake: sums, small questions and uploads, one beside the other.

Run in the lake's own environment, so that both are opened by the same release of DuckDB.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from kpi.acts import Acts
from kpi.acts.moving import move_store
from kpi.declare import load
from kpi.store import Lake, Store, live_amounts, load_curve, place_of, series_of
from tests.bench_interval import BENCH, KIND, TODAY, file_of, make_store, open_acts, send
from tests.bench_results import Line, part
from tests.lakes import reason_to_skip, run_in_lake
from tests.postgres import run_postgres

RUNS = 9
SHAPE = (50, 365, 6)
"""Meters, days and copies: ten million readings."""
SUM = """
    select slice.upload, date_trunc('hour', reading.place * interval 15 minute + date '2025-01-01'),
        sum(reading.value), max(reading.value), count(*)
    from reading join slice on slice.upload = reading.upload and slice.no = reading.no
    group by all
"""


def measure_lake() -> None:
    """Measure in the other environment and keep what it told."""
    reason = reason_to_skip()
    if reason is not None:
        print(f"lake: {reason}")
        return
    with part("lake", "A lake beside a file, both with DuckDB 1.5.5") as lines:
        done = run_in_lake("tests.bench_lake", seconds=3600)
        if done.returncode:
            raise RuntimeError(done.stderr)
        lines.extend(Line(**line) for line in json.loads(done.stdout.splitlines()[-1]))


def _both(file: Acts, lake: Acts) -> list[Line]:
    contract = load().contracts[KIND]
    energy = load().contracts["energy"]
    series = series_of(file.store, contract)[0]

    def curve(store: Store) -> object:
        return load_curve(store, contract, series, series.first, series.last, "day")

    asked: dict[str, tuple[Callable[[Store], object], float | None]] = {
        "all readings summed by upload and hour of the day": (lambda store: store.rows(SUM), 1.5),
        "a meter's curve of a year": (curve, None),
        "live amounts of a kind": (
            lambda store: live_amounts(store, energy, "carrier", "quantity"),
            None,
        ),
        "a question of one row": (lambda store: store.rows("select max(revision) from deed"), None),
    }
    lines = []
    for what, (ask, limit) in asked.items():
        if (
            ask(file.store) != ask(lake.store)
            and what != "all readings summed by upload and hour of the day"
        ):
            raise AssertionError(what)
        here, there = _median(lambda: ask(file.store)), _median(lambda: ask(lake.store))  # noqa: B023
        lines.append(Line(f"{what}, file", here * 1000, "ms"))
        lines.append(Line(f"{what}, lake", there * 1000, "ms", "the file", there / here, limit))
    here, there = (_median(_sender(acts), 3) for acts in (file, lake))
    lines.append(Line("upload of 2,688 readings, file", here, "s"))
    lines.append(Line("upload of 2,688 readings, lake", there, "s", "the file", there / here))
    started = time.perf_counter()
    lake.store.tidy("0 seconds")
    lines.append(Line("tidying after that", time.perf_counter() - started, "s"))
    return lines


def _sender(acts: Acts) -> Callable[[], object]:
    months = iter(range(1, 12))
    return lambda: send(acts, file_of(0, 1, 28, f"2026-{next(months):02d}-01"))


def _median(do: Callable[[], object], runs: int = RUNS) -> float:
    seconds = []
    for _ in range(runs):
        started = time.perf_counter()
        do()
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds)


def main() -> None:
    """Measure in this environment and print the lines."""
    with tempfile.TemporaryDirectory() as name, run_postgres() as postgres:
        path = Path(name) / "file" / "kpi.duckdb"
        count = make_store(path, *SHAPE)
        lake = place_of(f"ducklake:postgres:{postgres.dsn} folder={name}/lake")
        assert isinstance(lake, Lake)
        file = open_acts(path)
        started = time.perf_counter()
        move_store(file, lake, actor=BENCH)
        moved = Line(
            f"moving {count:,} readings to the lake, ledger checked",
            time.perf_counter() - started,
            "s",
        )
        acts = Acts(Store.open(lake, load()), load(), today=lambda: TODAY)
        lines = [moved, *_both(file, acts)]
        size = sum(found.stat().st_size for found in lake.data.rglob("*.parquet"))
        lines.append(Line("Parquet files, tidied", size / count, "bytes a reading"))
        acts.store.close()
        file.store.close()
    sys.stdout.write(json.dumps([line.__dict__ for line in lines]) + "\n")


if __name__ == "__main__":
    main()

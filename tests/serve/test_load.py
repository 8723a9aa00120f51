"""Many visitors, and files that are too much; `make drill` does all of it at length."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.drill.children import result_of
from tests.drill.load import COUNTED, soak, visit
from tests.drill.memory import PEAK, RISE, SLOWEST, Weighed, weigh_giant, weigh_hostile
from tests.servers import ROOT, Server, serve
from tests.stores import open_acts


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    path: Path = tmp_path_factory.mktemp("load") / "kpi.duckdb"
    open_acts(path).store.close()
    with serve(COUNTED, {"KPI_STORE": str(path), "PYTHONPATH": str(ROOT)}) as running:
        yield running


def test_t40_those_who_work_and_those_who_look_all_get_their_pages(counted: Server) -> None:
    found = visit(counted, "Almelo", active=3, idle=3, seconds=1)
    assert found.errors == [] and len(found.seconds) >= 3 and found.p95 > 0


def test_t41_sessions_that_ended_leave_nothing_behind(counted: Server) -> None:
    found = soak(counted, 16, 8)
    # Of 10,000 sessions 20 MB may be left; so of 8 next to nothing.
    assert found.grown < 0.5
    assert found.threads_after <= found.threads_before


def test_t17_hostile_files_stay_within_the_memory_of_the_service(tmp_path: Path) -> None:
    found = result_of(weigh_hostile, tmp_path / "kpi.duckdb", (1, 5, 8))
    assert isinstance(found, Weighed) and found.files == 3
    assert found.accepted == 0 and found.peak < PEAK


@pytest.mark.parametrize("name", ["26 MB", "endless line", "1,000,000 rows"])
def test_t25_a_giant_file_is_answered_soon_and_within_bounds(name: str, tmp_path: Path) -> None:
    found = result_of(weigh_giant, tmp_path / "kpi.duckdb", name)
    assert isinstance(found, Weighed) and found.accepted == 0
    assert found.slowest < SLOWEST and found.rise < RISE

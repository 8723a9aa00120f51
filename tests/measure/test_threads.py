"""No figure hangs on how many threads of the database reckon it: no answer rests on an order."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kpi.declare import DEMO_STORE, load
from kpi.measure.cells import FactCells, query_cells
from kpi.store import Store
from kpi.store.engine import CONFIG

FEW, MANY = "1", "8"


@pytest.mark.parametrize("factor_year", [None, 2025])
def test_one_thread_and_many_reckon_the_same(
    factor_year: int | None,
    demonstration_folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    catalogue = load()
    found: dict[str, dict[str, FactCells]] = {}
    for threads in (FEW, MANY):
        monkeypatch.setitem(CONFIG, "threads", threads)
        own = shutil.copytree(demonstration_folder, tmp_path / threads)
        store = Store.open(own / DEMO_STORE.name, catalogue)
        assert str(store.rows("select current_setting('threads')")[0][0]) == threads
        found[threads] = {
            fact: query_cells(catalogue, store, fact, as_of=store.revision, factor_year=factor_year)
            for fact in catalogue.facts
        }
        store.close()
    assert sum(len(places) for cells in found[FEW].values() for places in cells.cells.values()) > 99
    assert found[FEW] == found[MANY]

"""The watch: a thread that takes files up, outlives a failing look, and stops when told."""

from __future__ import annotations

import time
from contextlib import closing
from pathlib import Path

import pytest

from kpi.serve import Stores
from kpi.serve.inbox import watch
from kpi.serve.rounds import Rounds
from tests.stores import open_acts

GOOD = "locatie;periode;energiedrager;verbruik;eenheid\r\nAlmelo;2026-09;aardgas;100;Nm3\r\n"
SECONDS = 20.0


def test_the_running_app_takes_up_what_is_dropped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "kpi.duckdb"
    open_acts(path).store.close()
    monkeypatch.setenv("KPI_STORE", str(path))
    stores = Stores()
    with closing(stores), Rounds("drop folder", 0.05, lambda: watch(stores)):
        folder = tmp_path / "inbox" / "energy"
        _until(folder.is_dir)
        (folder / "september.csv").write_bytes(GOOD.encode())
        _until(lambda: bool(stores.acts().uploads()))
        assert [record.actor for record in stores.acts().uploads()] == ["Inleverbak"]
        _until(lambda: bool(list((folder / "accepted").glob("*.report.txt"))))


def test_without_a_store_nothing_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPI_STORE", str(tmp_path / "none.duckdb"))
    assert Stores().inbox() is None
    assert not (tmp_path / "inbox").exists()


def _until(done: object) -> None:
    end = time.monotonic() + SECONDS
    while not done():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.02)

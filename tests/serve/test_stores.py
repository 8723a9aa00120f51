"""One store a path in a process; another program's store, a broken one, and starting an own."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

import kpi.serve.stores as module
from kpi.acts import Actor, Refused
from kpi.serve.stores import Stores, calendar_day
from tests.stores import TODAY, open_acts, shorten_demonstration

HOLD = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1])
print("open", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def stores(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stores]:
    monkeypatch.setenv("KPI_STORE", str(tmp_path / "kpi.duckdb"))
    made = Stores()
    yield made
    made.close()


def test_sessions_that_ask_at_once_get_the_same_store(stores: Stores) -> None:
    found = []
    threads = [threading.Thread(target=lambda: found.append(stores.acts())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len({id(acts) for acts in found}) == 1
    assert stores.ready
    assert not stores.may_start_own


def test_health_reads_the_store_and_makes_none(stores: Stores, tmp_path: Path) -> None:
    assert stores.read() == "not made yet"
    assert not (tmp_path / "kpi.duckdb").exists()
    revision = stores.acts().store.revision
    assert stores.read() == f"revision {revision}"


def test_a_broken_store_is_refused_in_words(stores: Stores, tmp_path: Path) -> None:
    (tmp_path / "kpi.duckdb").write_bytes(b"no store" * 2000)
    with pytest.raises(Refused) as refused:
        stores.acts()
    assert refused.value.code == "store_unreadable"
    assert refused.value.facts["path"].endswith("kpi.duckdb")


def test_a_store_that_another_program_has_open_is_refused(stores: Stores, tmp_path: Path) -> None:
    path = str(tmp_path / "kpi.duckdb")
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "open\n"
        with pytest.raises(Refused) as refused:
            stores.acts()
        assert refused.value.code == "store_in_use"
    finally:
        holder.communicate("")


def test_the_own_store_is_taken_once_it_exists(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KPI_STORE", raising=False)
    monkeypatch.setattr(module, "OWN_STORE", tmp_path / "own.duckdb")
    monkeypatch.setattr(module, "DEMO_STORE", tmp_path / "demo.duckdb")
    stores = Stores()
    assert stores.path == (tmp_path / "demo.duckdb").resolve()
    assert stores.may_start_own
    stores.start_own(Actor.local("Anna"))
    assert stores.path == (tmp_path / "own.duckdb").resolve()
    assert stores.acts().uploads() == []
    assert not (tmp_path / "demo.duckdb").exists()
    stores.close()


@pytest.fixture
def demo_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "demo" / "kpi.duckdb"
    monkeypatch.setenv("KPI_STORE", str(place))
    monkeypatch.setattr(module, "DEMO_STORE", place)
    return shorten_demonstration(tmp_path / "files", monkeypatch)


def opened() -> tuple[list[str], int]:
    """Open the present store as a new process does; return its files and how many went in now."""
    stores = Stores()
    told: list[tuple[int, int]] = []
    acts = stores.acts(lambda done, of: told.append((done, of)))
    assert told in ([], [(1, 2), (2, 2)])
    assert acts.demonstration == TODAY
    files = [record.file_hash for record in acts.uploads()]
    stores.close()
    return files, len(told)


def test_a_demonstration_that_does_not_say_so_is_built_anew(
    demo_folder: Path, tmp_path: Path
) -> None:
    unmarked = open_acts(tmp_path / "demo" / "kpi.duckdb")
    assert unmarked.demonstration is None
    unmarked.store.close()
    files, built = opened()
    assert built == len(files) == 2
    assert opened() == (files, 0)


def test_a_demonstration_of_other_files_or_another_plan_is_built_anew(demo_folder: Path) -> None:
    first, _ = opened()
    (changed,) = demo_folder.glob("energy*.csv")
    changed.write_bytes(changed.read_bytes().rstrip(b"\r\n"))
    second, built = opened()
    assert built == 2
    assert second[1] == first[1]
    assert second[0] != first[0]
    assert opened() == (second, 0)

    plan = demo_folder / "plan.toml"
    plan.write_text(plan.read_text(encoding="utf-8") + 'note = "Verzonnen"\n', encoding="utf-8")
    assert opened() == (second, 2)
    assert opened() == (second, 0)


def test_the_calendar_is_read_at_the_organisations_place() -> None:
    assert abs((calendar_day() - dt.datetime.now(dt.UTC).date()).days) <= 1

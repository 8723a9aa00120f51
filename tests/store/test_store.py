"""Opening, locking, archiving, and the registers with their shipped entries."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from kpi.declare import Seed, load
from kpi.store import Store, StoreDamaged, StoreLocked, entries, history, put, restore_shipped

CATALOGUE = load()
TARGET = next(seed for seed in CATALOGUE.seeds if seed.register_id == "target")
REGISTER = CATALOGUE.registers["target"]


def body(store: Store, identifier: str) -> dict[str, object]:
    return next(dict(e.body) for e in entries(store, "target") if e.id == identifier)


def test_opening_again_changes_nothing(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "kpi.duckdb", CATALOGUE)
    revision, count = store.revision, len(entries(store, "target"))
    store.close()
    again = Store.open(tmp_path / "kpi.duckdb", CATALOGUE)
    assert (again.revision, len(entries(again, "target"))) == (revision, count)
    again.close()


def test_another_process_is_told_that_the_store_is_in_use(tmp_path: Path) -> None:
    path = tmp_path / "kpi.duckdb"
    store = Store.open(path, CATALOGUE)
    code = (
        "import sys, pathlib\nfrom kpi.declare import load\nfrom kpi.store import Store, StoreLocked\n"
        "try:\n    Store.open(pathlib.Path(sys.argv[1]), load())\n"
        "except StoreLocked:\n    print('locked')\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True
    )
    assert told.stdout == "locked\n"
    store.close()
    Store.open(path, CATALOGUE).close()
    assert issubclass(StoreLocked, Exception)


def test_a_file_that_is_no_store_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "kpi.duckdb"
    path.write_bytes(b"this is no database at all" * 400)
    with pytest.raises(StoreDamaged):
        Store.open(path, CATALOGUE)
    assert path.read_bytes() == b"this is no database at all" * 400


def test_the_store_reads_no_file_beside_its_own_folder(tmp_path: Path) -> None:
    outside = tmp_path / "outside.csv"
    outside.write_text("secret\n1\n")
    store = Store.open(tmp_path / "inside" / "kpi.duckdb", CATALOGUE)
    with pytest.raises(duckdb.Error):
        store.rows(f"select * from read_csv('{outside}')")
    with pytest.raises(duckdb.Error):
        store.rows("set enable_external_access = true")
    store.close()


def test_the_archive_keeps_the_bytes_under_their_hash(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "kpi.duckdb", CATALOGUE)
    data = b"a;b\r\n1;2\r\n"
    name = hashlib.sha256(data).hexdigest()
    store.archive_file(data, name)
    store.archive_file(data, name)
    assert [(p.name, p.read_bytes()) for p in (tmp_path / "archive").iterdir()] == [(name, data)]
    store.close()


def test_threads_that_write_at_once_each_get_a_revision() -> None:
    store = Store.open(None, CATALOGUE)
    before = store.revision

    def act() -> None:
        for _ in range(10):
            with store.write("register", "Anna", "thread") as writing:
                put(writing, REGISTER, "X", {"number": str(writing.revision)})

    threads = [threading.Thread(target=act) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    versions = history(store, "target", "X")
    assert store.revision == before + 80
    assert [v.revision for v in versions] == list(range(before + 80, before, -1))
    assert all(v.body["number"] == str(v.revision) for v in versions)


def test_the_next_writer_comes_in_only_when_the_new_revision_is_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store = Store.open(None, CATALOGUE)
    lock, known = store._lock, []

    class Watched:
        def __enter__(self) -> None:
            lock.acquire()

        def __exit__(self, *_: object) -> None:
            known.append(store.revision)
            lock.release()

    monkeypatch.setattr(store, "_lock", Watched())
    before = store.revision
    with store.write("register", "Anna", "x") as writing:
        put(writing, REGISTER, "X", {"number": "1"})
    assert known == [before + 1]


def test_a_persons_entry_wins_until_the_shipped_value_is_restored() -> None:
    store = Store.open(None, CATALOGUE)
    shipped = body(store, TARGET.id)
    with store.write("register", "Anna", "our base year") as writing:
        put(writing, REGISTER, TARGET.id, {**shipped, "base_year": "2019"})
    own = store.revision
    assert body(store, TARGET.id)["base_year"] == "2019"
    with store.write("register", "Anna", "back") as writing:
        restore_shipped(writing, REGISTER, TARGET.id)
    assert body(store, TARGET.id) == shipped
    as_of = next(e for e in entries(store, "target", as_of=own) if e.id == TARGET.id)
    assert as_of.body["base_year"] == "2019"
    with store.write("register", "Anna", "again") as writing:
        put(writing, REGISTER, TARGET.id, {**shipped, "base_year": "2021"})
    assert body(store, TARGET.id)["base_year"] == "2021"


def test_an_upgrade_adds_versions_and_never_overwrites_a_persons_entry(tmp_path: Path) -> None:
    path = tmp_path / "kpi.duckdb"
    store = Store.open(path, CATALOGUE)
    with store.write("register", "Anna", "our own") as writing:
        put(writing, REGISTER, TARGET.id, {**TARGET.body, "base_year": "2019"})
    store.close()
    others = [s for s in CATALOGUE.seeds if s.register_id == "target" and s.id != TARGET.id]
    changed, gone = others[0], others[1]
    new = Seed(register="target", id="NEW-1", body={**TARGET.body})
    seeds = [s for s in CATALOGUE.seeds if s not in (TARGET, changed, gone)]
    seeds += [
        TARGET.model_copy(update={"body": {**TARGET.body, "base_year": "1999"}}),
        changed.model_copy(update={"body": {**changed.body, "base_year": "1998"}}),
        new,
    ]
    upgraded = Store.open(path, replace(CATALOGUE, seeds=tuple(seeds)))
    assert body(upgraded, TARGET.id)["base_year"] == "2019"
    assert body(upgraded, changed.id)["base_year"] == "1998"
    found = {entry.id for entry in entries(upgraded, "target")}
    assert "NEW-1" in found and gone.id not in found
    upgraded.close()

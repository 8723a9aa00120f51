"""The store is closed to the outside, heals after a fatal error and takes no text for a statement."""

from __future__ import annotations

import time
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from kpi.acts import Actor, Acts, Refused
from kpi.serve.stores import Stores
from kpi.store import StoreTrouble, verify
from kpi.store.engine import CONFIG
from tests.drill.children import KIND, file_of, open_store, send_in, totals

SECRET = pd.DataFrame({"secret": [1]})
"""A variable of the calling code, which no statement may read by its name."""


@pytest.fixture
def acts(tmp_path: Path) -> Acts:
    return open_store(tmp_path / "inside" / "kpi.duckdb")


def attacks(outside: Path) -> dict[str, str]:
    """Return statements that would read, write or load past the store's own folder."""
    out = outside.as_posix()
    return {
        "read_csv": f"select * from read_csv('{out}/secret.csv')",
        "read_text": f"select * from read_text('{out}/secret.csv')",
        "read_blob": f"select * from read_blob('{out}/secret.csv')",
        "glob": f"select * from glob('{out}/*') union all select * from glob('/etc/pass*')",
        "quoted file": f"select * from '{out}/secret.csv'",
        "sniff_csv": f"select * from sniff_csv('{out}/secret.csv')",
        "dots": "select * from read_csv('{inside}/../outside/secret.csv')",
        "symlink": "select * from read_csv('{inside}/link/secret.csv')",
        "copy to": f"copy (select 1) to '{out}/stolen.csv'",
        "export": f"export database '{out}/stolen'",
        "import": f"import database '{out}/stolen'",
        "attach": f"attach '{out}/other.duckdb'",
        "install": "install httpfs",
        "load": "load httpfs",
        "load file": f"load '{out}/evil.duckdb_extension'",
        "variable": "select * from SECRET",
        "getenv": "select getenv('HOME')",
        "set": "set enable_external_access = true",
        "set folders": "set allowed_directories = ['/']",
        "reset": "reset enable_external_access",
        "unlock": "set lock_configuration = false",
        "home": "set home_directory = '/tmp'",
        "profiling": f"pragma profiling_output = '{out}/profile.json'",
        "log": f"set log_query_path = '{out}/queries.log'",
        "secret": "create persistent secret s (type s3, key_id 'a', secret 'b')",
        "community": "install h3 from community",
        "url": "select * from read_csv('http://127.0.0.1:9/x.csv')",
    }


def test_t18_no_statement_reaches_past_the_stores_folder(acts: Acts, tmp_path: Path) -> None:
    outside, inside = tmp_path / "outside", tmp_path / "inside"
    outside.mkdir()
    (outside / "secret.csv").write_text("secret\n1\n")
    (inside / "link").symlink_to(outside)
    before = sorted(tmp_path.rglob("*"))
    assert len(attacks(outside)) > 21
    for name, sql in attacks(outside).items():
        try:
            found = acts.store.rows(sql.replace("{inside}", inside.as_posix()))
        except (duckdb.Error, StoreTrouble):
            found = []
        assert found == [], name
        assert sorted(tmp_path.rglob("*")) == before, name


def test_t18_the_same_statement_is_answered_inside_so_that_the_test_can_fail(
    acts: Acts, tmp_path: Path
) -> None:
    (tmp_path / "inside" / "own.csv").write_text("number\n7\n")
    path = (tmp_path / "inside" / "own.csv").as_posix()
    assert acts.store.rows(f"select * from read_csv('{path}')") == [(7,)]


def test_t15_a_dead_instance_is_told_by_health_and_alive_for_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "kpi.duckdb"
    monkeypatch.setenv("KPI_STORE", str(path))
    stores = Stores()
    acts = stores.acts()
    send_in(acts, 0)
    assert acts.store._engine._connection is not None
    acts.store._engine._connection.close()
    with pytest.raises(Refused) as red:
        stores.read()
    assert red.value.code == "store_failed"
    began = time.perf_counter()
    assert stores.read() == "revision 2"
    assert send_in(acts, 1) == 3
    assert time.perf_counter() - began < 5
    assert len(totals(acts.store)) == 2 and not verify(acts.store).faults
    stores.close()


def test_t15_who_asks_a_dead_instance_gets_an_answer(tmp_path: Path) -> None:
    acts = open_store(tmp_path / "kpi.duckdb")
    send_in(acts, 0)
    assert acts.store._engine._connection is not None
    acts.store._engine._connection.close()
    assert len(totals(acts.store)) == 1
    # It is as closed as the first one was.
    with pytest.raises(duckdb.Error):
        acts.store.rows("set enable_external_access = true")
    acts.store.close()


def test_t17_what_asks_for_more_memory_than_it_may_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(CONFIG, "memory_limit", "100MB")
    acts = open_store(tmp_path / "kpi.duckdb")
    with pytest.raises(StoreTrouble) as refused:
        acts.store.rows("select list(i order by random()) from range(50_000_000) t(i)")
    assert refused.value.code == "store_too_much"
    assert acts.store.rows("select 1") == [(1,)]


NAUGHTY = (
    "'; drop table deed; --",
    '"; drop table deed; --',
    "1; delete from event",
    "' or '1'='1",
    "$1 ? :name {0} %s",
    "\x1f\x1e\x00",
    "Robert'); update deed set actor='x'; --",
    "../../../etc/passwd",
    "\\'; attach 'x'; --",
    "\u202egnp.exe\u200b",
    "𝕊𝕢𝕝 😀 \ud83d".encode("utf-8", "replace").decode(),
    "NULL",
    "a" * 5000,
)


def test_t19_no_text_is_taken_for_a_statement(acts: Acts) -> None:
    tables = acts.store.rows("select table_name from duckdb_tables() order by all")
    for no, text in enumerate(NAUGHTY):
        preview = acts.preview(KIND, file_of(no), text, rehearse=False)
        receipt = acts.accept(preview, actor=Actor.local(text + "x"), note=text).number
        body = {"name": "n", "value": text}
        acts.set_entry("setting", text + "x", body, actor=Actor.local("A"), reason=text + "x")
        record = acts.uploads()[0]
        # A name is kept without blanks around it, and some control characters count as such.
        assert (record.file_name, record.actor, record.note) == (text, (text + "x").strip(), text)
        entry = next(e for e in acts.entries("setting") if e.id == text + "x")
        assert entry.body["value"] == text
        acts.take_back(receipt, actor=Actor.local("A"), reason=text + "x")
    assert acts.store.rows("select table_name from duckdb_tables() order by all") == tables
    assert not verify(acts.store).faults
    # Nor by the journal, from which the whole store is made anew.
    path = acts.store.path
    assert path is not None
    acts.store.close()
    path.unlink()
    again = open_store(path)
    names = [record.file_name for record in reversed(again.uploads())]
    assert names == list(NAUGHTY) and not verify(again.store).faults
    again.store.close()


NAMES = (
    "../../x",
    "/etc/passwd",
    "\\\\host\\share\\x.csv",
    "a\x00b",
    "n" * 300,
    "\u202evsc.x",
    "CON.csv",
)


def test_t27_a_file_name_names_no_place(acts: Acts, tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    known = {path for path in tmp_path.rglob("*") if path.is_file()}
    for no, name in enumerate(NAMES):
        preview = acts.preview(KIND, file_of(no), name, rehearse=False)
        receipt = acts.accept(preview, actor=Actor.local("Tester"))
        assert receipt.file_name == name
        files = {path for path in tmp_path.rglob("*") if path.is_file()}
        entry = inside / "kpi.journal" / f"{no + 2:08d}.json.gz"
        assert files - known == {inside / "archive" / receipt.file_hash, entry}
        known = files

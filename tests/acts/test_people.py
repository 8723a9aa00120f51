"""T-38: a name goes everywhere, the audit log still holds, and a restored backup loses it again."""

from __future__ import annotations

import gzip
import shutil
from pathlib import Path

import pytest

from kpi.acts import Actor, Acts, Refused, back_up, forget_person, restore_store
from kpi.store import journal_of, verify
from tests.drill.children import CATALOGUE, KIND, file_of, open_store, totals

GONE = "Annelies Vink"
SETTING = next(s for s in CATALOGUE.seeds if s.register_id == "setting")


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store in which one person did acts of every kind and is named in others' texts."""
    folder = tmp_path_factory.mktemp("named")
    acts = open_store(folder / "kpi.duckdb")
    names = (f"export {GONE}.csv", "plain.csv", f"{GONE}slim.csv")
    for no, (name, actor) in enumerate(zip(names, (GONE, "Bram", "Bram"), strict=True)):
        preview = acts.preview(KIND, file_of(no), name, rehearse=False)
        acts.accept(
            preview, actor=Actor.local(actor), note=f"from {GONE}, checked" if no == 1 else ""
        )
    acts.take_back(3, actor=Actor.local(GONE), reason="wrong")
    body = {**SETTING.body, "value": f"by {GONE}"}
    acts.set_entry("setting", SETTING.id, body, actor=Actor.local("Bram"), reason="agreed")
    acts.store.close()
    return folder


@pytest.fixture
def acts(named: Path, tmp_path: Path) -> Acts:
    shutil.copytree(named, tmp_path, dirs_exist_ok=True)
    return open_store(tmp_path / "kpi.duckdb")


def everything(acts: Acts) -> str:
    """Return every cell of every table as one text."""
    tables = [name for (name,) in acts.store.rows("select table_name from duckdb_tables()")]
    return "\n".join(str(acts.store.rows(f"select * from {table}")) for table in tables)


def journal(acts: Acts) -> str:
    assert acts.store.path is not None
    entries = sorted(journal_of(acts.store.path).glob("*.gz"))
    return "\n".join(gzip.decompress(entry.read_bytes()).decode() for entry in entries)


def name_in(text: str) -> bool:
    return GONE in text.replace(f"{GONE}slim", "")


def test_t38_a_name_goes_everywhere_and_the_log_still_holds(acts: Acts) -> None:
    assert name_in(everything(acts)) and name_in(journal(acts))
    live = totals(acts.store)
    number = forget_person(acts, GONE, actor=Actor.local("Bram"), reason="left")
    assert not name_in(everything(acts)) and not name_in(journal(acts))
    records = {record.upload: record for record in acts.uploads()}
    assert (records[2].actor, records[2].file_name) == (number, f"export {number}.csv")
    assert records[3].note == f"from {number}, checked"
    assert records[4].file_name == f"{GONE}slim.csv"  # another word, that only begins alike
    assert records[3].taken_back is not None and records[3].taken_back.actor == number
    entry = next(e for e in acts.entries("setting") if e.id == SETTING.id)
    assert entry.body["value"] == f"by {number}"
    assert totals(acts.store) == live
    assert not verify(acts.store).faults


def test_t38_what_is_changed_afterwards_is_still_found(acts: Acts) -> None:
    forget_person(acts, GONE, actor=Actor.local("Bram"), reason="left")
    with acts.store._engine.cursor() as cursor:
        cursor.execute("update deed set reason = 'other' where revision = 3")
    assert [fault.code for fault in verify(acts.store).faults] == ["act_changed"]


def test_t38_a_backup_from_before_loses_the_name_when_it_is_restored(
    acts: Acts, tmp_path: Path
) -> None:
    path = tmp_path / "kpi.duckdb"
    back_up(acts, actor=Actor.local("Bram"))
    forget_person(acts, GONE, actor=Actor.local("Bram"), reason="left")
    acts.store.close()
    done = restore_store(path, CATALOGUE, tmp_path / "backups", actor=Actor.local("Bram"))
    assert done.backup == 6 and done.recovery.reapplied == (7,) and not done.verdict.faults
    again = open_store(path)
    assert not name_in(everything(again))
    again.store.close()


def test_t38_the_journal_alone_gives_all_back_without_the_name(acts: Acts, tmp_path: Path) -> None:
    live = totals(acts.store)
    forget_person(acts, GONE, actor=Actor.local("Bram"), reason="left")
    acts.store.close()
    (tmp_path / "kpi.duckdb").unlink()
    again = open_store(tmp_path / "kpi.duckdb")
    assert totals(again.store) == live
    assert not name_in(everything(again)) and not verify(again.store).faults
    again.store.close()


def test_t38_a_journal_that_was_not_cleaned_is_at_the_next_start(
    acts: Acts, tmp_path: Path
) -> None:
    folder = journal_of(tmp_path / "kpi.duckdb")
    shutil.copytree(folder, tmp_path / "before")
    forget_person(acts, GONE, actor=Actor.local("Bram"), reason="left")
    acts.store.close()
    for entry in (tmp_path / "before").glob("*.gz"):
        shutil.copy(entry, folder)
    (folder / "to-clean").write_text("7")
    again = open_store(tmp_path / "kpi.duckdb")
    assert not name_in(journal(again)) and not verify(again.store).faults
    again.store.close()


REFUSED = [
    ("Nobody", "Bram", "left", "person_unknown"),
    (GONE, GONE, "left", "person_named"),
    (GONE, "Bram", f"{GONE} asked", "person_named"),
    (GONE, "", "left", "actor_missing"),
    (GONE, "Bram", " ", "reason_missing"),
]


def test_t38_what_would_bring_the_name_back_is_refused(acts: Acts) -> None:
    before = everything(acts)
    for name, actor, reason, code in REFUSED:
        with pytest.raises(Refused) as refused:
            forget_person(acts, name, actor=Actor.local(actor), reason=reason)
        assert refused.value.code == code
    assert everything(acts) == before

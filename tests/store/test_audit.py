"""The audit log: complete, chained, and every change of log, rows, journal or archive is found."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import random
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from kpi.acts import Actor, Acts
from kpi.store import Store, events, journal_of, verify
from kpi.store.chain import hash_of
from kpi.store.digest import digests, kept_tables
from kpi.store.verify import Fault, _chain
from kpi.store.writing import Writing
from tests.acts.test_readings import EAN, month
from tests.drill.children import CATALOGUE, open_store, send_in
from tests.stores import copied, upload

SETTING = next(s for s in CATALOGUE.seeds if s.register_id == "setting")


def act_often(acts: Acts, times: int) -> list[tuple[str, str]]:
    """Do acts of every kind; return what the log has to say of each: event and who."""
    done = []
    for no in range(times):
        who = f"Uploader {no % 7}"
        if no % 3 == 0:
            receipt = send_in(acts, no)
            done.append(("upload_complete", who))
        elif no % 3 == 1:
            acts.take_back(receipt, actor=Actor.local(who), reason="wrong file")
            done.append(("upload_delete", who))
        else:
            body = {**SETTING.body, "value": f"0.{no}"}
            acts.set_entry("setting", SETTING.id, body, actor=Actor.local(who), reason="agreed")
            done.append(("sensitive_update", who))
    return done


@pytest.fixture
def acts(tmp_path: Path) -> Acts:
    return open_store(tmp_path / "kpi.duckdb")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole")
    acts = open_store(folder / "kpi.duckdb")
    act_often(acts, 3)
    acts.store.close()
    return folder


@pytest.fixture
def acted(whole: Path, tmp_path: Path) -> Iterator[Acts]:
    """A store with one act of every kind."""
    with copied(whole, tmp_path) as acts:
        yield acts


def codes(store: Store) -> set[str]:
    return {fault.code for fault in verify(store).faults}


def meddle(store: Store, sql: str, *parameters: object) -> None:
    """Change rows past the store, as someone with the file could."""
    with store._engine.cursor() as cursor:
        cursor.execute(sql, parameters)


def test_t31_every_act_is_in_the_log_with_who_what_when_before_and_after(acts: Acts) -> None:
    began = dt.datetime.now(dt.UTC).replace(tzinfo=None)
    done = act_often(acts, 24)
    who = dict(acts.store.rows("select person, name from person"))
    logged = events(acts.store)[1:]  # the first is the loading of what ships
    assert [(event.name, who[event.person]) for event in logged] == done
    ended = dt.datetime.now(dt.UTC).replace(tzinfo=None)
    assert all(began <= event.stamped <= ended for event in logged)
    for event in logged:
        assert event.facts["before"] != event.facts["after"], event
        assert event.facts["subject"] in {"energy", f"setting/{SETTING.id}"}
    # What one change of a setting ends with, the next one begins with.
    settings = [e.facts for e in logged if e.name == "sensitive_update"]
    assert [f["before"] for f in settings[1:]] == [f["after"] for f in settings[:-1]]
    assert not codes(acts.store)


def test_t31_the_hash_of_a_line_covers_everything_in_it() -> None:
    when = dt.datetime(2026, 11, 15, 12, 0, 0)
    line = (2, 5, when, "upload_complete", "p1", "{}", "abc")
    changed = [
        (3, 5, when, "upload_complete", "p1", "{}", "abc"),
        (2, 6, when, "upload_complete", "p1", "{}", "abc"),
        (2, 5, when + dt.timedelta(microseconds=1), "upload_complete", "p1", "{}", "abc"),
        (2, 5, when, "upload_delete", "p1", "{}", "abc"),
        (2, 5, when, "upload_complete", "p2", "{}", "abc"),
        (2, 5, when, "upload_complete", "p1", "{} ", "abc"),
        (2, 5, when, "upload_complete", "p1", "{}", "abd"),
    ]
    assert len({hash_of(*line), *(hash_of(*other) for other in changed)}) == 8


LOG_COLUMNS = {
    "stamped": "stamped + interval 1 second",
    "name": "'upload_complete_'",
    "person": "'p0'",
    "body": "body || ' '",
    "previous": "'0'",
    "hash": "'0'",
    "revision": "revision + 100",
}


def test_t31_a_changed_line_of_the_log_is_found(acted: Acts) -> None:
    meddle(acted.store, "create table kept as from event")
    for column, other in LOG_COLUMNS.items():
        meddle(acted.store, f"update event set {column} = {other} where no = 3")
        assert codes(acted.store) & {"event_changed", "event_unlinked"}, column
        meddle(acted.store, "delete from event")
        meddle(acted.store, "insert into event from kept")
    meddle(acted.store, "drop table kept")
    assert not codes(acted.store)


def test_t31_a_deleted_line_is_found_also_the_last_one(acts: Acts) -> None:
    act_often(acts, 6)
    last = events(acts.store)[-1].no
    for no, wanted in ((4, "event_missing"), (last, "event_lost")):
        meddle(acts.store, "delete from event where no = ?", no)
        assert wanted in codes(acts.store)


def test_t31_a_line_made_anew_with_a_right_hash_no_longer_fits_its_journal(acted: Acts) -> None:
    last = events(acted.store)[-1]
    forged = hash_of(
        last.no, last.revision, last.stamped, last.name, "p0", last.body, last.previous
    )
    meddle(acted.store, "update event set person = 'p0', hash = ? where no = ?", forged, last.no)
    assert codes(acted.store) == {"journal_unlike"}


def test_t31_one_changed_cell_anywhere_is_found(acted: Acts) -> None:
    revision = acted.store.revision
    for sql in (
        "update rows_energy set quantity = quantity + 0.001 where line = 2",
        "update slice set slice = slice || 'x'",
        "update upload set file_name = 'other.csv'",
        "update taken_back set upload = upload - 1",
        f"update register_entry set valid_to = '2020-01-01' where revision = {revision}",
        "update deed set reason = 'another reason' where kind = 'take_back'",
        "update deed set stamped = stamped - interval 1 hour where kind = 'upload'",
    ):
        with acted.store._engine.cursor() as cursor:
            cursor.execute("begin")
            assert cursor.execute(sql).fetchall()[0][0] > 0, sql
            changed = verify_inside(cursor)
            cursor.execute("rollback")
        assert changed, sql
    assert not codes(acted.store)


def verify_inside(cursor: duckdb.DuckDBPyConnection) -> bool:
    """Compare rows and log inside a transaction that will be rolled back."""
    inside = Writing(cursor, 0, dt.datetime(2026, 1, 1))
    marks = digests(inside, kept_tables(inside).values())
    wanted = {event.revision: event.facts["digest"] for event in events(inside)}
    return marks != wanted


def test_t31_rows_added_or_taken_away_past_the_log_are_found(acted: Acts) -> None:
    meddle(acted.store, "insert into rows_energy select * from rows_energy where line = 2")
    assert codes(acted.store) == {"act_changed"}
    meddle(acted.store, "insert into taken_back values (2, 99)")
    assert codes(acted.store) == {"act_changed", "act_unlogged"}
    meddle(acted.store, "delete from register_entry where origin = 'store'")
    meddle(acted.store, "delete from deed where revision = 4")
    assert codes(acted.store) == {"act_changed", "act_unlogged", "act_missing"}


def test_t31_journal_and_archive_are_compared_too(acts: Acts) -> None:
    act_often(acts, 4)
    assert acts.store.path is not None and acts.store.archive is not None
    journal = journal_of(acts.store.path)
    entry = journal / "00000003.json.gz"
    told = json.loads(gzip.decompress(entry.read_bytes()))
    entry.write_bytes(gzip.compress(json.dumps({**told, "hash": "0"}).encode()))
    (journal / "00000004.json.gz").write_bytes(b"no journal")
    first, second = sorted(acts.store.archive.iterdir())
    first.write_bytes(b"other bytes")
    second.unlink()
    assert codes(acts.store) == {"journal_unlike", "journal_missing", "file_changed", "file_lost"}


def test_t31_random_changes_of_the_log_are_all_found(acts: Acts) -> None:
    act_often(acts, 12)
    chance = random.Random(4)
    for _ in range(20):
        no = chance.randint(1, 13)
        line = next(event for event in events(acts.store) if event.no == no)
        place = chance.randrange(len(line.body))
        other = line.body[:place] + chr(ord(line.body[place]) ^ 1) + line.body[place + 1 :]
        meddle(acts.store, "update event set body = ? where no = ?", other, no)
        assert "event_changed" in {f.code for f in _chain_only(acts.store)}
        meddle(acts.store, "update event set body = ? where no = ?", line.body, no)
    assert not codes(acts.store)


def _chain_only(store: Store) -> list[Fault]:
    return list(_chain(events(store)))


def test_t32_the_log_names_nobody_and_no_file(acts: Acts) -> None:
    act_often(acts, 6)
    text = " ".join(event.body + event.person for event in events(acts.store))
    assert "Uploader" not in text and ".csv" not in text and "wrong file" not in text


def test_t31_meter_readings_have_fingerprints_and_a_place_in_the_journal(acts: Acts) -> None:
    body = {"meter": EAN, "site": "ALM", "category": "elektriciteit_inkoop"}
    acts.set_entry("meter", EAN, body, actor=Actor.local("Anna"), reason="connection")
    upload(acts, "interval", month(3, last=2))
    assert acts.store.rows("select count(*), sum(value) from reading") == [(48, 96)]
    assert not codes(acts.store)
    meddle(acts.store, "update reading set value = value + 0.000001 where place = 5")
    assert codes(acts.store) == {"act_changed"}
    assert acts.store.path is not None
    acts.store.close()
    acts.store.path.unlink()
    again = open_store(acts.store.path)
    assert again.store.rows("select count(*), sum(value) from reading") == [(48, 96)]
    assert not codes(again.store)
    again.store.close()

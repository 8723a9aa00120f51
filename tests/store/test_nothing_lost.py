"""What is confirmed is never lost: kills, failing calls, full disks, damage. `make drill` is longer."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kpi.store import Store, backups_of, journal_of, make_backup, uploads, verify
from kpi.store.backup import kept_moments
from tests.drill.children import CATALOGUE, expected, open_store, result_of, send_in, totals
from tests.drill.damage import cut, damage, flip
from tests.drill.faults import fail_each_call, fill_by_limit
from tests.drill.fuzz import fuzz
from tests.drill.kills import kill_migrations, kill_uploads, lose_the_database, unpack_released
from tests.drill.work import (
    ENDLESS,
    ask_without_end,
    back_up_under_load,
    figures_of,
    restore_drill,
    same_month,
)

ROOT = Path(__file__).parent.parent.parent


def test_t01_what_was_confirmed_survives_a_kill(tmp_path: Path) -> None:
    found = kill_uploads(tmp_path, 3)
    assert found.none and found.rounds == 3 and found.confirmed > 0


@pytest.mark.parametrize(("after", "dead"), [(False, False), (True, True)])
def test_t02_t03_an_upload_is_all_or_nothing_and_never_double(
    tmp_path: Path, after: bool, dead: bool
) -> None:
    found = fail_each_call(tmp_path, after=after, dead=dead, step=9)
    assert found.mixtures == found.doubled == found.untold == 0
    assert found.calls == found.refused + found.stored >= 6
    assert {"commit", "fsync", "rename", "insert", "checkpoint"} <= found.names


def test_t04_a_full_disk_costs_nothing_and_needs_no_restart(tmp_path: Path) -> None:
    found = result_of(fill_by_limit, tmp_path / "kpi.duckdb", 0)
    assert found.code == "store_full" and found.confirmed > 0
    assert (found.lost, found.faults) == (0, 0)
    assert found.seconds < 5


@pytest.mark.parametrize("harm", [cut, flip])
def test_t05_a_damaged_log_loses_nothing_in_silence(tmp_path: Path, harm: object) -> None:
    found = damage(tmp_path, 2, harm, log=True)  # type: ignore[arg-type]
    assert (found.silent, found.other, found.rounds) == (0, [], 2)
    assert found.mended == 2  # the journal held what the log had lost


def test_t06_a_damaged_file_opens_in_the_screen_that_restores(tmp_path: Path) -> None:
    found = damage(tmp_path, 10, flip, log=False)
    assert (found.silent, found.mended, found.other) == (0, 0, [])
    assert found.told and found.whole + found.told == 10


def test_t07_a_migration_that_is_killed_begins_anew(tmp_path: Path) -> None:
    found = kill_migrations(tmp_path, 1)
    assert found.none and found.confirmed == 9  # what the old data file holds


def test_t08_restoring_gives_every_figure_back(tmp_path: Path) -> None:
    path = tmp_path / "kpi.duckdb"
    acts = open_store(path)
    for no in range(361, 364):  # January and February 2025
        send_in(acts, no)
    found = restore_drill(path, acts)
    assert (found.unlike, found.faults) == (0, 0)
    assert found.filled > 0 and found.seconds < 300


def test_t09_a_backup_made_under_load_is_whole(tmp_path: Path) -> None:
    found = back_up_under_load(tmp_path, threads=3, backups=2)
    assert found.whole == found.backups == 2


def test_t10_a_lost_database_loses_no_upload(tmp_path: Path) -> None:
    found = lose_the_database(tmp_path, 1)
    assert found.none and found.confirmed >= 5


def test_t10_without_any_backup_the_journal_alone_gives_all_back(tmp_path: Path) -> None:
    path = tmp_path / "kpi.duckdb"
    acts = open_store(path)
    for no in range(4):
        send_in(acts, no)
    acts.store.close()
    path.unlink()
    again = open_store(path)
    assert totals(again.store) == expected(range(4))
    assert again.store.recovery.reapplied == tuple(range(1, 6))
    assert not verify(again.store).faults
    again.store.close()


def test_t10_a_journal_that_lost_a_line_says_what_cannot_follow(tmp_path: Path) -> None:
    path = tmp_path / "kpi.duckdb"
    acts = open_store(path)
    for no in range(4):
        send_in(acts, no)
    acts.store.close()
    path.unlink()
    (journal_of(path) / "00000003.json.gz").unlink()
    again = open_store(path)
    assert again.store.recovery.lost == (4, 5)
    assert totals(again.store) == expected(range(1))
    again.store.close()


def test_t11_of_400_nights_the_right_ones_are_kept() -> None:
    nights = [dt.datetime(2025, 1, 1, 3) + dt.timedelta(days=day) for day in range(400)]
    kept = {moment.date().isoformat() for moment in kept_moments(nights)}
    # The 400th night is 4 February 2026, a Wednesday: weeks end on Sundays, months on their last.
    days = {f"2026-01-{day}" for day in (29, 30, 31)} | {f"2026-02-0{day}" for day in (1, 2, 3, 4)}
    weeks = {"2026-01-25", "2026-01-18", "2026-01-11"}
    ends = ("02-28", "03-31", "04-30", "05-31", "06-30", "07-31", "08-31", "09-30", "10-31")
    months = {f"2025-{end}" for end in (*ends, "11-30", "12-31")}
    assert kept == days | weeks | months
    assert len(kept) == 7 + 3 + 11


def test_t11_seven_years_are_kept() -> None:
    ends = [dt.datetime(year, 12, 31, 3) for year in range(2000, 2026)]
    assert {moment.year for moment in kept_moments(ends)} >= set(range(2019, 2026))


def test_t12_a_data_file_of_every_released_version_opens_and_says_the_same(tmp_path: Path) -> None:
    files = unpack_released(tmp_path)
    assert [version for version, _ in files] == ["0.1.0"]
    for _, path in files:
        acts = open_store(path)
        assert not verify(acts.store).faults
        found = {key: list(figure) for key, figure in figures_of(acts).items()}
        # Worked from the example files by hand: what the first release showed.
        assert found["electricity_purchased ALM month"] == ["812345.000", "measured"]
        assert found["waste_total ALL month"][0] is not None
        assert {record.actor for record in uploads(acts.store)} == {"Anna", "Bram"}
        acts.store.close()
        assert list(backups_of(path).glob("kpi-before-*.duckdb"))


def test_t13_a_second_process_is_told_and_the_first_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "kpi.duckdb"
    acts = open_store(path)
    send_in(acts, 0)
    # A backup reads the whole file while it is open here: the lock has to survive that.
    make_backup(acts.store, tmp_path / "copies")
    told = subprocess.run(
        [sys.executable, "-m", "kpi", "uploads", "--store", str(path)],
        capture_output=True, text=True, check=False, cwd=ROOT,
    )  # fmt: skip
    assert told.returncode == 1
    assert told.stderr.startswith("De gegevens zijn in gebruik door de app.")
    assert send_in(acts, 1) == 3
    acts.store.close()


def test_t14_of_twenty_who_send_one_month_at_once_one_is_accepted() -> None:
    found = same_month(open_store(None), 20)
    assert (found.accepted, found.told, found.errors) == (1, 19, [])
    assert (found.versions, found.live) == (1, 1)


def test_t16_an_endless_question_is_stopped_while_others_go_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("kpi.store.store.ASKING", 1.0)
    acts = open_store(None)
    found = ask_without_end(acts, ENDLESS["recursion"])
    assert found.code == "store_slow"
    assert found.seconds < 5 and found.others < 3


def test_t29_hostile_files_are_answered_with_findings(tmp_path: Path) -> None:
    found = fuzz(25)
    assert (found.cases, found.tracebacks, dict(found.errors)) == (25, 0, {})


def test_t29_readings_of_which_not_one_can_be_read_are_answered_with_findings() -> None:
    header = "ean_code;register;van;tot;tijdstip;datum\ufeff;waarde;eenheid;status;locatie\n"
    line = "123456789012345675;afname;15-01-2025 00:00;15-01-2025 01:00;;;;1\u00e9oop;8716\n"
    preview = open_store(None).preview("interval", (header + line).encode(), "a.csv")
    assert preview.errors and not preview.acceptable


def test_a_file_that_was_swapped_for_an_older_one_is_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "kpi.duckdb"
    acts = open_store(path)
    send_in(acts, 0)
    acts.store.close()
    shutil.copy(path, tmp_path / "older")
    acts = open_store(path)
    send_in(acts, 1)
    acts.store.close()
    shutil.copy(tmp_path / "older", path)
    store = Store.open(path, CATALOGUE)
    assert store.recovery.reapplied == (3,)
    assert totals(store) == expected(range(2))
    store.close()

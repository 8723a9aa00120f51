"""The same acts on a file and on a lake leave the same; a store goes there and back unchanged."""

from __future__ import annotations

import random
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from kpi.acts import Actor, Acts, Refused, verify_store
from kpi.acts import moving as acts_moving
from kpi.acts.moving import move_store
from kpi.declare import load
from kpi.store import (
    Lake,
    Store,
    StoreTrouble,
    entries,
    events,
    fill_lake,
    is_there,
    live_rows,
    load_curve,
    series_of,
    uploads,
)
from tests.drill.children import CATALOGUE, KIND, expected, open_store, send_in, totals
from tests.lake.conftest import LakeMaker
from tests.store.test_closed import attacks

ANNA = Actor.local("Anna")
METER = "871690000000000001"
READINGS = "EAN-code;Register;Van;Verbruik;Eenheid;Status\r\n" + "".join(
    f"{METER};afname;03-03-2025 {n // 4:02d}:{n % 4 * 15:02d};{n},{n:03d};kWh;G\r\n"
    for n in range(96)
)


def history(acts: Acts, seed: int) -> None:
    """Do the same acts of many kinds: uploads, replacements, readings, entries, taking back."""
    dice = random.Random(seed)
    for no in (0, 380, 3):  # 380 is the month and site of 0 once more
        send_in(acts, no, meters=dice.randint(1, 3))
    body = {"meter": METER, "site": "ALM", "category": "elektriciteit_inkoop"}
    acts.set_entry("meter", METER, body, actor=ANNA, reason="new")
    preview = acts.preview("meetwaarden", READINGS.encode(), "readings.csv", rehearse=False)
    acts.accept(preview, actor=ANNA)
    acts.take_back(3, actor=ANNA, reason="wrong month")


def left_by(store: Store) -> dict[str, object]:
    """Return all that can be asked of a store, without moments and salts."""
    contract = CATALOGUE.contracts["interval"]
    series = series_of(store, contract)
    found: dict[str, object] = {
        kind: live_rows(store, CATALOGUE.contracts[kind]) for kind in (KIND, "interval")
    }
    return found | {
        "totals": totals(store),
        "uploads": [
            (u.upload, u.file_name, u.slices, u.live_slices, u.rows) for u in uploads(store)
        ],
        "meters": [(e.id, e.body, e.revision) for e in entries(store, "meter")],
        "sites": [(e.id, e.body, e.revision) for e in entries(store, "site")],
        "log": [(e.no, e.revision, e.name) for e in events(store)],
        "curve": [
            load_curve(store, contract, one, one.first, one.last, bucket)
            for one in series
            for bucket in ("reading", "hour", "day")
        ],
    }


def test_the_same_acts_leave_the_same_and_a_store_goes_there_and_back(
    lake: Lake, new_lake: LakeMaker, tmp_path: Path
) -> None:
    file, on_lake = open_store(tmp_path / "file" / "kpi.duckdb"), open_store(lake)
    for acts in (file, on_lake):
        history(acts, 5)
    told = left_by(file.store)
    assert left_by(on_lake.store) == told
    # Not by both being empty: by hand, 0.000 + 1.001 + ... + 95.095 kWh.
    assert sum(p.total for p in told["curve"][2]) == Decimal("4564.560")  # type: ignore[index]
    assert len(told["uploads"]) == 4  # type: ignore[arg-type]
    assert not verify_store(on_lake).faults

    there, back = new_lake(), tmp_path / "back" / "kpi.duckdb"
    moved = move_store(file, there, actor=ANNA)
    assert moved.revision == 7 and not moved.verdict.faults
    last = file.store.last_event()
    assert last is not None and moved.verdict.head == last.hash
    with pytest.raises(Refused, match="place_taken"):
        move_store(file, there, actor=ANNA)
    acts = open_store(there)
    assert totals(acts.store) == told["totals"]
    send_in(acts, 7)  # It goes on there, with the same log.
    move_store(acts, back, actor=ANNA)
    again = open_store(back)
    assert totals(again.store) == totals(acts.store)
    assert [e.hash for e in events(again.store)] == [e.hash for e in events(acts.store)]
    for one in (file, on_lake, acts, again):
        one.store.close()


def test_a_copy_that_is_not_like_the_original_is_taken_away(
    new_lake: LakeMaker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake = new_lake()
    file = open_store(tmp_path / "kpi.duckdb")
    send_in(file, 0)

    def lose_a_row(target: Lake, copy: Path) -> None:
        with duckdb.connect(str(copy)) as connection:
            connection.execute("delete from rows_energy where line = 2")
        fill_lake(target, copy)

    with monkeypatch.context() as patched:
        patched.setattr(acts_moving, "fill_lake", lose_a_row)
        with pytest.raises(Refused) as refused:
            move_store(file, lake, actor=ANNA)
    assert refused.value.code == "move_differs"
    assert not is_there(lake.path)
    file.store.snapshot(tmp_path / "copy.duckdb")
    fill_lake(lake, tmp_path / "copy.duckdb")  # the place was left empty
    file.store.close()


def test_one_lake_is_tidied_made_whole_and_closed_to_the_outside(
    lake: Lake, tmp_path: Path
) -> None:
    acts = open_store(lake)
    for no in range(3):
        receipt = send_in(acts, no, meters=12)  # more rows than wait in the catalogue
    assert len(list(lake.data.rglob("rows_energy/*.parquet"))) == 3
    acts.store.tidy("0 seconds")
    assert len(list(lake.data.rglob("rows_energy/*.parquet"))) == 1
    assert totals(acts.store) == expected(range(3), 12)

    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.csv").write_text("secret\n1\n")
    for name, sql in attacks(outside).items():
        try:
            found = acts.store.rows(sql.replace("{inside}", lake.folder.as_posix()))
        except (duckdb.Error, StoreTrouble):
            found = []
        assert found == [], name

    head = acts.store.last_event()
    with acts.store._engine.cursor() as cursor:  # as if an older catalogue had been put back
        for table, column in (("deed", "revision"), ("event", "revision"), ("upload", "upload"),
                              ("slice", "upload"), ("rows_energy", "upload")):  # fmt: skip
            cursor.execute(f"delete from {table} where {column} = {receipt}")
    acts.store.close()
    again = open_store(lake)
    assert again.store.recovery.reapplied == (receipt,)
    assert again.store.last_event() == head and totals(again.store) == expected(range(3), 12)
    assert not verify_store(again).faults
    again.store.close()


@pytest.mark.parametrize(
    ("change", "code", "part"),
    [
        (("dbname=postgres", "dbname=nothere password=geheim"), "lake_refused", "nothere"),
        (("user=kpi", "user=nobody password=geheim"), "lake_refused", "nobody"),
    ],
)
def test_a_catalogue_that_lets_nobody_in_says_why_without_the_password(
    made_lake: Lake, change: tuple[str, str], code: str, part: str
) -> None:
    wrong = Lake(made_lake.dsn.replace(*change), made_lake.folder, made_lake.schema)
    with pytest.raises(StoreTrouble) as refused:
        Store.open(wrong, load())
    assert refused.value.code == code and part in refused.value.facts["detail"]
    assert "geheim" not in str(refused.value.facts)


def test_another_folder_than_the_lakes_own_is_refused(made_lake: Lake, tmp_path: Path) -> None:
    elsewhere = Lake(made_lake.dsn, tmp_path / "elsewhere", made_lake.schema)
    with pytest.raises(StoreTrouble) as refused:
        open_store(elsewhere)
    assert refused.value.code == "lake_unusable"

"""T-42, T-43: what a start shows of whatever lies there, and which day and month it is."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from kpi.acts import Acts
from kpi.declare import Month, load
from kpi.serve import stores as module
from kpi.store import Store
from tests.drill.kills import unpack_released
from tests.pages.screens import screens, texts
from tests.stores import open_acts

SECONDS = 3.0
UPGRADE_SECONDS = 8.0
"""The first start after an upgrade also changes the tables, after a whole copy of them."""


def nothing(path: Path) -> None:
    pass


def empty(path: Path) -> None:
    open_acts(path).store.close()


def old(path: Path) -> None:
    ((_, found),) = unpack_released(path.parent / "old")
    found.replace(path)


def foreign(path: Path) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table deed (other integer); insert into deed values (1)")


def no_database(path: Path) -> None:
    path.write_bytes(b"PK\x03\x04 a workbook" * 500)


@pytest.mark.parametrize(
    ("make", "shown"),
    [
        (nothing, "first_run.title"),
        (empty, "first_run.title"),
        (old, "overview.course"),
        (foreign, "restore.title"),
        (no_database, "restore.title"),
    ],
)
def test_t42_a_start_shows_the_right_screen(
    make: Callable[[Path], None], shown: str, tmp_path: Path
) -> None:
    path = tmp_path / "kpi.duckdb"
    make(path)
    # What is read once a process is no part of a start.
    load()
    busy = time.process_time()
    with screens(path, {"lang": "nl"}) as test:
        assert not test.exception
        assert load().words.say("nl", shown) in texts(test)
    # Seconds of this process itself: a busy machine starts late, not slowly.
    assert time.process_time() - busy < (UPGRADE_SECONDS if make is old else SECONDS)


class Clock(dt.datetime):
    """A clock that stands still."""

    moment = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)

    @classmethod
    def now(cls, tz: dt.tzinfo | None = None) -> Clock:
        return cls.fromtimestamp(cls.moment.timestamp(), tz)


@pytest.mark.parametrize(
    ("moment", "day", "last_month"),
    [
        ("2026-12-31T22:59:59", "2026-12-31", "2026-11"),  # 23:59:59 in the Netherlands
        ("2026-12-31T23:00:00", "2027-01-01", "2026-12"),
        ("2026-03-28T23:30:00", "2026-03-29", "2026-02"),  # the night summer time begins
        ("2026-03-31T21:59:59", "2026-03-31", "2026-02"),
        ("2026-03-31T22:00:00", "2026-04-01", "2026-03"),
        ("2026-10-31T22:59:59", "2026-10-31", "2026-09"),  # winter time again
        ("2026-10-31T23:00:00", "2026-11-01", "2026-10"),
        ("2028-02-28T23:00:00", "2028-02-29", "2028-01"),  # a leap day
        ("2028-02-29T22:59:59", "2028-02-29", "2028-01"),
        ("2028-02-29T23:00:00", "2028-03-01", "2028-02"),
    ],
)
def test_t43_day_and_month_are_those_of_the_organisation(
    moment: str, day: str, last_month: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Clock, "moment", dt.datetime.fromisoformat(moment).replace(tzinfo=dt.UTC))
    monkeypatch.setattr("kpi.serve.stores.dt.datetime", Clock)
    try:
        acts = Acts(Store.open(None, load()), load(), today=module.calendar_day)
        assert acts.today() == dt.date.fromisoformat(day)
        assert acts.last_month == Month.parse(last_month)
    finally:
        monkeypatch.undo()


@pytest.mark.parametrize(
    ("period", "month"),
    [("31-12-2025", "2025-12"), ("29-02-2024", "2024-02"), ("30-03-2025", "2025-03")],
)
def test_t43_a_day_at_the_edge_counts_in_its_own_month(period: str, month: str) -> None:
    acts = open_acts()
    row = f"locatie;datum;inzamelaar;stroom;gewicht_kg;bon\nAlmelo;{period};X;REST;10;1\n"
    preview = acts.preview("waste", row.encode(), "edge.csv", rehearse=False)
    assert [str(row_read.cells["month"]) for row_read in preview.checked.rows] == [month]


def test_t43_a_day_that_does_not_exist_is_refused() -> None:
    row = "locatie;datum;inzamelaar;stroom;gewicht_kg;bon\nAlmelo;29-02-2025;X;REST;10;1\n"
    preview = open_acts().preview("waste", row.encode(), "edge.csv", rehearse=False)
    assert preview.errors and not preview.checked.rows

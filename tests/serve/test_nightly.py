"""The night's backup: once a night, of the own store, thinned out, and not in the daytime before."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from kpi.serve.nightly import keep_tonight
from kpi.serve.stores import Stores
from kpi.store import Store, backups, backups_of


def moment(day: int, hour: int) -> dt.datetime:
    """Return a moment in November 2026, when Amsterdam is one hour ahead of UTC."""
    return dt.datetime(2026, 11, day, hour, 30, tzinfo=dt.UTC)


def test_t08_every_night_one_backup_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "kpi.duckdb"
    monkeypatch.setenv("KPI_STORE", str(path))
    stores = Stores()
    assert not keep_tonight(stores, moment(1, 3))  # there is no store to keep yet
    acts = stores.acts()
    assert acts.store.path == path
    made = []
    for day, hour in ((1, 3), (1, 12), (2, 1), (2, 2), (2, 3)):
        now = moment(day, hour)
        monkeypatch.setattr(Store, "now", lambda _, now=now: now.replace(tzinfo=None))
        made.append(keep_tonight(stores, now))
    # 01:30 UTC is half past two in Amsterdam: still the night before.
    assert made == [True, False, False, True, False]
    assert [backup.made.day for backup in backups(backups_of(path))] == [2, 1]
    stores.close()

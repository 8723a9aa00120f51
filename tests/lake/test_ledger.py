"""The laws of the ledger hold on a lake as they do on a file: the same tests, another place."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from kpi.store import Lake, Store
from tests.store.test_ledger import (
    CATALOGUE,
    follow,
    test_a_failed_write_leaves_nothing,
    test_an_empty_slice_empties_and_taking_it_back_brings_the_rows_again,
    test_changed_since_knows_uploads_and_takings_back,
    test_numbers_stay_exact_on_their_way_in_and_out,
)

__all__ = [
    "test_a_failed_write_leaves_nothing",
    "test_an_empty_slice_empties_and_taking_it_back_brings_the_rows_again",
    "test_changed_since_knows_uploads_and_takings_back",
    "test_numbers_stay_exact_on_their_way_in_and_out",
]


@pytest.fixture
def store(lake: Lake) -> Iterator[Store]:
    opened = Store.open(lake, CATALOGUE)
    yield opened
    opened.close()


def files_in(lake: Lake) -> list[Path]:
    return sorted(path for path in lake.folder.rglob("*") if path.is_file())


def test_any_history_agrees_with_the_plain_model(store: Store) -> None:
    follow(store, random.Random(3), 6)


def test_a_rehearsal_leaves_nothing_in_the_lake_nor_in_its_folder(store: Store, lake: Lake) -> None:
    before = files_in(lake)
    with store.rehearse("preview", "Anna") as writing:
        writing.run("insert into reading select 1, 1, 1, 1, false from range(5000)")
        assert writing.rows("select count(*) from reading") == [(5000,)]
    assert store.rows("select count(*) from reading") == [(0,)]
    assert files_in(lake) == before

"""One PostgreSQL for all tests of the lake, and a lake of its own for each that asks."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from kpi.store import Lake, place_of
from tests.drill.children import open_store
from tests.postgres import Postgres, run_postgres

IN_LAKE = find_spec("duckdb_extension_ducklake") is not None
# In the first environment there is nothing to try them with; `tests/test_lake.py` runs them.
collect_ignore_glob = [] if IN_LAKE else ["test_*.py"]
NUMBERS = itertools.count(1)
COPIED = """
    do $$ declare made text; begin
        create schema {new};
        for made in select tablename from pg_tables where schemaname = '{old}' loop
            execute format('create table {new}.%1$I (like {old}.%1$I including all)', made);
            execute format('insert into {new}.%1$I select * from {old}.%1$I', made);
        end loop;
        update {new}.ducklake_metadata set value = '{data}/' where key = 'data_path';
    end $$
"""
"""A lake copied with all that its catalogue knows of it."""

LakeMaker = Callable[[], Lake]


def lake_in(postgres: Postgres, folder: Path) -> Lake:
    name = f"lake{next(NUMBERS)}"
    place = place_of(f"ducklake:postgres:{postgres.dsn} folder={folder}/{name} schema={name}")
    assert isinstance(place, Lake)
    return place


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with run_postgres() as server:
        yield server


@pytest.fixture
def new_lake(postgres: Postgres, tmp_path: Path) -> LakeMaker:
    """Return what gives a lake that holds nothing yet."""
    return lambda: lake_in(postgres, tmp_path)


@pytest.fixture(scope="session")
def made_lake(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """A lake with its tables and what is shipped; only to be copied."""
    made = lake_in(postgres, tmp_path_factory.mktemp("made"))
    open_store(made).store.close()
    return made


def copy_of(made: Lake, postgres: Postgres, folder: Path) -> Lake:
    """Return a copy of a lake: making its tables takes longest."""
    copy = lake_in(postgres, folder)
    shutil.copytree(made.folder, copy.folder)
    postgres.ask(COPIED.format(old=made.schema, new=copy.schema, data=copy.data))
    return copy


@pytest.fixture
def lake(postgres: Postgres, made_lake: Lake, tmp_path: Path) -> Lake:
    """A lake of its own with its tables and what is shipped."""
    return copy_of(made_lake, postgres, tmp_path)

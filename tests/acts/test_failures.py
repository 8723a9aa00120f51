"""Every call on the storage fails in turn: the act fails as a whole and can be done again."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from kpi.acts import Actor, Acts, Preview
from kpi.store import StoreTrouble
from tests.drill.faults import Failing, failing_storage
from tests.stores import open_acts, upload

HEADER = "locatie;periode;energiedrager;verbruik;eenheid\r\n"
FIRST = f"{HEADER}Almelo;2025-01;pv;5;kWh\r\n"
SECOND = f"{HEADER}Almelo;2025-01;pv;6;kWh\r\nHengelo;2025-01;pv;7;kWh\r\n"
TABLES = "select table_name from information_schema.tables where table_schema = 'main' order by 1"
ENOUGH = 100


class Broken(OSError):
    """The storage gave way."""


@contextmanager
def failing_at(at: int) -> Iterator[Failing]:
    """Let the storage's call with this number fail; what is yielded knows which calls there were."""
    failing = Failing(at, armed=True)
    with failing_storage(failing):
        yield failing


def everything(acts: Acts) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table, and the files of the archive."""
    found = {
        name: acts.store.rows(f"select * from {name} order by all")
        for (name,) in acts.store.rows(TABLES)
    }
    archive = acts.store.archive
    assert archive is not None
    found["archive"] = [(path.name,) for path in sorted(archive.glob("*"))]
    return found


def accept(acts: Acts) -> None:
    acts.accept(second(acts), actor=Actor.local("Anna"))


def second(acts: Acts) -> Preview:
    return acts.preview("energy", SECOND.encode(), "b.csv", rehearse=False)


def take_back(acts: Acts) -> None:
    acts.take_back(acts.uploads()[0].upload, actor=Actor.local("Anna"), reason="fout")


def set_entry(acts: Acts) -> None:
    acts.set_entry("layout", "energy/Een", LAYOUT, actor=Actor.local("Anna"), reason="test")


LAYOUT = {"name": "Een", "contract": "energy", "header": ["A"], "columns": {"A": "month"}}


@pytest.fixture
def acts(tmp_path: Path) -> Acts:
    acts = open_acts(tmp_path / "kpi.duckdb")
    upload(acts, "energy", FIRST)
    return acts


@pytest.mark.parametrize("act", [accept, take_back, set_entry], ids=lambda act: act.__name__)
def test_nothing_is_half_stored_whatever_call_fails(
    acts: Acts, act: Callable[[Acts], None]
) -> None:
    before, revision = everything(acts), acts.store.revision
    for at in range(1, ENOUGH):
        with failing_at(at) as failing:
            try:
                act(acts)
            except StoreTrouble:
                assert failing.fired
            else:
                break  # what failed, if anything, came after the commit
        assert everything(acts) == before, f"call {at}"
        assert acts.store.revision == revision
    assert at >= 5, "the act did call the storage, and each of its calls failed once"
    assert acts.store.revision == revision + 1
    acts.store.close()
    again = open_acts(acts.store.path)
    assert again.store.revision == revision + 1


@pytest.mark.parametrize("broken", ["fsync", "replace", "write"])
def test_no_part_of_a_file_stays_in_the_archive(
    acts: Acts, broken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, ready = everything(acts), second(acts)

    def fail(*_: object, **__: object) -> None:
        raise Broken

    with monkeypatch.context() as patch:
        if broken == "fsync":
            patch.setattr(os, "fsync", fail)
        elif broken == "replace":
            patch.setattr(Path, "replace", fail)
        else:
            patch.setattr(tempfile, "NamedTemporaryFile", fail)
        with pytest.raises(Broken):
            acts.accept(ready, actor=Actor.local("Anna"))
    assert everything(acts) == before
    receipt = acts.accept(ready, actor=Actor.local("Anna"))
    assert (receipt.file_hash,) in everything(acts)["archive"]


def test_a_file_that_was_kept_before_stays_when_a_later_act_fails(acts: Acts) -> None:
    accept(acts)
    take_back(acts)
    before = everything(acts)
    ready = second(acts)
    with failing_at(ENOUGH) as failing:
        acts.accept(ready, actor=Actor.local("Anna"))
    take_back(acts)
    kept = everything(acts)["archive"]
    ready = second(acts)
    commit = failing.names.index("commit") + 1
    with failing_at(commit), pytest.raises(StoreTrouble):
        acts.accept(ready, actor=Actor.local("Anna"))
    assert everything(acts)["archive"] == kept == before["archive"]

"""Registers are read again when they move; what an act or a reopened file changes is seen at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kpi.acts import Actor, Acts, forget_person
from kpi.store import entries
from kpi.store.statements import Parameters
from tests.stores import open_acts

ANNA, WEIGHT = Actor.local("Anna"), "day_admission_weight"


def asked(acts: Acts, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list to which every question to the store is added from now on."""
    questions: list[str] = []
    ask = acts.store.rows

    def rows(sql: str, parameters: Parameters = ()) -> list[tuple[Any, ...]]:
        questions.append(sql)
        return ask(sql, parameters)

    monkeypatch.setattr(acts.store, "rows", rows)
    return questions


def value(acts: Acts, as_of: int | None = None) -> str:
    (found,) = (e for e in entries(acts.store, "setting", as_of=as_of) if e.id == WEIGHT)
    return str(found.body["value"])


def change(acts: Acts, to: str) -> int:
    body = {"name": WEIGHT, "value": to}
    return acts.set_entry("setting", WEIGHT, body, actor=ANNA, reason="agreed")


def test_a_register_is_read_once_a_revision(monkeypatch: pytest.MonkeyPatch) -> None:
    acts = open_acts()
    before, first = acts.store.revision, value(acts)
    questions = asked(acts, monkeypatch)
    assert value(acts) == first and value(acts, as_of=before) == first
    assert questions == []
    change(acts, "0.75")
    assert value(acts) == "0.75" and value(acts, as_of=before) == first


def test_who_is_given_entries_cannot_change_them_for_others() -> None:
    acts = open_acts()
    entries(acts.store, "setting").clear()
    assert value(acts)


def test_a_write_in_progress_reads_what_it_wrote_and_leaves_no_trace() -> None:
    acts = open_acts()
    first = value(acts)
    with acts.store.rehearse("test", "Anna") as writing:
        writing.run("delete from register_entry where register = 'setting'")
        assert entries(writing, "setting") == []
    assert value(acts) == first


def test_a_file_that_was_opened_anew_is_read_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    acts = open_acts(tmp_path / "kpi.duckdb")
    first = value(acts)
    acts.store._engine.reopen(acts.store._engine.generation)
    questions = asked(acts, monkeypatch)
    assert value(acts) == first and questions


def test_a_name_that_is_forgotten_is_not_remembered() -> None:
    acts = open_acts()
    body = {"name": WEIGHT, "value": "0.75"}
    acts.set_entry("setting", WEIGHT, body, actor=Actor.local("Bert"), reason="agreed")
    assert "Bert" in {entry.actor for entry in entries(acts.store, "setting")}
    forget_person(acts, "Bert", actor=ANNA, reason="left")
    assert "Bert" not in {entry.actor for entry in entries(acts.store, "setting")}

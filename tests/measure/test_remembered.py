"""What is remembered of the figures is what would be read anew, and is read again when it moved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kpi.acts import Actor, Acts, forget_person
from kpi.declare import Month
from kpi.measure import Figures, Scope
from kpi.measure.cells import FactQuery, query_cells
from kpi.measure.kinds import query_kind
from kpi.store import Reader
from kpi.store.statements import Parameters
from tests.stores import open_acts, upload

ANNA = Actor.local("Anna")
FACTS = ("fact_energy", "fact_waste", "fact_activity")
PLACE = Scope("ALM", Month(2025, 1))


class Anew:
    """The same store without a memory."""

    def __init__(self, reader: Reader) -> None:
        self.revision = reader.revision
        self.rows = reader.rows
        self.remembered = None


def gas(amount: int) -> str:
    return (
        f"locatie;periode;energiedrager;verbruik;eenheid\r\nAlmelo;2025-01;aardgas;{amount};m3\r\n"
    )


def waste(amount: int) -> str:
    return (
        "locatie;periode;afvalstroom;hoeveelheid;eenheid;inzamelaar\r\n"
        f"Almelo;2025-01;restafval;{amount};kg;Eerste\r\n"
    )


def cells(acts: Acts, fact: str, as_of: int | None = None) -> object:
    at = acts.store.revision if as_of is None else as_of
    return query_cells(acts.catalogue, acts.store, fact, as_of=at, factor_year=None)


def set_note(acts: Acts) -> None:
    measured = acts.catalogue.registers["setting"]
    assert measured.relation
    entry = acts.entries("setting")[0]
    acts.set_entry("setting", entry.id, entry.body, actor=ANNA, reason="Gezien")


MOVES: dict[str, Callable[[Acts], object]] = {
    "upload": lambda acts: upload(acts, "energy", gas(300), decide={"left": "replace"}),
    "other upload": lambda acts: upload(acts, "waste", waste(40)),
    "taken back": lambda acts: acts.take_back(2, actor=ANNA, reason="Verkeerd"),
    "register": set_note,
    "person": lambda acts: forget_person(acts, "Tester", actor=ANNA, reason="Uit dienst"),
}


@pytest.mark.parametrize("move", MOVES)
def test_what_is_remembered_is_what_would_be_read_anew(move: str) -> None:
    acts = open_acts()
    assert upload(acts, "energy", gas(200)) == 2
    seen = [acts.store.revision]
    for step in (move, "other upload"):
        for fact in FACTS:
            cells(acts, fact)
        MOVES[step](acts)
        seen.append(acts.store.revision)
    anew = Anew(acts.store)
    for revision in seen:
        for fact in FACTS:
            read = query_cells(acts.catalogue, anew, fact, as_of=revision, factor_year=None)
            assert cells(acts, fact, revision) == read, (fact, revision)
        for kind in ("energy", "waste"):
            known = query_kind(acts.catalogue, acts.store, kind, as_of=revision)
            assert known == query_kind(acts.catalogue, anew, kind, as_of=revision)


def test_only_what_moved_is_read_again() -> None:
    acts = open_acts()
    upload(acts, "energy", gas(200))
    energy, treated = cells(acts, "fact_energy"), cells(acts, "fact_waste")
    before = acts.store.revision
    upload(acts, "waste", waste(40))
    assert cells(acts, "fact_energy") is energy
    assert cells(acts, "fact_waste") is not treated
    assert cells(acts, "fact_waste", before) is treated


def test_a_fact_of_which_nothing_came_in_has_no_rows_unless_something_stands_in_for_it() -> None:
    acts = open_acts()
    for fact, declared in acts.catalogue.facts.items():
        query = FactQuery(acts.catalogue, fact, acts.store.revision, None)
        found = acts.store.rows(
            f"{query.with_clause} select count(*) from fact_rows", query.parameters
        )
        assert query.has_no_rows(acts.store) == (found[0][0] == 0), fact
        assert query.has_no_rows(acts.store) == (declared.reference is None), fact


def test_the_parts_of_a_total_are_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    acts = open_acts()
    upload(acts, "energy", gas(200))
    figures: Figures = acts.judge().figures()
    asked: list[str] = []
    ask = acts.store.rows

    def rows(sql: str, parameters: Parameters = ()) -> list[tuple[Any, ...]]:
        asked.append(sql)
        return ask(sql, parameters)

    monkeypatch.setattr(acts.store, "rows", rows)
    total = acts.catalogue.indicators["co2_scope_12_market"]
    assert total.kind == "total" and len(total.parts) > 1
    figures.explain(total.id, PLACE)
    assert sum("unnest($places)" in sql for sql in asked) == 1

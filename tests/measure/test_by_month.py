"""What moved decides what is read anew: an answer put together is the one that is read whole."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import pytest

from kpi.acts import Acts
from kpi.declare import Month
from kpi.judge import changes
from kpi.measure.cells import FactQuery, query_cells
from kpi.measure.kinds import query_kind
from kpi.store import Months, Reader, Rehearsed, live_amounts, narrowed, series_of
from kpi.store.schema import columns_of
from tests.acts.test_readings import EAN, OTHER, known, month
from tests.measure.test_remembered import ANNA, Anew, waste
from tests.stores import open_acts, upload

FACT, KINDS = "fact_energy", ("energy", "interval")
ENERGY = "locatie;periode;energiedrager;verbruik;eenheid;meter_id\r\n"


# --- a month by itself -----------------------------------------------------------------------


def rows_by_month(reader: Reader, query: FactQuery) -> dict[Month, tuple[int, int]]:
    """Return how many rows a fact has in each month, and a sum that tells them from others."""
    found = reader.rows(
        f"{query.with_clause} select month, count(*), sum(hash(fact_rows)::hugeint)"
        " from fact_rows group by month",
        query.parameters,
    )
    return {Month.of(month): (count, told) for month, count, told in found}


def alone(acts: Acts, query: FactQuery, month: Month) -> tuple[int, int]:
    """Return what a fact has in a month when nothing else is read."""
    contracts = [acts.catalogue.contracts[kind] for kind in acts.catalogue.facts[query.fact].reads]
    part = narrowed(acts.store, contracts, Months({month}))
    found = rows_by_month(acts.store, replace(query, part=part))
    assert set(found) == {month}
    return found[month]


def altered(acts: Acts, query: FactQuery, month: Month) -> dict[Month, tuple[int, int]]:
    """Return what a fact has when every line of other months says something else in half of its columns."""
    with acts.store.rehearse("test", "Anna") as writing:
        for kind in acts.catalogue.facts[query.fact].reads:
            contract = acts.catalogue.contracts[kind]
            given = {
                name: "* 2" if type_.startswith("decimal") else "|| 'x'"
                for name, type_ in columns_of(contract).items()
                if name not in {*contract.slice, "site"}
                and type_.startswith(("decimal", "varchar"))
            }
            cells = [
                f"{name} = case hash(line, '{name}') % 2 when 0 then {name} {other} else {name} end"
                for name, other in given.items()
            ]
            change = f"update rows_{kind} set {', '.join(cells)} where month <> ?"
            writing.run(change, [month.first_day])
        return rows_by_month(writing, query)


def test_a_fact_reads_across_months_if_and_only_if_it_says_so(demonstration: Acts) -> None:
    """What other months say, or that they are not read, changes nothing of a month; or it is said."""
    for fact, declared in demonstration.catalogue.facts.items():
        query = FactQuery(demonstration.catalogue, fact, demonstration.store.revision, None)
        whole = rows_by_month(demonstration.store, query)
        month = sorted(whole)[len(whole) // 2]
        other = altered(demonstration, query, month)
        assert declared.reference or other != whole, fact
        same = other[month] == whole[month] == alone(demonstration, query, month)
        assert same != declared.across_months, fact


# --- answers put together --------------------------------------------------------------------


def gas(at: str, amount: int, meter: str = "") -> str:
    return f"{ENERGY}Almelo;{at};aardgas;{amount};m3;{meter}\r\n"


def left_out(acts: Acts, at: str, amount: int) -> None:
    """Upload a month of which one line is refused and left out, in a month of its own."""
    text = f"{gas(at, amount)}Almelo;2025-07;aardgas;veel;m3;\r\n"
    preview = acts.preview("energy", text.encode(), "half.csv", rehearse=False, decide=LEFT)
    acts.accept(preview, actor=ANNA, without_refused_rows=True, note="later")


def take_one_back(acts: Acts, chance: random.Random) -> None:
    standing = [record for record in acts.uploads() if record.taken_back is None]
    if standing:
        acts.take_back(chance.choice(standing).upload, actor=ANNA, reason="test")


def set_again(acts: Acts, register: str, chance: random.Random) -> None:
    entry = chance.choice(acts.entries(register))
    acts.set_entry(register, entry.id, entry.body, actor=ANNA, reason="test")


def days_of(acts: Acts, chance: random.Random) -> None:
    meter, last = chance.choice([EAN, OTHER]), chance.choice([0, 20])
    text = month(chance.randint(1, 4), str(chance.randint(1, 9)), meter, last=last)
    upload(acts, "interval", text)


def gas_of(acts: Acts, chance: random.Random) -> None:
    at, meter = f"2025-0{chance.randint(1, 6)}", chance.choice(["", "Keuken"])
    upload(acts, "energy", gas(at, chance.randint(100, 999), meter), decide=LEFT)


LEFT = {"left": "replace"}
MOVES: dict[str, Callable[[Acts, random.Random], object]] = {
    "gas": gas_of,
    "days": days_of,
    "monthly beside days": lambda acts, chance: upload(
        acts,
        "energy",
        f"{ENERGY}Almelo;2025-0{chance.randint(1, 4)};elektriciteit_inkoop;900;kWh;{EAN}\r\n",
        decide=LEFT,
    ),
    "waste": lambda acts, chance: upload(acts, "waste", waste(chance.randint(1, 99)), decide=LEFT),
    "left out": lambda acts, chance: left_out(acts, "2025-06", chance.randint(100, 999)),
    "taken back": take_one_back,
    "taken back again": take_one_back,
    "expectation": lambda acts, chance: set_again(acts, "expectation", chance),
    "meter": lambda acts, chance: set_again(acts, "meter", chance),
}


def answers(acts: Acts, reader: Reader, as_of: int) -> dict[str, object]:
    """Return what is put together from months: cells, states, sums and series."""
    catalogue = acts.catalogue
    found: dict[str, object] = {FACT: cells(acts, reader, as_of)}
    found |= {kind: query_kind(catalogue, reader, kind, as_of=as_of) for kind in KINDS}
    if as_of == reader.revision:
        contracts = catalogue.contracts
        amounts = live_amounts(reader, contracts["energy"], "carrier", "amount")
        found |= {"amounts": sorted(map(repr, amounts))}
        found |= {"series": series_of(reader, contracts["interval"])}
    return found


@pytest.mark.parametrize("seed", range(2))
def test_an_answer_put_together_from_months_is_the_one_read_whole(seed: int) -> None:
    chance = random.Random(seed)
    acts = known(open_acts(), EAN, OTHER)
    seen = [acts.store.revision]
    for move in chance.sample(list(MOVES), len(MOVES)):
        MOVES[move](acts, chance)
        seen.append(acts.store.revision)
        found = answers(acts, acts.store, seen[-1])
        assert found == answers(acts, Anew(acts.store), seen[-1]), move
    for revision in chance.sample(seen, 2):
        assert answers(acts, acts.store, revision) == answers(acts, Anew(acts.store), revision)


def test_what_a_preview_says_an_upload_changes_is_what_it_changes() -> None:
    """Of a month that is replaced by less, one beside it, and an upload that is taken back."""
    acts = known(open_acts(), EAN)
    upload(acts, "interval", month(2) + month(3).split("\n", 1)[1])
    first = acts.store.revision
    preview = acts.preview("interval", month(3, "4", last=20).encode(), "less.csv")
    acts.accept(preview, actor=ANNA)
    second = acts.store.revision
    back = acts.effect_of_taking_back(first)
    acts.take_back(first, actor=ANNA, reason="test")
    february = ("ALM", Month(2025, 2))
    for before, told, touched in (
        (first, preview.changes, preview.touched),
        (second, back.changes, (february, *preview.touched)),
    ):
        judges = acts.judge(as_of=before), acts.judge(as_of=before + 1)
        assert told and list(told) == changes(*judges, touched, "energy")[0]


@pytest.mark.parametrize(("kind", "text"), [("energy", gas("2025-01", 300)), ("waste", waste(40))])
def test_an_act_stored_meanwhile_is_not_taken_for_the_one_that_is_rehearsed(
    kind: str, text: str
) -> None:
    """Both are at the same revision until one of them is stored."""
    acts = open_acts()
    first = upload(acts, "energy", gas("2025-01", 200))
    before = cells(acts, acts.store)
    with acts.store.rehearse("test", "Anna") as writing:
        at = writing.revision
        writing.run("insert into upload (upload, kind) values (?, 'energy')", [at])
        assert upload(acts, kind, text, decide=LEFT) == at
        stored = cells(acts, acts.store)
        reader = Rehearsed(writing, acts.store.remembered)
        state = reader.remembered.state(reader, {"energy": at, "waste": at})
        assert state == (("energy", at), ("waste", 0))
        assert cells(acts, reader) == before
    assert (stored != before) == (kind == "energy")
    assert cells(acts, acts.store, first) == before


def cells(acts: Acts, reader: Reader, as_of: int | None = None) -> object:
    at = reader.revision if as_of is None else as_of
    return query_cells(acts.catalogue, reader, FACT, as_of=at, factor_year=None)

"""T-37: a small number of a department is nowhere shown, nor told by a total less the rest."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest

from kpi.acts import Acts
from kpi.declare import Month
from kpi.measure import Contribution, Scope, hidden_lines, join_rows
from kpi.store import live_rows
from tests.measure.test_small_numbers import HEADER
from tests.stores import open_acts, upload

KIND = "medication"
PRODUCTS = ("Adrenaline", "Morfine", "Heparine")
UNITS = ("ampul", "stuk")
CATEGORIES = ("retour_vernietigd", "vervallen", "verstrekt", "retour_hergebruikt")
MONTHS = 12


def row(month: str, category: str, department: str, number: int, unit: str = "ampul") -> str:
    product = PRODUCTS[number % len(PRODUCTS)]
    return f"Almelo;{month};{category};{department};C01CA24;{product};{unit};{number};scan\r\n"


def random_rows(chance: random.Random) -> str:
    rows: dict[tuple[str, ...], str] = {}
    for number in range(1, MONTHS + 1):
        month = f"2025-{number:02}"
        for _ in range(chance.randint(1, 14)):
            category, unit = chance.choice(CATEGORIES), chance.choice(UNITS)
            department = chance.choice(("", "A1", "B1", "C1", "D1"))
            amount = chance.choice((2, 4, 5, 7, 12, 40, 60, 120, 300))
            key = (month, category, department, unit, PRODUCTS[amount % 3])
            rows[key] = row(month, category, department, amount, unit)
    return "".join(rows.values())


@pytest.fixture(scope="module")
def acts() -> Acts:
    made = open_acts()
    upload(made, KIND, HEADER + random_rows(random.Random(37)))
    return made


def stored(acts: Acts) -> dict[tuple[int, int], tuple[str, Decimal]]:
    """Return department and number of every stored line."""
    rows = live_rows(acts.store, acts.catalogue.contracts[KIND])
    return {(r["upload"], r["line"]): (r["department"] or "", Decimal(r["amount"])) for r in rows}


View = tuple[str, Month, list[Contribution]]


@pytest.fixture(scope="module")
def views(acts: Acts) -> list[View]:
    """The lines of every figure of the kind in every month, as they are shown."""
    figures, found = acts.judge().figures(), dict[tuple[str, Month], list[Contribution]]()
    for indicator in acts.catalogue.indicators.values():
        fact = acts.catalogue.facts.get(indicator.fact or "")
        if fact is not None and KIND in fact.reads:
            for line in figures.explain(indicator.id, Scope("ALM", Month(2025, MONTHS), "year")):
                found.setdefault((indicator.id, line.month), []).append(line)
    return [(*key, lines) for key, lines in found.items()]


def test_t37_no_total_less_the_shown_lines_tells_a_hidden_one(
    acts: Acts, views: list[View]
) -> None:
    known, together, alone = stored(acts), 0, 0
    for indicator, month, lines in views:
        joined = [line for line in lines if line.joined]
        shown = [line for line in lines if not line.joined]
        assert len(joined) <= 1, (indicator, month)
        for line in shown:
            department, number = known[line.receipt, line.line]
            assert not (department and abs(number) < 5), (indicator, month, line)
        if joined and shown:
            assert joined[0].joined >= 2, (indicator, month)
            together += 1
        alone += bool(joined and not shown)
    assert together > 20 and alone > 10  # the law was put to the test


def test_t37_a_line_is_hidden_in_every_view_or_in_none(acts: Acts, views: list[View]) -> None:
    """Two views of one line, once alone and once with another, would tell the other."""
    hidden = acts.judge().figures().hidden("fact_medication")
    seen = {(line.receipt, line.line) for *_, lines in views for line in lines if line.line}
    assert seen and not seen & hidden
    small = {key for key, (owner, number) in stored(acts).items() if owner and abs(number) < 5}
    assert small < hidden  # and others with them


def test_t37_no_part_of_a_breakdown_less_its_shown_lines_tells_a_hidden_one(acts: Acts) -> None:
    figures, hidden = acts.judge().figures(), acts.judge().figures().hidden("fact_medication")
    raw = {
        (r["upload"], r["line"]): (r["category"], str(r["product"]), r["unit"], r["month"])
        for r in live_rows(acts.store, acts.catalogue.contracts[KIND])
    }
    # By hand: what is wasted, by article, counts pieces of one category group in one month.
    wasted = ("retour_vernietigd", "vervallen")
    groups: dict[tuple[object, ...], set[tuple[int, int]]] = {}
    for key, (category, product, _, month) in raw.items():
        if category in wasted:
            groups.setdefault((month, product), set()).add(key)
    assert groups and all(len(g) == 1 or len(g & hidden) != 1 for g in groups.values())
    parts = figures.breakdown("medication_wasted_units_by_article", Scope("ALM", Month(2025, 3)))
    assert sum(amount for _, amount in parts)


def test_t37_neither_do_two_spans_tell_a_month() -> None:
    """12 until March less 9 until February would be 3: months are joined before they are added."""
    acts = open_acts()
    rows = row("2025-01", CATEGORIES[0], "A1", 9) + row("2025-01", CATEGORIES[0], "B1", 50)
    rows += row("2025-02", CATEGORIES[0], "A1", 3) + row("2025-02", CATEGORIES[0], "B1", 60)
    rows += row("2025-02", CATEGORIES[0], "C1", 70)
    upload(acts, KIND, HEADER + rows)
    figures = acts.judge().figures()
    until = {
        number: dict(
            figures.breakdown("medication_returned_units", Scope("ALM", Month(2025, number), "ytd"))
        )
        for number in (1, 2)
    }
    assert until[1] == {"A1": 9, "B1": 50}
    # In February A1 (3) is joined with the smallest other, B1 (60): 63.
    assert until[2] == {"A1": 9, "B1": 50, "C1": 70, "small_numbers": 63}


def test_t37_the_other_line_is_taken_from_the_same_total() -> None:
    """Hiding the smallest line of another category would leave 43 - 40 = 3 in the first one."""
    acts = open_acts()
    rows = row("2025-01", "retour_vernietigd", "A1", 3) + row(
        "2025-01", "retour_vernietigd", "B1", 40
    )
    rows += row("2025-01", "vervallen", "C1", 6) + row("2025-01", "vervallen", "D1", 80)
    number = upload(acts, KIND, HEADER + rows)
    hidden = hidden_lines(acts.catalogue, acts.store, KIND, acts.store.revision)
    assert {(number, 2), (number, 3)} <= hidden
    exported = join_rows(
        acts.catalogue.contracts[KIND],
        live_rows(acts.store, acts.catalogue.contracts[KIND]),
        hidden,
    )
    numbers = [r["amount"] for r in exported if not r["joined"] and r["category"] == CATEGORIES[0]]
    assert numbers == []


def test_t37_the_upload_page_tells_no_small_number_of_what_was_there(acts: Acts) -> None:
    contract = acts.catalogue.contracts[KIND]
    key = dict.fromkeys(contract.slice, "x")
    with_department, without = tuple(key.values()), tuple({**key, "department": ""}.values())
    assert contract.is_small(with_department, Decimal(4))
    assert contract.is_small(with_department, Decimal(0))
    assert not contract.is_small(with_department, Decimal(5))
    assert not contract.is_small(without, Decimal(4))
    store = open_acts()
    upload(store, KIND, HEADER + row("2025-01", "vervallen", "A1", 3))
    other = HEADER + row("2025-01", "vervallen", "B1", 90)
    found = store.preview(KIND, other.encode(), "b.csv", rehearse=False)
    told = [f.facts["quantity"] for f in found.findings if f.code == "left_standing"]
    assert told == ["< 5"]

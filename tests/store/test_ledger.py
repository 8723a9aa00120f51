"""The ledger against a plain model: what is live after any history of uploads and takings back."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import pytest

from kpi.declare import Contract, Month, load
from kpi.store import (
    Store,
    StoredRow,
    Writing,
    add_upload,
    changed_since,
    live_rows,
    live_slices,
    revision_at,
    take_back,
    uploads,
)

CATALOGUE = load()
CONTRACT = min(CATALOGUE.contracts.values(), key=lambda contract: contract.order)
AMOUNT = CONTRACT.quantity.into if CONTRACT.quantity else ""
Slice = tuple[str, ...]


def key(site: str, month: str, meter: str = "") -> Slice:
    return (site, month, CONTRACT.categories[0].id, meter)


def row(slice_: Slice, amount: object, line: int = 2) -> StoredRow:
    site, month, category, meter = slice_
    cells = {"site": site, "month": Month.parse(month), CONTRACT.category: category}
    cells |= {"meter": meter, AMOUNT: Decimal(str(amount)), "unit": "kWh"}
    return StoredRow(slice_, line, cells)


def add(
    writing: Writing, rows: Sequence[StoredRow], empty: Sequence[Slice] = (), name: str = "a.csv"
) -> int:
    return add_upload(
        writing, CONTRACT, file_name=name, file_hash=name, origin="file", rows=rows,
        empty_slices=empty, refused=(), rows_read=len(rows), rows_refused=0, decisions="{}",
        findings="[]",
    )  # fmt: skip


@pytest.fixture
def store() -> Store:
    return Store.open(None, CATALOGUE)


def amounts(store: Store, contract: Contract = CONTRACT) -> dict[Slice, list[Decimal]]:
    found: dict[Slice, list[Decimal]] = {}
    for stored in live_rows(store, contract):
        found.setdefault(stored["slice"], []).append(stored[AMOUNT])
    return {slice_: sorted(values) for slice_, values in found.items()}


def test_a_newer_upload_replaces_its_slices_whole_and_no_other(store: Store) -> None:
    january, february = key("ALM", "2025-01"), key("ALM", "2025-02")
    with store.write("upload", "Anna", "") as writing:
        add(writing, [row(january, 10), row(january, 5, 3), row(february, 7, 4)])
    with store.write("upload", "Anna", "") as writing:
        add(writing, [row(january, 12)])
    assert amounts(store) == {january: [Decimal(12)], february: [Decimal(7)]}


def test_an_empty_slice_empties_and_taking_it_back_brings_the_rows_again(store: Store) -> None:
    january, february = key("ALM", "2025-01"), key("ALM", "2025-02")
    with store.write("upload", "Anna", "") as writing:
        first = add(writing, [row(january, 10)])
    with store.write("upload", "Anna", "") as writing:
        second = add(writing, [row(february, 3)], [january])
    assert amounts(store) == {february: [Decimal(3)]}
    assert live_slices(store, CONTRACT)[january].rows == 0
    with store.write("take_back", "Bert", "wrong month") as writing:
        take_back(writing, second)
    assert amounts(store) == {january: [Decimal(10)]}
    newest, oldest = uploads(store)
    assert (newest.upload, newest.live_slices) == (second, ())
    assert newest.taken_back is not None and newest.taken_back.reason == "wrong month"
    assert (oldest.upload, oldest.live_slices, oldest.actor) == (first, (january,), "Anna")


def test_a_failed_write_leaves_nothing(store: Store) -> None:
    before = store.revision

    def fail() -> None:
        with store.write("upload", "Anna", "") as writing:
            add(writing, [row(key("ALM", "2025-01"), 10)])
            raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        fail()
    assert store.revision == before
    assert amounts(store) == {} and uploads(store) == []


def test_a_rehearsal_sees_itself_and_leaves_nothing(store: Store) -> None:
    with store.rehearse("preview", "Anna") as writing:
        add(writing, [row(key("ALM", "2025-01"), 10)])
        assert len(live_rows(writing, CONTRACT)) == 1
    assert amounts(store) == {}


def test_numbers_stay_exact_on_their_way_in_and_out(store: Store) -> None:
    exact = Decimal("123456789012345.678")
    with store.write("upload", "Anna", "") as writing:
        add(writing, [row(key("ALM", "2025-01"), exact)])
    assert amounts(store) == {key("ALM", "2025-01"): [exact]}


def test_changed_since_knows_uploads_and_takings_back(store: Store) -> None:
    january, february = key("ALM", "2025-01"), key("ALM", "2025-02")
    with store.write("upload", "Anna", "") as writing:
        first = add(writing, [row(january, 10)])
    seen = store.revision
    assert not changed_since(store, CONTRACT.id, [january, february], seen)
    with store.write("take_back", "Anna", "x") as writing:
        take_back(writing, first)
    assert changed_since(store, CONTRACT.id, [january], seen)
    assert not changed_since(store, CONTRACT.id, [february], seen)


def test_a_revision_by_number_and_by_moment(store: Store) -> None:
    first = store.revision
    with store.write("upload", "Anna", "") as writing:
        add(writing, [row(key("ALM", "2025-01"), 10)])
    stamped = uploads(store)[0].stamped
    assert revision_at(store, stamped.isoformat()) == store.revision
    assert revision_at(store, "2001-01-01T00:00:00") == 0
    assert revision_at(store, str(first)) == first
    for wrong in (str(store.revision + 1), "yesterday"):
        with pytest.raises(ValueError, match=wrong):
            revision_at(store, wrong)


@dataclass
class Model:
    """The ledger as one would tell it: uploads in order, some of them taken back."""

    uploads: list[tuple[int, dict[Slice, list[Decimal]]]] = field(default_factory=list)
    gone: set[int] = field(default_factory=set)

    def live(self) -> dict[Slice, list[Decimal]]:
        found: dict[Slice, list[Decimal]] = {}
        for number, slices in self.uploads:
            if number not in self.gone:
                found |= slices
        return {slice_: sorted(values) for slice_, values in found.items() if values}


KEYS = [key(site, month, meter) for site in ("ALM", "HGL") for month in ("2025-01", "2025-02")
        for meter in ("", "A")]  # fmt: skip


@pytest.mark.parametrize("seed", range(12))
def test_any_history_agrees_with_the_plain_model(seed: int) -> None:
    dice = random.Random(seed)
    follow(Store.open(None, CATALOGUE), dice, dice.randint(3, 12))


def follow(store: Store, dice: random.Random, steps: int) -> None:
    """Do so many things by chance, in an empty store and in the model; both have to agree on each."""
    model = Model()
    for _ in range(steps):
        back = [number for number, _ in model.uploads if number not in model.gone]
        if back and dice.random() < 0.35:
            chosen = dice.choice(back)
            with store.write("take_back", "Anna", "dice") as writing:
                take_back(writing, chosen)
            model.gone.add(chosen)
        else:
            keys = dice.sample(KEYS, dice.randint(1, 4))
            slices = {
                k: [Decimal(dice.randint(-9, 99)) for _ in range(dice.randint(0, 3))] for k in keys
            }
            rows = [row(k, value) for k, values in slices.items() for value in values]
            with store.write("upload", "Anna", "") as writing:
                number = add(writing, rows, [k for k, values in slices.items() if not values])
            model.uploads.append((number, slices))
        assert amounts(store) == model.live()
    ledger = uploads(store)
    assert len(ledger) == len(model.uploads)
    assert [uploads(store, record.upload) for record in ledger] == [[record] for record in ledger]


def test_disjoint_uploads_commute() -> None:
    first, second = [row(KEYS[0], 1)], [row(KEYS[1], 2)]
    answers = []
    for order in ((first, second), (second, first)):
        store = Store.open(None, CATALOGUE)
        for rows in order:
            with store.write("upload", "Anna", "") as writing:
                add(writing, rows)
        answers.append(amounts(store))
    assert answers[0] == answers[1] == {KEYS[0]: [Decimal(1)], KEYS[1]: [Decimal(2)]}

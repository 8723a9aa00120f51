"""Several processes on one lake: every act is done once, after the last and before the next."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from kpi.store import Lake, events, live_rows, verify
from tests.drill.children import CATALOGUE, KIND, child, expected, open_store, totals
from tests.lake.working import replace_often, send_many


@contextlib.contextmanager
def at_once(work: object, *given: tuple[object, ...]) -> Iterator[list[Any]]:
    """Run the same work in processes that begin together; give all that they told."""
    told: list[Any] = []
    with contextlib.ExitStack() as stack:
        pipes = [stack.enter_context(child(work, *one))[1] for one in given]  # type: ignore[arg-type]
        for pipe in pipes:
            assert pipe.poll(60) and pipe.recv() == "open"
        for pipe in pipes:
            pipe.send("go")
        for pipe in pipes:
            while True:
                assert pipe.poll(60)
                word = pipe.recv()
                told.append(word)
                if not isinstance(word, tuple):
                    break
        yield told


def test_four_processes_at_once_lose_nothing_and_write_one_log(lake: Lake) -> None:
    shares = [[no, no + 4] for no in range(4)]
    with at_once(send_many, *((lake, share) for share in shares)) as told:
        receipts = dict(word for word in told if word is not None)
    acts = open_store(lake)
    assert sorted(receipts) == list(range(8))
    # The first revision is what is shipped; each upload has one of its own.
    assert sorted(receipts.values()) == list(range(2, 10))
    assert totals(acts.store) == expected(range(8))
    log = events(acts.store)
    assert [event.no for event in log] == list(range(1, 10))
    assert not verify(acts.store).faults
    acts.store.close()


def test_two_processes_that_replace_the_same_slice_never_both_win(lake: Lake) -> None:
    with at_once(replace_often, (lake, 100, 2), (lake, 200, 2)) as told:
        done: dict[int, int] = dict(word for word in told if isinstance(word, tuple))
        between = sum(word for word in told if isinstance(word, int))
    assert between > 0, "they did not meet: the test shows nothing"
    acts = open_store(lake)
    last = max(done, key=lambda amount: done[amount])
    rows = live_rows(acts.store, CATALOGUE.contracts[KIND])
    assert [row["quantity"] for row in rows] == [Decimal(last)]
    assert len(set(done.values())) == len(done) == 4
    assert not verify(acts.store).faults
    acts.store.close()

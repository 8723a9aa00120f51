"""What the running app does by itself goes on when a round goes wrong, and ends with its block."""

from __future__ import annotations

import logging
import threading
from itertools import chain, repeat

import pytest

from kpi.acts import Refused
from kpi.serve.rounds import Rounds

PAUSE, PATIENCE = 0.001, 20.0


def go_round(*ends: Exception | None) -> None:
    """Make rounds that end so, one after the other, and a last one that is waited for."""
    done = threading.Event()
    turns = chain(ends, repeat(None))
    left = len(ends)

    def go() -> None:
        nonlocal left
        left -= 1
        if left < 0:
            done.set()
        end = next(turns)
        if end is not None:
            raise end

    with Rounds("errand", PAUSE, go):
        assert done.wait(PATIENCE)


@pytest.mark.parametrize(
    "wrong", [RuntimeError("Anna"), Refused("store_in_use")], ids=["unforeseen", "refused"]
)
def test_a_round_that_goes_wrong_is_told_and_the_next_one_comes(
    wrong: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    go_round(wrong)
    (record,) = caplog.records
    assert record.getMessage().startswith("errand")
    assert "Anna" not in caplog.text


def test_the_same_refusal_is_told_once_until_it_is_over(caplog: pytest.LogCaptureFixture) -> None:
    busy = [Refused("store_in_use") for _ in range(3)]
    go_round(*busy, None, busy[0])
    told = [r.getMessage() for r in caplog.records if r.levelno == logging.WARNING]
    assert told == ["errand: store_in_use"] * 2


def test_it_ends_with_its_block() -> None:
    rounds: list[int] = []
    with Rounds("errand", PAUSE, lambda: rounds.append(1)):
        pass
    rounds.clear()
    threading.Event().wait(20 * PAUSE)
    assert rounds == []

"""Processes that work on one lake at the same time; each tells what was confirmed to it."""

from __future__ import annotations

from multiprocessing.connection import Connection

from kpi.acts import Actor, Refused
from kpi.store import Lake
from tests.drill.children import KIND, file_of, open_store, send_in

TRIES = 20


def send_many(pipe: Connection, lake: Lake, numbers: list[int]) -> None:
    """Send in uploads, one after the other; tell each number with its receipt."""
    acts = open_store(lake)
    pipe.send("open")
    pipe.recv()
    for no in numbers:
        pipe.send((no, send_in(acts, no)))
    pipe.send(None)
    acts.store.close()


def replace_often(pipe: Connection, lake: Lake, first: int, times: int) -> None:
    """Put figures of one's own into one and the same slice, as often; who comes late looks again.

    Tells each amount with its receipt, and how often someone else had come between.
    """
    acts, between = open_store(lake), 0
    pipe.send("open")
    pipe.recv()
    for amount in range(first, first + times):
        data = file_of(0, 1).replace(b";1;", f";{amount};".encode())
        for _ in range(TRIES):
            preview = acts.preview(KIND, data, f"{amount}.csv", rehearse=False)
            try:
                pipe.send((amount, acts.accept(preview, actor=Actor.local("Tester")).number))
                break
            except Refused as refused:
                if refused.code != "changed_since":
                    raise
                between += 1
    pipe.send(between)
    acts.store.close()

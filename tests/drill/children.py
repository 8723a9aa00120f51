"""Processes that may be killed: each opens the store, works and tells what was confirmed to it.

They are forked from one process that has the declarations loaded, so that a kill costs little.
"""

from __future__ import annotations

import datetime as dt
import itertools
import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

from kpi.acts import Actor, Acts
from kpi.declare import Month, load
from kpi.store import Place, Store, live_rows

CATALOGUE = load()
TODAY = dt.date(2026, 11, 15)
KIND = "energy"
HEADER = "locatie;periode;energiedrager;verbruik;eenheid;meter_id"
SITES = ("Almelo", "Hengelo")
MONTHS = 190
"""From January 2010: as many months of two sites can be uploaded before one comes again."""

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload([f"tests.drill.{name}" for name in ("damage", "faults", "kills")])
Work = Callable[..., None]


def open_store(path: Place | None) -> Acts:
    """Open the acts on a store at a fixed reporting date."""
    return Acts(Store.open(path, CATALOGUE), CATALOGUE, today=lambda: TODAY)


def month_of(no: int) -> Month:
    """Return the month of the upload with this number."""
    return Month(2010, 1).plus(no // len(SITES) % MONTHS)


def file_of(no: int, meters: int = 2) -> bytes:
    """Return the upload with this number: one site and month, so many meters of (no + meter) kWh."""
    site, month = SITES[no % len(SITES)], month_of(no)
    rows = [
        f"{site};{month};elektriciteit_inkoop;{no + meter + 1};kWh;M{meter}"
        for meter in range(meters)
    ]
    return "\r\n".join([HEADER, *rows, ""]).encode()


def send_in(acts: Acts, no: int, meters: int = 2) -> int:
    """Preview and accept an upload; return its receipt."""
    preview = acts.preview(KIND, file_of(no, meters), f"{no}.csv", rehearse=False)
    assert preview.acceptable, preview.errors
    return acts.accept(preview, actor=Actor.local(f"Uploader {no % 7}")).number


def totals(store: Store) -> dict[tuple[str, str], Decimal]:
    """Return what is live: kWh by site and month."""
    found: dict[tuple[str, str], Decimal] = {}
    for row in live_rows(store, CATALOGUE.contracts[KIND]):
        key = (str(row["site"]), str(row["month"]))
        found[key] = found.get(key, Decimal(0)) + row["quantity"]
    return found


def expected(numbers: Iterator[int] | range | list[int], meters: int = 2) -> dict[Any, Decimal]:
    """Return what has to be live after these uploads, the later ones replacing the earlier."""
    codes = ("ALM", "HGL")
    return {
        (codes[no % 2], str(month_of(no))): Decimal(meters * (no + 1) + meters * (meters - 1) // 2)
        for no in numbers
    }


@contextmanager
def child(work: Work, *arguments: object) -> Iterator[tuple[ForkServerProcess, Connection]]:
    """Run work in a process of its own, with a pipe to tell through."""
    here, there = CONTEXT.Pipe()
    process = CONTEXT.Process(target=work, args=(there, *arguments))
    process.start()
    there.close()
    try:
        yield process, here
    finally:
        if process.is_alive():
            process.kill()
        process.join()
        here.close()


def result_of(work: Work, *arguments: object, seconds: float = 120) -> Any:
    """Return what work tells first; None when its process ended without a word."""
    with child(work, *arguments) as (_, pipe):
        try:
            return pipe.recv() if pipe.poll(seconds) else None
        except EOFError:
            return None


def killed_after(work: Work, delay: float, *arguments: object, words: int = 0) -> list[Any]:
    """Kill work so many seconds after it began and told so many words; return all it told.

    On a slow machine a delay alone would always kill the first act.
    """
    told: list[Any] = []
    with child(work, *arguments) as (process, pipe):
        try:
            pipe.recv()
            told += [pipe.recv() for _ in range(words)]
            time.sleep(delay)
            os.kill(process.pid or 0, signal.SIGKILL)
            while True:
                told.append(pipe.recv())
        except EOFError:
            return told


def keep_uploading(pipe: Connection, path: Path, first: int) -> None:
    """Upload one month after the other for ever, telling each that was confirmed."""
    acts = open_store(path)
    pipe.send("begun")
    for no in itertools.count(first):
        pipe.send((no, send_in(acts, no)))


def only_open(pipe: Connection, path: Path) -> None:
    """Open a store, telling before and after."""
    pipe.send("begun")
    store = Store.open(path, CATALOGUE)
    pipe.send(store.revision)
    os._exit(0)

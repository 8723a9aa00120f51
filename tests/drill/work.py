"""T-08, T-09, T-14, T-16: restoring, backing up while others work, one month from many at once."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kpi.acts import Actor, Acts, Refused, back_up, restore_store
from kpi.declare import ALL, Month
from kpi.measure import Scope
from kpi.store import Store, backups_of, journal_of, uploads, verify
from tests.drill.children import CATALOGUE, KIND, file_of, open_store, send_in

Shown = dict[str, tuple[str | None, str]]


def figures_of(acts: Acts) -> Shown:
    """Return every indicator of every site for January 2025 and its year: value and status."""
    month = Month(2025, 1)
    figures = acts.judge().figures(None)
    return {
        f"{indicator} {site} {span}": (
            None if found.value is None else str(found.value),
            found.status,
        )
        for indicator in CATALOGUE.indicators
        for site in (ALL, *figures.site_codes)
        for span in ("month", "year")
        for found in (figures.measured(indicator, Scope(site, month, span)),)
    }


@dataclass
class RestoreDrill:
    """One restore by the written procedure: figures compared and seconds taken."""

    figures: int
    filled: int
    unlike: int
    faults: int
    seconds: float


def restore_drill(path: Path, acts: Acts) -> RestoreDrill:
    """Back up, go on working, delete database and journal's last word of it, restore, compare."""
    back_up(acts)
    send_in(acts, 3)
    before = figures_of(acts)
    acts.store.close()
    for file in path.parent.glob("kpi.duckdb*"):
        file.unlink()
    began = time.perf_counter()
    done = restore_store(path, CATALOGUE, backups_of(path), actor=Actor.local("Tester"))
    seconds = time.perf_counter() - began
    again = open_store(path)
    after = figures_of(again)
    again.store.close()
    unlike = sum(before[key] != after[key] for key in before)
    filled = sum(value is not None for value, _ in before.values())
    return RestoreDrill(len(before), filled, unlike, len(done.verdict.faults), seconds)


@dataclass
class Consistent:
    """Backups made while others uploaded: how many, how many whole, and how full they were."""

    backups: int
    whole: int
    uploads: list[int]


def back_up_under_load(folder: Path, threads: int, backups: int) -> Consistent:
    """Make backups while threads upload; restore each alone and compare it with its own log."""
    path = folder / "kpi.duckdb"
    acts = open_store(path)
    ended = threading.Event()

    def work(first: int) -> None:
        for no in range(first, 380, threads):
            if ended.is_set():
                return
            try_in(acts, no)

    workers = [threading.Thread(target=work, args=(first,)) for first in range(threads)]
    for worker in workers:
        worker.start()
    made = [back_up(acts, folder / "backups" / str(number)) for number in range(backups)]
    ended.set()
    for worker in workers:
        worker.join()
    acts.store.close()
    whole, counts = 0, []
    for number, backup in enumerate(made):
        place = folder / "restored" / str(number) / "kpi.duckdb"
        done = restore_store(place, CATALOGUE, backup.folder, actor=Actor.local("Tester"))
        store = Store.open(place, CATALOGUE)
        counts.append(len(uploads(store)))
        whole += not done.verdict.faults and done.revision == backup.revision
        store.close()
    return Consistent(len(made), whole, counts)


def try_in(acts: Acts, no: int) -> None:
    """Upload a month; see it again and say yes again when someone else was quicker."""
    for _ in range(20):
        try:
            send_in(acts, no)
        except Refused as refused:
            if refused.code != "changed_since":
                raise
        else:
            return


@dataclass
class SameMonth:
    """What became of one month that many sent in at once."""

    accepted: int
    told: int
    errors: list[str]
    versions: int
    live: int


def same_month(acts: Acts, threads: int) -> SameMonth:
    """Let many accept different files of the same site and month that all looked at first."""
    previews = [
        acts.preview(
            KIND,
            file_of(1, meters=1).replace(b";2;", f";{n + 10};".encode()),
            f"{n}.csv",
            rehearse=False,
        )
        for n in range(threads)
    ]
    found = SameMonth(0, 0, [], 0, 0)
    start = threading.Barrier(threads)

    def accept(preview: Any) -> None:
        start.wait()
        try:
            acts.accept(preview, actor=Actor.local("Tester"))
            found.accepted += 1
        except Refused as refused:
            found.told += refused.code == "changed_since"
        except Exception as error:  # noqa: BLE001 any other error is what is looked for
            found.errors.append(repr(error))

    workers = [threading.Thread(target=accept, args=(preview,)) for preview in previews]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    records = uploads(acts.store)
    found.versions, found.live = len(records), sum(bool(record.live_slices) for record in records)
    assert not verify(acts.store).faults
    return found


ENDLESS = {
    "sort": "select count(*) from (select * from range(100000000000) order by random())",
    "recursion": (
        "with recursive t(i) as (select 1 union all select i + 1 from t) select count(*) from t"
    ),
    "repeat": "select sum(length(repeat('x', 1000000)) + i) from range(100000000000) r(i)",
}
"""Questions without an end; none of them is asked by the house."""


@dataclass
class Cancelled:
    """One endless question: code of the refusal, seconds, and the slowest other question."""

    code: str
    seconds: float
    others: float


def ask_without_end(acts: Acts, sql: str) -> Cancelled:
    """Ask an endless question, and short ones beside it."""
    found = Cancelled("", 0.0, 0.0)

    def ask() -> None:
        began = time.perf_counter()
        try:
            acts.store.rows(sql)
        except Refused as refused:
            found.code = refused.code
        found.seconds = time.perf_counter() - began

    worker = threading.Thread(target=ask)
    worker.start()
    while worker.is_alive():
        began = time.perf_counter()
        acts.store.rows("select count(*) from register_entry")
        found.others = max(found.others, time.perf_counter() - began)
        worker.join(0.1)
    return found


def journal_size(path: Path) -> int:
    """Return the bytes of a journal."""
    return sum(file.stat().st_size for file in journal_of(path).iterdir())

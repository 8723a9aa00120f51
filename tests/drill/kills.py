"""T-01, T-07, T-10: what is left after a kill, at any moment."""

from __future__ import annotations

import random
import shutil
import tarfile
import time
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from kpi.acts import Actor
from kpi.acts.keeping import back_up, restore_store
from kpi.store import StoreDamaged, backups_of, uploads, verify
from tests.drill.children import (
    CATALOGUE,
    expected,
    keep_uploading,
    killed_after,
    only_open,
    open_store,
    result_of,
    send_in,
    totals,
)

RELEASED = Path(__file__).parent.parent / "store" / "released"


@dataclass
class Losses:
    """What was counted over so many kills."""

    rounds: int = 0
    confirmed: int = 0
    lost: int = 0
    partial: int = 0
    unopenable: int = 0

    @property
    def none(self) -> bool:
        return not (self.lost or self.partial or self.unopenable)


def kill_uploads(folder: Path, rounds: int, seed: int = 1) -> Losses:
    """Kill a process that uploads without end, at 20 to 600 ms; then look at what is there."""
    chance, found, path = random.Random(seed), Losses(), folder / "kpi.duckdb"
    confirmed: dict[int, int] = {}
    for _ in range(rounds):
        found.rounds += 1
        first = max(confirmed, default=-1) + 2
        delay, words = chance.uniform(0.02, 0.6), chance.randrange(3)
        confirmed |= dict(killed_after(keep_uploading, delay, path, first, words=words))
        _count(path, confirmed, found)
    found.confirmed = len(confirmed)
    return found


def _count(path: Path, confirmed: dict[int, int], found: Losses) -> None:
    try:
        acts = open_store(path)
    except StoreDamaged:
        found.unopenable += 1
        return
    receipts = {record.upload for record in uploads(acts.store)}
    found.lost += len(set(confirmed.values()) - receipts)
    found.partial += len(verify(acts.store).faults)
    live = totals(acts.store)
    # One more than was confirmed may be there: it was stored, only the word of it was killed. After
    # all months were had, such a one may stand where a confirmed one stood.
    unconfirmed = [no for no in range(max(confirmed, default=0) + 2) if no not in confirmed]
    later: dict[Any, set[Decimal]] = {}
    for no in unconfirmed:
        for key, value in expected([no]).items():
            later.setdefault(key, set()).add(value)
    for key, value in expected(sorted(confirmed)).items():
        may_be = {value} | {other for other in later.get(key, ()) if other > value}
        found.partial += live.get(key) not in may_be
    acts.store.close()


def unpack_released(folder: Path) -> list[tuple[str, Path]]:
    """Unpack a data file of every released version; return the version and the database."""
    found = []
    for packed in sorted(RELEASED.glob("*.tar.xz")):
        version = packed.name.removesuffix(".tar.xz")
        with tarfile.open(packed) as archive:
            archive.extractall(folder / version, filter="data")
        found.append((version, folder / version / "kpi.duckdb"))
    return found


def kill_migrations(folder: Path, rounds: int, seed: int = 7) -> Losses:
    """Kill the first start of this version on an old data file, during and just after it."""
    chance, found = random.Random(seed), Losses()
    ((version, packed), *_) = unpack_released(folder / "packed")
    shutil.copytree(packed.parent, folder / "whole")
    began = time.perf_counter()
    result_of(only_open, folder / "whole" / packed.name)
    whole = time.perf_counter() - began
    for round_ in range(rounds):
        found.rounds += 1
        place = folder / f"{version}-{round_}"
        shutil.copytree(packed.parent, place)
        killed_after(only_open, chance.uniform(0, whole), place / packed.name)
        try:
            acts = open_store(place / packed.name)
        except StoreDamaged:
            found.unopenable += 1
            continue
        found.confirmed += len(uploads(acts.store))
        found.partial += len(verify(acts.store).faults)
        acts.store.close()
        shutil.rmtree(place)
    return found


def lose_the_database(folder: Path, rounds: int, seed: int = 3) -> Losses:
    """Kill a process that uploads, delete the database, restore the newest backup and compare."""
    chance, found, path = random.Random(seed), Losses(), folder / "kpi.duckdb"
    acts = open_store(path)
    confirmed = {no: send_in(acts, no) for no in range(3)}
    back_up(acts, backups_of(path))
    acts.store.close()
    for _ in range(rounds):
        found.rounds += 1
        first = max(confirmed) + 2
        delay = chance.uniform(0.02, 0.6)
        confirmed |= dict(killed_after(keep_uploading, delay, path, first, words=2))
        for file in folder.glob("kpi.duckdb*"):
            file.unlink()
        done = restore_store(path, CATALOGUE, backups_of(path), actor=Actor.local("Tester"))
        found.partial += len(done.verdict.faults)
        _count(path, confirmed, found)
    found.confirmed = len(confirmed)
    return found

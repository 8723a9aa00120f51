"""T-05, T-06: bytes of the write-ahead log or of the database itself are cut off or flipped."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from unittest.mock import patch

from kpi.acts import Refused
from kpi.serve.stores import Stores
from kpi.store.engine import Engine
from tests.drill.children import child, expected, open_store, result_of, send_in, totals

SETTLED, IN_THE_LOG = 4, 6
"""Uploads in the file, and in the write-ahead log only: as when killed before each checkpoint."""
Harm = Callable[[Path, random.Random], None]


def cut(file: Path, chance: random.Random) -> None:
    """Cut the file off somewhere."""
    size = file.stat().st_size
    with file.open("rb+") as opened:
        opened.truncate(chance.randrange(size))


def flip(file: Path, chance: random.Random) -> None:
    """Turn one bit of one byte over."""
    with file.open("rb+") as opened:
        opened.seek(chance.randrange(file.stat().st_size))
        byte = opened.read(1)[0]
        opened.seek(-1, os.SEEK_CUR)
        opened.write(bytes([byte ^ (1 << chance.randrange(8))]))


def prepare(pipe: Connection, path: Path, unsettled: int) -> None:
    """Make a store with uploads, the last of them in the write-ahead log only, and just end."""
    acts = open_store(path)
    for no in range(SETTLED):
        send_in(acts, no)
    with patch.object(Engine, "checkpoint", lambda _: None):
        for no in range(SETTLED, SETTLED + unsettled):
            send_in(acts, no)
    if not unsettled:
        acts.store.close()
    pipe.send("made")
    os._exit(0)


def judge(pipe: Connection, paths: list[Path], uploads: int) -> None:
    """Open damaged stores as the server does; tell of each: whole, mended, told or silent."""
    wanted = expected(range(uploads))
    for path in paths:
        os.environ["KPI_STORE"] = str(path)
        stores = Stores()
        try:
            acts = stores.acts()
            told = acts.store.recovery.told
            whole = totals(acts.store) == wanted
            pipe.send("mended" if whole and told else "whole" if whole else "silent")
        except Refused as refused:
            pipe.send("told" if refused.code == "store_unreadable" else refused.code)
        finally:
            stores.close()


@dataclass
class Damages:
    """What became of so many damaged stores; `ended`: the process did not survive opening one."""

    rounds: int = 0
    whole: int = 0
    mended: int = 0
    told: int = 0
    silent: int = 0
    ended: int = 0
    other: list[str] = field(default_factory=list)


def damage(folder: Path, rounds: int, harm: Harm, *, log: bool, seed: int = 5) -> Damages:
    """Damage a copy of one store, round after round, and open it."""
    chance, found = random.Random(seed), Damages()
    template = folder / "template" / "kpi.duckdb"
    unsettled = IN_THE_LOG if log else 0
    assert result_of(prepare, template, unsettled) == "made"
    places = []
    for round_ in range(rounds):
        place = folder / str(round_)
        shutil.copytree(template.parent, place)
        harm(place / ("kpi.duckdb.wal" if log else "kpi.duckdb"), chance)
        places.append(place / "kpi.duckdb")
    while found.rounds < rounds:
        found.rounds += _some(places[found.rounds :], SETTLED + unsettled, found)
    return found


def _some(paths: list[Path], uploads: int, found: Damages) -> int:
    """Judge paths in one process until it ends; return how many were judged."""
    done = 0
    with child(judge, paths, uploads) as (_, pipe):
        try:
            while done < len(paths):
                word = pipe.recv()
                done += 1
                if hasattr(found, word):
                    setattr(found, word, getattr(found, word) + 1)
                else:
                    found.other.append(word)
        except EOFError:
            found.ended += 1
            return done + 1
    return done

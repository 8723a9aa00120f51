"""Take a store to another place, and put the small files of a lake together."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from kpi.acts import Actor
from kpi.acts.moving import move_store
from kpi.command.desk import Desk
from kpi.store import place_of

Answer = tuple[int, dict[str, Any]]


def lake_commands(command: Callable[[str, str], argparse.ArgumentParser]) -> None:
    """Add the commands of this module to the grammar."""
    move = command("move", "copy the store to a place that holds none: a lake, or a file again")
    move.add_argument("--to", required=True, metavar="PATH|ducklake:postgres:...")
    move.add_argument("--by", type=Actor.local, required=True, metavar="NAME")
    command("tidy", "put the small files of a lake together, as the app does every hour")


def move(desk: Desk, given: argparse.Namespace) -> Answer:
    """Copy the store, hold the copy against it and say what was found."""
    done = move_store(desk.acts(), place_of(given.to), actor=given.by)
    return 0, {
        "revision": done.revision,
        "events": done.verdict.events,
        "acts": done.verdict.acts,
        "files": done.verdict.files,
        "head": done.verdict.head,
    }


def tidy(desk: Desk, given: argparse.Namespace) -> Answer:
    """Put small files together; of a store in one file there is nothing to do."""
    store = desk.acts().store
    store.tidy()
    return 0, {"shared": store.shared, "revision": store.revision}


ANSWERS = {"move": move, "tidy": tidy}
"""The commands of this module by name."""

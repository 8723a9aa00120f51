"""Taking a store to another place: from a file to a lake, or back; the ledger is checked after it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass

from kpi.acts.actor import Actor
from kpi.acts.acts import Acts
from kpi.acts.rights import require
from kpi.acts.values import Refused
from kpi.store import (
    Lake,
    Place,
    Store,
    Verdict,
    empty_lake,
    fill_lake,
    is_there,
    journal_of,
    path_of,
    verify,
)


@dataclass(frozen=True)
class Moved:
    """What a move did: the revision that stands at both places, and what checking the new one found."""

    revision: int
    verdict: Verdict


def move_store(acts: Acts, target: Place, *, actor: Actor) -> Moved:
    """Copy figures, audit log, journal and accepted files to a place that holds no store yet.

    The store it comes from stays as it is, so that the way back is to go on with it. Nobody writes
    into it meanwhile. Refused when the place is taken, when something in the store differs before
    the copy, or when the copy differs from it: then the copy is taken away.
    """
    permit = require(acts, "move_store", actor)
    path = path_of(target)
    if acts.store.path is None:
        raise Refused("store_missing")
    if is_there(path):
        raise Refused("place_taken", place=_told(target))
    before = verify(acts.store)
    if before.faults:
        raise Refused("move_faults", count=str(len(before.faults)))
    permit.note("sensitive_read", {"act": "move", "revision": acts.store.revision})
    with acts.store.standstill:
        _copy(acts.store, target)
        try:
            return _checked(acts, target, before)
        except BaseException:
            _take_away(target)
            raise


def _copy(store: Store, target: Place) -> None:
    path = path_of(target)
    if store.journal is None or store.archive is None:
        raise Refused("store_missing")
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(target, Lake):
        copy = path.with_name(f".{path.name}.moving.duckdb")
        try:
            store.snapshot(copy)
            fill_lake(target, copy)
        finally:
            copy.unlink(missing_ok=True)
    else:
        store.snapshot(path)
    shutil.copytree(store.journal.folder, journal_of(path))
    if store.archive.is_dir():
        shutil.copytree(store.archive, path.parent / "archive", dirs_exist_ok=True)


def _checked(acts: Acts, target: Place, before: Verdict) -> Moved:
    """Open the copy and hold it against the store it was made of, which was whole."""
    last = acts.store.last_event()
    copy = Store.open(target, acts.catalogue)
    try:
        found = verify(copy)
        same = (found.acts, found.files) == (before.acts, before.files)
        if found.faults or not same or last is None or found.head != last.hash:
            raise Refused("move_differs", place=_told(target))
        return Moved(copy.revision, found)
    finally:
        copy.close()


def _take_away(target: Place) -> None:
    """Take away what was copied; accepted files stay, for they are named by what is in them."""
    path = path_of(target)
    shutil.rmtree(journal_of(path), ignore_errors=True)
    if isinstance(target, Lake):
        empty_lake(target)
    else:
        path.unlink(missing_ok=True)


def _told(place: Place) -> str:
    return place.told if isinstance(place, Lake) else str(place)

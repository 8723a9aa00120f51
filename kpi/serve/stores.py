"""Which store the app works on, opened once in this process."""

from __future__ import annotations

import datetime as dt
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

from kpi.acts import (
    Actor,
    Acts,
    Inbox,
    Refused,
    Restored,
    WayBack,
    build_demonstration,
    is_built_from,
    require_role,
    restore_store,
    verify_store,
    ways_back,
)
from kpi.declare import DEMO_STORE, LOCAL, OWN_STORE, demo_plan, load
from kpi.store import (
    Lake,
    Place,
    Store,
    StoreDamaged,
    StoreLocked,
    Verdict,
    is_there,
    path_of,
    place_of,
)

Told = Callable[[int, int], None]
"""Hears how many of how many invented files are in while the demonstration is being built."""


class Stores:
    """The stores this process has open, one a path, however many sessions ask at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: dict[Path, Acts] = {}
        self._inboxes: dict[Path, Inbox] = {}
        self._verdicts: dict[Path, Verdict] = {}

    @property
    def place(self) -> Place:
        """The store to work on: the one named in KPI_STORE, the own one, else the demonstration.

        Refused when it names a lake in a way that cannot be read.
        """
        named = os.environ.get("KPI_STORE")
        if not named:
            return (OWN_STORE if is_there(OWN_STORE) else DEMO_STORE).resolve()
        place = place_of(named)
        return place if isinstance(place, Lake) else place.resolve()

    @property
    def path(self) -> Path:
        """What archive, journal and backups of the present store lie beside."""
        return path_of(self.place)

    @property
    def may_start_own(self) -> bool:
        """Whether an own store can be started here: not while another one is named."""
        return not os.environ.get("KPI_STORE")

    @property
    def is_made(self) -> bool:
        """Whether there is a store at the present place, so that nothing has to be built."""
        return is_there(self.path)

    @property
    def is_own(self) -> bool:
        """Whether the present store is not the demonstration."""
        return self.path != DEMO_STORE.resolve()

    @property
    def ready(self) -> bool:
        """Whether the present store is open, so that it can be used at once."""
        return self.path in self._open

    def acts(self, told: Told = lambda _, __: None) -> Acts:
        """Return the acts on the present store, opening it (or building the demonstration) once.

        Refused when another program has it open or when it cannot be read.
        """
        path = self.path
        with self._lock:
            if path not in self._open:
                self._open[path] = self._opened(path, told)
            return self._open[path]

    def _opened(self, path: Path, told: Told) -> Acts:
        acts = self._made(path, told)
        try:
            verdict = verify_store(acts, deep=False)
        except Refused:
            if acts.store.shared:  # its catalogue went away, which no backup mends
                acts.store.close()
                raise
            verdict = None
        if verdict is None or verdict.figures_differ:
            acts.store.close()
            raise Refused("store_unreadable", path=str(path))
        self._verdicts[path] = verdict
        return acts

    def _made(self, path: Path, told: Told) -> Acts:
        try:
            if path != DEMO_STORE.resolve():
                place = self.place
                return _acts(place if isinstance(place, Lake) else path)
            if not path.exists():
                _build(path, told)
            acts = _acts(path)
            if not is_built_from(acts, demo_plan()):
                # Built by another release: its figures are not those of the present files.
                acts.store.close()
                _build(path, told)
                acts = _acts(path)
        except StoreLocked:
            raise Refused("store_in_use") from None
        except StoreDamaged:
            raise Refused("store_unreadable", path=str(path)) from None
        return acts

    def inbox(self) -> Inbox | None:
        """Return the drop folder of the present store: beside it, for the demonstration the own one.

        None while the demonstration has not been asked for: it is not built for this.
        """
        path = self.path
        is_demo = path == DEMO_STORE.resolve()
        if not self.is_made or (is_demo and not self.ready):
            return None
        acts = self.acts()
        with self._lock:
            known = self._inboxes.get(path)
            if known is None or known.acts is not acts:
                folder = (LOCAL if is_demo else path.parent) / "inbox"
                known = self._inboxes[path] = Inbox(acts, folder)
            return known

    def start_own(self, actor: Actor) -> None:
        """Make the own, empty store; from now on it is the present one."""
        require_role("start_own", actor)
        with self._lock:
            if not is_there(OWN_STORE):
                self._open[OWN_STORE.resolve()] = self._opened(OWN_STORE.resolve(), lambda *_: None)

    @property
    def verdict(self) -> Verdict | None:
        """What was found when the present store was opened; None when it is not open."""
        return self._verdicts.get(self.path)

    def ways_back(self) -> list[WayBack]:
        """Return what the present store can be restored from when it cannot be opened.

        Nothing for a lake: in the place of its tables no file can be put.
        """
        return [] if isinstance(self.place, Lake) else ways_back(self.path)

    def restore(self, way: WayBack, actor: Actor) -> Restored:
        """Restore the present store; the next who asks opens what came of it."""
        with self._lock:
            opened = self._open.pop(self.path, None)
            if opened is not None:
                opened.store.close()
            return restore_store(self.path, load(), way.source, actor=actor)

    @contextmanager
    def turn(self, errand: str) -> Iterator[bool]:
        """Tell whether this process is to do an errand now: of those that share a lake only one is."""
        if not self.ready:
            yield True
            return
        with self.acts().store.turn(errand) as mine:
            yield mine

    def tidy(self) -> None:
        """Put the small files of a lake together, when the present store is one."""
        if self.ready:
            self.acts().store.tidy()

    def read(self) -> str:
        """Return what the health route says of the store: its revision, read from it just now.

        Refused when it cannot be read and written. A demonstration that nobody has asked for yet
        is not built for this.
        """
        if not is_there(self.path):
            return "not made yet"
        store = self.acts().store
        store.probe()
        rows = store.rows("select coalesce(max(revision), 0) from act")
        return f"revision {rows[0][0]}"

    def close(self) -> None:
        """Close every open store."""
        with self._lock:
            for acts in self._open.values():
                acts.store.close()
            self._open.clear()
            self._inboxes.clear()


def _acts(place: Place) -> Acts:
    catalogue = load()
    return Acts(Store.open(place, catalogue), catalogue, today=calendar_day)


def _build(path: Path, told: Told) -> None:
    plan = demo_plan()
    done: list[str] = []

    def count(file: str) -> None:
        done.append(file)
        told(len(done), len(plan.upload))

    build_demonstration(path, load(), plan, count)


def calendar_day() -> dt.date:
    """Return today at the organisation's place."""
    return dt.datetime.now(ZoneInfo(load().organisation.organisation.timezone)).date()


STORES = Stores()
"""The stores of this process; the server and all its sessions share them."""

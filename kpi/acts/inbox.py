"""The drop folder: files put there are checked, and accepted when nothing needs a person.

``<folder>/<kind>/<file>``. What is accepted moves to ``accepted`` inside the kind's folder; all
else stays where it is and waits for a person. Nothing here runs by itself: somebody calls `scan`.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from kpi.acts.actor import Actor, Grant
from kpi.acts.acts import Acts
from kpi.acts.rights import require
from kpi.acts.values import Preview, Receipt, Refused
from kpi.declare import Contract

ACCEPTED, SET_ASIDE = "accepted", "set-aside"
REPORT = ".report.txt"
UNFINISHED = (".part", ".tmp", ".crdownload", ".filepart")
"""Endings of files that are still being written."""
DOUBTFUL = ("unlike_history", "column_unknown")
"""Remarks that a person has to see: a slip of a thousand, columns that nobody knows."""

Why = Literal[
    "errors",
    "questions",
    "nothing",
    "unlike_history",
    "column_unknown",
    "no_role",
    "role_sites",
    "demonstration",
    "too_large",
    "refused",
]
"""Why a file waits for a person; words under ``inbox_why``."""


@dataclass(frozen=True)
class Dropped:
    """One file in the drop folder and what became of it.

    `why` is None when it was accepted, or was live already; then `receipt` says where, and `path`
    where the file went. A file that waits has `preview` None when it could not even be checked.
    """

    path: Path
    kind: str
    file_hash: str
    role: str
    why: Why | None
    preview: Preview | None
    receipt: Receipt | None
    refused: Refused | None = None


State = tuple[int, int]
"""Size and time of change: a file is settled when neither changed between two looks."""


class Inbox:
    """The drop folder of one store."""

    def __init__(self, acts: Acts, folder: Path) -> None:
        self.acts = acts
        self.folder = folder
        self._lock = threading.Lock()
        self._seen: dict[Path, State] = {}
        self._looked: dict[Path, tuple[State, int, Dropped]] = {}

    def prepare(self) -> None:
        """Make the folders, one an upload kind, so that people see where files go."""
        for kind in self.acts.catalogue.contracts:
            (self.folder / kind).mkdir(parents=True, exist_ok=True)

    def scan(self) -> list[Dropped]:
        """Look at every file that is settled and not looked at yet; return what became of those.

        A waiting file is looked at again when it changed or when the store did.
        """
        with self._lock:
            states = {path: _state(path) for _, path in self._files()}
            settled = [p for p, state in states.items() if state and self._seen.get(p) == state]
            self._seen = {path: state for path, state in states.items() if state}
            self._looked = {p: known for p, known in self._looked.items() if p in states}
            kinds = {path: contract for contract, path in self._files()}
            found = []
            for path in settled:
                state, revision = self._seen[path], self.acts.store.revision
                known = self._looked.get(path)
                if path not in kinds or (known is not None and known[:2] == (state, revision)):
                    continue
                dropped = self._look(kinds[path], path)
                if dropped.why is not None:
                    self._looked[path] = state, self.acts.store.revision, dropped
                found.append(dropped)
            return found

    def waiting(self) -> list[Dropped]:
        """Return the files that wait for a person, as they were found; accepted ones left out."""
        live = {r.file_hash for r in self.acts.uploads() if r.taken_back is None and r.live_slices}
        found = [dropped for _, _, dropped in list(self._looked.values())]
        return [d for d in found if d.file_hash not in live and d.path.exists()]

    def set_aside(self, path: Path, *, actor: Actor) -> Path | None:
        """Move a waiting file out of the way, into a folder of its own; None when it is gone."""
        known = self._looked.get(path)
        if known is None:
            return None
        dropped = known[2]
        sites = {site for site, _ in dropped.preview.touched} if dropped.preview else set()
        require(self.acts, "set_aside", actor, sites=sites, kinds=[dropped.kind])
        del self._looked[path]
        if not path.exists():
            return None
        return _move(path, SET_ASIDE, path.name)

    def _files(self) -> Iterator[tuple[Contract, Path]]:
        for contract in self.acts.catalogue.contracts.values():
            folder = self.folder / contract.id
            if not folder.is_dir():
                continue
            for path in sorted(folder.iterdir()):
                hidden = path.name.startswith(".") or path.name.endswith((REPORT, *UNFINISHED))
                if not hidden and path.is_file() and not path.is_symlink():
                    yield contract, path

    def _look(self, contract: Contract, path: Path) -> Dropped:
        """Check one file and accept it when it needs nobody."""
        if path.stat().st_size > contract.max_bytes:
            return Dropped(path, contract.id, "", "", "too_large", None, None)
        data = path.read_bytes()
        file_hash = hashlib.sha256(data).hexdigest()
        preview = self.acts.preview(contract.id, data, path.name, origin="inbox", rehearse=False)
        role = self._role(contract, preview)
        actor = role if isinstance(role, Actor) else None
        name = actor.name if actor is not None else ""
        if preview.already is not None:
            receipt = self.acts.receipt_of(preview)
            return self._done(contract, path, file_hash, name, preview, receipt)
        why = self._why(preview) or (role if not isinstance(role, Actor) else None)
        if why is None and actor is not None:
            try:
                receipt = self.acts.accept(preview, actor=actor)
            except Refused as refused:
                return Dropped(
                    path, contract.id, file_hash, name, "refused", preview, None, refused
                )
            return self._done(contract, path, file_hash, name, preview, receipt)
        return Dropped(path, contract.id, file_hash, name, why, preview, None)

    def _why(self, preview: Preview) -> Why | None:
        # A cell that waits for an answer is an error until it has one: the question says more.
        if preview.open_questions:
            return "questions"
        if preview.errors:
            return "errors"
        if not preview.acceptable:
            return "nothing"
        codes = {finding.code for finding in preview.findings}
        for code in DOUBTFUL:
            if code in codes:
                return code  # type: ignore[return-value]
        # Real figures do not go into invented ones while nobody looks.
        return "demonstration" if self.acts.demonstration is not None else None

    def _role(self, contract: Contract, preview: Preview) -> Actor | Why:
        """Return the role that may bring this file, or why none may."""
        roles = [role for role in self.roles() if role.may("uploader", kinds=[contract.id])]
        sites = {site for site, _ in preview.touched}
        for role in roles:
            if role.may("uploader", sites, [contract.id]):
                return role
        return "role_sites" if roles else "no_role"

    def roles(self) -> list[Actor]:
        """Return who the drop folder may act as, in the order of their names: the register's."""
        return [
            Actor(str(entry.body["name"]), (Grant.of("uploader", entry.body),))
            for entry in self.acts.entries("drop_role")
        ]

    def takes(self, kind: str) -> bool:
        """Tell whether anything of a kind can be accepted here, or all of it waits for a person."""
        if self.acts.demonstration is not None:
            return False
        return any(role.may("uploader", kinds=[kind]) for role in self.roles())

    def _done(
        self,
        contract: Contract,
        path: Path,
        file_hash: str,
        role: str,
        preview: Preview,
        receipt: Receipt,
    ) -> Dropped:
        moved = _move(path, ACCEPTED, f"{receipt.number}-{path.name}")
        return Dropped(moved, contract.id, file_hash, role, None, preview, receipt)


def _state(path: Path) -> State | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns


def _move(path: Path, folder: str, name: str) -> Path:
    """Move a file into a folder beside it under a free name."""
    target = path.parent / folder
    target.mkdir(exist_ok=True)
    place, number = target / name, 1
    while place.exists():
        number += 1
        place = target / f"{number}-{name}"
    return path.replace(place)

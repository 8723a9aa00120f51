"""What was read before, kept as long as what it was read from is the same.

An act moves an upload kind or a register; all else reads the same at the revision before and after.
So an answer is known by the revisions at which its inputs last moved, and is never out of date.
"""

from __future__ import annotations

import threading
from bisect import bisect_right
from collections.abc import Callable, Hashable, Mapping
from typing import TYPE_CHECKING, TypeVar, cast

if TYPE_CHECKING:
    from kpi.store.writing import Reader

Answer = TypeVar("Answer")
State = tuple[tuple[str, int], ...]
"""Upload kinds and registers by name, each with the revision at which it last moved."""

ROOM = 400
"""Answers that are kept; the oldest go first."""

MOVES = """
    select kind, upload from upload where upload > $since
    union all
    select upload.kind, taken_back.revision
    from taken_back join upload using (upload) where taken_back.revision > $since
    union all
    select distinct register, revision from register_entry where revision > $since
"""
"""What moved after a revision: upload kinds and registers, with the revision that moved them."""


class Remembered:
    """Answers of one open store; no reader changes what it gets from here."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.forget()

    def forget(self) -> None:
        """Forget all: the file was opened anew, or what stood there was written over."""
        with self._lock:
            self._kept: dict[Hashable, object] = {}
            self._moves: tuple[int, dict[str, list[int]]] = (0, {})

    def get(self, asked: Hashable, state: State, read: Callable[[], Answer]) -> Answer:
        """Return what was read before from this state of its inputs, else read it.

        Two that ask at once both read, and read the same.
        """
        key, kept = (asked, state), self._kept
        if key not in kept:
            answer = read()
            with self._lock:
                kept[key] = answer
                while len(kept) > ROOM:
                    del kept[next(iter(kept))]
            return answer
        return cast("Answer", kept[key])

    def state(self, reader: Reader, inputs: Mapping[str, int]) -> State:
        """Return when each upload kind or register last moved, up to the revision given for it.

        0 for one that never moved.
        """
        moves = self._moves_until(reader, max(inputs.values(), default=0))
        found = []
        for name, at in sorted(inputs.items()):
            revisions = moves.get(name, [])
            earlier = bisect_right(revisions, at)
            found.append((name, revisions[earlier - 1] if earlier else 0))
        return tuple(found)

    def _moves_until(self, reader: Reader, revision: int) -> Mapping[str, list[int]]:
        since, moves = self._moves
        if revision > since:
            newest = reader.revision
            moves = {name: list(revisions) for name, revisions in moves.items()}
            for name, moved in reader.rows(MOVES, {"since": since}):
                if moved <= newest:
                    moves.setdefault(name, []).append(moved)
            for revisions in moves.values():
                revisions.sort()
            self._moves = newest, moves
        return moves


def recall(
    reader: Reader, asked: Hashable, inputs: Mapping[str, int], read: Callable[[], Answer]
) -> Answer:
    """Return what was read before from the same inputs, else read it; a write in progress reads.

    `inputs` are the upload kinds and registers that the answer rests on, each with the revision at
    which it is read; what `asked` and they leave open, the answer may not depend on.
    """
    if reader.remembered is None:
        return read()
    return reader.remembered.get(asked, reader.remembered.state(reader, inputs), read)


def is_untouched(reader: Reader, inputs: Mapping[str, int]) -> bool:
    """Tell whether none of these ever moved up to its revision; a write in progress cannot tell."""
    if reader.remembered is None:
        return False
    return not any(moved for _, moved in reader.remembered.state(reader, inputs))

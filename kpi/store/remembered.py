"""What was read before, kept as long as what it was read from is the same.

An act moves an upload kind or a register; all else reads the same at the revision before and after.
So an answer is known by the revisions at which its inputs last moved, and is never out of date.
Of an answer made of months, those that no upload moved since an earlier state are that one's.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from typing import TYPE_CHECKING, Protocol, Self, TypeVar, cast

from kpi.declare import Contract, Month
from kpi.store.moved import Months, Moved, Part

if TYPE_CHECKING:
    from kpi.store.writing import Reader

Answer = TypeVar("Answer")
State = tuple[tuple[str, int], ...]
"""Upload kinds and registers by name, each with the revision at which it last moved."""

ROOM = 400
"""Answers that are kept; of what was not asked for longest, the oldest go first."""


class ByMonth(Protocol):
    """An answer made of months, of which none depends on what came in for another."""

    def renewed(self, anew: Self, months: Months) -> Self:
        """Return it with these months taken from another one, which holds no more than them."""
        ...


Monthly = TypeVar("Monthly", bound=ByMonth)
Row = TypeVar("Row")


class RowsByMonth(dict[Month, list[Row]]):
    """The rows of an answer by the month they are of; a month without rows is not there."""

    def renewed(self, anew: RowsByMonth[Row], months: Months) -> RowsByMonth[Row]:
        """Return it with these months taken from another one."""
        kept = {month: rows for month, rows in self.items() if month not in months}
        return RowsByMonth(kept | anew)


class Remembered:
    """Answers of one open store; no reader changes what it gets from here.

    Beside an act that is not stored stands one of its own: it knows what `earlier` does of all
    that is older than the act's `revision`, and is thrown away with it.
    """

    def __init__(self, earlier: Remembered | None = None, revision: int = 0) -> None:
        self._lock = threading.Lock()
        self._earlier, self._revision = earlier, revision
        self._kept: dict[Hashable, dict[State, object]] = {}
        self.moved: Moved = Moved() if earlier is None else earlier.moved.before(revision)

    def forget(self) -> None:
        """Forget all: the file was opened anew, or what stood there was written over."""
        with self._lock:
            self._kept = {}
            self.moved = Moved()

    def get(self, asked: Hashable, state: State, read: Callable[[], Answer]) -> Answer:
        """Return what was read before from this state of its inputs, else read it.

        Two that ask at once both read, and read the same.
        """
        kept, known = self._kept, self.known(asked)
        if state in known:
            return cast("Answer", known[state])
        answer = read()
        with self._lock:
            kept.setdefault(asked, {})[state] = answer
            while sum(map(len, kept.values())) > ROOM:
                oldest = next(iter(kept))
                del kept[oldest][next(iter(kept[oldest]))]
                if not kept[oldest]:
                    del kept[oldest]
        return answer

    def known(self, asked: Hashable) -> Mapping[State, object]:
        """Return the answers to a question by the state they were read from."""
        with self._lock:
            found = self._kept.pop(asked, {})
            if found:
                self._kept[asked] = found  # what was asked last goes last
            found = dict(found)
        if self._earlier is None:
            return found
        older = self._earlier.known(asked).items()
        return {s: a for s, a in older if all(at < self._revision for _, at in s)} | found

    def nearest(
        self, asked: Hashable, state: State, kinds: Collection[str]
    ) -> tuple[State, object] | None:
        """Return an answer from the state nearest to this one, with that state.

        None unless there is one from which only upload kinds moved, in either direction.
        """

        def apart(other: State) -> int:
            return sum(abs(at - now) for (_, at), (_, now) in zip(other, state, strict=True))

        registers = [(name, at) for name, at in state if name not in kinds]
        known = self.known(asked).items()
        alike = (
            (other, answer)
            for other, answer in known
            if [(name, at) for name, at in other if name not in kinds] == registers
        )
        return min(alike, key=lambda found: apart(found[0]), default=None)

    def state(self, reader: Reader, inputs: Mapping[str, int]) -> State:
        """Return when each upload kind or register last moved, up to the revision given for it.

        0 for one that never moved.
        """
        return tuple(
            (name, self.moved.last(reader, name, at)) for name, at in sorted(inputs.items())
        )


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


def recall_by_month(
    reader: Reader,
    asked: Hashable,
    inputs: Mapping[str, int],
    contracts: Mapping[str, Contract],
    read: Callable[[Part | None], Monthly],
) -> Monthly:
    """Return what was read before from the same inputs, else read only the months that moved.

    As `recall`. `contracts` are the inputs that are upload kinds (others do no harm); `read` gives
    the answer of a part alone, or (None) all of it.
    """
    memory = reader.remembered
    if memory is None:
        return read(None)
    state = memory.state(reader, inputs)

    def read_moved() -> Monthly:
        near = memory.nearest(asked, state, contracts)
        if near is None:
            return read(None)
        moved = [
            memory.moved.months(reader, contracts[name], *sorted((was, now)))
            for (name, was), (_, now) in zip(near[0], state, strict=True)
            if was != now
        ]
        named = [contracts[name] for name, _ in state if name in contracts]
        part = narrowed(reader, named, Months().union(*moved))
        return cast("Monthly", near[1]).renewed(read(part), part.months)

    return memory.get(asked, state, read_moved)


def narrowed(reader: Reader, contracts: Iterable[Contract], months: Months) -> Part:
    """Return some months of upload kinds, with the uploads that say something of them if known."""
    memory = reader.remembered
    if memory is None:
        return Part(months, {})
    return Part(months, {c.id: memory.moved.uploads(reader, c, months) for c in contracts})


def is_untouched(reader: Reader, inputs: Mapping[str, int]) -> bool:
    """Tell whether none of these ever moved up to its revision; a write in progress cannot tell."""
    if reader.remembered is None:
        return False
    return not any(moved for _, moved in reader.remembered.state(reader, inputs))

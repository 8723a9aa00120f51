"""What was read at the newest revision, kept until an act moves it: registers are read all day."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kpi.store.registers import Entry


class Remembered:
    """Lists of entries by what was asked, of one revision at a time; no reader changes them."""

    def __init__(self) -> None:
        self._kept: tuple[int, dict[Hashable, tuple[Entry, ...]]] = (-1, {})

    def get(
        self, revision: int, asked: Hashable, read: Callable[[], list[Entry]]
    ) -> tuple[Entry, ...]:
        """Return what was read before at this revision, else read it; safe among threads.

        Two that ask at once both read, and read the same: a revision never changes.
        """
        kept = self._kept
        if kept[0] != revision:
            kept = self._kept = revision, {}
        if asked not in kept[1]:
            kept[1][asked] = tuple(read())
        return kept[1][asked]

    def forget(self) -> None:
        """Forget all: the file was opened anew, and its last revisions may be gone."""
        self._kept = (-1, {})

"""What acts moved: upload kinds and registers, and of upload kinds the months.

What an act moved never changes, so it is read once an act.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING

from kpi.declare import Contract, Month

if TYPE_CHECKING:
    from kpi.store.writing import Reader

Months = frozenset[Month]
Moves = Mapping[str, list[tuple[int, int]]]
"""By upload kind or register, in order: the revision that moved it, and the upload that it
accepted or took back (0 of a register)."""
SEPARATOR = "\x1f"
"""Between the parts of a slice's key; no file can hold it in a cell."""

MOVES = """
    select kind, upload, upload from upload where upload > $since
    union all
    select upload.kind, taken_back.revision, upload.upload
    from taken_back join upload using (upload) where taken_back.revision > $since
    union all
    select distinct register, revision, 0 from register_entry where revision > $since
"""


def month_of_slice(contract: Contract) -> str:
    """Return the SQL of the month, as a text, that a slice of an upload kind is of."""
    return f"split_part(slice.slice, chr({ord(SEPARATOR)}), {contract.slice.index('month') + 1})"


@dataclass(frozen=True)
class Part:
    """Some months of upload kinds.

    `uploads` are those of each kind that say something of these months; a kind that is not named
    has to be searched.
    """

    months: Months
    uploads: Mapping[str, Collection[int]]

    def held(self, contract: Contract) -> str:
        """Return the SQL condition that leaves out slices of uploads that are of other months."""
        if contract.id not in self.uploads:
            return "true"
        numbers = ", ".join(map(str, self.uploads[contract.id]))
        return f"slice.upload in ({numbers})" if numbers else "false"

    def slices(self, contract: Contract) -> str:
        """Return the SQL condition that leaves only slices of these months in."""
        texts = ", ".join(f"'{month}'" for month in sorted(self.months))
        # Numbers are compared first: the keys of the other uploads' slices are never taken apart.
        return (
            f"{self.held(contract)} and {month_of_slice(contract)} in ({texts})"
            if texts
            else "false"
        )

    def rows(self, column: str) -> str:
        """Return the SQL condition that leaves only rows of these months in."""
        days = ", ".join(f"date '{month.first_day}'" for month in sorted(self.months))
        return f"{column} in ({days})" if days else "false"


class Moved:
    """What acts moved, as far as anybody asked."""

    def __init__(self, since: int = 0, moves: Moves | None = None) -> None:
        self._moves: tuple[int, Moves] = since, moves or {}
        self._months: dict[str, tuple[int, Mapping[int, Months]]] = {}

    def before(self, revision: int) -> Moved:
        """Return what is known of the acts before a revision."""
        since, moves = self._moves
        older = {name: found[: _until(found, revision - 1)] for name, found in moves.items()}
        known = Moved(min(since, revision - 1), older)
        for kind, (until, months) in self._months.items():
            kept = {upload: found for upload, found in months.items() if upload < revision}
            known._months[kind] = min(until, revision - 1), kept
        return known

    def last(self, reader: Reader, name: str, revision: int) -> int:
        """Return when an upload kind or register last moved up to a revision; 0 if it never did."""
        found = self._moves_until(reader, revision).get(name, [])
        earlier = _until(found, revision)
        return found[earlier - 1][0] if earlier else 0

    def months(self, reader: Reader, contract: Contract, first: int, last: int) -> Months:
        """Return the months of a kind that acts after one revision, up to another, moved."""
        found = self._moves_until(reader, last).get(contract.id, [])
        uploads = self._uploads(reader, contract)
        moved = found[_until(found, first) : _until(found, last)]
        return Months().union(*(uploads.get(upload, Months()) for _, upload in moved))

    def uploads(self, reader: Reader, contract: Contract, months: Months) -> list[int]:
        """Return the uploads of a kind that say something of these months."""
        found = self._uploads(reader, contract)
        return [upload for upload, named in found.items() if not months.isdisjoint(named)]

    def _moves_until(self, reader: Reader, revision: int) -> Moves:
        since, known = self._moves
        if revision > since:
            newest = reader.revision
            moves = {name: list(found) for name, found in known.items()}
            for name, moved, upload in reader.rows(MOVES, {"since": since}):
                if moved <= newest:
                    moves.setdefault(name, []).append((moved, upload))
            for found in moves.values():
                found.sort()
            self._moves = newest, moves
        return self._moves[1]

    def _uploads(self, reader: Reader, contract: Contract) -> Mapping[int, Months]:
        """Return the months of every upload of a kind: of its slices, and of rows left out of it."""
        since, known = self._months.get(contract.id, (0, {}))
        newest = reader.revision
        if newest > since:
            found: dict[int, set[Month]] = {}
            for upload, month in reader.rows(
                f"""
                select distinct upload, {month_of_slice(contract)}
                from slice where kind = $kind and upload > $since
                union
                select upload, strftime(month, '%Y-%m')
                from refused where kind = $kind and upload > $since
                """,
                {"kind": contract.id, "since": since},
            ):
                if upload <= newest:
                    found.setdefault(upload, set()).add(Month.parse(month))
            known = {**known, **{upload: frozenset(named) for upload, named in found.items()}}
            self._months[contract.id] = newest, known
        return known


def _until(found: list[tuple[int, int]], revision: int) -> int:
    """Return how many of these moves are not after a revision."""
    return bisect_right(found, revision, key=itemgetter(0))

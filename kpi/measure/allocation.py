"""Sites that are shared: which part of what was sent for one counts here, by category and month.

The stored lines stay as they were sent. A part is taken of a fact's rows whose upload kind and
category have a key; without one the whole row counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal, localcontext

from kpi.declare import ALLOCATION, Month, Share
from kpi.measure.cell import PRECISION
from kpi.measure.registers import Reader, register_entries

WHOLE = Decimal(1)


class Shares:
    """The keys that rows of some upload kinds fall under."""

    def __init__(self, shares: Iterable[Share]) -> None:
        self._by_row: dict[tuple[str, str], list[Share]] = {}
        for share in shares:
            self._by_row.setdefault((share.site, share.category), []).append(share)

    def __bool__(self) -> bool:
        return bool(self._by_row)

    def of(self, site: str, category: str | None, month: Month) -> Decimal:
        """Return which part of a row counts here: 1 without a key."""
        for share in self._by_row.get((site, category or ""), ()):
            if share.holds(month):
                return share.percent / 100
        return WHOLE


NO_SHARES = Shares(())


def part_of(value: Decimal, share: Decimal) -> Decimal:
    """Return the part of a value that counts here; the whole is the value itself, never rounded."""
    if share is WHOLE:
        return value
    with localcontext(prec=PRECISION):
        return value * share


def shares_in(reader: Reader, as_of: int) -> list[Share]:
    """Return all keys as known at a revision, those that a person set first.

    So theirs counts where a file that came later says something else of the same rows.
    """
    found = register_entries(reader, ALLOCATION, as_of=as_of)
    return [Share.of(e.id, e.body) for e in sorted(found, key=lambda e: e.origin != "store")]


def shares_of(
    reader: Reader, kinds: Iterable[str], as_of: int, known: Mapping[str, int] | None
) -> Shares:
    """Return the keys for rows of these kinds; `known` may name another revision to read them at."""
    at = (known or {}).get(ALLOCATION, as_of)
    wanted = frozenset(kinds)
    found = [share for share in shares_in(reader, at) if share.contract in wanted]
    return Shares(found) if found else NO_SHARES

"""Sites that are shared: which part of what was sent for one counts here, by category and month.

The stored lines stay as they were sent. A part is taken of a fact's rows whose upload kind and
category have a key; without one the whole row counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self

from kpi.declare import Month
from kpi.measure.registers import Reader, register_entries

ALLOCATION = "allocation"
WHOLE = Decimal(1)


@dataclass(frozen=True)
class Share:
    """A key: so many percent of a site's category counts here; without `last` there is no end."""

    id: str
    site: str
    contract: str
    category: str
    percent: Decimal
    first: Month
    last: Month | None

    @classmethod
    def of(cls, identifier: str, body: Mapping[str, Any]) -> Self:
        """Return the key of a register entry, whose fields were checked when it was set."""
        last = str(body.get("last") or "")
        return cls(
            id=identifier,
            site=str(body["site"]),
            contract=str(body["contract"]),
            category=str(body["category"]),
            percent=Decimal(str(body["share"])),
            first=Month.parse(str(body["first"])[:7]),
            last=Month.parse(last[:7]) if last else None,
        )

    def holds(self, month: Month) -> bool:
        """Tell whether a month lies in its period."""
        return self.first <= month and (self.last is None or month <= self.last)

    def overlaps(self, other: Share) -> bool:
        """Tell whether both would speak of one row."""
        same = ("site", "contract", "category")
        if any(getattr(self, name) != getattr(other, name) for name in same):
            return False
        return (other.last is None or self.first <= other.last) and (
            self.last is None or other.first <= self.last
        )


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


def shares_in(reader: Reader, as_of: int) -> list[Share]:
    """Return all keys as known at a revision."""
    return [Share.of(e.id, e.body) for e in register_entries(reader, ALLOCATION, as_of=as_of)]


def shares_of(
    reader: Reader, kinds: Iterable[str], as_of: int, known: Mapping[str, int] | None
) -> Shares:
    """Return the keys for rows of these kinds; `known` may name another revision to read them at."""
    at = (known or {}).get(ALLOCATION, as_of)
    wanted = frozenset(kinds)
    found = [share for share in shares_in(reader, at) if share.contract in wanted]
    return Shares(found) if found else NO_SHARES

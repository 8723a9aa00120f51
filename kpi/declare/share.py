"""The key of a site that is shared: which part of what is sent for it counts here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

from kpi.declare.month import Month

if TYPE_CHECKING:
    from kpi.declare.contract import Contract

ALLOCATION = "allocation"
"""The register of keys."""


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


def share_fault(
    share: Share, contracts: Mapping[str, Contract], others: Iterable[Share]
) -> tuple[str, dict[str, str]] | None:
    """Return why a key cannot be meant so, as a code and what there is to say; None when it can.

    `others` are the keys beside it: two that speak of one row would leave open which of them counts.
    """
    contract = contracts.get(share.contract)
    if contract is None:
        return "kind_unknown", {"kind": share.contract, "known": ", ".join(contracts)}
    if contract.small_numbers is not None:
        # What is hidden of a small number is decided by whole lines; a part of one is another size.
        return "allocation_kind", {"kind": contract.id}
    categories = [category.id for category in contract.categories]
    if share.category not in categories:
        return "allocation_category", {"value": share.category, "known": ", ".join(categories)}
    if share.last is not None and share.last < share.first:
        return "validity_reversed", {"first": str(share.first), "last": str(share.last)}
    if not Decimal(0) <= share.percent <= Decimal(100):
        return "allocation_share", {"value": str(share.percent)}
    for other in others:
        if other.id != share.id and other.overlaps(share):
            return "allocation_twice", {"first": str(other.first), "share": f"{other.percent:f}"}
    return None

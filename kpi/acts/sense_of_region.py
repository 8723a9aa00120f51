"""What an entry about the region has to mean: a key that is one, a share that can be told."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from kpi.acts.values import Refused
from kpi.declare import Month
from kpi.judge import Judge
from kpi.measure import ALLOCATION, Share, shares_in

KEY = re.compile(r"[0-9a-f]{64}")
"""A public key of Ed25519: 32 bytes in hexadecimal."""
PARTNER, AVERAGE = "partner", "sector_average"
ABOUT_REGION = (PARTNER, AVERAGE, ALLOCATION)


def require_region(judge: Judge, register: str, identifier: str, body: Mapping[str, Any]) -> None:
    """Refuse a partner without a usable key, a share of nothing, an average of another kind."""
    if register == PARTNER:
        _require_partner(judge, body)
    elif register == AVERAGE:
        _require_average(judge, body)
    else:
        _require_allocation(judge, identifier, body)


def _require_partner(judge: Judge, body: Mapping[str, Any]) -> None:
    if not KEY.fullmatch(str(body["key"])):
        raise Refused("partner_key", value=str(body["key"]))
    if body["code"] == judge.catalogue.organisation.organisation.code:
        raise Refused("summary_own", organisation=str(body["code"]))


def _require_average(judge: Judge, body: Mapping[str, Any]) -> None:
    """Refuse an average without year or number of organisations, or per what nobody divides by."""
    exchange = judge.catalogue.exchange
    known = ("", *exchange.per)
    if str(body.get("per") or "") not in known:
        raise Refused("average_per", value=str(body["per"]), known=", ".join(exchange.per))
    lacking = [name for name in ("year", "count") if not str(body.get(name) or "")]
    if lacking:
        raise Refused("average_bare", fields=", ".join(lacking))


def _require_allocation(judge: Judge, identifier: str, body: Mapping[str, Any]) -> None:
    contracts = judge.catalogue.contracts
    contract = contracts.get(str(body["contract"]))
    if contract is None:
        known = ", ".join(contracts)
        raise Refused("kind_unknown", kind=str(body["contract"]), known=known)
    if contract.small_numbers is not None:
        # What is hidden of a small number is decided by whole lines; a part of one is another size.
        raise Refused("allocation_kind", kind=contract.id)
    categories = [category.id for category in contract.categories]
    if body["category"] not in categories:
        raise Refused(
            "allocation_category", value=str(body["category"]), known=", ".join(categories)
        )
    for name in ("first", "last"):
        _require_month(str(body.get(name) or ""))
    share = Share.of(identifier, body)
    if share.last is not None and share.last < share.first:
        raise Refused("validity_reversed", first=str(share.first), last=str(share.last))
    if not Decimal(0) <= share.percent <= Decimal(100):
        raise Refused("allocation_share", value=str(share.percent))
    for other in shares_in(judge.reader, judge.as_of):
        if other.id != identifier and other.overlaps(share):
            raise Refused("allocation_twice", first=str(other.first), share=f"{other.percent:f}")


def _require_month(text: str) -> None:
    try:
        if text:
            Month.parse(text)
    except ValueError:
        raise Refused("month_unreadable", month=text) from None

"""What an entry about the region has to mean: a key that is one, a share that can be told."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from kpi.acts.values import Refused
from kpi.declare import ALLOCATION, Month, Share, share_fault
from kpi.judge import Judge
from kpi.measure import shares_in

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
    for name in ("first", "last"):
        _require_month(str(body.get(name) or ""))
    share = Share.of(identifier, body)
    fault = share_fault(share, judge.catalogue.contracts, shares_in(judge.reader, judge.as_of))
    if fault is not None:
        raise Refused(fault[0], **fault[1])


def _require_month(text: str) -> None:
    try:
        if text:
            Month.parse(text)
    except ValueError:
        raise Refused("month_unreadable", month=text) from None

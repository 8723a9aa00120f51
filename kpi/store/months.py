"""Closed months: what was reported of each, word for word, one version an act; nothing replaced."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kpi.declare import Month

if TYPE_CHECKING:
    from kpi.store.writing import Reader, Writing


@dataclass(frozen=True)
class KeptMonth:
    """One version of a closed month: the act that stored it, by whom, when (UTC) and why.

    `revision` numbers that act; `fingerprint` is the SHA-256 of the stored text.
    """

    month: Month
    revision: int
    actor: str
    stamped: dt.datetime
    reason: str
    fingerprint: str


def keep_month(writing: Writing, month: Month, text: str) -> None:
    """Store what is reported of a month under the act in progress."""
    earlier = [kept for kept in kept_months(writing) if kept.month == month]
    writing.tell(
        subject=str(month),
        before=earlier[-1].fingerprint if earlier else "",
        after=hashlib.sha256(text.encode()).hexdigest(),
    )
    writing.insert(
        "closed_month",
        {"revision": [str(writing.revision)], "month": [str(month)], "body": [text]},
    )


def kept_months(reader: Reader, *, as_of: int | None = None) -> list[KeptMonth]:
    """Return every version of every closed month up to a revision, the oldest act first."""
    found = reader.rows(
        "select kept.month, kept.revision, act.actor, act.stamped, act.reason, sha256(kept.body)"
        " from closed_month as kept join act using (revision)"
        " where kept.revision <= ? order by kept.revision",
        (reader.revision if as_of is None else as_of,),
    )
    return [KeptMonth(Month.parse(month), *rest) for month, *rest in found]


def kept_text(reader: Reader, revision: int) -> str:
    """Return what one closing or restating stored, as it was written; KeyError when none did."""
    found = reader.rows("select body from closed_month where revision = ?", (revision,))
    if not found:
        raise KeyError(revision)
    return str(found[0][0])

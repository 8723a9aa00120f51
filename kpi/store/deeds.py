"""What was done between two revisions: each act with what it may have changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kpi.store.ledger import Slice
from kpi.store.moved import SEPARATOR

if TYPE_CHECKING:
    from kpi.store.writing import Reader


@dataclass(frozen=True)
class Deed:
    """One act: who did it, when (UTC), why, and what it wrote.

    Of an upload or of taking one back: `contract`, `file_name`, its `receipt` and the `slices` it
    speaks for; else `receipt` is None and `entries` names registers and ids.
    """

    revision: int
    kind: str
    actor: str
    stamped: dt.datetime
    reason: str
    contract: str = ""
    file_name: str = ""
    receipt: int | None = None
    slices: tuple[Slice, ...] = ()
    entries: tuple[tuple[str, str], ...] = ()


def deeds(reader: Reader, after: int, until: int) -> tuple[Deed, ...]:
    """Return the acts with a revision above `after` up to and including `until`, in order."""
    span = (after, until)
    entries = _grouped(
        reader.rows(
            "select revision, register, id from register_entry"
            " where revision > ? and revision <= ? order by revision, register, id",
            span,
        )
    )
    back = dict(
        reader.rows(
            "select revision, upload from taken_back where revision > ? and revision <= ?", span
        )
    )
    numbers = [*back.values(), *(range(after + 1, until + 1))]
    files = {
        number: (kind, name)
        for number, kind, name in reader.rows(
            "select upload, kind, file_name from upload where upload in (select unnest(?))",
            (numbers,),
        )
    }
    slices = _grouped(
        reader.rows(
            "select upload, slice from slice where upload in (select unnest(?)) order by upload, no",
            (list(files),),
        )
    )
    acts = reader.rows(
        "select revision, kind, actor, stamped, reason from act"
        " where revision > ? and revision <= ? order by revision",
        span,
    )
    found = []
    for revision, kind, actor, stamped, reason in acts:
        receipt = back.get(revision, revision if revision in files else None)
        contract, name = files.get(receipt, ("", "")) if receipt is not None else ("", "")
        found.append(
            Deed(
                revision=revision,
                kind=kind,
                actor=actor,
                stamped=stamped,
                reason=reason,
                contract=contract,
                file_name=name,
                receipt=receipt,
                slices=tuple(
                    tuple(key.split(SEPARATOR)) for (key,) in slices.get(receipt or 0, [])
                ),
                entries=tuple((register, name) for register, name in entries.get(revision, [])),
            )
        )
    return tuple(found)


def _grouped(rows: Sequence[tuple[Any, ...]]) -> dict[int, list[tuple[Any, ...]]]:
    found: dict[int, list[tuple[Any, ...]]] = {}
    for number, *rest in rows:
        found.setdefault(number, []).append(tuple(rest))
    return found

"""Register entries -> targets and base values, typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

from kpi.declare import ALL, Text
from kpi.judge.values import Base, Milestone, Target

FROZEN = "year-of-use"
"""What a target's `factors` says when it is judged with the factors of the year of use."""


@dataclass(frozen=True)
class Entry:
    """What the judge reads of a register entry: its id, body and version."""

    id: str
    body: Mapping[str, Any]
    valid_from: str
    valid_to: str
    revision: int
    origin: str


def _text(value: object) -> str | None:
    return str(value) if value not in (None, "") else None


def _words(value: Mapping[str, str] | None) -> Text | None:
    return Text(nl=value["nl"], en=value["en"]) if value else None


def read_target(entry: Entry) -> Target:
    """Return the target of one register entry; empty texts are unknown, not defaults."""
    body = entry.body
    year = _text(body.get("base_year"))
    factors = body.get("factors", FROZEN)
    return Target(
        id=entry.id,
        owner=body["owner"],
        set=body["set"],
        label=cast(Text, _words(body["label"])),
        indicator=_text(body.get("indicator")),
        boundary=_text(body.get("boundary")),
        expression=body["expression"],
        scope_level=body["scope_level"],
        base_year=int(year) if year else None,
        path=body.get("path", "linear"),
        milestones=tuple(
            Milestone(int(milestone["year"]), Decimal(str(milestone["value"])))
            for milestone in sorted(body["milestones"], key=lambda m: int(m["year"]))
        ),
        factor_year=None if factors == FROZEN else int(factors),
        proxy=body.get("proxy") in (True, "true"),
        confidence=body["confidence"],
        source=body["source"],
        note=_words(body.get("note")),
        readings_of=_words(body.get("readings_of")),
        reading=_words(body.get("reading")),
        valid_from=entry.valid_from,
        valid_to=entry.valid_to,
        revision=entry.revision,
        origin=entry.origin,
    )


def read_bases(entries: Iterable[Entry]) -> dict[tuple[str, str], Base]:
    """Return the base values that people set, by (target, site); the site ALL is the group."""
    return {
        (entry.body["target"], entry.body.get("site") or ALL): Base(
            year=int(entry.body["year"]),
            value=Decimal(entry.body["value"]),
            unit=entry.body["unit"],
            status=entry.body["status"],
            source=entry.body["source"],
            boundary=_text(entry.body.get("boundary")),
        )
        for entry in entries
    }

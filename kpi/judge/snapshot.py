"""A month as it is reported: one value that holds everything a report, a sheet or a proof needs.

A `Snapshot` is made once, from one revision of the store, and asks nothing afterwards: figures in
exact numbers and in the words of both languages, states, lamps, targets and their paths, series to
draw, factors, explanations with their owners, annotations, decisions, what was lacking, the uploads
behind it, and what changed since the report before. A closed month keeps it as canonical JSON
(`text_of`): sorted keys, numbers as decimal texts, no spaces; `read_snapshot` gives the same value
back, and `text_of(read_snapshot(text)) == text` to the byte. So a report that is made from a
snapshot alone can be made again, whatever was uploaded since. A month that is not closed has the
same value as a draft: then `closing` is None and `state` says open or provisional.

Conventions: months are ``YYYY-MM``, days and moments ISO (moments UTC without a zone), sites codes
(ALL for the group). `value` is exact in `unit`; `shown` is the same in `shown_unit`, the unit
people read, unrounded; both are None where nothing is known, and then `why` says it. A `Said` is
one sentence or display string in both languages, the very one the screens show; it is empty where
there is nothing to say.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from functools import cache
from typing import Any, Literal, Protocol

from pydantic import TypeAdapter, ValidationError

from kpi.declare import Month
from kpi.judge.snapshot_parts import (
    Closing,
    Said,
    SnapshotAnnotation,
    SnapshotChange,
    SnapshotDecision,
    SnapshotExplanation,
    SnapshotFactor,
    SnapshotFigure,
    SnapshotLacking,
    SnapshotLamp,
    SnapshotMilestone,
    SnapshotPoint,
    SnapshotSeries,
    SnapshotSite,
    SnapshotTarget,
    SnapshotTile,
    SnapshotUpload,
)

__all__ = [
    "FORMAT",
    "Around",
    "Closing",
    "Said",
    "Snapshot",
    "SnapshotAnnotation",
    "SnapshotChange",
    "SnapshotDamaged",
    "SnapshotDecision",
    "SnapshotExplanation",
    "SnapshotFactor",
    "SnapshotFigure",
    "SnapshotLacking",
    "SnapshotLamp",
    "SnapshotMilestone",
    "SnapshotPoint",
    "SnapshotSeries",
    "SnapshotSite",
    "SnapshotTarget",
    "SnapshotTile",
    "SnapshotUpload",
    "State",
    "Uploaded",
    "read_snapshot",
    "text_of",
]

FORMAT = 1
"""The shape of what is written here; a reader of a later release keeps reading it."""


State = Literal["open", "provisional", "closed"]
"""How far a month is, for the whole organisation."""


class SnapshotDamaged(ValueError):
    """A stored text that is no snapshot of a shape this release reads."""


@dataclass(frozen=True)
class Snapshot:
    """One month of one organisation as it is reported; see the module for its conventions.

    `revision` is the revision of the store whose figures it holds; `factors_policy` is
    ``year-of-use``. `invented` marks a demonstration. `since` names the report before (its month
    and the revision that closed it, empty and None without one) that `changed` is held against.
    """

    format: int
    organisation: str
    name: str
    month: str
    month_label: Said
    state: State
    state_text: Said
    invented: bool
    revision: int
    reporting_date: str
    timezone: str
    factors_policy: str
    factors_text: Said
    sites: tuple[SnapshotSite, ...]
    tiles: tuple[SnapshotTile, ...]
    figures: tuple[SnapshotFigure, ...]
    labels: Mapping[str, Said]
    units: Mapping[str, Said]
    series: tuple[SnapshotSeries, ...]
    targets: tuple[SnapshotTarget, ...]
    factors: tuple[SnapshotFactor, ...]
    explanations: tuple[SnapshotExplanation, ...]
    lacking: tuple[SnapshotLacking, ...]
    annotations: tuple[SnapshotAnnotation, ...]
    decisions: tuple[SnapshotDecision, ...]
    earlier_decisions: tuple[SnapshotDecision, ...]
    since_month: str
    since_revision: int | None
    changed: tuple[SnapshotChange, ...]
    uploads: tuple[SnapshotUpload, ...]
    closing: Closing | None

    @property
    def period(self) -> Month:
        """The month as a value."""
        return Month.parse(self.month)

    def figure(self, indicator: str, site: str, span: str = "month") -> SnapshotFigure:
        """Return one figure; KeyError when the snapshot does not hold it."""
        for found in self.figures:
            if (found.indicator, found.site, found.span) == (indicator, site, span):
                return found
        raise KeyError((indicator, site, span))


class Uploaded(Protocol):
    """What is needed of an upload in the ledger."""

    @property
    def upload(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def file_name(self) -> str: ...
    @property
    def file_hash(self) -> str: ...
    @property
    def actor(self) -> str: ...
    @property
    def stamped(self) -> dt.datetime: ...
    @property
    def live_slices(self) -> Sequence[tuple[str, ...]]: ...


@dataclass(frozen=True)
class Around:
    """What a snapshot holds that no figure says: the month's state, the day, the ledger.

    `reports` are the closed months so far: the last one before this month is what `changed` is
    held against.
    """

    state: State
    invented: bool
    today: dt.date
    uploads: Sequence[Uploaded]
    reports: Sequence[Snapshot] = ()


def text_of(snapshot: Snapshot) -> str:
    """Return a snapshot as canonical JSON: the same value always gives the same bytes."""
    return json.dumps(
        _plain(snapshot), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def read_snapshot(text: str) -> Snapshot:
    """Return the snapshot of a stored text; SnapshotDamaged when it is none of a known shape."""
    try:
        found = _shape().validate_json(text)
    except ValidationError as error:
        raise SnapshotDamaged(str(error.errors()[0])) from error
    if found.format != FORMAT:
        raise SnapshotDamaged(f"format {found.format}")
    return found


@cache
def _shape() -> TypeAdapter[Snapshot]:
    return TypeAdapter(Snapshot)


def _plain(value: Any) -> Any:
    """Return a value as JSON holds it; a number as decimal text, never through a binary float."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return value

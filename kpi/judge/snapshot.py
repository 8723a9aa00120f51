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

from kpi.declare import Language, Month

FORMAT = 1
"""The shape of what is written here; a reader of a later release keeps reading it."""


State = Literal["open", "provisional", "closed"]
"""How far a month is, for the whole organisation."""


class SnapshotDamaged(ValueError):
    """A stored text that is no snapshot of a shape this release reads."""


@dataclass(frozen=True)
class Said:
    """The same words in both languages; both are empty where there is nothing to say."""

    nl: str
    en: str

    def of(self, language: Language) -> str:
        """Return the words in one language."""
        return self.nl if language == "nl" else self.en

    def __bool__(self) -> bool:
        return bool(self.nl)


@dataclass(frozen=True)
class SnapshotFigure:
    """One figure of one site (or ALL) over one span that ends with the month.

    `have` of `expected` site-months are in. `earlier` is the same span a year before, in `unit`,
    None where it bears no comparison; `step` says the difference in words.
    """

    indicator: str
    site: str
    span: str
    value: Decimal | None
    unit: str
    shown: Decimal | None
    shown_unit: str
    decimals: int
    status: str
    have: int
    expected: int
    estimated_share: Decimal | None
    assumed: bool
    display: Said
    state: Said
    why: Said
    earlier: Decimal | None
    earlier_display: Said
    step: Said


@dataclass(frozen=True)
class SnapshotLamp:
    """One of the three lamps of a target: which, its light, and its words with their shapes."""

    name: str
    light: str
    label: Said
    text: Said
    number: Said
    reason: Said


@dataclass(frozen=True)
class SnapshotTile:
    """One main figure of a theme at a site, as the month page shows it.

    `value` is the month, `year` the twelve months; `paths` say where it stands against each
    target, `lamps` are those of the first target it measures (empty without one).
    """

    page: str
    theme: Said
    indicator: str
    site: str
    label: Said
    note: Said
    value: Said
    state: Said
    step: Said
    year: Said
    paths: tuple[Said, ...]
    notes: tuple[Said, ...]
    lamps: tuple[SnapshotLamp, ...]


@dataclass(frozen=True)
class SnapshotPoint:
    """One moment of a series, in the shown unit; None is a gap, never a zero."""

    month: str
    value: Decimal | None
    status: str
    display: Said
    assumed: bool


@dataclass(frozen=True)
class SnapshotSeries:
    """A main figure of a site month by month, 25 of them at most, oldest first."""

    indicator: str
    site: str
    label: Said
    unit: str
    unit_label: Said
    decimals: int
    points: tuple[SnapshotPoint, ...]


@dataclass(frozen=True)
class SnapshotMilestone:
    """What a target asks in a year: in the figure's shown unit, and in the target's own words."""

    year: int
    value: Decimal
    asked: Said


@dataclass(frozen=True)
class SnapshotTarget:
    """Where one site (or the group) stands against one target over the twelve months to the month.

    Numbers are in the figure's shown unit, None where they cannot be known; `gap_share` in percent
    of the path. `actual_line` are twelve-month sums and `path_line` what the path asks, to draw.
    `revision` is that of the target's own entry.
    """

    id: str
    owner: str
    label: Said
    indicator: str
    site: str
    verdict: str
    verdict_text: Said
    sentence: Said
    reasons: tuple[Said, ...]
    remarks: tuple[Said, ...]
    unit: str
    unit_label: Said
    decimals: int
    actual: Decimal | None
    actual_display: Said
    path: Decimal | None
    path_display: Said
    gap_share: Decimal | None
    base_year: int | None
    base: Decimal | None
    base_status: str
    factor_year: int | None
    valid_from: str
    valid_to: str
    source: str
    revision: int
    milestones: tuple[SnapshotMilestone, ...]
    lamps: tuple[SnapshotLamp, ...]
    actual_line: tuple[SnapshotPoint, ...]
    path_line: tuple[SnapshotPoint, ...]


@dataclass(frozen=True)
class SnapshotSite:
    """One filter of the report: a site or the group, its sentence to repeat and its headline facts.

    `changes` are the figures that moved most against the same month a year before, as cells: what,
    now, then, difference.
    """

    code: str
    name: str
    headline: Said
    verdicts: Said
    changes: tuple[tuple[Said, Said, Said, Said], ...]


@dataclass(frozen=True)
class SnapshotFactor:
    """One emission factor that applies in the month. `place` is a site or ALL of an own factor."""

    activity: str
    variant: str
    unit: str
    boundary: str
    boundary_label: Said
    value: Decimal
    first: str
    last: str
    source: str
    source_title: str
    evidence: str
    place: str
    provisional: bool
    revision: int


@dataclass(frozen=True)
class SnapshotExplanation:
    """Why a figure lies where it lies, and whose it is. `asked` says why it had to be explained.

    `cause` and `owner` are empty in a draft in which nobody has explained it yet.
    """

    indicator: str
    label: Said
    asked: tuple[Said, ...]
    cause: str
    owner: str


@dataclass(frozen=True)
class SnapshotLacking:
    """What one site should have sent of one upload kind and did not; `due` empty without a day."""

    contract: str
    label: Said
    site: str
    what: Said
    sender: Said
    due: str


@dataclass(frozen=True)
class SnapshotAnnotation:
    """What somebody said beside one figure of one month (this one or one of its charted months)."""

    indicator: str
    label: Said
    site: str
    month: str
    text: str
    actor: str
    stamped: str


@dataclass(frozen=True)
class SnapshotDecision:
    """A decision of this month (`asked` of the board) or an earlier one with what came of it.

    `cost` is in EUR; `effect` says what the figure did since, or why that cannot be said.
    """

    month: str
    number: int
    question: str
    indicator: str
    label: Said
    site: str
    cost: Decimal | None
    cost_display: Said
    owner: str
    due: str
    outcome: str
    outcome_text: Said
    decided_on: str
    effect: Said


@dataclass(frozen=True)
class SnapshotChange:
    """A figure of an earlier report that is known otherwise now.

    `old` is as that report told it; `causes` name what did it: upload, factor or register entry.
    """

    indicator: str
    label: Said
    site: str
    month: str
    span: str
    old: Said
    new: Said
    causes: tuple[Said, ...]


@dataclass(frozen=True)
class SnapshotUpload:
    """An upload that brought figures of the month."""

    number: int
    contract: str
    label: Said
    file_name: str
    file_hash: str
    actor: str
    stamped: str


@dataclass(frozen=True)
class Closing:
    """The act that stored the snapshot: its revision, moment, who, and why.

    `reason` is why it was closed although something lacked, or why it was restated. `restates` is
    the revision of the version it takes the place of, None for the first.
    """

    revision: int
    stamped: str
    actor: str
    reason: str
    restates: int | None


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

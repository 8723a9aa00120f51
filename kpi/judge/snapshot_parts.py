"""The parts of a month's snapshot; the conventions stand with `kpi.judge.snapshot`."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from kpi.declare import Language


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

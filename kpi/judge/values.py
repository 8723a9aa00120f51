"""What the judge says: targets, where a figure stands against them, and what an upload changes."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from kpi.declare import Month, Text
from kpi.measure import Measured, Reason, Scope

Expression = Literal["reduction_pct", "share_max", "share_min", "absolute_max", "boolean"]
Verdict = Literal[
    "on_course",  # at least 95% of the reduction the path asks for by now
    "attention",  # 60-95%
    "behind",  # below 60%, or moving away
    "reached",  # the last milestone is already met
    "below_line",  # a branch target: this organisation is on or better than the branch line
    "above_line",  # a branch target: worse than the branch line; never "failed"
    "no_verdict",  # and `reasons` say why
]


@dataclass(frozen=True)
class Milestone:
    """What a target asks in one year: a reduction in percent, a share, or an absolute value."""

    year: int
    value: Decimal


@dataclass(frozen=True)
class Target:
    """One version of one target. `indicator`, `boundary` and `base_year` are None when unknown.

    Targets with the same `readings_of` are readings of one agreement; `reading` names this one.
    """

    id: str
    owner: str
    set: str
    label: Text
    indicator: str | None
    boundary: str | None
    expression: Expression
    scope_level: Literal["branch", "organisation", "site"]
    base_year: int | None
    path: Literal["linear", "constant", "none"]
    milestones: tuple[Milestone, ...]
    factor_year: int | None
    proxy: bool
    confidence: Literal["confirmed", "secondary", "disputed", "local"]
    source: str
    note: Text | None
    valid_from: str
    valid_to: str
    revision: int
    origin: str
    readings_of: Text | None = None
    reading: Text | None = None


@dataclass(frozen=True)
class Base:
    """The value a target counts from: measured from the base year's rows, or set by a person.

    `boundary` is what counts in it, None where nobody said.
    """

    year: int
    value: Decimal
    unit: str
    status: Literal["measured", "reconstructed", "example"]
    source: str
    assumed: bool = False
    estimated: bool = False
    boundary: str | None = None


@dataclass(frozen=True)
class Required:
    """What the target asks at the end of a year, in the indicator's own unit."""

    year: int
    value: Decimal
    asked: Decimal


@dataclass(frozen=True)
class Progress:
    """One figure against one target.

    `actual` is the figure over the twelve months that end at the scope's month (a whole year's
    worth: never a part year times twelve). `path_value` is what the target's path asks of those
    twelve months; `gap` = actual - path_value and `gap_share` the same in percent of the path;
    `reduction` is what has been cut since the base, in percent; `ratio` the cut reached as a
    percentage of the cut the path asks by now. Each is None where it cannot be known.
    """

    target: Target
    scope: Scope
    actual: Measured | None
    base: Base | None
    required: tuple[Required, ...]
    path_value: Decimal | None
    gap: Decimal | None
    gap_share: Decimal | None
    reduction: Decimal | None
    ratio: Decimal | None
    verdict: Verdict
    reasons: tuple[Reason, ...]
    remarks: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class PathPoint:
    """One point of a required path: the twelve months ending at `month` may hold `value`."""

    month: Month
    value: Decimal


@dataclass(frozen=True)
class Change:
    """One figure before and after an upload or another act."""

    indicator: str
    scope: Scope
    before: Measured
    after: Measured


@dataclass(frozen=True)
class VerdictChange:
    """A verdict that an upload or another act would turn."""

    target: str
    scope: Scope
    before: Verdict
    after: Verdict

"""A number that knows itself: value, unit, status, coverage and the reason when there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from kpi.declare import Month, Span

Status = Literal["measured", "estimated", "incomplete", "missing", "none_reported"]


@dataclass(frozen=True)
class Scope:
    """What a figure speaks of: a site (code, UNSPLIT or ALL), a month, and the span ending there.

    Spans: the month; the year to date; the twelve months ending there (r12); the whole calendar
    year, which is incomplete until December is in.
    """

    site: str
    month: Month
    span: Span = "month"

    @property
    def months(self) -> tuple[Month, ...]:
        """The months of the span, oldest first."""
        january = Month(self.month.year, 1)
        first, last = {
            "month": (self.month, self.month),
            "ytd": (january, self.month),
            "r12": (self.month.plus(-11), self.month),
            "year": (january, Month(self.month.year, 12)),
        }[self.span]
        return tuple(first.until(last))


@dataclass(frozen=True)
class Coverage:
    """Site-months that are in, out of those expected."""

    have: int
    expected: int

    @property
    def complete(self) -> bool:
        """Whether everything expected is in."""
        return self.have >= self.expected


@dataclass(frozen=True)
class Reason:
    """Why a number is missing, incomplete or without verdict; words under ``reason.<code>``."""

    code: str
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Measured:
    """One figure over one scope.

    `value` is what is there, in `unit`, unrounded; None only when nothing is there or a
    denominator is missing or zero, and then `reason` says which. A value over a span in which
    something is missing has status incomplete. `estimated_share` is the estimated part of the
    sum in percent (None where it has no meaning). `assumed` tells that an assumed factor
    carries the number.
    """

    indicator: str
    value: Decimal | None
    unit: str
    status: Status
    coverage: Coverage
    reason: Reason | None = None
    estimated_share: Decimal | None = None
    assumed: bool = False

    @property
    def comparable(self) -> bool:
        """Whether a verdict or a comparison may rest on this number."""
        return self.value is not None and self.status != "incomplete"


@dataclass(frozen=True)
class Contribution:
    """One stored line's part in a figure: the contributions of an explanation add up to its value.

    `part` is the indicator whose sum holds the line: for a ratio its numerator or denominator, for
    a total one of its parts. `amount` is the line in that sum's own unit; `contribution` what it
    adds to the figure: with its sign in a total, its share of the mean in a stock, scaled and
    divided in a ratio. A denominator's line contributes None.

    `joined` is 0 for a line of its own. Else the contribution stands for so many lines that are
    too small to be shown: it has no quantity and no line, and `file` and `receipt` are the newest.
    `share` is the part of the line that counts here, of a site that is shared; `amount` and
    `contribution` are of that part. What ships as reference instead of an upload has `receipt` 0 and `line` 0.
    """

    part: str
    site: str
    month: Month
    category: str
    quantity: Decimal | None
    factor: Decimal | None
    amount: Decimal
    contribution: Decimal | None
    estimated: bool
    assumed: bool
    receipt: int
    file: str
    line: int
    joined: int = 0
    share: Decimal = Decimal(1)

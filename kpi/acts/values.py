"""What an act shows beforehand, what it answers, and how it refuses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from kpi.declare import Month
from kpi.intake import Checked, Finding, Question
from kpi.judge import Change, VerdictChange
from kpi.store import Refused

__all__ = ["LeftStanding", "Preview", "Receipt", "Refused"]


@dataclass(frozen=True)
class LeftStanding:
    """Live figures that the new file does not name, although it speaks for their envelope."""

    slice: tuple[str, ...]
    quantity: Decimal
    unit: str
    upload: int
    spread: bool


@dataclass(frozen=True)
class Replacement:
    """A slice whose live figures the file changes: both sums of one unit, None where there is none."""

    slice: tuple[str, ...]
    before: Decimal | None
    after: Decimal | None
    unit: str
    upload: int


@dataclass(frozen=True)
class Preview:
    """A checked file beside what is live now: everything a person needs before saying yes.

    `already` is the number of the upload that makes every slice of the file live with the very
    same bytes. `acceptable` is whether the file can be accepted whole as it is.
    """

    kind: str
    file_name: str
    data: bytes
    origin: str
    decide: Mapping[str, str]
    constants: Mapping[str, str]
    checked: Checked
    findings: tuple[Finding, ...]
    questions: tuple[Question, ...]
    rows_new: int
    rows_replaced: int
    rows_unchanged: int
    left_standing: tuple[LeftStanding, ...]
    changes: tuple[Change, ...]
    verdict_changes: tuple[VerdictChange, ...]
    touched: tuple[tuple[str, Month], ...]
    revision: int
    already: int | None
    replacements: tuple[Replacement, ...] = ()

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that keep rows out."""
        return tuple(finding for finding in self.findings if finding.severity == "error")

    @property
    def open_questions(self) -> tuple[Question, ...]:
        """The questions without which nothing can be stored."""
        return tuple(question for question in self.questions if question.default is None)

    @property
    def acceptable(self) -> bool:
        """Whether the file can be accepted whole."""
        return not self.errors and not self.open_questions and bool(self.checked.rows)


@dataclass(frozen=True)
class Receipt:
    """Proof of an upload: its number (the revision that accepted it), bytes, actor and counts.

    `already` means that nothing was stored because the same bytes are live in every slice.
    `answers` is what a person said beside the file.
    """

    number: int
    kind: str
    file_name: str
    file_hash: str
    actor: str
    stamped: dt.datetime
    rows_new: int
    rows_replaced: int
    rows_unchanged: int
    already: bool = False
    answers: Mapping[str, str] = field(default_factory=dict)

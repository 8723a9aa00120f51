"""What people add to a month: annotations, explanations with an owner, decisions asked and taken."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from kpi.declare import Month
from kpi.judge.judge import Judge
from kpi.judge.measures import start_month
from kpi.measure import Scope
from kpi.measure.registers import RegisterEntry, register_entries

ANNOTATIONS, EXPLANATIONS, DECISIONS = "annotation", "explanation", "decision"
STATES = "month_state"
Outcome = Literal["asked", "agreed", "declined", "done"]
TAKEN: tuple[Outcome, ...] = ("agreed", "done")
"""Outcomes after which something may have happened to the figure."""


@dataclass(frozen=True)
class Annotation:
    """What somebody said about one figure at one site (or the group) in one month."""

    indicator: str
    site: str
    month: Month
    text: str
    actor: str
    stamped: dt.datetime
    revision: int


@dataclass(frozen=True)
class Explanation:
    """Why a figure of a month lies where it lies, in one line, and whose it is."""

    indicator: str
    month: Month
    cause: str
    owner: str
    actor: str
    revision: int


@dataclass(frozen=True)
class MonthDecision:
    """One decision a month asks for, and what became of it.

    `cost` is in EUR and None when nobody knows it yet; `decided_on` is None while it is asked.
    """

    id: str
    month: Month
    number: int
    question: str
    indicator: str
    site: str
    cost: Decimal | None
    owner: str
    due: dt.date
    outcome: Outcome
    decided_on: dt.date | None
    revision: int

    @property
    def before(self) -> Scope | None:
        """The twelve months up to the one in which it was taken; None where nothing was."""
        if self.outcome not in TAKEN or self.decided_on is None:
            return None
        return Scope(self.site, Month.of(self.decided_on), "r12")


def annotations_of(judge: Judge) -> tuple[Annotation, ...]:
    """Return all annotations at the judge's revision, by month."""
    found = [
        Annotation(
            indicator=str(e.body["indicator"]),
            site=str(e.body["site"]),
            month=start_month(str(e.body["month"])),
            text=str(e.body["text"]),
            actor=e.actor,
            stamped=e.stamped,
            revision=e.revision,
        )
        for e in _known(judge, ANNOTATIONS)
    ]
    return tuple(sorted(found, key=lambda note: (note.month, note.indicator, note.site)))


def explanations(judge: Judge, month: Month | None = None) -> tuple[Explanation, ...]:
    """Return the explanations of a month, or of all; by month and figure."""
    found = [
        Explanation(
            indicator=str(e.body["indicator"]),
            month=start_month(str(e.body["month"])),
            cause=str(e.body["cause"]),
            owner=str(e.body["owner"]),
            actor=e.actor,
            revision=e.revision,
        )
        for e in _known(judge, EXPLANATIONS)
    ]
    chosen = (e for e in found if month is None or e.month == month)
    return tuple(sorted(chosen, key=lambda e: (e.month, e.indicator)))


def decisions(judge: Judge) -> tuple[MonthDecision, ...]:
    """Return all decisions at the judge's revision, by month and place."""
    found = [_decision(e) for e in _known(judge, DECISIONS)]
    return tuple(sorted(found, key=lambda d: (d.month, d.number)))


def _decision(entry: RegisterEntry) -> MonthDecision:
    body = entry.body
    cost, decided = str(body.get("cost") or ""), str(body.get("decided_on") or "")
    return MonthDecision(
        id=entry.id,
        month=start_month(str(body["month"])),
        number=int(Decimal(str(body["number"]))),
        question=str(body["question"]),
        indicator=str(body["indicator"]),
        site=str(body["site"]),
        cost=Decimal(cost) if cost else None,
        owner=str(body["owner"]),
        due=dt.date.fromisoformat(str(body["due"])),
        outcome=body["outcome"],
        decided_on=dt.date.fromisoformat(decided) if decided else None,
        revision=entry.revision,
    )


def provisional_months(judge: Judge) -> frozenset[Month]:
    """Return the months that were called provisional; a closed one may be among them."""
    return frozenset(
        start_month(str(e.body["month"]))
        for e in _known(judge, STATES)
        if e.body["state"] == "provisional"
    )


def _known(judge: Judge, register: str) -> Iterable[RegisterEntry]:
    """Return entries whose figure, if they name one, still exists."""
    indicators = judge.catalogue.indicators
    return (
        entry
        for entry in register_entries(judge.reader, register, as_of=judge.as_of)
        if not entry.body.get("indicator") or entry.body["indicator"] in indicators
    )

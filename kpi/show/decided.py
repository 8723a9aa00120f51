"""Decisions of a month in words: what is asked, and what the figure did since one was taken."""

from __future__ import annotations

from functools import partial

from kpi.declare import Month
from kpi.judge import Judge
from kpi.judge.notes import MonthDecision, decisions
from kpi.judge.snapshot import Said, SnapshotDecision
from kpi.measure import Scope
from kpi.show.both import EMPTY, Both
from kpi.show.format import difference, display, month_label, number, with_unit
from kpi.show.voice import Voice

MONEY = "EUR"


def decisions_asked(judge: Judge, month: Month, both: Both) -> tuple[SnapshotDecision, ...]:
    """Return the decisions a month asks for, three at most."""
    return tuple(_told(d, EMPTY, both) for d in decisions(judge) if d.month == month)


def decisions_before(judge: Judge, month: Month, both: Both) -> tuple[SnapshotDecision, ...]:
    """Return the decisions of earlier months with what the figure did since, the newest first."""
    found = [d for d in decisions(judge) if d.month < month]
    found.sort(key=lambda d: (-d.month.index, d.number))
    return tuple(_told(d, both.told(partial(effect_text, judge, d, month)), both) for d in found)


def effect_text(judge: Judge, decision: MonthDecision, month: Month, voice: Voice) -> str:
    """Say what a figure did since a decision: twelve months then beside twelve months now.

    A difference is no proof that the decision did it, and that is said; without two whole years
    that can be compared, why not.
    """
    before = decision.before
    if before is None:
        return voice.say(f"decision_effect.{decision.outcome}")
    since = month.index - before.month.index
    if since < 1:
        return voice.say("decision_effect.too_early")
    figures = judge.figures()
    then = figures.measured(decision.indicator, before)
    now = figures.measured(decision.indicator, Scope(decision.site, month, "r12"))
    if not (then.comparable and now.comparable) or then.value is None or now.value is None:
        return voice.say("decision_effect.unknown")
    apart = difference(voice.catalogue, decision.indicator, then.value, now.value, voice.language)
    side = "same" if not apart else "more" if now.value > then.value else "less"
    return voice.say(
        f"decision_effect.{side}",
        before=display(voice.catalogue, then, voice.language),
        after=display(voice.catalogue, now, voice.language),
        share=apart or "",
        month=month_label(before.month, voice.language),
        now=month_label(month, voice.language),
        since=min(since, 12),
    )


def cost_text(decision: MonthDecision, voice: Voice) -> str:
    """Return what a decision costs; that nobody knows it yet is said."""
    if decision.cost is None:
        return voice.say("decision_line.cost_unknown")
    text = number(decision.cost, 0, voice.language)
    return with_unit(text, MONEY, voice.catalogue.words, voice.language)


def _told(decision: MonthDecision, effect: Said, both: Both) -> SnapshotDecision:
    day = decision.decided_on
    return SnapshotDecision(
        month=str(decision.month),
        number=decision.number,
        question=decision.question,
        indicator=decision.indicator,
        label=both.label(decision.indicator),
        site=decision.site,
        cost=decision.cost,
        cost_display=both.told(partial(cost_text, decision)),
        owner=decision.owner,
        due=decision.due.isoformat(),
        outcome=decision.outcome,
        outcome_text=both.say(f"decision_outcome.{decision.outcome}"),
        decided_on="" if day is None else day.isoformat(),
        effect=effect,
    )

"""What lies ahead of a target in sentences: the budget, the distance, the steps still to make."""

from __future__ import annotations

from decimal import Decimal

from kpi.judge import BudgetView, Outlook
from kpi.show.format import (
    CLOSED,
    amount,
    listed,
    month_label,
    number,
    rounded,
    shown_decimals,
    shown_unit,
    shown_value,
    with_unit,
)
from kpi.show.voice import Voice

MANY = 10_000
"""From so many of the shown unit on a budget is told in whole ones."""


def step_text(voice: Voice, indicator: str, value: Decimal) -> str:
    """Return a difference of a figure with its unit; a share's difference is in points."""
    declared = voice.catalogue.indicators[indicator]
    if declared.unit in CLOSED:
        text = number(value, shown_decimals(declared), voice.language)
        return voice.say("unit.points", value=text)
    return amount(voice.catalogue, indicator, value, voice.language)


def distance_sentence(found: Outlook, voice: Voice) -> str:
    """Say how far a figure lies from its path in days of use; empty where that has no meaning."""
    distance, indicator = found.distance, found.progress.target.indicator
    if distance is None or indicator is None or distance.days.value is None:
        return ""
    decimals = 0 if distance.days.value >= 1 else 1
    return voice.say(
        "distance.days",
        amount=step_text(voice, indicator, abs(distance.amount)),
        days=voice.counted("days", number(distance.days.value, decimals, voice.language)),
        label=voice.label(indicator),
        site=voice.site(distance.site),
    )


def budget_sentences(found: Outlook, voice: Voice) -> tuple[str, ...]:
    """Say what a path allows, what was used, what is left and for how long; or why that is open.

    Where figures of a year lack, only what holds for any value of them is said.
    """
    view, indicator = found.budget, found.progress.target.indicator
    if view is None or indicator is None or found.progress.base is None:
        return voice.reasons(found.budget_reasons)
    sums, declared = view.found, voice.catalogue.indicators[indicator]
    # Years added up are told whole where they are many, and so that their differences add up.
    many = shown_value(declared, sums.total) >= MANY
    finer = -shown_decimals(declared) if many else 0

    def told(value: Decimal) -> str:
        return amount(voice.catalogue, indicator, value, voice.language, finer=finer)

    def apart(one: Decimal, other: Decimal) -> str:
        decimals = shown_decimals(declared) + finer
        one, other = (rounded(shown_value(declared, value), decimals) for value in (one, other))
        text = number(abs(one - other), decimals, voice.language)
        return with_unit(text, shown_unit(declared), voice.catalogue.words, voice.language)

    known = "_at_least" if view.at_least else ""
    facts: dict[str, object] = {
        "first": found.progress.base.year + 1,
        "until": view.until,
        "newest": view.newest,
        "total": told(sums.total),
        "used": told(sums.used),
    }
    if view.at_least:
        facts["years"] = listed(view.at_least, voice.language)
    else:
        facts["planned"] = told(sums.planned)
    sentences = [
        voice.say(f"budget.total{known}", **facts),
        _overshoot(sums.overshoot, apart(sums.used, sums.planned), known, voice),
    ]
    left = "left" if sums.left > 0 else "gone"
    sentences.append(
        voice.say(f"budget.{left}{known}", left=apart(sums.total, sums.used), newest=view.newest)
    )
    if sums.left > 0 and not view.at_least:
        sentences += _ways_on(view, voice, indicator)
    return tuple(sentences)


def _overshoot(overshoot: Decimal, text: str, known: str, voice: Voice) -> str:
    """Say how far the use is from the plan; where years lack it can only be told as too much."""
    if overshoot > 0:
        return voice.say(f"budget.over{known}", amount=text)
    if known:
        return voice.say("budget.under_at_least")
    return voice.say("budget.under", amount=text) if overshoot else voice.say("budget.even")


def _ways_on(view: BudgetView, voice: Voice, indicator: str) -> list[str]:
    """Say how to stay inside the budget, and when it runs out otherwise."""
    sums, language = view.found, voice.language
    if sums.step is None or sums.ends_at is None:
        return [voice.say("budget.step_none", newest=view.newest)]
    step, ends = (
        amount(voice.catalogue, indicator, value, language) for value in (sums.step, sums.ends_at)
    )
    found = [voice.say("budget.step", step=step, ends=ends, until=view.until)]
    if view.runs_out is not None:
        month = month_label(view.runs_out, language)
        found.append(voice.say("budget.runs_out", newest=view.newest, month=month))
    return found

"""Why a figure changed, in words: the bars of a bridge, its headline, its sentence, its table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from kpi.declare import Decomposition, Month
from kpi.judge import Judge
from kpi.judge.bridge import CAUSES, Bridge, Cause, Effect
from kpi.judge.bridge import bridge as judged
from kpi.show.format import (
    amount,
    month_label,
    number,
    plain_number,
    rounded,
    shown_decimals,
    shown_unit,
    shown_value,
    unit_name,
)
from kpi.show.tables import KEPT, Table
from kpi.show.voice import Voice
from kpi.show.weather import told_reasons

TOGETHER: tuple[Cause, ...] = ("activity", "structure", "weather")
"""Causes that are told over all carriers together; the others carrier by carrier."""
SMALL = Decimal("0.02")
"""An effect below this part of the largest is drawn together with others of its cause."""


@dataclass(frozen=True)
class Asked:
    """What is compared: a figure of a place, over the same months of two years."""

    site: str
    years: tuple[int, int]
    months: tuple[int, int] = (1, 12)
    factor_year: int | None = None


@dataclass(frozen=True)
class Bar:
    """One bar of a bridge, in the figure's shown unit: an end of it, or what is added."""

    kind: Literal["end", "effect"]
    cause: Cause | None
    label: str
    value: Decimal


def bridge_view(judge: Judge, declared: Decomposition, asked: Asked) -> Bridge:
    """Return why a figure changed."""
    return judged(
        judge, declared, asked.site, asked.years, asked.months, factor_year=asked.factor_year
    )


def default_asked(
    judge: Judge, declared: Decomposition, site: str, month: Month, factor_year: int | None
) -> Asked:
    """Return what is compared when nothing is chosen: the first of these that can be told whole.

    The two newest whole years; the newest and the one before the last; the months of this year so
    far beside those of last year, and fewer of them as long as three are left.
    """
    newest = month.year if month.number == 12 else month.year - 1
    tried = [((newest - 1, newest), (1, 12)), ((newest - 2, newest), (1, 12))]
    tried += [((month.year - 1, month.year), (1, number)) for number in range(month.number, 2, -1)]
    asked = [Asked(site, years, months, factor_year) for years, months in tried]
    for one in asked:
        found = bridge_view(judge, declared, one)
        if not found.reasons and found.tells("weather") and found.tells("activity"):
            return one
    return asked[0]


def years_of(judge: Judge, month: Month) -> tuple[str, ...]:
    """Return the years that can be compared, the newest first."""
    first = judge.figures().first_month
    if first is None:
        return ()
    return tuple(str(year) for year in range(month.year, first.year - 1, -1))


def period_text(view: Bridge, side: int, voice: Voice) -> str:
    """Return one of the two periods in words: 2025, or January to May 2025."""
    year, (first, last) = view.years[side], view.months
    if (first, last) == (1, 12):
        return str(year)
    if first == last:
        return month_label(Month(year, first), voice.language)
    start = month_label(Month(year, first), voice.language).rsplit(" ", 1)[0]
    return voice.say(
        "bridge.months", first=start, last=month_label(Month(year, last), voice.language)
    )


def told(view: Bridge, value: Decimal, voice: Voice, *, signed: bool = False) -> str:
    """Return an amount of the bridge's figure, with its sign where it is an effect."""
    text = amount(voice.catalogue, view.declared.of, value, voice.language)
    return f"+{text}" if signed and value > 0 else text


def headline(view: Bridge, voice: Voice) -> str:
    """Say how much of the change is the hospital's own doing."""
    label = voice.label(view.declared.of)
    if view.reasons:
        return voice.say("bridge.title_none", label=label)
    own, change = view.total("saving"), view.change
    facts = {
        "label": label,
        "change": told(view, abs(change), voice),
        "own": told(view, abs(own), voice),
    }
    way = "less" if change < 0 else "more"
    if not view.tells("weather"):
        return voice.say(f"bridge.title_mixed_{way}", **facts)
    if not change or own * change <= 0:
        turn = "saved" if own <= 0 else "used"
        return voice.say(f"bridge.title_{way}_against_{turn}", **facts)
    share = f"{number(own / change * 100, 0, voice.language)}%"
    if abs(own) > abs(change):
        return voice.say(f"bridge.title_{way}_beyond", **facts)
    return voice.say(f"bridge.title_{way}_part", share=share, **facts)


def sentence(view: Bridge, voice: Voice) -> str:
    """Say the figure before and after, and what every cause added."""
    if view.before is None or view.after is None:
        return " ".join(told_reasons(view.reasons, voice))
    causes = [
        voice.say(
            "bridge.cause_told",
            cause=_uncapitalised(voice.say(f"bridge.{cause}")),
            value=told(view, view.total(cause), voice, signed=True),
        )
        for cause in CAUSES
        if view.total(cause)
    ]
    return voice.say(
        "bridge.told",
        label=voice.label(view.declared.of),
        first=period_text(view, 0, voice),
        second=period_text(view, 1, voice),
        before=told(view, view.before, voice),
        after=told(view, view.after, voice),
        change=told(view, view.change, voice, signed=True),
        causes=", ".join(causes),
    )


def _uncapitalised(text: str) -> str:
    return text[:1].lower() + text[1:]


def remarks(view: Bridge, voice: Voice) -> tuple[str, ...]:
    """Return what has to be minded with a bridge, each a sentence."""
    found = list(told_reasons(view.remarks, voice))
    for model in view.models:
        if not model.usable and not view.reasons:
            found += told_reasons(model.reasons, voice)
    if view.assumed and not view.reasons:
        found.append(voice.say("bridge.assumed"))
    if view.estimated and not view.reasons:
        found.append(voice.say("bridge.estimated"))
    return tuple(dict.fromkeys(found))


def bars(view: Bridge, voice: Voice) -> tuple[Bar, ...]:
    """Return the bars in their order: before, the causes, after; they add up."""
    if view.before is None or view.after is None:
        return ()
    figure = voice.catalogue.indicators[view.declared.of]
    ends = [
        Bar("end", None, period_text(view, side, voice), shown_value(figure, value))
        for side, value in ((0, view.before), (1, view.after))
    ]
    added = [
        Bar("effect", cause, label, shown_value(figure, value))
        for cause, label, value in _steps(view, voice)
    ]
    return (ends[0], *added, ends[1])


def _steps(view: Bridge, voice: Voice) -> Iterator[tuple[Cause, str, Decimal]]:
    for cause in TOGETHER:
        if view.total(cause):
            yield cause, voice.say(f"bridge.{cause}"), view.total(cause)
    largest = max((abs(effect.value) for effect in view.effects), default=Decimal())
    for cause in CAUSES:
        if cause in TOGETHER:
            continue
        found = sorted((e for e in view.effects if e.cause == cause), key=lambda e: -abs(e.value))
        small = [effect for effect in found if abs(effect.value) < largest * SMALL]
        apart = [effect for effect in found if effect not in small] if len(small) > 1 else found
        for effect in apart:
            yield cause, effect_label(view, effect, voice), effect.value
        if len(small) > 1:
            rest = sum((effect.value for effect in small), Decimal())
            yield cause, _label(cause, voice.say("chart.rest").lower(), voice), rest


def effect_label(view: Bridge, effect: Effect, voice: Voice) -> str:
    """Return what an effect is called: its cause, and through which carrier."""
    carrier = next(c for c in view.declared.carrier if c.emission == effect.carrier)
    name = carrier.label.of(voice.language)
    mixed = {r.facts["figure"] for r in view.remarks if r.code == "bridge_no_weather"}
    if effect.cause == "saving" and mixed & set(carrier.uses):
        return voice.say("bridge.carrier_mixed", carrier=name)
    return _label(effect.cause, name, voice)


def _label(cause: Cause, name: str, voice: Voice) -> str:
    return voice.say("bridge.carrier", cause=voice.say(f"bridge.{cause}"), carrier=name)


def bridge_table(view: Bridge, voice: Voice) -> Table:
    """Return every effect by cause and carrier, nothing drawn together, with its share."""
    figure = voice.catalogue.indicators[view.declared.of]
    unit = unit_name(voice.catalogue.words, shown_unit(figure), voice.language)
    rows, plain = [], []
    for effect in _ordered(view.effects):
        value = shown_value(figure, effect.value)
        share = effect.value / view.change * 100 if view.change else None
        label = effect_label(view, effect, voice)
        rows.append(
            (
                label,
                number(value, shown_decimals(figure), voice.language, signed=True),
                "" if share is None else f"{number(share, 1, voice.language)}%",
            )
        )
        plain.append((label, plain_number(rounded(value, KEPT), voice.language), unit))
    if view.before is not None and view.after is not None:
        for side, value in ((0, view.before), (1, view.after)):
            shown = shown_value(figure, value)
            row = (
                period_text(view, side, voice),
                number(shown, shown_decimals(figure), voice.language),
            )
            rows.insert(0 if side == 0 else len(rows), (*row, ""))
            line = (row[0], plain_number(rounded(shown, KEPT), voice.language), unit)
            plain.insert(0 if side == 0 else len(plain), line)
    header = (voice.say("bridge.step"), voice.say("bridge.amount", unit=unit))
    return Table(
        (*header, voice.say("bridge.share")),
        tuple(rows),
        (header[0], voice.label(view.declared.of), voice.say("table.unit")),
        tuple(plain),
    )


def _ordered(effects: Sequence[Effect]) -> list[Effect]:
    return sorted(effects, key=lambda effect: (CAUSES.index(effect.cause), -abs(effect.value)))

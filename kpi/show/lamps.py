"""Three lamps in words: a shape, a word, a number and the reason, for every target."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from kpi.judge import LOWER_IS_BETTER, Lamp, Light, Outlook, Progress
from kpi.judge import lamps as lamps_of
from kpi.judge import outlook as outlook_of
from kpi.show.ahead import step_text
from kpi.show.format import amount, number
from kpi.show.voice import Voice

__all__ = ["LampView", "chance_text", "lamp_views", "lamps_of", "light_text", "outlook_of"]

SHAPES: Mapping[Light, str] = {
    "good": "●",
    "reached": "★",
    "met": "●",
    "attention": "◆",
    "behind": "▲",
    "not_met": "▲",
    "remote": "▼",
    "unlit": "▨",
}
"""A shape for every light; the word always stands beside it."""

LOWEST, HIGHEST, STEP = Decimal(5), Decimal(95), Decimal(5)
"""No chance is told below or above these, nor finer than this: a few years do not know it better."""


@dataclass(frozen=True)
class LampView:
    """One lamp in words; `number` is empty when it is unlit or has none to show."""

    name: str
    light: Light
    text: str
    number: str
    reason: str


def lamp_views(found: Outlook, lit: tuple[Lamp, ...], voice: Voice) -> tuple[LampView, ...]:
    """Return the lamps of a target in words, in their order."""
    return tuple(
        LampView(
            name=voice.say(f"lamp.{lamp.name}"),
            light=lamp.light,
            text=light_text(lamp, voice),
            number=_number(lamp, voice),
            reason=_reason(found, lamp, voice),
        )
        for lamp in lit
    )


def unlit_reasons(
    found: Iterable[tuple[Progress, Iterable[LampView]]], voice: Voice
) -> list[tuple[str, str]]:
    """Return judged targets of which a lamp is not lit, those with the same reason together.

    Why a target is not judged is told of the verdict already.
    """
    told: dict[str, list[str]] = {}
    for progress, lamps in found:
        if progress.verdict != "no_verdict":
            for why in dict.fromkeys(lamp.reason for lamp in lamps if lamp.light == "unlit"):
                told.setdefault(why, []).append(progress.target.label.of(voice.language))
    return [("; ".join(labels), why) for why, labels in told.items()]


def light_text(lamp: Lamp, voice: Voice) -> str:
    """Return a light as shape and word."""
    return f"{SHAPES[lamp.light]} {voice.say(f'light.{lamp.name}_{lamp.light}')}"


def chance_text(percent: Decimal, voice: Voice) -> str:
    """Return a chance as it may be told: below 5%, about so many, above 95%."""
    if percent < LOWEST:
        return voice.say("chance.below", value=number(LOWEST, 0, voice.language))
    if percent > HIGHEST:
        return voice.say("chance.above", value=number(HIGHEST, 0, voice.language))
    steps = (percent / STEP).quantize(Decimal(1), ROUND_HALF_UP) * STEP
    return voice.say("chance.about", value=number(steps, 0, voice.language))


def _number(lamp: Lamp, voice: Voice) -> str:
    if lamp.number is None:
        return ""
    if lamp.name == "chance":
        return chance_text(lamp.number, voice)
    return voice.say(f"lamp_number.{lamp.name}", value=number(lamp.number, 0, voice.language))


def _reason(found: Outlook, lamp: Lamp, voice: Voice) -> str:
    """Say what a lit lamp rests on, or why it cannot be lit."""
    if lamp.light == "unlit":
        return " ".join(voice.reasons(lamp.reasons))
    tell = {"position": _position, "chance": _chance, "measures": _measures}[lamp.name]
    return tell(found, voice)


def _position(found: Outlook, voice: Voice) -> str:
    """Say how the path runs; how far the figure is from it stands beside the chart of the path."""
    progress = found.progress
    shape = voice.say(f"path_shape.{progress.target.path}")
    share = progress.actual.estimated_share if progress.actual else None
    if not share:
        return shape
    part = number(share, 1, voice.language)
    return f"{shape} {voice.say('lamp_reason.estimated', share=part)}"


def _chance(found: Outlook, voice: Voice) -> str:
    aim = found.aim
    if aim is None or aim.percent.value is None or aim.unchanged.value is None:
        return ""
    indicator = found.progress.target.indicator or ""
    lower = found.progress.target.expression in LOWER_IS_BETTER
    told = [
        voice.say(
            "lamp_reason.chance" if lower else "lamp_reason.chance_rise",
            year=aim.required.year,
            asked=amount(voice.catalogue, indicator, aim.required.value, voice.language),
            drift=chance_text(aim.percent.value, voice),
            unchanged=chance_text(aim.unchanged.value, voice),
            years=len(found.years.months),
        ),
        _extra(indicator, aim.extra, voice),
    ]
    if aim.with_measures.value is not None:
        chance = chance_text(aim.with_measures.value, voice)
        told.append(voice.say("lamp_reason.chance_measures", chance=chance))
    return " ".join(told)


def _extra(indicator: str, extra: Mapping[int, Decimal], voice: Voice) -> str:
    half, most = extra[50], extra[95]
    if most <= 0:
        return voice.say("lamp_reason.extra_none")
    facts = {"most": step_text(voice, indicator, most)}
    if half <= 0:
        return voice.say("lamp_reason.extra_half", **facts)
    return voice.say("lamp_reason.extra", half=step_text(voice, indicator, half), **facts)


def _measures(found: Outlook, voice: Voice) -> str:
    plan, aim = found.plan, found.aim
    if plan is None or aim is None or plan.gap.value is None:
        return ""
    year = aim.required.year
    if plan.gap.value <= 0:
        return voice.say("lamp_reason.measures_done", year=year)
    indicator = found.progress.target.indicator or ""
    gap = step_text(voice, indicator, plan.gap.value)
    saved = step_text(voice, indicator, plan.saved)
    told = voice.say("lamp_reason.measures", year=year, gap=gap, saved=saved)
    if not plan.idle:
        return told
    return f"{told} {voice.say('lamp_reason.measures_idle', count=len(plan.idle))}"

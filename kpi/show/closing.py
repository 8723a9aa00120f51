"""Why a figure of a month has to be explained, in words."""

from __future__ import annotations

from decimal import Decimal

from kpi.judge import ControlChart
from kpi.judge.closing import Asked
from kpi.show.format import amount
from kpi.show.month import path_text
from kpi.show.signals import charted_text
from kpi.show.voice import Voice

TOLD = ("improvement", "concern")
"""What a chart can say of a month that is good or bad; the rest is neither."""
FINEST = 4
"""So many decimals are added at most to tell a value from a limit."""


def asked_sentences(asked: Asked, voice: Voice) -> tuple[str, ...]:
    """Say off which paths a figure is, and outside which band it lies."""
    told = [
        voice.say(
            "closing.off_path",
            target=progress.target.label.of(voice.language),
            told=path_text(progress, voice),
        )
        for progress in asked.off_path
    ]
    chart = asked.chart
    if chart is None or chart.newest is None:
        return tuple(told)
    limits = chart.stretches[-1].limits
    if limits is not None:
        found = (chart.newest.value, limits.low, limits.high)
        value, low, high = told_apart(asked.indicator, found, voice)
        if chart.way != "value":
            value = charted_text(chart, chart.newest, voice)
        facts = {
            "value": value,
            "low": low,
            "high": high,
            "course": _course(chart, limits.high, voice),
        }
        told.append(voice.say(f"closing.outside_{chart.way}", **facts))
    return tuple(told)


def _course(chart: ControlChart, highest: Decimal, voice: Voice) -> str:
    """Say at which side of its band the newest month lies, and whether that is the good one."""
    side = "above" if chart.newest is not None and chart.newest.value > highest else "below"
    key = f"closing_course.{side}_{chart.variation}"
    return voice.say(key if chart.variation in TOLD else f"closing_course.{side}")


def told_apart(
    indicator: str, values: tuple[Decimal, Decimal, Decimal], voice: Voice
) -> tuple[str, str, str]:
    """Return a value and two limits as texts, finer where rounding would put it on a limit."""
    value, low, high = _texts(indicator, values, voice, 0)
    for finer in range(1, FINEST + 1):
        if value not in (low, high) or values[0] in values[1:]:
            break
        value, low, high = _texts(indicator, values, voice, finer)
    return value, low, high


def _texts(
    indicator: str, values: tuple[Decimal, Decimal, Decimal], voice: Voice, finer: int
) -> tuple[str, str, str]:
    value, low, high = (
        amount(voice.catalogue, indicator, each, voice.language, finer=finer) for each in values
    )
    return value, low, high

"""Why a figure of a month has to be explained, in words."""

from __future__ import annotations

from kpi.judge.closing import Asked
from kpi.show.format import amount
from kpi.show.month import path_text
from kpi.show.signals import charted_text
from kpi.show.voice import Voice


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
        low, high = (
            amount(voice.catalogue, asked.indicator, value, voice.language)
            for value in (limits.low, limits.high)
        )
        value = charted_text(chart, chart.newest, voice)
        told.append(voice.say(f"closing.outside_{chart.way}", value=value, low=low, high=high))
    return tuple(told)

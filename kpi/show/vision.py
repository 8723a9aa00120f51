"""The points of the vision as tiles: how far, which figure, what is next and whose it is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from kpi.judge import STAGES, VisionPoint, days_left
from kpi.measure import Measured
from kpi.show.certification import day_label
from kpi.show.format import display, tied
from kpi.show.views import status_text
from kpi.show.voice import Voice


@dataclass(frozen=True)
class VisionTile:
    """One point in words: its stage, a line a figure, and what is still to be done."""

    id: str
    label: str
    stage: str
    figures: tuple[tuple[str, str], ...]
    lines: tuple[str, ...]


def vision_tile(point: VisionPoint, today: dt.date, voice: Voice) -> VisionTile:
    """Return a point in words; what is not known is said, and never a number.

    Its stage has no mark of its own: the marks on a tile tell how its figures were found.
    """
    step = point.next_step.of(voice.language) if point.next_step else voice.say("vision.no_step")
    lines = [
        voice.say("vision.step", step=step),
        *_whose(point, today, voice),
        *(voice.say("vision.lost", figure=name) for name in point.lost),
        *([point.note.of(voice.language)] if point.note else []),
    ]
    return VisionTile(
        id=point.id,
        label=point.label.of(voice.language),
        stage=voice.say(
            "vision.stage",
            step=STAGES.index(point.stage) + 1,
            all=len(STAGES),
            stage=voice.say(f"vision_stage.{point.stage}"),
        ),
        figures=tuple((m.indicator, _figure(m, voice)) for m in point.figures),
        lines=tuple(lines),
    )


def _figure(measured: Measured, voice: Voice) -> str:
    if measured.value is None:
        return voice.say("vision.no_figure")
    value = display(voice.catalogue, measured, voice.language)
    status = tied(status_text(measured, voice))
    return voice.say("vision.figure", value=value, status=status)


def _whose(point: VisionPoint, today: dt.date, voice: Voice) -> tuple[str, ...]:
    if not point.owner and days_left(point.due, today) is None:
        return (voice.say("vision.nobody_no_day"),)
    owner = voice.say("vision.owner", owner=point.owner or voice.say("vision.no_owner"))
    return (owner, _due(point, today, voice))


def _due(point: VisionPoint, today: dt.date, voice: Voice) -> str:
    left = days_left(point.due, today)
    if left is None:
        return voice.say("vision.no_due")
    day = day_label(point.due, voice.language)
    return voice.say("vision.due_past" if left < 0 else "vision.due", day=day)


def stages_sentence(points: tuple[VisionPoint, ...], voice: Voice) -> str:
    """Say how many points are how far, the furthest first, and how many rest on a proxy."""
    parts = []
    for stage in reversed(STAGES):
        inside = [point for point in points if point.stage == stage]
        if inside:
            proxy = sum(_by_proxy(point, voice) for point in inside)
            key = "monthly_proxy" if stage == "monthly" and proxy else stage
            parts.append(voice.say(f"vision_count.{key}", count=len(inside), proxy=proxy))
    return voice.say("vision.sum", all=len(points), parts="; ".join(parts))


def _by_proxy(point: VisionPoint, voice: Voice) -> bool:
    return any(voice.catalogue.indicators[m.indicator].proxy for m in point.figures)

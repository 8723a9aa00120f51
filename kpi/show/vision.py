"""The points of the vision as tiles: how far, which figure, what is next and whose it is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from kpi.judge import STAGES, VisionPoint, days_left
from kpi.measure import Measured
from kpi.show.certification import day_label
from kpi.show.format import display
from kpi.show.views import status_text
from kpi.show.voice import Voice

STAGE_MARKS = {"not_defined": "□", "defined": "◔", "first_data": "◐", "monthly": "●"}


@dataclass(frozen=True)
class VisionTile:
    """One point in words: its stage, a line a figure, and what is still to be done."""

    id: str
    label: str
    stage: str
    figures: tuple[tuple[str, str], ...]
    lines: tuple[str, ...]


def vision_tile(point: VisionPoint, today: dt.date, voice: Voice) -> VisionTile:
    """Return a point in words; what is not known is said, and never a number."""
    step = point.next_step.of(voice.language) if point.next_step else voice.say("vision.no_step")
    lines = [
        voice.say("vision.step", step=step),
        voice.say("vision.owner", owner=point.owner or voice.say("vision.no_owner")),
        _due(point, today, voice),
        *(voice.say("vision.lost", figure=name) for name in point.lost),
        *([point.note.of(voice.language)] if point.note else []),
    ]
    return VisionTile(
        id=point.id,
        label=point.label.of(voice.language),
        stage=f"{STAGE_MARKS[point.stage]} {voice.say(f'vision_stage.{point.stage}')}",
        figures=tuple((m.indicator, _figure(m, voice)) for m in point.figures),
        lines=tuple(lines),
    )


def _figure(measured: Measured, voice: Voice) -> str:
    label = voice.label(measured.indicator)
    if measured.value is None:
        return voice.say("vision.no_figure", figure=label)
    value = display(voice.catalogue, measured, voice.language)
    return voice.say(
        "vision.figure", figure=label, value=value, status=status_text(measured, voice)
    )


def _due(point: VisionPoint, today: dt.date, voice: Voice) -> str:
    left = days_left(point.due, today)
    if left is None:
        return voice.say("vision.no_due")
    day = day_label(point.due, voice.language)
    return voice.say("vision.due_past" if left < 0 else "vision.due", day=day)


def stages_sentence(points: tuple[VisionPoint, ...], voice: Voice) -> str:
    """Say how many points are how far."""
    counts = {stage: sum(p.stage == stage for p in points) for stage in STAGES}
    return voice.say("vision.sum", all=len(points), **counts)

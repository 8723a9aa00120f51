"""The bridge from one period to another, drawn: every cause begins where the one before ended."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import plotly.graph_objects as go

from kpi.judge.bridge import Bridge
from kpi.show.axes import value_ticks
from kpi.show.bridge import Bar, bars
from kpi.show.charts import COLOURS, GREY
from kpi.show.format import number, shown_decimals, shown_unit, unit_name
from kpi.show.ink import drawn, hatching
from kpi.show.voice import Voice
from kpi.show.weather_charts import frame

DOWN, UP, END = COLOURS[2], COLOURS[1], COLOURS[GREY]
BAR_HEIGHT, ROOM = 38, 90
PATTERNS = {"down": "", "up": "/", "end": ""}
"""What adds is hatched: up and down differ without colour, and every amount has its sign."""


def bridge_chart(view: Bridge, voice: Voice) -> go.Figure:
    """Return the bars lying, the first at the top: names have room on a narrow screen too."""
    found = bars(view, voice)
    figure = voice.catalogue.indicators[view.declared.of]
    decimals = shown_decimals(figure)
    starts = _starts(found)
    unit = unit_name(voice.catalogue.words, shown_unit(figure), voice.language)
    names = [f"{place}. {bar.label}" for place, bar in enumerate(found)]
    texts = [
        number(bar.value, decimals, voice.language, signed=bar.kind == "effect") for bar in found
    ]
    ways = ["end" if bar.kind == "end" else "down" if bar.value < 0 else "up" for bar in found]
    trace: dict[str, Any] = {
        "type": "bar",
        "orientation": "h",
        "y": names,
        "x": [float(bar.value) for bar in found],
        "base": [float(start) for start in starts],
        "hovertext": [
            f"{bar.label}: {text} {unit}" for bar, text in zip(found, texts, strict=True)
        ],
        "hoverinfo": "text",
        "marker": {
            "color": [{"down": DOWN, "up": UP, "end": END}[way] for way in ways],
            "pattern": hatching("/") | {"shape": [PATTERNS[way] for way in ways]},
        },
    }
    layout = frame(voice, "", BAR_HEIGHT * len(found) + ROOM) | {"showlegend": False, "bargap": 0.3}
    heights = [*starts, *(s + b.value for s, b in zip(starts, found, strict=True))]
    layout["xaxis"] |= value_ticks(heights, voice.language) | {"title": {"text": unit}}
    layout["yaxis"] |= {
        "autorange": "reversed",
        "tickmode": "array",
        "tickvals": names,
        "ticktext": [_named(bar, text) for bar, text in zip(found, texts, strict=True)],
    }
    return drawn([trace], layout)


def _starts(found: Sequence[Bar]) -> list[Decimal]:
    """Return where every bar begins: ends at nought, an effect where the one before it ended."""
    starts, reached = [], Decimal()
    for bar in found:
        starts.append(Decimal() if bar.kind == "end" else reached)
        reached = bar.value if bar.kind == "end" else reached + bar.value
    return starts


def _named(bar: Bar, text: str) -> str:
    """Return the name and the amount of a bar in two lines: beside the bar it may find no room."""
    cause, mark, carrier = bar.label.partition(": ")
    if mark:
        return f"{cause}:<br>{carrier} <b>{text}</b>"
    return f"{bar.label.partition(' (')[0]}<br><b>{text}</b>"

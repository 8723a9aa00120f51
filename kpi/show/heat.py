"""The heat map: what came in, a cell a month; what lacks has its shape inside beside the colour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import wrap

import plotly.graph_objects as go

from kpi.show.charts import FONT
from kpi.show.completeness import STATE_MARKS, Arrival, Delivery, State
from kpi.show.format import TIED, month_label
from kpi.show.ink import drawn
from kpi.show.voice import Voice

FILLS: Mapping[State, str] = {
    "nothing": "#C2410C", "unasked": "#6B7280", "partly": "#8A6D00", "complete": "#2F6DA8",
}  # fmt: skip
"""Fills on which white text has at least 4.5:1; they are told apart by the shape in the cell, too.

What is missing stands out, what nobody asked for does not.
"""
INK = "#FFFFFF"
ROW_HEIGHT = 30
LINE_HEIGHT, ROW_EDGE = 16, 4
"""How high a row is at least, a line of its name, and what parts it from the next, in pixels."""
HEADROOM = 112
"""Above: the button that keeps the picture, and under it the names of the months, also upright."""
LINE_LENGTH = 26
"""So many letters of a name stand on one line: a longer one leaves a telephone no room for cells."""


def arrival_map(found: Sequence[Arrival], voice: Voice) -> go.Figure:
    """Return kinds and sites downward, months across; a month a site did not exist in stays open."""
    months = sorted({delivery.month for arrival in found for delivery in arrival.deliveries})
    places = {state: place for place, state in enumerate(FILLS)}
    values: list[list[int | None]] = []
    marks: list[list[str]] = []
    told: list[list[str]] = []
    for arrival in found:
        states = {delivery.month: delivery for delivery in arrival.deliveries}
        cells = [states.get(month) for month in months]
        values.append([None if cell is None else places[cell.state] for cell in cells])
        marks.append([_mark(cell) for cell in cells])
        told.append(["" if cell is None else _told(arrival, cell, voice) for cell in cells])
    trace = {
        "type": "heatmap",
        "x": [month_label(month, voice.language, short=True) for month in months],
        "y": [f"{arrival.kind} · {arrival.site}" for arrival in found],
        "z": values,
        "text": marks,
        "texttemplate": "%{text}",
        "textfont": {"color": INK},
        "hovertext": told,
        "hoverinfo": "text",
        "zmin": -0.5,
        "zmax": len(FILLS) - 0.5,
        "colorscale": _steps(),
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
    }
    names = [_in_lines(arrival) for arrival in found]
    lines = max((name.count("<br>") + 1 for name in names), default=1)
    row = max(ROW_HEIGHT, LINE_HEIGHT * lines + ROW_EDGE)
    layout = {
        "font": {"family": FONT},
        "height": row * len(found) + HEADROOM,
        "margin": {"t": HEADROOM, "b": 0},
        "dragmode": False,
        "xaxis": {
            "type": "category",
            "side": "top",
            "tickmode": "array",
            "tickvals": list(range(len(months))),
            "ticktext": [month_label(month, voice.language, short=True) for month in months],
            # Upright where there is no room beside each other: otherwise some would be left out.
            "autotickangles": [0, 90],
            "fixedrange": True,
            "automargin": True,
            "showgrid": False,
        },
        "yaxis": {
            "type": "category",
            "tickmode": "array",
            "tickvals": list(range(len(found))),
            "ticktext": names,
            "autorange": "reversed",
            "fixedrange": True,
            "automargin": True,
            "showgrid": False,
        },
    }
    return drawn([trace], layout)


def _mark(cell: Delivery | None) -> str:
    """Return the shape in a cell; one filled without a shape is complete, so that others stand out."""
    return "" if cell is None or cell.state == "complete" else STATE_MARKS[cell.state]


def _in_lines(arrival: Arrival) -> str:
    name = f"{arrival.kind} ·{TIED}{arrival.site}"
    return "<br>".join(wrap(name, LINE_LENGTH))


def _told(arrival: Arrival, delivery: Delivery, voice: Voice) -> str:
    month = month_label(delivery.month, voice.language)
    state = voice.say(f"arrival_state.{delivery.state}")
    told = f"{arrival.kind}, {arrival.site}, {month}: {state}"
    return f"{told} ({', '.join(delivery.lacking)})" if delivery.lacking else told


def _steps() -> list[tuple[float, str]]:
    """Return a scale of even steps without any shade between two states."""
    share = 1 / len(FILLS)
    return [
        (edge, fill)
        for place, fill in enumerate(FILLS.values())
        for edge in (place * share, (place + 1) * share)
    ]

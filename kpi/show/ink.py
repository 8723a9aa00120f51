"""What a figure is drawn with so that it can be read on a light screen and on a dark one.

A figure is made without knowing which screen it comes on. The framework fills in colours of its
own; of those for words along an axis the light one has 3.7:1 on white, where words ask for 4.5:1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from kpi.show.margins import EDGE, TOP, margins

INK = "#000037"
"""No colour but a name: the framework puts in its place that of the words of a legend, dark on a
light screen and light on a dark one, also in the picture that is kept of a chart."""
AXES = ("xaxis", "yaxis")
ABOVE_TICKS = 8
"""Between the axis and the unit above it, in pixels: half the height of its last number."""


def drawn(traces: Sequence[Mapping[str, Any]], layout: Mapping[str, Any]) -> go.Figure:
    """Return a figure of which every word has room, and the ink of the screen it comes on."""
    layout = {**layout, "yaxis": dict(layout.get("yaxis", {}))}
    unit = layout["yaxis"].pop("title", None)
    margin = margins(traces, layout)
    if unit is not None:
        margin["t"] = max(margin["t"], TOP)
        layout["annotations"] = [*layout.get("annotations", ()), _above(unit["text"], margin["l"])]
    inked: dict[str, Any] = {
        **layout,
        "margin": margin,
        "font": {"color": INK, **layout.get("font", {})},
        "hoverlabel": {"font": {"color": INK}},
        # The one button of a chart; the framework's own colour for it has 1.7:1 on white.
        "modebar": {"color": INK, "activecolor": INK, "bgcolor": "rgba(0,0,0,0)"},
    }
    for name in AXES:
        axis = {"tickfont": {"color": INK}, **layout.get(name, {})}
        if "title" in axis:
            axis["title"] = {"font": {"color": INK}, **axis["title"]}
        inked[name] = axis
    return go.Figure({"data": list(traces), "layout": inked})


def _above(unit: str, left: int) -> dict[str, Any]:
    """Return the unit of the upright axis above it: along it, a sign lies on its side."""
    return {
        "text": unit,
        "showarrow": False,
        "xref": "paper",
        "x": 0,
        "xanchor": "left",
        "xshift": EDGE - left,
        "yref": "paper",
        "y": 1,
        "yanchor": "bottom",
        "yshift": ABOVE_TICKS,
        "font": {"color": INK},
    }


def hatching(shape: str) -> dict[str, Any]:
    """Return white hatching over the full colour of a bar; an empty shape leaves it even.

    Hatching in the colour itself leaves mostly ground between its lines, which is dull on a dark one.
    """
    if not shape:
        return {"shape": ""}
    return {
        "shape": shape,
        "fillmode": "overlay",
        "fgcolor": "white",
        "fgopacity": 0.85,
        "size": 8,
        "solidity": 0.2,
    }

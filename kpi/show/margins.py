"""The room around a chart for what stands there, so that a browser need not draw it once to know.

A browser that finds the words beside an axis wider than their margin draws the whole chart anew.
What is said here is an estimate for a wide window and a little more than is needed; where it falls
short, as on a telephone, the browser still makes room by itself.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

EDGE = 8
"""Around what has no words beside it, in pixels, as all lengths here."""
TOP = 28
"""Above: the button that keeps the picture lies there."""
LINE = 16
"""The height of a line of words along an axis."""
BESIDE_AXIS = 18
"""Between the words along an axis and the chart, and between them and the edge."""
SLACK = 4
"""What a browser may find more than is estimated, beside the upright axis."""
TITLE_BELOW = 48
LEGEND_LINE, LEGEND_EDGE = 20, 18
MARK = 40
"""What a legend puts before the words of a trace, and after them."""
WINDOW = 980
"""The width of a chart in a wide window."""
TAGS = re.compile(r"<[^>]*>")
NARROW, WIDE = frozenset(" .,:;'()|ijlrtfI·"), frozenset("mwMW%@€&")


def margins(traces: Sequence[Mapping[str, Any]], layout: Mapping[str, Any]) -> dict[str, int]:
    """Return the margins l, r, t and b of a chart that its words, its titles and its legend ask.

    What the layout says of a margin itself stands.
    """
    asked: Mapping[str, int] = layout.get("margin", {})
    found = {
        "l": _left(layout.get("yaxis", {})),
        "r": EDGE,
        "t": TOP,
        "b": _below(layout.get("xaxis", {})),
        **asked,
    }
    if layout.get("showlegend") and layout["legend"]["y"] < 0:
        found["b"] = max(found["b"], _legend_below(traces, layout, found))
    return found


def width_of(text: str) -> float:
    """Return about how wide words along an axis are; of several lines, the widest."""
    return max(
        sum(
            4 if sign in NARROW else 10 if sign in WIDE else 6.7 if sign.islower() else 7.6
            for sign in line
        )
        for line in TAGS.sub("", text.replace("<br>", "\n")).split("\n")
    )


def _left(axis: Mapping[str, Any]) -> int:
    if not axis.get("visible", bool(axis)):
        return EDGE
    words: Iterable[str] = axis.get("ticktext") or ("0000",)
    return math.ceil(max(width_of(word) for word in words)) + BESIDE_AXIS + SLACK


def _below(axis: Mapping[str, Any]) -> int:
    if not axis.get("visible", bool(axis)):
        return EDGE
    words: Iterable[str] = axis.get("ticktext") or ("",)
    title = TITLE_BELOW if "title" in axis else 0
    return LINE * max(word.count("<br>") + 1 for word in words) + BESIDE_AXIS + title


def _legend_below(
    traces: Sequence[Mapping[str, Any]], layout: Mapping[str, Any], found: Mapping[str, int]
) -> int:
    """Return what holds a legend that hangs at a share of the chart's own height below it."""
    names = [
        str(trace["name"]) for trace in traces if trace.get("showlegend", True) and "name" in trace
    ]
    widths = [width_of(name) + MARK for name in names]
    room = WINDOW - found["l"] - found["r"]
    lines = 1 if sum(widths) <= room else math.ceil(len(widths) / max(1, room // max(widths)))
    height = LEGEND_LINE * lines + LEGEND_EDGE
    hangs = -float(layout["legend"]["y"])
    whole = int(layout["height"]) - found["t"]
    return math.ceil((height + hangs * whole) / (1 + hangs))

"""Charts from views: one layout, drawn as SVG, shapes beside colours, gaps left open.

Colours come from the theme by the order of the traces, so that a dark screen gets its own.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

import plotly.graph_objects as go

from kpi.declare import Language, Month
from kpi.show.axes import day_of, month_ticks, path_axis, value_axis
from kpi.show.format import month_label, number, unit_name, with_unit
from kpi.show.ink import drawn, hatching
from kpi.show.margins import width_of
from kpi.show.progress import MilestonePoint, PathView
from kpi.show.views import Breakdown, Series, SeriesPoint, State, gathered, part_label
from kpi.show.voice import Voice

SEPARATORS: Mapping[Language, str] = {"nl": ",.", "en": ".,"}
SYMBOLS: Mapping[State, str] = {
    "measured": "circle",
    "estimated": "circle-open",
    "provisional": "triangle-down-open",
    "incomplete": "x-thin-open",
    "none_reported": "diamond-open",
}
"""A marker for every state that has a value; the legend says which is which."""
DAY = 24 * 3600 * 1000
"""A day on a time axis, in milliseconds."""
MONTH_DAYS = 30
FONT = "Atkinson Hyperlegible Next, Source Sans, sans-serif"
CLEAR = "rgba(0, 0, 0, 0)"
BESIDE_MARK = 16
"""Between a milestone and its words, and between them and the edge, in pixels."""
ABOVE_MARK = Decimal("1.1")
"""So much higher than a milestone a chart is, for the words above it."""

LOW = Decimal("0.15")
"""Below this part of a chart's height words on the height of a mark would reach the axis."""
Trace = dict[str, Any]


def chart_config(file_name: str, voice: Voice) -> dict[str, Any]:
    """Return what the browser may do with a chart: look, point, and keep it as a picture.

    The one button of the bar speaks the page's language; the picture is drawn in the browser.
    """
    words = {voice.say("framework.picture"): voice.say("chart.as_picture")}
    return {
        "displayModeBar": True,
        "displaylogo": False,
        "responsive": True,
        "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": {"format": "png", "scale": 2, "filename": file_name},
        "locale": voice.language,
        "locales": {voice.language: {"dictionary": words, "format": {}}},
    }


def series_chart(series: Series, voice: Voice) -> go.Figure:
    """Return a figure month by month: a line through whole months, a marker for every state."""
    line = {
        "type": "scatter",
        "mode": "lines",
        "x": [day_of(point.month) for point in series.points],
        "y": [
            float(point.value) if point.value is not None and _settled(series, point) else None
            for point in series.points
        ],
        "connectgaps": False,
        "showlegend": False,
        "hoverinfo": "skip",
        "line": {"color": colour(0)},
    }
    markers = [_markers(series, state, voice) for state in SYMBOLS]
    shown = [trace for trace in markers if trace["x"]]
    months = [point.month for point in series.points]
    unit = unit_name(voice.catalogue.words, series.unit, voice.language)
    values = [point.value for point in series.points if point.value is not None]
    ticks = value_axis(values, voice.language)
    gaps = [point.month for point in series.points if point.value is None]
    for lacking, word in ((gaps, "missing"), (series.running, "running")):
        if lacking and values:
            shown.append(_hatched(lacking, ticks["tickvals"], voice.say(f"status.{word}"), voice))
    layout = chart_layout(voice.language, unit, legend=len(shown) > 1 or _only_unlike(shown))
    layout["xaxis"] |= month_ticks(months, voice.language)
    layout["yaxis"] |= ticks
    return drawn([line, *shown], layout)


def _settled(series: Series, point: SeriesPoint) -> bool:
    """Tell whether a month belongs to the line: one that is running still is no part of a trend."""
    return point.status != "incomplete" and point.month not in series.running


def _hatched(months: Sequence[Month], heights: Sequence[float], word: str, voice: Voice) -> Trace:
    """Return a hatched band over months without a whole figure: it cannot be overlooked.

    Months in a row are one band: between two of them there would be a seam.
    """
    runs = _runs(months)
    days = [(run[-1].first_day - run[0].first_day).days for run in runs]
    return {
        "type": "bar",
        "name": word,
        "x": [
            (run[0].first_day + timedelta(days=apart // 2)).isoformat()
            for run, apart in zip(runs, days, strict=True)
        ],
        "y": [max(heights) - min(heights)] * len(runs),
        "base": [min(heights)] * len(runs),
        "width": [(apart + MONTH_DAYS) * DAY for apart in days],
        "hovertext": [f"{_run_label(run, voice.language)}: {word}" for run in runs],
        "hoverinfo": "text",
        "marker": {
            "color": CLEAR,
            "pattern": {"shape": "/", "fgcolor": COLOURS[GREY], "size": 7, "solidity": 0.3},
        },
    }


def _runs(months: Sequence[Month]) -> list[list[Month]]:
    """Return months in order as unbroken runs."""
    runs: list[list[Month]] = []
    for month in months:
        if runs and month == runs[-1][-1].plus(1):
            runs[-1].append(month)
        else:
            runs.append([month])
    return runs


def _run_label(run: Sequence[Month], language: Language) -> str:
    ends = dict.fromkeys((run[0], run[-1]))
    return " – ".join(month_label(month, language) for month in ends)


def _only_unlike(shown: Sequence[Trace]) -> bool:
    return len(shown) == 1 and shown[0]["marker"].get("symbol") != SYMBOLS["measured"]


def _drawn_as(point: SeriesPoint) -> State:
    """Return the state whose marker a point has: a part or all of it estimated looks the same."""
    return "estimated" if point.state == "estimated_whole" else point.state


def _markers(series: Series, state: State, voice: Voice) -> Trace:
    points = [p for p in series.points if _drawn_as(p) == state and p.value is not None]
    words = [voice.say(f"status.{point.state}") for point in points]
    # One word of all; where a part and all of a month are estimated side by side, the milder.
    word = words[0] if len(set(words)) == 1 else voice.say(f"status.{state}")
    return {
        "type": "scatter",
        "mode": "markers",
        "name": word,
        "x": [day_of(point.month) for point in points],
        "y": [float(point.value) for point in points if point.value is not None],
        "hovertext": [
            f"{month_label(point.month, voice.language)}: {point.text} ({told})"
            for point, told in zip(points, words, strict=True)
        ],
        "hoverinfo": "text",
        "cliponaxis": False,
        "marker": {
            "symbol": SYMBOLS[state],
            "size": 8,
            "color": colour(0),
            # Without a colour of its own the edge is dark grey, on a dark screen too.
            "line": {"width": 2, "color": colour(0)},
        },
    }


def breakdown_chart(breakdown: Breakdown, voice: Voice) -> go.Figure:
    """Return the parts of a figure stacked by month, the largest at the bottom."""
    language = voice.language
    traces = []
    for place, part in enumerate(gathered(breakdown, voice.say("chart.rest"))):
        name = part_label(part, breakdown.label, voice)
        traces.append(
            {
                "type": "bar",
                "name": name,
                "x": [day_of(month) for month in breakdown.months],
                "y": [None if value is None else float(value) for value in part.values],
                "marker": {"color": colour(place), "pattern": hatching(PATTERNS[place])},
                "hovertext": [
                    ""
                    if value is None
                    else f"{name}, {month_label(month, language)}: "
                    f"{number(value, breakdown.decimals, language)}"
                    for month, value in zip(breakdown.months, part.values, strict=True)
                ],
                "hoverinfo": "text",
            }
        )
    unit = unit_name(voice.catalogue.words, breakdown.unit, language)
    layout = chart_layout(language, unit, legend=True) | {"barmode": "stack", "bargap": 0.15}
    # On a telephone the legend takes a line a part: the bars keep their room and the years theirs.
    layout["height"] += 24 * max(0, len(traces) - 3)
    layout["legend"] |= {"y": -0.2}
    layout["xaxis"] |= month_ticks(breakdown.months, language)
    layout["yaxis"] |= value_axis(_stacks(breakdown), language)
    return drawn(traces, layout)


def _stacks(breakdown: Breakdown) -> list[Decimal]:
    """Return how high, and how far below zero, each month's stack reaches."""
    columns = zip(*(part.values for part in breakdown.parts), strict=True)
    return [
        sum((value for value in column if value is not None and (value > 0) == up), Decimal())
        for column in columns
        for up in (True, False)
    ]


def path_chart(path: PathView, voice: Voice) -> go.Figure:
    """Return the actual twelve-month sums beside the path that a target asks, to 2050."""
    language, say = voice.language, voice.say
    whole = [p for p in path.actual if p.value is not None and p.status != "incomplete"]
    kept = {point.month for point in whole}
    actual: Trace = {
        "type": "scatter",
        "mode": "lines+markers",
        # Of markers of many sizes the browser makes pale ones, unless told not to.
        "marker": {"size": [_size(p.month, kept) for p in path.actual], "opacity": 1},
        "name": say("chart.actual"),
        # Drawn last, over all marks, and yet the first to be named.
        "legendrank": 1,
        "cliponaxis": False,
        "x": [day_of(point.month) for point in path.actual],
        "y": [
            float(point.value) if point.month in kept and point.value is not None else None
            for point in path.actual
        ],
        "connectgaps": False,
        "hovertext": [
            f"{month_label(point.month, language)}: {point.text}" for point in path.actual
        ],
        "hoverinfo": "text",
        "line": {"color": colour(0), "width": 3},
    }
    required: Trace = {
        "type": "scatter",
        "mode": "lines",
        "name": say("chart.required"),
        "x": [day_of(point.month) for point in path.corners],
        "y": [float(point.value) for point in path.corners],
        "hoverinfo": "skip",
        "line": {"color": colour(1), "width": 2, "dash": "dash"},
    }
    traces: list[Trace] = [required] if path.corners else []
    traces.append(_milestones(path, voice))
    if path.base is not None:
        traces.append(_base(path, voice))
    traces.append(actual)
    unit = unit_name(voice.catalogue.words, path.unit, language)
    layout = chart_layout(language, unit, legend=True)
    layout["xaxis"] |= _years(path, language)
    layout["yaxis"] |= value_axis(_heights(path), language)
    if path.milestones:
        room = math.ceil(width_of(_words(path.milestones[-1]))) + BESIDE_MARK
        layout["margin"] = {"r": room}
    return drawn(traces, layout)


def _size(month: Month, kept: Collection[Month]) -> int:
    """Return how large a point is: of a line only the newest is seen, where it stands now."""
    if month not in kept:
        return 0
    alone = not {month.plus(-1), month.plus(1)} & set(kept)
    return MARK if month == max(kept) else ALONE if alone else 0


def _heights(path: PathView) -> list[Decimal]:
    base = [] if path.base is None else [path.base.value]
    above = Decimal(1) if _rises(path) else ABOVE_MARK
    asked = [milestone.value * above for milestone in path.milestones]
    actual = [point.value for point in path.actual if point.value is not None]
    return [*actual, *asked, *base]


def _milestones(path: PathView, voice: Voice) -> Trace:
    words, language = voice.catalogue.words, voice.language
    return {
        "type": "scatter",
        "mode": "markers+text",
        "name": voice.say("chart.milestones"),
        "x": [day_of(milestone.month) for milestone in path.milestones],
        "y": [float(milestone.value) for milestone in path.milestones],
        "text": [_words(milestone) for milestone in path.milestones],
        "textposition": _positions(path),
        "cliponaxis": False,
        "hovertext": [
            f"{milestone.month.year}: "
            f"{with_unit(path.text(milestone.value, voice), path.unit, words, language)}"
            for milestone in path.milestones
        ],
        "hoverinfo": "text",
        "marker": {"symbol": "diamond", "size": 11, "color": colour(1)},
    }


def _words(milestone: MilestonePoint) -> str:
    """Return what stands beside a milestone: in two lines, which a telephone has room for."""
    return f"{milestone.month.year}:<br>{milestone.text}"


def _rises(path: PathView) -> bool:
    """Tell whether a path goes up: from its base, or else from its first milestone."""
    heights = [] if path.base is None else [path.base.value]
    heights += [milestone.value for milestone in path.milestones]
    return len(heights) > 1 and heights[-1] > heights[0]


def _beside(path: PathView) -> str:
    """Return where the words of a mark stand: off the path, and off the numbers at the left."""
    return "bottom right" if _rises(path) else "top right"


def _positions(path: PathView) -> list[str]:
    """Return where the words of every milestone stand."""
    found = [_beside(path) for _ in path.milestones]
    # A line that is too high ends where words above the last mark would stand.
    if found and not _rises(path) and path.milestones[-1].value >= LOW * max(_heights(path)):
        found[-1] = "middle right"
    return found


def _base(path: PathView, voice: Voice) -> Trace:
    assert path.base is not None  # asked by the caller
    return {
        "type": "scatter",
        "mode": "markers+text",
        "name": voice.say("chart.base"),
        "x": [day_of(path.base.month)],
        "y": [float(path.base.value)],
        "text": [path.base.text],
        "textposition": _beside(path),
        "cliponaxis": False,
        "hovertext": [f"{path.base.text}: {path.text(path.base.value, voice)}"],
        "hoverinfo": "text",
        "marker": {"symbol": "square", "size": 10, "color": colour(2)},
    }


PATTERNS = ("", "/", "", ".", "", "x")
"""Every second part of a stack is hatched: neighbours differ without colour."""

COLOURS = ("#2F6DA8", "#C2410C", "#1F8A70", "#8A6D00", "#A8518C", "#6B7280")
"""Marks with at least 3:1 against white and against the dark background alike."""
MARK, ALONE = 9, 5
"""Sizes of a point that is looked for, and of one without neighbours to draw a line to."""
GREY = 5
"""The place of the colour that stands for nothing known."""


def colour(place: int) -> str:
    """Return the colour of the trace at a place."""
    return COLOURS[place % len(COLOURS)]


def chart_layout(language: Language, unit: str, *, legend: bool) -> dict[str, Any]:
    """Return the layout that all charts share."""
    return {
        "separators": SEPARATORS[language],
        "font": {"family": FONT},
        "height": 340,
        "hovermode": "closest",
        "dragmode": False,
        "showlegend": legend,
        # Below two lines of months, also in a narrow window; clear, so as to cover none of them.
        "legend": {"orientation": "h", "yanchor": "top", "y": -0.24, "x": 0, "bgcolor": CLEAR},
        "xaxis": {"type": "date", "fixedrange": True, "automargin": True},
        "yaxis": {"rangemode": "tozero", "fixedrange": True, "automargin": True} | axis_title(unit),
    }


def axis_title(unit: str) -> dict[str, Any]:
    """Return the unit of an axis; a figure without one takes no room for it."""
    return {"title": {"text": unit}} if unit else {}


def _years(path: PathView, language: Language) -> dict[str, Any]:
    """Return the axis of a path: it names the years of the milestones, the last first, and base."""
    moments = [point.month for point in path.actual if point.value is not None]
    asked = [milestone.month for milestone in path.milestones]
    base = [] if path.base is None else [path.base.month]
    found = [*moments, *asked, *base]
    return path_axis(found, [*asked[-1:], *base, *asked], language) if found else {}

"""Charts from views: one layout, drawn as SVG, shapes beside colours, gaps left open.

Colours come from the theme by the order of the traces, so that a dark screen gets its own.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal

import plotly.graph_objects as go

from kpi.declare import Language, Month
from kpi.measure import Status
from kpi.show.axes import day_of, december_ticks, month_ticks, value_ticks
from kpi.show.format import month_label, number, unit_name
from kpi.show.ink import drawn, hatching
from kpi.show.progress import PathView
from kpi.show.views import Breakdown, Series, SeriesPoint, gathered
from kpi.show.voice import Voice

SEPARATORS: Mapping[Language, str] = {"nl": ",.", "en": ".,"}
SYMBOLS: Mapping[Status | Literal["provisional"], str] = {
    "measured": "circle",
    "estimated": "circle-open",
    "provisional": "square-open",
    "incomplete": "x-thin-open",
    "none_reported": "diamond-open",
}
"""A marker for every state that has a value; the legend says which is which."""
MONTH_WIDTH = 30 * 24 * 3600 * 1000
"""A month on a time axis, in milliseconds, with a hair of room between two."""
FONT = "Atkinson Hyperlegible Next, Source Sans, sans-serif"
CLEAR = "rgba(0, 0, 0, 0)"
SHORT = 8
"""So many letters beside the last milestone have room before the edge, without a wider axis."""

Trace = dict[str, Any]
State = Status | Literal["provisional"]


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
    ticks = value_ticks(values, voice.language)
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
    """Return a hatched band over months without a whole figure: it cannot be overlooked."""
    return {
        "type": "bar",
        "name": word,
        "x": [day_of(month) for month in months],
        "y": [max(heights) - min(heights)] * len(months),
        "base": [min(heights)] * len(months),
        "width": MONTH_WIDTH,
        "hovertext": [f"{month_label(month, voice.language)}: {word}" for month in months],
        "hoverinfo": "text",
        "marker": {
            "color": CLEAR,
            "pattern": {"shape": "/", "fgcolor": COLOURS[GREY], "size": 7, "solidity": 0.3},
        },
    }


def _only_unlike(shown: Sequence[Trace]) -> bool:
    return len(shown) == 1 and shown[0]["marker"].get("symbol") != SYMBOLS["measured"]


def _state(point: SeriesPoint) -> State:
    """Return the state a point is drawn with: what rests on an assumed factor is provisional."""
    whole = point.status in ("measured", "estimated")
    return "provisional" if point.assumed and whole else point.status


def _markers(series: Series, state: State, voice: Voice) -> Trace:
    points = [p for p in series.points if _state(p) == state and p.value is not None]
    word = voice.say(f"status.{state}")
    return {
        "type": "scatter",
        "mode": "markers",
        "name": word,
        "x": [day_of(point.month) for point in points],
        "y": [float(point.value) for point in points if point.value is not None],
        "hovertext": [
            f"{month_label(point.month, voice.language)}: {point.text} ({word})" for point in points
        ],
        "hoverinfo": "text",
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
        traces.append(
            {
                "type": "bar",
                "name": part.label,
                "x": [day_of(month) for month in breakdown.months],
                "y": [None if value is None else float(value) for value in part.values],
                "marker": {"color": colour(place), "pattern": hatching(PATTERNS[place])},
                "hovertext": [
                    ""
                    if value is None
                    else f"{part.label}, {month_label(month, language)}: "
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
    layout["yaxis"] |= value_ticks(_stacks(breakdown), language)
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
        "marker": {"size": [_size(p.month, kept) for p in path.actual]},
        "name": say("chart.actual"),
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
    traces: list[Trace] = [actual, required] if path.corners else [actual]
    traces.append(_milestones(path, voice))
    if path.base is not None:
        traces.append(_base(path, voice))
    unit = unit_name(voice.catalogue.words, path.unit, language)
    layout = chart_layout(language, unit, legend=True)
    layout["xaxis"] |= _year_ticks(path, language)
    layout["yaxis"] |= value_ticks(_heights(path), language)
    return drawn(traces, layout)


def _size(month: Month, kept: Collection[Month]) -> int:
    """Return how large a point is: of a line only the newest is seen, where it stands now."""
    if month not in kept:
        return 0
    alone = not {month.plus(-1), month.plus(1)} & set(kept)
    return MARK if month == max(kept) else ALONE if alone else 0


def _heights(path: PathView) -> list[Decimal]:
    base = [] if path.base is None else [path.base.value]
    asked = [milestone.value for milestone in path.milestones]
    actual = [point.value for point in path.actual if point.value is not None]
    return [*actual, *asked, *base]


def _milestones(path: PathView, voice: Voice) -> Trace:
    unit = unit_name(voice.catalogue.words, path.unit, voice.language)
    return {
        "type": "scatter",
        "mode": "markers+text",
        "name": voice.say("chart.milestones"),
        "x": [day_of(milestone.month) for milestone in path.milestones],
        "y": [float(milestone.value) for milestone in path.milestones],
        # In two lines, which a telephone has room for.
        "text": [f"{milestone.month.year}:<br>{milestone.text}" for milestone in path.milestones],
        "textposition": _beside(path),
        "cliponaxis": False,
        "hovertext": [
            f"{milestone.month.year}: {path.text(milestone.value, voice)} {unit}"
            for milestone in path.milestones
        ],
        "hoverinfo": "text",
        "marker": {"symbol": "diamond", "size": 11, "color": colour(1)},
    }


def _rises(path: PathView) -> bool:
    """Tell whether a path goes up: from its base, or else from its first milestone."""
    heights = [] if path.base is None else [path.base.value]
    heights += [milestone.value for milestone in path.milestones]
    return len(heights) > 1 and heights[-1] > heights[0]


def _beside(path: PathView) -> str:
    """Return where the words of a mark stand: off the path, and off the numbers at the left."""
    return "bottom right" if _rises(path) else "top right"


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
        "yaxis": {
            "rangemode": "tozero",
            "fixedrange": True,
            "automargin": True,
            **axis_title(unit),
        },
    }


def axis_title(unit: str) -> dict[str, Any]:
    """Return the unit along an axis; a figure without one takes no room for it."""
    return {"title": {"text": unit}} if unit else {}


def _year_ticks(path: PathView, language: Language) -> dict[str, Any]:
    """Return ticks a telephone has room for, each at a December, where path and milestones stand."""
    moments = [point.month for point in path.actual if point.value is not None]
    moments += [milestone.month for milestone in path.milestones]
    if path.base is not None:
        moments.append(path.base.month)
    if not moments:
        return {}
    first, last = min(moments).year, max(moments).year
    step = 8 if last - first > 20 else 4 if last - first > 10 else 2 if last - first > 5 else 1
    years = range(last, first - 1, -step)
    end = Month(last + step + 1, 6)
    if any(len(milestone.text) > SHORT for milestone in path.milestones):
        end = max(end, Month(last + (last - first + 1) // 2, 12))
    return {
        "tickmode": "array",
        **december_ticks(years, language),
        "range": [day_of(Month(first - 1, 6)), day_of(end)],
    }

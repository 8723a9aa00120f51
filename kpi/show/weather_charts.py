"""Charts of a use against the weather: months beside their line, corrected, and the running sum."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import plotly.graph_objects as go

from kpi.declare import Month
from kpi.judge.site_model import SiteModel
from kpi.judge.weather import Weather
from kpi.show.axes import value_ticks
from kpi.show.charts import COLOURS, FONT, SEPARATORS, axis_title
from kpi.show.format import amount, month_label, month_name, number, unit_name
from kpi.show.ink import drawn
from kpi.show.voice import Voice

SYMBOLS = ("circle", "diamond", "square", "triangle-up")
"""A marker a site: they differ without colour."""

Trace = dict[str, Any]


def frame(voice: Voice, unit: str, height: int = 340) -> dict[str, Any]:
    """Return the layout that these charts share."""
    return {
        "separators": SEPARATORS[voice.language],
        "font": {"family": FONT},
        "height": height,
        "hovermode": "closest",
        "dragmode": False,
        "showlegend": True,
        "legend": {"orientation": "h", "yanchor": "top", "y": -0.2, "x": 0},
        "xaxis": {"fixedrange": True, "automargin": True},
        "yaxis": {"fixedrange": True, "automargin": True, **axis_title(unit)},
    }


def scatter_chart(view: Weather, voice: Voice) -> go.Figure:
    """Return the months of the base, degree days across and use up, with the line of every site."""
    used = [model for model in view.models if model.readings and not model.unused]
    traces: list[Trace] = []
    for place, model in enumerate(used):
        traces += _site(view, model, place, voice)
    layout = frame(voice, _unit(view, voice))
    degrees = [reading.driver for model in used for _, reading in model.readings]
    amounts = [reading.amount for model in used for _, reading in model.readings]
    layout["xaxis"] |= value_ticks(degrees, voice.language)
    layout["xaxis"] |= {"title": {"text": voice.label(view.declared.driver)}, "rangemode": "tozero"}
    layout["yaxis"] |= value_ticks(amounts, voice.language) | {"rangemode": "tozero"}
    return drawn(traces, layout)


def _site(view: Weather, model: SiteModel, place: int, voice: Voice) -> list[Trace]:
    colour = COLOURS[place % len(COLOURS)]
    site = voice.site(model.site)
    points = {
        "type": "scatter",
        "mode": "markers",
        "name": site,
        "x": [float(reading.driver) for _, reading in model.readings],
        "y": [float(reading.amount) for _, reading in model.readings],
        "hovertext": [
            f"{site}, {month_label(month, voice.language)}: "
            f"{number(reading.driver, 0, voice.language)}, "
            f"{amount(voice.catalogue, view.declared.of, reading.amount, voice.language)}"
            for month, reading in model.readings
        ],
        "hoverinfo": "text",
        "marker": {"symbol": SYMBOLS[place % len(SYMBOLS)], "size": 9, "color": colour},
    }
    if model.fit is None:
        return [points]
    ends = (Decimal(), max(reading.driver for _, reading in model.readings))
    word = "weather.line_of" if model.usable else "weather.line_not"
    line = {
        "type": "scatter",
        "mode": "lines",
        "name": voice.say(word, site=site),
        "x": [float(end) for end in ends],
        "y": [float(model.fit.expected(end)) for end in ends],
        "hoverinfo": "skip",
        "line": {"color": colour, "width": 2, "dash": "solid" if model.usable else "dot"},
    }
    return [points, line]


def corrected_chart(view: Weather, voice: Voice) -> go.Figure:
    """Return what was used month by month beside the same months in normal weather."""
    actual = [month.actual for month in view.months]
    corrected = [month.corrected for month in view.months]
    months = [month.month for month in view.months]
    traces = [
        _line(view, voice.say("weather.actual"), months, actual, 0, "solid", voice),
        _line(view, voice.say("weather.corrected_month"), months, corrected, 1, "dash", voice),
    ]
    layout = frame(voice, _unit(view, voice))
    layout["xaxis"] |= _month_axis(months, voice)
    layout["yaxis"] |= value_ticks(_known([*actual, *corrected]), voice.language)
    layout["yaxis"] |= {"rangemode": "tozero"}
    return drawn(traces, layout)


def cusum_chart(view: Weather, voice: Voice) -> go.Figure:
    """Return the running sum of actual minus expected since the base."""
    last = view.models[0].base.last
    since = [month for month in view.months if month.month > last]
    months = [month.month for month in since]
    values = [month.cumulated for month in since]
    if months[:1] == [last.plus(1)]:
        # It begins at nought, where the base ends; what lies before the view is not drawn.
        months, values = [last, *months], [Decimal(), *values]
    trace = _line(view, voice.say("weather.cusum"), months, values, 2, "solid", voice)
    layout = frame(voice, _unit(view, voice)) | {"showlegend": False}
    layout["xaxis"] |= _month_axis(months, voice)
    layout["yaxis"] |= value_ticks(_known(values), voice.language) | {"zeroline": True}
    return drawn([trace | {"mode": "lines+markers"}], layout)


def _known(values: Iterable[Decimal | None]) -> list[Decimal]:
    return [value for value in values if value is not None]


def _line(
    view: Weather,
    name: str,
    months: Sequence[Month],
    values: Sequence[Decimal | None],
    place: int,
    dash: str,
    voice: Voice,
) -> Trace:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x": [month.first_day.isoformat() for month in months],
        "y": [None if value is None else float(value) for value in values],
        "connectgaps": False,
        "hovertext": [
            f"{name}, {month_label(month, voice.language)}: "
            f"{amount(voice.catalogue, view.declared.of, value, voice.language)}"
            for month, value in zip(months, values, strict=True)
        ],
        "hoverinfo": "text",
        "line": {"color": COLOURS[place], "dash": dash, "width": 2},
    }


def _unit(view: Weather, voice: Voice) -> str:
    declared = voice.catalogue.indicators[view.declared.of]
    return unit_name(voice.catalogue.words, declared.unit, voice.language)


def _month_axis(months: Sequence[Month], voice: Voice) -> dict[str, Any]:
    """Return a time axis with a tick every half year, named in words."""
    ticks = [month for month in months if month.number in (1, 7)] or list(months[:1])
    return {
        "type": "date",
        "tickmode": "array",
        "tickvals": [month.first_day.isoformat() for month in ticks],
        "ticktext": [f"{month_name(month, voice.language)}<br>{month.year}" for month in ticks],
    }

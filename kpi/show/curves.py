"""A load curve on a screen: a chart, a sentence that says what it shows, its numbers as a table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

import plotly.graph_objects as go
from babel.dates import format_date

from kpi.declare import Language
from kpi.measure import Curve, Point, Series
from kpi.show.axes import value_ticks
from kpi.show.charts import chart_layout
from kpi.show.format import LOCALES, number, plain_number, unit_name
from kpi.show.ink import drawn
from kpi.show.tables import Table
from kpi.show.voice import Voice

HOUR = 60
DECIMALS = 1
MILLISECONDS = 60 * 1000
BUCKET = {"week": HOUR, "year": 24 * HOUR}
"""The minutes of a bucket; that of a day is one reading."""
BAND, LINE = "rgba(61, 133, 198, 0.4)", "#3D85C6"
"""A blue of at least 3:1 against white and against the dark background alike."""
DAY_MARKS: Mapping[Language, str] = {"nl": "EEEEEE'<br>'d-M", "en": "EEE'<br>'d'<br>'MMM"}
"""A day below the time axis, on lines of its own: on one it would slant on a narrow screen."""


def rate_unit(unit: str, voice: Voice) -> str:
    """Return the unit of a rate: what is used an hour, kW for kWh."""
    return unit.removesuffix("h") if unit.endswith("Wh") else f"{named(unit, voice)}/h"


def named(unit: str, voice: Voice) -> str:
    """Return what a unit is called."""
    return unit_name(voice.catalogue.words, unit, voice.language)


def series_told(series: Series, voice: Voice) -> str:
    """Return a meter in one line: where it is, its name, what its register counts."""
    kinds = [c for c in voice.catalogue.contracts.values() if c.readings is not None]
    carrier = register = series.carrier
    for contract in kinds:
        for column, text in (("carrier", series.carrier), ("register", series.register)):
            value = contract.find(column).value(text)
            label = text if value is None else value.label.of(voice.language)
            carrier, register = (label, register) if column == "carrier" else (carrier, label)
    told = f"{voice.site(series.site)} · {series.meter} · {carrier} ({register})"
    return f"{told} · {voice.say('curve.sub')}" if series.main_meter else told


def span_told(curve: Curve, voice: Voice) -> str:
    """Return the days of a curve in words."""
    locale = LOCALES[voice.language]
    first = format_date(curve.first, "EEE d MMM y", locale=locale)
    if curve.view == "day":
        return first
    if curve.view == "year":
        return str(curve.first.year)
    return voice.say(
        "curve.from_to", first=first, last=format_date(curve.last, "EEE d MMM y", locale=locale)
    )


def mean_rate(point: Point) -> Decimal:
    """Return the mean rate an hour over what is there of a bucket."""
    return point.total * HOUR / (point.minutes * point.present)


def moment_told(curve: Curve, point: Point, voice: Voice) -> str:
    """Return when a bucket begins; the hours of a day count from its midnight."""
    day = format_date(point.day, "d MMM y", locale=LOCALES[voice.language])
    if curve.view == "year":
        return day
    minutes = (point.place - 1) * (point.minutes if curve.view == "day" else HOUR)
    return f"{day} {minutes // HOUR:02d}:{minutes % HOUR:02d}"


def curve_sentence(curve: Curve, voice: Voice) -> str:
    """Say the highest and lowest rate and when, the sum, and how much of it is there."""
    if not curve.points:
        return voice.say("curve.nothing")
    unit = rate_unit(curve.series.unit, voice)
    high = max(curve.points, key=lambda point: point.highest)
    low = min(curve.points, key=lambda point: point.lowest)
    facts = {
        "high": f"{number(high.highest, DECIMALS, voice.language)} {unit}",
        "high_at": moment_told(curve, high, voice),
        "low": f"{number(low.lowest, DECIMALS, voice.language)} {unit}",
        "low_at": moment_told(curve, low, voice),
        "sum": number(sum((p.total for p in curve.points), Decimal()), 0, voice.language),
        "unit": named(curve.series.unit, voice),
        "present": _present(curve, voice),
    }
    told = voice.say("curve.told", **facts)
    estimates = sum(point.estimates for point in curve.points)
    if estimates:
        told = f"{told} {voice.say('curve.estimated', count=estimates)}"
    return told


def _present(curve: Curve, voice: Voice) -> str:
    """Return how many readings are there, and of how many where some are not."""
    present = number(Decimal(curve.present), 0, voice.language)
    if curve.present >= curve.wanted:
        return present
    wanted = number(Decimal(curve.wanted), 0, voice.language)
    return voice.say("curve.part", present=present, wanted=wanted)


def has_band(curve: Curve) -> bool:
    """Tell whether a bucket holds more than one rate, so that there is a lowest and a highest."""
    return any(point.highest != point.lowest for point in curve.points)


def curve_note(curve: Curve, voice: Voice) -> str:
    """Say what the line of the chart is, and the band where there is one."""
    plain = "" if curve.view == "day" or has_band(curve) else "_plain"
    return voice.say(f"curve_note.{curve.view}{plain}")


def curve_table(curve: Curve, voice: Voice) -> Table:
    """Return the points of a curve as rows: when, lowest, mean and highest rate, use, readings."""
    unit = rate_unit(curve.series.unit, voice)
    names = ("moment", "low", "mean", "high", "use", "readings")
    header = tuple(
        voice.say(f"curve_column.{name}", unit=unit, use=named(curve.series.unit, voice))
        for name in names
    )
    cells = [
        (moment_told(curve, p, voice), p.lowest, mean_rate(p), p.highest, p.total, p.present)
        for p in curve.points
    ]
    rows = tuple(
        (at, *(number(Decimal(n), DECIMALS, voice.language) for n in numbers), str(count))
        for at, *numbers, count in cells
    )
    plain = tuple(
        (
            at,
            *(plain_number(round(Decimal(n), 6), voice.language) for n in numbers),
            str(count),
        )
        for at, *numbers, count in cells
    )
    return Table(header, rows, header, plain)


def curve_chart(curve: Curve, voice: Voice) -> go.Figure:
    """Return the mean rate as a line, lowest to highest as a band; what lacks is an open gap."""
    buckets = list(_buckets(curve))
    width = BUCKET.get(curve.view) or (curve.points[0].minutes if curve.points else HOUR)
    steps = list(_with_ends(buckets, dt.timedelta(minutes=width)))
    at = [moment.isoformat(timespec="minutes") for moment, _ in buckets]

    found = [point for _, point in buckets]
    # A bar a bucket: a filled area would bridge the gaps.
    traces: list[dict[str, Any]] = []
    banded = curve.view != "day" and has_band(curve)
    if banded:
        there = [(moment, point) for moment, point in zip(at, found, strict=True) if point]
        traces.append(
            {
                "type": "bar",
                "x": [moment for moment, _ in there],
                "base": [float(point.lowest) for _, point in there],
                "y": [float(point.highest - point.lowest) for _, point in there],
                "width": width * MILLISECONDS,
                "offset": 0,
                "marker": {"color": BAND, "line": {"width": 0}},
                "name": voice.say("curve.band"),
                "hoverinfo": "skip",
            }
        )
    traces.append(
        {
            "type": "scatter",
            "mode": "lines",
            "x": [moment.isoformat(timespec="minutes") for moment, _ in steps],
            "y": [None if point is None else float(mean_rate(point)) for _, point in steps],
            "line": {"color": LINE, "shape": "hv", "width": 2},
            "name": voice.say("curve.mean"),
            "connectgaps": False,
            "hovertext": [_told(curve, point, voice) for _, point in steps],
            "hoverinfo": "text",
        }
    )
    values = [point.highest for point in curve.points]
    unit = rate_unit(curve.series.unit, voice)
    layout = chart_layout(voice.language, unit, legend=banded)
    layout["height"] = 380
    layout["xaxis"] |= _ticks(curve, voice)
    layout["yaxis"] |= value_ticks([Decimal(), *values], voice.language) if values else {}
    return drawn(traces, layout)


def _ticks(curve: Curve, voice: Voice) -> dict[str, Any]:
    """Return the marks of the time axis in the page's own language."""
    if curve.view == "day":
        return {"tickformat": "%H:%M"}
    apart = (curve.last - curve.first).days + 1
    days = [curve.first + dt.timedelta(days=number) for number in range(apart)]
    form = DAY_MARKS[voice.language]
    if curve.view == "year":
        days, form = [day for day in days if day.day == 1], "LLL"
    locale = LOCALES[voice.language]
    texts = [format_date(day, form, locale=locale).replace(".", "") for day in days]
    return {"tickvals": [day.isoformat() for day in days], "ticktext": texts}


def _with_ends(
    buckets: Iterable[tuple[dt.datetime, Point | None]], width: dt.timedelta
) -> Iterator[tuple[dt.datetime, Point | None]]:
    """Yield the buckets, and after every unbroken row its last one again, at its end.

    The line steps at the beginning of a bucket, so that the last one would not be drawn.
    """
    end: tuple[dt.datetime, Point] | None = None
    for moment, point in buckets:
        if point is None and end is not None:
            yield end
        yield moment, point
        end = None if point is None else (moment + width, point)
    if end is not None:
        yield end


def _told(curve: Curve, point: Point | None, voice: Voice) -> str:
    if point is None:
        return ""
    rate = number(mean_rate(point), DECIMALS, voice.language)
    return f"{moment_told(curve, point, voice)}: {rate} {rate_unit(curve.series.unit, voice)}"


def _buckets(curve: Curve) -> Iterator[tuple[dt.datetime, Point | None]]:
    """Yield every bucket of the span in order, with its point or None where nothing is there."""
    known = {(point.day, point.place): point for point in curve.points}
    step = curve.points[0].minutes if curve.points and curve.view == "day" else HOUR
    day = curve.first
    while day <= curve.last:
        midnight = dt.datetime.combine(day, dt.time.min)
        most = 1 if curve.view == "year" else 24 * HOUR // step
        most = max([most, *(place for of, place in known if of == day)])
        for place in range(1, most + 1):
            moment = midnight + dt.timedelta(minutes=(place - 1) * step)
            yield moment, known.get((day, place))
        day += dt.timedelta(days=1)

"""Control charts in words and pictures: what is noise, what is not, and will the target be met."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

import plotly.graph_objects as go

from kpi.declare import Indicator, Month
from kpi.judge import (
    Assurance,
    ChartWay,
    ControlChart,
    SignalPoint,
    Stretch,
    Variation,
    chart_ways,
    control_chart,
    usual_way,
)
from kpi.show.ahead import step_text
from kpi.show.axes import day_of, month_ticks, near_ticks
from kpi.show.charts import GREY, Trace, chart_layout, colour
from kpi.show.completeness import months_told
from kpi.show.format import (
    NONE,
    TIED,
    amount,
    listed,
    month_label,
    plain_number,
    rounded,
    shown_unit,
    shown_value,
    unit_name,
)
from kpi.show.icons import VARIATION_COLOURS
from kpi.show.ink import drawn
from kpi.show.tables import KEPT, Table
from kpi.show.voice import Voice

__all__ = [
    "ChartWay",
    "ControlChart",
    "assurance_text",
    "chart_ways",
    "charted_text",
    "control_chart",
    "moved_sentence",
    "signal_chart",
    "signal_sentences",
    "signal_table",
    "signal_title",
    "usual_way",
    "variation_text",
]

VARIATION_MARKS: Mapping[Variation, str] = {
    "improvement": "●",
    "concern": "▲",
    "neutral_high": "◆",
    "neutral_low": "◆",
    "common": "○",
}
ASSURANCE_MARKS: Mapping[Assurance, str] = {
    "passes": "●",
    "fails": "▲",
    "hit_and_miss": "◆",
    "none": "–",
}
"""A shape for everything a chart can say; the word always stands beside it."""
SYMBOLS = {"outside": "diamond", "trend": "triangle-up", "near_limit": "square", "shift": "star"}


def variation_text(found: ControlChart, voice: Voice) -> str:
    """Return what the newest month means as shape and word."""
    word = voice.say(f"variation.{found.variation}")
    return f"{VARIATION_MARKS[found.variation]}{TIED}{word}"


def assurance_text(found: ControlChart, voice: Voice) -> str:
    """Return whether the target will be met as shape and word."""
    return f"{ASSURANCE_MARKS[found.assurance]}{TIED}{voice.say(f'assurance.{found.assurance}')}"


def moved_sentence(charts: Iterable[ControlChart], voice: Voice) -> str:
    """Say how many figures moved more than chance explains in their newest month, and which."""
    known = [found for found in charts if found.newest is not None]
    moved = [voice.label(found.indicator) for found in known if found.variation != "common"]
    if not moved:
        return voice.say("signals.moved_none", all=len(known))
    names = listed(moved, voice.language)
    return voice.say("signals.moved", count=len(moved), all=len(known), names=names)


def signal_chart(found: ControlChart, voice: Voice) -> go.Figure:
    """Return the months with mean and limits of every stretch; signals have shapes of their own."""
    declared = voice.catalogue.indicators[found.indicator]
    cut = found.way == "value" and all(p.value >= 0 for s in found.stretches for p in s.points)
    traces: list[Trace] = []
    for place, stretch in enumerate(found.stretches):
        traces += _limits(stretch, declared, voice, first=place == 0, cut=cut)
    points = [point for stretch in found.stretches for point in stretch.points]
    traces.append(_line(points, found.skipped, declared, voice))
    for rule, symbol in SYMBOLS.items():
        marked = [p for p in points if p.signal is not None and p.signal.rule == rule]
        for side in dict.fromkeys(point.variation for point in marked):
            of_side = [point for point in marked if point.variation == side]
            traces.append(_marked(of_side, declared, rule, symbol, voice))
    if found.target is not None:
        traces.append(_target(points, declared, found.target, voice))
    unit = unit_name(voice.catalogue.words, shown_unit(declared), voice.language)
    layout = chart_layout(voice.language, unit, legend=True)
    layout["yaxis"] |= {"rangemode": "normal"}
    layout["legend"] |= {"y": -0.3}
    layout["height"] = 400
    layout["xaxis"] |= month_ticks([point.month for point in points], voice.language)
    heights = [Decimal(repr(y)) for trace in traces for y in trace["y"] if y is not None]
    layout["yaxis"] |= near_ticks(heights, voice.language)
    layout["shapes"] = [_cause(s) for s in found.stretches if s.cause is not None]
    return drawn(traces, layout)


def _limits(
    stretch: Stretch, declared: Indicator, voice: Voice, *, first: bool, cut: bool
) -> list[Trace]:
    """Return mean and limits; a lower limit below zero of what cannot be negative is cut in sight."""
    if stretch.limits is None:
        return []
    low = max(stretch.limits.low, Decimal()) if cut else stretch.limits.low
    lines = (
        ("limits", stretch.limits.high, {"color": colour(GREY), "dash": "dot"}, first),
        ("limits", low, {"color": colour(GREY), "dash": "dot"}, False),
        ("mean", stretch.limits.mean, {"color": colour(GREY), "width": 2}, first),
    )
    ends = (stretch.points[0].month, stretch.points[-1].month)
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "name": voice.say(f"signals.{key}"),
            "x": [day_of(month) for month in ends],
            "y": [float(shown_value(declared, value))] * 2,
            "line": line,
            "showlegend": named,
            "hovertext": f"{voice.say(f'signals.{key}')}: "
            f"{amount(voice.catalogue, declared.id, value, voice.language)}",
            "hoverinfo": "text",
        }
        for key, value, line, named in lines
    ]


def _points(points: Sequence[SignalPoint], declared: Indicator, voice: Voice) -> Trace:
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": voice.say("signals.months"),
        "x": [day_of(point.month) for point in points],
        "y": [float(shown_value(declared, point.value)) for point in points],
        "line": {"color": colour(0), "width": 1},
        "marker": {"color": colour(0), "size": 6},
        "hovertext": [_hover(point, declared, voice) for point in points],
        "hoverinfo": "text",
    }


def _line(
    points: Sequence[SignalPoint], skipped: Sequence[Month], declared: Indicator, voice: Voice
) -> Trace:
    """Return all months as one line, broken where a month has none of its own."""
    drawn_at = {point.month: point for point in points}
    between = [m for m in skipped if points[0].month < m < points[-1].month]
    months = sorted([*drawn_at, *between])
    trace = _points(points, declared, voice)
    heights = dict(zip(drawn_at, trace["y"], strict=True))
    told = dict(zip(drawn_at, trace["hovertext"], strict=True))
    return trace | {
        "x": [day_of(month) for month in months],
        "y": [heights.get(month) for month in months],
        "hovertext": [told.get(month, "") for month in months],
        "connectgaps": False,
    }


def _hover(point: SignalPoint, declared: Indicator, voice: Voice) -> str:
    value = amount(voice.catalogue, declared.id, point.value, voice.language)
    told = f"{month_label(point.month, voice.language)}: {value}"
    if point.signal is None:
        return told
    return f"{told} ({voice.say(f'rule.{point.signal.rule}')})"


def _marked(
    points: Sequence[SignalPoint], declared: Indicator, rule: str, symbol: str, voice: Voice
) -> Trace:
    """Return the months that a rule marks to one side: the shape is of the rule, the colour of it."""
    side = points[0].variation
    colour_of_side = VARIATION_COLOURS[side]
    return {
        **_points(points, declared, voice),
        "mode": "markers",
        "name": f"{voice.say(f'rule.{rule}')} ({voice.say(f'variation.{side}')})",
        "marker": {"symbol": symbol, "size": 12, "color": colour_of_side, "line": {"width": 1}},
    }


def _target(
    points: Sequence[SignalPoint], declared: Indicator, target: Decimal, voice: Voice
) -> Trace:
    text = amount(voice.catalogue, declared.id, target, voice.language)
    return {
        "type": "scatter",
        "mode": "lines",
        "name": voice.say("signals.target"),
        "x": [day_of(points[0].month), day_of(points[-1].month)],
        "y": [float(shown_value(declared, target))] * 2,
        "line": {"color": colour(2), "dash": "dash"},
        "hovertext": f"{voice.say('signals.target')}: {text}",
        "hoverinfo": "text",
    }


def _cause(stretch: Stretch) -> Trace:
    """Return an upright line where limits begin anew."""
    day = day_of(stretch.begins)
    line = {"color": "rgb(120, 130, 150)", "width": 1, "dash": "dash"}
    return {"type": "line", "x0": day, "x1": day, "yref": "paper", "y0": 0, "y1": 1, "line": line}


def signal_title(found: ControlChart, voice: Voice) -> str:
    """State what the newest month means."""
    newest = found.newest
    if newest is None:
        return voice.say("signals.title_none", label=voice.label(found.indicator))
    return voice.say(
        "signals.title",
        label=voice.label(found.indicator),
        month=month_label(newest.month, voice.language),
        variation=variation_text(found, voice),
    )


def signal_sentences(found: ControlChart, voice: Voice) -> tuple[str, ...]:
    """Say what the newest month is and what marks it, the limits, and what was left out."""
    newest = found.newest
    if newest is None:
        return voice.reasons(found.reasons)
    last = found.stretches[-1]
    month, value = month_label(newest.month, voice.language), charted_text(found, newest, voice)
    told = [
        voice.say(f"signals.newest_{found.way}", month=month, value=value),
        voice.say(f"variation_note.{found.variation}"),
    ]
    if newest.signal is not None:
        told.append(voice.say("signals.rule", rule=voice.say(f"rule.{newest.signal.rule}")))
    if last.limits is None:
        told.append(voice.say("signals.no_limits", have=len(last.points)))
    else:
        low, mean, high = (
            _charted(found, limit, voice)
            for limit in (last.limits.low, last.limits.mean, last.limits.high)
        )
        bounds = "bounds" if found.way == "value" else "bounds_of_difference"
        told.append(voice.say(f"signals.{bounds}", low=low, mean=mean, high=high))
        if last.trial:
            told.append(voice.say("signals.trial", have=len(last.points)))
    if found.assurance != "none" and found.target is not None:
        asked = amount(voice.catalogue, found.indicator, found.target, voice.language)
        told.append(voice.say(f"assurance_note.{found.assurance}", target=asked))
    told += _causes(found, voice)
    if found.skipped:
        months = months_told(found.skipped, voice)
        told.append(voice.say(f"signals.skipped_{found.way}", months=months))
    return tuple(told)


def _causes(found: ControlChart, voice: Voice) -> list[str]:
    return [
        voice.say(
            "signals.passed" if stretch.passed else "signals.rebased",
            month=month_label(stretch.begins, voice.language),
            cause=stretch.cause.cause,
            source=stretch.cause.source,
        )
        for stretch in found.stretches
        if stretch.cause is not None
    ]


def charted_text(found: ControlChart, point: SignalPoint, voice: Voice) -> str:
    """Return what is charted of a month with its unit; a difference with its sign."""
    return _charted(found, point.value, voice)


def _charted(found: ControlChart, value: Decimal, voice: Voice) -> str:
    if found.way == "value":
        return amount(voice.catalogue, found.indicator, value, voice.language)
    told = step_text(voice, found.indicator, value)
    return f"+{told}" if value > 0 else told


def signal_table(found: ControlChart, voice: Voice) -> Table:
    """Return the months, the newest first, with what each says and under which limits."""
    declared, language = voice.catalogue.indicators[found.indicator], voice.language
    names = ("value", "signal", "low", "mean", "high")
    header = (voice.say("table.month"), *(voice.say(f"signals.{name}") for name in names))
    rows, plain = [], []
    for stretch in reversed(found.stretches):
        limits = stretch.limits
        bounds = (limits.low, limits.mean, limits.high) if limits else (None, None, None)
        for point in reversed(stretch.points):
            signal = voice.say(f"rule.{point.signal.rule}" if point.signal else "rule.none")
            value = charted_text(found, point, voice)
            told = (NONE if b is None else _charted(found, b, voice) for b in bounds)
            rows.append((month_label(point.month, language), value, signal, *told))
            numbers = (
                "" if v is None else plain_number(rounded(shown_value(declared, v), KEPT), language)
                for v in (point.value, *bounds)
            )
            first, *others = numbers
            plain.append((str(point.month), first, signal, *others, shown_unit(declared)))
    return Table(header, tuple(rows), (*header, voice.say("table.unit")), tuple(plain))

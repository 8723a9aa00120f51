"""The year under way in words and charts: month by month, and added up, beside the path."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from decimal import Decimal

import plotly.graph_objects as go

from kpi.declare import Indicator
from kpi.judge import YearMonth, YearPath
from kpi.judge import year_path as year_path_of
from kpi.show.axes import day_of, month_ticks, value_ticks
from kpi.show.charts import GREY, Trace, chart_layout, colour
from kpi.show.format import (
    amount,
    difference,
    display,
    listed,
    month_label,
    plain_number,
    rounded,
    shown_unit,
    shown_value,
    unit_name,
)
from kpi.show.ink import drawn, hatching
from kpi.show.tables import KEPT, Table
from kpi.show.views import state_of
from kpi.show.voice import Voice

__all__ = [
    "year_path_chart",
    "year_path_of",
    "year_path_sentences",
    "year_path_table",
    "year_path_title",
]


def year_path_chart(found: YearPath, indicator: str, voice: Voice, *, added_up: bool) -> go.Figure:
    """Return what came beside what the path allows, by month or added up from January on."""
    declared = voice.catalogue.indicators[indicator]
    allowed = _allowed(found, declared, added_up=added_up)
    traces = [_sum_line(found, declared, voice)] if added_up else _bars(found, declared, voice)
    traces.append(
        {
            "type": "scatter",
            "mode": "lines+markers",
            "name": voice.say("year_path.allowed"),
            "x": [day_of(month.month) for month in found.months],
            "y": [None if value is None else float(value) for value in allowed],
            "line": {"color": colour(1), "dash": "dash", "width": 2},
            "marker": {"symbol": "diamond", "size": 6},
            "hovertext": [
                _hover(found.months[place], value, declared, voice)
                for place, value in enumerate(allowed)
            ],
            "hoverinfo": "text",
        }
    )
    unit = unit_name(voice.catalogue.words, shown_unit(declared), voice.language)
    layout = chart_layout(voice.language, unit, legend=True)
    layout["xaxis"] |= month_ticks([month.month for month in found.months], voice.language)
    heights = [Decimal(repr(y)) for trace in traces for y in trace["y"] if y is not None]
    layout["yaxis"] |= value_ticks(heights, voice.language)
    return drawn(traces, layout)


def _allowed(found: YearPath, declared: Indicator, *, added_up: bool) -> list[Decimal | None]:
    parts = [month.allowed for month in found.months]
    known = [shown_value(declared, part) for part in parts if part is not None]
    if len(known) < len(parts):
        return [None] * len(parts)
    return list(itertools.accumulate(known)) if added_up else list(known)


def _hover(month: YearMonth, value: Decimal | None, declared: Indicator, voice: Voice) -> str:
    if value is None:
        return ""
    kept = amount(voice.catalogue, declared.id, _own(declared, value), voice.language)
    return f"{voice.say('year_path.allowed')}, {month_label(month.month, voice.language)}: {kept}"


def _own(declared: Indicator, value: Decimal) -> Decimal:
    return value / declared.shown.factor if declared.shown else value


def _bars(found: YearPath, declared: Indicator, voice: Voice) -> list[Trace]:
    """Return whole months filled and the others hatched: those are no whole months."""
    whole = [m for m in found.months if m.counts and m.actual.value is not None]
    part = [m for m in found.months if not m.counts and not m.later and m.actual.value is not None]
    named = (("year_path.actual", whole, ""), ("year_path.part", part, "/"))
    traces: list[Trace] = []
    for key, months, shape in named:
        if not months:
            continue
        marker = {"color": colour(GREY if shape else 0), "pattern": hatching(shape)}
        name = voice.say(key)
        traces.append(
            {
                "type": "bar",
                "name": name,
                "x": [day_of(month.month) for month in months],
                "y": _heights(months, declared),
                "marker": marker,
                "hovertext": [
                    f"{name}, {month_label(m.month, voice.language)}: "
                    f"{display(voice.catalogue, m.actual, voice.language)}"
                    for m in months
                ],
                "hoverinfo": "text",
            }
        )
    return traces


def _heights(months: Sequence[YearMonth], declared: Indicator) -> list[float]:
    values = [month.actual.value for month in months]
    return [float(shown_value(declared, value)) for value in values if value is not None]


def _sum_line(found: YearPath, declared: Indicator, voice: Voice) -> Trace:
    months = found.counted
    values = [m.actual.value for m in months if m.actual.value is not None]
    sums = list(itertools.accumulate(values))
    name = voice.say("year_path.actual")
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": name,
        "x": [day_of(month.month) for month in months],
        "y": [float(shown_value(declared, value)) for value in sums],
        "line": {"color": colour(0), "width": 3},
        "hovertext": [
            f"{name}, {month_label(month.month, voice.language)}: "
            f"{amount(voice.catalogue, declared.id, value, voice.language)}"
            for month, value in zip(months, sums, strict=True)
        ],
        "hoverinfo": "text",
    }


def year_path_title(found: YearPath, indicator: str, voice: Voice) -> str:
    """State how the counted months stand against what the path allows over the same months."""
    allowed, months = found.allowed_so_far, found.counted
    if allowed is None or found.now is None or not months:
        return voice.say("year_path.title_open", year=found.year)
    apart = difference(voice.catalogue, indicator, allowed, found.now, voice.language)
    way = "even" if not apart else "above" if found.now > allowed else "below"
    last = month_label(months[-1].month, voice.language)
    return voice.say(f"year_path.title_{way}", share=apart or "", last=last)


def year_path_sentences(found: YearPath, indicator: str, voice: Voice) -> tuple[str, ...]:
    """Say the same months of a year before, and what the year comes to by its season."""

    def told(value: Decimal) -> str:
        return amount(voice.catalogue, indicator, value, voice.language)

    sentences = list(voice.reasons(found.reasons))
    months = found.counted
    if months and found.now is not None:
        facts = {
            "first": month_label(found.months[0].month, voice.language),
            "last": month_label(months[-1].month, voice.language),
            "now": told(found.now),
        }
        sentences.append(_against(found, facts, indicator, voice))
    if found.seasonal is not None and len(months) < 12:
        years = listed(sorted(found.seasons), voice.language)
        seasonal = told(found.seasonal)
        sentences.append(
            voice.say("year_path.seasonal", year=found.year, value=seasonal, years=years)
        )
        if found.allowed is not None:
            sentences.append(voice.say("year_path.year", allowed=told(found.allowed)))
    return tuple(sentences)


def _against(found: YearPath, facts: dict[str, str], indicator: str, voice: Voice) -> str:
    now, before = found.now, found.before
    apart = None
    if now is not None and before is not None:
        apart = difference(voice.catalogue, indicator, before, now, voice.language)
    if now is None or before is None or apart is None:
        return voice.say("year_path.so_far", **facts)
    told = amount(voice.catalogue, indicator, before, voice.language)
    way = "same" if not apart else "more" if now > before else "less"
    return voice.say(f"year_path.{way}", before=told, share=apart, **facts)


def year_path_table(found: YearPath, indicator: str, voice: Voice) -> Table:
    """Return the months of the year: actual, a year before, allowed, and the state."""
    declared, language = voice.catalogue.indicators[indicator], voice.language
    names = ("actual", "earlier", "allowed", "state")
    header = (voice.say("table.month"), *(voice.say(f"year_path.{name}") for name in names))
    rows, plain = [], []
    for month in found.months:
        state = voice.say("status.running" if month.running else f"status.{state_of(month.actual)}")
        actual = None if month.later else month.actual.value
        state = "" if month.later else state
        values = (actual, month.earlier.value, month.allowed)
        told = (amount(voice.catalogue, indicator, value, language) for value in values)
        rows.append((month_label(month.month, language), *told, state))
        exact = (None if v is None else rounded(shown_value(declared, v), KEPT) for v in values)
        plain.append(
            (
                str(month.month),
                *(plain_number(v, language) for v in exact),
                state,
                shown_unit(declared),
            )
        )
    return Table(header, tuple(rows), (*header, voice.say("table.unit")), tuple(plain))

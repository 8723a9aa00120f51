"""What if, in words and pictures: the projected path under a choice, beside the required one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal

import plotly.graph_objects as go

from kpi.declare import Month
from kpi.judge import Choice, End, Outlook, Step, WhatIf, available, usual_choice, what_if
from kpi.show.ahead import step_text
from kpi.show.axes import day_of, value_ticks, with_gaps, year_axis
from kpi.show.charts import Trace, chart_layout, colour
from kpi.show.format import (
    NONE,
    amount,
    month_label,
    number,
    plain_number,
    rounded,
    shown_unit,
    shown_value,
    unit_name,
)
from kpi.show.ink import drawn
from kpi.show.measures import effect_text
from kpi.show.tables import KEPT, Table
from kpi.show.voice import Voice

__all__ = [
    "available",
    "choice_text",
    "effect_rows",
    "effect_text",
    "usual_choice",
    "what_if",
    "what_if_chart",
    "what_if_sentences",
    "what_if_table",
    "what_if_title",
    "yearly_drift",
]

MEETS, MISSES = "●", "▲"


def what_if_chart(found: WhatIf, past: Outlook, voice: Voice) -> go.Figure:
    """Return the past years, the projection with and without measures, the path, the milestones."""
    indicator = found.progress.target.indicator or ""
    years = list(zip(past.years.months, past.years.values, strict=True))
    lines: list[tuple[str, Sequence[tuple[Month, Decimal]], Trace]] = [
        ("fan.past", years, {"color": colour(0), "width": 3}),
        (
            "what_if.chosen",
            [(step.month, step.value) for step in found.steps],
            {"color": colour(2), "dash": "dashdot", "width": 3},
        ),
        # Over the choice: where no measure counts the two are one line.
        (
            "what_if.unchanged",
            [(step.month, step.unchanged) for step in found.steps],
            {"color": colour(5), "dash": "dot", "width": 2},
        ),
        (
            "chart.required",
            [(s.month, s.required) for s in found.steps if s.required is not None],
            {"color": colour(1), "dash": "dash", "width": 2},
        ),
    ]
    traces = [_line(indicator, key, points, line, voice) for key, points, line in lines if points]
    traces.append(_milestones(found.ends, indicator, voice))
    declared = voice.catalogue.indicators[indicator]
    unit = unit_name(voice.catalogue.words, shown_unit(declared), voice.language)
    layout = chart_layout(voice.language, unit, legend=True)
    layout["xaxis"] |= year_axis(
        [month for _, points, _ in lines for month, _ in points], voice.language
    )
    heights = [Decimal(repr(y)) for trace in traces for y in trace["y"] if y is not None]
    layout["yaxis"] |= value_ticks(heights, voice.language)
    return drawn(traces, layout)


def _line(
    indicator: str,
    key: str,
    points: Sequence[tuple[Month, Decimal]],
    line: Trace,
    voice: Voice,
) -> Trace:
    name, declared = voice.say(key), voice.catalogue.indicators[indicator]
    told = with_gaps(points)
    return {
        "type": "scatter",
        "mode": "lines+markers" if key == "fan.past" else "lines",
        "name": name,
        "x": [day_of(month) for month, _ in told],
        "y": [None if value is None else float(shown_value(declared, value)) for _, value in told],
        "line": line,
        "hovertext": [
            f"{name}, {month_label(month, voice.language)}: "
            f"{amount(voice.catalogue, indicator, value, voice.language)}"
            for month, value in told
        ],
        "hoverinfo": "text",
    }


def _milestones(ends: Sequence[End], indicator: str, voice: Voice) -> Trace:
    declared = voice.catalogue.indicators[indicator]
    return {
        "type": "scatter",
        "mode": "markers+text",
        "name": voice.say("chart.milestones"),
        "x": [day_of(end.step.month) for end in ends],
        "y": [float(shown_value(declared, end.required.value)) for end in ends],
        "text": [str(end.required.year) for end in ends],
        # Away from the lines; right of the last one everything ends.
        "textposition": [
            *(
                "top center" if end.required.value > end.step.value else "bottom center"
                for end in ends[:-1]
            ),
            "middle right",
        ],
        "cliponaxis": False,
        "hovertext": [
            f"{end.required.year}: "
            f"{amount(voice.catalogue, indicator, end.required.value, voice.language)}"
            for end in ends
        ],
        "hoverinfo": "text",
        "marker": {"symbol": "diamond", "size": 11, "color": colour(1)},
    }


def what_if_title(found: WhatIf, voice: Voice) -> str:
    """State whether the choice reaches the last milestone in sight, and by how much."""
    if not found.ends:
        return voice.say("what_if.title_open")
    return end_text(found, found.ends[-1], voice)


def end_text(found: WhatIf, end: End, voice: Voice) -> str:
    """Say how one milestone is met or missed under the choice, as shape and words."""
    indicator = found.progress.target.indicator or ""
    missed = "above" if end.step.value > end.required.value else "below"
    met = end.short <= 0
    return voice.say(
        "what_if.meets" if met else f"what_if.misses_{missed}",
        mark=MEETS if met else MISSES,
        year=end.required.year,
        value=amount(voice.catalogue, indicator, end.step.value, voice.language),
        apart=step_text(voice, indicator, abs(end.short)),
    )


def what_if_sentences(found: WhatIf, voice: Voice) -> tuple[str, ...]:
    """Say the other milestones, the assumptions, and what could not be counted."""
    told = [end_text(found, end, voice) for end in found.ends[:-1]]
    told.append(choice_text(found.choice, voice, lost=found.lost))
    if found.lost:
        told.append(voice.say("what_if.lost", measures="; ".join(found.lost)))
    return tuple(told)


def choice_text(choice: Choice, voice: Voice, *, lost: Sequence[str] = ()) -> str:
    """Say the assumptions of a choice; measures that are `lost` do not count."""
    return voice.say(
        "what_if.assumed",
        trend=number(choice.trend, 1, voice.language, signed=True),
        delivered=number(choice.delivered, 0, voice.language),
        delay=choice.delay,
        count=len(choice.measures) - len(lost),
    )


def effect_rows(found: WhatIf, voice: Voice) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Return header and rows of what every counted measure does by each milestone."""
    indicator = found.progress.target.indicator or ""
    header = (
        voice.say("measures.measure"),
        *(voice.say("what_if.by", year=end.required.year) for end in found.ends),
    )
    names = {part.measure.id: part.measure.name for end in found.ends for part in end.parts}
    rows = []
    for identifier, name in names.items():
        amounts = []
        for end in found.ends:
            part = next((p.amount for p in end.parts if p.measure.id == identifier), None)
            amounts.append(NONE if part is None else step_text(voice, indicator, part))
        rows.append((name, *amounts))
    return header, rows


def what_if_table(found: WhatIf, voice: Voice) -> Table:
    """Return the projection at the end of every year; every quarter in the file."""
    indicator, language = found.progress.target.indicator or "", voice.language
    declared = voice.catalogue.indicators[indicator]
    header = (
        voice.say("table.to_month"),
        voice.say("what_if.unchanged"),
        voice.say("what_if.chosen"),
        voice.say("table.required"),
    )
    rows, plain = [], []
    for step in found.steps:
        values = (step.unchanged, step.value, step.required)
        if step.month.number == 12 or step is found.steps[0]:
            rows.append(_told(step, values, indicator, voice))
        exact = (None if v is None else rounded(shown_value(declared, v), KEPT) for v in values)
        plain.append(
            (str(step.month), *(plain_number(v, language) for v in exact), shown_unit(declared))
        )
    return Table(header, tuple(rows), (*header, voice.say("table.unit")), tuple(plain))


def _told(
    step: Step, values: Sequence[Decimal | None], indicator: str, voice: Voice
) -> tuple[str, ...]:
    told = (amount(voice.catalogue, indicator, value, voice.language) for value in values)
    return (month_label(step.month, voice.language), *told)


def yearly_drift(past: Outlook, voice: Voice) -> str | None:
    """Return how a figure changed a year over its whole years, in percent; None when unknown."""
    models = [chance.models["drift"] for chance in past.chances if "drift" in chance.models]
    if not models:
        return None
    change = Decimal(repr(math.expm1(models[0].mean) * 100))
    return number(change, 1, voice.language, signed=True)

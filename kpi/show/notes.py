"""What people said beside a figure: at the point in its chart, and as lines under it."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from kpi.declare import ALL, Month
from kpi.judge import Judge
from kpi.judge.notes import annotations_of, explanations
from kpi.show.axes import day_of
from kpi.show.charts import colour
from kpi.show.format import month_label
from kpi.show.views import Series
from kpi.show.voice import Voice

NOTE_COLOUR = 1


@dataclass(frozen=True)
class ChartNote:
    """One note: its number in the chart, its month, and the whole line that is read."""

    number: int
    month: Month
    text: str


def chart_notes(judge: Judge, series: Series, voice: Voice) -> tuple[ChartNote, ...]:
    """Return the notes on the months of a series: annotations, and causes with their owners.

    The group shows those of every site; a cause is of the group and stands there alone.
    """
    months, site = {p.month for p in series.points}, series.scope.site
    found = [
        (a.month, voice.say("notes.annotation", place=voice.site(a.site), text=a.text, by=a.actor))
        for a in annotations_of(judge)
        if a.indicator == series.indicator and site in (ALL, a.site)
    ]
    if site == ALL:
        found += [
            (e.month, voice.say("notes.cause", text=e.cause, owner=e.owner))
            for e in explanations(judge)
            if e.indicator == series.indicator
        ]
    inside = sorted(((m, told) for m, told in found if m in months), key=lambda pair: pair[0])
    return tuple(
        ChartNote(number, month, f"{month_label(month, voice.language, short=True)}, {told}")
        for number, (month, told) in enumerate(inside, 1)
    )


def annotated(
    chart: go.Figure, series: Series, notes: Sequence[ChartNote], voice: Voice
) -> go.Figure:
    """Return a chart with the number of every note at its point; a month without one is listed only."""
    values = {p.month: p.value for p in series.points if p.value is not None}
    drawn = [note for note in notes if note.month in values]
    if not drawn:
        return chart
    by_month: dict[Month, list[ChartNote]] = {}
    for note in drawn:
        by_month.setdefault(note.month, []).append(note)
    chart.add_trace(
        {
            "type": "scatter",
            "mode": "markers+text",
            "name": voice.say("notes.legend"),
            "x": [day_of(month) for month in by_month],
            "y": [float(values[month]) for month in by_month],
            "text": [", ".join(str(n.number) for n in inside) for inside in by_month.values()],
            "textposition": "top center",
            "cliponaxis": False,
            "hovertext": [
                "<br>".join(html.escape(n.text) for n in inside) for inside in by_month.values()
            ],
            "hoverinfo": "text",
            "marker": {
                "symbol": "diamond-open", "size": 14, "color": colour(NOTE_COLOUR),
                "line": {"width": 2},
            },
        }
    )  # fmt: skip
    chart.update_layout(showlegend=True)
    return chart

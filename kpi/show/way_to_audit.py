"""How sites come towards their audit, month by month: a line for each in one chart, and sentences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import plotly.graph_objects as go

from kpi.declare import Month
from kpi.judge import ReadyPoint, SiteLevels, days_left
from kpi.show.certification import day_label, level_label
from kpi.show.charts import COLOURS, chart_layout
from kpi.show.format import NONE, listed, month_label, number
from kpi.show.ink import drawn
from kpi.show.tables import Table
from kpi.show.voice import Voice

AUDIT, *SITES = (COLOURS[place] for place in (1, 0, 2, 3, 4))
SYMBOLS = ("circle", "square-open", "diamond-open", "triangle-up-open")
"""Sites that stand equal lie on each other: an open mark leaves the one below it in sight."""
DAYS_A_MONTH = 30
ABOVE = 20
"""Between the words of one day of audit and those of the next above them, in pixels."""


@dataclass(frozen=True)
class Way:
    """What a site met of a level month by month; `audit_on` is empty where no day is set.

    There is at least one point, the last one is today's, and the level has requirements.
    """

    site: str
    level: str
    points: tuple[ReadyPoint, ...]
    audit_on: str
    today: dt.date

    def day(self, month: Month) -> str:
        """The day on which a month's point was reckoned: its last one, of this month today."""
        return min(month.last_day, self.today).isoformat()


def readiness_chart(ways: Sequence[Way], voice: Voice) -> go.Figure:
    """Return the share of mandatory requirements met, a line for every site, and days of audit."""
    months = sorted({point.month for way in ways for point in way.points})
    audits = {day: [w.site for w in ways if w.audit_on == day] for w in ways if (day := w.audit_on)}
    layout = chart_layout(voice.language, "", legend=len(ways) > 1)
    # The button that keeps the picture lies over the first line, the day of the audit below it.
    layout |= {"height": 280, "margin": {"t": 48 + ABOVE * max(0, len(audits) - 1)}}
    layout["xaxis"] |= _ticks(months, ways[0], voice)
    layout["yaxis"] |= {
        "range": [0, 105],
        "tickvals": [0, 25, 50, 75, 100],
        "ticktext": ["0%", "25%", "50%", "75%", "100%"],
    }
    layout["shapes"] = [
        {
            "type": "line",
            "x0": day, "x1": day, "y0": 0, "y1": 100,
            "line": {"dash": "dash", "color": AUDIT},
        }
        for day in audits
    ]  # fmt: skip
    layout["annotations"] = [
        {
            "x": day, "y": 1, "yref": "paper", "yanchor": "bottom", "yshift": ABOVE * place,
            "text": _audit_label(day, sites if len(sites) < len(ways) else (), voice),
            "showarrow": False,
            "xanchor": "right" if day > months[-1].first_day.isoformat() else "left",
        }
        for place, (day, sites) in enumerate(audits.items())
    ]  # fmt: skip
    return drawn([_line(way, place, voice) for place, way in enumerate(ways)], layout)


def _name(way: Way, voice: Voice) -> str:
    return f"{voice.site(way.site)}, {level_label(voice, way.level)}"


def _line(way: Way, place: int, voice: Voice) -> dict[str, Any]:
    name = _name(way, voice)
    return {
        "type": "scatter",
        "name": name,
        "mode": "lines+markers",
        # Nought and all lie on the edges, and are points like any other.
        "cliponaxis": False,
        "x": [way.day(point.month) for point in way.points],
        "y": [100 * p.met / p.mandatory if p.mandatory else None for p in way.points],
        "hovertext": [
            f"{name}, {month_label(p.month, voice.language)}: "
            f"{voice.say('level.of', count=p.met, all=p.mandatory)}"
            for p in way.points
        ],
        "hoverinfo": "text",
        "line": {"color": SITES[place % len(SITES)], "shape": "hv"},
        "marker": {"size": 7 + 2 * (place > 0), "symbol": SYMBOLS[place % len(SYMBOLS)]},
    }


def _audit_label(day: str, sites: Sequence[str], voice: Voice) -> str:
    """Return the words above a day of audit; sites are named where it is not that of all."""
    told = voice.say("readiness.audit", day=day_label(day, voice.language))
    names = listed(map(voice.site, sites), voice.language)
    return f"{told} ({names})" if sites else told


def _ticks(months: Sequence[Month], way: Way, voice: Voice) -> dict[str, object]:
    """Return at most six ticks, today's among them."""
    step = max(1, -(-len(months) // 6))
    some = list(months)[::-1][::step][::-1]
    return {
        "tickmode": "array",
        "tickvals": [way.day(month) for month in some],
        # Two short lines a tick: six of them fit on a telephone too.
        "ticktext": [
            month_label(month, voice.language, short=True).replace(" ", "<br>") for month in some
        ],
    }


def readiness_sentence(way: Way, voice: Voice) -> str:
    """Say how far it is, since when, and what each month until the audit has to bring."""
    newest, first = way.points[-1], way.points[0]
    facts = {
        "site": voice.site(way.site),
        "level": level_label(voice, way.level),
        "met": newest.met,
        "all": newest.mandatory,
        "before": first.met,
        "month": month_label(first.month, voice.language),
    }
    told = voice.say("readiness.now", **facts)
    left = days_left(way.audit_on, way.today)
    lacking = newest.mandatory - newest.met
    if left is None or not lacking:
        key = "readiness.no_audit" if left is None else "readiness.done"
        return f"{told} {voice.say(key)}"
    day = day_label(way.audit_on, voice.language)
    if left < 0:
        return f"{told} {voice.say('readiness.past', day=day)}"
    months = max(Decimal(left) / DAYS_A_MONTH, Decimal(1))
    pace = number(lacking / months, 1, voice.language)
    key = "readiness.pace_one" if lacking == 1 else "readiness.pace"
    return f"{told} {voice.say(key, day=day, days=voice.counted('days', left), count=lacking, pace=pace)}"


def audit_notes(found: SiteLevels, until: str, voice: Voice) -> tuple[str, ...]:
    """Say what is odd about counting down to a site's audit; `until` ends its certificate."""
    audit_on, told = found.ambition.audit_on, []
    left = days_left(audit_on, found.today)
    if left is None or left < 0:
        return ()
    if (lasts := days_left(until, found.today)) is not None and lasts < left:
        told.append(voice.say("readiness.ends_before", day=day_label(until, voice.language)))
    if found.ambition.visited is False:
        told.append(voice.say("readiness.not_visited"))
    return tuple(told)


def readiness_table(ways: Sequence[Way], voice: Voice) -> Table:
    """Return what every site met of all, month by month, the newest first."""
    months = sorted({point.month for way in ways for point in way.points}, reverse=True)
    known = [{point.month: point for point in way.points} for way in ways]
    names = [_name(way, voice) for way in ways]
    rows = [
        (
            month_label(month, voice.language),
            *(
                voice.say("level.of", count=points[month].met, all=points[month].mandatory)
                if month in points
                else NONE
                for points in known
            ),
        )
        for month in months
    ]
    plain = [
        (str(month), name, str(points[month].met), str(points[month].mandatory))
        for month in months
        for name, points in zip(names, known, strict=True)
        if month in points
    ]
    return Table(
        (voice.say("table.month"), *names),
        tuple(rows),
        (
            voice.say("table.month"),
            voice.say("table.site"),
            voice.say("level_column.mandatory"),
            voice.say("readiness.all"),
        ),
        tuple(plain),
    )

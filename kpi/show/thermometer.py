"""The thermometer of a site and its way to the audit, as pictures that their sentences say as well."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import plotly.graph_objects as go

from kpi.declare import Month
from kpi.judge import (
    Dossier,
    Falling,
    Gap,
    GapStep,
    GroupLevels,
    ReadyPoint,
    SiteLevels,
    Standing,
    days_left,
)
from kpi.show.certification import (
    REACHED_WORDS,
    answer_text,
    choice_label,
    day_label,
    level_label,
)
from kpi.show.charts import COLOURS, FONT
from kpi.show.format import listed, month_label, number
from kpi.show.ink import drawn
from kpi.show.voice import Voice

NEARLY = 97
"""Percent of a part that is filled at most before its level is shown."""


@dataclass(frozen=True)
class GlassPart:
    """One level of the glass: how many percent of it is filled, and its words.

    `shown` tells that the level is shown; only then is its part filled to the brim.
    """

    level: str
    verdict: str
    count: str
    filled: int
    shown: bool


def glass_parts(found: SiteLevels, voice: Voice) -> tuple[GlassPart, ...]:
    """Return a glass of one part a level, filled as far as its mandatory requirements are met.

    The lowest level comes first.
    """
    return tuple(
        GlassPart(
            level=level_label(voice, standing.level),
            verdict=voice.say(f"level_verdict.{REACHED_WORDS[standing.reached]}"),
            count=voice.say(
                "glass.count_one" if standing.mandatory == 1 else "glass.count",
                count=standing.met,
                all=standing.mandatory,
            ),
            filled=_filled(standing),
            shown=bool(standing.reached),
        )
        for standing in found.levels
    )


def _filled(standing: Standing) -> int:
    if standing.reached:
        return 100
    if not standing.mandatory:
        return 0
    return min(round(100 * standing.met / standing.mandatory), NEARLY)


def readiness_chart(points: Sequence[ReadyPoint], audit_on: str, voice: Voice) -> go.Figure:
    """Return the share of mandatory requirements met month by month, and the day of the audit."""
    months = [point.month for point in points]
    line = {
        "type": "scatter",
        "mode": "lines+markers",
        # Nought and all lie on the edges, and are points like any other.
        "cliponaxis": False,
        "x": [month.last_day.isoformat() for month in months],
        "y": [100 * p.met / p.mandatory if p.mandatory else None for p in points],
        "hovertext": [
            f"{month_label(p.month, voice.language)}: "
            f"{voice.say('level.of', count=p.met, all=p.mandatory)}"
            for p in points
        ],
        "hoverinfo": "text",
        "line": {"color": COLOURS[0], "shape": "hv"},
        "marker": {"size": 7},
    }
    layout: dict[str, Any] = {
        "font": {"family": FONT},
        "height": 280,
        # The button that keeps the picture lies over the first line, the day of the audit below it.
        "margin": {"t": 48},
        "dragmode": False,
        "showlegend": False,
        "xaxis": {"type": "date", "fixedrange": True, "automargin": True, **_ticks(months, voice)},
        "yaxis": {
            "range": [0, 105],
            "tickvals": [0, 25, 50, 75, 100],
            "ticktext": ["0%", "25%", "50%", "75%", "100%"],
            "fixedrange": True,
            "automargin": True,
        },
    }
    if audit_on:
        told = voice.say("readiness.audit", day=day_label(audit_on, voice.language))
        layout["shapes"] = [
            {
                "type": "line",
                "x0": audit_on, "x1": audit_on, "y0": 0, "y1": 100,
                "line": {"dash": "dash", "color": COLOURS[1]},
            }
        ]  # fmt: skip
        layout["annotations"] = [
            {
                "x": audit_on, "y": 1, "yref": "paper", "yanchor": "bottom",
                "text": told, "showarrow": False,
                "xanchor": "right" if audit_on > months[-1].first_day.isoformat() else "left",
            }
        ]  # fmt: skip
    return drawn([line], layout)


def _ticks(months: Sequence[Month], voice: Voice) -> dict[str, object]:
    """Return at most six ticks, today's among them."""
    step = max(1, -(-len(months) // 6))
    some = list(months)[::-1][::step][::-1]
    return {
        "tickmode": "array",
        "tickvals": [month.last_day.isoformat() for month in some],
        # Two short lines a tick: six of them fit on a telephone too.
        "ticktext": [
            month_label(month, voice.language, short=True).replace(" ", "<br>") for month in some
        ],
    }


def readiness_sentence(
    points: Sequence[ReadyPoint], level: str, audit_on: str, today: dt.date, voice: Voice
) -> str:
    """Say how far it is, since when, and what each month until the audit has to bring."""
    newest, first = points[-1], points[0]
    facts = {
        "level": level_label(voice, level),
        "met": newest.met,
        "all": newest.mandatory,
        "before": first.met,
        "month": month_label(first.month, voice.language),
    }
    told = voice.say("readiness.now", **facts)
    left = days_left(audit_on, today)
    lacking = newest.mandatory - newest.met
    if left is None or not lacking:
        key = "readiness.no_audit" if left is None else "readiness.done"
        return f"{told} {voice.say(key)}"
    day = day_label(audit_on, voice.language)
    if left < 0:
        return f"{told} {voice.say('readiness.past', day=day)}"
    months = max(1, left // 30)
    pace = number(Decimal(lacking) / months, 1, voice.language)
    return f"{told} {voice.say('readiness.pace', day=day, days=left, count=lacking, pace=pace)}"


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


def gap_lines(gap: Gap, voice: Voice) -> tuple[str, ...]:
    """Return the way to a level as sentences, in the order in which it is best walked."""
    mandatory = [_step_line(step, voice) for step in gap.mandatory]
    return (*mandatory, *(_step_line(step, voice) for step in gap.extras))


def _step_line(step: GapStep, voice: Voice) -> str:
    dossier = step.dossier
    effort = dossier.assessment.effort
    facts = {
        "text": dossier.requirement.text.of(voice.language).rstrip("."),
        "code": dossier.requirement.code,
        "state": answer_text(dossier.answer, voice),
        "effort": choice_label(voice, "assessment", "effort", effort)
        if effort
        else voice.say("gap.effort_unknown"),
        "owner": dossier.assessment.owner or voice.say("gap.no_owner"),
    }
    if step.points is None:
        return voice.say("gap.mandatory", levels=step.levels, **facts)
    return voice.say("gap.extra", points=points_text(step.points, voice), **facts)


def points_text(points: Decimal, voice: Voice) -> str:
    """Return points as people write them: halves with a decimal, whole ones without."""
    return number(points, 0 if points == points.to_integral_value() else 1, voice.language)


def group_sentences(found: GroupLevels, voice: Voice) -> tuple[str, ...]:
    """Say what all sites reach together, and what those in the sample of the audit show."""
    told = [_together(found.all_sites, "group_level.all", "group_level.all_none", voice)]
    if not found.visited:
        return (*told, voice.say("group_level.no_sample"))
    names = listed((voice.site(code) for code in found.visited), voice.language)
    told.append(
        _together(found.in_sample, "group_level.sample", "group_level.sample_none", voice, names)
    )
    return tuple(told)


def _together(level: str | None, reached: str, none: str, voice: Voice, sites: str = "") -> str:
    if level is None:
        return voice.say(none, sites=sites)
    return voice.say(reached, level=level_label(voice, level), sites=sites)


def falling_sentence(found: SiteLevels, lost: Sequence[Falling], voice: Voice) -> str:
    """Say how many requirements fall away; where none is met there is nothing that could."""
    met = any(dossier.answer == "met" for dossier in found.dossiers)
    many = "count" if len(lost) > 1 else "count_one"
    key = many if lost else "none" if met else "nothing_met"
    return voice.say(f"falling.{key}", site=voice.site(found.site), count=len(lost))


def falling_rows(
    found: Sequence[Falling], departments: Sequence[str], voice: Voice
) -> list[tuple[str, list[tuple[str, ...]]]]:
    """Return what falls away by department, in the order of the audit day; empty ones left out."""
    groups = []
    for department in (*departments, ""):
        inside = [f for f in found if f.dossier.assessment.department == department]
        unknown = [
            f
            for f in found
            if not department and f.dossier.assessment.department not in (*departments, "")
        ]
        if rows := [_falling_row(f, voice) for f in (*inside, *unknown)]:
            name = (
                choice_label(voice, "assessment", "department", department)
                if department
                else voice.say("falling.no_department")
            )
            groups.append((name, rows))
    return groups


def _falling_row(falling: Falling, voice: Voice) -> tuple[str, ...]:
    dossier = falling.dossier
    return (
        dossier.requirement.code,
        dossier.requirement.text.of(voice.language),
        voice.say(f"falling.{falling.loss}"),
        day_label(_last_day(dossier), voice.language) or "–",
        dossier.assessment.owner or "–",
    )


def _last_day(dossier: Dossier) -> str:
    """Return until when a requirement stood: its assessment's day or its longest evidence's."""
    ends = [piece.valid_until for piece in dossier.evidence]
    longest = max(ends, default="") if all(ends) else ""
    return min((day for day in (dossier.assessment.valid_until, longest) if day), default="")

"""The thermometer of a site, its way to the next level, and what would fall away from it today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kpi.judge import (
    Dossier,
    Falling,
    Gap,
    GapStep,
    GroupLevels,
    SiteLevels,
    Standing,
)
from kpi.show.certification import (
    REACHED_WORDS,
    answer_text,
    choice_label,
    day_label,
    level_label,
)
from kpi.show.format import listed, number
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

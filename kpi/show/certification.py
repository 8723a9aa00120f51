"""Certificates, levels and requirements in words: what is valid, what is reached, what lacks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from babel.dates import format_date

from kpi.declare import Language, Month
from kpi.judge import (
    Certificate,
    Certification,
    Dossier,
    Live,
    Requirement,
    SiteLevels,
    Standing,
)
from kpi.measure import Figures, Measured, Scope
from kpi.show.format import (
    LOCALES,
    NONE,
    TIED,
    amount,
    display,
    month_label,
    number,
    span_label,
)
from kpi.show.views import state_of
from kpi.show.voice import Voice

Rows = tuple[tuple[str, ...], list[tuple[str, ...]]]
"""A header and the rows under it."""

STATE_MARKS = {"valid": "●", "expires": "◆", "expired": "▲", "unknown": "▨"}
HOLDING = ("valid", "expires")
"""States of a certificate that holds today."""
REACHED_MARKS = {True: "●", False: "▲", None: "▨"}
REACHED_WORDS = {True: "reached", False: "not_reached", None: "open"}
ANSWER_MARKS = {
    "met": "●",
    "in_progress": "◐",
    "not_met": "▲",
    "not_applicable": "○",
    "unknown": "□",
    "lapsed": "▨",
}
"""A shape for every state; the word always stands beside it."""


@dataclass(frozen=True)
class RequirementLine:
    """One requirement in words, with its answer at every site in view."""

    code: str
    text: str
    levels: str
    answers: tuple[tuple[str, str], ...]
    figure: str
    evidence: str
    read_in: str


def day_label(text: str, language: Language) -> str:
    """Return a day as people write it; a month or a year alone stays what it is."""
    try:
        if len(text) == len("2026-01"):
            return month_label(Month.parse(text), language)
        return format_date(dt.date.fromisoformat(text), "d MMMM y", locale=LOCALES[language])
    except ValueError:
        return text


def choice_label(voice: Voice, register: str, field: str, value: str) -> str:
    """Return what a choice of a register's field is called; an unknown one is itself."""
    for declared in voice.catalogue.registers[register].field:
        if declared.name == field:
            for choice in declared.choices:
                if choice.id == value:
                    return choice.label.of(voice.language)
    return value


def level_label(voice: Voice, level: str) -> str:
    """Return what a level is called."""
    return choice_label(voice, "level_rule", "level", level)


def schema_label(certification: Certification, code: str, voice: Voice) -> str:
    """Return what a schema is called; empty for none, its own code for one that is not known."""
    schema = certification.schema(code)
    return schema.label.of(voice.language) if schema is not None else code


def source_title(voice: Voice, name: str) -> str:
    """Return publisher and title of a known source, else its own text."""
    source = voice.catalogue.sources.get(name)
    return name if source is None else f"{source.publisher}: {source.title}"


def certificate_sentence(
    certification: Certification, site: str, today: dt.date, voice: Voice
) -> str:
    """Say what the newest certificate of a site is worth today."""
    found = certification.certificates_of(site)
    if not found:
        return voice.say("certificate.none", site=voice.site(site))
    newest = found[0]
    state = newest.state(today)
    return voice.say(
        f"certificate.{state}",
        site=voice.site(site),
        level=level_label(voice, newest.level),
        issued=day_label(newest.issued, voice.language),
        until=day_label(newest.valid_until, voice.language),
        days=voice.counted("days", _days(newest, today)),
    )


def _days(certificate: Certificate, today: dt.date) -> int:
    """Return the days between today and the end; 0 without an end."""
    try:
        return abs((dt.date.fromisoformat(certificate.valid_until) - today).days)
    except ValueError:
        return 0


def certificate_rows(certification: Certification, site: str, today: dt.date, voice: Voice) -> Rows:
    """Return every certificate of a site, the newest first, with the state its dates give."""
    names = ("level", "schema", "issued", "until", "state", "auditor", "sampled", "source")
    header = tuple(voice.say(f"certificate_column.{name}") for name in names)
    rows: list[tuple[str, ...]] = []
    for certificate in certification.certificates_of(site):
        state = certificate.state(today)
        rows.append(
            (
                level_label(voice, certificate.level),
                schema_label(certification, certificate.schema, voice) or NONE,
                day_label(certificate.issued, voice.language),
                day_label(certificate.valid_until, voice.language) or NONE,
                f"{STATE_MARKS[state]} {voice.say(f'certificate_state.{state}')}",
                certificate.auditor or NONE,
                _sampled(certificate, site, voice),
                source_title(voice, certificate.source),
            )
        )
    return header, rows


def _sampled(certificate: Certificate, site: str, voice: Voice) -> str:
    if not certificate.sampled:
        return NONE
    return voice.say("certificate.visited" if site in certificate.sampled else "certificate.not")


def level_sentence(found: SiteLevels, voice: Voice) -> str:
    """Say which level is reached by the rule, or that none can be told."""
    facts = {"site": voice.site(found.site), "schema": found.schema.label.of(voice.language)}
    if not found.requirements:
        return voice.say("level.no_list", **facts)
    if not found.levels:
        return voice.say("level.no_rule", **facts)
    if found.reached is not None:
        return voice.say("level.reached", level=level_label(voice, found.reached), **facts)
    open_ = found.levels[0].reached is None
    return voice.say("level.open" if open_ else "level.none", **facts)


def certified_sentence(certification: Certification, found: SiteLevels, voice: Voice) -> str:
    """Say that a valid certificate of another level than the list shows holds all the same."""
    newest = next(iter(certification.certificates_of(found.site)), None)
    if newest is None or newest.state(found.today) not in HOLDING or newest.level == found.reached:
        return ""
    schema = schema_label(certification, newest.schema, voice)
    level = level_label(voice, newest.level)
    return voice.say(
        "level.certified" if schema else "level.certified_alone", level=level, schema=schema
    )


def level_rows(found: SiteLevels, voice: Voice) -> Rows:
    """Return every level: mandatory met of all, points against the minimum, verdict."""
    names = ("level", "mandatory", "points", "verdict")
    header = tuple(voice.say(f"level_column.{name}") for name in names)
    rows: list[tuple[str, ...]] = []
    for standing in found.levels:
        verdict = voice.say(f"level_verdict.{REACHED_WORDS[standing.reached]}")
        rows.append(
            (
                level_label(voice, standing.level),
                voice.say("level.of", count=standing.met, all=standing.mandatory).replace(
                    " ", TIED
                ),
                _points(standing, voice),
                f"{REACHED_MARKS[standing.reached]} {verdict}",
            )
        )
    return header, rows


def _points(standing: Standing, voice: Voice) -> str:
    points = _count(standing, voice)
    if standing.minimum is None:
        return voice.say("level.points_only", points=points)
    least = number(standing.minimum, 0, voice.language)
    return voice.say("level.points", points=points, minimum=least).replace(" ", TIED)


def _count(standing: Standing, voice: Voice) -> str:
    whole = standing.points == standing.points.to_integral_value()
    return number(standing.points, 0 if whole else 1, voice.language)


def level_reasons(standing: Standing, voice: Voice) -> tuple[str, ...]:
    """Return why a level is not reached, or why that cannot be told."""
    counts = {
        "mandatory_lacking": ("lacking", len(standing.lacking) - len(standing.open)),
        "mandatory_open": ("open", len(standing.open)),
        "demand_unstated": ("unstated", len(standing.unstated)),
    }

    def told(reason: str) -> str:
        if reason not in counts:
            return voice.say(f"level_reason.{reason}")
        name, count = counts[reason]
        return voice.say(f"level_reason.{reason}{'_one' if count == 1 else ''}", **{name: count})

    return tuple(map(told, standing.reasons))


def next_standing(found: SiteLevels) -> Standing | None:
    """Return the first level that is not shown; None when all are."""
    return next((s for s in found.levels if not s.reached), None)


def aimed_standing(found: SiteLevels) -> Standing | None:
    """Return the level a site works towards; without one, the first that is not shown."""
    aimed = (s for s in found.levels if s.level == found.ambition.aim)
    return next(aimed, next_standing(found))


def answer_text(answer: str, voice: Voice) -> str:
    """Return an answer as shape and word; what lapsed is none that a person gives."""
    lapsed = answer == "lapsed"
    word = (
        voice.say("answer.lapsed")
        if lapsed
        else choice_label(voice, "assessment", "status", answer)
    )
    return f"{ANSWER_MARKS[answer]} {word}"


def theme_label(certification: Certification, schema: str, theme: str, voice: Voice) -> str:
    """Return a theme with its number."""
    name = certification.theme(schema, theme)
    return theme if name is None else f"{theme} {name.of(voice.language)}"


def theme_rows(certification: Certification, found: Sequence[SiteLevels], voice: Voice) -> Rows:
    """Return how many requirements of every theme are listed, and met at each site."""
    schema = found[0].schema.code
    header = (
        voice.say("requirement.theme"),
        voice.say("requirement.listed"),
        *(voice.say("requirement.met_at", site=voice.site(site.site)) for site in found),
    )
    rows: list[tuple[str, ...]] = []
    for theme in certification.themes(schema):
        answers = [
            [d.answer for d in site.dossiers if d.requirement.theme == theme] for site in found
        ]
        listed = len(answers[0])
        counts = (
            voice.say("level.of", count=inside.count("met"), all=_applicable(inside))
            if inside
            else NONE
            for inside in answers
        )
        label = theme_label(certification, schema, theme, voice)
        rows.append((label, str(listed) if listed else voice.say("requirement.none"), *counts))
    return header, rows


def _applicable(answers: Sequence[str]) -> int:
    return len(answers) - answers.count("not_applicable")


def requirement_lines(
    found: Sequence[SiteLevels], theme: str, figures: Figures, scope: Scope, voice: Voice
) -> tuple[RequirementLine, ...]:
    """Return the requirements of a theme (all when empty) with their answer at each site."""
    answers = [{d.requirement.code: d for d in site.dossiers} for site in found]
    return tuple(
        RequirementLine(
            code=requirement.code,
            text=requirement.text.of(voice.language),
            levels=demands_text(requirement, voice),
            answers=tuple(
                (voice.site(site.site), _answer(inside, requirement.code, voice))
                for site, inside in zip(found, answers, strict=True)
            ),
            figure=(
                ""
                if _told_by_site(requirement, answers)
                else _figure(requirement, figures, scope, voice)
            ),
            evidence=requirement.evidence.of(voice.language) if requirement.evidence else "",
            read_in=requirement.read_in.of(voice.language) if requirement.read_in else "",
        )
        for requirement in found[0].requirements
        if theme in ("", requirement.theme)
    )


def demands_text(requirement: Requirement, voice: Voice) -> str:
    """Return what a requirement is at every level; one word where no level is stated."""
    if set(requirement.demands.values()) <= {"unstated"}:
        return voice.say("requirement.unstated")
    told = []
    for level, demand in requirement.demands.items():
        label = choice_label(voice, "requirement", level, demand)
        word = voice.say("requirement.unstated") if demand == "unstated" else label
        told.append(f"{level_label(voice, level)}: {word}")
    return ", ".join(told)


def _answer(answers: Mapping[str, Dossier], code: str, voice: Voice) -> str:
    if code not in answers:
        return NONE
    told, assessment = answer_text(answers[code].answer, voice), answers[code].assessment
    day = day_label(assessment.date, voice.language)
    said = " ".join(filter(None, (assessment.by, day)))
    figures = (live_text(live, voice) for live in answers[code].live)
    lines = [f"{told} ({said})" if said else told, assessment.comment, *figures]
    return ". ".join(line.rstrip(".") for line in lines if line)


def live_text(live: Live, voice: Voice) -> str:
    """Say what a figure says of a requirement by itself: number, period and what follows."""
    if live.measured is None:
        return voice.say(f"live.{live.reason}", figure=live.criterion.indicator)
    told = voice.say(
        f"live.{live.reason or live.answer}",
        figure=voice.label(live.criterion.indicator),
        value=display(voice.catalogue, live.measured, voice.language),
        span=span_label(live.scope, voice.catalogue.words, voice.language),
        months=voice.counted("months", live.months),
        test=test_text(live, voice),
    )
    return _with_factors(told, live.measured, voice)


def test_text(live: Live, voice: Voice) -> str:
    """Say what is asked of a figure."""
    criterion = live.criterion
    asked = criterion.threshold
    if criterion.test != "measured":
        limit = amount(voice.catalogue, criterion.indicator, asked, voice.language)
    else:
        asked_months = NONE if asked is None else number(asked, 0, voice.language)
        limit = voice.counted("months", asked_months)
    return voice.say(f"live_test.{criterion.test}", limit=limit)


def _told_by_site(requirement: Requirement, answers: Sequence[Mapping[str, Dossier]]) -> bool:
    """Tell whether the answer of a site holds the figure: over other months, it would not agree."""
    return any(
        live.measured is not None and live.criterion.indicator == requirement.indicator
        for inside in answers
        if requirement.code in inside
        for live in inside[requirement.code].live
    )


def _figure(requirement: Requirement, figures: Figures, scope: Scope, voice: Voice) -> str:
    """Return the figure that belongs to a requirement, over the twelve months in view."""
    if requirement.indicator is None or requirement.indicator not in voice.catalogue.indicators:
        return ""
    measured = figures.measured(requirement.indicator, scope)
    value = display(voice.catalogue, measured, voice.language)
    label = voice.label(requirement.indicator)
    state = voice.say(f"status.{state_of(measured)}")
    span = span_label(scope, voice.catalogue.words, voice.language)
    told = voice.say(
        "requirement.measured",
        place=voice.site(scope.site), span=span, label=label, value=value, state=state,
    )  # fmt: skip
    return _with_factors(told, measured, voice)


def _with_factors(told: str, measured: Measured, voice: Voice) -> str:
    """Say behind a figure that it rests on assumed emission factors, where it does."""
    return f"{told}. {voice.say('reason.factors_assumed')}" if measured.assumed else told

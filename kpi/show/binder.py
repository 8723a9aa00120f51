"""The evidence binder in words and as a workbook in the shape of a working document."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from kpi.declare import ALL
from kpi.judge import (
    BinderFault,
    Certification,
    Dossier,
    Evidence,
    Falling,
    Live,
    SiteLevels,
    days_left,
    validity,
)
from kpi.measure import Figures
from kpi.show.certification import (
    answer_text,
    choice_label,
    day_label,
    live_text,
    schema_label,
    theme_label,
)
from kpi.show.format import NONE, display, span_label
from kpi.show.thermometer import falling_rows
from kpi.show.views import status_text
from kpi.show.voice import Voice
from kpi.show.workbook import Cell, WorkSheet, workbook

VALIDITY_MARKS = {
    "open": "●",
    "valid": "●",
    "warned": "◐",
    "urgent": "◆",
    "expired": "▲",
    "unreadable": "▨",
}
SHAPE = (
    "theme",
    "code",
    "text",
    "bronze",
    "silver",
    "gold",
    "points",
    "evidence",
    "status",
    "comment",
    "location",
    "owner",
    "due",
)
"""What a working document is expected to hold, in its order."""
BESIDE = ("by", "date", "valid_until", "inspection", "department", "figures")
"""What is told beside it."""
WRITTEN = {"met": "yes", "not_applicable": "not_applicable", "unknown": ""}
"""How a working document writes an answer; all others are no."""


def departments(voice: Voice) -> tuple[str, ...]:
    """Return the departments in the order of the audit day."""
    fields = voice.catalogue.registers["assessment"].field
    return next(tuple(c.id for c in f.choices) for f in fields if f.name == "department")


def evidence_line(piece: Evidence, today: dt.date, voice: Voice) -> str:
    """Return a piece of evidence in one line, with how long it still holds as shape and word."""
    state = validity(piece.valid_until, today)
    told = voice.say(
        f"validity.{state}",
        day=day_label(piece.valid_until, voice.language),
        days=voice.counted("days", abs(days_left(piece.valid_until, today) or 0)),
    )
    place = "" if piece.site != ALL else f" ({voice.say('binder.for_all')})"
    where = piece.file_name if piece.kind == "document" else piece.location
    return f"{VALIDITY_MARKS[state]} {piece.title}{place}: {where}; {told}"


def fault_sentences(
    faults: Sequence[BinderFault], certification: Certification, voice: Voice
) -> tuple[str, ...]:
    """Return what cannot be right in the registers, each with how to mend it."""
    told = []
    for fault in faults:
        facts = dict(fault.facts)
        if "site" in facts:
            facts["site"] = voice.site(facts["site"])
        if "schema" in facts:
            facts["schema"] = schema_label(certification, facts["schema"], voice)
        if "care_type" in facts:
            facts["care_type"] = choice_label(voice, "requirement", "care_type", facts["care_type"])
        told.append(voice.say(f"binder_fault.{fault.code}", **facts))
    return tuple(told)


def earlier_sentences(
    dossier: Dossier, certification: Certification, voice: Voice
) -> tuple[str, ...]:
    """Say which earlier requirement this one follows and what was found of it then."""
    return tuple(
        voice.say(
            "binder.earlier",
            schema=schema_label(certification, earlier.schema, voice),
            code=earlier.code,
            change=choice_label(voice, "succession", "change", earlier.change),
            state=answer_text(earlier.assessment.answer, voice),
            day=day_label(earlier.assessment.date, voice.language) or NONE,
        )
        for earlier in dossier.earlier
    )


def requirement_rows(
    found: SiteLevels, chosen: Sequence[Dossier], voice: Voice
) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Return requirements with state, owner, due date and evidence."""
    names = ("code", "text", "status", "owner", "due", "evidence_count")
    header = tuple(voice.say(f"binder_column.{name}") for name in names)
    return header, [
        (
            dossier.requirement.code,
            dossier.requirement.text.of(voice.language),
            answer_text(dossier.answer, voice),
            dossier.assessment.owner or NONE,
            due_text(dossier, found.today, voice),
            str(len(dossier.evidence)),
        )
        for dossier in chosen
    ]


def due_text(dossier: Dossier, today: dt.date, voice: Voice) -> str:
    """Return the day a requirement is to be ready, marked when that day has passed."""
    due = dossier.assessment.due
    left = days_left(due, today)
    told = day_label(due, voice.language) or NONE
    late = left is not None and left < 0 and dossier.answer not in ("met", "not_applicable")
    return f"▲ {told} ({voice.say('binder.late')})" if late else told


def binder_workbook(
    certification: Certification,
    sites: Sequence[tuple[SiteLevels, Sequence[Falling]]],
    figures: Figures,
    headers: Mapping[str, str],
    about: Sequence[tuple[str, str]],
    voice: Voice,
) -> bytes:
    """Return the binder as a workbook: a sheet a site, what falls away, figures with their lines.

    `headers` names columns as the hospital's own working document does, in its order.
    """
    sheets = [
        WorkSheet(
            voice.site(found.site),
            _header(headers, voice),
            [_row(certification, found, d, headers, voice) for d in found.dossiers],
        )
        for found, _ in sites
    ]
    sheets.append(_falling_sheet(sites, voice))
    sheets.append(_figures_sheet([found for found, _ in sites], figures, voice))
    sheets.append(WorkSheet(voice.say("binder_sheet.about"), ("", ""), list(about)))
    return workbook(sheets)


def binder_about(
    certification: Certification,
    found: SiteLevels,
    revision: int,
    voice: Voice,
    *,
    demonstration: bool,
) -> list[tuple[str, str]]:
    """Return what the binder says of itself: whose, of which day, at which revision, which list."""
    schema = found.schema
    about = [
        (voice.say("binder_sheet.organisation"), voice.site(ALL)),
        (voice.say("binder_sheet.made"), day_label(found.today.isoformat(), voice.language)),
        (voice.say("binder_sheet.revision"), str(revision)),
        (voice.say("binder_sheet.list"), schema_label(certification, schema.code, voice)),
    ]
    if schema.list != "complete":
        key = "example" if schema.list == "example" else "partial"
        about.append(("", voice.say(f"thermometer.{key}")))
    if demonstration:
        about.append(("", voice.say("frame.demonstration")))
    return about


def _names(headers: Mapping[str, str]) -> tuple[str, ...]:
    own = [name for name in headers if name in SHAPE]
    return (*own, *(name for name in SHAPE if name not in headers), *BESIDE)


def _header(headers: Mapping[str, str], voice: Voice) -> tuple[str, ...]:
    return tuple(
        headers.get(name) or voice.say(f"binder_column.{name}") for name in _names(headers)
    )


def _row(
    certification: Certification,
    found: SiteLevels,
    dossier: Dossier,
    headers: Mapping[str, str],
    voice: Voice,
) -> list[Cell]:
    requirement, assessment, language = dossier.requirement, dossier.assessment, voice.language
    demands = {
        level: choice_label(voice, "requirement", level, demand) if demand != "unstated" else ""
        for level, demand in requirement.demands.items()
    }
    written = WRITTEN.get(dossier.answer, "no")
    cells: dict[str, Cell] = {
        "theme": theme_label(certification, requirement.schema, requirement.theme, voice),
        "code": requirement.code,
        "text": requirement.text.of(language),
        "points": requirement.points,
        "evidence": requirement.evidence.of(language) if requirement.evidence else "",
        "status": voice.say(f"binder_status.{written}") if written else "",
        "comment": assessment.comment,
        "location": "\n".join(evidence_line(e, found.today, voice) for e in dossier.evidence),
        "owner": assessment.owner,
        "due": assessment.due,
        "by": assessment.by,
        "date": assessment.date,
        "valid_until": assessment.valid_until,
        "inspection": _choice("inspection", assessment.inspection, voice),
        "department": _choice("department", assessment.department, voice),
        "figures": "\n".join(live_text(live, voice) for live in dossier.live),
        **demands,
    }
    return [cells.get(name, "") for name in _names(headers)]


def _choice(field: str, value: str, voice: Voice) -> str:
    return choice_label(voice, "assessment", field, value) if value else ""


def _falling_sheet(
    sites: Sequence[tuple[SiteLevels, Sequence[Falling]]], voice: Voice
) -> WorkSheet:
    names = ("site", "department", "code", "text", "loss", "until", "owner")
    rows = [
        (voice.site(found.site), department, *row)
        for found, lost in sites
        for department, inside in falling_rows(lost, departments(voice), voice)
        for row in inside
    ]
    header = [voice.say(f"binder_column.{name}") for name in names]
    return WorkSheet(voice.say("binder_sheet.falling"), header, rows)


def _figures_sheet(found: Sequence[SiteLevels], figures: Figures, voice: Voice) -> WorkSheet:
    """Every figure that answers a requirement, with each stored line it is made of."""
    names = (
        "site", "code", "figure", "value", "state", "period",
        "month", "category", "contribution", "receipt", "file", "line",
    )  # fmt: skip
    rows: list[Sequence[Cell]] = []
    for site in found:
        for dossier in site.dossiers:
            for live in dossier.live:
                rows += _figure_lines(site, dossier, live, figures, voice)
    header = [voice.say(f"binder_column.{name}") for name in names]
    return WorkSheet(voice.say("binder_sheet.figures"), header, rows)


def _figure_lines(
    site: SiteLevels, dossier: Dossier, live: Live, figures: Figures, voice: Voice
) -> list[Sequence[Cell]]:
    if live.measured is None:
        return []
    first: tuple[Cell, ...] = (
        voice.site(site.site),
        dossier.requirement.code,
        voice.label(live.criterion.indicator),
        display(voice.catalogue, live.measured, voice.language),
        status_text(live.measured, voice),
        span_label(live.scope, voice.catalogue.words, voice.language),
    )
    lines = figures.explain(live.criterion.indicator, live.scope)
    return [
        (
            *first,
            str(line.month),
            line.category,
            line.contribution,
            line.receipt,
            line.file,
            line.line,
        )
        for line in lines
    ] or [(*first, *[None] * 6)]

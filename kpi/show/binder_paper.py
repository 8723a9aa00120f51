"""The evidence binder as a report: what an auditor would find today, a site after the other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from kpi.judge import BinderFault, Certification, Dossier, Falling, SiteLevels
from kpi.paper import Block, Box, Bullets, Document, Heading, PageBreak, TextTable
from kpi.show.binder import departments, due_text, evidence_line, fault_sentences
from kpi.show.certification import (
    answer_text,
    day_label,
    demands_text,
    level_reasons,
    level_rows,
    level_sentence,
    live_text,
    schema_label,
    theme_label,
)
from kpi.show.format import NONE
from kpi.show.paper import Standing, midnight, report_document
from kpi.show.thermometer import falling_rows, falling_sentence
from kpi.show.voice import Voice

FALLING_COLUMNS = ("code", "text", "loss", "until", "owner")
FALLING_WIDTHS = (0, 4.2, 3, 2, 1.8)
REQUIREMENT_WIDTHS = (0, 3.6, 3, 2.2, 4)


def binder_document(
    certification: Certification,
    sites: Sequence[tuple[SiteLevels, Sequence[Falling]]],
    faults: Sequence[BinderFault],
    revision: int,
    voice: Voice,
    *,
    demonstration: bool,
) -> Document:
    """Return the binder of sites against one list of requirements, as of the day of their levels.

    First what falls away, then every requirement with its state and evidence; each site begins a
    page. `sites` has at least one.
    """
    first = sites[0][0]
    blocks: list[Block] = list(_notes(first, voice))
    blocks += _fault_blocks(faults, certification, voice)
    for place, (found, lost) in enumerate(sites):
        if place:
            blocks.append(PageBreak())
        blocks += _site(certification, found, lost, voice)
    title = voice.say("binder_paper.title")
    standing = _standing(certification, [found for found, _ in sites], revision, voice)
    return report_document(
        title,
        Standing(**{**vars(standing), "demonstration": demonstration}),
        blocks,
        voice,
        subtitles=(standing.period,),
    )


def _standing(
    certification: Certification, found: Sequence[SiteLevels], revision: int, voice: Voice
) -> Standing:
    today: dt.date = found[0].today
    day = day_label(today.isoformat(), voice.language)
    schema = schema_label(certification, found[0].schema.code, voice)
    return Standing(
        place=", ".join(voice.site(site.site) for site in found),
        period=voice.say("binder_paper.list", schema=schema),
        state=voice.say("binder_paper.state"),
        factors=voice.say("report.of_use"),
        closed=voice.say("report.not_closed", day=day),
        revision=revision,
        made=midnight(today),
    )


def _notes(found: SiteLevels, voice: Voice) -> Iterator[Block]:
    if found.schema.list != "complete":
        key = "example" if found.schema.list == "example" else "partial"
        yield Bullets([voice.say(f"thermometer.{key}")])


def _fault_blocks(
    faults: Sequence[BinderFault], certification: Certification, voice: Voice
) -> Iterator[Block]:
    if faults:
        yield Heading(voice.say("binder.faults", count=len(faults)))
        yield Bullets(fault_sentences(faults, certification, voice))


def _site(
    certification: Certification, found: SiteLevels, lost: Sequence[Falling], voice: Voice
) -> Iterator[Block]:
    site = voice.site(found.site)
    yield Heading(voice.say("binder_paper.falling", site=site))
    yield Box(
        falling_sentence(found, lost, voice),
        [level_sentence(found, voice), *_why(found, voice)],
    )
    header = [voice.say(f"binder_column.{name}") for name in FALLING_COLUMNS]
    for department, rows in falling_rows(lost, departments(voice), voice):
        caption = voice.say("binder_paper.department", site=site, department=department)
        yield TextTable(caption, header, rows, FALLING_WIDTHS)
    if found.levels:
        level_header, level_lines = level_rows(found, voice)
        yield TextTable(voice.say("thermometer.levels"), level_header, level_lines)
    yield from _requirements(certification, found, voice)


def _why(found: SiteLevels, voice: Voice) -> tuple[str, ...]:
    """Return why the first level that is not shown is not."""
    standing = next((s for s in found.levels if not s.reached), None)
    return level_reasons(standing, voice) if standing is not None else ()


def _requirements(certification: Certification, found: SiteLevels, voice: Voice) -> Iterator[Block]:
    site = voice.site(found.site)
    yield Heading(voice.say("binder_paper.requirements", site=site))
    header = (
        voice.say("binder_column.code"),
        voice.say("binder_column.text"),
        *(voice.say(f"binder_paper_column.{name}") for name in ("state", "owner", "evidence")),
    )
    for theme in dict.fromkeys(d.requirement.theme for d in found.dossiers):
        inside = [d for d in found.dossiers if d.requirement.theme == theme]
        label = theme_label(certification, found.schema.code, theme, voice)
        yield TextTable(
            voice.say("binder_paper.theme", site=site, theme=label),
            header,
            [_row(d, found.today, voice) for d in inside],
            REQUIREMENT_WIDTHS,
        )


def _row(dossier: Dossier, today: dt.date, voice: Voice) -> tuple[str, ...]:
    requirement, assessment = dossier.requirement, dossier.assessment
    state = [answer_text(dossier.answer, voice), assessment.comment, _by(dossier, voice)]
    if dossier.contradicted:
        state.append(voice.say("binder.contradicted"))
    owner = [assessment.owner, due_text(dossier, today, voice) if assessment.due else ""]
    evidence = [evidence_line(piece, today, voice) for piece in dossier.evidence]
    evidence += [live_text(live, voice) for live in dossier.live]
    levels = voice.say("binder.levels", levels=demands_text(requirement, voice))
    return (
        requirement.code,
        _lines([requirement.text.of(voice.language), levels]),
        _lines(state),
        _lines(owner) or NONE,
        _lines(evidence) or voice.say("binder_paper.no_evidence"),
    )


def _by(dossier: Dossier, voice: Voice) -> str:
    assessment = dossier.assessment
    if not assessment.by:
        return ""
    day = day_label(assessment.date, voice.language)
    return voice.say("binder_paper.by", by=assessment.by, day=day) if day else assessment.by


def _lines(parts: Sequence[str]) -> str:
    return "\n".join(part for part in parts if part)

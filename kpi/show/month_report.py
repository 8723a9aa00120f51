"""The report of a month as two printed pages, made from its snapshot and from nothing else.

A closed month's snapshot is kept word for word, so its report can be made again to the byte. What
is not closed gives a draft that says so on every page.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from kpi.declare import ALL, UNSPLIT
from kpi.judge.snapshot import (
    Said,
    Snapshot,
    SnapshotDecision,
    SnapshotSite,
    SnapshotTile,
)
from kpi.paper import (
    Block,
    Box,
    Bullets,
    Charts,
    Document,
    Heading,
    Paragraph,
    TextTable,
    Tile,
    Tiles,
)
from kpi.show.certification import day_label
from kpi.show.format import NONE
from kpi.show.month_chart import annotation_lines, has_open_marks, target_charts
from kpi.show.paper import Standing, midnight, report_document
from kpi.show.receipts import moment
from kpi.show.voice import Voice

CHANGE_COLUMNS = ("figure", "value", "before", "step")
SINCE_COLUMNS = ("figure", "old", "new", "cause")
POSITION, UNLIT = "position", "unlit"


def site_of(snapshot: Snapshot, code: str) -> SnapshotSite | None:
    """Return a site (or the group) of a snapshot, None when it has none of that code."""
    return next((site for site in snapshot.sites if site.code == code), None)


def month_document(snapshot: Snapshot, code: str, voice: Voice) -> Document:
    """Return the report of a month for one site or the group; the site has to be in the snapshot."""
    site = site_of(snapshot, code)
    assert site is not None  # asked by the caller
    standing = month_standing(snapshot, site, voice)
    return report_document(
        voice.say(
            "month_report.title",
            month=snapshot.month_label.of(voice.language),
            place=site.name,
        ),
        standing,
        [
            *_head(snapshot, site, voice),
            *_decisions(snapshot, voice),
            *_tiles(snapshot, code, voice),
            *_charts(snapshot, code, voice),
            *_changes(site, voice),
            *_explanations(snapshot, code, voice),
            *_since(snapshot, code, voice),
            *_earlier(snapshot, voice),
        ],
        voice,
    )


# --- what stands on every page -------------------------------------------------------------------


def month_standing(snapshot: Snapshot, site: SnapshotSite, voice: Voice) -> Standing:
    """Return what every page says of the month: its state, its factors, its closing and revision."""
    closing, language = snapshot.closing, voice.language
    count = len(_lacking(snapshot, site.code))
    key = "month_report.state_lacking" if count else "month_report.state_whole"
    if closing is None:
        day = day_label(snapshot.reporting_date, language)
        closed = voice.say("report.not_closed", day=day)
        revision = snapshot.revision
        made = midnight(dt.date.fromisoformat(snapshot.reporting_date))
    else:
        stamped = dt.datetime.fromisoformat(closing.stamped)
        closed = voice.say(
            "month_report.closed",
            moment=moment(stamped, snapshot.timezone, language),
            actor=closing.actor,
        )
        revision, made = closing.revision, stamped.replace(microsecond=0)
    return Standing(
        place=site.name,
        period=snapshot.month_label.of(language),
        state=voice.say(key, state=snapshot.state_text.of(language), count=count),
        factors=snapshot.factors_text.of(language),
        closed=closed,
        revision=revision,
        made=made,
        demonstration=snapshot.invented,
        draft=closing is None,
    )


def _lacking(snapshot: Snapshot, code: str) -> list[str]:
    """Return the places of what did not come in for a site, or for any."""
    return [item.site for item in snapshot.lacking if code in (ALL, item.site)]


# --- what is read first --------------------------------------------------------------------------


def _head(snapshot: Snapshot, site: SnapshotSite, voice: Voice) -> Iterator[Block]:
    language = voice.language
    yield Box(
        site.headline.of(language),
        [
            site.verdicts.of(language),
            *lacking_lines(snapshot, site.code, voice),
            *_closing_lines(snapshot, voice),
            *([] if snapshot.decisions else [voice.say("month_report.none_asked")]),
        ],
    )


def lacking_lines(snapshot: Snapshot, code: str, voice: Voice) -> tuple[str, ...]:
    """Say what did not come in, from whom, and by which day it should have."""
    found = [item for item in snapshot.lacking if code in (ALL, item.site)]
    if not found:
        month = snapshot.month_label.of(voice.language)
        return (voice.say("month.whole", month=month),)
    return tuple(
        voice.say(
            "month_report.lacking",
            kind=item.label.of(voice.language),
            site=place_of(snapshot, item.site, voice),
            what=item.what.of(voice.language),
            sender=item.sender.of(voice.language),
            due=day_label(item.due, voice.language) or NONE,
        )
        for item in found
    )


def _closing_lines(snapshot: Snapshot, voice: Voice) -> Iterator[str]:
    closing = snapshot.closing
    if closing is None:
        return
    if closing.restates is not None:
        yield voice.say("month_report.restates", revision=closing.restates, reason=closing.reason)
    elif closing.reason:
        yield voice.say("month_report.although", reason=closing.reason)


def _decisions(snapshot: Snapshot, voice: Voice) -> Iterator[Block]:
    if not snapshot.decisions:
        return
    yield Heading(voice.say("month_report.decisions"))
    yield Bullets(
        [
            voice.say(
                "month_report.asked",
                question=_question(snapshot, decision, voice),
                cost=decision.cost_display.of(voice.language),
                owner=decision.owner,
                due=day_label(decision.due, voice.language),
            )
            for decision in snapshot.decisions
        ]
    )


def _question(snapshot: Snapshot, decision: SnapshotDecision, voice: Voice) -> str:
    return voice.say(
        "month_report.question",
        question=decision.question,
        figure=decision.label.of(voice.language),
        site=place_of(snapshot, decision.site, voice),
    )


def place_of(snapshot: Snapshot, code: str, voice: Voice) -> str:
    """Return what a place of a snapshot is called; what is not split over the sites as well."""
    site = site_of(snapshot, code)
    if site is not None:
        return site.name
    return voice.say("upload.unsplit") if code == UNSPLIT else code


def span_name(span: str, voice: Voice) -> str:
    """Return what a span of months is called."""
    return voice.say("scope.span_month" if span == "month" else f"scope.{span}")


# --- the figures ---------------------------------------------------------------------------------


def _tiles(snapshot: Snapshot, code: str, voice: Voice) -> Iterator[Block]:
    yield Heading(voice.say("month_report.figures"))
    tiles = [tile for tile in snapshot.tiles if tile.site == code]
    yield Tiles([_tile(snapshot, tile, voice) for tile in tiles])


def _tile(snapshot: Snapshot, tile: SnapshotTile, voice: Voice) -> Tile:
    language = voice.language
    told = ", ".join(text for text in _all((tile.state, tile.step), voice) if text)
    lines = [
        told,
        tile.year.of(language),
        *_all(tile.paths, voice),
        lamps_text(tile, voice),
        *_notes(snapshot, tile, voice),
    ]
    return Tile(
        tile.theme.of(language),
        tile.label.of(language),
        tile.value.of(language),
        [line for line in lines if line],
    )


def lamps_text(tile: SnapshotTile, voice: Voice) -> str:
    """Return the lamps that burn beside the position, which the path has told already."""
    lit = [lamp for lamp in tile.lamps if lamp.name != POSITION and lamp.light != UNLIT]
    return "; ".join(
        voice.say(f"month.lamp_{lamp.name}", text=lamp.text.of(voice.language)) for lamp in lit
    )


def _notes(snapshot: Snapshot, tile: SnapshotTile, voice: Voice) -> list[str]:
    """Return a tile's notes without the one that says again how much is in: its state says so."""
    found = snapshot.figure(tile.indicator, tile.site)
    counted = voice.say("month.coverage", have=found.have, expected=found.expected)
    said = counted in tile.state.of(voice.language)
    return [note for note in _all(tile.notes, voice) if not (said and counted in note)]


def _all(said: Sequence[Said], voice: Voice) -> list[str]:
    return [one.of(voice.language) for one in said]


def _charts(snapshot: Snapshot, code: str, voice: Voice) -> Iterator[Block]:
    charts = target_charts(snapshot, code, voice)
    if charts:
        yield Heading(voice.say("month_report.charts"))
        unsure = has_open_marks(snapshot, code)
        yield Charts(charts, voice.say("month_report.open_marks") if unsure else "")
    lines = annotation_lines(snapshot, code, voice)
    if lines:
        yield Heading(voice.say("month_report.annotations"))
        yield Bullets(lines)


# --- what changed, and why -----------------------------------------------------------------------


def _changes(site: SnapshotSite, voice: Voice) -> Iterator[Block]:
    yield Heading(voice.say("month.changed"))
    if not site.changes:
        yield Paragraph(voice.say("month.no_changes"))
        return
    header = [voice.say(f"month_column.{name}") for name in CHANGE_COLUMNS]
    yield TextTable(
        "", header, [_all(row, voice) for row in site.changes], (4.4, 1.5, 2.6, 2.7), (1, 2)
    )


def _explanations(snapshot: Snapshot, code: str, voice: Voice) -> Iterator[Block]:
    """Return why figures of the whole organisation lie where they lie, and whose they are."""
    if not snapshot.explanations:
        return
    key = "explanations" if code == ALL else "explanations_group"
    yield Heading(voice.say(f"month_report.{key}", place=snapshot.name))
    lines = [
        voice.say(
            "month_report.explanation",
            figure=e.label.of(voice.language),
            cause=e.cause.rstrip("."),
            owner=e.owner or voice.say("month_report.no_owner"),
            asked=" ".join(_all(e.asked, voice)),
        )
        for e in snapshot.explanations
        if e.cause
    ]
    left = [e.label.of(voice.language) for e in snapshot.explanations if not e.cause]
    if left:
        lines.append(voice.say("month_report.unexplained_all", figures="; ".join(left)))
    yield Bullets(lines)


def _since(snapshot: Snapshot, code: str, voice: Voice) -> Iterator[Block]:
    """Return what the report before told otherwise than it is known now."""
    if not snapshot.since_month:
        return
    yield Heading(
        voice.say(
            "month_report.since",
            month=day_label(snapshot.since_month, voice.language),
            revision=snapshot.since_revision,
        )
    )
    found = [c for c in snapshot.changed if code in (ALL, c.site)]
    if not found:
        yield Paragraph(voice.say("month_report.since_nothing"))
        return
    header = [voice.say(f"month_report_column.{name}") for name in SINCE_COLUMNS]
    rows = [
        (
            voice.say(
                "month_report.since_figure",
                figure=change.label.of(voice.language),
                site=place_of(snapshot, change.site, voice),
                span=span_name(change.span, voice),
            ),
            change.old.of(voice.language),
            change.new.of(voice.language),
            "\n".join(_all(change.causes, voice)),
        )
        for change in found
    ]
    yield TextTable("", header, rows, (3.4, 1.8, 1.8, 4))


def _earlier(snapshot: Snapshot, voice: Voice) -> Iterator[Block]:
    if not snapshot.earlier_decisions:
        return
    yield Heading(voice.say("month_report.earlier"))
    yield Bullets(
        [
            voice.say(
                "month_report.taken",
                question=_question(snapshot, decision, voice),
                outcome=decision.outcome_text.of(voice.language),
                owner=decision.owner,
                effect=decision.effect.of(voice.language),
            )
            for decision in snapshot.earlier_decisions
        ]
    )

"""The month page: a sentence to repeat, decisions, figures of every theme, what changed and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import streamlit as st

from kpi.acts import Refused
from kpi.acts.months import around, newest_version, snapshot_at, state_of
from kpi.declare import ALL, Month
from kpi.show import Scope
from kpi.show.both import Both
from kpi.show.completeness import arrival_sentences, arrivals
from kpi.show.format import month_label, tied
from kpi.show.month import touches
from kpi.show.month_view import (
    Closing,
    MonthView,
    Snapshot,
    SnapshotChange,
    SnapshotTile,
    live_view,
    reported_view,
)
from kpi.show.progress import VERDICT_MARKS
from kpi.show.receipts import moment
from kpi.show.reported import changes_since
from kpi.show.snapshot import MonthMaker
from kpi.ui.choice import draw_segments
from kpi.ui.decisions import draw_decisions, draw_earlier_decisions
from kpi.ui.figures import VERDICT_COLOURS
from kpi.ui.month_paper import draw_month_paper
from kpi.ui.page import context
from kpi.ui.scope import draw_scope
from kpi.ui.session import Context, kept
from kpi.ui.table import draw_table
from kpi.ui.theme import draw_presence
from kpi.ui.tile import Line, ShownTile, draw_tiles
from kpi.ui.upload_history import status_words
from kpi.ui.upload_text import escape, say_plain

SHOWN_UPLOADS = 3
SHOWN_CHANGES = 4
COLUMNS = ("figure", "value", "before", "step")
WAYS = ("reported", "known")
COLOURS = {mark: VERDICT_COLOURS[verdict] for verdict, mark in VERDICT_MARKS.items()}
"""The colour of a verdict by its mark."""


def draw_month() -> None:
    """Draw the whole page."""
    here = context()
    st.title(here.words("page.month"), anchor=False)
    scope = draw_scope(here, ("site", "month"), month="scope.one_month")
    if not draw_presence(here):
        return
    report = _report(here, scope.month)
    changed = _changed_since(here, report, scope.site)
    view = _draw_state(here, scope, report, changed)
    with st.container(horizontal=True):
        draw_month_paper(here, scope, report, maker_of(here, scope.month))
    _draw_sentence(here, scope, view)
    draw_decisions(here, view.decisions, here.words("decisions.asked"))
    _draw_figures(here, view)
    if changed:
        st.header(here.words("month.changed_since"), anchor=False)
        _draw_changed(here, changed, scope.site)
    _draw_since(here, view)
    _draw_changes(here, view)
    _draw_said(here, view)
    draw_earlier_decisions(here, view.earlier_decisions)
    with st.container(key="month-uploads"):
        _draw_uploads(here, scope)


def maker_of(here: Context, month: Month) -> MonthMaker:
    """Return what makes the parts of a month at this revision."""
    return kept(
        here, "month-maker", month,
        make=lambda: MonthMaker(here.judge, month, around(here.acts, month), Both.at(here.judge)),
    )  # fmt: skip


def _report(here: Context, month: Month) -> Snapshot | None:
    """Return what was reported of a month; None of one that is not closed."""

    def make() -> Snapshot | None:
        version = newest_version(here.acts, month)
        return None if version is None else snapshot_at(here.acts, version.revision)[0]

    try:
        return kept(here, "month-report", month, make=make)
    except Refused as refused:
        st.error(say_plain(here, f"refused.{refused.code}", **refused.facts))
        return None


# --- the state, and which of the two months is shown ---------------------------------------------


def _draw_state(
    here: Context, scope: Scope, report: Snapshot | None, changed: Sequence[SnapshotChange]
) -> MonthView:
    """Say how far the month is, and return it as it was reported or as it is known now."""
    if report is None or report.closing is None:
        state = state_of(here.acts, scope.month)
        key = (
            f"month_line.{state}" if scope.month <= here.judge.last_month else "month_line.running"
        )
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(here.words(key, revision=here.judge.as_of), width="content")
            with st.container(key="month-to-closing", width="content"):
                st.page_link(
                    "pages/closing.py",
                    label=here.words("month.to_closing"),
                    icon=":material/event_available:",
                )
        return _live(here, scope)
    _draw_closed(here, report.closing, len(changed))
    way = WAYS[0]
    if changed:
        way = draw_segments(
            here,
            "view",
            here.words("month.which"),
            WAYS,
            lambda name: here.words(f"month.which_{name}"),
            key="month-view",
        )
    view = reported_view(report, scope.site) if way == WAYS[0] else None
    return _live(here, scope) if view is None else view


def _draw_closed(here: Context, closing: Closing, changed: int) -> None:
    zone = here.catalogue.organisation.organisation.timezone
    said = say_plain(
        here,
        "month_line.closed" if closing.restates is None else "month_line.restated",
        stamped=moment(dt.datetime.fromisoformat(closing.stamped), zone, here.language),
        actor=closing.actor,
        revision=closing.revision,
        reason=closing.reason,
    )
    since = here.words("month.since_report" if changed else "month.unchanged_since", count=changed)
    st.markdown(f"{said} {since}")


def _changed_since(here: Context, report: Snapshot | None, site: str) -> tuple[SnapshotChange, ...]:
    """Return what reads otherwise now than this month's own report; for the group of every site."""
    if report is None:
        return ()
    found = kept(
        here, "month-changed", report.month,
        make=lambda: changes_since(here.judge, report, Both.at(here.judge)),
    )  # fmt: skip
    return tuple(change for change in found if site in (ALL, change.site))


def _live(here: Context, scope: Scope) -> MonthView:
    return kept(
        here, "month-live", scope.site, scope.month,
        make=lambda: live_view(maker_of(here, scope.month), scope.site),
    )  # fmt: skip


def _draw_changed(here: Context, changed: Sequence[SnapshotChange], shown: str) -> None:
    """Draw what reads otherwise now, with what did it; the first few, the others folded.

    The site that is `shown` all over the page is not named again.
    """
    title = here.words("month.changed_since")
    rows = [
        (
            f"{c.label.of(here.language)} ({_where(here, c, shown)})",
            c.old.of(here.language),
            c.new.of(here.language),
            "; ".join(cause.of(here.language) for cause in c.causes),
        )
        for c in changed
    ]
    header = [here.words(f"month_change.{name}") for name in ("figure", "old", "new", "cause")]
    draw_table(header, rows[:SHOWN_CHANGES], title)
    if rows[SHOWN_CHANGES:]:
        more = here.words("month.more_changed", count=len(rows) - SHOWN_CHANGES)
        with st.expander(more, key=f"month-more-{changed[0].month}"):
            draw_table(header, rows[SHOWN_CHANGES:], title)


def _where(here: Context, change: SnapshotChange, shown: str) -> str:
    month = month_label(Month.parse(change.month), here.language, short=True)
    span = here.words(f"month_change.{change.span}", month=month)
    return span if change.site == shown else f"{here.voice.site(change.site)}, {span}"


# --- what the board sees -------------------------------------------------------------------------


def _draw_sentence(here: Context, scope: Scope, view: MonthView) -> None:
    """Draw the sentence to repeat, how many targets it stands for, and what the month lacks."""
    month = month_label(scope.month, here.language)
    found = kept(
        here, "month-arrivals", scope.site, scope.month,
        make=lambda: arrivals(here.judge.figures(), scope.site, (scope.month,), here.voice),
    )  # fmt: skip
    lacking = [escape(sentence) for sentence in arrival_sentences(found, here.voice)]
    if found and not lacking:
        lacking = [say_plain(here, "month.whole", month=month)]
    lines = [escape(view.site.verdicts.of(here.language)), *lacking]
    with st.container(border=True):
        sentence = escape(tied(view.site.headline.of(here.language)))
        st.markdown(f"**{sentence}**\n\n" + "\n".join(f"- {line}" for line in lines))


def _draw_figures(here: Context, view: MonthView) -> None:
    """Draw the figures of all themes in one grid: side by side they fit on paper."""
    st.header(here.words("month.figures"), anchor=False)
    with st.container(key="month-figures"):
        draw_tiles([_shown(here, tile) for tile in view.tiles], "paper")


def _shown(here: Context, tile: SnapshotTile) -> ShownTile:
    language = here.language
    told = ", ".join(filter(None, (tile.state.of(language), tile.step.of(language))))
    notes = [said.of(language) for said in tile.notes]
    lines = [told, tile.year.of(language), *_lamps(here, tile), *notes]
    return ShownTile(
        label=tile.label.of(language),
        value=Line(tile.value.of(language)),
        note=tile.note.of(language),
        lines=(
            *(_coloured(said.of(language)) for said in tile.paths),
            *(Line(text) for text in lines if text),
        ),
        theme=tile.theme.of(language),
    )


def _coloured(told: str) -> Line:
    """Return a verdict in its colour: of what was reported only the words are kept, mark first."""
    return Line(told, COLOURS.get(told[:1], ""))


def _lamps(here: Context, tile: SnapshotTile) -> list[str]:
    """Return the lamps that are lit beside the position, which the path has told already."""
    lit = [lamp for lamp in tile.lamps if lamp.name != "position" and lamp.light != "unlit"]
    return [here.words(f"month.tile_{lamp.name}", text=lamp.text.of(here.language)) for lamp in lit]


def _draw_since(here: Context, view: MonthView) -> None:
    """Draw what the last report told otherwise; nothing where there is no report before."""
    if not view.since_month:
        return
    month = month_label(Month.parse(view.since_month), here.language)
    if view.changed:
        st.header(say_plain(here, "month.since", month=month), anchor=False)
        _draw_changed(here, view.changed, view.site.code)
    else:
        st.markdown(say_plain(here, "month.since_none", month=month))


def _draw_changes(here: Context, view: MonthView) -> None:
    st.header(here.words("month.changed"), anchor=False)
    if not view.site.changes:
        st.markdown(here.words("month.no_changes"))
        return
    st.caption(here.words("month.changed_note"))
    header = [here.words(f"month_column.{name}") for name in COLUMNS]
    cells = [[cell.of(here.language) for cell in row] for row in view.site.changes]
    draw_table(header, cells, here.words("month.changed"), cards=True)


def _draw_said(here: Context, view: MonthView) -> None:
    """Draw what people said of the month: causes with their owners, and annotations."""
    same: dict[tuple[str, str], list[str]] = {}
    for told in view.explanations:
        same.setdefault((told.cause, told.owner), []).append(told.label.of(here.language))
    lines = [
        say_plain(here, "month.explained", figure="; ".join(labels), cause=cause, owner=owner)
        for (cause, owner), labels in same.items()
    ]
    lines += [
        say_plain(
            here, "month.noted",
            figure=note.label.of(here.language), place=here.voice.site(note.site),
            text=note.text, actor=note.actor,
        )
        for note in view.annotations
    ]  # fmt: skip
    if lines:
        st.header(here.words("month.said"), anchor=False)
        st.markdown("\n".join(f"- :small[{line}]" for line in lines))


def _draw_uploads(here: Context, scope: Scope) -> None:
    """Draw the uploads that brought figures of the month, the newest first."""
    month = month_label(scope.month, here.language)
    st.header(say_plain(here, "month.uploads", month=month), anchor=False)
    contracts = here.catalogue.contracts
    found = [
        record
        for record in here.acts.uploads()
        if touches(record.slices, contracts[record.kind].slice, scope)
    ]
    if not found:
        st.markdown(here.words("month.no_uploads"))
        return
    timezone = here.catalogue.organisation.organisation.timezone
    lines = [
        say_plain(
            here,
            "month.upload",
            number=record.upload,
            kind=contracts[record.kind].label.of(here.language),
            file=record.file_name,
            actor=record.actor,
            stamped=moment(record.stamped, timezone, here.language),
            status=status_words(here, record),
        )
        for record in found[:SHOWN_UPLOADS]
    ]
    if len(found) > SHOWN_UPLOADS:
        lines.append(here.words("month.more_uploads", count=len(found) - SHOWN_UPLOADS))
    st.markdown("\n".join(f"- :small[{line}]" for line in lines))

"""The month page: one sentence, the main figures of every theme, what changed, what came in."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from kpi.show import Scope
from kpi.show.completeness import arrival_sentences, arrivals
from kpi.show.format import month_label
from kpi.show.month import (
    MonthTile,
    headline,
    largest_changes,
    main_figures,
    month_tile,
    touches,
    verdicts_sentence,
)
from kpi.show.receipts import moment
from kpi.ui.figures import progress_of
from kpi.ui.page import context
from kpi.ui.scope import draw_scope
from kpi.ui.session import Context, kept
from kpi.ui.theme import draw_presence
from kpi.ui.tile import draw_tile
from kpi.ui.upload_history import status_words
from kpi.ui.upload_text import draw_table, escape, say_plain

TILE_WIDTH = 200
SHOWN_UPLOADS = 3
COLUMNS = ("figure", "value", "before", "step")


def draw_month() -> None:
    """Draw the whole page."""
    here = context()
    st.title(here.words("page.month"), anchor=False)
    scope = draw_scope(here, ("site", "month"))
    if not draw_presence(here):
        return
    _draw_sentence(here, scope)
    _draw_figures(here, scope)
    _draw_changes(here, scope)
    _draw_uploads(here, scope)


def _draw_sentence(here: Context, scope: Scope) -> None:
    """Draw the sentence to repeat, how many targets it stands for, and what the month lacks."""
    progress = progress_of(here, scope)
    own = here.catalogue.organisation.organisation.code
    sentence = escape(headline(progress, own, scope, here.voice))
    month = month_label(scope.month, here.language)
    found = kept(
        here, "month-arrivals", scope.site, scope.month,
        make=lambda: arrivals(here.judge.figures(), scope.site, (scope.month,), here.voice),
    )  # fmt: skip
    lacking = [escape(sentence) for sentence in arrival_sentences(found, here.voice)]
    if found and not lacking:
        lacking = [say_plain(here, "month.whole", month=month)]
    lines = [escape(verdicts_sentence(progress, here.voice)), *lacking]
    with st.container(border=True):
        st.markdown(f"**{sentence}**\n\n" + "\n".join(f"- {line}" for line in lines))


def _draw_figures(here: Context, scope: Scope) -> None:
    """Draw the figures of all themes in one grid: side by side they fit on paper."""
    with st.grid(min_column_width=TILE_WIDTH, gap="xsmall", key="month-figures"):
        for page, indicators in main_figures(here.catalogue, here.judge.targets).items():
            for view in _tiles(here, indicators, scope):
                _draw_tile(view, here.words(f"page.{page}"))


def _tiles(here: Context, indicators: Sequence[str], scope: Scope) -> tuple[MonthTile, ...]:
    figures, progress = here.judge.figures(), progress_of(here, scope)
    return kept(
        here, "month-tiles", indicators, scope.site, scope.month,
        make=lambda: tuple(
            month_tile(figures, indicator, scope, progress, here.voice) for indicator in indicators
        ),
    )  # fmt: skip


def _draw_tile(view: MonthTile, theme: str) -> None:
    told = ", ".join(filter(None, (view.state, view.step)))
    lines = [told, view.year, *view.paths, *view.notes]
    small = [f":small[{escape(line)}]" for line in lines if line]
    draw_tile(view.label, view.value, view.note, small, theme=theme, small=True)


def _draw_changes(here: Context, scope: Scope) -> None:
    st.header(here.words("month.changed"), anchor=False)
    tiles = tuple(i.id for i in here.catalogue.indicators.values() if i.tile)
    rows = kept(
        here, "month-changes", scope.site, scope.month,
        make=lambda: largest_changes(here.judge.figures(), tiles, scope, here.voice),
    )  # fmt: skip
    if not rows:
        st.markdown(here.words("month.no_changes"))
        return
    header = [here.words(f"month_column.{name}") for name in COLUMNS]
    cells = [(row.label, row.value, row.before, row.step) for row in rows]
    draw_table(header, cells, here.words("month.changed"))


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

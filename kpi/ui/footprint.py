"""The carbon account of a year on its page: how whole it is, its categories, from source to scope."""

from __future__ import annotations

import streamlit as st

from kpi.declare import Footprint
from kpi.show.footprint import (
    FootprintView,
    flow_chart,
    flow_sentence,
    flow_table,
    flow_title,
    footprint_sentences,
    footprint_table,
    footprint_view,
    gauge_chart,
    gauge_table,
    gauge_title,
)
from kpi.show.form import form_years, newest_whole_year
from kpi.ui.choice import draw_list, draw_segments
from kpi.ui.download import draw_download
from kpi.ui.figures import draw_chart
from kpi.ui.page import context
from kpi.ui.scope import read_factors, read_scope
from kpi.ui.session import Context, kept
from kpi.ui.table import draw_table
from kpi.ui.upload_text import escape

WIDTH = 240


def draw_footprints(page: str) -> bool:
    """Draw the carbon accounts that name this page; tell whether there is a year to account for."""
    here = context()
    years = form_years(here.judge.figures())
    for footprint in here.catalogue.footprints.values():
        if footprint.page == page and years:
            _draw_footprint(here, footprint, years)
    return bool(years)


def _draw_footprint(here: Context, footprint: Footprint, years: tuple[int, ...]) -> None:
    st.header(escape(footprint.label.of(here.language)), anchor=False)
    st.markdown(escape(footprint.note.of(here.language)))
    whole = newest_whole_year(here.judge.figures())
    year = int(
        draw_list(
            here,
            "year",
            here.words("footprint.year"),
            [str(year) for year in years],
            str,
            key=f"footprint-year-{footprint.id}",
            otherwise=str(whole if whole in years else years[0]),
            width=WIDTH,
        )
    )
    site, factors = read_scope(here).site, read_factors(here)
    view: FootprintView = kept(
        here, "footprint", footprint.id, site, year, factors,
        make=lambda: footprint_view(here.judge, footprint.id, site, year, factors),
    )  # fmt: skip
    sentences = footprint_sentences(view, here.voice)
    draw_chart(
        here,
        here.words("footprint.gauge"),
        (
            gauge_title(view, here.voice),
            gauge_chart(view, here.voice),
            " ".join(sentences),
            gauge_table(view, here.voice),
        ),
        f"gauge-{footprint.id}",
    )
    st.page_link(
        "pages/registers.py", label=here.words("footprint.enter"), icon=":material/edit_note:"
    )
    _draw_flows(here, footprint, view)
    table = footprint_table(view, here.voice)
    st.subheader(here.words("footprint.by_category"), anchor=False)
    draw_table(table.header, table.rows, footprint.label.of(here.language))
    draw_download(here, lambda: table.csv, f"account-{footprint.id}-{year}")


def _draw_flows(here: Context, footprint: Footprint, view: FootprintView) -> None:
    counting = draw_segments(
        here,
        "counting",
        here.words("footprint.counting"),
        list(view.years),
        lambda name: here.words(f"footprint.{name}"),
        key=f"footprint-counting-{footprint.id}",
    )
    side = next(name for name in view.years if name == counting)
    if not view.flows[side]:
        return
    draw_chart(
        here,
        here.words("footprint.flow"),
        (
            flow_title(view, side, here.voice),
            flow_chart(view, side, here.voice),
            flow_sentence(view, side, here.voice),
            flow_table(view, side, here.voice),
        ),
        f"flow-{footprint.id}",
    )

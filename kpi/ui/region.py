"""The region page: hospitals side by side, what the best does, the exchange, the definitions."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from kpi.acts.exchange import own_summary
from kpi.show.charts import chart_config
from kpi.show.definition_list import definition_document, definition_json
from kpi.show.region import (
    Region,
    RegionLine,
    average_sentences,
    chart_lines,
    has_partners,
    hidden_sentence,
    practice_rows,
    region,
    region_chart,
    region_table,
    region_told,
    region_years,
    reported_sentences,
    who_is_who,
)
from kpi.ui.choice import draw_list, draw_segments
from kpi.ui.download import draw_download, draw_paper
from kpi.ui.first_run import draw_start_hint
from kpi.ui.page import context
from kpi.ui.region_exchange import draw_due, draw_exchange, draw_partner_link
from kpi.ui.session import Context, kept
from kpi.ui.table import draw_table
from kpi.ui.told import draw_told
from kpi.ui.upload_text import escape, say_plain

TABS = ("beside", "exchange", "definitions")
SHARES = "shares"
"""Not a figure that is divided by: the shares, which are compared as they are."""
SHORT = 160


def draw_region() -> None:
    """Draw the whole page."""
    here = context()
    st.title(here.words("page.region"), anchor=False)
    draw_start_hint(here)
    st.markdown(here.words("region.intro"))
    tab = draw_segments(
        here,
        "tab",
        here.words("region.tab"),
        TABS,
        lambda name: here.words(f"region_tab.{name}"),
        key="region-tab",
        ends=("figure", "over"),
    )
    draw_told(here)
    if tab == "definitions":
        _draw_definitions(here)
        return
    years = [str(year) for year in region_years(here.judge)]
    if not years:
        st.info(here.words("region.nothing"))
        return
    ended = str(here.judge.last_month.plus(-11).year)
    year = draw_list(
        here,
        "year",
        here.words("region.year"),
        years,
        str,
        key="region-year",
        otherwise=ended if ended in years else years[0],
        width=SHORT,
    )
    if tab == "exchange":
        draw_exchange(here, int(year))
        draw_due(here)
    else:
        _draw_beside(here, int(year))


def _draw_beside(here: Context, year: int) -> None:
    found: Region = kept(
        here, "region", year, make=lambda: region(here.judge, own_summary(here.acts, year))
    )
    st.markdown("\n\n".join(escape(told) for told in reported_sentences(found, here.voice)))
    beside = has_partners(found)
    if not beside:
        draw_partner_link(here)
    options = [*here.catalogue.exchange.per, SHARES]
    chosen = draw_segments(
        here,
        "over",
        here.words("region.per"),
        options,
        lambda name: here.words(f"region_per.{name}"),
        key="region-per",
        ends=("figure",),
    )
    per = "" if chosen == SHARES else chosen
    hidden = hidden_sentence(found, per, here.voice)
    if hidden:
        st.info(escape(hidden))
    table = region_table(found, per, here.voice)
    draw_table(table.header, table.rows, here.words("region.table"))
    draw_download(here, lambda: table.csv, "region")
    legend = "region.legend" if beside else "region.legend_alone"
    st.caption(f"{escape(who_is_who(found))}  \n{here.words(legend)}")
    lines = chart_lines(found, per)
    # One bar alone is no comparison.
    if lines and beside:
        _draw_line(here, found, lines)
    averages = average_sentences([line for line in found.lines if line.per == per], here.voice)
    # Without partners a heading with nothing below it tells nobody anything.
    if averages or beside:
        _draw_averages(here, averages)
    if beside:
        _draw_practices(here, found)


def _draw_line(here: Context, found: Region, lines: Sequence[RegionLine]) -> None:
    """Draw one figure of all organisations close by."""
    by_id = {line.indicator: line for line in lines}
    name = draw_list(
        here,
        "figure",
        here.words("region.closer"),
        list(by_id),
        here.voice.label,
        key="region-figure",
    )
    line = by_id[name]
    told = region_told(found, line, here.voice)
    title = here.words("region.chart", figure=here.voice.label(name), year=found.year)
    st.header(escape(title), anchor=False)
    st.plotly_chart(
        region_chart(found, line, here.voice),
        key="region-chart",
        config=chart_config("region", here.voice),
        alt=f"{title}. {told}",
    )
    st.markdown(escape(told))


def _draw_averages(here: Context, told: Sequence[str]) -> None:
    st.header(here.words("region.averages"), anchor=False)
    if not told:
        st.markdown(here.words("region.no_averages"))
    for sentence in told:
        st.markdown(f"- {escape(sentence)}")


def _draw_practices(here: Context, found: Region) -> None:
    st.header(here.words("region.practices"), anchor=False)
    names = {member.code: member.name for member in found.members}
    if not found.practices:
        st.markdown(here.words("region.no_best"))
    for practice in found.practices:
        facts = {"figure": here.voice.label(practice.indicator), "name": names[practice.code]}
        title = say_plain(here, "region.best_of", **facts)
        if not practice.theirs:
            st.markdown(f"{title} {here.words('region.nothing_shared')}")
            continue
        st.markdown(title)
        columns = ("measure", "effect", "stage", "start", "evidence", "with_us")
        header = [here.words(f"region.{column}") for column in columns]
        draw_table(header, practice_rows(practice, here.voice), title)


def _draw_definitions(here: Context) -> None:
    st.markdown(here.words("definition_list.intro"))
    with st.container(horizontal=True):
        draw_paper(
            here.words("definition_list.as_paper"),
            lambda: definition_document(here.voice, here.acts.today()),
            "definitions",
            key="definitions-paper",
        )
        st.download_button(
            here.words("definition_list.as_data"),
            lambda: definition_json(here.catalogue),
            file_name="definitions.json",
            mime="application/json",
            icon=":material/data_object:",
            on_click="ignore",
            key="definitions-data",
        )

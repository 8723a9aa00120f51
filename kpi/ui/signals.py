"""The signals page: control charts that mark only what chance does not explain."""

from __future__ import annotations

import streamlit as st

from kpi.show import Scope
from kpi.show.format import TIED, month_label
from kpi.show.icons import assurance_icon, variation_icon
from kpi.show.signals import (
    ChartWay,
    ControlChart,
    assurance_text,
    chart_ways,
    charted_text,
    control_chart,
    moved_sentence,
    signal_chart,
    signal_sentences,
    signal_table,
    signal_title,
    usual_way,
    variation_text,
)
from kpi.ui.choice import draw_list, draw_segments
from kpi.ui.events import draw_events
from kpi.ui.figures import Made, draw_chart
from kpi.ui.folded import draw_folded
from kpi.ui.loads import drawn_without
from kpi.ui.page import context
from kpi.ui.scope import draw_scope
from kpi.ui.session import Context, kept
from kpi.ui.table import draw_table
from kpi.ui.theme import draw_presence
from kpi.ui.upload_text import escape

BOX_WIDTH = 260


def draw_signals() -> None:
    """Draw the whole page."""
    here = context()
    st.title(here.words("page.signals"), anchor=False)
    if not draw_presence(here):
        return
    scope = draw_scope(here, ("site", "month"))
    place, month = here.voice.site(scope.site), month_label(scope.month, here.language)
    st.markdown(here.words("signals.intro", place=escape(place), month=escape(month)))
    aimed = list(dict.fromkeys(t.indicator for t in here.judge.targets if t.indicator))
    newest = {name: chart_of(here, name, scope, usual_of(here, name, scope)) for name in aimed}
    if newest:
        st.markdown(escape(moved_sentence(newest.values(), here.voice)))
    st.header(here.words("theme.closer"), anchor=False)
    figures = [i.id for i in here.catalogue.indicators.values() if i.kind != "driver"]
    figure = draw_list(
        here,
        "figure",
        here.words("signals.figure"),
        sorted(figures, key=lambda name: (name not in aimed, figures.index(name))),
        here.voice.label,
        key="signal-figure",
        ends=("way",),
    )
    _draw_figure(here, figure, scope)
    _draw_overview(here, list(newest.values()))


def _draw_figure(here: Context, figure: str, scope: Scope) -> None:
    usual = usual_of(here, figure, scope)
    ways = chart_ways(here.judge, figure)
    way = draw_segments(
        here,
        "way",
        here.words("signals.way"),
        ways,
        lambda name: here.words(f"signals.way_{name}"),
        key=f"signal-way-{figure}",
        otherwise=usual,
    )
    weathered = "_weather" if "weather" in ways else ""
    st.markdown(f":small[{here.words(f'signals.way_help{weathered}')}]")
    without = bool(drawn_without(here, figure, scope.site))
    found = chart_of(here, figure, scope, way, without=without)
    _draw_icons(here, found)

    def make() -> Made:
        return (
            signal_title(found, here.voice),
            signal_chart(found, here.voice),
            " ".join(signal_sentences(found, here.voice)),
            signal_table(found, here.voice),
        )

    if found.newest is None:
        st.subheader(escape(signal_title(found, here.voice)), anchor=False)
        st.info(escape(" ".join(signal_sentences(found, here.voice))))
    else:
        made = kept(here, "signal-chart", figure, scope.site, scope.month, way, without, make=make)
        draw_chart(here, here.words(f"signals.what_{way}"), made, f"signal-{figure}-{way}")
        st.markdown(f":small[{here.words('signals.legend')}]")

    def draw() -> None:
        st.markdown(here.words("signals.rebase_note"))
        start = {"kind": "step", "indicator": figure, "site": scope.site}
        draw_events(here, figure, scope.site, start)

    draw_folded(here.words("signals.rebase"), draw, key="signal-events")


def usual_of(here: Context, figure: str, scope: Scope) -> ChartWay:
    """Return how a figure is charted unless one asks otherwise, found once a revision."""
    return kept(
        here, "usual-way", figure, scope.site, scope.month,
        make=lambda: usual_way(here.judge, figure, scope),
    )  # fmt: skip


def chart_of(
    here: Context, figure: str, scope: Scope, way: str, *, without: bool = False
) -> ControlChart:
    """Return a figure's control chart, made once a revision."""
    wanted = next(known for known in chart_ways(here.judge, figure) if known == way)
    return kept(
        here, "signals", figure, scope.site, scope.month, way, without,
        make=lambda: control_chart(here.judge, figure, scope, wanted, without=without),
    )  # fmt: skip


def _draw_icons(here: Context, found: ControlChart) -> None:
    """Draw what the newest month means and whether the target will be met, as shapes and words."""
    if found.newest is None:
        return
    texts = {
        "variation": variation_text(found, here.voice),
        "assurance": assurance_text(found, here.voice),
    }
    icons = {"variation": variation_icon(found), "assurance": assurance_icon(found)}
    with st.grid(min_column_width=BOX_WIDTH, gap="small"):
        for name, text in texts.items():
            with st.container(border=True, height="stretch", horizontal=True, gap="small"):
                st.image(icons[name], width=64, alt=text)
                with st.container(gap="xxsmall"):
                    st.markdown(f":small[{here.words(f'signals.{name}')}]")
                    st.markdown(f"**{escape(text)}**")


def _draw_overview(here: Context, charts: list[ControlChart]) -> None:
    """Draw a line for every figure with a target, first those that moved more than chance."""
    st.header(here.words("signals.overview"), anchor=False)
    st.markdown(here.words("signals.overview_note"))
    names = ("figure", "newest", "value", "variation", "assurance")
    header = [here.words("measures.figure"), *(here.words(f"signals.{n}") for n in names[1:])]
    rows = []
    for found in sorted(charts, key=lambda c: (c.newest is None, c.variation == "common")):
        figure, newest = found.indicator, found.newest
        if newest is None:
            reasons = " ".join(here.voice.reasons(found.reasons))
            rows.append([here.voice.label(figure), "–", "–", reasons, "–"])
            continue
        value = charted_text(found, newest, here.voice)
        rows.append(
            [
                here.voice.label(figure),
                month_label(newest.month, here.language).replace(" ", TIED),
                f"{value} ({here.words(f'signals.way_{found.way}')})",
                variation_text(found, here.voice),
                assurance_text(found, here.voice),
            ]
        )
    draw_table(header, rows, here.words("signals.overview"))

"""The points of the vision on one page: how far each is, what is next, and whose it is."""

from __future__ import annotations

from functools import partial

import streamlit as st

from kpi.show import Scope, vision_points
from kpi.show.format import span_label
from kpi.show.views import tile
from kpi.show.vision import VisionTile, stages_sentence, vision_tile
from kpi.ui.figures import small, verdicts
from kpi.ui.first_run import draw_start_hint
from kpi.ui.page import context
from kpi.ui.scope import draw_scope
from kpi.ui.session import Context, kept
from kpi.ui.tile import Line
from kpi.ui.upload_text import escape

TILE = 380


def draw_vision() -> None:
    """Draw the whole page."""
    here = context()
    st.title(here.words("page.vision"), anchor=False)
    draw_start_hint(here)
    scope = draw_scope(here, ("site",))
    st.markdown(here.words("vision.intro"))
    month = here.judge.newest_complete_month()
    points = kept(
        here, "vision", scope.site, month,
        make=lambda: vision_points(here.judge, scope.site, month),
    )  # fmt: skip
    st.markdown(f"**{escape(stages_sentence(points, here.voice))}**")
    year = Scope(scope.site, month, "r12")
    span = span_label(year, here.catalogue.words, here.language)
    place = here.voice.site(scope.site)
    st.markdown(here.words("theme.shown", place=escape(place), span=escape(span)))
    today = here.acts.today()
    with st.grid(min_column_width=TILE, gap="small"):
        for number, point in enumerate(points, start=1):
            with st.container(border=True, height="stretch"):
                _draw_tile(here, number, vision_tile(point, today, here.voice), year)


def _draw_tile(here: Context, number: int, shown: VisionTile, scope: Scope) -> None:
    st.header(escape(f"{number}. {shown.label}"), anchor=False)
    st.markdown(f"**{escape(shown.stage)}**")
    for indicator, told in shown.figures:
        with st.container(gap="xxsmall"):
            _draw_figure(here, indicator, told, scope)
    st.markdown("\n".join(f"- {escape(line)}" for line in shown.lines))
    st.page_link(
        "pages/registers.py",
        label=here.words("vision.edit"),
        icon=":material/edit:",
        query_params={"register": "vision_point", "entry": shown.id},
    )


def _draw_figure(here: Context, indicator: str, told: str, scope: Scope) -> None:
    """Draw one figure of a point: its value, the step in a year, and where its targets stand."""
    declared = here.catalogue.indicators[indicator]
    st.page_link(
        f"pages/{declared.page}.py",
        label=escape(here.voice.label(indicator)),
        icon=":material/monitoring:",
        query_params={
            "site": scope.site, "month": str(scope.month), "span": scope.span,
            "section": declared.section, "figure": indicator,
        },
    )  # fmt: skip
    make = partial(tile, here.judge.figures(), indicator, scope, here.voice)
    step = kept(here, "tile", indicator, scope, None, make=make).step
    proxy = here.words("tile.proxy") if declared.proxy else ""
    lines = [*(Line(text) for text in (step, proxy) if text), *verdicts(here, indicator, scope)]
    st.markdown("  \n".join([escape(told), *map(small, lines)]))

"""The points of the vision on one page: how far each is, what is next, and whose it is."""

from __future__ import annotations

import streamlit as st

from kpi.show import vision_points
from kpi.show.vision import VisionTile, stages_sentence, vision_tile
from kpi.ui.first_run import draw_start_hint
from kpi.ui.page import context
from kpi.ui.scope import draw_scope
from kpi.ui.session import Context, kept
from kpi.ui.upload_text import escape, say_plain

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
    today = here.acts.today()
    query = {"site": scope.site, "month": str(month), "span": "r12"}
    with st.grid(min_column_width=TILE, gap="small"):
        for number, point in enumerate(points, start=1):
            with st.container(border=True, height="stretch"):
                _draw_tile(here, number, vision_tile(point, today, here.voice), query)


def _draw_tile(here: Context, number: int, tile: VisionTile, query: dict[str, str]) -> None:
    st.header(escape(f"{number}. {tile.label}"), anchor=False)
    st.markdown(f"**{escape(tile.stage)}**")
    for indicator, told in tile.figures:
        declared = here.catalogue.indicators[indicator]
        st.markdown(escape(told))
        st.page_link(
            f"pages/{declared.page}.py",
            label=say_plain(here, "vision.to_figure", figure=here.voice.label(indicator)),
            icon=":material/monitoring:",
            query_params={**query, "section": declared.section, "figure": indicator},
        )
    st.markdown("\n".join(f"- {escape(line)}" for line in tile.lines))
    st.page_link(
        "pages/registers.py",
        label=here.words("vision.edit"),
        icon=":material/edit:",
        query_params={"register": "vision_point", "entry": tile.id},
    )

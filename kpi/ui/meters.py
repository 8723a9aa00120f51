"""The meters page: the load curve of one meter over a day, a week or a year."""

from __future__ import annotations

import datetime as dt
from functools import partial

import streamlit as st

from kpi.show import Curve, Series, curve_of, meters_of
from kpi.show.charts import chart_config
from kpi.show.curves import (
    curve_chart,
    curve_note,
    curve_sentence,
    curve_table,
    series_told,
    span_told,
)
from kpi.ui.address import asked, choose, show
from kpi.ui.choice import draw_list, draw_segments
from kpi.ui.figures import draw_as_table
from kpi.ui.page import context
from kpi.ui.session import Context, kept, set_widget
from kpi.ui.upload_text import escape

VIEWS = ("day", "week", "year")


def draw_meters() -> None:
    """Draw the whole page."""
    here = context()
    st.title(here.words("page.meters"), anchor=False)
    st.markdown(here.words("curve.intro"))
    meters = kept(
        here, "meters", make=lambda: meters_of(here.catalogue, here.acts.store)
    )  # fmt: skip
    if not meters:
        st.info(here.words("curve.empty"))
        kinds = [c.id for c in here.catalogue.contracts.values() if c.readings is not None]
        st.page_link(
            "pages/upload.py",
            label=here.words("theme.to_upload"),
            icon=":material/upload:",
            query_params={"tab": "file", "kind": kinds[0]},
        )
        return
    by_name = {f"{s.site}/{s.carrier}/{s.meter}/{s.register}": s for s in meters}
    chosen = draw_list(
        here,
        "meter",
        here.words("curve.meter"),
        list(by_name),
        lambda name: series_told(by_name[name], here.voice),
        key="curve-meter",
    )
    series = by_name[chosen]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        view = draw_segments(
            here,
            "view",
            here.words("curve.view"),
            VIEWS,
            lambda name: here.words(f"curve_view.{name}"),
            key="curve-view",
            otherwise="week",
        )
        day = _choose_day(here, series)
    curve: Curve = kept(
        here, "curve", chosen, view, day,
        make=lambda: curve_of(here.catalogue, here.acts.store, series, view, day),  # type: ignore[arg-type]
    )  # fmt: skip
    _draw_curve(here, curve)


def _choose_day(here: Context, series: Series) -> dt.date:
    """Draw the choice of a day inside what the meter has; by default its last one."""
    try:
        day = dt.date.fromisoformat(asked("day"))
    except ValueError:
        day = series.last
    day = min(max(day, series.first), series.last)
    set_widget("curve-day", day)
    st.date_input(
        here.words("curve.day"),
        min_value=series.first,
        max_value=series.last,
        format="DD-MM-YYYY",
        key="curve-day",
        on_change=choose,
        args=("day", "curve-day"),
        width=200,
    )
    show("day", str(day))
    return day


def _draw_curve(here: Context, curve: Curve) -> None:
    title = here.words("curve.title", span=span_told(curve, here.voice))
    sentence = curve_sentence(curve, here.voice)
    st.header(escape(title), anchor=False)
    st.markdown(escape(sentence))
    if not curve.points:
        return
    st.plotly_chart(
        curve_chart(curve, here.voice),
        key="curve",
        config=chart_config("load-curve", here.voice),
        alt=f"{title}. {sentence}",
    )
    st.caption(curve_note(curve, here.voice))
    draw_as_table(here, partial(curve_table, curve, here.voice), title, "load-curve")

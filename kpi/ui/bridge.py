"""Why a figure changed, on its page: two years or the same months of them, bridge and sentence."""

from __future__ import annotations

import streamlit as st

from kpi.declare import Decomposition, Month
from kpi.show import Scope
from kpi.show.bridge import (
    Asked,
    bridge_table,
    bridge_view,
    default_asked,
    headline,
    period_text,
    remarks,
    sentence,
    years_of,
)
from kpi.show.bridge_chart import bridge_chart
from kpi.show.format import month_name
from kpi.ui.choice import draw_list
from kpi.ui.figures import Made, draw_chart
from kpi.ui.page import context
from kpi.ui.scope import read_factors, read_scope
from kpi.ui.session import Context, kept
from kpi.ui.upload_text import escape

MONTHS = tuple(str(number) for number in range(1, 13))
NARROW = 150


def draw_bridges(page: str) -> bool:
    """Draw why the figures of this page changed; tell whether there are two years to compare."""
    here = context()
    declared = {d.of: d for d in here.catalogue.decompositions.values() if d.page == page}
    scope = read_scope(here)
    years = years_of(here.judge, scope.month)
    if not declared or len(years) < 2:
        return False
    st.header(here.words("bridge.header"), anchor=False)
    of = draw_list(
        here,
        "change",
        here.words("bridge.figure"),
        list(declared),
        here.voice.label,
        key=f"bridge-figure-{page}",
    )
    asked = _draw_choice(here, declared[of], scope, years)
    if asked.years[0] == asked.years[1]:
        st.info(here.words("bridge.same"))
    elif asked.months[0] > asked.months[1]:
        st.info(here.words("bridge.months_turned"))
    else:
        _draw_bridge(here, declared[of], asked)
    return True


def _draw_choice(
    here: Context, declared: Decomposition, scope: Scope, years: tuple[str, ...]
) -> Asked:
    frozen = read_factors(here)
    usual: Asked = kept(
        here, "bridge-usual", declared.of, scope.site, scope.month, frozen,
        make=lambda: default_asked(here.judge, declared, scope.site, scope.month, frozen),
    )  # fmt: skip

    def year(name: str, otherwise: int) -> int:
        now = str(otherwise) if str(otherwise) in years else years[0]
        return int(
            draw_list(
                here,
                name,
                here.words(f"bridge.{name}"),
                years,
                str,
                key=f"bridge-{name}",
                otherwise=now,
                width=NARROW,
            )
        )

    def month(name: str, otherwise: int) -> int:
        return int(
            draw_list(
                here,
                name,
                here.words(f"bridge.{name}"),
                MONTHS,
                lambda text: month_name(Month(2000, int(text)), here.language),
                key=f"bridge-{name}",
                otherwise=str(otherwise),
                width=NARROW,
            )
        )

    with st.container(horizontal=True, vertical_alignment="bottom"):
        both = year("before", usual.years[0]), year("after", usual.years[1])
        ends = month("first", usual.months[0]), month("last", usual.months[1])
    return Asked(scope.site, both, ends, frozen)


def _draw_bridge(here: Context, declared: Decomposition, asked: Asked) -> None:
    def make() -> tuple[Made, str, tuple[str, ...]]:
        view, voice = bridge_view(here.judge, declared, asked), here.voice
        made = (
            headline(view, voice),
            bridge_chart(view, voice),
            sentence(view, voice),
            bridge_table(view, voice),
        )
        ends = [period_text(view, side, voice) for side in (0, 1)]
        what = voice.say("bridge.what", first=ends[0], second=ends[1])
        return (
            (made if not view.reasons else (made[0], None, made[2], made[3])),
            what,
            remarks(view, voice),
        )

    made, what, minded = kept(here, "bridge", declared.of, asked, make=make)
    if made[1] is None:
        st.subheader(escape(made[0]), anchor=False)
        st.markdown(escape(made[2]))
        return
    draw_chart(here, what, made, f"bridge-{declared.of}")
    notes = [declared.note.of(here.language), here.words("bridge.notes"), *minded]
    boundary = here.catalogue.indicators[declared.of].boundary
    if boundary is not None:
        notes.insert(0, here.voice.named("boundary", boundary))
    st.markdown("\n".join(f"- {escape(note)}" for note in notes))

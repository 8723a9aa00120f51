"""Obligations: the calendar, what was filed, and where else every figure is asked."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from kpi.acts import Refused
from kpi.declare import ALL
from kpi.show import Obligations
from kpi.show.obligations import (
    calendar_rows,
    crosswalk_rows,
    export_file,
    obligation_lines,
    receivers,
    years_of,
)
from kpi.ui.choice import draw_list, draw_segments
from kpi.ui.download import draw_workbook
from kpi.ui.first_run import draw_start_hint
from kpi.ui.offer import offers
from kpi.ui.page import context
from kpi.ui.scope import draw_scope
from kpi.ui.session import FIELD, Context, actor, ask_name, kept
from kpi.ui.table import draw_table
from kpi.ui.told import draw_told, tell, text_of
from kpi.ui.upload_text import escape

TABS = ("calendar", "crosswalk")
WHOLE = ""
"""Not one figure: the whole report."""


def draw_obligations() -> None:
    """Draw the whole page."""
    here = context()
    st.title(here.words("page.obligations"), anchor=False)
    draw_start_hint(here)
    scope = draw_scope(here, ("site",))
    st.markdown(here.words("obligation.intro"))
    tab = draw_segments(
        here,
        "tab",
        here.words("obligation.tab"),
        TABS,
        lambda name: here.words(f"obligation_tab.{name}"),
        key="obligation-tab",
        ends=("entry",),
    )
    draw_told(here)
    found = kept(here, "obligations", make=lambda: Obligations(here.judge))
    for code in dict.fromkeys(found.lost):
        st.warning(here.words("obligation.lost", code=escape(code)))
    codes = here.judge.figures().site_codes
    sites = [code for code in codes if scope.site in (ALL, code)]
    if tab == "calendar":
        _draw_calendar(here, found, sites)
    else:
        _draw_crosswalk(here, found, scope.site if scope.site in (ALL, *codes) else ALL, sites)
    _draw_filing(here, found)


def _draw_calendar(here: Context, found: Obligations, sites: Sequence[str]) -> None:
    today = here.acts.today()
    duties = found.duties(sites, today)
    draw_table(*calendar_rows(duties, today, here.voice), here.words("obligation_tab.calendar"))
    st.header(here.words("obligation.closer"), anchor=False)
    # In the order of the calendar: what comes first there is looked at first.
    by_code = {duty.obligation.code: duty.obligation for duty in duties}
    chosen = draw_list(
        here,
        "entry",
        here.words("obligation.which"),
        list(by_code),
        lambda name: by_code[name].label.of(here.language),
        key="obligation-entry",
    )
    lines = obligation_lines(by_code[chosen], here.voice)
    st.markdown("\n".join(f"- {escape(line)}" for line in lines))


def _draw_crosswalk(here: Context, found: Obligations, site: str, sites: Sequence[str]) -> None:
    figures = here.judge.figures()
    years = [str(year) for year in years_of(here.judge.last_month, figures.first_month)]
    year = draw_list(
        here, "year", here.words("crosswalk.year"), years, str, key="crosswalk-year",
        otherwise=years[min(1, len(years) - 1)], width=FIELD // 2,
    )  # fmt: skip
    st.markdown(here.words("crosswalk.note"))
    draw_table(
        *crosswalk_rows(found, site, int(year), here.voice), here.words("obligation_tab.crosswalk")
    )
    st.header(here.words("crosswalk.export"), anchor=False)
    with st.container(horizontal=True):
        for obligation in receivers(found, here.voice):
            draw_workbook(
                escape(obligation.label.of(here.language)),
                partial(
                    export_file, found, obligation, [*sites, *([ALL] if site == ALL else [])],
                    int(year), here.voice,
                ),
                f"{obligation.code}-{year}",
                key=f"export-{obligation.code}",
            )  # fmt: skip


def _draw_filing(here: Context, found: Obligations) -> None:
    """Draw the form that records what was filed: a whole report, or one figure of it."""
    with st.expander(here.words("filing.title"), icon=":material/task_alt:", key="filing"):
        if not offers(here, "set_entry", "filing"):
            return
        ask_name(here)
        key = f"filing-{here.judge.as_of}"
        labels = {o.code: o.label.of(here.language) for o in found.obligations}
        figures = list(dict.fromkeys(asked.indicator for asked in found.asked))
        with st.form(key):
            st.selectbox(
                here.words("filing.what"), list(labels), format_func=labels.__getitem__,
                key=f"{key}-obligation", width=FIELD, placeholder=here.words("upload.choose"),
            )  # fmt: skip
            st.selectbox(
                here.words("filing.figure"),
                [WHOLE, *figures],
                format_func=lambda n: here.voice.label(n) if n else here.words("filing.whole"),
                key=f"{key}-figure",
                width=FIELD,
                placeholder=here.words("upload.choose"),
            )
            st.selectbox(
                here.words("filing.scope"),
                [ALL, *here.judge.figures().site_codes],
                format_func=here.voice.site,
                key=f"{key}-scope",
                width=FIELD,
                placeholder=here.words("upload.choose"),
            )
            with st.container(horizontal=True):
                st.text_input(here.words("filing.period"), key=f"{key}-period", width=FIELD // 2)
                st.text_input(
                    here.words("filing.filed_on"),
                    value=here.acts.today().isoformat(),
                    key=f"{key}-filed_on",
                    width=FIELD // 2,
                )
            st.text_input(here.words("filing.reference"), key=f"{key}-reference", width=FIELD)
            st.form_submit_button(here.words("filing.save"), on_click=_save, args=(here, key))


def _save(here: Context, key: str) -> None:
    names = ("obligation", "scope", "period", "figure", "filed_on", "reference")
    body = {name: text_of(f"{key}-{name}") for name in names} | {"by": actor().name}
    if not (body["period"].isdecimal() and len(body["period"]) == 4):
        tell("filing.no_year", value=body["period"])
        return
    identifier = "/".join(body[name] for name in ("obligation", "scope", "period", "figure"))
    try:
        revision = here.acts.set_entry(
            "filing", identifier, body, actor=actor(), reason=here.words("filing.title")
        )
    except Refused as refused:
        tell(f"refused.{refused.code}", **refused.facts)
        return
    tell("target_form.saved", True, revision=str(revision))

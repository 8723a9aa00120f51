"""The guided start of an empty store: what is there already, and the first file."""

from __future__ import annotations

import streamlit as st

from kpi.declare import ALL, UNSPLIT
from kpi.show.attention import SETTLED_BY_A_PERSON
from kpi.show.receipts import template_file
from kpi.ui.session import Context
from kpi.ui.upload_text import escape, say_plain

DONE, OPEN = "●", "□"
CARD_WIDTH = 300


def draw_first_run(here: Context) -> None:
    """Draw the four steps to the first figure; it goes away with the first accepted file."""
    st.header(here.words("first_run.title"), anchor=False)
    st.markdown(here.words("first_run.intro"))
    with st.grid(min_column_width=CARD_WIDTH, gap="small"):
        for number, draw in enumerate((_organisation, _sites, _targets, _first_file), start=1):
            with st.container(border=True, height="stretch"):
                draw(here, number)


def _heading(here: Context, number: int, step: str, *, done: bool) -> None:
    mark, state = (DONE, "done") if done else (OPEN, "open")
    st.subheader(f"{number}. {here.words(f'first_run.{step}')}", anchor=False)
    st.markdown(f":small[{mark} {here.words(f'first_run.{state}')}]")


def _organisation(here: Context, number: int) -> None:
    _heading(here, number, "organisation", done=True)
    name = here.catalogue.organisation.organisation.name
    st.markdown(say_plain(here, "first_run.organisation_is", name=name))


def _sites(here: Context, number: int) -> None:
    codes = [code for code in here.site_names if code != UNSPLIT]
    _heading(here, number, "sites", done=bool(codes))
    names = ", ".join(here.voice.site(code) for code in codes)
    st.markdown(say_plain(here, "first_run.sites_are", names=names, count=len(codes)))
    st.page_link("pages/registers.py", label=here.words("page.registers"), icon=":material/tune:")


def _targets(here: Context, number: int) -> None:
    month = here.judge.last_month
    every = [here.judge.progress(t.id, ALL, month) for t in here.judge.targets]
    unsettled = [p for p in every if SETTLED_BY_A_PERSON & {reason.code for reason in p.reasons}]
    _heading(here, number, "targets", done=bool(every) and not unsettled)
    facts = {"count": len(every), "open": len(unsettled)}
    st.markdown(here.words("first_run.targets_are", **facts))
    st.page_link("pages/targets.py", label=here.words("page.targets"), icon=":material/flag:")


def _first_file(here: Context, number: int) -> None:
    _heading(here, number, "first_file", done=False)
    st.markdown(here.words("first_run.first_file_is"))
    ordered = sorted(
        (c for c in here.catalogue.contracts.values() if c.by_site), key=lambda c: c.order
    )
    for contract in ordered:
        label = contract.label.of(here.language)
        st.download_button(
            here.words("upload.template", kind=escape(label.lower())),
            template_file(contract, here.language),
            file_name=f"{contract.id}.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
            key=f"first-template-{contract.id}",
        )
    st.page_link("pages/upload.py", label=here.words("theme.to_upload"), icon=":material/upload:")

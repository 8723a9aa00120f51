"""The evidence binder: what an auditor would find today, the requirements, and the list itself."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from kpi.declare import ALL
from kpi.show import (
    BinderFault,
    Schema,
    SiteLevels,
    binder_faults,
    falling,
    listed_schema,
    site_levels,
)
from kpi.show.binder import binder_about, binder_workbook, departments, fault_sentences
from kpi.show.binder_paper import binder_document
from kpi.show.certification import schema_label
from kpi.show.thermometer import falling_rows, falling_sentence
from kpi.ui.binder_requirement import draw_requirements
from kpi.ui.choice import draw_segments, held
from kpi.ui.download import draw_paper, draw_workbook
from kpi.ui.first_run import draw_start_hint
from kpi.ui.list_import import draw_import
from kpi.ui.page import context
from kpi.ui.scope import draw_scope
from kpi.ui.session import Context, kept
from kpi.ui.table import draw_table
from kpi.ui.told import draw_told
from kpi.ui.upload_text import escape

TABS = ("today", "requirements", "import")


def draw_binder() -> None:
    """Draw the whole page."""
    here = context()
    st.title(here.words("page.binder"), anchor=False)
    draw_start_hint(here)
    scope = draw_scope(here, ("site",))
    st.markdown(here.words("binder.intro"))
    tab = draw_segments(
        here,
        "tab",
        here.words("binder.tab"),
        TABS,
        lambda name: here.words(f"binder_tab.{name}"),
        key="binder-tab",
        ends=("entry", "theme"),
    )
    draw_told(here)
    if tab == "import":
        draw_import(here)
        return
    codes = here.judge.figures().site_codes
    sites = [code for code in codes if scope.site in (ALL, code)]
    schema = draw_schema(here, sites)
    if schema is None:
        st.info(here.words("binder.no_list"))
        return
    if not sites:
        st.info(here.words("thermometer.no_site"))
        return
    found = levels_of(here, sites, schema)
    if tab == "today":
        _draw_today(here, found)
    else:
        draw_requirements(here, found)


def draw_schema(here: Context, sites: Sequence[str]) -> Schema | None:
    """Draw the choice of the list of requirements; None when there is none."""
    certification = here.judge.certification
    listed = {schema.code: schema for schema in certification.listed()}
    if not listed:
        return None
    first = listed_schema(certification, sites[0] if sites else "")
    start = first.code if first else next(iter(listed))
    code = choose_list(here, list(listed), start, "binder-schema", ("theme", "entry"))
    if listed[code].list == "example":
        st.warning(here.words("thermometer.example"), icon=":material/science:")
    elif listed[code].list != "complete":
        st.warning(here.words("thermometer.partial"), icon=":material/playlist_add_check:")
    return listed[code]


def choose_list(
    here: Context, codes: Sequence[str], start: str, key: str, ends: Sequence[str]
) -> str:
    """Draw the choice between lists of requirements; of a single one there is none to make."""
    if len(codes) == 1:
        return held(here, "schema", codes, start)
    return draw_segments(
        here,
        "schema",
        here.words("thermometer.schema"),
        codes,
        lambda name: escape(schema_label(here.judge.certification, name, here.voice)),
        key=key,
        otherwise=start,
        ends=ends,
    )


def levels_of(here: Context, sites: Sequence[str], schema: Schema) -> list[SiteLevels]:
    """Return where sites stand today, figures included."""
    today = here.acts.today()
    return [
        kept(
            here, "levels", site, schema.code, today,
            make=partial(site_levels, here.judge, site, schema, today),
        )
        for site in sites
    ]  # fmt: skip


def _draw_today(here: Context, found: Sequence[SiteLevels]) -> None:
    st.header(here.words("falling.title"), anchor=False)
    for site in found:
        lost = falling(site)
        st.markdown(f"**{escape(falling_sentence(site, lost, here.voice))}**")
        if lost:
            names = ("code", "text", "department", "loss", "until", "owner")
            header = [here.words(f"binder_column.{name}") for name in names]
            rows = [
                (code, text, department, *others)
                for department, inside in falling_rows(lost, departments(here.voice), here.voice)
                for code, text, *others in inside
            ]
            draw_table(header, rows, here.voice.site(site.site))
    _draw_faults(here)
    _draw_export(here, found)


def _draw_faults(here: Context) -> None:
    faults = _faults(here)
    if not faults:
        return
    with st.expander(here.words("binder.faults", count=len(faults)), expanded=len(faults) <= 5):
        told = fault_sentences(faults, here.judge.certification, here.voice)
        lines = (f"- {escape(line)}" for line in told)
        st.markdown("\n".join(lines))


def _faults(here: Context) -> tuple[BinderFault, ...]:
    codes, known = here.judge.figures().site_codes, here.catalogue.indicators
    return binder_faults(here.judge.certification, codes, known)


def _draw_export(here: Context, found: Sequence[SiteLevels]) -> None:
    """Draw the buttons that give the binder; each file is made when it is asked for."""
    stem = f"{here.words('binder.stem')}-{found[0].today.isoformat()}"
    sites = [(site, falling(site)) for site in found]
    certification, revision = here.judge.certification, here.judge.as_of
    with st.container(horizontal=True):
        draw_paper(
            here.words("binder_paper.button"),
            lambda: binder_document(
                certification, sites, _faults(here), revision, here.voice,
                demonstration=here.demonstration,
            ),
            stem,
            key="binder-paper",
        )  # fmt: skip
        draw_workbook(
            here.words("binder.export"),
            lambda: binder_workbook(
                certification, sites, here.judge.figures(),
                certification.list_headers(found[0].schema.code),
                binder_about(
                    certification, found[0], revision, here.voice, demonstration=here.demonstration
                ),
                here.voice,
            ),
            stem,
            key="binder-export",
        )  # fmt: skip
    st.markdown(f":small[{here.words('binder.export_note')}]")

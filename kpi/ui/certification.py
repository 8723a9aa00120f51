"""The Milieuthermometer: certificates with dates, levels by rule, themes, requirements."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from kpi.declare import ALL
from kpi.show import Certification, Schema, Scope, SiteLevels
from kpi.show.certification import (
    RequirementLine,
    certificate_rows,
    certificate_sentence,
    certified_sentence,
    level_label,
    level_reasons,
    level_rows,
    level_sentence,
    requirement_lines,
    schema_label,
    theme_label,
    theme_rows,
)
from kpi.show.format import tied
from kpi.ui.binder import choose_list, levels_of
from kpi.ui.choice import draw_list
from kpi.ui.first_run import draw_start_hint
from kpi.ui.folded import draw_folded
from kpi.ui.page import context
from kpi.ui.scope import draw_scope
from kpi.ui.session import Context, kept
from kpi.ui.table import draw_table
from kpi.ui.targets import source_link
from kpi.ui.thermometer import draw_gap, draw_glass, draw_group, draw_readiness
from kpi.ui.upload_text import escape, say_plain

EVERY = ""
"""Not a theme: all of them."""


def draw_thermometer() -> None:
    """Draw the whole page."""
    here = context()
    st.title(here.words("page.thermometer"), anchor=False)
    draw_start_hint(here)
    scope = draw_scope(here, ("site",))
    st.markdown(here.words("thermometer.intro"))
    certification = here.judge.certification
    codes = here.judge.figures().site_codes
    sites = [code for code in codes if scope.site in (ALL, code)]
    if not sites:
        st.info(here.words("thermometer.no_site"))
        return
    _draw_certificates(here, certification, sites)
    schema = _draw_schema(here, certification, sites)
    if schema is None:
        return
    found = levels_of(here, sites, schema)
    draw_group(here, found)
    _draw_levels(here, found)
    st.page_link("pages/binder.py", label=here.words("page.binder"), icon=":material/folder_open:")
    _draw_themes(here, certification, found)
    _draw_requirements(here, certification, found, scope)


def _draw_certificates(here: Context, certification: Certification, sites: Sequence[str]) -> None:
    st.header(here.words("thermometer.certificates"), anchor=False)
    today = here.acts.today()
    told = (certificate_sentence(certification, site, today, here.voice) for site in sites)
    st.markdown("\n".join(f"- {escape(sentence)}" for sentence in told))
    held = [site for site in sites if certification.certificates_of(site)]

    def draw() -> None:
        for site in held:
            name = here.voice.site(site)
            if len(sites) > 1:
                st.subheader(escape(name), anchor=False)
            draw_table(*certificate_rows(certification, site, today, here.voice), name)

    if held:
        title = here.words("thermometer.every_certificate")
        draw_folded(title, draw, expanded=len(sites) == 1, key="every-certificate")


def _draw_schema(
    here: Context, certification: Certification, sites: Sequence[str]
) -> Schema | None:
    """Draw the choice of the list and what it is worth; None when no list was entered."""
    st.header(here.words("thermometer.levels"), anchor=False)
    listed = {schema.code: schema for schema in certification.listed()}
    if not listed:
        st.info(here.words("thermometer.no_list"))
        return None
    aimed = [a.schema for a in map(certification.ambition, sites) if a is not None]
    start = next((code for code in aimed if code in listed), next(iter(listed)))
    schema = listed[choose_list(here, list(listed), start, "thermometer-schema", ("theme",))]
    if schema.list != "complete":
        st.warning(say_plain(here, "thermometer.example"), icon=":material/science:")
    for name in dict.fromkeys(aimed):
        if name not in listed:
            label = schema_label(certification, name, here.voice)
            st.info(say_plain(here, "thermometer.aimed", schema=label))
    return schema


def _draw_levels(here: Context, found: Sequence[SiteLevels]) -> None:
    for site in found:
        st.subheader(escape(here.voice.site(site.site)), anchor=False)
        told = f"**{escape(level_sentence(site, here.voice))}**"
        if site.levels:
            certified = certified_sentence(here.judge.certification, site, here.voice)
            told = f"{told}\n\n{escape(certified)}"
        st.markdown(told)
        if site.levels:
            draw_glass(here, site)
            draw_table(*level_rows(site, here.voice), here.voice.site(site.site))
            _draw_reasons(here, site)
        draw_gap(here, site)
    notes = ["level.extras"] if any(site.levels for site in found) else []
    if any(site.levels and not site.checked for site in found):
        notes.append("thermometer.older")
    if notes:
        st.markdown("\n\n".join(f":small[{here.words(note)}]" for note in notes))
    draw_readiness(here, found)


def _draw_reasons(here: Context, site: SiteLevels) -> None:
    """Draw, once it is opened, why a level is not reached, or why that cannot be told."""
    lines = [
        f"- **{escape(level_label(here.voice, standing.level))}**: "
        f"{escape(' '.join(level_reasons(standing, here.voice)))}"
        for standing in site.levels
        if standing.reasons
    ]
    if lines:
        with st.expander(here.words("thermometer.why"), key=f"why-{site.site}"):
            st.markdown("\n".join(lines))


def _draw_themes(here: Context, certification: Certification, found: Sequence[SiteLevels]) -> None:
    st.header(here.words("thermometer.themes"), anchor=False)
    draw_table(*theme_rows(certification, found, here.voice), here.words("thermometer.themes"))
    st.markdown(f":small[{here.words('thermometer.themes_note')}]")


def _draw_requirements(
    here: Context, certification: Certification, found: Sequence[SiteLevels], scope: Scope
) -> None:
    st.header(here.words("thermometer.requirements"), anchor=False)
    schema = found[0].schema
    themes = [
        theme
        for theme in certification.themes(schema.code)
        if any(requirement.theme == theme for requirement in found[0].requirements)
    ]
    options = [ALL, *themes]
    chosen = draw_list(
        here,
        "theme",
        here.words("thermometer.theme"),
        options,
        lambda name: (
            here.words("thermometer.every")
            if name == ALL
            else theme_label(certification, schema.code, name, here.voice)
        ),
        key="thermometer-theme",
        otherwise=options[min(1, len(themes))],
        width=480,
    )
    theme = EVERY if chosen == ALL else chosen
    asked = Scope(scope.site, here.judge.newest_complete_month(), "r12")
    lines = kept(
        here, "requirements", schema.code, theme, asked,
        make=lambda: requirement_lines(
            found, theme, here.judge.figures(), asked, here.voice
        ),
    )  # fmt: skip
    told = "\n".join(_told(here, line) for line in lines)
    names = dict.fromkeys(r.source for r in found[0].requirements if theme in (EVERY, r.theme))
    links = ", ".join(source_link(here, name) for name in names)
    st.markdown(f"{told}\n\n:small[{here.words('thermometer.sources')} {links}]")


def _told(here: Context, line: RequirementLine) -> str:
    """Return a requirement as an item of a list: what it asks, the answers, where it was named."""
    answers = [f"{escape(site)}: {escape(tied(answer))}" for site, answer in line.answers]
    small = [
        say_plain(here, "requirement.code", code=line.code, levels=line.levels),
        *(
            [say_plain(here, "requirement.evidence", evidence=line.evidence)]
            if line.evidence
            else []
        ),
        *([escape(tied(line.figure))] if line.figure else []),
        *([say_plain(here, "requirement.read_in", where=line.read_in)] if line.read_in else []),
    ]
    told = [f"**{escape(line.text)}**", *answers, *(f":small[{text}]" for text in small)]
    return "- " + "  \n  ".join(told)

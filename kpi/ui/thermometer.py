"""The thermometer of a site, its way to the next level, and its way to the audit."""

from __future__ import annotations

import html
from collections.abc import Sequence

import streamlit as st

from kpi.show import SiteLevels, gap_to, group_levels, readiness
from kpi.show.certification import aimed_standing, level_label, next_standing
from kpi.show.charts import chart_config
from kpi.show.thermometer import (
    GlassPart,
    audit_notes,
    gap_lines,
    glass_parts,
    group_sentences,
    points_text,
    readiness_chart,
    readiness_sentence,
)
from kpi.ui.session import Context, kept
from kpi.ui.upload_text import escape, say_plain

SHOWN = 5
"""More steps than these stand behind a fold."""


def draw_group(here: Context, found: Sequence[SiteLevels]) -> None:
    """Draw what the sites reach together; nothing for a single one."""
    if len(found) < 2 or not any(site.levels for site in found):
        return
    st.subheader(here.words("group_level.title"), anchor=False)
    sentences = group_sentences(group_levels(found), here.voice)
    st.markdown("\n".join(f"- {escape(line)}" for line in sentences))


def draw_glass(here: Context, site: SiteLevels) -> None:
    """Draw the thermometer of a site: a glass with its words beside it (glass.css)."""
    parts = glass_parts(site, here.voice)
    bulb = "shown" if parts[0].shown else "open"
    levels = "".join(map(_level, reversed(parts)))
    st.html(f'<ul class="glass {bulb}" role="list">{levels}</ul>')


def _level(part: GlassPart) -> str:
    kind = "shown" if part.shown else "open"
    told = f"<b>{html.escape(part.level)}</b>: {html.escape(part.verdict)}<br />"
    return (
        f'<li><div class="{kind}" style="height: {part.filled}%"></div>'
        f"<p>{told}{html.escape(part.count)}</p></li>"
    )


def draw_gap(here: Context, site: SiteLevels) -> None:
    """Draw the way to the next level as a short list, and how far the aim is."""
    standing = next_standing(site)
    if standing is None:
        return
    gap = gap_to(site, standing)
    level = level_label(here.voice, standing.level)
    lines = gap_lines(gap, here.voice)
    st.markdown(f"**{say_plain(here, 'gap.title', level=level)}**")
    if not lines:
        st.markdown(say_plain(here, "thermometer.nothing_lacks", level=level))
    st.markdown("\n".join(f"1. {escape(line)}" for line in lines[:SHOWN]))
    if more := lines[SHOWN:]:
        with st.expander(here.words("thermometer.more", count=len(more)), key=f"l-{site.site}"):
            st.markdown("\n".join(f"1. {escape(line)}" for line in more))
    if gap.short is None:
        st.markdown(here.words("level_reason.minimum_unknown"))
    elif gap.short:
        st.markdown(here.words("gap.short", points=points_text(gap.short, here.voice)))
    aim = aimed_standing(site)
    if aim is not None and aim.level != standing.level:
        label = level_label(here.voice, aim.level)
        st.markdown(say_plain(here, "gap.aim", level=label, count=len(aim.lacking)))


def draw_readiness(here: Context, site: SiteLevels) -> None:
    """Draw how far a site came month by month towards its aim, and the day of the audit."""
    aim = aimed_standing(site) or (site.levels[-1] if site.levels else None)
    if aim is None:
        return
    points = kept(
        here, "readiness", site.site, site.schema.code, aim.level, site.today,
        make=lambda: readiness(here.judge, site.site, site.schema, aim.level, site.today),
    )  # fmt: skip
    if not points or not points[-1].mandatory:
        return
    audit_on = site.ambition.audit_on
    st.markdown(f"**{here.words('readiness.title')}**")
    sentence = readiness_sentence(points, aim.level, audit_on, site.today, here.voice)
    newest = next(iter(here.judge.certification.certificates_of(site.site)), None)
    notes = audit_notes(site, newest.valid_until if newest else "", here.voice)
    st.markdown(escape(" ".join((sentence, *notes))))
    if len(points) > 1:
        what = say_plain(here, "readiness.alt", site=here.voice.site(site.site))
        st.caption(what)
        st.plotly_chart(
            readiness_chart(points, audit_on, here.voice),
            key=f"readiness-{site.site}",
            alt=what,
            config=chart_config(f"readiness-{site.site}", here.voice),
        )
        st.markdown(f":small[{here.words('readiness.note')}]")

"""The thermometer of a site, its way to the next level, and its way to the audit."""

from __future__ import annotations

import html
from collections.abc import Sequence

import streamlit as st

from kpi.show import SiteLevels, gap_to, group_levels, readiness
from kpi.show.certification import aimed_standing, level_label, next_standing
from kpi.show.charts import chart_config
from kpi.show.format import tied
from kpi.show.thermometer import (
    GlassPart,
    gap_lines,
    glass_parts,
    group_sentences,
    points_text,
)
from kpi.show.way_to_audit import (
    Way,
    audit_notes,
    readiness_chart,
    readiness_sentence,
    readiness_table,
)
from kpi.ui.figures import draw_as_table
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
    lines = [tied(line) for line in gap_lines(gap, here.voice)]
    title = f"**{say_plain(here, 'gap.title', level=level)}**"
    nothing = say_plain(here, "thermometer.nothing_lacks", level=level)
    shown, more = lines[:SHOWN], lines[SHOWN:]
    told = [title, _numbered(shown) if shown else nothing]
    after = []
    if gap.short is None:
        after.append(here.words("level_reason.minimum_unknown"))
    elif gap.short:
        after.append(here.words("gap.short", points=points_text(gap.short, here.voice)))
    aim = aimed_standing(site)
    if aim is not None and aim.level != standing.level:
        label = level_label(here.voice, aim.level)
        key = "gap.aim_one" if len(aim.lacking) == 1 else "gap.aim"
        after.append(say_plain(here, key, level=label, count=len(aim.lacking)))
    if more:
        st.markdown("\n\n".join(told))
        with st.expander(here.words("thermometer.more", count=len(more)), key=f"l-{site.site}"):
            st.markdown(_numbered(more))
        told = []
    if told or after:
        st.markdown("\n\n".join((*told, *after)))


def _numbered(lines: Sequence[str]) -> str:
    return "\n".join(f"1. {escape(line)}" for line in lines)


def draw_readiness(here: Context, found: Sequence[SiteLevels]) -> None:
    """Draw how far each site came month by month towards its aim, and the days of audit.

    Nothing where no site has an assessment, or a requirement to meet.
    """
    ways = [(site, way) for site in found if (way := _way(here, site)) is not None]
    if not ways:
        return
    title, what = here.words("readiness.title"), here.words("readiness.alt")
    told = [tied(_told_way(here, site, way)) for site, way in ways]
    st.header(title, anchor=False)
    st.markdown("\n".join(f"- {escape(line)}" for line in told))
    drawn = [way for _, way in ways if len(way.points) > 1]
    if not drawn:
        return
    st.caption(what)
    st.plotly_chart(
        readiness_chart(drawn, here.voice),
        key="readiness",
        alt=f"{what}. {' '.join(told)}",
        config=chart_config("readiness", here.voice),
    )
    st.markdown(f":small[{here.words('readiness.note')}]")
    draw_as_table(here, lambda: readiness_table(drawn, here.voice), title, "readiness")


def _way(here: Context, site: SiteLevels) -> Way | None:
    aim = aimed_standing(site) or (site.levels[-1] if site.levels else None)
    if aim is None:
        return None
    points = kept(
        here, "readiness", site.site, site.schema.code, aim.level, site.today,
        make=lambda: readiness(here.judge, site.site, site.schema, aim.level, site.today),
    )  # fmt: skip
    if not points or not points[-1].mandatory:
        return None
    return Way(site.site, aim.level, points, site.ambition.audit_on, site.today)


def _told_way(here: Context, site: SiteLevels, way: Way) -> str:
    newest = next(iter(here.judge.certification.certificates_of(site.site)), None)
    notes = audit_notes(site, newest.valid_until if newest else "", here.voice)
    return " ".join((readiness_sentence(way, here.voice), *notes))

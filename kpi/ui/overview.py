"""The overview: where the targets stand, the main figures, what is missing, what needs a look."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import streamlit as st

from kpi.show import Scope
from kpi.show.charts import chart_config
from kpi.show.completeness import Arrival, arrival_rows, arrival_sentences, arrivals
from kpi.show.format import span_label
from kpi.show.heat import arrival_map
from kpi.show.progress import ORDER, ProgressView
from kpi.ui.figures import coloured, draw_figure, draw_tiles, progress_views
from kpi.ui.page import context
from kpi.ui.scope import draw_scope
from kpi.ui.session import Context, kept
from kpi.ui.theme import draw_presence, indicators_of, section_labels
from kpi.ui.upload_text import draw_table, escape

OWN_PAGE = "overview"
SET_WIDTH = 380
MONTHS = 12


def draw_overview() -> None:
    """Draw the whole page."""
    here = context()
    st.title(here.words("page.overview"), anchor=False)
    scope = draw_scope(here)
    present = draw_presence(here)
    views = progress_views(here, scope)
    if present:
        found = _arrivals(here, scope)
        _draw_attention(here, views, found)
    _draw_sets(here, views)
    if present:
        _draw_main(here, scope)
        _draw_arrivals(here, found)
        _draw_key_figures(here, scope)


def _draw_attention(here: Context, views: Sequence[ProgressView], found: Sequence[Arrival]) -> None:
    """Draw in a few lines what a person has to know who has ten seconds."""
    judged = [view for view in views if view.verdict != "no_verdict"]
    behind = [v for v in judged if v.verdict in ("behind", "above_line", "attention")]
    facts = {"judged": len(judged), "behind": len(behind), "all": len(views)}
    lines = [here.words("overview.verdicts", **facts)]
    lacking = sum(len(arrival.incomplete) for arrival in found)
    key = "overview.lacking" if lacking else "overview.whole"
    lines.append(here.words(key, count=lacking))
    st.markdown("\n".join(f"- {line}" for line in lines))


def _draw_sets(here: Context, views: Sequence[ProgressView]) -> None:
    """Draw the targets of every agreement beside each other, what needs attention first."""
    st.header(here.words("overview.targets"), anchor=False)
    # The own set stands first; beside it the agreement that holds the most.
    own = here.catalogue.organisation.organisation.code
    counted = Counter(view.target.set for view in views)
    owners = {view.target.set: view.target.owner for view in views}
    sets = sorted(counted, key=lambda name: (owners[name] != own, -counted[name]))
    with st.grid(min_column_width=SET_WIDTH, gap="small"):
        for name in sets:
            with st.container(border=True, height="stretch"):
                st.subheader(escape(name), anchor=False)
                _draw_set(here, [view for view in views if view.target.set == name], name)
    st.page_link(
        "pages/targets.py", label=here.words("overview.to_targets"), icon=":material/flag:"
    )


def _draw_set(here: Context, views: Sequence[ProgressView], name: str) -> None:
    judged = [view for view in views if view.verdict != "no_verdict"]
    silent = [view for view in views if view.verdict == "no_verdict"]
    judged.sort(key=lambda view: ORDER.index(view.verdict))
    if judged:
        st.markdown("\n\n".join(_told(here, view) for view in judged))
    if not silent:
        return
    told = "\n".join(f"- {escape(why)} *{escape(labels)}*" for why, labels in _by_reason(silent))
    if judged:
        with st.expander(here.words("overview.silent", count=len(silent)), key=f"silent-{name}"):
            st.markdown(told)
    else:
        st.markdown(f"**{here.words('overview.silent', count=len(silent))}**\n\n{told}")


def _told(here: Context, view: ProgressView) -> str:
    badges = [here.words(f"scope_level.{view.target.scope_level}")]
    if view.target.proxy:
        badges.append(here.words("overview.proxy"))
    lines = [f"**{coloured(view, named=False)}** · {escape(view.label)} ({', '.join(badges)})"]
    if view.sentence:
        lines.append(escape(view.sentence))
    return "  \n".join(lines)


def _by_reason(views: Sequence[ProgressView]) -> list[tuple[str, str]]:
    """Return every reason why there is no verdict, with the targets that it keeps silent."""
    found: dict[str, list[str]] = {}
    for view in views:
        why = " ".join(view.reasons) or view.verdict_note
        found.setdefault(why, []).append(view.label)
    return [(why, "; ".join(labels)) for why, labels in found.items()]


def _draw_main(here: Context, scope: Scope) -> None:
    span = span_label(scope, here.catalogue.words, here.language)
    place = here.voice.site(scope.site)
    st.header(here.words("overview.main"), anchor=False)
    st.markdown(here.words("theme.shown", place=escape(place), span=escape(span)))
    pages = dict.fromkeys(i.page for i in here.catalogue.indicators.values())
    tiles = [i.id for page in pages for i in indicators_of(here.catalogue, page) if i.tile]
    draw_tiles(here, tiles, scope)


def _arrivals(here: Context, scope: Scope) -> tuple[Arrival, ...]:
    """Return what came in over the twelve months that can be complete on the reporting date."""
    last = here.judge.last_month
    months = tuple(last.plus(1 - MONTHS).until(last))
    return kept(
        here, "arrivals", scope.site,
        make=lambda: arrivals(here.judge.figures(), scope.site, months, here.voice),
    )  # fmt: skip


def _draw_arrivals(here: Context, found: Sequence[Arrival]) -> None:
    st.header(here.words("overview.arrivals"), anchor=False)
    if not found:
        st.markdown(here.words("overview.no_arrivals"))
        return
    lacking = arrival_sentences(found, here.voice)
    told = lacking or (here.words("overview.whole", count=0),)
    st.markdown("\n".join(f"- {escape(sentence)}" for sentence in told))
    title = here.words("overview.calendar")
    st.plotly_chart(
        kept(here, "arrival-map", tuple(found), make=lambda: arrival_map(found, here.voice)),
        key="arrival-map",
        config=chart_config("arrival-map", here.voice),
        alt=f"{title}. {' '.join(told)}",
    )
    st.caption(here.words("overview.legend"))
    with st.expander(here.words("chart.as_table")):
        draw_table(*arrival_rows(found, here.voice), here.words("overview.arrivals"))


def _draw_key_figures(here: Context, scope: Scope) -> None:
    """Draw the figures that other figures are divided by, once they are opened."""
    declared = indicators_of(here.catalogue, OWN_PAGE)
    folded = st.expander(here.words("overview.own"), key="overview-own", on_change="rerun")
    if not declared or not folded.open:
        return
    labels = section_labels(here)
    with folded:
        for section in dict.fromkeys(indicator.section for indicator in declared):
            st.subheader(labels[section], anchor=False)
            draw_tiles(here, [i.id for i in declared if i.section == section], scope)
        close = st.selectbox(
            here.words("theme.figure"),
            [indicator.id for indicator in declared],
            format_func=here.voice.label,
            key="figure-overview",
            width=480,
        )
    if close is not None:
        with folded:
            draw_figure(here, close, scope)

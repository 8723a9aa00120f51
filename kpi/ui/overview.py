"""The overview: where the targets stand, the main figures, what is missing, what needs a look."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import streamlit as st

from kpi.declare import ALL
from kpi.show import Scope
from kpi.show.attention import Lacking, Task, lacking, tasks
from kpi.show.charts import chart_config
from kpi.show.completeness import Arrival, arrival_rows, arrival_sentences, arrivals
from kpi.show.format import month_label, span_label, tied
from kpi.show.heat import arrival_map
from kpi.show.month import headline, main_figures, verdicts_sentence
from kpi.show.progress import ORDER, ProgressView
from kpi.ui.address import asked
from kpi.ui.choice import draw_list
from kpi.ui.drill import DRILLED
from kpi.ui.figures import (
    VERDICT_COLOURS,
    draw_figure,
    draw_figures,
    progress_of,
    progress_views,
    told_why,
)
from kpi.ui.first_run import draw_first_run, draw_send_link, started
from kpi.ui.folded import draw_folded
from kpi.ui.page import context
from kpi.ui.scope import draw_scope
from kpi.ui.session import Context, kept
from kpi.ui.table import draw_table
from kpi.ui.theme import draw_presence, indicators_of, section_labels
from kpi.ui.upload_text import escape

OWN_PAGE = "overview"
BOX_WIDTH = 190
SET_WIDTH = 380
SHOWN = 3
"""Sentences in a box that has to be read in ten seconds."""
MONTHS = 12


def draw_overview() -> None:
    """Draw the whole page; of an empty store the guided start instead of empty charts."""
    here = context()
    st.title(here.words("page.overview"), anchor=False)
    if not started(here):
        draw_first_run(here)
        return
    if not draw_presence(here):
        return
    scope = draw_scope(here)
    found = _arrivals(here, scope)
    _draw_ten_seconds(here, scope, found)
    _draw_sets(here, progress_views(here, scope))
    _draw_main(here, scope)
    _draw_arrivals(here, found)
    _draw_key_figures(here, scope)


def _draw_ten_seconds(here: Context, scope: Scope, found: Sequence[Arrival]) -> None:
    """Answer three questions of someone who has ten seconds: on course? what lacks? what to do?"""
    with st.grid(3, min_column_width=BOX_WIDTH, gap="small"):
        with st.container(border=True, height="stretch"):
            _draw_course(here, scope)
        with st.container(border=True, height="stretch"):
            _draw_lacking(here, found)
        with st.container(border=True, height="stretch"):
            _draw_tasks(here, scope)


def _draw_course(here: Context, scope: Scope) -> None:
    progress = progress_of(here, scope)
    own = here.catalogue.organisation.organisation.code
    st.header(here.words("overview.course"), anchor=False)
    told = [escape(tied(headline(progress, own, scope, here.voice)))]
    if any(p.verdict != "no_verdict" for p in progress):
        # The count goes first: good news of one target is no answer to the question.
        told.insert(0, f"**{escape(verdicts_sentence(progress, here.voice))}**")
    st.markdown("\n\n".join(told))


def _draw_lacking(here: Context, found: Sequence[Arrival]) -> None:
    st.header(here.words("overview.lacks"), anchor=False)
    count = sum(len(arrival.incomplete) for arrival in found)
    if not found:
        st.markdown(here.words("overview.no_arrivals"))
    elif not count:
        st.markdown(here.words("overview.whole", month=_last_month(here)))
    else:
        told = here.words("overview.lacking", count=count, month=_last_month(here))
        st.markdown(f"**{told}**")
        entries = _lacking(here, found)
        _draw_lacking_of(here, entries[:SHOWN])
        if len(entries) > SHOWN:
            more = here.words("overview.more", count=len(entries) - SHOWN)
            draw_folded(more, lambda: _draw_lacking_of(here, entries[SHOWN:]), key="more-lacking")
        with st.container(horizontal=True, gap="small"):
            for contract in dict.fromkeys(entry.contract for entry in entries):
                draw_send_link(here, contract)


def _lacking(here: Context, found: Sequence[Arrival]) -> tuple[Lacking, ...]:
    return kept(
        here, "lacking", tuple((arrival.contract, arrival.code) for arrival in found),
        make=lambda: lacking(found, here.acts.uploads(), here.voice),
    )  # fmt: skip


def _draw_lacking_of(here: Context, entries: Sequence[Lacking]) -> None:
    """Draw of every kind and site the first thing that lacks, and who sent such a file last.

    All of it stands further down, under the calendar.
    """
    told = []
    for entry in entries:
        lines = [escape(entry.sentences[0])]
        if len(entry.sentences) > 1:
            lines.append(here.words("overview.also", count=len(entry.sentences) - 1))
        lines.append(escape(entry.sender))
        told.append("  \n".join(f":small[{line}]" for line in lines))
    st.markdown("\n\n".join(told))


def _draw_tasks(here: Context, scope: Scope) -> None:
    st.header(here.words("overview.tasks"), anchor=False)
    figures = here.judge.figures()
    sites = [code for code in figures.site_codes if scope.site in (ALL, code)]
    waiting = tasks(
        progress_of(here, scope),
        figures,
        here.judge.certification,
        sites,
        here.acts.today(),
        here.voice,
    )
    if not waiting:
        st.markdown(here.words("overview.no_tasks"))
        return
    st.markdown(f"**{here.words('overview.waiting', count=len(waiting))}**")
    _draw_tasks_of(here, waiting[:SHOWN])
    if len(waiting) > SHOWN:
        more = here.words("overview.more", count=len(waiting) - SHOWN)
        draw_folded(more, lambda: _draw_tasks_of(here, waiting[SHOWN:]), key="more-tasks")


def _draw_tasks_of(here: Context, entries: Sequence[Task]) -> None:
    for task in entries:
        with st.container(gap="xxsmall"):
            st.markdown(f":small[{escape(tied(task.sentence))}]")
            st.page_link(
                f"pages/{task.page}.py",
                label=here.words(f"task_link.{task.page}"),
                icon=":material/arrow_forward:",
                query_params=dict(task.query),
            )


def _draw_sets(here: Context, views: Sequence[ProgressView]) -> None:
    """Draw the targets of every agreement beside each other, what needs attention first."""
    st.header(here.words("overview.targets"), anchor=False)
    # The own set stands first; beside it the agreement that holds the most, as high as it needs.
    own = here.catalogue.organisation.organisation.code
    counted = Counter(view.target.set for view in views)
    owners = {view.target.set: view.target.owner for view in views}
    sets = sorted(counted, key=lambda name: (owners[name] != own, -counted[name]))
    columns = [names for names in (sets[:1] + sets[2:], sets[1:2]) if names]
    with st.grid(max(1, len(columns)), min_column_width=SET_WIDTH, gap="small"):
        for names in columns:
            with st.container():
                for name in names:
                    with st.container(border=True):
                        st.subheader(escape(name), anchor=False)
                        _draw_set(here, [v for v in views if v.target.set == name], name)
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
    # The files that are wanting stand above, among what is missing, and on the page of each target.
    told = told_why(silent)
    if judged:
        with st.expander(here.words("overview.silent", count=len(silent)), key=f"silent-{name}"):
            st.markdown(told)
    else:
        st.markdown(f"**{here.words('overview.silent', count=len(silent))}**\n\n{told}")


def _told(here: Context, view: ProgressView) -> str:
    badges = [here.words(f"scope_level.{view.target.scope_level}")]
    if view.target.proxy:
        badges.append(here.words("overview.proxy"))
    verdict = f":{VERDICT_COLOURS[view.verdict]}[{escape(view.verdict_text)}]"
    lines = [f"**{verdict}** · {escape(tied(view.label))} ({', '.join(badges)})"]
    if view.sentence:
        lines.append(escape(tied(view.sentence)))
    return "  \n".join(lines)


def _draw_main(here: Context, scope: Scope) -> None:
    span = span_label(scope, here.catalogue.words, here.language)
    place = here.voice.site(scope.site)
    st.header(here.words("overview.main"), anchor=False)
    st.markdown(here.words("theme.shown", place=escape(place), span=escape(span)))
    # One figure a theme, the one with a target first: all others are a page away.
    found = main_figures(here.catalogue, here.judge.targets)
    draw_figures(here, [figures[0] for figures in found.values()], scope)
    with st.container(horizontal=True):
        for page in found:
            if page != OWN_PAGE:
                st.page_link(
                    f"pages/{page}.py",
                    label=here.words(f"page.{page}"),
                    icon=":material/arrow_forward:",
                )


def _arrivals(here: Context, scope: Scope) -> tuple[Arrival, ...]:
    """Return what came in over the twelve months that can be complete on the reporting date."""
    last = here.judge.last_month
    months = tuple(last.plus(1 - MONTHS).until(last))
    return kept(
        here, "arrivals", scope.site,
        make=lambda: arrivals(here.judge.figures(), scope.site, months, here.voice),
    )  # fmt: skip


def _last_month(here: Context) -> str:
    """Return the month with which the twelve of the arrivals end: it may be past the scope's."""
    return month_label(here.judge.last_month, here.language)


def _draw_arrivals(here: Context, found: Sequence[Arrival]) -> None:
    st.header(here.words("overview.arrivals"), anchor=False)
    if not found:
        st.markdown(here.words("overview.no_arrivals"))
        return
    lacking = arrival_sentences(found, here.voice)
    month = _last_month(here)
    told = lacking or (here.words("overview.whole", month=month),)
    st.markdown("\n".join(f"- {escape(sentence)}" for sentence in told))
    title = here.words("overview.calendar", month=month)
    st.caption(title)
    st.plotly_chart(
        kept(here, "arrival-map", tuple(found), make=lambda: arrival_map(found, here.voice)),
        key="arrival-map",
        config=chart_config("arrival-map", here.voice),
        alt=f"{title}. {' '.join(told)}",
    )
    st.caption(here.words("overview.legend"))
    draw_folded(
        here.words("chart.as_table"),
        lambda: draw_table(*arrival_rows(found, here.voice), here.words("overview.arrivals")),
        key="table-arrivals",
    )


def _draw_key_figures(here: Context, scope: Scope) -> None:
    """Draw the figures that other figures are divided by, once they are opened."""
    declared = indicators_of(here.catalogue, OWN_PAGE)
    if not declared:
        return

    def draw() -> None:
        labels = section_labels(here)
        for section in dict.fromkeys(indicator.section for indicator in declared):
            st.subheader(labels[section], anchor=False)
            draw_figures(here, [i.id for i in declared if i.section == section], scope)
        close = draw_list(
            here,
            "figure",
            here.words("theme.figure"),
            [indicator.id for indicator in declared],
            here.voice.label,
            key="figure-overview",
            ends=DRILLED,
            width=480,
        )
        draw_figure(here, close, scope)

    draw_folded(
        here.words("overview.own"), draw, expanded=bool(asked("figure")), key="overview-own"
    )

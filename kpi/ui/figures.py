"""One figure on a page: its tile, its charts with sentence and table, the lines it is made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import streamlit as st

from kpi.show import Figures, Progress, Scope, withheld_for
from kpi.show.charts import breakdown_chart, chart_config, path_chart, series_chart
from kpi.show.definition_card import kinds_of
from kpi.show.deliveries import withheld_sentences
from kpi.show.drill import YEAR
from kpi.show.findings import breakdown_title, path_title, series_title
from kpi.show.format import tied
from kpi.show.notes import ChartNote, annotated, chart_notes
from kpi.show.progress import ProgressView, path_view, progress_view, unjudged, verdict_sentence
from kpi.show.sentences import breakdown_sentence, series_sentence
from kpi.show.tables import (
    Table,
    breakdown_table,
    path_table,
    series_table,
)
from kpi.show.views import breakdown, series, tile
from kpi.ui.definition_card import draw_definition
from kpi.ui.download import draw_download
from kpi.ui.drill import choosing, draw_drill
from kpi.ui.first_run import draw_send_link
from kpi.ui.folded import draw_folded
from kpi.ui.loads import drawn_without
from kpi.ui.session import Context, kept
from kpi.ui.table import draw_table
from kpi.ui.tile import Line, ShownTile, draw_tiles
from kpi.ui.upload_text import escape

VERDICT_COLOURS = {
    "on_course": "blue",
    "reached": "blue",
    "below_line": "blue",
    "attention": "orange",
    "behind": "orange",
    "above_line": "orange",
    "no_verdict": "gray",
}
"""A colour beside shape and word, never instead of them."""


def draw_figures(
    here: Context, indicators: Sequence[str], scope: Scope, factor_year: int | None = None
) -> None:
    """Draw figures as tiles, each with where it stands against its targets."""
    figures = here.judge.figures(factor_year)

    def shown(indicator: str) -> ShownTile:
        make = partial(tile, figures, indicator, scope, here.voice)
        view = kept(here, "tile", indicator, scope, factor_year, make=make)
        told = (view.status_text, view.step, *view.lines)
        lines = (*(Line(text) for text in told if text), *verdicts(here, indicator, scope))
        return ShownTile(view.label, Line(view.value), view.note, lines)

    draw_tiles(map(shown, indicators))


def verdicts(here: Context, indicator: str, scope: Scope) -> list[Line]:
    """Return where a figure stands against each of its targets, and of which, in colour."""
    shown = [v for v in progress_views(here, scope) if v.target.indicator == indicator]
    sets = Counter(v.target.set for v in shown)
    # One agreement may ask two things of a figure; then its name does not tell which.
    return [stand(v, v.target.set if sets[v.target.set] == 1 else v.label) for v in shown]


def stand(shown: ProgressView, of: str) -> Line:
    """Return a verdict as shape and word, with what it is of, in its colour."""
    return Line(f"{shown.verdict_text} ({of})", VERDICT_COLOURS[shown.verdict])


def small(line: Line) -> str:
    """Return a line as small type in markdown, in its colour."""
    text = f":small[{escape(line.text)}]"
    return f":{line.colour}[{text}]" if line.colour else text


def progress_of(here: Context, scope: Scope) -> tuple[Progress, ...]:
    """Return where everything stands against every target at the scope's site and month."""
    return kept(
        here, "progress", scope.site, scope.month,
        make=lambda: tuple(
            here.judge.progress(target.id, scope.site, scope.month) for target in here.judge.targets
        ),
    )  # fmt: skip


def progress_views(here: Context, scope: Scope) -> tuple[ProgressView, ...]:
    """Return the same in words."""
    return kept(
        here, "progress_views", scope.site, scope.month,
        make=lambda: tuple(in_words(here, p) for p in progress_of(here, scope)),
    )  # fmt: skip


def in_words(here: Context, progress: Progress) -> ProgressView:
    """Return one target in words; a verdict that is withheld names the files that keep it away."""
    figures = here.judge.figures(progress.target.factor_year)
    found = withheld_for(progress, figures, here.judge.deliveries)
    told = withheld_sentences(found, here.acts.today(), here.voice)
    return progress_view(progress, here.voice, told)


def draw_figure(
    here: Context, indicator: str, scope: Scope, factor_year: int | None = None
) -> None:
    """Draw everything of one figure: by month, by part, against its targets, line by line.

    Of a figure of which nothing is in, the way to send it stands in the place of empty charts.
    """
    figures = here.judge.figures(factor_year)
    if not _draw_series(here, figures, indicator, scope):
        _draw_ways_in(here, indicator)
    # Close to the chart whose points lead into it; also of lines that cannot be counted.
    draw_drill(here, indicator, scope, factor_year)
    draw_definition(here, indicator)
    aims = [p for p in progress_of(here, scope) if p.target.indicator == indicator]
    if here.catalogue.indicators[indicator].breakdown is not None:
        _draw_breakdown(here, figures, indicator, scope, folded=bool(aims))
    _draw_paths(here, aims)


Made = tuple[str, Any, str, Table]
"""A title that states the finding, the chart, the sentence under it, its numbers as a table.

The chart is None where there is nothing to draw: a frame without a point tells nobody anything.
"""


def _draw_ways_in(here: Context, indicator: str) -> None:
    """Draw a link to send every upload kind that a figure is made of."""
    with st.container(horizontal=True, gap="small"):
        for contract in kinds_of(indicator, here.voice):
            draw_send_link(here, contract)


def _draw_series(here: Context, figures: Figures, indicator: str, scope: Scope) -> bool:
    """Draw a figure by month; tell whether there was anything to draw."""
    loads = drawn_without(here, indicator, scope.site)

    def make() -> tuple[Made, tuple[ChartNote, ...]]:
        view = series(figures, indicator, scope, here.voice, loads)
        notes = chart_notes(here.judge, view, here.voice)
        drawn = any(point.value is not None for point in view.points)
        return (
            series_title(view, here.voice),
            annotated(series_chart(view, here.voice), view, notes, here.voice) if drawn else None,
            series_sentence(view, here.voice),
            series_table(view, here.voice),
        ), notes

    ids = tuple(event.id for event in loads)
    made, notes = kept(here, "series", indicator, scope, figures.factor_year, ids, make=make)
    what = here.words("chart.by_month", label=here.voice.label(indicator))
    if loads:
        what = f"{what} ({here.words('signals.loads')}: {here.words('signals.loads_without')})"
    key = f"series-{indicator}"
    draw_chart(here, what, made, key, choosing(indicator, key))
    if notes:
        st.markdown("\n".join(f"{n.number}. :small[{escape(n.text)}]" for n in notes))
    return made[1] is not None


def _draw_breakdown(
    here: Context, figures: Figures, indicator: str, scope: Scope, *, folded: bool
) -> None:
    """Draw what a figure is made of; folded, its finding is told and the chart asked for.

    Of all charts it holds the most marks, and a figure with a target has two others in sight.
    """

    def make() -> Made:
        view = breakdown(figures, indicator, scope, here.voice)
        return (
            breakdown_title(view, here.voice),
            breakdown_chart(view, here.voice) if any(p.total > 0 for p in view.parts) else None,
            breakdown_sentence(view, here.voice),
            breakdown_table(view, here.voice),
        )

    made = kept(here, "breakdown", indicator, scope, figures.factor_year, make=make)
    what = here.words("chart.by_part", label=here.voice.label(indicator))
    key = f"breakdown-{indicator}"
    draw = partial(draw_chart, here, what, made, key, choosing(indicator, key))
    if folded:
        draw_folded(escape(tied(made[0])), draw, key=f"fold-{key}")
    else:
        draw()


def _draw_paths(here: Context, all_progress: Sequence[Progress]) -> None:
    """Draw a figure's path to the first of its targets, and to the others once they are opened."""
    if all_progress:
        draw_progress(here, all_progress[0])
    for progress in all_progress[1:]:
        shown = _shown(here, progress)
        label = escape(path_title(shown, here.voice))
        draw_folded(label, partial(draw_progress, here, progress), key=f"fold-{progress.target.id}")


def _shown(here: Context, progress: Progress) -> ProgressView:
    return kept(
        here, "progress_view", progress.target.id, progress.scope, progress.target.revision,
        make=lambda: in_words(here, progress),
    )  # fmt: skip


def told_why(views: Sequence[ProgressView]) -> str:
    """Return a list of the targets without a verdict and why there is none; empty without any."""
    lines = ((tied(labels), tied(why)) for labels, why in unjudged(views))
    return "\n".join(f"- **{escape(labels)}**: {escape(why)}" for labels, why in lines)


def draw_progress(here: Context, progress: Progress) -> None:
    """Draw a figure's path to one target: verdict, chart, what it rests on."""
    target = progress.target
    shown = _shown(here, progress)
    title = path_title(shown, here.voice)

    def make() -> Made | None:
        path = path_view(here.judge, progress, here.voice)
        if path is None:
            return None
        # The verdict opens the sentence: a chart that is only heard says it first.
        gaps = here.words("chart.path_gaps") if path.broken else ""
        verdict = verdict_sentence(shown.verdict, here.voice)
        sentence = " ".join(filter(None, (verdict, shown.sentence, gaps)))
        return title, path_chart(path, here.voice), sentence, path_table(path, here.voice)

    chart = kept(here, "path", target.id, progress.scope, target.revision, make=make)
    if chart is None:
        st.subheader(escape(tied(title)), anchor=False)
        st.markdown(
            " ".join(filter(None, (small(stand(shown, shown.target.set)), escape(shown.sentence))))
        )
    else:
        key = f"path-{target.id}"
        # A point of a path is a sum of twelve months.
        select = choosing(target.indicator, key, YEAR) if target.indicator else None
        draw_chart(here, here.words("chart.path"), chart, key, select)
    notes = [*shown.reasons, *shown.withheld, *shown.remarks]
    if notes:
        st.markdown("\n".join(f"- {escape(note)}" for note in notes))


def draw_chart(
    here: Context, what: str, made: Made, key: str, select: Mapping[str, Any] | None = None
) -> None:
    """Draw a chart under the finding it shows, with what it is, its sentence and its numbers.

    `select` says what happens when a point is chosen.
    """
    title, figure, sentence, table = made
    st.subheader(escape(tied(title)), anchor=False)
    st.caption(escape(what))
    if figure is None:
        st.markdown(escape(tied(sentence)))
        return
    config = chart_config(key, here.voice)
    st.plotly_chart(
        figure, key=key, config=config, alt=f"{title}. {what}. {sentence}", **(select or {})
    )
    st.markdown(escape(tied(sentence)))
    draw_as_table(here, lambda: table, title, key)


def draw_as_table(here: Context, make: Callable[[], Table], title: str, key: str) -> None:
    """Draw, once it is opened, the numbers of a chart as a table, and as a file to take along."""

    def draw() -> None:
        table = make()
        draw_table(table.header, table.rows, title)
        draw_download(here, lambda: table.csv, key)

    draw_folded(here.words("chart.as_table"), draw, key=f"table-{key}")

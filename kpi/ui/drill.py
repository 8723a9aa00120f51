"""From a figure down to its months, its sites, its stored lines, the line in the file, and back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import streamlit as st

from kpi.declare import ALL
from kpi.show import Contribution, Figures, Scope
from kpi.show.drill import Step, close_by, moment_name, moments, places
from kpi.show.format import display, span_label
from kpi.show.tables import SHOWN_LINES, Table, largest_first, lines_table
from kpi.ui.address import asked, pick
from kpi.ui.choice import draw_list
from kpi.ui.download import draw_download
from kpi.ui.file_line import draw_file_line
from kpi.ui.folded import draw_folded
from kpi.ui.session import Context, kept, set_widget, widget_value
from kpi.ui.table import draw_table
from kpi.ui.upload_text import escape

DRILLED = ("at", "over", "line")
"""The parts of the address that say how deep one looks: a month, a site, a line."""
WHOLE = "whole"
"""Not a month: all months of the span."""


def choosing(indicator: str, key: str, span: str = "") -> dict[str, Any]:
    """Return what a chart needs so that a point leads down to its month, or to a span's end.

    The list of months does the same without a mouse.
    """
    return {
        "on_select": partial(_choose_point, indicator, key, span),
        "selection_mode": "points",
    }


def _choose_point(indicator: str, key: str, span: str) -> None:
    points = widget_value(key)["selection"]["points"]
    name = moment_name(str(points[0].get("x", "")), span) if points else ""
    if name:
        pick({"at": name}, ends=("over", "line"))
        set_widget(_folder(indicator), True)


def _folder(indicator: str) -> str:
    return f"lines-{indicator}"


def draw_drill(here: Context, indicator: str, scope: Scope, factor_year: int | None = None) -> None:
    """Draw, once it is opened, the way from a figure to the lines that make it."""
    label = here.voice.label(indicator)

    def draw() -> None:
        figures = here.judge.figures(factor_year)
        inner = _choose_place(here, figures, indicator, scope)
        _draw_close(here, figures, indicator, inner)
        _draw_lines(here, figures, indicator, inner)

    draw_folded(
        escape(here.words("lines.title", label=label)),
        draw,
        expanded=any(asked(name) for name in DRILLED),
        key=_folder(indicator),
        icon=":material/receipt_long:",
    )


def _choose_place(here: Context, figures: Figures, indicator: str, scope: Scope) -> Scope:
    """Draw the choice of one month and one site of the scope, and return what is chosen."""
    found = moments(figures, scope, asked("at"))
    names = {name: _span(here, inner) for name, inner in found.items()}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        at = draw_list(
            here,
            "at",
            here.words("lines.month"),
            [WHOLE, *found],
            lambda name: names.get(name, here.words("lines.whole")),
            key=f"drill-at-{indicator}",
            ends=("line",),
            width=280,
        )
        inner = scope if at == WHOLE else found[at]
        codes = places(figures, inner)
        over = scope.site
        if len(codes) > 1:
            over = draw_list(
                here,
                "over",
                here.words("lines.site"),
                [ALL, *codes],
                here.voice.site,
                key=f"drill-over-{indicator}",
                ends=("line",),
                width=240,
            )
        if at != WHOLE or over != scope.site:
            st.button(
                here.words("lines.back"),
                key=f"drill-back-{indicator}",
                icon=":material/arrow_back:",
                on_click=pick,
                args=({}, None, DRILLED),
            )
    return Scope(over, inner.month, inner.span)


def _span(here: Context, scope: Scope) -> str:
    told = span_label(scope, here.catalogue.words, here.language)
    return told[:1].upper() + told[1:]


def _draw_close(here: Context, figures: Figures, indicator: str, scope: Scope) -> None:
    """Draw the figure in a sentence, why it is not whole, and the steps to its sites and months."""
    view = kept(
        here, "close-by", indicator, scope, figures.factor_year,
        make=lambda: close_by(figures, indicator, scope, here.voice),
    )  # fmt: skip
    st.markdown("\n".join([f"**{escape(view.sentence)}**", *map(escape, view.reasons)]))
    _draw_steps(here, "sites", view.sites, lambda code: {"over": code, "line": ""})
    _draw_steps(here, "months", view.months, lambda month: {"at": month, "line": ""})


def _draw_steps(
    here: Context, name: str, steps: Sequence[Step], values: Callable[[str], dict[str, str]]
) -> None:
    if not steps:
        return
    st.markdown(f":small[{here.words(f'lines.{name}')}]")
    with st.container(horizontal=True, gap="small", key=f"drill-{name}"):
        for step in steps:
            st.button(
                escape(step.told),
                key=f"drill-{name}-{step.to}",
                type="tertiary",
                icon=":material/subdirectory_arrow_right:",
                on_click=pick,
                args=(values(step.to),),
            )


def _draw_lines(here: Context, figures: Figures, indicator: str, scope: Scope) -> None:
    label = here.voice.label(indicator)
    lines, table = kept(
        here, "lines", indicator, scope, figures.factor_year,
        make=lambda: _explained(here, figures, indicator, scope),
    )  # fmt: skip
    if not table.plain_rows:
        st.markdown(here.words("lines.none"))
        return
    value = display(here.catalogue, figures.measured(indicator, scope), here.language)
    count = len(table.plain_rows)
    st.markdown(here.words("lines.sum", count=count, label=escape(label), value=escape(value)))
    if count > SHOWN_LINES:
        st.markdown(here.words("lines.more", shown=SHOWN_LINES))
    draw_download(here, lambda: table.csv, f"lines-{indicator}")
    draw_table(table.header, table.rows, label)
    draw_file_line(here, indicator, lines)


def _explained(
    here: Context, figures: Figures, indicator: str, scope: Scope
) -> tuple[list[Contribution], Table]:
    lines = largest_first(figures.explain(indicator, scope))
    return lines, lines_table(indicator, lines, here.voice)

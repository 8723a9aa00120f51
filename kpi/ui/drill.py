"""From a figure down to its months, its sites, its stored lines, the line in the file, and back."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import streamlit as st

from kpi.acts import origin_of
from kpi.declare import ALL, Month
from kpi.show import Contribution, Scope
from kpi.show.format import display, month_label, span_label
from kpi.show.tables import SHOWN_LINES, Table, lines_table
from kpi.show.views import status_text
from kpi.ui.address import asked, pick
from kpi.ui.choice import draw_list
from kpi.ui.download import draw_download
from kpi.ui.session import Context, kept, set_widget, widget_value
from kpi.ui.upload_text import draw_table, escape, say_plain

DRILLED = ("at", "over", "line")
"""The parts of the address that say how deep one looks: a month, a site, a line."""
WHOLE = "whole"
"""Not a month: all months of the span."""
NO_LINE = ""


def choose_point(indicator: str, key: str) -> None:
    """Go down to the month of the point that was chosen in a chart."""
    points = widget_value(key)["selection"]["points"]
    if not points:
        return
    month = Month.parse(str(points[0]["x"])[:7])
    pick({"at": str(month)}, ends=("over", "line"))
    set_widget(_folder(indicator), True)


def _folder(indicator: str) -> str:
    return f"lines-{indicator}"


def draw_drill(here: Context, indicator: str, scope: Scope, factor_year: int | None = None) -> None:
    """Draw, once it is opened, the way from a figure to the lines that make it."""
    label = here.voice.label(indicator)
    folded = st.expander(
        escape(here.words("lines.title", label=label)),
        expanded=any(asked(name) for name in DRILLED),
        key=_folder(indicator),
        on_change="rerun",
        icon=":material/receipt_long:",
    )
    if not folded.open:
        return
    with folded:
        inner = _choose_place(here, indicator, scope)
        _draw_value(here, indicator, inner, factor_year)
        _draw_lines(here, indicator, inner, factor_year)


def _choose_place(here: Context, indicator: str, scope: Scope) -> Scope:
    """Draw the choice of one month and one site of the scope, and return what is chosen."""
    months = {str(month): month for month in reversed(_months(here, scope))}
    with st.container(horizontal=True):
        at = draw_list(
            here,
            "at",
            here.words("lines.month"),
            [WHOLE, *months],
            lambda name: (
                here.words("lines.whole")
                if name == WHOLE
                else month_label(months[name], here.language)
            ),
            key=f"drill-at-{indicator}",
            ends=("line",),
            width=240,
        )
        over = scope.site
        codes = list(here.judge.figures().sites(ALL, scope.month))
        if scope.site == ALL and len(codes) > 1:
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
    return Scope(over, scope.month, scope.span) if at == WHOLE else Scope(over, months[at])


def _months(here: Context, scope: Scope) -> Sequence[Month]:
    """Return the months to choose from: those of the span, and one that was chosen in a chart."""
    inside = list(scope.months)
    first = here.judge.figures().first_month
    try:
        wanted = Month.parse(asked("at"))
    except ValueError:
        return inside
    known = first is not None and first <= wanted <= scope.month
    return sorted({*inside, wanted}) if known else inside


def _draw_value(here: Context, indicator: str, scope: Scope, factor_year: int | None) -> None:
    measured = here.judge.figures(factor_year).measured(indicator, scope)
    told = say_plain(
        here,
        "lines.value",
        label=here.voice.label(indicator),
        place=here.voice.site(scope.site),
        span=span_label(scope, here.catalogue.words, here.language),
        value=display(here.catalogue, measured, here.language),
        status=status_text(measured, here.voice),
    )
    st.markdown(told)


def _draw_lines(here: Context, indicator: str, scope: Scope, factor_year: int | None) -> None:
    figures = here.judge.figures(factor_year)
    label = here.voice.label(indicator)
    lines, table = kept(
        here, "lines", indicator, scope, factor_year,
        make=lambda: _explained(here, indicator, scope, factor_year),
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
    _draw_origin(here, indicator, lines)


def _explained(
    here: Context, indicator: str, scope: Scope, factor_year: int | None
) -> tuple[tuple[Contribution, ...], Table]:
    lines = here.judge.figures(factor_year).explain(indicator, scope)
    return tuple(lines), lines_table(indicator, lines, here.voice)


def _draw_origin(here: Context, indicator: str, lines: Sequence[Contribution]) -> None:
    """Draw the choice of one line, and that line as it stands in the accepted file."""
    ordered = sorted(lines, key=lambda line: abs(line.contribution or Decimal()), reverse=True)
    named = {
        f"{line.receipt}.{line.line}": line
        for line in ordered[:SHOWN_LINES]
        if line.receipt and not line.joined
    }
    if not named:
        return
    name = draw_list(
        here,
        "line",
        here.words("lines.origin"),
        [NO_LINE, *named],
        lambda name: _line_name(here, named[name]) if name else here.words("lines.no_line"),
        key=f"drill-line-{indicator}",
        otherwise=NO_LINE,
    )
    if not name:
        return
    line = named[name]
    origin = origin_of(here.acts, line.receipt, line.line)
    if origin is None or origin.source is None:
        lost = origin.lost if origin is not None else "no_upload"
        st.info(here.words(f"lines.lost_{lost}"))
        return
    facts = {"receipt": line.receipt, "actor": origin.record.actor, "line": line.line}
    st.markdown(say_plain(here, "lines.stands", file=origin.record.file_name, **facts))
    rows = list(zip(origin.source.header, origin.source.cells, strict=True))
    header = (here.words("lines.column"), here.words("lines.cell"))
    draw_table(header, rows, here.words("lines.origin"))


def _line_name(here: Context, line: Contribution) -> str:
    return here.words("table.where", receipt=line.receipt, file=line.file, line=line.line)

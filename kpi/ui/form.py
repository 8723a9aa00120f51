"""The official forms of a page: filled in for a year, to type over or to keep as a file."""

from __future__ import annotations

from functools import partial

import streamlit as st

from kpi.declare import ALL, Form
from kpi.show.form import (
    FormView,
    form_remarks,
    form_table,
    form_view,
    form_years,
    newest_whole_year,
)
from kpi.ui.address import asked
from kpi.ui.choice import draw_list
from kpi.ui.download import draw_download
from kpi.ui.folded import draw_folded
from kpi.ui.page import context
from kpi.ui.session import Context, kept
from kpi.ui.table import draw_table
from kpi.ui.upload_text import escape, say_plain

WIDTH = 240


def draw_forms(page: str) -> None:
    """Draw the forms that name this page, below its figures; nothing in an empty store."""
    here = context()
    years = form_years(here.judge.figures())
    for form in here.catalogue.forms.values():
        if form.page == page and years:
            _draw_form(here, form, years)


def _draw_form(here: Context, form: Form, years: tuple[int, ...]) -> None:
    """Draw what a form is, and its numbers once they are opened: it is typed over once a year."""
    st.header(escape(form.label.of(here.language)), anchor=False)
    st.markdown(escape(form.note.of(here.language)))
    draw_folded(
        here.words("form.numbers"),
        partial(_draw_numbers, here, form, years),
        expanded=bool(asked("year")),
        key=f"form-{form.id}",
    )


def _draw_numbers(here: Context, form: Form, years: tuple[int, ...]) -> None:
    whole = newest_whole_year(here.judge.figures())
    year = int(
        draw_list(
            here,
            "year",
            here.words("form.year"),
            [str(year) for year in years],
            str,
            key=f"form-year-{form.id}",
            otherwise=str(whole if whole in years else years[0]),
            width=WIDTH,
        )
    )
    figures = here.judge.figures()
    view: FormView = kept(
        here, "form", form.id, year, make=lambda: form_view(figures, form, year, ALL, here.voice)
    )
    if not view.known:
        st.info(say_plain(here, "form.empty", form=view.label, year=year))
        return
    remarks = form_remarks(view, here.voice)
    if remarks:
        st.markdown("\n".join(f"- {escape(remark)}" for remark in remarks))
    table = form_table(view, here.voice)
    for part in dict.fromkeys(row[0] for row in table.rows):
        st.subheader(escape(part), anchor=False)
        rows = [row[1:] for row in table.rows if row[0] == part]
        draw_table(table.header[1:], rows, f"{view.label} {year}, {part}")
    draw_download(here, lambda: table.csv, f"{form.id}-{year}")

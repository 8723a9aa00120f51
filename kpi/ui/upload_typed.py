"""Figures without a file: typed in for one month, or a year's figure spread over its months."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from kpi.acts import Refused
from kpi.declare import Column, Contract, Month
from kpi.show.format import NONE, month_label
from kpi.ui.session import Context
from kpi.ui.upload_form import Form, Line, form_of
from kpi.ui.upload_help import choose_kind
from kpi.ui.upload_questions import choices_of
from kpi.ui.upload_review import draw_review
from kpi.ui.upload_state import Source, forget_receipt, state, widget_key
from kpi.ui.upload_text import say_plain

OLDEST_YEAR = 2010


def draw_typed(context: Context, *, looked_at: bool) -> None:
    """Draw the grid for one month of one site, and below it the check and the effect."""
    contract = choose_kind(context, "typed")
    st.markdown(context.words("upload.typed.note"))
    form = form_of(contract, context.catalogue, context.language)
    with st.container(horizontal=True):
        month = _choose_month(context)
        once = {column.name: _draw_field(context, column, "typed") for column in form.once}
    grid = _draw_grid(context, contract, form)
    rows = _rows(contract, form, grid, {"month": str(month), **once})
    data = context.acts.typed_file(contract.id, rows)
    name = context.words("upload.typed.stem", kind=contract.label.of(context.language).lower())
    file_name = f"{name}-{once.get('site', '')}-{month}.csv"
    source = Source("typed", contract.id, data, file_name)
    if looked_at:
        _draw_check(context, contract, source, filled=bool(rows))


def draw_spread(context: Context, *, looked_at: bool) -> None:
    """Draw the fields for one year's figure, and below them the check and the effect."""
    contract = choose_kind(context, "spread")
    st.info(context.words("upload.spread.note"))
    form = form_of(contract, context.catalogue, context.language)
    this_year = context.acts.today().year
    with st.container(horizontal=True):
        year = st.selectbox(
            context.words("upload.spread.year"),
            range(this_year, OLDEST_YEAR - 1, -1),
            index=1,
            key="upload-spread-year",
            width=160,
            placeholder=context.words("upload.choose"),
        )
        once = {column.name: _draw_field(context, column, "spread") for column in form.once}
    row = {**once, **_draw_year_figure(context, contract, form)}
    filled = bool(_amount(contract, form, row))
    try:
        data = context.acts.spread_year(contract.id, year, row) if filled else b""
    except Refused as refused:
        st.error(say_plain(context, f"refused.{refused.code}", **refused.facts))
        return
    name = context.words("upload.spread.stem", kind=contract.label.of(context.language).lower())
    source = Source("spread", contract.id, data, f"{name}-{once.get('site', '')}-{year}.csv")
    if looked_at:
        _draw_check(context, contract, source, filled=filled)


def _choose_month(context: Context) -> Month:
    running = Month.of(context.acts.today())
    months = list(Month(OLDEST_YEAR, 1).until(running))[::-1]
    return st.selectbox(
        context.words("upload.typed.month"),
        months,
        index=1,
        format_func=lambda month: month_label(month, context.language),
        key="upload-typed-month",
        width=200,
        placeholder=context.words("upload.choose"),
    )


def _draw_field(context: Context, column: Column, place: str) -> str:
    label = column.header.of(context.language)
    key = f"upload-{place}-{column.name}"
    choices = choices_of(context, column)
    if choices:
        options = list(choices)
        known = options.index(column.default) if column.default in options else 0
        return st.selectbox(
            label,
            options,
            index=known,
            format_func=lambda v: choices[v],
            key=key,
            width=220,
            placeholder=context.words("upload.choose"),
        )
    return st.text_input(label, value=column.default or "", key=key, width=220).strip()


def _draw_grid(context: Context, contract: Contract, form: Form) -> pd.DataFrame:
    words, language = context.words, context.language
    frame = pd.DataFrame(
        {
            "label": [line.label for line in form.lines],
            "amount": [""] * len(form.lines),
            "unit": [line.unit for line in form.lines],
            **{c.name: [NONE if c.values else ""] * len(form.lines) for c in form.extra},
        }
    )
    amount = form.value.header.of(language) if form.value else words("upload.typed.amount")
    unit = form.unit.header.of(language) if form.unit else words("upload.typed.unit")
    fixed = ["label"] if form.unit else ["label", "unit"]
    edited: pd.DataFrame = st.data_editor(
        frame,
        hide_index=True,
        disabled=fixed,
        height="content",
        column_config={
            "label": st.column_config.TextColumn(words("upload.typed.what"), width="medium"),
            # Text, not a number widget: that would show a point where a comma belongs.
            "amount": st.column_config.TextColumn(amount, width="small"),
            "unit": st.column_config.SelectboxColumn(unit, options=list(form.units), required=True)
            if form.unit
            else st.column_config.TextColumn(unit),
            **{c.name: _extra_column(context, c) for c in form.extra},
        },
        key=widget_key(f"typed-{contract.id}-grid", "typed"),
        alt=words("upload.typed.alt", kind=contract.label.of(language)),
    )
    return edited


def _extra_column(context: Context, column: Column) -> ColumnConfig:
    header = column.header.of(context.language)
    if column.values:
        # An empty choice would show as a word of the framework's own language.
        options = [NONE, *(value.id for value in column.values)]
        return st.column_config.SelectboxColumn(header, options=options)
    return st.column_config.TextColumn(header)


def _rows(
    contract: Contract, form: Form, grid: pd.DataFrame, once: Mapping[str, str]
) -> list[dict[str, str]]:
    """Return the filled lines of the grid as rows of texts by canonical column."""
    filled = [
        (line, {str(name): _text(cell) for name, cell in cells.items()})
        for line, cells in zip(form.lines, grid.to_dict("records"), strict=True)
        if _text(cells["amount"])
    ]
    if form.value is None:
        return [{**once, **{line.id: cells["amount"] for line, cells in filled}}] if filled else []
    rows = []
    for line, cells in filled:
        row = {**once, contract.category: line.id, form.value.name: cells["amount"]}
        if form.unit is not None:
            row[form.unit.name] = cells["unit"]
        rows.append({**row, **{column.name: cells[column.name] for column in form.extra}})
    return rows


def _text(cell: object) -> str:
    return cell.strip() if isinstance(cell, str) and cell != NONE else ""


def _draw_year_figure(context: Context, contract: Contract, form: Form) -> dict[str, str]:
    """Draw what the year's figure is of, its amount and its unit; return them as cells."""
    with st.container(horizontal=True):
        line: Line = st.selectbox(
            context.words("upload.typed.what"),
            form.lines,
            format_func=lambda line: line.label,
            key=f"upload-spread-{contract.id}-line",
            width=260,
            placeholder=context.words("upload.choose"),
        )
        amount = st.text_input(
            context.words("upload.spread.amount"),
            key=widget_key(f"spread-{contract.id}-amount", "spread"),
            width=160,
        ).strip()
        if form.value is None:
            st.text_input(
                context.words("upload.typed.unit"), value=line.unit, disabled=True, width=120
            )
            return {line.id: amount}
        cells = {contract.category: line.id, form.value.name: amount}
        if form.unit is not None:
            units = list(form.units)
            cells[form.unit.name] = st.selectbox(
                form.unit.header.of(context.language),
                units,
                index=units.index(line.unit) if line.unit in units else 0,
                key=f"upload-spread-{contract.id}-{line.id}-unit",
                width=120,
                placeholder=context.words("upload.choose"),
            )
        for column in form.extra:
            cells[column.name] = _draw_extra(context, contract, column)
    return cells


def _draw_extra(context: Context, contract: Contract, column: Column) -> str:
    choices = {"": "", **choices_of(context, column)}
    label = context.words("upload.typed.if_needed", column=column.header.of(context.language))
    key = widget_key(f"spread-{contract.id}-{column.name}", "spread")
    if len(choices) > 1:
        return st.selectbox(
            label,
            list(choices),
            format_func=lambda v: choices[v],
            key=key,
            width=220,
            placeholder=context.words("upload.choose"),
        )
    return st.text_input(label, key=key, width=220).strip()


def _amount(contract: Contract, form: Form, row: Mapping[str, str]) -> str:
    if form.value is not None:
        return row[form.value.name]
    figures = contract.unpivot.columns if contract.unpivot else ()
    return next((row[name] for name in figures if row.get(name)), "")


def _draw_check(context: Context, contract: Contract, source: Source, *, filled: bool) -> None:
    """Draw the button that checks; a change afterwards has to be checked again before saving."""
    asked = state().asked_check

    def check() -> None:
        forget_receipt(source.place)
        asked[source.place] = source.fingerprint

    st.button(
        context.words("upload.typed.check"),
        disabled=not filled,
        key=f"upload-check-{source.place}",
        on_click=check,
    )
    if not filled:
        st.markdown(context.words("upload.typed.empty"))
    elif asked.get(source.place) == source.fingerprint:
        draw_review(context, contract, source)
    elif source.place in asked:
        st.info(context.words("upload.typed.changed"))

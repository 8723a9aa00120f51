"""The effect of an act before it is done: figures from and to, verdicts that turn."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import streamlit as st

from kpi.acts import Effect, Preview
from kpi.acts.months import closed_among
from kpi.declare import ALL, Contract
from kpi.show.effects import EffectTable, effect_tables, plain_quantity
from kpi.show.format import NONE, month_label
from kpi.ui.session import Context
from kpi.ui.table import draw_table
from kpi.ui.upload_text import escape, say_plain, site_label, slice_label

FIRST = 8
"""Changes of one table shown at once; the rest can be unfolded."""


def draw_effect(context: Context, effect: Effect, title: str) -> None:
    """Draw what an act changes: verdicts, the group's year to date, then site by site."""
    st.header(title, anchor=False)
    if not effect.changes and not effect.verdict_changes:
        st.markdown(context.words("upload.effect.none"))
        return
    _draw_verdicts(context, effect)
    tables = effect_tables(context.catalogue, effect.changes, context.words, context.language)
    # The group's year to date comes first and one month of one site stands open beneath it.
    sites = [table for table in tables if table.site != ALL]
    for table in tables:
        heading = _heading(context, table)
        if table.site == ALL or table is sites[0]:
            st.markdown(f"**{escape(heading)}**")
            _draw_rows(context, table, heading)
        else:
            with st.expander(f"{escape(heading)} ({len(table.rows)})"):
                _draw_rows(context, table, heading, whole=True)


def _heading(context: Context, table: EffectTable) -> str:
    key = "upload.effect.group" if table.site == ALL else f"upload.effect.{table.span}"
    month = month_label(table.month, context.language)
    place = site_label(context, table.site)
    return context.words(key, place=place, month=month, year=table.month.year)


def _draw_rows(context: Context, table: EffectTable, heading: str, whole: bool = False) -> None:
    header = [context.words(f"upload.effect.{n}") for n in ("figure", "before", "after", "step")]
    shown = len(table.rows) if whole else FIRST
    draw_table(header, table.rows[:shown], heading)
    rest = table.rows[shown:]
    if rest:
        with st.expander(context.words("upload.effect.more", count=len(rest))):
            draw_table(header, rest, heading)


def _draw_verdicts(context: Context, effect: Effect) -> None:
    targets = {target.id: target for target in context.judge.targets}
    for turned in effect.verdict_changes:
        target = targets.get(turned.target)
        label = target.label.of(context.language) if target else turned.target
        st.markdown(
            context.words(
                "upload.effect.verdict",
                target=escape(label),
                place=escape(site_label(context, turned.scope.site)),
                before=context.words(f"verdict.{turned.before}"),
                after=context.words(f"verdict.{turned.after}"),
            )
        )


def draw_closed_months(context: Context, preview: Preview) -> None:
    """Name the closed months whose figures a file changes: what was reported stays as it was."""
    if not preview.changes:
        return
    touched = closed_among(context.acts, (month for _, month in preview.touched))
    if touched:
        told = ", ".join(month_label(month, context.language) for month in touched)
        st.info(say_plain(context, "closing_page.touches_closed", months=told))


def draw_left_standing(context: Context, contract: Contract, preview: Preview) -> None:
    """Draw live figures that the file does not name, and what happens to each of them."""
    if not preview.left_standing:
        return
    answer = "replaced" if preview.decide.get("left") == "replace" else "kept"
    title = context.words("upload.left.title")
    st.markdown(f"**{title}**")
    draw_table(
        [context.words(f"upload.left.{name}") for name in ("what", "quantity", "upload", "fate")],
        [
            [
                slice_label(context, contract, item.slice),
                _sum(context, contract, item.slice, item.quantity, item.unit),
                str(item.upload),
                context.words(f"upload.left.{'spread' if item.spread else answer}"),
            ]
            for item in preview.left_standing
        ],
        title,
    )


def draw_replacements(context: Context, contract: Contract, preview: Preview) -> None:
    """Draw live figures that the file replaces by others: what stood there and what will."""
    if not preview.replacements:
        return
    title = context.words("upload.replaced.title", count=len(preview.replacements))
    names = ("what", "before", "after", "upload")
    header = [context.words(f"upload.replaced.{name}") for name in names]
    rows = [
        [
            slice_label(context, contract, item.slice),
            _sum(context, contract, item.slice, item.before, item.unit),
            _sum(context, contract, item.slice, item.after, item.unit),
            str(item.upload),
        ]
        for item in preview.replacements
    ]
    st.markdown(f"**{escape(title)}**")
    draw_table(header, rows[:FIRST], title)
    if rest := rows[FIRST:]:
        with st.expander(context.words("upload.replaced.more", count=len(rest))):
            draw_table(header, rest, title)


def _sum(
    context: Context, contract: Contract, key: Sequence[str], amount: Decimal | None, unit: str
) -> str:
    """Return the sum of a slice; a small number of a department is not told."""
    if amount is None:
        return NONE
    if contract.small_numbers is not None and contract.is_small(key, amount):
        return context.words("upload.few", below=contract.small_numbers.below)
    return plain_quantity(amount, unit, context.language)

"""The layouts of suppliers' files that are recognised, and taking one out of use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from kpi.acts import Refused, saved_layouts, withdraw_layout
from kpi.declare import Contract
from kpi.show.receipts import moment
from kpi.ui.session import FIELD, Context, actor, ask_name
from kpi.ui.table import draw_table
from kpi.ui.told import tell, text_of
from kpi.ui.upload_state import empty, widget_key

GROUP = "layouts"
COLUMNS = ("name", "columns", "by", "since")


def draw_layouts(context: Context, contract: Contract) -> None:
    """Draw, folded away, the saved layouts of an upload kind; nothing when it has none."""
    saved = {entry.id: entry for entry in saved_layouts(context.acts, contract.id)}
    if not saved:
        return
    title = context.words("layouts.title", count=len(saved))
    with st.expander(title):
        st.markdown(context.words("layouts.note"))
        timezone = context.catalogue.organisation.organisation.timezone
        draw_table(
            [context.words(f"layouts.{name}") for name in COLUMNS],
            [
                [
                    str(entry.body["name"]),
                    _columns(contract, context, entry.body["columns"]),
                    entry.actor,
                    moment(entry.stamped, timezone, context.language),
                ]
                for entry in saved.values()
            ],
            title,
        )
        names = {identifier: str(entry.body["name"]) for identifier, entry in saved.items()}
        _draw_withdraw(context, names)


def _columns(contract: Contract, context: Context, columns: Mapping[str, Any]) -> str:
    """Return which of the supplier's columns is which of ours."""
    ours = {column.name: column.header.of(context.language) for column in contract.column}
    return ", ".join(f"{name} → {ours.get(str(our), str(our))}" for name, our in columns.items())


def _draw_withdraw(context: Context, names: Mapping[str, str]) -> None:
    chosen = st.selectbox(
        context.words("layouts.which"),
        list(names),
        index=None,
        format_func=names.__getitem__,
        placeholder=context.words("upload.choose"),
        key=widget_key("layout-choice", GROUP),
        width=FIELD,
    )
    if chosen is None:
        return
    ask_name(context, "-layouts")
    key = widget_key("layout-reason", GROUP)
    st.text_input(context.words("layouts.reason"), key=key, width=FIELD)
    why = ""
    if not text_of(key):
        why = context.words("upload.why.reason")
    elif not actor():
        why = context.words("upload.why.name")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            context.words("layouts.withdraw"),
            disabled=bool(why),
            key="upload-layout-withdraw",
            on_click=_withdraw,
            args=(context, str(chosen), names[chosen], key),
        )
        if why:
            st.markdown(why, width="content")


def _withdraw(context: Context, identifier: str, name: str, reason_key: str) -> None:
    try:
        withdraw_layout(context.acts, identifier, actor=actor(), reason=text_of(reason_key))
    except Refused as refused:
        tell(f"refused.{refused.code}", **refused.facts)
        return
    tell("layouts.withdrawn", True, name=name)
    empty(GROUP)

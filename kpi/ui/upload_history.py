"""All uploads, newest first, and the way to take one back with its effect shown beforehand."""

from __future__ import annotations

from typing import Any

import streamlit as st

from kpi.acts import Effect, Refused
from kpi.acts.compare import touched_months
from kpi.show.receipts import moment
from kpi.ui.address import asked, pick, show
from kpi.ui.offer import why_not
from kpi.ui.session import Context, actor, ask_name
from kpi.ui.table import draw_table
from kpi.ui.upload_accept import draw_refusal
from kpi.ui.upload_effect import draw_effect
from kpi.ui.upload_state import Refusal, TakenBack, empty, state, value_of, widget_key
from kpi.ui.upload_text import escape, say_plain

A_PAGE = 20
COLUMNS = ("number", "kind", "file", "status", "actor", "stamped", "rows")
FIELD = 480

Record = Any
"""An upload as the ledger knows it: number, file, actor, moment, slices, taken back or not."""


def draw_history(context: Context) -> None:
    """Draw the ledger and, under it, taking an upload back."""
    _draw_taken_back(context)
    records = context.acts.uploads()
    if not records:
        st.info(context.words("upload.history.empty"))
        return
    _draw_asked(context, records)
    pages = (len(records) + A_PAGE - 1) // A_PAGE
    page = 1
    if pages > 1:
        page = st.pagination(pages, key="upload-history-page")
    shown = records[(page - 1) * A_PAGE : page * A_PAGE]
    draw_table(
        [context.words(f"upload.history.{name}") for name in COLUMNS],
        [_row(context, record) for record in shown],
        context.words("upload.history.alt"),
    )
    _draw_take_back(context, [r for r in records if r.taken_back is None])


def _draw_asked(context: Context, records: list[Record]) -> None:
    """Draw the upload that a link asks for on its own: it may stand pages away in the list."""
    number = asked("receipt")
    if not number:
        return
    found = [_row(context, record) for record in records if str(record.upload) == number]
    if not found:
        st.info(say_plain(context, "history_of.unknown", receipt=number))
        return
    show("receipt", number)
    title = context.words("history_of.title", receipt=number)
    with st.container(border=True, key="upload-asked"):
        st.subheader(title, anchor=False)
        names = [context.words(f"upload.history.{name}") for name in COLUMNS]
        st.markdown(
            "\n".join(f"- **{n}**: {escape(c)}" for n, c in zip(names, found[0], strict=True))
        )
        st.button(
            context.words("history_of.close"),
            key="upload-asked-close",
            on_click=pick,
            args=({"receipt": ""},),
        )


def status_of(record: Record) -> str:
    """Return whether an upload is live, partly replaced, replaced, or taken back."""
    if record.taken_back is not None:
        return "taken_back"
    live, whole = len(record.live_slices), len(record.slices)
    return "live" if live == whole else "partly" if live else "replaced"


def status_words(context: Context, record: Record) -> str:
    """Return the same in words; of one taken back with by whom and why."""
    facts = {}
    if record.taken_back is not None:
        facts = {"actor": record.taken_back.actor, "reason": record.taken_back.reason}
    return context.words(f"upload.status.{status_of(record)}", **facts)


def _row(context: Context, record: Record) -> list[str]:
    timezone = context.catalogue.organisation.organisation.timezone
    contract = context.catalogue.contract(record.kind)
    return [
        str(record.upload),
        contract.label.of(context.language) if contract else record.kind,
        record.file_name,
        status_words(context, record),
        record.actor,
        moment(record.stamped, timezone, context.language),
        str(record.rows),
    ]


def _draw_take_back(context: Context, records: list[Record]) -> None:
    st.header(context.words("upload.back.title"), anchor=False)
    st.markdown(context.words("upload.back.note"))
    by_number = {record.upload: record for record in records}
    chosen = st.selectbox(
        context.words("upload.back.choose"),
        list(by_number),
        index=None,
        format_func=lambda number: f"{number}  ·  {by_number[number].file_name}",
        placeholder=context.words("upload.choose"),
        key=widget_key("back-choice", "back"),
        width=FIELD,
    )
    if chosen is None:
        draw_refusal(context, "back")
        return
    effect = _effect(context, chosen)
    draw_effect(context, effect, context.words("upload.back.effect", number=chosen))
    ask_name(context)
    reason_key = widget_key("back-reason", "back")
    reason = st.text_input(context.words("upload.back.reason"), key=reason_key, width=FIELD)
    why = ""
    if not reason.strip():
        why = context.words("upload.why.reason")
    elif not actor():
        why = context.words("upload.why.name")
    else:
        record = by_number[chosen]
        contract = context.acts.contract(record.kind)
        touched = touched_months(contract, record.slices, context.acts.store)
        sites = sorted({site for site, _ in touched})
        why = why_not(context, "take_back", sites=sites, kinds=[record.kind])
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            context.words("upload.back.button", number=chosen),
            type="primary",
            disabled=bool(why),
            key="upload-back-button",
            on_click=_take_back,
            args=(context, chosen, effect, reason_key),
        )
        if why:
            st.markdown(why, width="content")
    draw_refusal(context, "back")


def _effect(context: Context, number: int) -> Effect:
    store = context.acts.store
    key = (number, store.revision, str(store.path))
    held = state().held_effect
    if held is not None and held[0] == key:
        return held[1]
    effect = context.acts.effect_of_taking_back(number)
    state().held_effect = (key, effect)
    return effect


def _take_back(context: Context, number: int, effect: Effect, reason_key: str) -> None:
    remembered = state()
    try:
        revision = context.acts.take_back(
            number, actor=actor(), reason=value_of(reason_key).strip()
        )
    except Refused as refused:
        remembered.refusals["back"] = Refusal(refused.code, refused.facts)
        return
    remembered.taken_back = TakenBack(number, revision, effect)
    empty("back")


def _draw_taken_back(context: Context) -> None:
    done = state().taken_back
    if done is None:
        return
    st.success(say_plain(context, "upload.back.done", number=done.number, revision=done.revision))
    draw_effect(context, done.effect, context.words("upload.back.restored"))
    st.button(context.words("upload.receipt.close"), key="upload-back-close", on_click=_forget)


def _forget() -> None:
    state().taken_back = None

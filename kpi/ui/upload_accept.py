"""The last step: accept what was seen, and the receipt that proves it."""

from __future__ import annotations

import streamlit as st

from kpi.acts import Preview, Receipt, Refused
from kpi.declare import Contract
from kpi.show.receipts import moment, receipt_text
from kpi.ui.offer import why_not
from kpi.ui.session import Context, actor, ask_name
from kpi.ui.upload_questions import open_texts
from kpi.ui.upload_state import (
    Place,
    Refusal,
    Source,
    empty,
    forget_receipt,
    is_listed,
    state,
    value_of,
    widget_key,
)
from kpi.ui.upload_text import escape, say_plain

SHORT_HASH = 12
FIELD = 480


def may_leave_out(preview: Preview) -> bool:
    """Tell whether the refused rows can be left out: only rows are wrong, and others are right."""
    return (
        bool(preview.errors)
        and bool(preview.checked.rows)
        and not preview.open_questions
        and all(finding.line is not None for finding in preview.errors)
    )


def draw_leave_out(context: Context, preview: Preview, source: Source) -> bool:
    """Draw the choice to leave refused rows out, with what that means; return the choice."""
    if not may_leave_out(preview):
        return False
    chosen = st.checkbox(
        context.words("upload.leave_out", count=preview.checked.rows_refused),
        key=f"upload-leave-out-{source.fingerprint}",
    )
    st.markdown(context.words("upload.leave_out_note"))
    return chosen


def draw_accept(
    context: Context, contract: Contract, preview: Preview, source: Source, leave_out: bool
) -> None:
    """Draw name, note and the button; when it cannot be pressed the reason stands beside it."""
    st.header(context.words("upload.save_title"), anchor=False)
    if not is_listed(source):
        ask_name(context)
    note_key = widget_key(f"note-{source.place}", source.place)
    needs_note = (
        leave_out
        and bool(preview.checked.refused)
        and bool(preview.rows_replaced or preview.rows_unchanged)
    )
    note = st.text_input(
        context.words("upload.note_needed" if needs_note else "upload.note"),
        key=note_key,
        width=FIELD,
    )
    reason = _why_not(context, contract, preview, leave_out, needs_note and not note.strip())
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            context.words("upload.accept"),
            type="primary",
            disabled=bool(reason),
            key=f"upload-accept-{source.place}",
            # The preview that stands on the screen is what is accepted, never a newer one.
            on_click=_accept,
            args=(context, preview, source, leave_out, note_key),
        )
        if reason:
            st.markdown(reason, width="content")
    draw_refusal(context, source.place)


def _why_not(
    context: Context, contract: Contract, preview: Preview, leave_out: bool, note_missing: bool
) -> str:
    if asked := open_texts(context, contract, preview):
        names = ", ".join(asked)
        return say_plain(context, "upload.why.question", names=names)
    if not preview.checked.rows:
        return context.words("upload.why.no_rows")
    if preview.errors and not leave_out:
        key = "upload.why.errors_or_leave" if may_leave_out(preview) else "upload.why.errors"
        return context.words(key, count=len(preview.errors))
    if note_missing:
        return context.words("upload.why.note")
    if not actor():
        return context.words("upload.why.name")
    return why_not(context, "accept", sites=places(preview), kinds=[preview.kind])


def places(preview: Preview) -> list[str]:
    """Return the sites whose figures a file touches."""
    return sorted({site for site, _ in preview.touched})


def _accept(
    context: Context, preview: Preview, source: Source, leave_out: bool, note_key: str
) -> None:
    remembered = state()
    remembered.refusals.pop(source.place, None)
    try:
        receipt = context.acts.accept(
            preview, actor=actor(), without_refused_rows=leave_out, note=value_of(note_key).strip()
        )
    except Refused as refused:
        remembered.refusals[source.place] = Refusal(refused.code, refused.facts)
        return
    remembered.receipts[source.place] = receipt
    remembered.answers.pop(source.fingerprint, None)
    remembered.held.clear()
    remembered.waiting = [s for s in remembered.waiting if s.fingerprint != source.fingerprint]
    remembered.asked_check.pop(source.place, None)
    empty(source.place)


def draw_refusal(context: Context, name: str) -> None:
    """Draw why the last act was not done, once."""
    refusal = state().refusals.pop(name, None)
    if refusal is not None:
        st.error(say_plain(context, f"refused.{refusal.code}", **refusal.facts))


def draw_receipt(context: Context, place: Place) -> None:
    """Draw the receipt of what was just accepted here, with the text to keep."""
    receipt = state().receipts.get(place)
    if receipt is None:
        return
    label = context.catalogue.contracts[receipt.kind].label.of(context.language)
    timezone = context.catalogue.organisation.organisation.timezone
    with st.container(border=True, key=f"upload-receipt-{place}"):
        st.success(context.words("upload.receipt.thanks", number=receipt.number))
        st.markdown(_told(context, receipt, label, timezone))
        with st.container(horizontal=True):
            st.download_button(
                context.words("upload.receipt.download"),
                receipt_text(receipt, label, timezone, context.words, context.language).encode(
                    "utf-8-sig"
                ),
                file_name=f"{context.words('upload.receipt.stem')}-{receipt.number}.txt",
                mime="text/plain",
                icon=":material/receipt_long:",
                on_click="ignore",
                key=f"upload-receipt-download-{place}",
            )
            st.button(
                context.words("upload.receipt.close"),
                key=f"upload-receipt-close-{place}",
                on_click=forget_receipt,
                args=(place,),
            )


def _told(context: Context, receipt: Receipt, label: str, timezone: str) -> str:
    facts = {
        "kind": label,
        "file": receipt.file_name,
        "hash": receipt.file_hash[:SHORT_HASH],
        "actor": receipt.actor,
        "stamped": moment(receipt.stamped, timezone, context.language),
        "new": str(receipt.rows_new),
        "replaced": str(receipt.rows_replaced),
        "unchanged": str(receipt.rows_unchanged),
    }
    if receipt.answers:
        told = (f"{key} = {answer}" for key, answer in sorted(receipt.answers.items()))
        facts["answer"] = ", ".join(told)
    return "\n".join(
        f"- {context.words(f'upload.receipt.{name}')}: {escape(value)}"
        for name, value in facts.items()
    )

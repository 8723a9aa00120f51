"""A checked file from top to bottom: counts, findings, questions, effect, accept."""

from __future__ import annotations

import streamlit as st

from kpi.acts import Effect, Preview, is_unknown
from kpi.declare import Contract
from kpi.show.receipts import moment
from kpi.ui.session import Context
from kpi.ui.upload_accept import draw_accept, draw_leave_out
from kpi.ui.upload_check import checked_now
from kpi.ui.upload_effect import (
    draw_closed_months,
    draw_effect,
    draw_left_standing,
    draw_replacements,
)
from kpi.ui.upload_findings import draw_findings
from kpi.ui.upload_mapping import draw_known_mapping, draw_mapping
from kpi.ui.upload_questions import (
    draw_constants,
    draw_control,
    draw_questions,
    remember,
)
from kpi.ui.upload_state import Source
from kpi.ui.upload_text import say_plain


def draw_review(context: Context, contract: Contract, source: Source) -> None:
    """Draw everything there is to know of a file before it is accepted, and the button."""
    preview = checked_now(context, source)
    remember(contract, preview, source)
    if preview.already is not None:
        _draw_already(context, preview)
        return
    if is_unknown(preview):
        draw_mapping(context, contract, source, preview)
        return
    _draw_counts(context, contract, preview)
    draw_control(context, contract, source)
    draw_constants(context, contract, source)
    draw_known_mapping(context, contract, source, preview)
    draw_findings(context, contract, preview, source.place)
    draw_questions(context, contract, source)
    leave_out = draw_leave_out(context, preview, source)
    if preview.acceptable or leave_out:
        draw_effect(
            context,
            Effect(preview.changes, preview.verdict_changes),
            context.words("upload.effect.title"),
        )
        draw_closed_months(context, preview)
        draw_replacements(context, contract, preview)
        draw_left_standing(context, contract, preview)
    draw_accept(context, contract, preview, source, leave_out)


def _draw_already(context: Context, preview: Preview) -> None:
    record = next(r for r in context.acts.uploads() if r.upload == preview.already)
    timezone = context.catalogue.organisation.organisation.timezone
    st.info(
        say_plain(
            context,
            "upload.already",
            number=record.upload,
            actor=record.actor,
            stamped=moment(record.stamped, timezone, context.language),
        )
    )


def _draw_counts(context: Context, contract: Contract, preview: Preview) -> None:
    """Draw how many lines were read, and what becomes of what they hold."""
    checked = preview.checked
    unit = "figures" if contract.unpivot is not None else "rows"
    st.header(say_plain(context, "upload.read_title", file=preview.file_name), anchor=False)
    counts = [
        ("read", checked.rows_read),
        ("refused", checked.rows_refused),
        (f"new_{unit}", preview.rows_new),
        (f"replaced_{unit}", preview.rows_replaced),
        (f"unchanged_{unit}", preview.rows_unchanged),
    ]
    with st.container(horizontal=True, key=f"upload-counts-{preview.origin}"):
        for name, count in counts:
            st.metric(context.words(f"upload.count.{name}"), str(count), width=130)

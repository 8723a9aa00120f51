"""A supplier's own file: which of their columns is which of ours, tried at once, then kept."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import streamlit as st

from kpi.acts import (
    Preview,
    Refused,
    draft_of,
    is_unknown,
    layout_behind,
    layout_body,
    lines_of,
    may_be_mapped,
    open_points,
    proposal,
    save_layout,
    start,
)
from kpi.declare import Contract, Layout
from kpi.show.effects import plain_quantity
from kpi.show.format import NONE
from kpi.show.receipts import describe
from kpi.ui.address import pick
from kpi.ui.folded import draw_folded
from kpi.ui.offer import why_not
from kpi.ui.session import Context, actor, ask_name
from kpi.ui.table import draw_table
from kpi.ui.told import tell
from kpi.ui.upload_check import checked_now, likelier
from kpi.ui.upload_mapping_fields import draw_fields, draw_header, key_of
from kpi.ui.upload_state import Source, is_listed
from kpi.ui.upload_text import escape, say_plain, slice_label

SHOWN = 5
"""So many lines of the file are shown as they will be read, and so many faults."""


def draw_mapping(context: Context, contract: Contract, source: Source, preview: Preview) -> None:
    """Draw what is not known of a file, the fields that say what it means, and what that gives."""
    before = layout_behind(context.acts, preview)
    title = "mapping.title_changed" if before else "mapping.title"
    st.header(say_plain(context, title, file=source.file_name), anchor=False)
    if before is None:
        st.markdown(context.words("mapping.intro"))
        _draw_likelier(context, source, preview)
    else:
        for finding in preview.errors:
            told = describe(finding, contract, context.words, context.language)
            st.warning(escape(f"{told.message} {told.mend}"))
    _draw(context, contract, source, preview, before, named=True)


def draw_known_mapping(
    context: Context, contract: Contract, source: Source, preview: Preview
) -> None:
    """Draw, folded away, how a file is read, so that a mistake or another name can be mended."""
    before = layout_behind(context.acts, preview)
    if is_unknown(preview) or (before is None and not may_be_mapped(preview)):
        return
    title = context.words("mapping.other_names")
    if before is not None:
        title = say_plain(context, "mapping.mend", layout=before.label.nl)
    draw_folded(
        title,
        lambda: _draw(context, contract, source, preview, before, named=False),
        key=f"upload-mend-{source.fingerprint}",
    )


def _draw_likelier(context: Context, source: Source, preview: Preview) -> None:
    """Draw the other kind that understands the file, with a button that takes it."""
    # On a list of files each goes to its own kind by itself.
    other = None if is_listed(source) else likelier(context, source, preview)
    if other is None:
        return
    label = other.label.of(context.language)
    st.info(context.words("mapping.likelier", kind=label))
    st.button(
        context.words("mapping.likelier_button", kind=label),
        key="upload-likelier",
        on_click=pick,
        args=({"kind": other.id},),
    )


def _draw(
    context: Context,
    contract: Contract,
    source: Source,
    preview: Preview,
    before: Layout | None,
    *,
    named: bool,
) -> None:
    lines = lines_of(preview)
    line, count = draw_header(context, source, proposal(context.acts, preview), len(lines))
    proposed = proposal(context.acts, preview, line, count)
    first = start(contract, proposed, before, preview)
    mapped = draw_fields(context, contract, source, proposed, first)
    body = layout_body(contract, mapped, proposed, lines)
    points = [
        say_plain(context, f"mapping.why.{code}", **facts)
        for code, facts in open_points(contract, mapped, proposed)
    ]
    draft = None if points else draft_of(body)
    if draft is not None:
        _draw_trial(context, contract, source, draft)
    if named and not is_listed(source):
        ask_name(context)
    if not mapped.name:
        points.append(context.words("mapping.why.name"))
    if why := why_not(context, "set_entry", "layout", kinds=[contract.id]):
        points.append(why)
    if not actor():
        points.append(context.words("upload.why.name"))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            context.words("mapping.save"),
            type="primary",
            disabled=bool(points) or draft is None,
            key=key_of(source, "save"),
            on_click=_save,
            args=(context, body, source),
        )
        if points:
            st.markdown(" ".join(points), width="content")


def _save(context: Context, body: dict[str, object], source: Source) -> None:
    reason = context.words("mapping.reason", file=source.file_name)
    try:
        save_layout(context.acts, body, actor=actor(), reason=reason)
    except Refused as refused:
        tell(f"refused.{refused.code}", **refused.facts)
        return
    tell("mapping.saved", True, name=str(body["name"]))


def _draw_trial(context: Context, contract: Contract, source: Source, draft: Layout) -> None:
    """Draw how the file reads with the fields as they stand now."""
    trial = checked_now(context, source, rehearse=False, layout=draft)
    checked = trial.checked
    st.subheader(context.words("mapping.trial"), anchor=False)
    st.markdown(
        context.words(
            "mapping.trial_events" if checked.summed else "mapping.trial_counts",
            read=checked.rows_read,
            rows=len(checked.rows),
            refused=checked.rows_refused,
        )
    )
    if checked.rows:
        names = ("line", "what", "amount")
        header = [context.words(f"mapping.trial_{name}") for name in names]
        draw_table(header, _rows(context, contract, trial), context.words("mapping.trial"))
        if len(checked.rows) > SHOWN:
            st.markdown(context.words("mapping.trial_more", count=len(checked.rows) - SHOWN))
    _draw_faults(context, contract, trial)


def _rows(context: Context, contract: Contract, trial: Preview) -> list[Sequence[str]]:
    amount = contract.quantity.into if contract.quantity else ""
    amount = contract.unpivot.value_into if contract.unpivot else amount
    rows: list[Sequence[str]] = []
    for row in trial.checked.rows[:SHOWN]:
        parts = ["" if row.cells[n] is None else str(row.cells[n]) for n in contract.slice]
        unit = str(row.cells["unit"] or "")
        number = row.cells[amount]
        told = NONE
        if isinstance(number, Decimal):
            told = plain_quantity(number, unit, context.language)
        rows.append([str(row.line), slice_label(context, contract, parts), told])
    return rows


def _draw_faults(context: Context, contract: Contract, trial: Preview) -> None:
    """Draw what cannot be read yet; what a file lacks is asked with the file itself."""
    told = [describe(f, contract, context.words, context.language) for f in trial.errors]
    if not told:
        return
    st.markdown(context.words("mapping.trial_faults", count=len(told)))
    st.markdown(
        "\n".join(
            f"- {escape(' '.join([_where(context, t.line), t.column, t.value, t.message]))}"
            for t in told[:SHOWN]
        )
    )


def _where(context: Context, line: str) -> str:
    return context.words("mapping.trial_at", line=line) if line else ""

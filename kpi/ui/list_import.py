"""Entering a list of requirements: a document, its columns named once, and what would happen."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

import streamlit as st

from kpi.acts import (
    LIST_FIELDS,
    LIST_LEVEL,
    ListFault,
    ListLayout,
    ListPreview,
    ListSheet,
    ListTarget,
    Refused,
    accept_list,
    care_types_of,
    headers_of,
    listed_levels,
    open_document,
    preview_list,
    suggested_meanings,
)
from kpi.show.certification import choice_label, schema_label
from kpi.show.listing import fault_rows, list_template, meaning_labels
from kpi.ui.file_field import draw_file_note
from kpi.ui.offer import offers
from kpi.ui.session import FIELD, Context, actor, ask_name
from kpi.ui.table import draw_table
from kpi.ui.told import tell
from kpi.ui.upload_text import escape, say_plain

NEW = ""
"""Not a schema that is known: one that is named here."""
TEMPLATE = (
    "theme", "code", "text", "bronze", "silver", "gold", "points", "evidence",
    "status", "comment", "owner", "due",
)  # fmt: skip
SAMPLE = 5
HALF = 240


def draw_import(here: Context) -> None:
    """Draw the way from a document to a list of requirements."""
    st.markdown(here.words("list.intro"))
    st.download_button(
        here.words("list.template"),
        list_template(TEMPLATE, here.voice),
        file_name="eisenlijst.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        key="list-template",
    )
    kinds = ["xlsx", "csv", "txt"]
    given = st.file_uploader(here.words("list.file"), type=kinds, key="list-file")
    draw_file_note(here, kinds)
    if given is None:
        return
    data = given.getvalue()
    sheets, proposed, faults = open_document(here.acts, data, given.name)
    if faults:
        _draw_faults(here, faults)
        return
    key = f"list-{hashlib.sha256(data).hexdigest()[:12]}"
    target = _draw_target(here, key)
    layout = _draw_layout(here, key, sheets, proposed)
    preview = preview_list(here.acts, sheets, layout, target, given.name)
    if preview.read.words:
        meant = _draw_words(here, key, preview.read.words, layout)
        layout = ListLayout(layout.sheet, layout.header, layout.columns, meant, layout.headers)
        preview = preview_list(here.acts, sheets, layout, target, given.name)
    _draw_preview(here, preview)


def _draw_target(here: Context, key: str) -> ListTarget:
    certification = here.judge.certification
    schemas = [schema.code for schema in certification.schemas if schema.list != "example"]
    options = [*reversed(schemas), NEW]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        schema = st.selectbox(
            here.words("list.schema"),
            options,
            format_func=lambda name: (
                schema_label(certification, name, here.voice) or here.words("list.other")
            ),
            key=f"{key}-schema",
            width=HALF,
            placeholder=here.words("upload.choose"),
        )
        if schema == NEW:
            schema = st.text_input(here.words("list.new_schema"), key=f"{key}-new", width=HALF)
        care_type = st.selectbox(
            here.words("list.care_type"),
            care_types_of(here.acts),
            format_func=lambda name: choice_label(here.voice, "requirement", "care_type", name),
            key=f"{key}-care",
            width=FIELD,
            placeholder=here.words("upload.choose"),
        )
    site = st.selectbox(
        here.words("list.site"),
        ["", *here.judge.figures().site_codes],
        format_func=lambda code: here.voice.site(code) if code else here.words("list.no_site"),
        key=f"{key}-site",
        width=FIELD,
        placeholder=here.words("upload.choose"),
    )
    complete = st.checkbox(here.words("list.complete"), key=f"{key}-complete")
    return ListTarget(schema.strip(), care_type, site, complete)


def _draw_layout(
    here: Context, key: str, sheets: Sequence[ListSheet], proposed: ListLayout
) -> ListLayout:
    """Draw which column is what; a column that a remembered layout asks and lacks stays asked."""
    st.header(here.words("list.columns"), anchor=False)
    names = [sheet.name for sheet in sheets]
    with st.container(horizontal=True):
        sheet = st.selectbox(
            here.words("list.sheet"),
            names,
            index=names.index(proposed.sheet) if proposed.sheet in names else 0,
            key=f"{key}-sheet",
            width=FIELD,
            placeholder=here.words("upload.choose"),
        )
        line = st.number_input(
            here.words("list.header"),
            min_value=1,
            max_value=100,
            value=proposed.header or 1,
            key=f"{key}-header",
            width=HALF,
        )
    headers = headers_of(sheets, sheet, int(line))
    columns: dict[str, str] = {}
    with st.grid(min_column_width=HALF, gap="small"):
        for name in LIST_FIELDS:
            asked = proposed.columns.get(name, "")
            # A lost column stays in the list, so that its loss is told and not passed over.
            options = ["", *headers, *([asked] if asked and asked not in headers else [])]
            columns[name] = st.selectbox(
                here.words(f"list_field.{name}"),
                options,
                index=options.index(asked) if asked in options else 0,
                format_func=lambda column: column or here.words("list.no_column"),
                key=f"{key}-{name}-{sheet}-{line}",
                placeholder=here.words("upload.choose"),
            )
    kept = {name: column for name, column in columns.items() if column}
    before = proposed.headers or headers
    return ListLayout(sheet, int(line), kept, proposed.meanings, before)


def _draw_words(
    here: Context, key: str, words: Sequence[str], layout: ListLayout
) -> Mapping[str, str]:
    """Draw what every word of the level columns means; familiar ones are filled in."""
    st.header(here.words("list.words"), anchor=False)
    st.markdown(f":small[{here.words('list.words_note')}]")
    levels, one = listed_levels(here.acts), LIST_LEVEL in layout.columns
    labels = meaning_labels(levels, one, here.voice)
    known = {**suggested_meanings(words, one_column=one, levels=levels), **layout.meanings}
    meant: dict[str, str] = {}
    with st.grid(min_column_width=HALF, gap="small"):
        for place, word in enumerate(words):
            options = list(labels)
            now = known.get(word, "")
            meant[word] = st.selectbox(
                escape(word),
                options,
                index=options.index(now) if now in options else 0,
                format_func=labels.__getitem__,
                key=f"{key}-word-{place}-{word}",
                placeholder=here.words("upload.choose"),
            )
    return {word: meaning for word, meaning in meant.items() if meaning}


def _draw_preview(here: Context, preview: ListPreview) -> None:
    st.header(here.words("list.preview"), anchor=False)
    counts = {
        "new": len(preview.new),
        "changed": len(preview.changed),
        "unchanged": len(preview.unchanged),
        "gone": len(preview.gone),
        "answers": preview.answers,
    }
    with st.grid(min_column_width=HALF // 2, gap="small"):
        for name, count in counts.items():
            st.metric(here.words(f"list.{name}"), str(count), border=True)
    if preview.gone:
        st.markdown(say_plain(here, "list.gone_are", codes=", ".join(preview.gone)))
    _draw_faults(here, preview.faults)
    if preview.read.rows:
        with st.expander(here.words("list.first")):
            _draw_sample(here, preview)
    if preview.acceptable and offers(here, "put_entries", "requirement"):
        ask_name(here)
        st.button(
            here.words("list.save"),
            type="primary",
            key="list-save",
            on_click=_save,
            args=(here, preview),
        )


def _draw_sample(here: Context, preview: ListPreview) -> None:
    names = ("theme", "code", "text", "bronze", "silver", "gold", "points", "evidence")
    header = [here.words(f"binder_column.{name}") for name in names]
    levels = listed_levels(here.acts)
    rows = [
        (
            f"{row.theme} {row.theme_name}".strip(),
            row.code,
            row.text,
            *(_demand(here, row.demands.get(level, "")) for level in levels),
            row.points,
            row.evidence,
        )
        for row in preview.read.rows[:SAMPLE]
    ]
    draw_table(header, rows, here.words("list.first"))


def _demand(here: Context, demand: str) -> str:
    if not demand:
        return here.words("requirement.unstated")
    return here.words(f"list_meaning.{demand}")


def _draw_faults(here: Context, faults: Sequence[ListFault]) -> None:
    for severity, key in (("error", "list.faults"), ("remark", "list.remarks")):
        found = [fault for fault in faults if fault.severity == severity]
        if found:
            title = here.words(key, count=len(found))
            (st.error if severity == "error" else st.info)(title)
            draw_table(*fault_rows(found, here.voice), title)


def _save(here: Context, preview: ListPreview) -> None:
    reason = here.words("list.reason", file=preview.source)
    try:
        revision = accept_list(here.acts, preview, actor=actor(), reason=reason)
    except Refused as refused:
        tell(f"refused.{refused.code}", **refused.facts)
        return
    tell("list.saved", True, count=str(len(preview.read.rows)), revision=str(revision))

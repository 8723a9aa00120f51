"""The check of a file as it stands on the screen: made once for the same bytes and answers."""

from __future__ import annotations

import streamlit as st

from kpi.acts import Preview, likelier_kind
from kpi.declare import Contract, Layout
from kpi.ui.session import Context
from kpi.ui.upload_state import Source, answers_of, state

HELD = 40
"""So many checked files are kept at most; the oldest is checked again when it is looked at."""


def checked_now(
    context: Context, source: Source, *, rehearse: bool = True, layout: Layout | None = None
) -> Preview:
    """Return the preview of these bytes and answers at this revision, made once.

    `layout` is tried before the saved ones; without `rehearse` the effect stays empty.
    """
    answers = answers_of(source)
    store = context.acts.store
    place = (source.fingerprint, rehearse, layout is not None)
    key = (
        tuple(sorted(answers.decide.items())),
        tuple(sorted(answers.constants.items())),
        store.revision,
        str(store.path),
        context.acts.today(),
        None if layout is None else layout.model_dump_json(),
    )
    held = state().held
    found = held.get(place)
    if found is not None and found[0] == key:
        return found[1]
    with st.spinner(context.words("upload.checking")):
        preview = context.acts.preview(
            source.kind,
            source.data,
            source.file_name,
            decide=answers.decide,
            constants=answers.constants,
            origin=source.place,
            rehearse=rehearse,
            layout=layout,
        )
    held.pop(place, None)
    held[place] = (key, preview)
    while len(held) > HELD:
        held.pop(next(iter(held)))
    return preview


def likelier(context: Context, source: Source, preview: Preview) -> Contract | None:
    """Return the other kind that understands a file, looked for once at a revision."""
    key, held = (source.fingerprint, context.acts.store.revision), state().likelier
    if key not in held:
        held.clear()
        found = likelier_kind(context.acts, preview)
        held[key] = None if found is None else found.id
    kind = held[key]
    return None if kind is None else context.catalogue.contracts[kind]

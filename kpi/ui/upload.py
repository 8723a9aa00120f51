"""The upload page: a file, typed figures, a year's figure, and the history of all of them."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from kpi.ui.address import pick
from kpi.ui.choice import held
from kpi.ui.file_field import draw_file_note
from kpi.ui.first_run import draw_start_hint
from kpi.ui.manual import draw_manual_link
from kpi.ui.page import context
from kpi.ui.session import Context, set_widget, widget_value
from kpi.ui.told import draw_told
from kpi.ui.upload_accept import draw_receipt
from kpi.ui.upload_batch import draw_batch, draw_saved, take_over
from kpi.ui.upload_help import choose_kind, draw_help
from kpi.ui.upload_history import draw_history
from kpi.ui.upload_inbox import draw_folder, draw_inbox
from kpi.ui.upload_layouts import draw_layouts
from kpi.ui.upload_review import draw_review
from kpi.ui.upload_state import Source, forget_receipt, state, widget_key
from kpi.ui.upload_typed import draw_spread, draw_typed

TABS = ("file", "typed", "spread", "history")


def draw_upload() -> None:
    """Draw the whole page."""
    here = context("uploader")
    st.title(here.words("upload.title"), anchor=False)
    draw_start_hint(here)
    st.markdown(here.words("upload.intro"))
    draw_manual_link(here, "clerk")
    labels = [here.words(f"upload.tab.{name}") for name in TABS]
    key = f"upload-tabs-{here.language}"
    # Which tab is open stands in the address: other pages lead to the history.
    set_widget(key, labels[TABS.index(held(here, "tab", TABS, TABS[0]))])
    tabs = st.tabs(labels, key=key, on_change=_open_tab, args=(key, tuple(labels)))
    with tabs[0]:
        draw_receipt(here, "file")
        draw_saved(here)
        draw_told(here)
        _draw_file(here, looked_at=bool(tabs[0].open))
    with tabs[1]:
        draw_receipt(here, "typed")
        draw_typed(here, looked_at=bool(tabs[1].open))
    with tabs[2]:
        draw_receipt(here, "spread")
        draw_spread(here, looked_at=bool(tabs[2].open))
    with tabs[3]:
        if tabs[3].open:
            draw_history(here)


def _open_tab(key: str, labels: Sequence[str]) -> None:
    pick({"tab": TABS[labels.index(str(widget_value(key)))]})


def _draw_file(here: Context, *, looked_at: bool) -> None:
    dropped = draw_inbox(here)
    if dropped is not None and looked_at:
        draw_review(here, here.catalogue.contracts[dropped.kind], dropped)
        return
    # The fields of a tab nobody looks at are drawn too: what is not drawn loses its contents.
    contract = choose_kind(here, "file")
    draw_help(here, contract)
    draw_layouts(here, contract)
    kinds, megabytes = ["csv", "txt", "xlsx"], max(1, contract.max_bytes // 1_000_000)
    given = st.file_uploader(
        here.words("upload.drop"),
        type=kinds,
        accept_multiple_files=True,
        max_upload_size=megabytes,
        key=widget_key("file", "file"),
        on_change=forget_receipt,
        args=("file",),
        help=here.words("upload.drop_help"),
    )
    draw_file_note(here, kinds, megabytes, several=True)
    draw_folder(here, contract.id)
    new = [Source("file", contract.id, file.getvalue(), file.name) for file in given]
    if not looked_at:
        return
    if len(new) > 1 or (new and state().waiting):
        take_over(new)
    if state().waiting:
        draw_batch(here)
    elif new:
        draw_review(here, contract, new[0])

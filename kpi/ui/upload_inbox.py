"""The files of the drop folder that wait for a person, on the upload page."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from kpi.acts import Dropped, Inbox, Refused
from kpi.ui.session import Context, actor, house
from kpi.ui.told import tell
from kpi.ui.upload_state import Source, forget_receipt, state
from kpi.ui.upload_text import say_plain


def draw_inbox(here: Context) -> Source | None:
    """Draw the waiting files, if any; return the one a person looks at, None when there is none."""
    inbox = house().inbox()
    if inbox is None:
        return None
    waiting = inbox.waiting()
    if waiting:
        with st.container(border=True, key="inbox"):
            st.subheader(here.words("inbox.title", count=len(waiting)), anchor=False)
            st.markdown(say_plain(here, "inbox.note", folder=str(inbox.folder)))
            for place, dropped in enumerate(waiting):
                _draw_file(here, inbox, dropped, place)
    return _looked_at(here, waiting)


def draw_folder(here: Context, kind: str) -> None:
    """Say where files of a kind can be put, and whether they are taken up by themselves."""
    inbox = house().inbox()
    if inbox is not None:
        key = "inbox.folder" if inbox.takes(kind) else "inbox.folder_waits"
        folder = say_plain(here, key, folder=str(inbox.folder / kind))
        st.markdown(f":small[{folder}]")


def _draw_file(here: Context, inbox: Inbox, dropped: Dropped, place: int) -> None:
    kind = here.catalogue.contracts[dropped.kind].label.of(here.language)
    name = say_plain(here, "inbox.file", kind=kind, file=dropped.path.name)
    why = here.words(f"inbox_why.{dropped.why}")
    st.markdown(f"**{name}**  \n{why}")
    with st.container(horizontal=True):
        # A file too large to be checked cannot be shown either.
        if dropped.preview is not None:
            st.button(
                here.words("inbox.look"),
                key=f"inbox-look-{place}",
                icon=":material/visibility:",
                on_click=_look,
                args=(str(dropped.path),),
            )
        st.button(
            here.words("inbox.set_aside"),
            key=f"inbox-aside-{place}",
            on_click=_set_aside,
            args=(inbox, dropped.path),
        )


def _look(path: str) -> None:
    forget_receipt("file")
    state().dropped = path


def _set_aside(inbox: Inbox, path: Path) -> None:
    try:
        inbox.set_aside(path, actor=actor())
    except Refused as refused:
        tell(f"refused.{refused.code}", **refused.facts)
        return
    state().dropped = ""


def _close() -> None:
    state().dropped = ""


def _looked_at(here: Context, waiting: list[Dropped]) -> Source | None:
    """Return the file a person chose; one that was accepted or went is chosen no longer."""
    chosen = state().dropped
    if not chosen:
        return None
    found = next((d for d in waiting if str(d.path) == chosen), None)
    if found is None:
        _close()
        return None
    try:
        data = found.path.read_bytes()
    except OSError:
        st.info(here.words("inbox.gone"))
        return None
    with st.container(horizontal=True, vertical_alignment="center"):
        looking = say_plain(here, "inbox.looking", file=found.path.name)
        st.markdown(f"**{looking}**", width="content")
        st.button(here.words("inbox.close"), key="inbox-close", on_click=_close)
    return Source("file", found.kind, data, found.path.name)

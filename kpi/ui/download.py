"""The button that gives figures as a file."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from kpi.show.paper import Document, begun, printed
from kpi.show.workbook import WORKBOOK_TYPE
from kpi.ui.session import Context, keep_made, made_before

STEP_SECONDS = 0.2
Told = Callable[[int, int], None]
"""Hears how many of how many parts of a report are written."""


def draw_workbook(label: str, make: Callable[[], bytes], name: str, *, key: str) -> None:
    """Draw the button that gives a workbook; it is made when it is asked for."""
    st.download_button(
        label,
        make,
        file_name=f"{name}.xlsx",
        mime=WORKBOOK_TYPE,
        icon=":material/download:",
        on_click="ignore",
        key=key,
    )


def draw_paper(label: str, make: Callable[[], Document], name: str, *, key: str) -> None:
    """Draw the button that gives a report; it is written and set when it is asked for."""
    st.download_button(
        label,
        lambda: printed(make),
        file_name=f"{name}.pdf",
        mime="application/pdf",
        icon=":material/picture_as_pdf:",
        on_click="ignore",
        key=key,
    )


def draw_long_paper(
    here: Context, label: str, make: Callable[[Told], Document], name: str, *, key: str
) -> None:
    """Draw the button that makes a long report, how far it is meanwhile, and then the file.

    What was made is given as long as nothing it is made from has changed.
    """
    facts = name, here.judge.as_of, here.language
    if st.button(label, key=key, icon=":material/picture_as_pdf:"):
        keep_made(key, facts, _followed(here, make))
    data = made_before(key, facts)
    if data is not None:
        st.download_button(
            here.words("report.ready"),
            data,
            file_name=f"{name}.pdf",
            mime="application/pdf",
            icon=":material/download:",
            on_click="ignore",
            key=f"{key}-file",
        )


def _followed(here: Context, make: Callable[[Told], Document]) -> bytes:
    """Make a report in its turn and show how far it is."""
    steps = [(0, 1)]
    job = begun(lambda: make(lambda done, of: steps.append((done, of))))
    bar = st.progress(0.0)
    while not job.ready(STEP_SECONDS):
        done, of = steps[-1]
        text = (
            here.words("report.before", count=job.before)
            if job.before
            else here.words("report.making", done=done, of=of)
        )
        bar.progress(done / of, text=text)
    bar.empty()
    return job.result()


def draw_download(here: Context, make: Callable[[], bytes], stem: str) -> None:
    """Draw the button that gives a table as a file; the file is made when it is asked for."""
    st.download_button(
        here.words("chart.download"),
        make,
        file_name=f"{stem}.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        key=f"download-{stem}",
    )

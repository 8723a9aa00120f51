"""The button that gives figures as a file."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from kpi.show.paper import Document, printed
from kpi.show.workbook import WORKBOOK_TYPE
from kpi.ui.session import Context


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

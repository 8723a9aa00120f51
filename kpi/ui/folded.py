"""What is folded away: until it is opened it is neither made, nor sent, nor drawn."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st


def draw_folded(
    label: str,
    draw: Callable[[], object],
    *,
    key: str,
    icon: str | None = None,
    expanded: bool = False,
) -> None:
    """Draw a fold under its label (markdown), and what is in it once it is open."""
    folded = st.expander(label, expanded=expanded, key=key, icon=icon, on_change="rerun")
    if folded.open:
        with folded:
            draw()

"""The one tile: what a figure is, how much, and what has to be said with it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from kpi.show.format import tied
from kpi.ui.upload_text import escape


def draw_tile(
    label: str, value: str, note: str, told: Sequence[str], *, theme: str = "", small: bool = False
) -> None:
    """Draw a figure as a tile; `told` are lines in markdown, what is from a file already escaped.

    A small tile, for a page that has to fit on paper, holds its value in the text and names the
    theme, because no heading stands over it.
    """
    with st.container(border=True, height="stretch", gap="xxsmall" if small else "small"):
        if small:
            name = f"{escape(theme)} · {escape(label)}"
            st.markdown(f":small[{name}]  \n**{escape(tied(value))}**", help=escape(note))
        else:
            # The label stands above its number: inside, a long one would be cut off.
            st.markdown(f"**{escape(label)}**", help=escape(note))
            st.metric(escape(label), value, label_visibility="collapsed")
        st.markdown("  \n".join(tied(line) for line in told if line))

"""The link to what is on the screen, at the foot of every page."""

from __future__ import annotations

import streamlit as st

from kpi.ui.address import link_here
from kpi.ui.folded import draw_folded
from kpi.ui.session import Context


def draw_link(here: Context) -> None:
    """Draw, once it is opened, the whole address of this view, ready to be copied.

    It says what stood by default as well, so that it shows the same when newer months are in.
    Folded away because the field to copy from brings a program of its own to every page.
    """

    def draw() -> None:
        st.code(link_here(here.language), language=None, wrap_lines=True)
        st.markdown(f":small[{here.words('address.link_note', revision=here.judge.as_of)}]")

    st.divider()
    with st.container(key="link-here"):
        draw_folded(here.words("address.link"), draw, key="link", icon=":material/link:")

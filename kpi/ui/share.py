"""The link to what is on the screen, at the foot of every page."""

from __future__ import annotations

import streamlit as st

from kpi.ui.address import link_here
from kpi.ui.session import Context


def draw_link(here: Context) -> None:
    """Draw the whole address of this view, ready to be copied.

    It says what stood by default as well, so that it shows the same when newer months are in.
    """
    st.divider()
    with st.container(key="link-here", gap="xxsmall"):
        st.markdown(f"**{here.words('address.link')}**")
        st.code(link_here(here.language), language=None, wrap_lines=True)
        st.markdown(f":small[{here.words('address.link_note', revision=here.judge.as_of)}]")

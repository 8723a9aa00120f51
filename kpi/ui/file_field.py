"""What stands under a field for a file: which files may be chosen and how large they may be.

The framework's own words for this are English on every screen; they are hidden (framework.css), and these
stand in their place.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from kpi.ui.session import Context

LARGEST = 100
"""Megabytes that the server takes of any file; .streamlit/config.toml says the same."""


def draw_file_note(
    here: Context, kinds: Sequence[str] = (), megabytes: int = LARGEST, *, several: bool = False
) -> None:
    """Draw the kinds of file, by their endings (none: any), and the largest size of each."""
    names = ", ".join(kind.upper() for kind in kinds) or here.words("file_field.any")
    key = "file_field.several" if several else "file_field.one"
    st.markdown(f":small[{here.words(key, kinds=names, size=megabytes)}]")

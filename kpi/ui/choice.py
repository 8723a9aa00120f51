"""A choice on one page that stands in the address, drawn as a row of segments or as a list."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from kpi.ui.address import asked, choose, show
from kpi.ui.session import Context, set_widget
from kpi.ui.upload_text import say_plain

WIDE = 640


def held(here: Context, name: str, options: Sequence[str], otherwise: str) -> str:
    """Return what the address asks under a name, else the default.

    What it asks and the page does not have is said.
    """
    wanted = asked(name)
    now = wanted if wanted in options else otherwise
    if wanted and wanted != now:
        st.info(say_plain(here, "address.unknown", value=wanted))
    if now:
        show(name, now)
    return now


def draw_segments(
    here: Context,
    name: str,
    label: str,
    options: Sequence[str],
    told: Callable[[str], str],
    *,
    key: str,
    otherwise: str | None = None,
    ends: Sequence[str] = (),
) -> str:
    """Draw a choice as a row of segments and return what is chosen; `options` are not empty."""
    now = held(here, name, options, options[0] if otherwise is None else otherwise)
    set_widget(key, now)
    st.segmented_control(
        label,
        list(options),
        required=True,
        format_func=told,
        key=key,
        on_change=choose,
        args=(name, key, None, tuple(ends)),
        wrap=True,
    )
    return now


def draw_list(
    here: Context,
    name: str,
    label: str,
    options: Sequence[str],
    told: Callable[[str], str],
    *,
    key: str,
    otherwise: str | None = None,
    ends: Sequence[str] = (),
    width: int = WIDE,
) -> str:
    """Draw a choice as a list and return what is chosen; `options` are not empty."""
    now = held(here, name, options, options[0] if otherwise is None else otherwise)
    set_widget(key, now)
    st.selectbox(
        label,
        list(options),
        format_func=told,
        key=key,
        on_change=choose,
        args=(name, key, None, tuple(ends)),
        width=width,
        placeholder=here.words("upload.choose"),
    )
    return now

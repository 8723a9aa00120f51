"""What a person chose for all pages, kept in the address: a link shows another the same."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from kpi.declare import Language
from kpi.show import choose_language
from kpi.ui.session import chosen, widget_value

NAMES = ("site", "month", "span", "factors", "lang")
"""The parts of the address that are ours; others are left alone."""


def read_address(page: str) -> None:
    """Take over what the address says.

    On the page of the last run the address is right: a person went back, or typed another. On
    another page it is new, and what it does not say stays as it was chosen. A choice made since
    the last run is newer than any address.
    """
    memory = chosen()
    given = {name: st.query_params[name] for name in NAMES if st.query_params.get(name)}
    if page != memory.page:
        memory.values |= given
    elif given != memory.written and not memory.touched:
        memory.values = given
    memory.page, memory.touched, memory.written = page, False, given


def write_address() -> None:
    """Make the address say what is chosen, when it does not yet."""
    memory = chosen()
    given = {name: st.query_params[name] for name in NAMES if st.query_params.get(name)}
    if given != memory.values:
        others = {n: st.query_params.get_all(n) for n in st.query_params if n not in NAMES}
        st.query_params.from_dict({**others, **memory.values})
    memory.written = dict(memory.values)


def language_asked() -> Language:
    """Return the language of the address, else of this session, else of the browser."""
    asked = st.query_params.get("lang") or chosen().values.get("lang")
    return choose_language(asked, st.context.headers.get("Accept-Language") or "")


def choose(name: str, key: str, pinned: dict[str, str]) -> None:
    """Keep what a widget was set to; the other choices on the screen are pinned with it."""
    memory = chosen()
    memory.values = {**pinned, **memory.values, name: str(widget_value(key))}
    memory.touched = True


def address_of(language: str) -> str:
    """Return the address of this page in another language, everything else as chosen."""
    return f"?{urlencode({**chosen().values, 'lang': language})}"

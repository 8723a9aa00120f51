"""What came of an act that was done by a button: said once, on the run after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from kpi.ui.session import Context, widget_value
from kpi.ui.upload_text import say_plain

KEY = "told"


@dataclass(frozen=True)
class Told:
    """A sentence about the last act: a key of the words, its facts, and whether it was done."""

    key: str
    facts: Mapping[str, str]
    done: bool


def tell(key: str, done: bool = False, /, **facts: str) -> None:
    """Keep a sentence for the next run; callbacks cannot draw."""
    st.session_state[KEY] = Told(key, facts, done)


def draw_told(here: Context) -> None:
    """Draw what came of the last act, once."""
    told = widget_value(KEY)
    if isinstance(told, Told):
        st.session_state[KEY] = None
        sentence = say_plain(here, told.key, **told.facts)
        (st.success if told.done else st.error)(sentence)


def text_of(key: str) -> str:
    """Return what a text field holds, without spaces around it."""
    return str(widget_value(key) or "").strip()

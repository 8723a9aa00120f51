"""The screen of a store that cannot be opened: what is wrong, and one step back to where it was."""

from __future__ import annotations

import streamlit as st

from kpi.acts import Actor, Refused, WayBack
from kpi.declare import Language, load
from kpi.show.receipts import moment
from kpi.ui.session import FIELD, Gate, House, widget_value
from kpi.ui.told import text_of
from kpi.ui.upload_text import escape

NAME, TOLD = "restore-name", "restore-told"


def draw_restore(house: House, gate: Gate, language: Language, path: str) -> None:
    """Draw the ways back, the newest first; nothing is thrown away by any of them."""
    say = load().words.say
    st.title(say(language, "restore.title"), anchor=False)
    st.error(say(language, "restore.what", path=escape(path)))
    refused = widget_value(TOLD)
    if isinstance(refused, Refused):
        facts = {name: escape(fact) for name, fact in refused.facts.items()}
        st.error(say(language, f"refused.{refused.code}", **facts))
    if _restorer(gate) is None:
        st.markdown(say(language, "restore.not_you"))
        return
    ways = house.ways_back()
    if not ways:
        st.markdown(say(language, "restore.none"))
        return
    st.markdown(say(language, "restore.steps"))
    if gate.is_local:
        st.text_input(say(language, "frame.name"), key=NAME, width=FIELD)
    for place, way in enumerate(ways):
        with st.container(border=True):
            st.markdown(_described(way, language))
            st.button(
                say(language, "restore.do"),
                type="primary" if place == 0 else "secondary",
                key=f"restore-{place}",
                on_click=_restore,
                args=(house, gate, way),
            )


def _described(way: WayBack, language: Language) -> str:
    say, timezone = load().words.say, load().organisation.organisation.timezone
    if way.made is None:
        return say(language, "restore.journal", count=way.later)
    made = moment(way.made, timezone, language)
    return say(language, "restore.backup", made=made, revision=way.revision, count=way.later)


def _restorer(gate: Gate) -> Actor | None:
    """Return who would restore; None for who may not. The store cannot be asked: shipped roles."""
    if gate.is_local:
        return Actor.local(text_of(NAME))
    who = gate.who(None)
    return who if isinstance(who, Actor) and who.may("admin") else None


def _restore(house: House, gate: Gate, way: WayBack) -> None:
    st.session_state[TOLD] = None
    try:
        house.restore(way, _restorer(gate) or Actor(""))
    except Refused as refused:
        st.session_state[TOLD] = refused

"""At the door: who has to sign in, who may not come in, and whether a page is for this person."""

from __future__ import annotations

import streamlit as st

from kpi.acts import Actor, Acts, Refused, Shut, note_refusal
from kpi.declare import Language, Role, load
from kpi.ui.session import Context, Gate, gate, once
from kpi.ui.upload_text import escape

SECONDS = 60
"""Between two looks whether someone on an open page may still be there."""
PAGE = "open_page"


def draw_door(shut: Shut, found: Gate, language: Language) -> None:
    """Draw what stands in place of every page for who is not, or no longer, let in."""
    say, organisation = load().words.say, load().organisation.organisation.name
    st.title(organisation, anchor=False)
    st.markdown(say(language, f"door.{shut.why}", name=escape(shut.name)))
    way = found.way
    if way.mode == "proxy":
        if shut.why == "ended":
            st.markdown(say(language, "door.load_again"))
        _draw_sign_out(way.sign_out, language)
    elif shut.why in ("signed_out", "ended"):
        st.button(say(language, "door.sign_in"), type="primary", key="sign-in", on_click=st.login)
    else:
        st.button(say(language, "door.sign_out"), key="sign-out", on_click=st.logout)


def draw_who(here: Context, found: Gate, who: Actor) -> None:
    """Say in the side bar who one is here and how to leave, or that nobody signs in."""
    if found.is_local:
        st.markdown(f":small[**{here.words('door.local_mode')}**]")
        return
    role = here.words(f"role.{who.role}")
    st.markdown(f":small[{here.words('door.who', name=escape(who.name), role=role)}]")
    if found.way.mode == "proxy":
        _draw_sign_out(found.way.sign_out, here.language)
    else:
        st.button(here.words("door.sign_out"), key="sign-out", on_click=st.logout)


def draw_local(here: Context, found: Gate) -> None:
    """Say at the foot of every page that nobody signs in, and what follows from that."""
    if found.is_local:
        with st.container(key="local-mode"):
            st.markdown(f":small[{here.words('door.local')}]")


def _draw_sign_out(address: str, language: Language) -> None:
    if address:
        st.link_button(load().words.say(language, "door.sign_out"), address)


def admit(here: Context, least: Role) -> None:
    """Stop the page for who may not see it, and note in the audit log that it was asked for."""
    who = gate().who(here.acts)
    if isinstance(who, Shut):
        # The frame stands at the door: it tells why.
        st.rerun()
    if who.may(least):
        return
    refused = Refused(f"needs_{least}")
    if once(f"refused-{least}-{here.acts.store.revision}"):
        note_refusal(here.acts, who, PAGE, least, refused)
    st.title(here.words("door.closed"), anchor=False)
    st.warning(here.words(f"door.for_{least}"))
    st.stop()


def draw_watch(found: Gate, acts: Acts) -> None:
    """See every minute whether the person before an open page may still be there."""
    if not found.is_local:
        _watch(found, acts)


@st.fragment(run_every=SECONDS)
def _watch(found: Gate, acts: Acts) -> None:
    # To look is not to do something: it keeps no sign-in alive.
    if isinstance(found.who(acts, active=False), Shut):
        st.rerun()

"""What this person may do: a screen offers no more than that. The act itself asks again."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from kpi.acts import Actor, refusal
from kpi.ui.session import Context, actor, gate
from kpi.ui.upload_text import say_plain


def why_not(
    here: Context, act: str, *registers: str, sites: Iterable[str] = (), kinds: Iterable[str] = ()
) -> str:
    """Return why this person may not do an act, in a sentence; empty when it is allowed.

    Where nobody signs in, everything is offered, also before a name was given.
    """
    who = Actor.local("-") if gate().is_local else actor()
    changed = [here.catalogue.registers[name] for name in registers]
    refused = refusal(who, act, registers=changed, sites=sites, kinds=kinds)
    return "" if refused is None else say_plain(here, f"refused.{refused.code}", **refused.facts)


def offers(
    here: Context, act: str, *registers: str, sites: Iterable[str] = (), kinds: Iterable[str] = ()
) -> bool:
    """Tell whether to draw the form of an act; where not, the reason stands in its place."""
    why = why_not(here, act, *registers, sites=sites, kinds=kinds)
    if why:
        st.markdown(f":small[{why}]")
    return not why

"""The frame around every page: page setup, navigation, organisation, language, and the store."""

from __future__ import annotations

import html
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from kpi.acts import Actor, Acts, Refused, Shut
from kpi.declare import LANGUAGES, Language, Role, load
from kpi.show.deliveries import day_label
from kpi.ui.address import address_of, language_asked, read_address, write_address
from kpi.ui.door import draw_door, draw_local, draw_watch, draw_who
from kpi.ui.restoring import draw_restore
from kpi.ui.safekeeping import draw_mended
from kpi.ui.session import Context, Gate, House, actor, begin
from kpi.ui.share import draw_link
from kpi.ui.upload_text import escape

ICON = Path(__file__).parent / "icon.png"
"""A file of our own: an icon by name would be fetched from another host."""


@dataclass(frozen=True)
class Screen:
    """One page of the navigation: its id names its words, its file and its address.

    `least` is the role without which it stands in nobody's navigation; the page itself asks too.
    """

    id: str
    icon: str
    default: bool = False
    least: Role = "viewer"

    @property
    def file(self) -> str:
        """The script that draws it."""
        return f"pages/{self.id}.py"


def draw_frame(screens: Sequence[Screen], house: House, gate: Gate) -> None:
    """Draw the frame and in it the page that was asked for."""
    # The icon comes first: otherwise the page's own icon is fetched from another host.
    st.set_page_config(page_icon=str(ICON), layout="wide")
    language = language_asked()
    who = gate.who(house.acts() if house.ready else None, active=False)
    page = _navigation(screens, who, language)
    organisation = load().organisation.organisation.name
    st.set_page_config(page_title=f"{page.title} · {organisation}")
    read_address(page.url_path)
    # Who has not signed in gets no store opened, let alone a demonstration built.
    if isinstance(who, Shut) and who.why == "signed_out":
        _draw_outside(who, gate, language, organisation)
        return
    acts = _open(house, gate, language)
    if acts is None:
        return
    who = gate.who(acts)
    if isinstance(who, Shut):
        _draw_outside(who, gate, language, organisation)
        return
    here = begin(house, gate, acts, language)
    _draw_sidebar(here, gate, who, organisation)
    if here.demonstration:
        _draw_banner(here, house)
    draw_mended(here, house)
    draw_watch(gate, acts)
    page.run()
    draw_link(here)
    draw_local(here, gate)
    write_address()


def _navigation(screens: Sequence[Screen], who: Actor | Shut, language: Language) -> StreamlitPage:
    """Return the page that was asked for, beside the navigation with what this person may see.

    Every page is known, also one that is not in sight: it says itself for whom it is.
    """
    words = load().words
    pages = [
        # The framework writes on the page that it runs, so each run has a copy of its own.
        copy(_page(screen, words.say(language, f"page.{screen.id}"), is_for(who, screen.least)))
        for screen in screens
    ]
    # All pages stay in sight: past twelve of them the framework would fold the last ones away.
    inside = isinstance(who, Actor)
    return st.navigation(pages, expanded=True, position="sidebar" if inside else "hidden")


@cache
def _page(screen: Screen, title: str, visible: bool) -> StreamlitPage:
    """Return a page as the framework knows it; making one goes over the disk, part by part."""
    return st.Page(
        screen.file,
        title=title,
        icon=screen.icon,
        url_path="" if screen.default else screen.id,
        default=screen.default,
        visibility="visible" if visible else "hidden",
    )


def is_for(who: Actor | Shut, least: Role) -> bool:
    """Tell whether a page is for someone."""
    return isinstance(who, Actor) and who.may(least)


def _draw_outside(shut: Shut, gate: Gate, language: Language, organisation: str) -> None:
    with st.sidebar:
        st.markdown(f"**{escape(organisation)}**")
        _draw_languages(language)
    draw_door(shut, gate, language)


def _open(house: House, gate: Gate, language: Language) -> Acts | None:
    """Return the acts, showing how far the demonstration is; None when there is no store to use."""
    words = load().words
    try:
        if house.ready:
            return house.acts()
        place = st.empty()
        waiting = words.say(language, "frame.opening")
        bar = place.progress(0.0, text=waiting)

        def told(done: int, of: int) -> None:
            text = words.say(language, "frame.building", done=done, of=of)
            bar.progress(done / of, text=text)

        acts = house.acts(told)
        place.empty()
    except Refused as refused:
        if refused.code == "store_unreadable":
            draw_restore(house, gate, language, refused.facts["path"])
            return None
        st.error(
            words.say(
                language,
                f"refused.{refused.code}",
                **{name: escape(fact) for name, fact in refused.facts.items()},
            )
        )
        return None
    return acts


def _draw_sidebar(here: Context, gate: Gate, who: Actor, organisation: str) -> None:
    with st.sidebar:
        st.markdown(f"**{escape(organisation)}**")
        st.markdown(f":small[{here.words('frame.state', revision=here.judge.as_of)}]")
        draw_who(here, gate, who)
        _draw_languages(here.language)


def _draw_languages(language: Language) -> None:
    # A link in markdown would open a second tab; the page's own language needs a new load.
    for other in LANGUAGES:
        if other != language:
            name = html.escape(load().words.say(other, "frame.language"))
            address = html.escape(address_of(other), quote=True)
            marks = f'hreflang="{other}" lang="{other}" style="color: inherit"'
            st.html(f'<a href="{address}" {marks}>{name}</a>')


def _draw_banner(here: Context, house: House) -> None:
    """Say on every page that the figures are invented, and of which day; with the one way out."""
    with st.container(key="demonstration", horizontal=True, vertical_alignment="center"):
        day = day_label(here.acts.today(), here.voice)
        told = f"{here.words('frame.demonstration')} {here.words('frame.reckoned', day=day)}"
        st.warning(told, icon=":material/science:")
        if house.may_start_own and actor().may("admin"):
            st.button(
                here.words("frame.start_own"),
                key="start-own",
                help=here.words("frame.start_own_help"),
                on_click=_start_own,
                args=(house,),
            )


def _start_own(house: House) -> None:
    house.start_own(actor())

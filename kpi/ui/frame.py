"""The frame around every page: page setup, navigation, organisation, language, and the store."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from kpi.acts import Acts, Refused
from kpi.declare import LANGUAGES, Language, load
from kpi.ui.address import address_of, language_asked, read_address, write_address
from kpi.ui.restoring import draw_restore
from kpi.ui.safekeeping import draw_mended
from kpi.ui.session import Context, House, begin
from kpi.ui.share import draw_link
from kpi.ui.upload_text import escape

ICON = Path(__file__).parent / "icon.png"
"""A file of our own: an icon by name would be fetched from another host."""

PAPER = Path(__file__).parent / "paper.css"
"""How every page is printed."""


@dataclass(frozen=True)
class Screen:
    """One page of the navigation: its id names its words, its file and its address."""

    id: str
    icon: str
    default: bool = False

    @property
    def file(self) -> str:
        """The script that draws it."""
        return f"pages/{self.id}.py"


def draw_frame(screens: Sequence[Screen], house: House) -> None:
    """Draw the frame and in it the page that was asked for."""
    # The icon comes first: otherwise the page's own icon is fetched from another host.
    st.set_page_config(page_icon=str(ICON), layout="wide")
    st.html(PAPER)
    language = language_asked()
    words = load().words
    pages = [
        st.Page(
            screen.file,
            title=words.say(language, f"page.{screen.id}"),
            icon=screen.icon,
            url_path="" if screen.default else screen.id,
            default=screen.default,
        )
        for screen in screens
    ]
    # All pages stay in sight: past twelve of them the framework would fold the last ones away.
    page = st.navigation(pages, expanded=True)
    organisation = load().organisation.organisation.name
    st.set_page_config(page_title=f"{page.title} · {organisation}")
    read_address(page.url_path)
    acts = _open(house, language)
    if acts is None:
        return
    here = begin(house, acts, language)
    _draw_sidebar(here, organisation)
    if here.demonstration:
        _draw_banner(here, house)
    draw_mended(here, house)
    page.run()
    draw_link(here)
    write_address()


def _open(house: House, language: Language) -> Acts | None:
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
            draw_restore(house, language, refused.facts["path"])
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


def _draw_sidebar(here: Context, organisation: str) -> None:
    with st.sidebar:
        st.markdown(f"**{escape(organisation)}**")
        st.markdown(f":small[{here.words('frame.state', revision=here.judge.as_of)}]")
        others = [language for language in LANGUAGES if language != here.language]
        # A link in markdown would open a second tab; the page's own language needs a new load.
        for language in others:
            name = html.escape(here.catalogue.words.say(language, "frame.language"))
            address = html.escape(address_of(language), quote=True)
            marks = f'hreflang="{language}" lang="{language}" style="color: inherit"'
            st.html(f'<a href="{address}" {marks}>{name}</a>')


def _draw_banner(here: Context, house: House) -> None:
    """Say on every page that the figures are invented, with the one way out of it."""
    with st.container(border=True, key="demonstration"):
        st.warning(here.words("frame.demonstration"), icon=":material/science:")
        if house.may_start_own:
            st.button(
                here.words("frame.start_own"),
                key="start-own",
                help=here.words("frame.start_own_help"),
                on_click=house.start_own,
            )

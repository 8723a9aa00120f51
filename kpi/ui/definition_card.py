"""The definition card of a figure: beside the figure once it is opened, and on the definitions page."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

import streamlit as st

from kpi.show.definition_card import DefinitionCard, definition_card
from kpi.ui.folded import draw_folded
from kpi.ui.session import Context, kept
from kpi.ui.upload_text import escape, say_plain


def card_of(here: Context, indicator: str) -> DefinitionCard:
    """Return the card of a figure as the registers stand now."""
    today = here.acts.today()
    return kept(
        here, "definition", indicator,
        make=lambda: definition_card(indicator, here.judge, today, here.voice),
    )  # fmt: skip


def draw_definition(here: Context, indicator: str) -> None:
    """Draw, once it is opened, the card of a figure and the ways to where its parts stand."""
    draw_folded(
        here.words("definition_card.title"),
        partial(_draw_card, here, indicator),
        key=f"definition-of-{indicator}",
        icon=":material/menu_book:",
    )


def _draw_card(here: Context, indicator: str) -> None:
    card = card_of(here, indicator)
    st.markdown(f"{escape(card.note)}\n\n{card_lines(card)}")
    draw_factor_links(here, card)
    st.page_link(
        "pages/definitions.py",
        label=here.words("definition_card.to_page"),
        icon=":material/menu_book:",
        query_params={"chapter": "figures", "theme": card.theme, "figure": indicator},
    )


def card_text(card: DefinitionCard, level: int) -> str:
    """Return a card as text, under a heading of this level."""
    return f"{'#' * level} {escape(card.label)}\n\n{escape(card.note)}\n\n{card_lines(card)}"


def card_lines(card: DefinitionCard) -> str:
    """Return the lines of a card as a list."""
    return "\n".join(f"- **{escape(name)}**: {escape(text)}" for name, text in card.lines)


def draw_factor_links(here: Context, card: DefinitionCard) -> None:
    """Draw the ways to the emission factors that a figure uses: value, validity and source of each."""
    if not card.activities:
        return
    with st.container(horizontal=True, gap="small", key=f"factors-of-{card.indicator}"):
        for activity, label in _named(here, card.activities):
            st.page_link(
                "pages/definitions.py",
                label=label,
                icon=":material/functions:",
                query_params={"chapter": "factors", "activity": activity},
            )


def _named(here: Context, activities: Iterable[str]) -> list[tuple[str, str]]:
    return [
        (name, say_plain(here, "definition_card.to_factors", activity=name.replace("_", " ")))
        for name in activities
    ]

"""Tiles: what figures are, how much, and what has to be said with them; one piece of HTML.

Drawn one by one, each with texts that the framework reads as markdown, the tiles of a page take a
browser longer than the charts below them. Here every text stands in its tile as it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Literal

import streamlit as st

from kpi.show.format import tied

Kind = Literal["figures", "paper", "lamps"]
"""What the tiles are: figures, figures on a page that has to fit on paper, lamps (tile.css)."""


@dataclass(frozen=True)
class Line:
    """A plain text in a tile; the colour stands beside its shape and word, never instead of them."""

    text: str
    colour: str = ""


@dataclass(frozen=True)
class ShownTile:
    """A figure as plain texts: its name, how much, what it means, and what is told below it.

    The note, which may be empty, is seen once the name is clicked. A tile that no heading stands
    over names its theme.
    """

    label: str
    value: Line
    note: str
    lines: tuple[Line, ...]
    theme: str = ""


def draw_tiles(tiles: Iterable[ShownTile], kind: Kind = "figures") -> None:
    """Draw tiles, as many beside each other as there is room for."""
    st.html(tiles_html(tiles, kind))


def tiles_html(tiles: Iterable[ShownTile], kind: Kind = "figures") -> str:
    """Return the tiles as a piece of HTML that is well-formed XML as well."""
    # A list whose marks a style takes away is told as a list only where that is its role.
    return f'<ul class="tiles {kind}" role="list">{"".join(map(_tile, tiles))}</ul>'


def _tile(tile: ShownTile) -> str:
    theme = f"{escape(tile.theme)} · " if tile.theme else ""
    name = f"<span>{theme}<b>{escape(tied(tile.label))}</b></span>"
    if tile.note:
        note = f"<p>{escape(tied(tile.note))}</p>"
        named = f"<details><summary><span>{name}</span></summary>{note}</details>"
    else:
        named = f"<p>{name}</p>"
    return f"<li>{named}{_told(tile.value, 'value')}{''.join(map(_told, tile.lines))}</li>"


def _told(line: Line, kind: str = "") -> str:
    marks = " ".join(filter(None, (kind, line.colour)))
    mark = f' class="{marks}"' if marks else ""
    return f"<p{mark}>{escape(tied(line.text))}</p>"

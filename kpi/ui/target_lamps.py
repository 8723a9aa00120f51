"""Three lamps of every target: close by as three boxes, of all targets as lines of a table."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from kpi.show import Outlook, Progress, Scope
from kpi.show.lamps import LampView, lamp_views, lamps_of, outlook_of
from kpi.ui.figures import progress_of
from kpi.ui.session import Context, kept
from kpi.ui.tile import Line, ShownTile, draw_tiles

COLOURS = {
    "good": "blue",
    "reached": "blue",
    "met": "blue",
    "attention": "orange",
    "behind": "orange",
    "not_met": "orange",
    "remote": "orange",
    "unlit": "gray",
}
"""A colour beside shape and word, never instead of them."""


@dataclass(frozen=True)
class Ahead:
    """What lies ahead of a target, and its lamps in words."""

    outlook: Outlook
    lamps: tuple[LampView, ...]


def ahead_of(here: Context, progress: Progress) -> Ahead:
    """Return what lies ahead of one target, made once a revision."""

    def make() -> Ahead:
        found = outlook_of(here.judge, progress)
        return Ahead(found, lamp_views(found, lamps_of(found), here.voice))

    return kept(here, "ahead", progress.target.id, progress.scope, make=make)


def all_ahead(here: Context, scope: Scope) -> dict[str, Ahead]:
    """Return what lies ahead of every target, by its id."""
    return {p.target.id: ahead_of(here, p) for p in progress_of(here, scope)}


def draw_lamps(here: Context, ahead: Ahead) -> None:
    """Draw the three lamps beside each other: name, shape and word, number, reason."""
    st.header(here.words("lamps.title"), anchor=False)
    st.markdown(here.words("lamps.intro"))
    draw_tiles(map(_lamp, ahead.lamps), "lamps")


def _lamp(lamp: LampView) -> ShownTile:
    told = " · ".join(filter(None, (lamp.text, lamp.number)))
    return ShownTile(lamp.name, Line(told, COLOURS[lamp.light]), "", (Line(lamp.reason),))


def lamp_cell(ahead: Ahead, lamp: LampView) -> str:
    """Return one lamp as a cell: shape, word, number, the year of the milestone it looks at."""
    aim = ahead.outlook.aim
    year = str(aim.required.year) if aim is not None and lamp.light != "unlit" else ""
    told = ", ".join(filter(None, (lamp.number, year)))
    return f"{lamp.text} ({told})" if told else lamp.text

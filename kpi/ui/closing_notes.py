"""What people add to a month before it closes: decisions it asks for, and annotations."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from kpi.declare import Month
from kpi.ui.choice import draw_list
from kpi.ui.decisions import draw_decisions
from kpi.ui.entry_form import draw_entry_form
from kpi.ui.folded import draw_folded
from kpi.ui.month import maker_of
from kpi.ui.session import Context, kept
from kpi.ui.upload_text import say_plain

NEW = ""


def draw_notes(here: Context, month: Month, title: str) -> None:
    """Draw the decisions of the month below a title, and forms for decisions and annotations."""
    asked = kept(here, "month-decisions", month, make=lambda: maker_of(here, month).decisions())
    draw_decisions(here, asked, title)
    places = [str(n) for n in (1, 2, 3) if n not in {d.number for d in asked}]
    start = {
        "month": str(month), "site": "ALL", "outcome": "asked",
        "number": places[0] if places else "",
    }  # fmt: skip
    _draw_register(here, month, "decision", start)
    _draw_register(here, month, "annotation", {"month": str(month), "site": "ALL"})


def _draw_register(here: Context, month: Month, name: str, start: Mapping[str, str]) -> None:
    """Draw, once opened, the form of one register with what it holds of the month."""
    register = here.catalogue.registers[name]

    def draw() -> None:
        st.markdown(f":small[{register.note.of(here.language)}]")
        entries = {e.id: e for e in here.acts.entries(name) if e.body["month"] == str(month)}
        chosen = NEW
        if entries:
            labels = {NEW: here.words("registers.new")}
            for identifier, entry in entries.items():
                text = str(entry.body.get("question") or entry.body.get("text"))
                figure = here.voice.label(str(entry.body["indicator"]))
                labels[identifier] = say_plain(here, "closing_page.entry", figure=figure, text=text)
            chosen = draw_list(
                here,
                f"{name}-entry",
                here.words("registers.entry"),
                list(labels),
                labels.__getitem__,
                key=f"closing-{name}-entry",
            )
        draw_entry_form(here, register, entries.get(chosen), start)

    draw_folded(here.words(f"closing_page.{name}"), draw, key=f"closing-{name}")

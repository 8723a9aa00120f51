"""One-off loads and lasting changes: what is recorded of a figure, and the form to record one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from kpi.declare import ALL
from kpi.show.format import amount, month_label
from kpi.ui.choice import draw_list
from kpi.ui.entry_form import draw_entry_form
from kpi.ui.session import Context
from kpi.ui.table import draw_table
from kpi.ui.told import draw_told

COLUMNS = ("kind", "figure", "site", "month", "amount", "cause", "source")


def draw_events(
    here: Context, indicator: str | None, site: str, start: Mapping[str, Any] | None = None
) -> None:
    """Draw what is recorded (of one figure, or of all) and the form to record or change one."""
    register = here.catalogue.registers["event"]
    kinds = {c.id: c.label.of(here.language) for f in register.field for c in f.choices}
    found = [
        event
        for event in here.judge.events
        if indicator in (None, event.indicator) and site in (ALL, event.site)
    ]
    if found:
        rows = [
            [
                kinds[event.kind],
                here.voice.label(event.indicator),
                here.voice.site(event.site),
                month_label(event.month, here.language),
                amount(here.catalogue, event.indicator, event.amount, here.language),
                event.cause,
                event.source,
            ]
            for event in found
        ]
        draw_table(
            [here.words(f"measures.{name}") for name in COLUMNS],
            rows,
            here.words("measures.loads"),
        )
    else:
        st.markdown(here.words("measures.loads_none"))
    entries = {entry.id: entry for entry in here.acts.entries("event")}
    shown = {event.id for event in found}
    chosen = draw_list(
        here,
        "entry",
        here.words("registers.entry"),
        ["", *(name for name in entries if name in shown)],
        lambda name: _named(here, name) if name else here.words("registers.new"),
        key="event-entry",
    )
    draw_told(here)
    draw_entry_form(here, register, entries.get(chosen), start)


def _named(here: Context, identifier: str) -> str:
    event = next(event for event in here.judge.events if event.id == identifier)
    return f"{month_label(event.month, here.language)}: {event.cause}"

"""The administration page: what people change in the app, one form for every register."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from kpi.declare import Register
from kpi.show.registers import Present, entries_table, entry_label, history_table
from kpi.ui.choice import draw_list
from kpi.ui.entry_form import CLOSED, draw_entry_form
from kpi.ui.factor_list import REGISTERS as LISTS
from kpi.ui.factor_list import draw_list_import
from kpi.ui.first_run import draw_start_hint
from kpi.ui.folded import draw_folded
from kpi.ui.offer import why_not
from kpi.ui.page import context
from kpi.ui.session import Context
from kpi.ui.table import draw_table
from kpi.ui.told import draw_told
from kpi.ui.upload_text import escape

FIRST = "site"
"""The register that stands open at first."""
ELSEWHERE = ("target", "base_value", "measure", "event", "scenario")
"""Registers with a page of their own."""

NEW = ""
SHORT = 10
"""So many entries are shown at once."""


def draw_registers() -> None:
    """Draw the whole page."""
    here = context("uploader")
    st.title(here.words("page.registers"), anchor=False)
    draw_start_hint(here)
    st.markdown(here.words("registers.intro"))
    known = here.catalogue.registers.values()
    open_ones = {
        register.id: register
        for register in sorted(known, key=lambda each: each.label.of(here.language).casefold())
        if register.editable
        and register.id not in ELSEWHERE
        and not why_not(here, "set_entry", register.id)
    }
    register = open_ones[
        draw_list(
            here,
            "register",
            here.words("registers.which"),
            list(open_ones),
            lambda name: open_ones[name].label.of(here.language),
            key="register",
            # The first by name is another one in each language.
            otherwise=FIRST if FIRST in open_ones else None,
            ends=("entry",),
        )
    ]
    st.markdown(escape(register.note.of(here.language)))
    entries = {entry.id: entry for entry in here.acts.entries(register.id)}
    _draw_entries(here, register, list(entries.values()))
    options = [*entries] if register.id in CLOSED else [NEW, *entries]
    identifier = draw_list(
        here,
        "entry",
        here.words("registers.entry"),
        options,
        lambda name: (
            entry_label(register, entries[name].body, here.voice)
            if name
            else here.words("registers.new")
        ),
        key=f"entry-{register.id}",
    )
    draw_told(here)
    if register.id in LISTS:
        draw_list_import(here)
    entry = entries.get(identifier)
    draw_entry_form(here, register, entry)
    if entry is not None:
        _draw_history(here, register, entry.id)


def _draw_entries(here: Context, register: Register, entries: Sequence[Present]) -> None:
    """Draw what a register holds; a long one lies in a fold, so that the form stays in sight."""
    if not entries:
        st.markdown(here.words("registers.empty"))
        return

    def draw() -> None:
        title = register.label.of(here.language)
        draw_table(*entries_table(register, entries, here.voice), title)

    if len(entries) <= SHORT:
        draw()
    else:
        told = here.words("registers.all", count=len(entries))
        draw_folded(told, draw, key=f"entries-{register.id}")


def _draw_history(here: Context, register: Register, identifier: str) -> None:
    def draw() -> None:
        versions = here.acts.history(register.id, identifier)
        title = register.label.of(here.language)
        draw_table(*history_table(register, versions, here.voice), title)

    draw_folded(here.words("registers.history"), draw, key="entry-history")

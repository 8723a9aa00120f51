"""Decisions of a month as cards, those of earlier months with what happened since."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Literal

import streamlit as st

from kpi.declare import Month
from kpi.show.deliveries import day_label
from kpi.show.format import month_label
from kpi.show.month_view import SnapshotDecision
from kpi.ui.session import Context
from kpi.ui.upload_text import escape, say_plain

CARD_WIDTH = 220


def draw_decisions(here: Context, decisions: Sequence[SnapshotDecision], title: str) -> None:
    """Draw what the month asks of the board: three at most, each with cost, owner and date."""
    st.header(title, anchor=False)
    if not decisions:
        st.markdown(here.words("decisions.none"))
        return
    # A lone card in a grid would leave the rest of the row empty.
    columns: Literal["auto"] | int = "auto" if len(decisions) > 1 else 1
    with st.grid(columns, min_column_width=CARD_WIDTH, gap="xsmall", key="month-decisions"):
        for decision in decisions:
            with st.container(border=True, height="stretch", gap="xxsmall"):
                st.markdown(f"**{decision.number}. {escape(decision.question)}**")
                st.markdown("  \n".join(f":small[{line}]" for line in _facts(here, decision)))


def _facts(here: Context, decision: SnapshotDecision) -> list[str]:
    figure, place = decision.label.of(here.language), here.voice.site(decision.site)
    facts = {
        "cost": decision.cost_display.of(here.language),
        "owner": decision.owner,
        "due": day_label(dt.date.fromisoformat(decision.due), here.voice),
    }
    told = [say_plain(here, f"decisions.{name}", **{name: fact}) for name, fact in facts.items()]
    about = say_plain(here, "decisions.about", figure=figure, place=place)
    return [about, *told, escape(decision.outcome_text.of(here.language))]


def draw_earlier_decisions(here: Context, decisions: Sequence[SnapshotDecision]) -> None:
    """Draw the decisions of earlier months with what their figure did since."""
    if not decisions:
        return
    st.header(here.words("decisions.earlier"), anchor=False)
    lines = [
        say_plain(
            here,
            "decisions.line",
            month=month_label(Month.parse(decision.month), here.language, short=True),
            question=decision.question,
            outcome=decision.outcome_text.of(here.language),
            owner=decision.owner,
            figure=decision.label.of(here.language),
            effect=decision.effect.of(here.language),
        )
        for decision in decisions
    ]
    st.markdown("\n".join(f"- :small[{line}]" for line in lines))

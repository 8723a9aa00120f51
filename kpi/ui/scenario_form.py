"""A what-if choice kept under a name: a register entry with name, reason and revision."""

from __future__ import annotations

import streamlit as st

from kpi.acts import Refused
from kpi.show import Choice, Progress, Scenario
from kpi.ui.address import pick
from kpi.ui.choice_state import ASSUMPTIONS
from kpi.ui.offer import offers
from kpi.ui.session import FIELD, Context, actor, ask_name
from kpi.ui.told import tell, text_of


def draw_keep(here: Context, progress: Progress, choice: Choice, scenario: Scenario | None) -> None:
    """Draw the form that keeps a choice; the open scenario's own name makes a new version of it."""
    st.markdown(here.words("what_if.keep_note"))
    if not offers(here, "set_entry", "scenario"):
        return
    ask_name(here)
    key = f"keep-{here.judge.as_of}"
    with st.form(key):
        st.text_input(
            here.words("what_if.name"),
            value=scenario.name if scenario else "",
            key=f"{key}-name",
            width=FIELD,
        )
        st.text_input(
            here.words("what_if.note"),
            value=scenario.note if scenario else "",
            key=f"{key}-note",
            width=FIELD,
        )
        st.text_input(here.words("target_form.reason"), key=f"{key}-reason", width=FIELD)
        st.form_submit_button(
            here.words("what_if.save"),
            on_click=_keep,
            args=(here, progress, choice, scenario, key),
        )


def _keep(
    here: Context, progress: Progress, choice: Choice, scenario: Scenario | None, key: str
) -> None:
    name = text_of(f"{key}-name")
    if not name:
        tell("what_if.name_missing")
        return
    taken = {kept.id for kept in here.judge.scenarios}
    if name in taken and (scenario is None or scenario.id != name):
        tell("refused.name_taken", name=name)
        return
    body = {
        "name": name,
        "target": progress.target.id,
        "site": progress.scope.site,
        "measures": list(choice.measures),
        "trend": f"{choice.trend:f}",
        "delivered": f"{choice.delivered:f}",
        "delay": str(choice.delay),
        "note": text_of(f"{key}-note"),
    }
    try:
        revision = here.acts.set_entry(
            "scenario", name, body, actor=actor(), reason=text_of(f"{key}-reason")
        )
    except Refused as refused:
        tell(f"refused.{refused.code}", **refused.facts)
        return
    tell("what_if.saved", True, name=name, revision=str(revision))
    pick({"scenario": name}, ends=("target", "on", *ASSUMPTIONS))

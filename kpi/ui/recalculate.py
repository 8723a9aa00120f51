"""A year told again: as it was known and counted then, beside now; by cause, and kept in the log."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from kpi.acts import Refused
from kpi.acts.recalculate import LOG, Told, Way, log, revision_of, rules, tell_again
from kpi.show.recalculation import cause_table, log_rows, recalculation_sentences
from kpi.ui.offer import offers
from kpi.ui.page import context
from kpi.ui.scope import USED, factor_years, read_scope
from kpi.ui.session import FIELD, Context, actor, ask_name
from kpi.ui.table import draw_table
from kpi.ui.theme import indicators_of
from kpi.ui.told import draw_told, tell, text_of
from kpi.ui.upload_text import escape, say_plain

KEY = "recalculate"


def draw_recalculation(page: str) -> bool:
    """Draw the comparison of a year with itself as it was known and counted before."""
    here = context()
    draw_told(here)
    st.header(here.words("recalculate.title"), anchor=False)
    st.markdown(here.words("recalculate.note"))
    told = _draw_question(here, page)
    if told is not None:
        _draw_answer(here, told)
    _draw_log(here)
    return True


def _draw_question(here: Context, page: str) -> Told | None:
    """Draw what is compared; return the comparison, None when it cannot be made (and say why)."""
    named = [i.id for i in indicators_of(here.catalogue, page) if i.boundary is not None]
    new = _select(here, "figure", named, here.voice.label)
    old = _select(here, "before", named, here.voice.label, named.index(new))
    figures = here.judge.figures()
    first, newest = figures.first_month, figures.newest_month
    years = [str(y) for y in range(first.year, newest.year + 1)] if first and newest else []
    year = int(_select(here, "year", years, str))
    since = st.text_input(
        here.words("recalculate.since"),
        value=str(here.judge.as_of),
        key=f"{KEY}-since",
        width=FIELD,
    )
    policies = [USED, *factor_years(here)]
    then = _select(here, "factors_before", policies, lambda p: _policy(here, p))
    now = _select(here, "factors_after", policies, lambda p: _policy(here, p))
    try:
        return tell_again(
            here.acts,
            Way(old, revision_of(here.acts, since.strip()), None if then == USED else int(then)),
            Way(new, here.judge.as_of, None if now == USED else int(now)),
            read_scope(here).site,
            year,
        )
    except Refused as refused:
        st.error(say_plain(here, f"refused.{refused.code}", **refused.facts))
        return None


def _policy(here: Context, name: str) -> str:
    return here.words("scope.used" if name == USED else "scope.frozen", year=name)


def _select(
    here: Context, name: str, options: list[str], told: Callable[[str], str], first: int = 0
) -> str:
    chosen = st.selectbox(
        here.words(f"recalculate.{name}"),
        options,
        index=first,
        format_func=told,
        key=f"{KEY}-{name}",
        width=FIELD,
        placeholder=here.words("upload.choose"),
    )
    return str(chosen)


def _draw_answer(here: Context, told: Told) -> None:
    sentences = recalculation_sentences(told.found, told.year, here.voice)
    st.markdown(" ".join(escape(text) for text in sentences))
    if told.found.causes is None:
        return
    table = cause_table(told.found, here.voice)
    draw_table(table.header, table.rows, here.words("recalculate.title"))
    known = rules(here.acts)
    if not offers(here, "set_entry", LOG):
        return
    ask_name(here)
    rule = _select(here, "rule", list(known), lambda name: known[name].label[here.language])
    st.text_input(here.words("target_form.reason"), key=f"{KEY}-reason", width=FIELD)
    st.button(
        here.words("recalculate.save"), key=f"{KEY}-save", on_click=_save, args=(here, told, rule)
    )


def _save(here: Context, told: Told, rule: str) -> None:
    try:
        revision, decision = log(
            here.acts, told, rule, actor=actor(), reason=text_of(f"{KEY}-reason")
        )
    except Refused as refused:
        tell(f"refused.{refused.code}", **refused.facts)
        return
    words = here.words(f"decision.{decision}")
    tell("recalculate.logged", True, revision=str(revision), decision=words)


def _draw_log(here: Context) -> None:
    entries = [(entry.body, entry.actor, entry.reason) for entry in here.acts.entries(LOG)]
    if entries:
        st.subheader(here.words("recalculate.log"), anchor=False)
        header = [here.words(f"recalculate.{name}") for name in ("figure", "decision", "who")]
        draw_table(header, log_rows(entries, here.voice), here.words("recalculate.log"))

"""The page on which a month is closed: four steps, each saying whether it is done."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from kpi.acts import Refused
from kpi.acts.months import (
    MonthLine,
    around,
    close_month,
    closed_before,
    explain_all,
    month_lines,
    require_closable,
    restate_month,
    set_state,
)
from kpi.declare import Month
from kpi.show.both import Both
from kpi.show.format import month_label, tied
from kpi.show.month_view import Snapshot, SnapshotExplanation, SnapshotLacking, State
from kpi.show.receipts import moment
from kpi.show.snapshot import snapshot_of
from kpi.ui.address import pick
from kpi.ui.closing_notes import draw_notes
from kpi.ui.folded import draw_folded
from kpi.ui.month import maker_of
from kpi.ui.page import context
from kpi.ui.scope import draw_scope
from kpi.ui.session import FIELD, Context, actor, ask_name, kept
from kpi.ui.table import draw_table
from kpi.ui.theme import draw_presence
from kpi.ui.told import draw_told, tell, text_of
from kpi.ui.upload_text import escape, say_plain

SHOWN_MONTHS = 13
FILES, EXPLANATIONS, DECISIONS, CLOSE = 1, 2, 3, 4
"""The steps in their order."""
DONE, OPEN = "●", "○"
FINGERPRINT = 12


def draw_closing() -> None:
    """Draw the whole page."""
    here = context("officer")
    st.title(here.words("page.closing"), anchor=False)
    st.markdown(here.words("closing_page.intro"))
    if not draw_presence(here):
        return
    lines = kept(here, "month-lines", make=lambda: month_lines(here.acts))
    month = draw_scope(here, ("month",), month="scope.one_month").month
    draw_told(here)
    ask_name(here)
    line = next((found for found in lines if found.month == month), None)
    if line is None:
        st.info(here.words("month_line.running", revision=here.judge.as_of))
    elif line.state == "closed":
        _draw_next(here, lines)
        _draw_reported(here, line)
        _draw_restate(here, line)
    else:
        _draw_steps(here, line, _in_turn(lines))
    _draw_lines(here, lines)


def _label(here: Context, month: Month) -> str:
    return month_label(month, here.language)


# --- a month that is not closed ------------------------------------------------------------------


def _in_turn(lines: Sequence[MonthLine]) -> Month | None:
    """Return the month that closes next; None where none was closed yet, and any may be."""
    closed = [line.month for line in lines if line.state == "closed"]
    return max(closed).plus(1) if closed else None


def _draw_next(here: Context, lines: Sequence[MonthLine]) -> None:
    """Offer the month that closes next, when it is over."""
    month = _in_turn(lines)
    if month is not None and month <= here.judge.last_month:
        st.button(
            say_plain(here, "closing_page.next", month=_label(here, month)),
            key="closing-next",
            icon=":material/arrow_forward:",
            on_click=pick,
            args=({"month": str(month)},),
        )


def _draw_steps(here: Context, line: MonthLine, in_turn: Month | None) -> None:
    """Draw what is to be done before the month closes, and then the act itself."""
    lacking, asked = _lacking(here, line.month), _asked(here, line.month)
    waits = in_turn is not None and in_turn != line.month
    if in_turn is not None and waits:
        st.info(say_plain(here, "closing_page.in_turn", month=_label(here, in_turn)))
    _draw_lacking(here, lacking)
    _draw_explanations(here, line.month, asked, EXPLANATIONS, whole=not lacking)
    asks = here.words("closing_page.step", number=DECISIONS, step=here.words("decisions.asked"))
    draw_notes(here, line.month, asks)
    _draw_close(here, line, lacking, asked, waits=waits)


def _lacking(here: Context, month: Month) -> tuple[SnapshotLacking, ...]:
    return kept(here, "month-lacking", month, make=lambda: tuple(maker_of(here, month).lacking()))


def _asked(here: Context, month: Month) -> tuple[SnapshotExplanation, ...]:
    return kept(
        here, "month-asked", month, make=lambda: tuple(maker_of(here, month).explanations())
    )


def _step(here: Context, number: int | None, name: str, done: bool, **facts: object) -> None:
    """Draw the title of a step, with its number where it is one of four."""
    title = say_plain(here, f"closing_page.{name}", **facts)
    if number is not None:
        key = "closing_page.step_done" if done else "closing_page.step"
        title = here.words(key, number=number, step=title)
    st.header(title, anchor=False)


def _say_nameless(here: Context) -> None:
    """Say beside a grey button that it waits for a name."""
    if not actor():
        st.markdown(here.words("upload.why.name"), width="content")


def _draw_lacking(here: Context, lacking: Sequence[SnapshotLacking]) -> None:
    _step(here, FILES, "files", not lacking)
    if not lacking:
        st.markdown(here.words("closing_page.files_in"))
        return
    header = [here.words(f"closing_column.{n}") for n in ("kind", "site", "what", "sender", "due")]
    language = here.language
    rows = [
        (
            item.label.of(language),
            here.voice.site(item.site),
            item.what.of(language),
            item.sender.of(language),
            item.due or "–",
        )
        for item in lacking
    ]
    draw_table(header, rows, here.words("closing_page.files"))


def _draw_explanations(
    here: Context,
    month: Month,
    asked: Sequence[SnapshotExplanation],
    number: int | None,
    *,
    whole: bool,
) -> None:
    """Draw a card for every figure that has to be explained: why it is asked, cause and owner.

    That nothing has to be explained is only said of a month that is `whole`; `number` is that of
    the step.
    """
    wanted = [e for e in asked if e.asked]
    if not wanted:
        _step(here, number, "explanations_none" if whole else "explanations_open", whole)
        st.markdown(here.words("closing_page.nothing_asked" if whole else "closing_page.not_known"))
        return
    done = sum(bool(e.cause) for e in wanted)
    _step(here, number, "explanations", done == len(wanted), count=done, all=len(wanted))
    st.markdown(here.words("closing_page.explanations_note"))
    before = _before(here, month)
    key = f"explain-{month}-{here.judge.as_of}"
    with st.form(key, border=False):
        for explanation in wanted:
            _draw_card(here, explanation, before.get(explanation.indicator), key)
        names = [explanation.indicator for explanation in wanted]
        st.form_submit_button(
            here.words("closing_page.save"),
            disabled=not actor(),
            on_click=_save,
            args=(here, month, names, key),
        )
        _say_nameless(here)


def _before(here: Context, month: Month) -> dict[str, SnapshotExplanation]:
    """Return what the last report said of the same figures: who owned them, and why."""

    def make() -> dict[str, SnapshotExplanation]:
        return {e.indicator: e for s in closed_before(here.acts, month) for e in s.explanations}

    return kept(here, "month-before", month, make=make)


def _draw_card(
    here: Context, asked: SnapshotExplanation, before: SnapshotExplanation | None, key: str
) -> None:
    language = here.language
    with st.container(border=True, gap="xxsmall"):
        mark = DONE if asked.cause else OPEN
        st.markdown(f"{mark} **{escape(asked.label.of(language))}**")
        st.markdown("\n".join(f"- :small[{escape(tied(why.of(language)))}]" for why in asked.asked))
        earlier = before.cause if before is not None else ""
        if earlier:
            st.markdown(f":small[{say_plain(here, 'closing_page.before', cause=earlier)}]")
        with st.container(horizontal=True):
            st.text_input(
                here.words("closing_page.cause"),
                value=asked.cause,
                key=f"{key}-{asked.indicator}-cause",
            )
            st.text_input(
                here.words("closing_page.owner"),
                value=asked.owner or (before.owner if before is not None else ""),
                key=f"{key}-{asked.indicator}-owner",
                width=FIELD // 2,
            )


def _save(here: Context, month: Month, names: Sequence[str], key: str) -> None:
    """Write the explanations that were filled in; a half-filled one is named, not dropped."""
    known = {e.indicator: (e.cause, e.owner) for e in _asked(here, month)}
    typed = {n: (text_of(f"{key}-{n}-cause"), text_of(f"{key}-{n}-owner")) for n in names}
    changed = {n: pair for n, pair in typed.items() if pair[0] and pair != known[n]}
    emptied = [here.voice.label(n) for n, pair in typed.items() if known[n][0] and not pair[0]]
    if emptied:
        tell("closing_page.emptied", figures="; ".join(emptied))
        return
    ownerless = [here.voice.label(n) for n, pair in changed.items() if not pair[1]]
    if ownerless:
        tell("closing_page.ownerless", figures="; ".join(ownerless))
        return
    if not changed:
        tell("closing_page.nothing_new")
        return
    _do(
        lambda: explain_all(here.acts, month, changed, actor=actor()),
        "closing_page.saved",
        count=str(len(changed)),
    )


def _do(act: Callable[[], object], done: str, **facts: str) -> bool:
    """Do an act and keep what came of it for the next run; tell whether it was done."""
    try:
        act()
    except Refused as refused:
        tell(f"refused.{refused.code}", **refused.facts)
        return False
    tell(done, True, **facts)
    return True


def _draw_close(
    here: Context,
    line: MonthLine,
    lacking: Sequence[SnapshotLacking],
    asked: Sequence[SnapshotExplanation],
    *,
    waits: bool,
) -> None:
    """Draw the act: under which name, why although something lacks, and the button."""
    month = _label(here, line.month)
    _step(here, CLOSE, "close", False, month=month)
    open_ones = [e.label.of(here.language) for e in asked if e.asked and not e.cause]
    if open_ones:
        st.markdown(say_plain(here, "closing_page.first_explain", figures="; ".join(open_ones)))
    st.markdown(here.words("closing_page.close_note"))
    key = f"close-{line.month}"
    if lacking:
        st.text_input(here.words("closing_page.although"), key=f"{key}-although", width=FIELD)
    with st.container(horizontal=True):
        closing = st.button(
            say_plain(here, "closing_page.do_close", month=month),
            key=key,
            type="primary",
            icon=":material/lock:",
            disabled=bool(open_ones) or waits or not actor(),
        )
        provisional = line.state == "provisional"
        st.button(
            here.words("closing_page.do_open" if provisional else "closing_page.do_provisional"),
            key=f"{key}-provisional",
            disabled=not actor(),
            on_click=_set_state,
            args=(here, line),
        )
    _say_nameless(here)
    if closing:
        _close(here, line.month, text_of(f"{key}-although"))


def _set_state(here: Context, line: MonthLine) -> None:
    state: State = "open" if line.state == "provisional" else "provisional"
    words = here.words(f"month_state.{state}")
    _do(
        lambda: set_state(here.acts, line.month, state, actor=actor(), reason=words),
        "closing_page.state_set",
        month=_label(here, line.month),
        state=words,
    )


def _made(here: Context, month: Month) -> Snapshot:
    return snapshot_of(here.judge, month, around(here.acts, month), Both.at(here.judge))


def _close(here: Context, month: Month, although: str) -> None:
    def act() -> None:
        require_closable(here.acts, str(month), although=although)
        close_month(here.acts, _made(here, month), actor=actor(), although=although)

    with st.spinner(here.words("closing_page.making")):
        _do(act, "closing_page.closed", month=_label(here, month))
    st.rerun()


# --- a closed month ------------------------------------------------------------------------------


def _draw_reported(here: Context, line: MonthLine) -> None:
    """Draw every version that was reported: when, by whom, why, and its fingerprint."""
    st.header(
        say_plain(here, "closing_page.versions", month=_label(here, line.month)), anchor=False
    )
    st.markdown(here.words("closing_page.versions_note"))
    st.page_link("pages/month.py", label=here.words("closing_page.to_report"))
    zone = here.catalogue.organisation.organisation.timezone
    header = [
        here.words(f"closing_column.{name}")
        for name in ("revision", "stamped", "actor", "reason", "fingerprint")
    ]
    rows = [
        (
            str(version.revision),
            moment(version.stamped, zone, here.language),
            version.actor,
            version.reason or "–",
            version.fingerprint[:FINGERPRINT],
        )
        for version in reversed(line.versions)
    ]
    draw_table(header, rows, here.words("closing_page.versions", month=_label(here, line.month)))


def _draw_restate(here: Context, line: MonthLine) -> None:
    """Draw the way to report a closed month anew: with a reason, the earlier one stays."""

    def draw() -> None:
        st.markdown(here.words("closing_page.restate_note"))
        whole = not _lacking(here, line.month)
        _draw_explanations(here, line.month, _asked(here, line.month), None, whole=whole)
        key = f"restate-{line.month}-{here.judge.as_of}"
        st.text_input(here.words("target_form.reason"), key=f"{key}-reason", width=FIELD)
        button = say_plain(here, "closing_page.do_restate", month=_label(here, line.month))
        if st.button(button, key=key, disabled=not actor()):
            _restate(here, line.month, text_of(f"{key}-reason"))
        _say_nameless(here)

    draw_folded(here.words("closing_page.restate"), draw, key="closing-restate")


def _restate(here: Context, month: Month, reason: str) -> None:
    with st.spinner(here.words("closing_page.making")):
        _do(
            lambda: restate_month(here.acts, _made(here, month), actor=actor(), reason=reason),
            "closing_page.restated",
            month=_label(here, month),
        )
    st.rerun()


# --- all months ----------------------------------------------------------------------------------


def _draw_lines(here: Context, lines: Sequence[MonthLine]) -> None:
    """Draw the newest months with their states."""
    st.header(here.words("closing_page.all"), anchor=False)
    zone = here.catalogue.organisation.organisation.timezone
    header = [here.words(f"closing_column.{n}") for n in ("month", "state", "stamped", "actor")]
    marks = {"open": "○", "provisional": "◔", "closed": "●"}
    rows = []
    for line in lines[:SHOWN_MONTHS]:
        newest = line.newest
        rows.append(
            (
                _label(here, line.month),
                f"{marks[line.state]} {here.words(f'month_state.{line.state}')}",
                "–" if newest is None else moment(newest.stamped, zone, here.language),
                "–" if newest is None else newest.actor,
            )
        )
    draw_table(header, rows, here.words("closing_page.all"))

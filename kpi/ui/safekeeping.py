"""Is everything still there: what was found at the start, a check, backups, and who did what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import streamlit as st

from kpi.acts import SYSTEM, Refused, Verdict, back_up, log_of, verify_store, ways_back
from kpi.show.audit_log import event_told, subject_told
from kpi.show.format import NONE, TIED
from kpi.show.receipts import moment
from kpi.ui.folded import draw_folded
from kpi.ui.offer import offers
from kpi.ui.page import context
from kpi.ui.session import Context, House, actor, ask_name, house
from kpi.ui.table import draw_table
from kpi.ui.told import draw_told, tell
from kpi.ui.upload_text import say_plain

LINES = 200
"""Lines of the log shown; all of them stand in the backup."""
NEWEST = 10
"""Lines of the log shown at once; the others lie in a fold."""
SHORT = 12


def draw_safekeeping() -> None:
    """Draw the page."""
    here = context("officer")
    st.title(here.words("page.safekeeping"), anchor=False)
    draw_told(here)
    _draw_state(here, house())
    _draw_backups(here)
    _draw_log(here)


def draw_mended(here: Context, found: House) -> None:
    """Say on every page what a start had to mend, or could not."""
    recovery, verdict = here.acts.store.recovery, found.verdict
    if recovery.reapplied:
        numbers = ", ".join(map(str, recovery.reapplied))
        st.warning(here.words("safekeeping.reapplied", revisions=numbers))
    elif recovery.set_aside:
        st.warning(here.words("safekeeping.set_aside"))
    if recovery.lost or recovery.unlike:
        numbers = ", ".join(map(str, recovery.lost)) or "-"
        st.error(here.words("safekeeping.lost", lines=numbers))
    if verdict is not None and verdict.faults:
        st.error(here.words("safekeeping.differs", count=len(verdict.faults)))


def _draw_state(here: Context, found: House) -> None:
    st.header(here.words("safekeeping.check"), anchor=False)
    last = here.acts.store.last_event()
    if last is not None:
        st.markdown(here.words("safekeeping.head", no=last.no, head=last.hash[:SHORT]))
    st.button(
        here.words("safekeeping.check_now"), key="safekeeping-check", on_click=_check, args=(here,)
    )
    checked = st.session_state.get("safekeeping-verdict")
    if checked is not None and _is_behind(checked, here):
        checked = None
    verdict = checked or found.verdict
    if verdict is None:
        return
    if not verdict.faults:
        told = here.words(
            # A start reads no file and no meter reading: it may not say that these are right.
            "safekeeping.whole" if checked else "safekeeping.whole_at_start",
            moment=_moment(here, verdict.made),
            no=verdict.events,
            acts=verdict.acts,
            files=verdict.files,
        )
        st.markdown(told)
    for fault in verdict.faults:
        st.error(say_plain(here, f"fault.{fault.code}", **fault.facts))


def _is_behind(verdict: Verdict, here: Context) -> bool:
    """Tell whether lines came after a check that found nothing; what it found stays to be seen."""
    last = here.acts.store.last_event()
    return not verdict.faults and last is not None and verdict.events < last.no


def _moment(here: Context, stamped: dt.datetime) -> str:
    """Return a moment as it is read, never broken in two by the end of a line."""
    zone = here.catalogue.organisation.organisation.timezone
    return moment(stamped, zone, here.language).replace(" ", TIED)


def _check(here: Context) -> None:
    try:
        st.session_state["safekeeping-verdict"] = verify_store(here.acts)
    except Refused as refused:
        tell(f"refused.{refused.code}", **refused.facts)


def _draw_backups(here: Context) -> None:
    st.header(here.words("safekeeping.backups"), anchor=False)
    if here.acts.store.path is None:
        st.markdown(here.words("safekeeping.in_memory"))
        return
    night = "nightly" if house().is_own else "not_nightly"
    st.markdown(here.words(f"safekeeping.{night}"))
    st.markdown(here.words("safekeeping.backups_note"))
    if not here.acts.store.shared:
        st.markdown(here.words("safekeeping.way_back"))
    made = [way for way in ways_back(here.acts.store.path) if way.made is not None]
    if made:
        rows = [(_moment(here, way.made), str(way.revision)) for way in made if way.made]
        _table(here, ("made", "revision"), rows, "backups")
    else:
        st.markdown(here.words("safekeeping.no_backup"))
    if not offers(here, "back_up"):
        return
    ask_name(here)
    st.button(
        here.words("safekeeping.back_up"),
        key="safekeeping-backup",
        disabled=not actor(),
        on_click=_back_up,
        args=(here,),
    )


def _back_up(here: Context) -> None:
    try:
        made = back_up(here.acts, actor=actor(), thin=True)
        tell("safekeeping.made", True, revision=str(made.revision))
    except Refused as refused:
        tell(f"refused.{refused.code}", **refused.facts)


def _draw_log(here: Context) -> None:
    st.header(here.words("safekeeping.log"), anchor=False)
    st.markdown(here.words("safekeeping.log_note", count=LINES))
    rows = [
        (
            str(line.no),
            _moment(here, line.stamped),
            here.words("safekeeping.itself") if line.who == SYSTEM.name else line.who,
            event_told(line.name, here.voice),
            subject_told(line.subject, here.voice),
            NONE if line.revision is None else str(line.revision),
        )
        for line in log_of(here.acts, newest=LINES)
    ]
    columns = ("no", "when", "who", "event", "subject", "revision")
    _table(here, columns, rows[:NEWEST], "log")
    if rows[NEWEST:]:
        draw_folded(
            here.words("safekeeping.older", count=len(rows) - NEWEST),
            lambda: _table(here, columns, rows[NEWEST:], "older_log"),
            key="older-log",
        )


def _table(
    here: Context, columns: Sequence[str], rows: Sequence[tuple[str, ...]], title: str
) -> None:
    names = [here.words(f"safekeeping.column.{column}") for column in columns]
    draw_table(names, rows, here.words(f"safekeeping.{title}"))

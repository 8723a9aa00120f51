"""The list of a year on the administration page: what it would change, adopting it, standing in."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from kpi.acts import Refused
from kpi.acts.factor_list import (
    ListPreview,
    adopt_list,
    adopt_provisional,
    lapsed,
    preview_list,
)
from kpi.declare import ALL
from kpi.show.format import NONE, plain_number
from kpi.ui.file_field import draw_file_note
from kpi.ui.folded import draw_folded
from kpi.ui.offer import offers
from kpi.ui.session import FIELD, Context, actor
from kpi.ui.table import draw_table
from kpi.ui.told import tell, text_of
from kpi.ui.upload_text import escape, say_plain

REGISTERS = ("factor", "own_factor", "list_item", "list_column")
"""The registers that have to do with a list."""
SHOWN = 200
MEGABYTES = 20


def draw_list_import(here: Context) -> None:
    """Draw what lacks for this year, and the adoption of a list."""
    year = here.acts.today().year
    if not offers(here, "adopt_list", "factor", sites=[ALL]):
        return
    missing = len(lapsed(here.acts, year))
    if missing:
        st.warning(
            say_plain(here, "factor_list.lapsed", year=year, before=year - 1, count=missing),
            icon=":material/event_busy:",
        )
        _button(here, "stand_in", {"year": year, "before": year - 1}, lambda: _stand_in(here, year))

    def draw() -> None:
        st.markdown(here.words("factor_list.note"))
        _draw_import(here, year)

    draw_folded(here.words("factor_list.title"), draw, key="list-import")


def _button(here: Context, name: str, facts: dict[str, object], act: Callable[[], None]) -> None:
    st.text_input(here.words("factor_list.reason"), key=f"list-reason-{name}", width=FIELD)
    st.button(here.words(f"factor_list.{name}", **facts), key=f"list-{name}", on_click=act)


def _draw_import(here: Context, year: int) -> None:
    years = [str(found) for found in range(year + 1, 2014, -1)]
    chosen = st.selectbox(
        here.words("factor_list.year"),
        years,
        index=years.index(str(year)),
        key="list-year",
        width=FIELD,
        placeholder=here.words("upload.choose"),
    )
    given = st.file_uploader(
        here.words("factor_list.file"), type=["xlsx"], key="list-file", max_upload_size=MEGABYTES
    )
    draw_file_note(here, ["xlsx"], MEGABYTES)
    if given is None:
        return
    try:
        preview = preview_list(here.acts, given.getvalue(), given.name, int(chosen))
    except Refused as refused:
        st.error(say_plain(here, f"refused.{refused.code}", **refused.facts))
        return
    _draw_preview(here, preview)


def _draw_preview(here: Context, preview: ListPreview) -> None:
    count = {
        state: sum(change.state == state for change in preview.changes)
        for state in ("new", "changed", "far", "same")
    }
    items = len(preview.changes)
    st.markdown(here.words("factor_list.told", items=items, unknown=preview.unknown, **count))
    for finding in preview.findings:
        text = here.words(f"list_finding.{finding.code}", **finding.facts)
        if finding.line is not None:
            text = here.words("factor_list.line", line=finding.line, text=text)
        (st.error if finding.error else st.info)(escape(text))
    header = [here.words(f"factor_list.{n}") for n in ("name", "factor", "before", "now", "state")]
    draw_table(header, _rows(here, preview), here.words("factor_list.title"))
    if preview.errors:
        return
    if preview.far:
        st.text_input(here.words("factor_list.far"), key="list-far", width=FIELD)
    _button(here, "adopt", {}, lambda: _adopt(here, preview))


def _rows(here: Context, preview: ListPreview) -> list[tuple[str, ...]]:
    """Return what changes, the farthest from its predecessor first."""
    changed = [change for change in preview.changes if change.state != "same"]
    changed.sort(key=lambda change: (-(change.times or 0), change.key))
    return [
        (
            change.name,
            f"{here.voice.named('boundary', change.key[3])}, kg CO2e / {change.key[2]}",
            NONE if change.before is None else plain_number(change.before, here.language),
            plain_number(change.value, here.language),
            here.words(f"list_state.{change.state}"),
        )
        for change in changed[:SHOWN]
    ]


def _adopt(here: Context, preview: ListPreview) -> None:
    reason, far = text_of("list-reason-adopt"), text_of("list-far")
    try:
        revision = adopt_list(here.acts, preview, actor=actor(), reason=reason, far=far)
    except Refused as refused:
        tell(f"refused.{refused.code}", **refused.facts)
        return
    tell("factor_list.adopted", True, year=str(preview.year), revision=str(revision))


def _stand_in(here: Context, year: int) -> None:
    reason = text_of("list-reason-stand_in")
    try:
        revision = adopt_provisional(here.acts, year, actor=actor(), reason=reason)
    except Refused as refused:
        tell(f"refused.{refused.code}", **refused.facts)
        return
    tell("factor_list.stood_in", True, year=str(year), before=str(year - 1), revision=str(revision))

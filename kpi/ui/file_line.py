"""One stored line as it stands in the accepted file, with its upload and what it counts for."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from kpi.acts import Origin, origin_of
from kpi.show import Contribution
from kpi.show.drill import counted, file_lines, filled_cells
from kpi.show.receipts import moment
from kpi.ui.address import asked, pick
from kpi.ui.choice import draw_list
from kpi.ui.session import Context
from kpi.ui.table import draw_table
from kpi.ui.upload_history import status_words
from kpi.ui.upload_text import escape, say_plain

NO_LINE = ""
WIDE = 900


def draw_file_line(here: Context, indicator: str, lines: Sequence[Contribution]) -> None:
    """Draw the choice of one of these lines and, once it is made, the line in its file.

    Only lines of the figure in view can be chosen: what is joined because it is small stays so.
    """
    named = file_lines(indicator, lines, asked("line"), here.voice)
    if not named:
        return
    name = draw_list(
        here,
        "line",
        here.words("lines.origin"),
        [NO_LINE, *named],
        lambda name: named.get(name, here.words("lines.no_line")),
        key=f"drill-line-{indicator}",
        width=WIDE,
    )
    if name == NO_LINE:
        return
    receipt, _, line = name.partition(".")
    origin = origin_of(here.acts, int(receipt), int(line))
    if origin is None:
        st.info(here.words("lines.lost_no_upload"))
        return
    with st.container(border=True, key="file-line"):
        _draw_origin(here, origin, line)
        st.markdown(here.words("lines.counts"))
        told = counted(indicator, lines, name, here.voice)
        st.markdown("\n".join(f"- {escape(text)}" for text in told))
        _draw_ways(here, origin)


def _draw_origin(here: Context, origin: Origin, line: str) -> None:
    """Draw whose upload it is, whether it still counts, and the filled cells as they were given."""
    record = origin.record
    timezone = here.catalogue.organisation.organisation.timezone
    stamped = moment(record.stamped, timezone, here.language)
    facts = {"receipt": record.upload, "actor": record.actor, "line": line, "stamped": stamped}
    st.markdown(say_plain(here, "lines.stands", file=record.file_name, **facts))
    st.markdown(f":small[{escape(status_words(here, record))}]")
    if origin.source is None:
        st.info(here.words(f"lines.lost_{origin.lost}"))
        return
    filled, empty = filled_cells(origin.source, here.words("lines.unnamed"))
    header = (here.words("lines.column"), here.words("lines.cell"))
    draw_table(header, filled, here.words("lines.origin"))
    if empty:
        st.markdown(f":small[{say_plain(here, 'lines.empty', columns=', '.join(empty))}]")


def _draw_ways(here: Context, origin: Origin) -> None:
    """Draw the way back to the lines and the way to the upload in the history."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            here.words("lines.back_to_lines"),
            key="line-back",
            icon=":material/arrow_back:",
            on_click=pick,
            args=({"line": ""},),
        )
        st.page_link(
            "pages/upload.py",
            label=here.words("lines.history", receipt=origin.record.upload),
            icon=":material/history:",
            query_params={"tab": "history", "receipt": str(origin.record.upload)},
        )

"""The arrivals page: what is late and from whom, reminders to send, and which figures are whole."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from kpi.declare import Month
from kpi.show import Outstanding, outstanding
from kpi.show.charts import chart_config
from kpi.show.completeness import Arrival, arrival_rows
from kpi.show.deliveries import (
    Reminder,
    counted,
    outstanding_rows,
    presence,
    presence_sentences,
    reminders,
)
from kpi.show.heat import arrival_map
from kpi.show.receipts import spreadsheet
from kpi.ui.choice import draw_segments
from kpi.ui.download import draw_download
from kpi.ui.folded import draw_folded
from kpi.ui.page import context
from kpi.ui.scope import draw_scope
from kpi.ui.session import Context, kept
from kpi.ui.table import draw_table
from kpi.ui.theme import draw_presence, indicators_of
from kpi.ui.upload_text import escape, say_plain

MONTHS = 12


def draw_arrivals() -> None:
    """Draw the whole page."""
    here = context()
    st.title(here.words("page.arrivals"), anchor=False)
    st.markdown(here.words("arrivals.intro"))
    scope = draw_scope(here, ("site",))
    if not draw_presence(here):
        return
    months = months_asked(here)
    found = outstanding_of(here, scope.site, months)
    _draw_outstanding(here, found)
    _draw_reminders(here, found)
    _draw_figures(here, scope.site, months)


def months_asked(here: Context) -> tuple[Month, ...]:
    """Return the months whose files are asked for: of the last twelve, those since the first."""
    last = here.judge.last_month
    first = here.judge.figures().first_month or last
    return tuple(month for month in last.plus(1 - MONTHS).until(last) if month >= first)


def outstanding_of(here: Context, site: str, months: Sequence[Month]) -> tuple[Outstanding, ...]:
    """Return what the sites of a scope did not send of these months."""
    return kept(
        here, "outstanding", site, months,
        make=lambda: outstanding(here.judge.figures(), here.judge.deliveries, site, months),
    )  # fmt: skip


def _draw_outstanding(here: Context, found: Sequence[Outstanding]) -> None:
    today = here.acts.today()
    st.header(here.words("arrivals.outstanding"), anchor=False)
    if not found:
        st.markdown(here.words("arrivals.whole"))
        return
    st.markdown(f"**{counted(found, today, here.voice)}**")
    header, rows = outstanding_rows(found, today, here.voice)
    draw_table(header, rows, here.words("arrivals.outstanding"))
    with st.container(horizontal=True, vertical_alignment="center"):
        draw_download(here, lambda: spreadsheet([header, *rows]), "outstanding")
        st.page_link(
            "pages/registers.py",
            label=here.words("arrivals.to_register"),
            icon=":material/tune:",
            query_params={"register": "delivery"},
        )


def _draw_reminders(here: Context, found: Sequence[Outstanding]) -> None:
    st.header(here.words("arrivals.reminders"), anchor=False)
    ready = reminders(found, here.acts.today(), here.voice)
    if not ready:
        st.markdown(here.words("arrivals.no_reminders"))
        return
    st.markdown(here.words("arrivals.reminders_note"))
    for place, reminder in enumerate(ready):
        label = say_plain(here, "arrivals.reminder", sender=reminder.sender, count=reminder.count)
        draw_folded(label, partial(_draw_reminder, here, reminder), key=f"reminder-{place}")


def _draw_reminder(here: Context, reminder: Reminder) -> None:
    st.markdown(f"**{escape(reminder.subject)}**")
    st.code(reminder.text, language=None, wrap_lines=True)
    if reminder.link:
        label = say_plain(here, "arrivals.mail", address=reminder.address)
        st.link_button(label, reminder.link, icon=":material/mail:")
    else:
        st.markdown(f":small[{here.words('arrivals.no_address')}]")


def _draw_figures(here: Context, site: str, months: Sequence[Month]) -> None:
    """Draw by figure, site and month what is whole: of one page of figures at a time."""
    st.header(here.words("arrivals.figures"), anchor=False)
    st.markdown(here.words("arrivals.figures_note"))
    read = [i for i in here.catalogue.indicators.values() if i.kind in ("flow", "stock", "total")]
    pages = list(dict.fromkeys(indicator.page for indicator in read))
    page = draw_segments(
        here,
        "section",
        here.words("arrivals.page"),
        pages,
        lambda name: here.words(f"page.{name}"),
        key="arrivals-page",
    )
    names = tuple(i.id for i in indicators_of(here.catalogue, page) if i in read)
    found: tuple[Arrival, ...] = kept(
        here, "presence", names, site, months,
        make=lambda: presence(here.judge.figures(), names, site, months, here.voice),
    )  # fmt: skip
    if not found:
        return
    # Main figures, and whatever lacks something; all the others stand in the table.
    main = {i.id for i in read if i.tile}
    drawn = tuple(arrival for arrival in found if arrival.incomplete or arrival.contract in main)
    title = here.words("arrivals.map", page=here.words(f"page.{page}"))
    whole = sum(not arrival.incomplete for arrival in found)
    told = here.words("arrivals.map_told", whole=whole, count=len(found))
    why = presence_sentences(found, here.voice)
    st.plotly_chart(
        kept(here, "presence-map", drawn, make=lambda: arrival_map(drawn or found, here.voice)),
        key="presence-map",
        config=chart_config("presence-map", here.voice),
        alt=f"{title}. {' '.join((told, *why))}",
    )
    st.markdown("\n".join(f"- {escape(line)}" for line in (told, *why)))
    st.caption(here.words("arrivals.legend"))

    def draw() -> None:
        header, rows = arrival_rows(found, here.voice, counted=False)
        header = (here.words("arrivals.figure"), *header[1:])
        draw_table(header, rows, title)
        draw_download(here, lambda: spreadsheet([header, *rows]), "presence")

    draw_folded(here.words("chart.as_table"), draw, key="table-presence")

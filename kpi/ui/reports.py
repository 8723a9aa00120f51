"""Reports of a year, the Milieubarometer with its result beside it, and how sendings stand."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from kpi.acts.dispatch import Outbox, dispatches, mail_server
from kpi.declare import ALL
from kpi.show import Scope
from kpi.show.dispatch import Sending, sending_rows
from kpi.show.environment import Year, environment_document, incomplete_in, lacking_in
from kpi.show.environment_workbook import environment_workbook
from kpi.show.form import form_years, newest_whole_year
from kpi.ui.barometer import draw_barometer
from kpi.ui.choice import draw_list, draw_segments
from kpi.ui.download import draw_long_paper, draw_workbook
from kpi.ui.folded import draw_folded
from kpi.ui.page import context
from kpi.ui.scope import draw_scope
from kpi.ui.session import Context, kept
from kpi.ui.table import draw_table
from kpi.ui.theme import draw_presence
from kpi.ui.upload_text import escape, say_plain

TABS = ("year", "barometer", "dispatch")
WIDTH = 240
SHOWN = 5
"""So much of what a year lacks is said at once; the rest lies in a fold."""


def draw_reports() -> None:
    """Draw the whole page."""
    here = context()
    st.title(here.words("page.reports"), anchor=False)
    tab = draw_segments(
        here,
        "tab",
        here.words("reports.tab"),
        TABS,
        lambda name: here.words(f"reports_tab.{name}"),
        key="reports-tab",
    )
    if tab == "dispatch":
        draw_dispatch(here)
        return
    if not draw_presence(here):
        return
    scope = draw_scope(here, ("site",))
    year = _draw_year(here)
    if tab == "year":
        _draw_environment(here, scope, year)
    else:
        draw_barometer(here, scope.site, year)


def _draw_year(here: Context) -> int:
    figures = here.judge.figures()
    years, whole = form_years(figures), newest_whole_year(figures)
    return int(
        draw_list(
            here,
            "year",
            here.words("form.year"),
            [str(year) for year in years],
            str,
            key="reports-year",
            otherwise=str(whole if whole in years else years[0]),
            width=WIDTH,
        )
    )


def _draw_environment(here: Context, scope: Scope, year: int) -> None:
    st.markdown(here.words("environment.intro"))
    if scope.site not in (ALL, *here.judge.figures().site_codes):
        st.info(here.words("thermometer.no_site"))
        return
    made = Year(here.judge, year, scope.site, here.acts.today(), here.demonstration, here.voice)
    _draw_ready(here, made)
    stem = f"{here.words('environment.stem')}-{year}-{scope.site}".lower()
    draw_long_paper(
        here,
        here.words("environment.button"),
        lambda told: environment_document(made, told),
        stem,
        key="environment-paper",
    )
    draw_workbook(
        here.words("environment.workbook"),
        lambda: environment_workbook(made),
        stem,
        key="environment-workbook",
    )


def _draw_ready(here: Context, made: Year) -> None:
    """Say whether the year is whole before anyone makes a report of it, and what it lacks."""
    state, lacking, incomplete = kept(
        here,
        "environment-ready",
        made.year,
        made.site,
        make=lambda: (made.standing.state, lacking_in(made), incomplete_in(made)),
    )
    told = "ready" if lacking else "ready_in"
    facts = {"place": here.voice.site(made.site), "year": made.year, "state": state}
    st.markdown(say_plain(here, f"environment.{told}", **facts))
    if lacking:
        st.markdown(_listed(lacking[:SHOWN]))
    if lacking[SHOWN:]:
        draw_folded(
            here.words("environment.lacking_more", count=len(lacking) - SHOWN),
            lambda: st.markdown(_listed(lacking[SHOWN:])),
            key="environment-lacking",
        )
    for sentence in incomplete:
        st.markdown(escape(sentence))


def _listed(sentences: Sequence[str]) -> str:
    return "\n".join(f"- {escape(sentence)}" for sentence in sentences)


def draw_dispatch(here: Context) -> None:
    """Draw where reports go by themselves, and how far each sending is."""
    st.markdown(here.words("dispatch.intro"))
    outbox = Outbox.beside(here.acts)
    if outbox is None:
        st.info(here.words("dispatch.demonstration"))
        return
    known = dispatches(here.acts)
    if not known:
        st.info(here.words("dispatch.none"))
        st.page_link("pages/registers.py", label=here.words("dispatch.to_registers"))
        return
    _draw_server(here)
    _draw_sendings(here, outbox, {dispatch.id: dispatch.name for dispatch in known})


def _draw_server(here: Context) -> None:
    server = mail_server(here.acts)
    if server is None:
        st.markdown(here.words("dispatch.no_server"))
        return
    told = say_plain(
        here,
        "dispatch.server",
        host=server.host,
        port=server.port,
        security=here.words(f"mail_security.{server.security}"),
        sender=server.sender,
    )
    st.markdown(told)


def _draw_sendings(here: Context, outbox: Outbox, names: dict[str, str]) -> None:
    found: Sequence[Sending] = outbox.parcels()
    if not found:
        st.info(here.words("dispatch.nothing"))
        return
    waiting = sum("waiting" in (one.folder, one.mail) for one in found)
    if waiting:
        st.warning(here.words("dispatch.waiting", count=waiting), icon=":material/schedule_send:")
    zone = here.catalogue.organisation.organisation.timezone
    header, rows = sending_rows(found, names, zone, here.voice)
    draw_table(header, rows, here.words("dispatch.title"))
    if waiting:
        st.button(here.words("dispatch.hasten"), key="dispatch-hasten", on_click=outbox.hasten)

"""The frame: the server application when the server imports it, the page frame in a session."""

from __future__ import annotations

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from kpi.serve import GATE, HANDLERS, MIDDLEWARE, STORES, lifespan, log_error, routes
from kpi.ui.frame import Screen, draw_frame

SCREENS = (
    Screen("overview", ":material/dashboard:", default=True),
    Screen("month", ":material/calendar_month:"),
    Screen("closing", ":material/event_available:", least="officer"),
    Screen("co2_energy", ":material/bolt:"),
    Screen("meters", ":material/speed:"),
    Screen("waste", ":material/delete:"),
    Screen("medication", ":material/medication:"),
    Screen("reusables", ":material/recycling:"),
    Screen("travel", ":material/commute:"),
    Screen("food", ":material/restaurant:"),
    Screen("care", ":material/clinical_notes:"),
    Screen("targets", ":material/flag:"),
    Screen("measures", ":material/handyman:"),
    Screen("what_if", ":material/tune:"),
    Screen("signals", ":material/monitoring:"),
    Screen("thermometer", ":material/verified:"),
    Screen("binder", ":material/folder_open:"),
    Screen("obligations", ":material/event:"),
    Screen("vision", ":material/explore:"),
    Screen("region", ":material/hub:"),
    Screen("reports", ":material/print:"),
    Screen("arrivals", ":material/inbox:"),
    Screen("upload", ":material/upload_file:", least="uploader"),
    Screen("registers", ":material/settings:", least="uploader"),
    Screen("safekeeping", ":material/health_and_safety:", least="officer"),
    Screen("definitions", ":material/menu_book:"),
)

if get_script_run_ctx(suppress_warning=True) is None:
    # The server finds its application by this very assignment; it serves this file.
    app = st.App(
        __file__,
        lifespan=lifespan,
        middleware=MIDDLEWARE,
        routes=routes(),
        on_script_error=log_error,
        exception_handlers=HANDLERS,
    )
else:
    draw_frame(SCREENS, STORES, GATE)

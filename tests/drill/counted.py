"""The dashboard as it is served, and one route more: what its process holds."""

from __future__ import annotations

import gc
import threading
import tracemalloc

import streamlit as st
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from streamlit.runtime import get_instance

from kpi.serve import HANDLERS, MIDDLEWARE, lifespan, log_error, routes
from tests.servers import ROOT


def held(_: Request) -> JSONResponse:
    """Let every session go that nobody is connected to, and tell what is left."""
    manager = get_instance()._session_mgr
    for info in list(manager.list_sessions()):
        if not manager.is_active_session(info.session.id):
            manager.close_session(info.session.id)
    gc.collect()
    return JSONResponse(
        {"heap": tracemalloc.get_traced_memory()[0], "threads": threading.active_count()}
    )


tracemalloc.start()
app = st.App(
    str(ROOT / "dashboard.py"),
    lifespan=lifespan,
    middleware=MIDDLEWARE,
    routes=[*routes(), Route("/held", held)],
    on_script_error=log_error,
    exception_handlers=HANDLERS,
)

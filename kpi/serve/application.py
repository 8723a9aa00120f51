"""What the server application is given: middleware, health route, errors in the log, closing."""

from __future__ import annotations

import logging
import os
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from streamlit.runtime.pages_manager import PagesManager

from kpi.acts import Refused
from kpi.declare import LANGUAGES, load
from kpi.serve.courier import Courier
from kpi.serve.headers import Headers
from kpi.serve.inbox import Watch
from kpi.serve.nightly import Nightly
from kpi.serve.stores import STORES
from kpi.show import choose_language
from kpi.store import StoreTrouble

LOG = logging.getLogger("kpi")
CODE_BYTES = 4
IN_USE = 1
TYPEFACE = Path(__file__).parent.parent / "typeface"
"""Atkinson Hyperlegible Next under the SIL Open Font License: figures that low vision tells apart."""


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """See that every page comes in its frame; watch the drop folder; close the stores at the end."""
    # Until the first navigation was drawn, a deep link would run its page without the frame.
    PagesManager.uses_pages_directory = False
    _leave_when_in_use()
    watch = Watch(STORES)
    watch.start()
    with Nightly(STORES), Courier(STORES):
        yield
    watch.stop()
    STORES.close()


def _leave_when_in_use() -> None:
    """End at once when another program has the store: two servers never share one.

    A damaged store is no reason to end: its pages show the way back.
    """
    if not STORES.is_made:
        return
    try:
        STORES.acts()
    except Refused as refused:
        if refused.code == "store_in_use":
            for language in LANGUAGES:
                LOG.critical(load().words.say(language, f"refused.{refused.code}"))
            # Below the server's own handling, which would go on to serve: nothing is open yet.
            os._exit(IN_USE)


def health(_: Request) -> JSONResponse:
    """Answer whether the store can be read, by reading it; 503 with the reason when it cannot."""
    try:
        return JSONResponse({"status": "ok", "store": STORES.read()})
    except Refused as refused:
        return JSONResponse({"status": "failing", "store": refused.code}, status_code=503)


def log_error(error: Exception) -> bool:
    """Write an unforeseen error to the log under a code; the screen shows the code alone.

    What the storage refused is no mystery: that is told in its own sentence.
    """
    language = choose_language(
        st.query_params.get("lang"), st.context.headers.get("Accept-Language") or ""
    )
    if isinstance(error, StoreTrouble):
        LOG.warning("refused %s", error.code)
        st.error(load().words.say(language, f"refused.{error.code}", **error.facts))
        return True
    code = secrets.token_hex(CODE_BYTES)
    LOG.error("error %s", code, exc_info=error)
    st.error(load().words.say(language, "frame.error", code=code))
    return True


MIDDLEWARE = (Middleware(Headers),)
ROUTES = (
    Route("/health", health),
    Mount("/typeface", StaticFiles(directory=TYPEFACE)),
)

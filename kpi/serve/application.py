"""What the server application is given: middleware, health route, start and end."""

from __future__ import annotations

import datetime as dt
import gc
import logging
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NoReturn

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from streamlit.runtime.pages_manager import PagesManager

from kpi.acts import Refused
from kpi.declare import LANGUAGES, load
from kpi.serve import courier, inbox, nightly
from kpi.serve.closed import Closed
from kpi.serve.document import Document
from kpi.serve.door import Door
from kpi.serve.errors import answer_error
from kpi.serve.headers import Headers
from kpi.serve.rounds import Rounds
from kpi.serve.sign_in import require_safe_start
from kpi.serve.stores import STORES

LOG = logging.getLogger("kpi")
IN_USE, NOT_SAFE = 1, 2
HOPELESS = {
    "store_in_use", "lake_unclear", "lake_without_folder", "lake_schema", "lake_packages",
}  # fmt: skip
"""What does not go over while the server runs; a catalogue that is away may come back."""
TIDY_SECONDS = 3600.0
TYPEFACE = Path(__file__).parent.parent / "typeface"
"""Atkinson Hyperlegible Next under the SIL Open Font License: figures that low vision tells apart."""


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """See that every page comes in its frame; watch the drop folder; close the stores at the end."""
    # Until the first navigation was drawn, a deep link would run its page without the frame.
    PagesManager.uses_pages_directory = False
    _leave_when_open_to_all()
    _leave_when_in_use()
    _keep_out_of_the_way()
    with (
        _errand("drop folder", inbox.SECONDS, lambda: inbox.watch(STORES)),
        _errand("nightly", nightly.STEP_SECONDS, lambda: nightly.keep_tonight(STORES, _now())),
        _errand("courier", courier.STEP_SECONDS, _deliver),
        _errand("tidying", TIDY_SECONDS, STORES.tidy),
    ):
        yield
    STORES.close()


def _errand(name: str, seconds: float, go: Callable[[], object]) -> Rounds:
    """Go round by this process alone, while others share its store."""

    def in_turn() -> None:
        with STORES.turn(name) as mine:
            if mine:
                go()

    return Rounds(name, seconds, in_turn)


def _keep_out_of_the_way() -> None:
    """Let the collector pass by what stays for good: the framework has it run after every script.

    Going over the modules and declarations anew took a tenth of a second a click.
    """
    load()
    gc.collect()
    gc.freeze()


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _deliver() -> None:
    courier.deliver(STORES, _now().replace(tzinfo=None))


def _leave_when_in_use() -> None:
    """End at once when another program has the store: two servers never share a file.

    A damaged store is no reason to end: its pages show the way back.
    """
    try:
        if STORES.is_made:
            STORES.acts()
    except Refused as refused:
        if refused.code in HOPELESS:
            _leave(refused, IN_USE)


def _leave_when_open_to_all() -> None:
    """End at once when others than this machine would be served while nobody has to sign in."""
    try:
        require_safe_start(st.get_option("server.address"))
    except Refused as refused:
        _leave(refused, NOT_SAFE)


def _leave(refused: Refused, code: int) -> NoReturn:
    for language in LANGUAGES:
        LOG.critical(load().words.say(language, f"refused.{refused.code}", **refused.facts))
    # Below the server's own handling, which would go on to serve: nothing is open yet.
    os._exit(code)


def health(_: Request) -> JSONResponse:
    """Answer whether the store can be read, by reading it; 503 with the reason when it cannot."""
    try:
        return JSONResponse({"status": "ok", "store": STORES.read()})
    except Refused as refused:
        return JSONResponse({"status": "failing", "store": refused.code}, status_code=503)


def to_front(request: Request) -> RedirectResponse:
    """Lead to the first page with all that was asked of it."""
    query = f"?{request.url.query}" if request.url.query else ""
    # Seen from where it stands, so that it holds below any path and behind any proxy.
    return RedirectResponse(f"./{query}")


MIDDLEWARE = (Middleware(Headers), Middleware(Document), Middleware(Closed), Middleware(Door))
HANDLERS = {Exception: answer_error}


def routes(base: str | None = None) -> list[BaseRoute]:
    """Return what is answered beside the pages, below the path that the house stands under.

    `base` is that path; None: as the server is set up.
    """
    given = st.get_option("server.baseUrlPath") if base is None else base
    below = f"/{given.strip('/')}".rstrip("/")
    return [
        Route(f"{below}/health", health),
        # The framework knows its first page by no name, and tells who types it so in English.
        Route(f"{below}/overview", to_front),
        Mount(f"{below}/typeface", StaticFiles(directory=TYPEFACE)),
    ]

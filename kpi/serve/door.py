"""Which requests are answered at all: without sign-in those of this machine, else the proxy's."""

from __future__ import annotations

import os
from http import HTTPStatus

import streamlit as st
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from kpi.declare import load
from kpi.serve.document import language_of
from kpi.serve.sign_in import Way, is_loopback, way_in

HEALTH = ("/health", "/_stcore/health")
"""Answered to whoever asks: who watches over the server is not the proxy."""
FORWARDED = {b"forwarded", b"via", b"x-forwarded-for", b"x-forwarded-host", b"x-real-ip"}
"""What tells that a request was passed on for someone else."""
POLICY_VIOLATION = 1008

# Otherwise the server would put the address that a header claims in the place of the true one.
os.environ.setdefault("FORWARDED_ALLOW_IPS", "")


class Door:
    """Turns away what may not come in, before anything else is done with it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] in ("http", "websocket"):
            code = why_not(way_in(), scope)
            if code:
                await _turn_away(code, scope, receive, send)
                return
        await self.app(scope, receive, send)


def why_not(way: Way, scope: Scope) -> str:
    """Return why a request is turned away, empty when it is not."""
    host = (scope.get("client") or ("",))[0]
    if way.mode == "proxy":
        return "" if _is_health(scope["path"]) or way.trusts(host) else "door_proxy"
    if way.mode == "oidc":
        return ""
    names = {name for name, _ in scope["headers"]}
    if not is_loopback(host) or names & FORWARDED or not is_loopback(_asked_host(scope)):
        return "door_local"
    return ""


def _is_health(path: str) -> bool:
    below = (st.get_option("server.baseUrlPath") or "").strip("/")
    return path in {f"/{below}{health}" if below else health for health in HEALTH}


def _asked_host(scope: Scope) -> str:
    """Return the host that the browser believes to speak to, without its port."""
    found = next((value for name, value in scope["headers"] if name == b"host"), b"")
    text = found.decode("latin-1")
    return text[: text.index("]") + 1] if text.startswith("[") else text.partition(":")[0]


async def _turn_away(code: str, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": POLICY_VIOLATION})
        return
    text = load().words.say(language_of(scope), f"refused.{code}")
    await PlainTextResponse(text, HTTPStatus.FORBIDDEN)(scope, receive, send)

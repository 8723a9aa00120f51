"""What every answer carries: the page's language, what a browser may load, do and keep."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kpi.declare import Language
from kpi.show import choose_language

POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval' 'wasm-unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self' ws: wss:",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
"""Nothing from another host; inline script and evaluation are what the front end is built on."""

HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cross-origin-opener-policy": "same-origin",
}
LASTING = ("/static/", "/typeface/")
"""Parts of addresses whose answers hold no figures and may be kept by a browser."""
KEEP_NOTHING = (b"cache-control", b"no-store")
WRITTEN = b'<html lang="en">'
"""The language that the front end writes into its page, whatever the page speaks."""


class Headers:
    """Adds the headers to every answer and sets the language of the page itself."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        asked = _headers(scope)
        if "text/html" in asked.get("accept", ""):
            # The answer has to come uncompressed, or there is no text to set the language in.
            kept = [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]
            scope = {**scope, "headers": kept}
        lasting = any(part in scope["path"] for part in LASTING)
        await self.app(scope, receive, _Answer(send, language_of(scope), lasting).send)


def _headers(scope: Scope) -> dict[str, str]:
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}


def language_of(scope: Scope) -> Language:
    """Return the language of a request: the one in its address, else what the browser accepts."""
    query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    return choose_language(query.get("lang", [None])[0], _headers(scope).get("accept-language", ""))


class _Answer:
    """One answer on its way: an HTML page is held back until its first part can be changed."""

    def __init__(self, send: Send, language: str, lasting: bool) -> None:
        self._send = send
        self._lasting = lasting
        self._written = f'<html lang="{language}">'.encode()
        self._held: Message | None = None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            given = message.get("headers", [])
            if (
                not self._lasting
                or message["status"] >= HTTPStatus.BAD_REQUEST
                or _is_page(message)
            ):
                given = [pair for pair in given if pair[0].lower() != KEEP_NOTHING[0]]
                given.append(KEEP_NOTHING)
            message = {**message, "headers": [*given, *_lines(message)]}
            if _is_page(message):
                self._held = message
                return
        elif self._held is not None:
            start, self._held = self._held, None
            # Languages are named by two letters, so that the page keeps its length.
            message = {**message, "body": message["body"].replace(WRITTEN, self._written, 1)}
            await self._send(start)
        await self._send(message)


def _lines(message: Message) -> list[tuple[bytes, bytes]]:
    given: set[bytes] = {name.lower() for name, _ in message.get("headers", [])}
    return [
        (name.encode(), value.encode())
        for name, value in HEADERS.items()
        if name.encode() not in given
    ]


def _is_page(message: Message) -> bool:
    headers: dict[bytes, Any] = {n.lower(): value for n, value in message.get("headers", [])}
    return bool(headers.get(b"content-type", b"").startswith(b"text/html"))

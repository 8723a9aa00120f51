"""What every answer carries: what a browser may load, do and keep."""

from __future__ import annotations

from http import HTTPStatus

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kpi.serve.document import is_page

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


class Headers:
    """Adds the headers to every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        lasting = any(part in scope["path"] for part in LASTING)

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": _lines(message, lasting)}
            await send(message)

        await self.app(scope, receive, with_headers)


def _lines(message: Message, lasting: bool) -> list[tuple[bytes, bytes]]:
    given = list(message.get("headers", []))
    if not lasting or message["status"] >= HTTPStatus.BAD_REQUEST or is_page(message):
        given = [pair for pair in given if pair[0].lower() != KEEP_NOTHING[0]]
        given.append(KEEP_NOTHING)
    names = {name.lower() for name, _ in given}
    ours = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
    return given + [pair for pair in ours if pair[0] not in names]

"""What the framework would answer to anyone and this house keeps to itself: figures of its inside."""

from __future__ import annotations

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

CLOSED = ("/_stcore/metrics", "/_stcore/script-health-check", "/_stcore/agent/")
"""Parts of addresses: the engine's own counters, a run of the script, and its door for programs."""


class Closed:
    """Answers 404 where something is closed, wherever below a path the house stands."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or hand it on."""
        if scope["type"] != "lifespan" and is_closed(scope["path"]):
            await PlainTextResponse("Not Found", status_code=404)(scope, receive, send)
            return
        await self.app(scope, receive, send)


def is_closed(path: str) -> bool:
    """Tell whether an address leads to what is closed, also with slashes too many."""
    said = "/".join(part for part in path.lower().split("/") if part)
    return any(closed in f"/{said}/" for closed in CLOSED)

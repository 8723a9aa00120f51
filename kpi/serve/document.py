"""What every page is written with before a browser reads it: language, styles, and where the server is."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from urllib.parse import parse_qs

import streamlit
from starlette.datastructures import Headers as Lines
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kpi.declare import Language
from kpi.show import choose_language

WRITTEN = b'<html lang="en">'
"""The language that the front end writes into its page, whatever the page speaks."""
STYLES = Path(__file__).parent.parent / "styles"
"""How every page looks beside its theme: on paper, its navigation, what of the framework gives way."""
FRONT_END = Path(streamlit.__file__).parent / "static"

# Without it the front end asks below the address of the page first, is refused, and waits before it
# asks at the root. A page stands right below the root, as its own scripts show. Who comes for the
# first time has to ask, for the answer brings the cookie by which a sign-in is believed.
SERVER = """<script>
if (/(^|; )_streamlit_xsrf=/.test(document.cookie)) {
  const root = new URL(".", location.href).href
  window.__streamlit = {
    BACKEND_BASE_URL: root,
    HOST_CONFIG_BASE_URL: root,
    MAIN_PAGE_BASE_URL: root,
    HOST_CONFIG: { allowedOrigins: [location.origin], useExternalAuthToken: false },
  }
}
</script>
"""
"""Tells the front end where its server is, so that it connects at once."""


class Document:
    """Writes language, styles and the place of the server into every page; leaves the rest alone."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or "text/html" not in Lines(scope=scope).get("accept", ""):
            await self.app(scope, receive, send)
            return
        # The answer has to come uncompressed, or there is no text to write in.
        plain = [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]
        answer = _Answer(send, language_of(scope))
        await self.app({**scope, "headers": plain}, receive, answer.send)


def language_of(scope: Scope) -> Language:
    """Return the language of a request: the one in its address, else what the browser accepts."""
    query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    accepted = Lines(scope=scope).get("accept-language", "")
    return choose_language(query.get("lang", [None])[0], accepted)


def is_page(message: Message) -> bool:
    """Tell whether the answer that begins with this message is a page."""
    return Lines(raw=message.get("headers", [])).get("content-type", "").startswith("text/html")


class _Answer:
    """One answer on its way: a page is held back until it is whole, anything else passes."""

    def __init__(self, send: Send, language: Language) -> None:
        self._send = send
        self._language = language
        self._held: Message | None = None
        self._body = b""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start" and is_page(message):
            self._held = message
            return
        if self._held is None:
            await self._send(message)
            return
        self._body += message.get("body", b"")
        if message.get("more_body", False):
            return
        start, self._held = self._held, None
        page = _written(self._body, self._language)
        lines = MutableHeaders(raw=list(start["headers"]))
        # A question for the headers alone brings no body whose length could be told.
        if page:
            lines["content-length"] = str(len(page))
        else:
            del lines["content-length"]
        await self._send({**start, "headers": lines.raw})
        await self._send({**message, "body": page})


def _written(page: bytes, language: Language) -> bytes:
    page = page.replace(WRITTEN, f'<html lang="{language}">'.encode(), 1)
    page = page.replace(b"<head>", b"<head>\n" + SERVER.encode(), 1)
    # Below all that the framework lays down, so that of two equal rules ours holds.
    return page.replace(b"</body>", _styles() + b"</body>", 1)


@cache
def _styles() -> bytes:
    sheets = [file.read_text(encoding="utf-8") for file in sorted(STYLES.glob("*.css"))]
    return f"<style>\n{''.join(sheets)}</style>\n".encode()

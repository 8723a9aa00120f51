"""Every answer carries the headers; a page carries its own language."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route

from kpi.serve.headers import HEADERS, Headers

PAGE = '<!DOCTYPE html>\n<html lang="en">\n<body>' + "x" * 2000 + "</body></html>"


def page(_: Request) -> HTMLResponse:
    return HTMLResponse(PAGE)


def plain(_: Request) -> PlainTextResponse:
    return PlainTextResponse('<html lang="en">', headers={"X-Frame-Options": "SAMEORIGIN"})


APP = Starlette(
    routes=[Route("/plain", plain), Route("/{path:path}", page)],
    middleware=[Middleware(Headers), Middleware(GZipMiddleware, minimum_size=100)],
)


def ask(address: str, **headers: str) -> tuple[Mapping[str, str], str]:
    """Ask the application as a browser does; return headers and text."""
    parts = urlsplit(address)
    given = {"accept": "text/html", "accept-encoding": "gzip", **headers}
    scope = {
        "type": "http",
        "method": "GET",
        "path": parts.path,
        "query_string": parts.query.encode(),
        "headers": [(n.replace("_", "-").encode(), v.encode()) for n, v in given.items()],
    }
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    # In a thread of its own: where browser tests ran before, this one has a loop running already.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, APP(scope, receive, send)).result()
    start, *rest = sent
    found = {name.decode(): value.decode() for name, value in start["headers"]}
    return found, b"".join(part["body"] for part in rest).decode()


@pytest.mark.parametrize(
    ("address", "accepted", "language"),
    [
        ("/", "nl-NL,nl;q=0.9", "nl"),
        ("/targets?lang=nl", "en", "nl"),
        ("/?lang=en&site=ALM", "nl", "en"),
        ("/", "de", "nl"),
    ],
)
def test_the_page_says_the_language_it_speaks(address: str, accepted: str, language: str) -> None:
    headers, text = ask(address, accept_language=accepted)
    assert f'<html lang="{language}">' in text
    assert int(headers["content-length"]) == len(text) == len(PAGE)


def test_every_answer_has_the_headers_and_keeps_its_own() -> None:
    for address in ("/", "/plain"):
        headers, _ = ask(address)
        assert set(HEADERS) <= set(headers), address
    assert ask("/plain")[0]["x-frame-options"] == "SAMEORIGIN"
    assert "frame-ancestors 'none'" in ask("/")[0]["content-security-policy"]


def test_what_is_no_page_is_left_as_it_is() -> None:
    assert ask("/plain?lang=nl")[1] == '<html lang="en">'


def test_pages_and_figures_are_kept_by_no_browser() -> None:
    for address in ("/", "/plain", "/static/page"):
        assert ask(address)[0]["cache-control"] == "no-store", address

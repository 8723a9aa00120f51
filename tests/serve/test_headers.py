"""Every answer carries the headers; a page its language, the styles and where its server is."""

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
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, StreamingResponse
from starlette.routing import Route

from kpi.serve.document import FRONT_END, Document
from kpi.serve.headers import HEADERS, Headers

WORDS = "x" * 2000
PAGE = f'<!DOCTYPE html>\n<html lang="en">\n<head></head>\n<body>{WORDS}</body></html>'


def page(_: Request) -> HTMLResponse:
    return HTMLResponse(PAGE)


def in_parts(_: Request) -> StreamingResponse:
    return StreamingResponse(iter([PAGE[:20], PAGE[20:90], PAGE[90:]]), media_type="text/html")


def of_the_front_end(_: Request) -> FileResponse:
    return FileResponse(FRONT_END / "index.html")


def plain(_: Request) -> PlainTextResponse:
    return PlainTextResponse('<html lang="en">', headers={"X-Frame-Options": "SAMEORIGIN"})


APP = Starlette(
    routes=[
        Route("/plain", plain),
        Route("/parts", in_parts),
        Route("/file", of_the_front_end),
        Route("/{path:path}", page),
    ],
    middleware=[
        Middleware(Headers),
        Middleware(Document),
        Middleware(GZipMiddleware, minimum_size=100),
    ],
)


def ask(address: str, method: str = "GET", **headers: str) -> tuple[Mapping[str, str], str]:
    """Ask the application as a browser does; return headers and text."""
    parts = urlsplit(address)
    given = {"accept": "text/html", "accept-encoding": "gzip", **headers}
    scope = {
        "type": "http",
        "method": method,
        "path": parts.path,
        "query_string": parts.query.encode(),
        "headers": [(n.replace("_", "-").encode(), v.encode()) for n, v in given.items()],
    }
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        # Nothing more comes from a browser that waits for its answer.
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: Any) -> None:
        sent.append(message)

    # In a thread of its own: where browser tests ran before, this one has a loop running already.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, APP(scope, receive, send)).result()
    start, *rest = sent
    found = {name.decode(): value.decode() for name, value in start["headers"]}
    return found, b"".join(part.get("body", b"") for part in rest).decode()


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
    assert int(headers["content-length"]) == len(text.encode()) > len(PAGE)


def test_a_page_that_comes_in_parts_is_written_in_as_a_whole() -> None:
    headers, text = ask("/parts?lang=nl")
    assert text == ask("/whole?lang=nl")[1]
    assert int(headers["content-length"]) == len(text.encode())


def test_the_styles_stand_below_all_that_the_framework_lays_down() -> None:
    _, text = ask("/")
    before, _, after = text.partition(WORDS)
    assert "<style>" not in before
    assert all(
        f"{sheet}" in after for sheet in ("@media print", "stSidebarNavLink", ".table-frame")
    )


def test_the_front_end_is_told_where_its_server_is_before_it_starts() -> None:
    head = ask("/targets?lang=nl")[1].partition("</head>")[0]
    assert "window.__streamlit = {" in head and "_streamlit_xsrf=" in head
    # The names are the front end's own; another release may have others.
    scripts = "".join(f.read_text("utf-8") for f in FRONT_END.glob("static/js/index.*.js"))
    for name in ("BACKEND_BASE_URL", "HOST_CONFIG", "MAIN_PAGE_BASE_URL", "useExternalAuthToken"):
        assert name in head and name in scripts, name
    page = (FRONT_END / "index.html").read_text("utf-8")
    assert page.count("<head>") == page.count("</body>") == page.count('<html lang="en">') == 1


def test_a_question_for_the_headers_alone_tells_no_length() -> None:
    assert "content-length" in ask("/file")[0]
    assert "content-length" not in ask("/file", method="HEAD")[0]


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

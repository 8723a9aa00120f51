"""The server as it runs: who may come in, what it answers, and what it tells when something fails."""

from __future__ import annotations

import http.client
import json
import re
import socket
import ssl
import tomllib
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from websockets.exceptions import InvalidStatus

from kpi.declare import LANGUAGES, Language, load
from kpi.serve.headers import HEADERS
from tests.conftest import IN_CI
from tests.nginx import SECRETS, Proxy, find_nginx, run_nginx
from tests.serve.failing import SECRET, SQL, WAYS
from tests.servers import ROOT, Server, serve
from tests.stores import open_acts
from tests.visitors import visitor

BASE = "cijfers/duurzaam"
ANNA = {"X-Remote-User": "Anna", "X-Remote-Groups": "kpi.admin"}
INSIDE = re.compile(
    r"Traceback|File \"|\.py\b|line \d|site-packages|duckdb|select |Exception|Error\b"
)
"""What of the inside of a program may not come out; a class name is part of the inside too."""


class _Here(urllib.request.HTTPRedirectHandler):
    """Takes a redirect for an answer."""

    def redirect_request(self, *_: object) -> None:
        return None


def unchecked() -> ssl.SSLContext:
    """Return a TLS context that takes the certificate of the test for what it is."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


OPENER = urllib.request.build_opener(_Here, urllib.request.HTTPSHandler(context=unchecked()))


def ask(
    url: str, method: str = "GET", body: bytes | None = None, **headers: str
) -> tuple[int, dict[str, str], str]:
    """Return status, headers (in small letters) and text of an answer, whatever its status."""
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    asked = urllib.request.Request(url, body, method=method, headers=given)
    try:
        answer = OPENER.open(asked, timeout=60)
    except urllib.error.HTTPError as error:
        answer = error
    with answer:
        found = {name.lower(): value for name, value in answer.headers.items()}
        return answer.status, found, answer.read().decode("utf-8", "replace")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The dashboard on an empty store, below a path of its own, behind a proxy on this machine."""
    path: Path = tmp_path_factory.mktemp("own") / "kpi.duckdb"
    secrets = path.with_name("secrets.toml")
    secrets.write_text(SECRETS, encoding="utf-8")
    open_acts(path).store.close()
    environment = {"KPI_STORE": str(path), "STREAMLIT_SERVER_BASE_URL_PATH": BASE}
    with serve(ROOT / "dashboard.py", environment, below=f"/{BASE}", secrets=secrets) as running:
        yield running


@pytest.fixture(scope="module")
def failing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    secrets: Path = tmp_path_factory.mktemp("failing") / "secrets.toml"
    secrets.write_text(SECRETS, encoding="utf-8")
    script = ROOT / "tests" / "serve" / "failing.py"
    with serve(script, {"PYTHONPATH": str(ROOT)}, secrets=secrets) as running:
        yield running


def test_health_reads_and_writes_the_store_below_the_path(server: Server) -> None:
    status, headers, text = ask(f"{server.url}/{BASE}/health")
    assert status == 200 and re.fullmatch(r"revision \d+", json.loads(text)["store"])
    assert headers["cache-control"] == "no-store"
    # Above the path nothing of it stands.
    assert ask(f"{server.url}/health")[0] == 404


def test_the_first_page_is_found_by_its_name_with_all_that_was_asked(server: Server) -> None:
    for query in ("", "?lang=nl&site=ALM"):
        status, headers, _ = ask(f"{server.url}/{BASE}/overview{query}")
        assert (status, headers["location"]) == (307, f"./{query}")


@pytest.mark.parametrize("address", ["/", "/targets?lang=en", "/health", "/_stcore/host-config"])
def test_every_answer_is_closed_to_other_sites_and_kept_by_nobody(
    server: Server, address: str
) -> None:
    status, headers, _ = ask(f"{server.url}/{BASE}{address}", accept="text/html")
    assert status == 200
    assert {name: headers.get(name) for name in HEADERS} == HEADERS
    assert headers["cache-control"] == "no-store"


def test_what_holds_no_figures_may_be_kept(server: Server) -> None:
    page = ask(f"{server.url}/{BASE}/", accept="text/html")[2]
    script = re.search(r'src="\.?/?(static/js/[^"]+)"', page)
    assert script is not None
    for address in (script[1], "typeface/upright.ttf"):
        status, headers, _ = ask(f"{server.url}/{BASE}/{address}")
        assert status == 200 and "no-store" not in headers.get("cache-control", ""), address


@pytest.mark.parametrize(
    "address",
    [
        "_stcore/metrics",
        "_stcore/metrics?families=active_sessions",
        "_stcore//metrics",
        "_STCORE/metrics/",
        "_stcore/script-health-check",
        "_stcore/agent/interact",
        "_stcore/agent/openapi.json",
    ],
)
def test_the_inside_of_the_engine_is_closed(server: Server, address: str) -> None:
    assert ask(f"{server.url}/{BASE}/{address}")[0] == 404


@pytest.mark.parametrize("path", ["%2e%2e/%2e%2e/requirements.txt", "..%2f..%2fpyproject.toml"])
def test_no_address_leads_out_of_the_house(server: Server, path: str) -> None:
    for below in ("typeface", "static", "media"):
        status, _, text = ask(f"{server.url}/{BASE}/{below}/{path}")
        assert status >= 400 and "streamlit==" not in text and "[project]" not in text


def test_t35_a_file_without_the_pages_own_token_is_refused(server: Server) -> None:
    url = f"{server.url}/{BASE}/_stcore/upload_file/session/file"
    assert ask(url, "PUT")[0] == 403
    assert ask(url, "DELETE")[0] == 403


def test_t35_another_site_gets_no_session(server: Server) -> None:
    address = f"ws://127.0.0.1:{server.port}/{BASE}"
    with pytest.raises(InvalidStatus) as refused, visitor(address, Origin="http://evil.test"):
        pass
    assert refused.value.response.status_code == 403
    # So that the test can fail: the page's own origin gets one.
    with visitor(address, None, Origin=f"http://127.0.0.1:{server.port}", **ANNA) as own:
        assert load().words.say("nl", "first_run.title") in own.run().text


def test_t35_from_another_address_of_this_machine_nobody_gets_in(server: Server) -> None:
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", server.port), timeout=10).close()


def test_t44_twenty_errors_tell_nothing_of_the_inside(failing: Server) -> None:
    assert len(WAYS) == 20
    codes = []
    for way in range(len(WAYS)):
        language = LANGUAGES[way % len(LANGUAGES)]
        sentence, _, rest = load().words.say(language, "frame.error", code="|").partition("|")
        with visitor(f"ws://127.0.0.1:{failing.port}") as one:
            drawn = one.run(query=f"lang={language}&way={way}").text
        found = re.search(f"{re.escape(sentence)}([0-9a-f]{{8}}){re.escape(rest)}", drawn)
        assert found, way
        codes.append(found[1])
        # The script's own address is told to its own page by the engine; the error tells nothing.
        told = drawn.replace(str(ROOT / "tests" / "serve" / "failing.py"), "")
        assert SECRET not in told and SQL not in told and not INSIDE.search(told), way
    assert len(set(codes)) == len(WAYS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_t44_an_answer_that_failed_tells_a_code_alone(failing: Server, language: Language) -> None:
    status, headers, text = ask(f"{failing.url}/broken?lang={language}")
    assert status == 500
    sentence = re.escape(load().words.say(language, "frame.error_here", code="CODE"))
    assert re.fullmatch(sentence.replace("CODE", "[0-9a-f]{8}"), text)
    assert set(HEADERS) <= set(headers)


NEEDS_NGINX = pytest.mark.skipif(
    find_nginx() is None and not IN_CI, reason="no nginx on this machine and none fetched"
)


@pytest.fixture(scope="module")
def proxy(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """The shipped nginx example before the dashboard, below its path."""
    with run_nginx(server.port, tmp_path_factory.mktemp("nginx"), f"/{BASE}", "Anna") as running:
        yield running


@NEEDS_NGINX
def test_t34_through_the_proxy_every_header_is_there_once(proxy: Proxy) -> None:
    for address in ("/", "/targets?lang=nl", "/_stcore/host-config"):
        status, headers, _ = ask(f"{proxy.url}/{BASE}{address}", accept="text/html")
        assert status == 200
        assert {name: headers.get(name) for name in HEADERS} == HEADERS
        assert headers["strict-transport-security"].startswith("max-age=31536000")
        assert headers["cache-control"] == "no-store"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["server"] == "nginx"
    assert '<html lang="en">' in ask(f"{proxy.url}/{BASE}/?lang=en", accept="text/html")[2]
    # A refusal of the proxy itself is sent to TLS as well.
    assert "strict-transport-security" in ask(f"{proxy.url}/")[1]


@NEEDS_NGINX
def test_t34_without_tls_nobody_is_served(proxy: Proxy) -> None:
    status, headers, _ = ask(f"http://127.0.0.1:{proxy.port}/{BASE}/waste?lang=nl")
    assert status == 308
    assert headers["location"].endswith(f"/{BASE}/waste?lang=nl")
    assert headers["location"].startswith("https://")


def handshake(proxy: Proxy, origin: str) -> int:
    """Return the status of the answer to a page of this origin that asks for a session."""
    connection = http.client.HTTPSConnection(
        "127.0.0.1", proxy.tls_port, context=unchecked(), timeout=60
    )
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
    key = {"Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Origin": origin}
    connection.request("GET", f"/{BASE}/_stcore/stream", headers=upgrade | key)
    status = connection.getresponse().status
    connection.close()
    return status


@NEEDS_NGINX
def test_t34_sessions_go_through_the_proxy_and_foreign_ones_do_not(proxy: Proxy) -> None:
    address = f"wss://127.0.0.1:{proxy.tls_port}/{BASE}"
    own = f"https://127.0.0.1:{proxy.tls_port}"
    with visitor(address, unchecked(), Origin=own) as one:
        assert load().words.say("nl", "first_run.title") in one.run().text
        assert load().words.say("nl", "upload.title") in one.run("upload").text
    assert handshake(proxy, own) == 101
    assert handshake(proxy, "https://evil.test") == 403


@NEEDS_NGINX
def test_t34_the_proxy_lets_no_larger_file_through_than_the_server(proxy: Proxy) -> None:
    chosen = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    most = chosen["server"]["maxUploadSize"] * 1024 * 1024
    cookie = ask(f"{proxy.url}/{BASE}/_stcore/health")[1]["set-cookie"].split(";")[0]
    token = {"X_Xsrftoken": cookie.partition("=")[2].strip('"'), "Cookie": cookie}
    wrapped = (
        b'--x\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n%b\r\n--x--\r\n'
    )
    token["Content_Type"] = "multipart/form-data; boundary=x"
    with visitor(f"wss://127.0.0.1:{proxy.tls_port}/{BASE}", unchecked()) as one:
        url = f"{proxy.url}/{BASE}/_stcore/upload_file/{one.run().session}/file"
        # The wrapping counts for the server, so that a file may be a little smaller.
        assert ask(url, "PUT", wrapped % bytes(most - 1024), **token)[0] == 204
        status, headers, _ = ask(url, "PUT", wrapped % bytes(most + 2 * 1024 * 1024), **token)
    # The proxy's own answer: what is larger never reached the server.
    assert status == 413 and "content-security-policy" not in headers


def test_no_upload_kind_takes_larger_files_than_the_server() -> None:
    chosen = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    most = max(contract.max_bytes for contract in load().contracts.values())
    assert most <= chosen["server"]["maxUploadSize"] * 1024 * 1024


@NEEDS_NGINX
def test_t34_the_inside_is_told_to_this_machine_alone(proxy: Proxy) -> None:
    assert ask(f"{proxy.url}/{BASE}/_stcore/metrics")[0] == 404
    assert ask(f"{proxy.url}/{BASE}/health")[0] == 200
    text = (proxy.folder / "site.conf").read_text()
    assert re.search(r"/\(health[^}]*allow 127\.0\.0\.1;[^}]*allow ::1;[^}]*deny all;", text)


@NEEDS_NGINX
def test_t34_through_the_example_nobody_names_himself(server: Server, tmp_path: Path) -> None:
    with (
        run_nginx(server.port, tmp_path, f"/{BASE}") as example,
        visitor(f"wss://127.0.0.1:{example.tls_port}/{BASE}", unchecked(), **ANNA) as one,
    ):
        drawn = one.run().text
    assert load().words.say("nl", "first_run.title") not in drawn and "Anna" not in drawn


@NEEDS_NGINX
def test_t34_the_example_serves_at_the_top_as_well(failing: Server, tmp_path: Path) -> None:
    with run_nginx(failing.port, tmp_path) as top:
        status, headers, _ = ask(f"{top.url}/", accept="text/html")
        assert status == 200 and set(HEADERS) <= set(headers)
        with visitor(f"wss://127.0.0.1:{top.tls_port}", unchecked()) as one:
            assert "Before" in one.run(query="lang=nl&way=0").text

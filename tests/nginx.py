"""The proxy of the proxy tests: nginx as found on this machine, or Debian's, unpacked beside the tests.

Run by ``make test`` as ``python -m tests.nginx``. It never fails and installs nothing: a package is
fetched and unpacked into the environment, so that no service starts on anybody's machine.
"""

from __future__ import annotations

import getpass
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.chromium import APT, rights
from tests.fetched import make_sure_of
from tests.ports import free_port
from tests.servers import ROOT

EXAMPLE = ROOT / "deploy" / "nginx.conf"
SECRETS = """[proxy]
addresses = ["127.0.0.1"]
user_header = "X-Remote-User"
groups_header = "X-Remote-Groups"
"""
"""What makes the dashboard believe this proxy."""
UNPACKED = Path(sys.prefix) / "nginx"
FETCH_SECONDS = 120
START_SECONDS = 30
NAME = "cijfers.example.org"

AROUND = """
daemon off;
user {user};
worker_processes 1;
pid {folder}/pid;
error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
    access_log {folder}/access.log;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""
"""What Debian's own nginx.conf puts around a site, with every path in one folder."""


def find_nginx() -> str | None:
    """Return the path of an nginx, or None."""
    unpacked = UNPACKED / "usr" / "sbin" / "nginx"
    return shutil.which("nginx") or (str(unpacked) if unpacked.exists() else None)


def fetch() -> None:
    """Fetch Debian's package and unpack it; nothing is installed."""
    before = rights()
    if shutil.which("apt-get") is None or shutil.which("dpkg-deb") is None:
        return
    with tempfile.TemporaryDirectory() as folder:
        # Whoever downloads the package for root is another user.
        Path(folder).chmod(0o777)
        if before is not None:
            steps = [[*before, *APT, "update"], [*APT, "download", "nginx"]]
        else:
            steps = [[*APT, "download", "nginx"]]
        for step in steps:
            subprocess.run(step, cwd=folder, check=False, timeout=FETCH_SECONDS)
        for package in Path(folder).glob("nginx_*.deb"):
            subprocess.run(["dpkg-deb", "-x", str(package), str(UNPACKED)], check=False)


def site(
    port: int, tls_port: int, app_port: int, folder: Path, below: str = "", signed_in: str = ""
) -> str:
    """Return the shipped example with the lines that it marks as to be changed, changed.

    `below` is the path under which the dashboard stands, with its slash; `signed_in` is whom the
    proxy found, an administrator, empty when it signs nobody in.
    """
    text = EXAMPLE.read_text(encoding="utf-8")
    changes = {
        r"server 127\.0\.0\.1:8501;": f"server 127.0.0.1:{app_port};",
        r"listen 80;": f"listen 127.0.0.1:{port};",
        r"listen 443 ssl http2;": f"listen 127.0.0.1:{tls_port} ssl http2;",
        r"listen \[::\]:\d+( ssl http2)?;": "",
        r"/etc/ssl/certs/cijfers\.pem": str(folder / "cert.pem"),
        r"/etc/ssl/private/cijfers\.key": str(folder / "key.pem"),
    }
    if signed_in:
        changes['X-Remote-User "";'] = f'X-Remote-User "{signed_in}";'
        changes['X-Remote-Groups "";'] = 'X-Remote-Groups "kpi.admin";'
    if below:
        changes[r"location / \{"] = f"location {below}/ {{"
    for pattern, text_instead in changes.items():
        text, count = re.subn(pattern, text_instead, text)
        assert count, f"deploy/nginx.conf holds no {pattern}"
    return text


@dataclass(frozen=True)
class Proxy:
    """A running nginx: its ports without and with TLS, and what it logged."""

    port: int
    tls_port: int
    folder: Path

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self.tls_port}"


@contextmanager
def run_nginx(app_port: int, folder: Path, below: str = "", signed_in: str = "") -> Iterator[Proxy]:
    """Run nginx by the shipped example before a dashboard on a port, until the block ends."""
    nginx = find_nginx()
    assert nginx is not None
    port, tls_port = free_port(), free_port()
    _certificate(folder)
    (folder / "site.conf").write_text(site(port, tls_port, app_port, folder, below, signed_in))
    main = folder / "nginx.conf"
    main.write_text(AROUND.format(folder=folder, user=getpass.getuser()))
    # A fresh error log in the folder: otherwise it complains of one that it may not write.
    process = subprocess.Popen([nginx, "-p", str(folder), "-e", f"{folder}/error.log", "-c", main])
    try:
        _wait(process, f"http://127.0.0.1:{port}/", folder)
        yield Proxy(port, tls_port, folder)
    finally:
        process.terminate()
        process.wait()


class _Here(urllib.request.HTTPRedirectHandler):
    """Takes a redirect for an answer."""

    def redirect_request(self, *_: object) -> None:
        return None


def _wait(process: subprocess.Popen[bytes], url: str, folder: Path) -> None:
    opener = urllib.request.build_opener(_Here)
    began = time.perf_counter()
    while time.perf_counter() - began < START_SECONDS:
        if process.poll() is not None:
            raise RuntimeError((folder / "error.log").read_text())
        try:
            opener.open(url, timeout=1).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("nginx did not answer")


def _certificate(folder: Path) -> None:
    key = ["-newkey", "rsa:2048", "-nodes", "-keyout", str(folder / "key.pem")]
    named = ["-subj", f"/CN={NAME}", "-days", "2", "-out", str(folder / "cert.pem")]
    subprocess.run(["openssl", "req", "-x509", *key, *named], check=True, capture_output=True)


if __name__ == "__main__":
    make_sure_of("nginx", "the proxy", find_nginx, fetch)

"""The real server on a free port of the loopback, for browser tests and for measuring."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.ports import free_port

ROOT = Path(__file__).parent.parent
START_SECONDS = 180
STEP_SECONDS = 0.05
END_SECONDS = 30


@dataclass(frozen=True)
class Server:
    """A running server: its port, the seconds until it answered, and the number of its process."""

    port: int
    until_health: float
    process: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def serve(
    script: Path,
    environment: Mapping[str, str] | None = None,
    root: Path = ROOT,
    below: str = "",
    *,
    port: int | None = None,
    secrets: Path | None = None,
    log: Path | None = None,
) -> Iterator[Server]:
    """Run a script as `streamlit run` does, with more variables in its environment.

    `below` is the path, with its slash, that these let it stand under; `secrets` is read in place
    of the ones in its folder; what it says on both outputs goes to `log`.
    """
    port = port or free_port()
    said = open(log or os.devnull, "wb")  # noqa: PTH123, SIM115 the process keeps it open
    started = time.perf_counter()
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "streamlit", "run", str(script)),
            *("--server.port", str(port), "--server.address", "127.0.0.1"),
            *("--server.headless", "true"),
            *(("--secrets.files", str(secrets)) if secrets else ()),
        ],
        cwd=root,
        env={**os.environ, **(environment or {})},
        stdout=said,
        stderr=said,
    )
    try:
        _wait(process, f"http://127.0.0.1:{port}{below}/_stcore/health", started)
        yield Server(port, time.perf_counter() - started, process.pid)
    finally:
        process.terminate()
        try:
            process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            # With a page open it now and then waits for ever; what is confirmed outlives a kill.
            process.kill()
            process.wait()
        said.close()


def _wait(process: subprocess.Popen[bytes], health: str, started: float) -> None:
    """Wait until the server answers; a server that ended or stays silent is an error."""
    while time.perf_counter() - started < START_SECONDS:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended by itself with code {process.returncode}")
        try:
            urllib.request.urlopen(health, timeout=1).close()
        except OSError:
            time.sleep(STEP_SECONDS)
        else:
            return
    raise RuntimeError(f"the server did not answer within {START_SECONDS} s")

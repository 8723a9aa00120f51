"""The database server of the lake's tests: PostgreSQL as found here, or Debian's, unpacked beside the tests.

Run by ``make test`` as ``python -m tests.postgres``. It never fails and installs nothing: packages are
fetched and unpacked into the environment, so that no service starts on anybody's machine.
"""

from __future__ import annotations

import os
import pwd
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.chromium import APT, rights
from tests.fetched import make_sure_of
from tests.ports import free_port

UNPACKED = Path(sys.prefix) / "postgres"
FETCH_SECONDS = 180
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",
    "max_connections": "200",
    "shared_buffers": "32MB",
}
NO_POSTGRES = "no PostgreSQL on this machine and none fetched"


def find_postgres() -> Path | None:
    """Return the folder of PostgreSQL's programs, the newest release's, or None."""
    found = [
        path.parent
        for root in (Path("/usr/lib/postgresql"), UNPACKED / "usr/lib/postgresql")
        for path in root.glob("*/bin/initdb")
    ]
    if found:
        return max(found, key=lambda path: float(path.parent.name))
    command = shutil.which("initdb")
    return Path(command).resolve().parent if command else None


def fetch() -> None:
    """Fetch Debian's packages and unpack them; nothing is installed."""
    before = rights()
    if before is None or shutil.which("dpkg-deb") is None:
        return
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "partial").mkdir()
        Path(folder).chmod(0o777)
        subprocess.run([*before, *APT, "update"], check=False, timeout=FETCH_SECONDS)
        asked = ["apt-cache", "depends", "postgresql"]
        told = subprocess.run(asked, capture_output=True, text=True, check=False).stdout
        server = re.search(r"postgresql-\d+", told)
        if server is None:
            return
        subprocess.run(
            [*before, *APT, "-y", "--no-install-recommends", "--download-only",
             "-o", f"Dir::Cache::archives={folder}", "install", server.group()],
            check=False, timeout=FETCH_SECONDS,
        )  # fmt: skip
        for package in Path(folder).glob("*.deb"):
            subprocess.run(["dpkg-deb", "-x", str(package), str(UNPACKED)], check=False)


@dataclass(frozen=True)
class Postgres:
    """A server on the loopback, with one user and no password."""

    programs: Path
    folder: Path
    port: int

    @property
    def dsn(self) -> str:
        """Its connection parameters."""
        return f"dbname=postgres host=127.0.0.1 port={self.port} user=kpi"

    def start(self) -> None:
        """Start it and wait until it answers."""
        self._control("start")

    def stop(self) -> None:
        """End it at once, as when its machine fails."""
        self._control("stop")

    def restart(self) -> None:
        """End it at once and start it again."""
        self._control("restart")

    def ask(self, sql: str) -> str:
        """Return what the server answers through its own client, one line a row."""
        return _run(
            [str(self.programs / "psql"), "-X", "-At", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1",
             "-p", str(self.port), "-U", "kpi", "-c", sql, "postgres"]
        )  # fmt: skip

    def _control(self, what: str) -> None:
        options = " ".join(f"-c {name}={value or chr(39) * 2}" for name, value in SETTINGS.items())
        log = self.folder / "log"
        _run(
            [str(self.programs / "pg_ctl"), "-D", str(self.folder / "data"), "-w", "-m", "immediate",
             "-l", str(log), "-o", f"-p {self.port} {options}", what]
        )  # fmt: skip


@contextmanager
def run_postgres() -> Iterator[Postgres]:
    """Run a server with an empty database on a free port until the block ends."""
    programs = find_postgres()
    assert programs is not None, NO_POSTGRES
    folder = Path(tempfile.mkdtemp(prefix="kpi-postgres-"))
    try:
        _hand_over(folder)
        _run(
            [str(programs / "initdb"), "-D", str(folder / "data"), "-U", "kpi", "--auth=trust",
             "-N", "-E", "UTF8", "--locale=C"]
        )  # fmt: skip
        server = Postgres(programs, folder, free_port())
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _hand_over(folder: Path) -> None:
    """Give the folder to whom the server runs as: it refuses to run as root."""
    user = _user()
    if user is not None:
        os.chown(folder, user.pw_uid, user.pw_gid)


def _user() -> pwd.struct_passwd | None:
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    return names.get("postgres") or names["nobody"]


def _run(command: list[str]) -> str:
    user = _user()
    # Without the settings of whoever runs the tests: another server may be theirs.
    own = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    given: Mapping[str, int] = {} if user is None else {"user": user.pw_uid, "group": user.pw_gid}
    done = subprocess.run(
        command, cwd="/", env=own | _libraries(), stdin=subprocess.DEVNULL,
        capture_output=True, check=False, text=True, **given,  # type: ignore[call-overload]
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{command[0]}: {done.stderr}")
    return str(done.stdout).strip()


def _libraries() -> dict[str, str]:
    folders = [str(path) for path in UNPACKED.glob("usr/lib/*-linux-gnu")]
    return {"LD_LIBRARY_PATH": ":".join(folders)} if folders else {}


if __name__ == "__main__":
    make_sure_of("PostgreSQL", "the lake", find_postgres, fetch)

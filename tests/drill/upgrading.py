"""Upgrades: a folder of releases, what stands in for the service manager, and the shipped script."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from kpi.acts import Acts
from kpi.store import verify
from tests.drill.work import Shown, figures_of
from tests.ports import free_port
from tests.servers import ROOT
from tests.stores import open_acts, upload

PARTS = ("dashboard.py", "pages", "data", ".streamlit")
CONTROL = """#!/bin/sh
# Stands in for systemctl: starts and stops the dashboard of the release in service.
case $1 in
start)
    cd {home}/current
    .venv/bin/python -m streamlit run dashboard.py --server.headless true \\
        --server.port {port} >> {home}/server.log 2>&1 &
    echo $! > {home}/pid ;;
stop)
    if [ -f {home}/pid ]; then
        kill "$(cat {home}/pid)" || true
        while kill -0 "$(cat {home}/pid)" 2>/dev/null; do sleep 0.1; done
        rm {home}/pid
    fi ;;
esac
"""
FILE = "locatie;periode;energiedrager;verbruik;eenheid\r\nAlmelo;2026-0{month};aardgas;100;Nm3\r\n"


def release(folder: Path, *, own_code: bool = False) -> Path:
    """Make a release of the present code; with `own_code` its Python is a copy that may differ."""
    folder.mkdir(parents=True)
    for part in PARTS:
        (folder / part).symlink_to(ROOT / part)
    (folder / ".venv" / "bin").mkdir(parents=True)
    python = folder / ".venv" / "bin" / "python"
    python.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    python.chmod(0o755)
    if own_code:
        leave = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / "kpi", folder / "kpi", ignore=leave)
    else:
        (folder / "kpi").symlink_to(ROOT / "kpi")
    return folder


def break_release(folder: Path) -> Path:
    """Make a release that changes the tables and then does not get well."""
    made = release(folder, own_code=True)
    for module, old, new in (
        ("store/schema.py", "MIGRATIONS: tuple[tuple[str, str], ...] = (",
         'MIGRATIONS: tuple[tuple[str, str], ...] = (("next", "create table later (a integer)"),'),
        ("serve/application.py", "STORES.read()}", '1 / 0}'),
    ):  # fmt: skip
        path = made / "kpi" / module
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
    return made


@dataclass(frozen=True)
class House:
    """A machine with releases in `opt`, number 1 in service (not running), and figures in `data`."""

    folder: Path
    port: int

    @property
    def home(self) -> Path:
        """The folder of the releases and of the link to the one in service."""
        return self.folder / "opt"

    @property
    def store(self) -> Path:
        """The database."""
        return self.folder / "data" / "kpi.duckdb"

    @property
    def in_service(self) -> str:
        """The release in service."""
        return (self.home / "current").resolve().name

    def place(self, number: int) -> Path:
        """The folder of a release."""
        return self.home / "releases" / str(number)

    def control(self, word: str) -> None:
        """Start or stop the dashboard in service."""
        subprocess.run([self.home / "control", word], check=True)

    def upload(self, month: int) -> None:
        """Add a month of figures; nobody may have the store open."""
        acts = open_acts(self.store)
        upload(acts, "energy", FILE.format(month=month))
        acts.store.close()

    def upgrade(self, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Run the shipped script with these words; `more` goes into its environment."""
        settings = {
            "KPI_HOME": str(self.home),
            "KPI_STORE": str(self.store),
            "KPI_ENVIRONMENT": "",
            "KPI_CONTROL": str(self.home / "control"),
            "KPI_AS": "",
            "KPI_HEALTH": f"http://127.0.0.1:{self.port}/health",
            "KPI_PATIENCE": "60",
        }
        return subprocess.run(
            [ROOT / "deploy" / "upgrade.sh", *words],
            env={**os.environ, **settings, **more},
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    def state(self, *, figures: bool = False) -> State:
        """Return the tables with their rows, receipts and, when asked, every figure.

        Nobody may have the store open. The audit log and who stands in it go on and are left out.
        """
        acts: Acts = open_acts(self.store)
        names = [name for (name,) in acts.store.rows("select table_name from duckdb_tables()")]
        counts = {
            name: acts.store.rows(f"select count(*) from {name}")[0][0]
            for name in names
            if name not in ("event", "person")
        }
        shown = figures_of(acts) if figures else {}
        found = counts, [r.upload for r in acts.uploads()], shown
        assert not verify(acts.store).faults
        acts.store.close()
        return found


State = tuple[dict[str, int], list[int], Shown]


def make_house(folder: Path) -> House:
    """Make such a machine with one upload."""
    house = House(folder, free_port())
    release(house.place(1))
    (house.home / "current").symlink_to(house.place(1))
    control = house.home / "control"
    control.write_text(CONTROL.format(home=house.home, port=house.port))
    control.chmod(0o755)
    house.upload(1)
    return house


@dataclass(frozen=True)
class Upgraded:
    """One upgrade that works and one that does not get well, both with a running dashboard."""

    brought_in: bool
    went_back: bool
    same: bool


def upgrade_and_go_back(folder: Path) -> Upgraded:
    """Bring in a good release and then one that changes the tables and stays unwell."""
    house = make_house(folder)
    before = house.state(figures=True)
    release(house.place(2))
    brought_in = house.upgrade(str(house.place(2))).returncode == 0 and house.in_service == "2"
    break_release(house.place(3))
    refused = house.upgrade(str(house.place(3)), KPI_PATIENCE="1").returncode == 1
    went_back = refused and house.in_service == "2"
    house.control("stop")
    return Upgraded(brought_in, went_back, house.state(figures=True) == before)

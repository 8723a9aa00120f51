"""T-36: a machine without a network gets everything from a folder of wheels, known by their hashes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tests.servers import ROOT
from tests.supply import LOCK

NO_WAY_OUT = {f"{kind}_proxy": "http://127.0.0.1:9" for kind in ("http", "https", "all")}
"""Whoever asks for another host is sent to a port where nobody is."""


@dataclass(frozen=True)
class Installed:
    """What became of it: wheels fetched, whether installed and running, whether a swap was refused."""

    wheels: int
    runs: bool
    swap_refused: bool
    seconds: float


def install_offline(folder: Path) -> Installed:
    """Fetch the wheels, install them in a new environment without a network, and run a command."""
    wheels, place = folder / "wheels", folder / "environment"
    pip = (sys.executable, "-m", "pip", "download", "--quiet", "--only-binary", ":all:")
    subprocess.run([*pip, "--require-hashes", "-r", LOCK, "-d", wheels], check=True)
    subprocess.run([sys.executable, "-m", "venv", place], check=True)
    began = time.perf_counter()
    swapped = _swap_one(wheels, folder / "swapped")
    swap_refused = _install(place, swapped) != 0
    runs = (
        _install(place, wheels) == 0
        and _alone([place / "bin" / "python", "-m", "kpi", "kinds"]) == 0
    )
    seconds = time.perf_counter() - began
    return Installed(len(list(wheels.iterdir())), runs, swap_refused, seconds)


def _swap_one(wheels: Path, folder: Path) -> Path:
    """Return a copy of the wheels in which one differs by a byte at its end."""
    shutil.copytree(wheels, folder)
    victim = min(folder.glob("*.whl"), key=lambda path: path.stat().st_size)
    victim.write_bytes(victim.read_bytes() + b"\0")
    return folder


def _install(place: Path, wheels: Path) -> int:
    found = ("--no-index", "--find-links", str(wheels), "--no-cache-dir")
    pip = (place / "bin" / "python", "-m", "pip", "--isolated", "install", "--quiet", *found)
    return _alone([*pip, "--require-hashes", "-r", LOCK])


def _alone(command: list[str | Path]) -> int:
    """Run a command that reaches no other machine, and return its exit code."""
    environment = {**os.environ, **NO_WAY_OUT, **{n.upper(): v for n, v in NO_WAY_OUT.items()}}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)
    return done.returncode

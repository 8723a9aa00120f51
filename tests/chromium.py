"""The browser of the browser tests: found on this machine, or installed where that is allowed.

Run by ``make test`` as ``python -m tests.chromium``. It never fails: without a browser the browser
tests are skipped and say so, and in continuous integration they fail.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

WINDOWLESS = "chromium-headless-shell"
"""Chromium without all that draws windows: the same engine for a fifth less of the processor."""
COMMANDS = (WINDOWLESS, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
APPLICATIONS = (
    Path("/Applications/Chromium.app/Contents/MacOS/Chromium"),
    Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
)
APT = ("apt-get", "-q", "-o", "DPkg::Lock::Timeout=120")
INSTALL_SECONDS = 240


def find_chromium() -> str | None:
    """Return the path of a Chromium on this machine, or None."""
    for command in COMMANDS:
        if found := shutil.which(command):
            return found
    return next((str(path) for path in APPLICATIONS if path.exists()), None)


def rights() -> tuple[str, ...] | None:
    """Return what has to stand before apt-get here, or None where nothing may be installed."""
    if shutil.which("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return ()
    if shutil.which("sudo") is None:
        return None
    asked = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
    return ("sudo", "-n") if asked.returncode == 0 else None


def install(before: tuple[str, ...]) -> None:
    """Install Debian's Chromium, where there is one without windows; apt tells how it goes."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    choose = ("install", "-y", "--no-install-recommends")
    for step in (("update",), (*choose, WINDOWLESS), (*choose, "chromium")):
        subprocess.run([*before, *APT, *step], env=quiet, check=False, timeout=INSTALL_SECONDS)
        if find_chromium() is not None:
            return


def main() -> None:
    """Make sure of a Chromium, or say that the browser tests will be skipped."""
    if find_chromium() is not None:
        return
    before = rights()
    if before is None:
        print("No Chromium here, and it may not be installed: the browser tests are skipped.")
        return
    print("Installing Chromium for the browser tests.", flush=True)
    try:
        install(before)
    except subprocess.TimeoutExpired:
        print("Installing Chromium took too long.")
    if find_chromium() is None:
        print("Chromium could not be installed: the browser tests are skipped.")


if __name__ == "__main__":
    main()

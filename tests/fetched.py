"""Programs that tests need and Debian has: fetched when they are not here, and it is said."""

from __future__ import annotations

import subprocess
from collections.abc import Callable


def make_sure_of(
    name: str, tests: str, find: Callable[[], object], fetch: Callable[[], None]
) -> None:
    """Fetch a program that is not here, or say that these tests will be skipped; it never fails."""
    if find() is None:
        print(f"Fetching {name} for the tests of {tests}.", flush=True)
        try:
            fetch()
        except subprocess.TimeoutExpired:
            print(f"Fetching {name} took too long.")
    if find() is None:
        print(f"No {name} here and none to be had: the tests of {tests} are skipped.")

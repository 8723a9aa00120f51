"""The second environment, in which a store may be a lake, and how its tests are run.

It stands on the first one: DuckDB and its extension packages come from here, everything else from
there. `make lake` makes it, and `make test` does.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.postgres import NO_POSTGRES, find_postgres
from tests.servers import ROOT

ENVIRONMENT = Path(sys.prefix) / "lake"
NO_LAKE = "the environment of the lake is not made: make lake"


def python_of_lake() -> Path | None:
    """Return the Python of the second environment, or None when it is not made."""
    python = ENVIRONMENT / "bin" / "python"
    asked = [
        str(python),
        "-c",
        "import duckdb_extension_ducklake, duckdb_extension_postgres_scanner",
    ]
    if not python.exists():
        return None
    return (
        python if subprocess.run(asked, capture_output=True, check=False).returncode == 0 else None
    )


def reason_to_skip() -> str | None:
    """Return why a lake cannot be tried here; None when it can."""
    if find_postgres() is None:
        return NO_POSTGRES
    return NO_LAKE if python_of_lake() is None else None


def run_in_lake(*arguments: str, seconds: float = 600) -> subprocess.CompletedProcess[str]:
    """Run a module of the tests in the second environment."""
    python = python_of_lake()
    assert python is not None, NO_LAKE
    own = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    return subprocess.run(
        [str(python), "-m", *arguments],
        cwd=ROOT, env=own, capture_output=True, text=True, check=False, timeout=seconds,
    )  # fmt: skip

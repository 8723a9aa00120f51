"""The virus scanner of the house: a command of the hospital's own, asked before a file is kept.

It is named by the environment of the server and never in the app: who may change a setting there
must not be able to choose a program. Without one nothing is scanned.
"""

from __future__ import annotations

import logging
import os
import shlex
import subprocess
import tempfile
from pathlib import Path

from kpi.acts.rights import Permit
from kpi.acts.values import Refused

LOG = logging.getLogger("kpi")
COMMAND, PATIENCE = "KPI_SCAN", "KPI_SCAN_SECONDS"
"""The variables: the command, to which the path of a file is added, and the seconds it may take."""
SECONDS = 60.0
CLEAN, FOUND = 0, 1
"""Exit codes as virus scanners on Linux give them; any other one is no verdict."""


def require_clean(permit: Permit, data: bytes) -> None:
    """Refuse what the scanner does not call clean; a scanner that cannot tell refuses as well.

    The refusal is written in the audit log. Refused with `scan_found` or `scan_failed`.
    """
    command = shlex.split(os.environ.get(COMMAND, ""))
    if not command:
        return
    code = verdict(command, data, float(os.environ.get(PATIENCE) or SECONDS))
    if code == CLEAN:
        return
    found = code == FOUND
    permit.note("upload_validation", {"act": "scan", "result": "failed" if found else "none"})
    raise Refused("scan_found" if found else "scan_failed")


def verdict(command: list[str], data: bytes, seconds: float) -> int | None:
    """Return the exit code of the scanner for a file with these bytes; None when it gave none.

    The file has no name of its own and is gone afterwards. What the scanner says goes to the log.
    """
    with tempfile.TemporaryDirectory(prefix="kpi-scan-") as folder:
        # Nobody else on the machine may read it: a scanning service is handed the open file.
        file = Path(folder) / "file"
        file.write_bytes(data)
        try:
            # The command is the administrator's own, from the environment of the server.
            done = subprocess.run(  # noqa: S603
                [*command, str(file)], capture_output=True, timeout=seconds, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            LOG.error("virus scanner: %s", type(error).__name__)  # noqa: TRY400 the name says it
            return None
    if done.returncode != CLEAN:
        LOG.warning("virus scanner: exit %s %s", done.returncode, done.stdout[-500:])
    return done.returncode

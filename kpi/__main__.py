"""The command line: the same code as the screens, for nightly jobs, migration and support."""

from __future__ import annotations

import datetime as dt
import sys

from kpi.command import run

if __name__ == "__main__":
    # The reporting date is the calendar day where the hospital is.
    sys.exit(run(sys.argv[1:], dt.date.today()))  # noqa: DTZ011

"""The watch over the drop folder: a thread of the running app that looks every few seconds."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

from kpi.acts import Dropped, Inbox, Refused
from kpi.acts.inbox import REPORT
from kpi.serve.errors import trail
from kpi.serve.stores import Stores
from kpi.show.inbox import report_text

LOG = logging.getLogger("kpi")
SECONDS = 3.0
"""Between two looks; a file is taken up when it did not change from one to the next."""


class Watch:
    """Looks at the drop folder of the present store until it is stopped."""

    def __init__(self, stores: Stores, seconds: float = SECONDS) -> None:
        self._stores = stores
        self._seconds = seconds
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="drop-folder", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Stop after the look in progress."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        told = ""
        while not self._stop.wait(self._seconds):
            try:
                inbox = self._stores.inbox()
                if inbox is not None:
                    look(inbox)
                told = ""
            except Refused as refused:
                # Said once: a store that another program holds stays held for hours.
                if told != refused.code:
                    LOG.warning("drop folder: %s", refused.code)
                told = refused.code
            except Exception as error:  # noqa: BLE001
                # The watch outlives a look that went wrong: the next file may be a good one.
                LOG.error("drop folder\n%s", trail(error))  # noqa: TRY400 the message may hold a name


def look(inbox: Inbox) -> list[Dropped]:
    """Look once: take up what is settled and lay a report beside every file looked at."""
    inbox.prepare()
    found = inbox.scan()
    for dropped in found:
        _report(inbox, dropped)
    _sweep(inbox.folder)
    return found


def _report(inbox: Inbox, dropped: Dropped) -> None:
    name = dropped.path.name
    text = report_text(
        dropped, name, dropped.preview, dropped.receipt, dropped.refused, inbox.acts.catalogue
    )
    dropped.path.with_name(name + REPORT).write_text(text, encoding="utf-8-sig", newline="")


def _sweep(folder: Path) -> None:
    """Take away the reports of files that are no longer there."""
    for report in folder.glob(f"*/*{REPORT}"):
        if not report.with_name(report.name.removesuffix(REPORT)).exists():
            report.unlink(missing_ok=True)

"""The watch over the drop folder, which the running app looks at every few seconds."""

from __future__ import annotations

from pathlib import Path

from kpi.acts import Dropped, Inbox
from kpi.acts.inbox import REPORT
from kpi.serve.stores import Stores
from kpi.show.inbox import report_text

SECONDS = 3.0
"""Between two looks; a file is taken up when it did not change from one to the next."""


def watch(stores: Stores) -> list[Dropped]:
    """Look once at the drop folder of the present store, if it has one; Refused as the store is."""
    inbox = stores.inbox()
    return [] if inbox is None else look(inbox)


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

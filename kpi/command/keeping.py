"""Back up, restore and verify from the command line."""

from __future__ import annotations

import argparse
from typing import Any

from kpi.acts.keeping import back_up, restore_store, verify_store
from kpi.acts.people import forget_person
from kpi.command.desk import Desk
from kpi.store import Verdict

Answer = tuple[int, dict[str, Any]]


def backup(desk: Desk, given: argparse.Namespace) -> Answer:
    """Write a backup into a folder."""
    made = back_up(desk.acts(), given.out)
    return 0, {
        "backup": str(made.folder),
        "revision": made.revision,
        "head": made.head,
        "files": len(made.files),
    }


def restore(desk: Desk, given: argparse.Namespace) -> Answer:
    """Put a backup back and write again what was done after it; exit 1 when something differs."""
    done = restore_store(desk.path, desk.catalogue, given.source, actor=given.by)
    answer = {
        "revision": done.revision,
        "backup_revision": done.backup,
        "reapplied": list(done.recovery.reapplied),
        "lost": list(done.recovery.lost),
    }
    return _code(done.verdict), {**answer, **_told(desk, done.verdict)}


def verify(desk: Desk, given: argparse.Namespace) -> Answer:
    """Compare audit log, rows, journal and archive; exit 1 when something differs."""
    verdict = verify_store(desk.acts())
    return _code(verdict), _told(desk, verdict)


def forget(desk: Desk, given: argparse.Namespace) -> Answer:
    """Take a name out; what was done stays, under a number."""
    acts = desk.acts()
    person = forget_person(acts, given.name, actor=given.by, reason=given.reason)
    return 0, {"now": person, "revision": acts.store.revision}


def _code(verdict: Verdict) -> int:
    return 1 if verdict.faults else 0


def _told(desk: Desk, verdict: Verdict) -> dict[str, Any]:
    return {
        "events": verdict.events,
        "acts": verdict.acts,
        "files": verdict.files,
        "head": verdict.head,
        "faults": [
            {"code": f.code, **f.facts, "message": desk.say(f"fault.{f.code}", **f.facts)}
            for f in verdict.faults
        ],
    }


KEEPING = {"backup": backup, "restore": restore, "verify": verify, "forget": forget}
"""The commands of this module by name."""

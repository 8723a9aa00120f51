"""The months: their states, explanations, closing, restating, and what changed since the report."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kpi.acts import Actor, Acts, Refused
from kpi.acts.months import (
    MonthLine,
    around,
    close_month,
    explain,
    month_lines,
    newest_version,
    require_closable,
    require_month,
    restate_month,
    set_state,
    snapshot_at,
)
from kpi.acts.recalculate import revision_of
from kpi.command.desk import Desk
from kpi.declare import Month
from kpi.judge.snapshot import Snapshot, SnapshotChange
from kpi.show.both import Both
from kpi.show.reported import changes_since
from kpi.show.snapshot import snapshot_of
from kpi.store import KeptMonth

NEEDS_MONTH = ("show", "explain", "provisional", "open", "close", "restate", "changed")


def month_command(sub: argparse.ArgumentParser) -> None:
    """Give the command its grammar: what to do, then with which month."""
    sub.add_argument("action", choices=("states", *NEEDS_MONTH))
    sub.add_argument("--month", default="", metavar="YYYY-MM")
    sub.add_argument("--by", type=Actor.local, default="", metavar="NAME")
    sub.add_argument("--reason", default="", help="why, of provisional, open and restate")
    sub.add_argument("--although", default="", help="close although something lacks: why")
    sub.add_argument("--indicator", default="", metavar="ID")
    sub.add_argument("--cause", default="", help="one line")
    sub.add_argument("--owner", default="", metavar="NAME")
    sub.add_argument("--as-of", metavar="REVISION|DAY|TIMESTAMP")
    sub.add_argument("--out", type=Path, help="write the kept report, word for word")


def month(desk: Desk, given: argparse.Namespace) -> tuple[int, dict[str, Any]]:
    """Do what is asked with the months of the store."""
    acts = desk.acts()
    if given.action in NEEDS_MONTH and not given.month:
        raise Refused("month_not_named", action=given.action)
    return 0, ACTIONS[given.action](desk, acts, given)


def _states(desk: Desk, acts: Acts, given: argparse.Namespace) -> dict[str, Any]:
    as_of = revision_of(acts, given.as_of) if given.as_of else None
    lines = month_lines(acts, as_of=as_of)
    return {"months": [_line(line, desk) for line in lines], "revision": acts.store.revision}


def _line(line: MonthLine, desk: Desk) -> dict[str, Any]:
    return {
        "month": str(line.month),
        "state": line.state,
        "state_text": desk.say(f"month_state.{line.state}"),
        "versions": [_version(version) for version in line.versions],
    }


def _version(version: KeptMonth) -> dict[str, Any]:
    return {
        "revision": version.revision,
        "by": version.actor,
        "at": f"{version.stamped.isoformat()}Z",
        "reason": version.reason,
        "sha256": version.fingerprint,
    }


def _show(desk: Desk, acts: Acts, given: argparse.Namespace) -> dict[str, Any]:
    """Tell what was reported of a month, as of a revision or moment; of an open one the draft."""
    wanted = require_month(acts, given.month)
    as_of = revision_of(acts, given.as_of) if given.as_of else None
    version = newest_version(acts, wanted, as_of=as_of)
    if version is None and as_of is not None:
        raise Refused("month_not_closed_then", month=str(wanted), revision=str(as_of))
    if version is None:
        if given.out is not None:
            raise Refused("month_not_closed", month=str(wanted))
        return _told(_draft(acts, wanted), desk)
    snapshot, text = snapshot_at(acts, version.revision)
    if given.out is not None:
        _write(given.out, text)
    return _told(snapshot, desk) | {"sha256": version.fingerprint}


def _write(path: Path, text: str) -> None:
    try:
        path.write_bytes(text.encode())
    except OSError:
        raise Refused("file_unwritable", file=path.name) from None


def _draft(acts: Acts, wanted: Month) -> Snapshot:
    judge = acts.judge()
    return snapshot_of(judge, wanted, around(acts, wanted), Both.at(judge))


def _told(snapshot: Snapshot, desk: Desk) -> dict[str, Any]:
    language, closing = desk.language, snapshot.closing
    return {
        "month": snapshot.month,
        "state": snapshot.state,
        "revision": snapshot.revision,
        "closed_at": None if closing is None else f"{closing.stamped}Z",
        "closed_by": None if closing is None else closing.actor,
        "closing_revision": None if closing is None else closing.revision,
        "reason": None if closing is None else closing.reason,
        "restates": None if closing is None else closing.restates,
        "headline": snapshot.sites[0].headline.of(language),
        "figures": [
            {
                "id": figure.indicator,
                "site": figure.site,
                "span": figure.span,
                "value": None if figure.value is None else f"{figure.value:f}",
                "unit": figure.unit,
                "display": figure.display.of(language),
                "status": figure.status,
            }
            for figure in snapshot.figures
        ],
        "explanations": [
            {
                "id": found.indicator,
                "asked": [asked.of(language) for asked in found.asked],
                "cause": found.cause,
                "owner": found.owner,
            }
            for found in snapshot.explanations
        ],
        "lacking": [
            {"kind": item.contract, "site": item.site, "what": item.what.of(language),
             "sender": item.sender.of(language), "due": item.due}
            for item in snapshot.lacking
        ],
        "changed": [_change(change, desk) for change in snapshot.changed],
    }  # fmt: skip


def _change(change: SnapshotChange, desk: Desk) -> dict[str, Any]:
    return {
        "id": change.indicator,
        "site": change.site,
        "month": change.month,
        "span": change.span,
        "old": change.old.of(desk.language),
        "new": change.new.of(desk.language),
        "causes": [cause.of(desk.language) for cause in change.causes],
    }


def _explain(_: Desk, acts: Acts, given: argparse.Namespace) -> dict[str, Any]:
    wanted = require_month(acts, given.month)
    revision = explain(acts, wanted, given.indicator, given.cause, given.owner, actor=given.by)
    return {"month": str(wanted), "id": given.indicator, "revision": revision}


def _provisional(_: Desk, acts: Acts, given: argparse.Namespace) -> dict[str, Any]:
    wanted = require_month(acts, given.month)
    state = "provisional" if given.action == "provisional" else "open"
    revision = set_state(acts, wanted, state, actor=given.by, reason=given.reason)  # type: ignore[arg-type]
    return {"month": str(wanted), "state": state, "revision": revision}


def _close(desk: Desk, acts: Acts, given: argparse.Namespace) -> dict[str, Any]:
    wanted = require_closable(acts, given.month, although=given.although)
    draft = _draft(acts, wanted)
    return _told(close_month(acts, draft, actor=given.by, although=given.although), desk)


def _restate(desk: Desk, acts: Acts, given: argparse.Namespace) -> dict[str, Any]:
    draft = _draft(acts, require_month(acts, given.month))
    return _told(restate_month(acts, draft, actor=given.by, reason=given.reason), desk)


def _changed(desk: Desk, acts: Acts, given: argparse.Namespace) -> dict[str, Any]:
    """Tell what reads otherwise now than a closed month reported, and what did it."""
    wanted = require_month(acts, given.month)
    version = newest_version(acts, wanted)
    if version is None:
        raise Refused("month_not_closed", month=str(wanted))
    snapshot, _ = snapshot_at(acts, version.revision)
    judge = acts.judge()
    found = changes_since(judge, snapshot, Both.at(judge))
    return {
        "month": str(wanted),
        "reported": version.revision,
        "revision": judge.as_of,
        "changed": [_change(change, desk) for change in found],
    }


ACTIONS: dict[str, Callable[[Desk, Acts, argparse.Namespace], dict[str, Any]]] = {
    "states": _states,
    "show": _show,
    "explain": _explain,
    "provisional": _provisional,
    "open": _provisional,
    "close": _close,
    "restate": _restate,
    "changed": _changed,
}
ANSWERS = {"month": month}

"""A year's list of emission factors, shown or adopted; and what stands in while it is not out."""

from __future__ import annotations

import argparse
from typing import Any

from kpi.acts import Refused
from kpi.acts.factor_list import (
    ListChange,
    ListPreview,
    adopt_list,
    adopt_provisional,
    preview_list,
)
from kpi.command.desk import Desk
from kpi.command.plain import plain_number


def factors(desk: Desk, given: argparse.Namespace) -> tuple[int, dict[str, Any]]:
    """Lay a list beside its predecessor; unless rehearsed, adopt it."""
    acts = desk.acts(create=True)
    try:
        data = given.file.read_bytes()
    except OSError:
        raise Refused("list_unreadable", file=given.file.name) from None
    preview = preview_list(acts, data, given.file.name, given.year)
    answer = _told(desk, preview)
    if given.dry_run:
        return (1 if preview.errors else 0), answer
    revision = adopt_list(acts, preview, actor=given.by, reason=given.reason, far=given.far)
    return 0, {**answer, "revision": revision}


def provisional(desk: Desk, given: argparse.Namespace) -> tuple[int, dict[str, Any]]:
    """Let last year's factors stand in for a year whose list is not out."""
    acts = desk.acts(create=True)
    revision = adopt_provisional(acts, given.year, actor=given.by, reason=given.reason)
    return 0, {"year": given.year, "revision": revision}


def _told(desk: Desk, preview: ListPreview) -> dict[str, Any]:
    return {
        "year": preview.year,
        "file": preview.file_name,
        "findings": [
            {
                "code": finding.code,
                "severity": "error" if finding.error else "remark",
                "line": finding.line,
                "message": desk.say(f"list_finding.{finding.code}", **finding.facts),
            }
            for finding in preview.findings
        ],
        "changes": [_change(change) for change in preview.changes if change.state != "same"],
        "same": sum(change.state == "same" for change in preview.changes),
        "unknown": preview.unknown,
    }


def _change(change: ListChange) -> dict[str, Any]:
    activity, variant, unit, boundary = change.key
    return {
        "activity": activity,
        "variant": variant,
        "unit": unit,
        "boundary": boundary,
        "item": change.item,
        "name": change.name,
        "line": change.line,
        "before": plain_number(change.before),
        "value": plain_number(change.value),
        "state": change.state,
    }


ANSWERS = {"factors": factors, "provisional": provisional}

"""What is not in yet and from whom, as plain data: for a nightly job that sends reminders."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from typing import Any

from kpi.acts import Refused
from kpi.command.desk import Desk
from kpi.declare import ALL
from kpi.judge import Judge, Outstanding, Progress, outstanding, withheld_for
from kpi.show import Voice
from kpi.show.deliveries import lateness, reminders

MONTHS = 12


def arrivals(desk: Desk, given: argparse.Namespace) -> tuple[int, dict[str, Any]]:
    """List what the last twelve months lack, who was to send it, and the reminders to send."""
    judge = desk.acts().judge()
    figures, last = judge.figures(), judge.last_month
    first = figures.first_month or last
    months = [month for month in last.plus(1 - MONTHS).until(last) if month >= first]
    known = [ALL, *figures.site_codes]
    if given.site not in known:
        raise Refused("site_unknown", site=given.site, known=", ".join(known))
    found = outstanding(figures, judge.deliveries, given.site, months)
    names = {entry.body["code"]: str(entry.body["name"]) for entry in desk.acts().entries("site")}
    voice = Voice(desk.catalogue, desk.language, names)
    return 0, {
        "outstanding": _plain(desk, found),
        "reminders": [vars(reminder) for reminder in reminders(found, desk.today, voice)],
        "revision": judge.as_of,
    }


def waiting_for(desk: Desk, judge: Judge, progress: Progress) -> list[dict[str, Any]]:
    """Return the files for want of which a target has no verdict."""
    figures = judge.figures(progress.target.factor_year)
    return _plain(desk, withheld_for(progress, figures, judge.deliveries))


def _plain(desk: Desk, found: Iterable[Outstanding]) -> list[dict[str, Any]]:
    today = desk.today
    return [
        {
            "kind": item.contract,
            "site": item.site,
            "month": str(item.month),
            "lacking": sorted(item.lacking),
            "received": item.received,
            "sender": item.delivery.sender.of(desk.language) if item.delivery else None,
            "address": item.delivery.address if item.delivery else None,
            "due": None if item.due is None else str(item.due),
            "state": lateness(item, today),
            "days_late": item.days_late(today),
        }
        for item in found
    ]

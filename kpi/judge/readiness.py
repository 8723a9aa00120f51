"""How ready a site was for its audit, month by month, from what was recorded by then."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from kpi.declare import Month
from kpi.judge.criteria import live_answers
from kpi.judge.judge import Judge
from kpi.judge.scheme import Schema, day_of
from kpi.judge.targets import Entry
from kpi.measure.registers import RegisterEntry, register_versions

LONGEST = 36
"""Months that are looked back at most."""


@dataclass(frozen=True)
class ReadyPoint:
    """The mandatory requirements of a level on the last day of a month: met, and all of them."""

    month: Month
    met: int
    mandatory: int


def readiness(
    judge: Judge, site: str, schema: Schema, level: str, today: dt.date
) -> tuple[ReadyPoint, ...]:
    """Return a point a month from the first assessment on; the last one is today's.

    An assessment counts from the day it was made. Today's list of requirements is held against
    all of it, so that a new list does not look like a fall.
    """
    versions = [
        entry
        for entry in register_versions(judge.reader, "assessment", as_of=judge.as_of)
        if (entry.body.get("site"), entry.body.get("schema")) == (site, schema.code)
    ]
    days = [day for day in (day_of(str(e.body.get("date", ""))) for e in versions) if day]
    if not days:
        return ()
    last = Month.of(today)
    first = max(Month.of(min(days)), last.plus(1 - LONGEST))
    return tuple(
        _point(judge, site, schema, level, month, versions, today) for month in first.until(last)
    )


def _point(
    judge: Judge,
    site: str,
    schema: Schema,
    level: str,
    month: Month,
    versions: Sequence[RegisterEntry],
    today: dt.date,
) -> ReadyPoint:
    day = min(today, month.last_day)
    known = judge.certification.as_assessed(_entries(versions, day))
    newest = min(month.plus(-1), judge.newest_complete_month(site))
    live = live_answers(judge.certification.criteria, schema, judge.figures(), site, newest)
    found = known.levels(site, schema, day, live)
    standing = next((s for s in found.levels if s.level == level), None)
    if standing is None:
        return ReadyPoint(month, 0, 0)
    return ReadyPoint(month, standing.met, standing.mandatory)


def _entries(versions: Sequence[RegisterEntry], day: dt.date) -> list[Entry]:
    """Return the versions that were assessed on a day or before, withdrawn ones left out."""
    return [
        Entry(e.id, e.body, "", "", e.revision, e.origin)
        for e in versions
        if (made := day_of(str(e.body.get("date", "")))) is not None and made <= day
    ]

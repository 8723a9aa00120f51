"""What needs a person: targets to settle, the month that is not whole, certificates that end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from kpi.judge import Certification, Progress
from kpi.show.certification import certificate_sentence
from kpi.show.completeness import Arrival
from kpi.show.format import month_label
from kpi.show.voice import Voice

SETTLED_BY_A_PERSON = frozenset(
    {"answer_missing", "boundary_unknown", "base_year_unknown", "base_incomplete"}
)
"""Reasons for no verdict that somebody can take away on the page of the targets."""
ENDING = ("expires", "expired")


@dataclass(frozen=True)
class Task:
    """Something to do, as a sentence, and the page where it is done."""

    sentence: str
    page: str


def tasks(
    progress: Sequence[Progress],
    found: Sequence[Arrival],
    certification: Certification,
    sites: Sequence[str],
    today: dt.date,
    voice: Voice,
) -> tuple[Task, ...]:
    """Return what a person can do now, the most urgent first; empty when nothing waits."""
    told = [*_deliveries(found, voice), *_targets(progress, voice)]
    ending = {
        certificate_sentence(certification, site, today, voice)
        for site in sites
        for newest in certification.certificates_of(site)[:1]
        if newest.state(today) in ENDING
    }
    return (*told, *(Task(sentence, "thermometer") for sentence in sorted(ending)))


def _deliveries(found: Sequence[Arrival], voice: Voice) -> list[Task]:
    """Return one task for the newest month in view, when something of it is still to come."""
    newest = max((d.month for arrival in found for d in arrival.deliveries), default=None)
    lacking = [
        f"{arrival.kind} ({arrival.site})"
        for arrival in found
        for delivery in arrival.incomplete
        if delivery.month == newest
    ]
    if newest is None or not lacking:
        return []
    month = month_label(newest, voice.language)
    return [Task(voice.say("task.month", month=month, what=", ".join(lacking)), "upload")]


def _targets(progress: Sequence[Progress], voice: Voice) -> list[Task]:
    open_ = [p for p in progress if SETTLED_BY_A_PERSON & {reason.code for reason in p.reasons}]
    if not open_:
        return []
    return [Task(voice.say("task.targets", count=len(open_), all=len(progress)), "targets")]

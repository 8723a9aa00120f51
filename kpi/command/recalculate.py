"""A calendar year told the old and the new way, with the difference by cause; perhaps logged."""

from __future__ import annotations

import argparse
from typing import Any

from kpi.acts import Refused
from kpi.acts.recalculate import log, revision_of, tell_again
from kpi.command.desk import Desk, factor_year
from kpi.command.plain import plain_number
from kpi.judge import Way


def recalculate(desk: Desk, given: argparse.Namespace) -> tuple[int, dict[str, Any]]:
    """Tell a year as it was known and counted then, and as it is now; `--rule` logs it."""
    acts = desk.acts()
    before = given.before or given.indicator
    for name in (before, given.indicator):
        if name not in desk.catalogue.indicators:
            raise Refused("indicator_unknown", indicator=name)
    judge = acts.judge()
    scope = desk.scope(given.site, f"{given.year}-12", "year", judge)
    old = Way(before, revision_of(acts, given.since), factor_year(given.factors_before))
    new = Way(given.indicator, acts.store.revision, factor_year(given.factors))
    told = tell_again(acts, old, new, scope.site, scope.month.year)
    found = told.found
    answer: dict[str, Any] = {
        "id": given.indicator,
        "before": before,
        "year": scope.month.year,
        "old": plain_number(found.old.value),
        "new": plain_number(found.new.value),
        "unit": found.new.unit,
        "share": None if found.share is None else plain_number(round(found.share, 3)),
        "causes": None
        if found.causes is None
        else {cause: plain_number(value) for cause, value in found.causes.items()},
        "reason": None
        if found.reason is None
        else desk.say(f"reason.{found.reason.code}", **found.reason.facts),
        "since": old.revision,
        "until": new.revision,
    }
    if given.rule:
        revision, decision = log(acts, told, given.rule, actor=given.by, reason=given.reason)
        answer |= {"decision": decision, "revision": revision}
    return 0, answer


ANSWERS = {"recalculate": recalculate}

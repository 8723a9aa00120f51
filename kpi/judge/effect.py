"""What an act would change: the same figures and verdicts asked before and after."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from kpi.declare import ALL, Month
from kpi.judge.judge import Judge
from kpi.judge.values import Change, VerdictChange
from kpi.measure import Measured, Scope


def changes(
    before: Judge, after: Judge, touched: Collection[tuple[str, Month]], kind: str
) -> tuple[list[Change], list[VerdictChange]]:
    """Return every figure and verdict that differs, for the touched sites and months of a kind.

    The group's year to date at the newest touched month comes first, then the site-months from
    new to old; indicators stand in the order of their pages.
    """
    if not touched:
        return [], []
    newest = max(month for _, month in touched)
    scopes = [Scope(ALL, newest, "ytd")]
    scopes += [
        Scope(site, month, "month")
        for site, month in sorted(touched, key=lambda pair: (-pair[1].index, pair[0]))
    ]
    catalogue = before.catalogue
    resting = [i for i in catalogue.indicators if catalogue.rests_on(i, kind)]
    return _figures(before, after, scopes, resting), _verdicts(before, after, newest, resting)


def _figures(
    before: Judge, after: Judge, scopes: Iterable[Scope], indicators: Collection[str]
) -> list[Change]:
    old, new = before.figures(), after.figures()
    found: list[Change] = []
    for scope in scopes:
        for indicator in indicators:
            was, now = old.measured(indicator, scope), new.measured(indicator, scope)
            if _differ(was, now):
                found.append(Change(indicator, scope, was, now))
    return found


def _differ(was: Measured, now: Measured) -> bool:
    return (was.value, was.status) != (now.value, now.status)


def _verdicts(
    before: Judge, after: Judge, month: Month, indicators: Collection[str]
) -> list[VerdictChange]:
    found: list[VerdictChange] = []
    for target in before.targets:
        if target.indicator not in indicators:
            continue
        was, now = (judge.progress(target.id, ALL, month) for judge in (before, after))
        if was.verdict != now.verdict:
            found.append(VerdictChange(target.id, was.scope, was.verdict, now.verdict))
    return found

"""What an act would change: the same figures and verdicts asked before and after."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from kpi.declare import ALL, Month
from kpi.judge.judge import Judge
from kpi.judge.values import Change, VerdictChange
from kpi.measure import Measured, Scope

MONTH_BY_MONTH = 24
"""Site-months told one by one: a year of two sites."""


def changes(
    before: Judge, after: Judge, touched: Collection[tuple[str, Month]], kind: str
) -> tuple[list[Change], list[VerdictChange]]:
    """Return every figure and verdict that differs, for the touched sites and months of a kind.

    The group's year to date at the newest touched month comes first, then the site-months from
    new to old, or the site-years when a file spans more months than a person reads one by one;
    figures of the kind's own theme stand before what else rests on it, in the order of their pages.
    """
    if not touched:
        return [], []
    newest = max(month for _, month in touched)
    scopes = [Scope(ALL, newest, "ytd"), *_touched_scopes(touched)]
    catalogue = before.catalogue
    own = {
        i.id for t in catalogue.themes if t.contract and t.contract.id == kind for i in t.indicators
    }
    resting = [i for i in catalogue.indicators if catalogue.rests_on(i, kind)]
    resting.sort(key=lambda indicator: indicator not in own)
    return _figures(before, after, scopes, resting), _verdicts(before, after, newest, resting)


def _touched_scopes(touched: Collection[tuple[str, Month]]) -> list[Scope]:
    if len(touched) <= MONTH_BY_MONTH:
        ordered = sorted(touched, key=lambda pair: (-pair[1].index, pair[0]))
        return [Scope(site, month, "month") for site, month in ordered]
    years = sorted({(-month.year, site) for site, month in touched})
    return [Scope(site, Month(-year, 12), "year") for year, site in years]


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

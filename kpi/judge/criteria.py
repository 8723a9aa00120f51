"""What figures say of requirements by themselves: met, not met, or unknown with the reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from kpi.declare import Month
from kpi.judge.judge import Judge
from kpi.judge.scheme import Criterion, Live, Schema, SiteLevels
from kpi.measure import Figures, Measured, Scope
from kpi.methods import Answer

SPAN_MONTHS = 12


def site_levels(judge: Judge, site: str, schema: Schema, today: dt.date) -> SiteLevels:
    """Return where a site stands against a schema on a day, figures included.

    Figures are those of the twelve months to the newest month in which everything is in.
    """
    certification = judge.certification
    month = judge.newest_complete_month(site)
    return certification.levels(
        site,
        schema,
        today,
        live_answers(certification.criteria, schema, judge.figures(), site, month),
    )


def live_answers(
    criteria: Iterable[Criterion], schema: Schema, figures: Figures, site: str, month: Month
) -> dict[str, list[Live]]:
    """Return what figures say of a schema's requirements at a site, by code."""
    found: dict[str, list[Live]] = {}
    for criterion in criteria:
        if criterion.schema == schema.code:
            found.setdefault(criterion.code, []).append(live(criterion, figures, site, month))
    return found


def live(criterion: Criterion, figures: Figures, site: str, month: Month) -> Live:
    """Return what one figure says over the twelve months to a month; nothing measured is unknown."""
    scope = Scope(site, month, "r12")
    if criterion.indicator not in figures.catalogue.indicators:
        return Live(criterion, "unknown", scope, None, 0, "figure_unknown")
    measured = figures.measured(criterion.indicator, scope)
    months = sum(
        figures.measured(criterion.indicator, Scope(site, one)).value is not None
        for one in scope.months
    )
    answer, reason = _answered(criterion, measured, months)
    return Live(criterion, answer, scope, measured, months, reason)


def _answered(criterion: Criterion, measured: Measured, months: int) -> tuple[Answer, str]:
    if measured.value is None:
        return "unknown", "not_measured"
    if criterion.test == "complete":
        return ("met" if measured.comparable else "not_met"), ""
    if criterion.threshold is None:
        return "unknown", "threshold_missing"
    if criterion.test == "measured":
        return ("met" if months >= criterion.threshold else "not_met"), ""
    if not measured.comparable:
        return "unknown", "incomplete"
    holds = {
        "above": measured.value > criterion.threshold,
        "at_least": measured.value >= criterion.threshold,
        "at_most": measured.value <= criterion.threshold,
    }[criterion.test]
    return ("met" if holds else "not_met"), ""

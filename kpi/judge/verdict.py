"""The verdict on a figure against one target: gap, ratio, reasons and remarks, all in one value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, localcontext

from kpi.declare import ALL, Indicator, Month
from kpi.judge.required_path import asked_at, path_points, required_values
from kpi.judge.values import Base, Progress, Required, Target, Verdict
from kpi.measure import Measured, Reason, Scope
from kpi.methods import progress_ratio

ON_COURSE, ATTENTION = Decimal(95), Decimal(60)
"""Percent of the required change: the published thresholds of the Eurostat progress measure."""

LOWER_IS_BETTER = ("reduction_pct", "share_max", "absolute_max")
ADDED_UP = ("flow", "stock", "total")
"""Kinds of figures whose sites add up to the group."""


def boundary_reason(asked: str | None, found: str) -> Reason:
    """Return why two boundaries are not compared: one is not known, or they differ."""
    if not asked:
        return Reason("boundary_unknown")
    return Reason("boundary_differs", {"asked_boundary": asked, "found_boundary": found})


def limit_reason(target: Target, indicator: Indicator, site: str) -> Reason | None:
    """Return why an amount is not held against a limit: one of them is a site's, one the whole's."""
    if target.expression != "absolute_max" or indicator.kind not in ADDED_UP:
        return None
    if target.scope_level == "site":
        return Reason("limit_of_site") if site == ALL else None
    return Reason("limit_of_whole") if site != ALL else None


def silent(target: Target, scope: Scope, *reasons: Reason) -> Progress:
    """Return the progress of a target of which nothing can be measured, with the reasons."""
    return Progress(
        target, scope, None, None, (), None, None, None, None, None, "no_verdict", reasons
    )


def judged(
    target: Target, scope: Scope, actual: Measured, base: Base | None, base_reason: Reason | None
) -> Progress:
    """Return where a figure stands against one target; without a verdict the reasons say why."""
    required = required_values(target, base)
    points = path_points(target, base)
    on_path = asked_at(target, points, scope.month)
    value = actual.value if actual.comparable else None
    gap = gap_share = reduction = ratio = None
    with localcontext(prec=34):
        if value is not None and on_path is not None:
            gap = value - on_path
            gap_share = None if on_path == 0 else gap / on_path * 100
        if value is not None and base is not None and base.value != 0:
            reduction = (base.value - value) / base.value * 100
        # Where the base was better than what is asked, no change is asked to be a part of.
        if base is not None and on_path is not None and not _worse(target, on_path, base.value):
            ratio = None if value is None else progress_ratio(base.value, value, on_path)
    reasons = _reasons(target, actual, base, base_reason, on_path)
    late = bool(required) and scope.month >= Month(required[-1].year, 12)
    unmet = late and value is not None and _worse(target, value, required[-1].value)
    missed = [Reason("milestone_missed", {"year": str(required[-1].year)})] if unmet else []
    return Progress(
        target=target,
        scope=scope,
        actual=actual,
        base=base,
        required=required,
        path_value=on_path,
        gap=gap,
        gap_share=gap_share,
        reduction=reduction,
        ratio=ratio,
        verdict=_verdict(target, value, required, on_path, ratio, late=late),
        reasons=reasons,
        remarks=(*_remarks(target, scope, actual, base), *missed),
    )


def _reasons(
    target: Target,
    actual: Measured,
    base: Base | None,
    base_reason: Reason | None,
    on_path: Decimal | None,
) -> tuple[Reason, ...]:
    found: list[Reason] = []
    if not actual.comparable:
        found.append(actual.reason or Reason("actual_incomplete"))
    if base_reason is not None:
        # A base year alone would bring no verdict where no path runs from it.
        aimless = target.path == "none" and base_reason.code == "base_year_unknown"
        found.append(Reason("path_none") if aimless else base_reason)
    if base is not None and on_path is None:
        starts = {"year": str(base.year)}
        found.append(_pathless(target, base, starts))
    return tuple(found)


def _pathless(target: Target, base: Base, starts: Mapping[str, str]) -> Reason:
    if target.path == "none":
        return Reason("path_none")
    if target.path == "constant" and not path_points(target, base):
        return Reason("path_impossible")
    return Reason("path_later", starts)


def _remarks(
    target: Target, scope: Scope, actual: Measured, base: Base | None
) -> tuple[Reason, ...]:
    found: list[Reason] = []
    if target.factor_year is not None:
        found.append(Reason("factors_frozen", {"year": str(target.factor_year)}))
    if actual.assumed or (base is not None and base.assumed):
        found.append(Reason("factors_assumed"))
    if actual.status == "estimated" or (base is not None and base.estimated):
        found.append(Reason("partly_estimated"))
    if base is not None and base.status != "measured":
        found.append(Reason(f"base_{base.status}"))
    if base is not None and base.boundary is None and target.boundary is not None:
        found.append(Reason("base_boundary_untold"))
    if target.proxy:
        found.append(Reason("proxy"))
    if target.valid_to and str(scope.month.first_day) > target.valid_to:
        found.append(Reason("target_ended", {"day": target.valid_to}))
    if scope.site != ALL and target.scope_level != "site":
        found.append(Reason("site_share"))
    return tuple(found)


def _verdict(
    target: Target,
    value: Decimal | None,
    required: Sequence[Required],
    on_path: Decimal | None,
    ratio: Decimal | None,
    *,
    late: bool,
) -> Verdict:
    """Return the verdict; `late` tells that the last milestone's year is over."""
    if value is None:
        return "no_verdict"

    def meets(limit: Decimal) -> bool:
        return not _worse(target, value, limit)

    if target.scope_level == "branch":
        if on_path is None:
            return "no_verdict"
        return "below_line" if meets(on_path) else "above_line"
    if required and meets(required[-1].value):
        return "reached"
    if on_path is None:
        return "no_verdict"
    if ratio is None:
        return "on_course" if meets(on_path) else "behind"
    if not late and (ratio >= ON_COURSE or meets(on_path)):
        return "on_course"
    return "attention" if ratio >= ATTENTION else "behind"


def _worse(target: Target, value: Decimal, limit: Decimal) -> bool:
    """Tell whether a value lies on the wrong side of a limit, by what the target asks."""
    return value > limit if target.expression in LOWER_IS_BETTER else value < limit

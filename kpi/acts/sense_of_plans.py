"""What events, scenarios and payback terms have to mean before they are stored."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from kpi.acts.values import Refused
from kpi.declare import ALL
from kpi.judge import RANGES, SUMMED, Judge, read_event, read_scenario, what_if
from kpi.judge.targets import Entry
from kpi.measure import Scope

Body = Mapping[str, Any]


def number_of(name: str, value: object) -> Decimal:
    """Return the number in a field; Refused when there is none."""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise Refused("number_unreadable", field=name, value=str(value)) from None
    if not number.is_finite():
        raise Refused("number_unreadable", field=name, value=str(value))
    return number


def newest_year(judge: Judge, indicator: str | None, site: str) -> tuple[Scope, Decimal] | None:
    """Return the newest whole twelve months of the last two years, None when there are none."""
    if indicator is None:
        return None
    for back in range(24):
        scope = Scope(site, judge.last_month.plus(-back), "r12")
        found = judge.figures().measured(indicator, scope)
        if found.comparable and found.value is not None:
            return scope, found.value
    return None


def require_event(judge: Judge, entry: Entry) -> None:
    """Refuse an event of no figure, a load without an amount or of more than its month has."""
    body = entry.body
    amount = str(body.get("amount") or "")
    if amount:
        number_of("amount", amount)
    declared = judge.catalogue.indicators.get(body["indicator"])
    if declared is None:
        raise Refused("indicator_unknown", indicator=str(body["indicator"]))
    event = read_event(entry)
    if event.kind == "step":
        if event.amount is not None:
            raise Refused("event_step_amount")
        return
    if declared.kind not in SUMMED:
        raise Refused("event_no_sum")
    if event.amount is None or event.amount <= 0:
        raise Refused("event_amount", value=amount or "–")
    there = judge.figures().measured(event.indicator, Scope(event.site, event.month)).value
    others = [
        other.amount or Decimal()
        for other in judge.events
        if other.id != event.id
        and (other.kind, other.indicator, other.month) == ("one_off", event.indicator, event.month)
        and event.site in (ALL, other.site)
    ]
    if there is not None and event.amount + sum(others, Decimal()) > there:
        raise Refused(
            "event_exceeds", amount=str(event.amount), month=str(event.month), there=f"{there:.0f}"
        )


def require_scenario(judge: Judge, entry: Entry) -> None:
    """Refuse a scenario of no target, with a measure that is none, or beyond what may be assumed.

    One whose measures save more than there is is refused as well.
    """
    for name, allowed in RANGES.items():
        value = number_of(name, entry.body[name])
        if not allowed.holds(value):
            facts = {"low": str(allowed.low), "high": str(allowed.high)}
            raise Refused("scenario_range", field=name, value=str(value), **facts)
    if number_of("delay", entry.body["delay"]) % 1:
        raise Refused("scenario_months", value=str(entry.body["delay"]))
    scenario = read_scenario(entry)
    if scenario.target not in {target.id for target in judge.targets}:
        raise Refused("target_unknown", target=scenario.target)
    unknown = set(scenario.choice.measures) - {measure.id for measure in judge.measures}
    if unknown:
        raise Refused("scenario_measures", measures=", ".join(sorted(unknown)))
    newest = newest_year(judge, judge.target(scenario.target).indicator, scenario.site)
    if newest is None:
        return
    progress = judge.progress(scenario.target, scenario.site, newest[0].month)
    for reason in what_if(judge, progress, scenario.choice).reasons:
        if reason.code == "measures_exceed":
            raise Refused("scenario_exceeds", **reason.facts)


def require_rule(body: Body) -> None:
    """Refuse a payback term or a threshold that is not above zero."""
    for name in ("years", "electricity_kwh", "gas_m3"):
        if number_of(name, body[name]) <= 0:
            raise Refused("rule_number", field=name, value=str(body[name]))

"""What an entry has to mean: targets that do not contradict, measures that can be true."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from kpi.acts.sense_of_dispatch import require_dispatch, require_mail_server
from kpi.acts.sense_of_months import NOTED, require_note
from kpi.acts.sense_of_plans import (
    newest_year,
    number_of,
    require_event,
    require_rule,
    require_scenario,
)
from kpi.acts.sense_of_region import ABOUT_REGION, require_region
from kpi.acts.values import Refused
from kpi.declare import ALL
from kpi.judge import (
    SHARE,
    Exceeds,
    Judge,
    Measure,
    Target,
    Unsaved,
    counted,
    read_measure,
    saved_between,
)
from kpi.judge.targets import Entry, read_target

Body = Mapping[str, Any]
SENDING = {"dispatch": require_dispatch, "mail_server": require_mail_server}


def require_sense(
    judge: Judge,
    register: str,
    identifier: str,
    body: Body,
    valid_from: str = "",
    valid_to: str = "",
) -> None:
    """Refuse an entry that contradicts itself, another one, or the figures it speaks of."""
    entry = Entry(identifier, body, valid_from, valid_to, 0, "store")
    if register == "target":
        _require_target(judge, entry)
    elif register == "base_value":
        _require_base(judge, body)
    elif register == "measure":
        _require_measure(judge, entry)
    elif register == "event":
        require_event(judge, entry)
    elif register == "scenario":
        require_scenario(judge, entry)
    elif register == "payback_rule":
        require_rule(body)
    elif register in SENDING:
        SENDING[register](body)
    elif register in ABOUT_REGION:
        require_region(judge, register, identifier, body)
    elif register in NOTED:
        require_note(judge.catalogue.registers[register], body)


# --- targets -------------------------------------------------------------------------------------


def _require_target(judge: Judge, entry: Entry) -> None:
    _require_milestones(entry.body)
    target = read_target(entry)
    if target.base_year is not None and target.milestones[0].year <= target.base_year:
        year = str(target.milestones[0].year)
        raise Refused("base_after_milestone", base=str(target.base_year), year=year)
    _require_share(judge, target)
    if target.path == "constant" and _ends_at_zero(target):
        raise Refused("path_to_zero")
    for other in judge.targets:
        _require_apart(target, other)


def _require_share(judge: Judge, target: Target) -> None:
    """Refuse a share asked of a figure that is none; an unknown figure is left as it is."""
    indicator = judge.catalogue.indicators.get(target.indicator or "")
    if indicator is None or target.expression not in ("share_max", "share_min"):
        return
    if indicator.unit != SHARE:
        raise Refused("share_of_amount", unit=indicator.unit)


def _require_milestones(body: Body) -> None:
    """Refuse milestones without a year or value, twice in a year, or that take a cut back."""
    milestones = body.get("milestones") or ()
    values = [number_of("milestones", milestone.get("value")) for milestone in milestones]
    years = [str(milestone.get("year")) for milestone in milestones]
    if any(not (year.isdigit() and len(year) == 4) for year in years):
        raise Refused("milestone_year", years=", ".join(years))
    if len(set(years)) != len(years):
        raise Refused("milestone_twice", years=", ".join(years))
    if body["expression"] != "reduction_pct":
        return
    told = ", ".join(f"{year}: {value}" for year, value in zip(years, values, strict=True))
    if any(not 0 < value <= 100 for value in values):
        raise Refused("milestone_reduction", values=told)
    ordered = [value for _, value in sorted(zip(years, values, strict=True))]
    if ordered != sorted(ordered):
        raise Refused("milestone_backwards", values=told)


def _ends_at_zero(target: Target) -> bool:
    zero = {"reduction_pct": Decimal(100), "absolute_max": Decimal(0)}.get(target.expression)
    return any(milestone.value == zero for milestone in target.milestones)


def _require_apart(target: Target, other: Target) -> None:
    """Refuse two targets of one owner that ask different things of one figure in one year."""
    same = ("owner", "set", "indicator", "expression", "scope_level")
    if target.id == other.id or target.indicator is None:
        return
    if any(getattr(target, name) != getattr(other, name) for name in same):
        return
    if not _overlap(target, other):
        return
    asked = {m.year: m.value for m in other.milestones}
    for milestone in target.milestones:
        if asked.get(milestone.year, milestone.value) != milestone.value:
            raise Refused(
                "target_overlaps",
                other=other.id,
                year=str(milestone.year),
                first=str(asked[milestone.year]),
                second=str(milestone.value),
            )


def _overlap(target: Target, other: Target) -> bool:
    last, until = target.valid_to or "9999", other.valid_to or "9999"
    return target.valid_from <= until and other.valid_from <= last


def _require_base(judge: Judge, body: Body) -> None:
    """Refuse a base value that is none, or of a year or unit that its target contradicts."""
    value = number_of("value", body["value"])
    if value <= 0:
        raise Refused("base_not_positive", value=str(value))
    found = [target for target in judge.targets if target.id == body["target"]]
    if not found:
        raise Refused("target_unknown", target=str(body["target"]))
    target, year = found[0], int(body["year"])
    if target.milestones and year >= target.milestones[0].year:
        first = str(target.milestones[0].year)
        raise Refused("base_after_milestone", base=str(year), year=first)
    if target.base_year is not None and year != target.base_year:
        raise Refused("base_other_year", year=str(year), asked=str(target.base_year))
    indicator = judge.catalogue.indicators.get(target.indicator or "")
    if indicator is not None and body["unit"] != indicator.unit:
        raise Refused("base_other_unit", unit=str(body["unit"]), asked=indicator.unit)


# --- measures ------------------------------------------------------------------------------------

NUMBERS = ("effect", "order", "ramp", "life", "investment", "subsidy", "saving", "cost",
           "tonnes", "realised")  # fmt: skip
WHOLE = ("ramp", "life")


def _require_measure(judge: Judge, entry: Entry) -> None:
    body = entry.body
    given = {name: number_of(name, body[name]) for name in NUMBERS if body.get(name)}
    for name, value in given.items():
        if value < 0 or (name in WHOLE and value != value.to_integral_value()):
            raise Refused("measure_number", field=name, value=str(value))
    if given["effect"] <= 0 or given.get("life", 1) < 1:
        raise Refused(
            "measure_number",
            field="effect" if given["effect"] <= 0 else "life",
            value=str(given["effect"] if given["effect"] <= 0 else given["life"]),
        )
    if body["indicator"] not in judge.catalogue.indicators:
        raise Refused("indicator_unknown", indicator=str(body["indicator"]))
    _require_room(judge, read_measure(entry))


def _require_room(judge: Judge, measure: Measure) -> None:
    """Refuse a measure that saves more than there is, by itself or with those that count already.

    Held against the newest whole twelve months; where there are none nothing can be said.
    """
    declared = judge.catalogue.indicators[measure.indicator]
    if declared.direction != "down" or measure.stage == "stopped":
        return
    others = (*(m for m in judge.measures if m.id != measure.id), measure)
    chosen = {m.id for m in others if m.funded} | {measure.id}
    for site in dict.fromkeys((measure.site, ALL)):
        newest = newest_year(judge, measure.indicator, site)
        if newest is not None:
            scope, total = newest
            found = counted(judge.figures(), others, measure.indicator, scope, chosen)
            if found:
                _require_left(tuple(sorted(found, key=_turn)), measure, total)


def _turn(measure: Measure) -> tuple[Decimal, Any, str]:
    return measure.order, measure.start, measure.id


def _require_left(measures: Sequence[Measure], own: Measure, total: Decimal) -> None:
    before = min(measure.start for measure in measures).plus(-1)
    after = max(measure.start.plus(measure.ramp + 12) for measure in measures)
    try:
        saved_between(measures, before, after, total, lower=True)
    except Exceeds as found:
        raise Refused(
            "measure_exceeds",
            measure=found.measure.name,
            left=f"{found.left:.0f}",
            effect=str(own.effect.value),
        ) from None
    except Unsaved:
        return

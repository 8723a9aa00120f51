"""What lies ahead of a target, as plain data: lamps, chances, budget, measures."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from kpi.command.desk import Desk
from kpi.command.plain import plain_number
from kpi.judge import BudgetView, Chance, Derived, Judge, Lamp, Outlook, Plan, Progress
from kpi.judge import lamps as lamps_of
from kpi.judge import outlook as outlook_of
from kpi.measure import Reason
from kpi.show import Voice
from kpi.show.lamps import chance_text


def ahead(desk: Desk, judge: Judge, progress: Progress) -> dict[str, Any]:
    """Return what is said of a target beside where it stands now."""
    found = outlook_of(judge, progress)
    return {
        "path_shape": progress.target.path,
        "lamps": {lamp.name: _lamp(desk, lamp) for lamp in lamps_of(found)},
        "years": [
            {"month": str(month), "value": plain_number(value)}
            for month, value in zip(found.years.months, found.years.values, strict=True)
        ],
        "years_left_out": [str(month) for month in found.years.left_out],
        "aim": None if found.aim is None else found.aim.required.year,
        "chances": [_chance(desk, chance) for chance in found.chances],
        "coverage": [
            {"model": c.model, "band": percent(c.coverage), "held": c.held, "tried": c.tried}
            for c in found.coverage
        ],
        "budget": _budget(desk, found),
        "distance": None if found.distance is None else _distance(desk, found),
        "measures": None if found.plan is None else _plan(desk, found.plan),
    }


def percent(share: float) -> str:
    """Return a share as percent in a decimal string."""
    return plain_number(Decimal(repr(share)) * 100) or ""


def _lamp(desk: Desk, lamp: Lamp) -> dict[str, Any]:
    return {
        "light": lamp.light,
        "words": desk.say(f"light.{lamp.name}_{lamp.light}"),
        "number": plain_number(lamp.number),
        "reasons": _reasons(desk, lamp.reasons),
    }


def _reasons(desk: Desk, reasons: tuple[Reason, ...]) -> list[str]:
    return [desk.say(f"reason.{reason.code}", **reason.facts) for reason in reasons]


def _derived(desk: Desk, derived: Derived) -> dict[str, Any]:
    return {
        "value": plain_number(derived.value),
        "unit": derived.unit,
        "method": derived.method,
        "method_words": desk.say(f"method.{derived.method}"),
        "parameters": dict(derived.parameters),
        "from": [
            {"id": i.indicator, "site": i.scope.site, "month": str(i.scope.month),
             "span": i.scope.span}
            for i in derived.from_
        ],
        "reason": None if derived.reason is None else _reasons(desk, (derived.reason,))[0],
    }  # fmt: skip


def _chance(desk: Desk, chance: Chance) -> dict[str, Any]:
    return {
        "year": chance.required.year,
        "asked": plain_number(chance.required.value),
        "chance": _told(desk, chance.percent),
        "chance_unchanged": _told(desk, chance.unchanged),
        "chance_with_measures": _told(desk, chance.with_measures),
        "centre": plain_number(chance.centre),
        "bands": [
            {
                "model": name,
                "band": band,
                "low": plain_number(model.band(share)[0]),
                "high": plain_number(model.band(share)[1]),
            }
            for name, model in chance.models.items()
            for band, share in (("80", 0.80), ("95", 0.95))
        ],
        "extra": {str(certainty): plain_number(v) for certainty, v in chance.extra.items()},
    }


def _told(desk: Desk, derived: Derived) -> dict[str, Any]:
    """Return a chance with how it may be told: a few years do not know it to the percent."""
    voice = Voice(desk.catalogue, desk.language, {})
    words = None if derived.value is None else chance_text(derived.value, voice)
    return {**_derived(desk, derived), "words": words}


def _budget(desk: Desk, found: Outlook) -> Mapping[str, Any]:
    view: BudgetView | None = found.budget
    if view is None:
        return {"reasons": _reasons(desk, found.budget_reasons)}
    sums = view.found
    return {
        "until": view.until,
        "newest": view.newest,
        "total": plain_number(sums.total),
        "planned": plain_number(sums.planned),
        "used": plain_number(sums.used),
        "overshoot": plain_number(sums.overshoot),
        "left": plain_number(sums.left),
        "step": plain_number(sums.step),
        "ends_at": plain_number(sums.ends_at),
        "runs_out": None if view.runs_out is None else str(view.runs_out),
        "at_least_in": list(view.at_least),
    }


def _distance(desk: Desk, found: Outlook) -> dict[str, Any]:
    assert found.distance is not None  # asked by the caller
    return {
        "amount": plain_number(found.distance.amount),
        "site": found.distance.site,
        "days": _derived(desk, found.distance.days),
    }


def _plan(desk: Desk, plan: Plan) -> dict[str, Any]:
    return {
        "gap": _derived(desk, plan.gap),
        "saved": plain_number(plan.saved),
        "share": _derived(desk, plan.share),
        "funded": [
            {"id": part.measure.id, "saved": plain_number(part.amount)} for part in plan.parts
        ],
        "not_funded": [measure.id for measure in plan.idle],
    }

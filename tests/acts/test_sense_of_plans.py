"""Events, scenarios and payback terms that cannot be are refused, with the reason."""

from __future__ import annotations

from typing import Any

import pytest

from kpi.acts import Actor
from kpi.declare import ALL
from tests.acts.test_sense import refusal, target
from tests.judge.test_outlook import worked
from tests.judge.test_what_if import PLAN, planned
from tests.stores import open_acts

EVENT = {"kind": "one_off", "indicator": "waste_residual", "site": "ALM", "month": "2025-06",
         "amount": "5000", "cause": "Archief", "source": "Anna"}  # fmt: skip
SCENARIO = {"name": "s", "target": "GD3-4c-A", "site": ALL, "measures": [PLAN], "trend": "0",
            "delivered": "100", "delay": "0"}  # fmt: skip
RULE = {"name": "r", "status": "in_force", "years": "5", "electricity_kwh": "50000",
        "gas_m3": "25000", "source": "wet"}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"amount": ""}, "event_amount"),
        ({"amount": "-1"}, "event_amount"),
        ({"amount": "veel"}, "number_unreadable"),
        ({"amount": "7551"}, "event_exceeds"),  # Almelo has 7,550 kg in June
        ({"kind": "step"}, "event_step_amount"),
        ({"indicator": "waste_residual_share"}, "event_no_sum"),
        ({"indicator": "nothing"}, "indicator_unknown"),
        ({"month": "juni"}, "rough_date_unreadable"),
        ({"cause": ""}, "field_missing"),
    ],
)
def test_an_event_that_cannot_be(changed: dict[str, Any], code: str) -> None:
    assert refusal(worked(), "event", "e", {**EVENT, **changed}).code == code


def test_two_loads_together_may_not_be_more_than_the_month_has() -> None:
    acts = planned()
    acts.set_entry("event", "first", EVENT, actor=Actor.local("Anna"), reason="x")
    assert refusal(acts, "event", "second", {**EVENT, "amount": "2551"}).code == "event_exceeds"
    acts.set_entry(
        "event", "second", {**EVENT, "amount": "2550"}, actor=Actor.local("Anna"), reason="x"
    )


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"trend": "-16"}, "scenario_range"),
        ({"delivered": "151"}, "scenario_range"),
        ({"delay": "61"}, "scenario_range"),
        ({"delay": "1.5"}, "scenario_months"),
        ({"trend": "veel"}, "number_unreadable"),
        ({"target": "nothing"}, "target_unknown"),
        ({"measures": ["weg"]}, "scenario_measures"),
        ({"measures": [PLAN, "Meer/ALL"], "trend": "-15"}, "scenario_exceeds"),
        ({"name": ""}, "field_missing"),
    ],
)
def test_a_scenario_that_cannot_be(changed: dict[str, Any], code: str) -> None:
    assert refusal(planned(), "scenario", "s", {**SCENARIO, **changed}).code == code


@pytest.mark.parametrize("field", ["years", "electricity_kwh", "gas_m3"])
def test_a_payback_term_is_above_zero(field: str) -> None:
    acts = open_acts()
    assert refusal(acts, "payback_rule", "r", {**RULE, field: "0"}).code == "rule_number"
    assert refusal(acts, "payback_rule", "r", {**RULE, field: "x"}).code == "number_unreadable"


def test_an_old_report_keeps_the_old_target() -> None:
    acts = open_acts()
    before = acts.judge().as_of
    asked = target(acts, milestones=[{"year": "2030", "value": "60"}])
    now = acts.set_entry(
        "target", "GD3-4c-A", asked, actor=Actor.local("Anna"), reason="Nieuw besluit"
    )
    assert acts.judge(as_of=before).target("GD3-4c-A").milestones[0].value == 75
    assert acts.judge(as_of=now).target("GD3-4c-A").milestones[0].value == 60
    newest = acts.history("target", "GD3-4c-A")[0]
    assert (newest.actor, newest.reason) == ("Anna", "Nieuw besluit")

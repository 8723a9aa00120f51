"""Entries that contradict themselves, another one or the figures are refused, with the reason."""

from __future__ import annotations

from typing import Any

import pytest

from kpi.acts import Actor, Acts, Refused
from tests.judge.test_outlook import MEASURE, YEARS, bring, own_target, worked
from tests.stores import open_acts

BASE = {"target": "GD3-4c-A", "site": "ALL", "year": "2018", "unit": "kg", "value": "1000",
        "status": "reconstructed", "source": "report"}  # fmt: skip


def refusal(acts: Acts, register: str, identifier: str, body: dict[str, Any]) -> Refused:
    with pytest.raises(Refused) as told:
        acts.set_entry(register, identifier, body, actor=Actor.local("Anna"), reason="x")
    acts.catalogue.words.say("nl", f"refused.{told.value.code}", **told.value.facts)
    return told.value


def target(acts: Acts, **changed: object) -> dict[str, Any]:
    entry = next(e for e in acts.entries("target") if e.id == "GD3-4c-A")
    return {**entry.body, **changed}


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"base_year": "2030"}, "base_after_milestone"),
        ({"milestones": [{"year": "30", "value": "55"}]}, "milestone_year"),
        ({"milestones": [{"year": "2030", "value": "x"}]}, "number_unreadable"),
        ({"milestones": [{"year": "2030", "value": "NaN"}]}, "number_unreadable"),
        ({"milestones": [{"year": "2030", "value": "155"}]}, "milestone_reduction"),
        ({"milestones": [{"year": "2030", "value": "55"}] * 2}, "milestone_twice"),
        (
            {"milestones": [{"year": "2030", "value": "55"}, {"year": "2040", "value": "50"}]},
            "milestone_backwards",
        ),
        ({"expression": "share_min"}, "share_of_amount"),
        (
            {"expression": "share_max", "milestones": [{"year": "2030", "value": "50000"}]},
            "share_of_amount",
        ),
        ({"path": "constant", "milestones": [{"year": "2050", "value": "100"}]}, "path_to_zero"),
    ],
)
def test_a_target_that_contradicts_itself(changed: dict[str, Any], code: str) -> None:
    acts = worked()
    assert refusal(acts, "target", "GD3-4c-A", target(acts, **changed)).code == code


def test_two_targets_that_ask_different_things_at_the_same_time() -> None:
    acts = worked()
    found = refusal(acts, "target", "other", target(
        acts, milestones=[{"year": "2030", "value": "60"}]
    ))  # fmt: skip
    assert found.code == "target_overlaps"
    assert found.facts == {"other": "GD3-4c-A", "year": "2030", "first": "55", "second": "60"}


def test_a_later_version_beside_an_ended_one_is_no_overlap() -> None:
    acts = open_acts()
    body = target(acts, milestones=[{"year": "2030", "value": "60"}])
    acts.set_entry("target", "GD3-4c-A", target(acts), actor=Actor.local("A"), reason="x",
                   valid_from="2023-01-01", valid_to="2026-12-31")  # fmt: skip
    acts.set_entry(
        "target", "next", body, actor=Actor.local("A"), reason="x", valid_from="2027-01-01"
    )
    assert {t.id for t in acts.judge().targets} >= {"GD3-4c-A", "next"}


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"value": "0"}, "base_not_positive"),
        ({"value": "many"}, "number_unreadable"),
        ({"year": "2019"}, "base_other_year"),
        ({"unit": "t"}, "base_other_unit"),
        ({"year": "2030"}, "base_after_milestone"),
        ({"target": "none"}, "target_unknown"),
    ],
)
def test_a_base_value_that_contradicts_its_target(changed: dict[str, Any], code: str) -> None:
    assert refusal(worked(), "base_value", "b", {**BASE, **changed}).code == code


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        # The newest whole twelve months hold 12 x 7,650 = 91,800 kg.
        ({"effect": "91801"}, "measure_exceeds"),
        ({"effect": "101", "effect_kind": "percent"}, "measure_exceeds"),
        ({"effect": "-1"}, "measure_number"),
        ({"effect": "0"}, "measure_number"),
        ({"effect": "much"}, "number_unreadable"),
        ({"life": "2.5"}, "measure_number"),
        ({"life": "0.5"}, "measure_number"),
        ({"start": "soon"}, "rough_date_unreadable"),
        ({"indicator": "none"}, "indicator_unknown"),
        ({"owner": ""}, "field_missing"),
    ],
)
def test_a_measure_that_cannot_be_true(changed: dict[str, Any], code: str) -> None:
    assert refusal(worked(), "measure", "m", {**MEASURE, **changed}).code == code


def test_measures_that_together_save_more_than_there_is() -> None:
    acts = open_acts()
    bring(acts, {2025: YEARS[2025]})
    own_target(acts, base_year="2025")
    acts.set_entry(
        "measure", "a", {**MEASURE, "effect": "90000"}, actor=Actor.local("Anna"), reason="x"
    )
    found = refusal(acts, "measure", "b", {**MEASURE, "effect": "1801", "order": "2"})
    assert found.code == "measure_exceeds" and found.facts["left"] == "1800"
    acts.set_entry(
        "measure", "b", {**MEASURE, "effect": "1800"}, actor=Actor.local("Anna"), reason="x"
    )

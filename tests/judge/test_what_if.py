"""What if, on the worked series: 91,800 kg in 2025, -55% since 120,000 kg of 2018 asks 54,000."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache

import pytest

from kpi.acts import Actor, Acts
from kpi.declare import ALL, Month
from kpi.judge import Choice, Unsaved, WhatIf, counted, saved_between, usual_choice, what_if
from kpi.judge.bounds import possible
from kpi.judge.measures import read_measure
from kpi.judge.targets import Entry
from kpi.measure import Scope
from tests.judge.test_outlook import DECEMBER, MEASURE, YEARS, bring, own_target, shares
from tests.stores import open_acts

TARGET = "GD3-4c-A"
PLAN = MEASURE["name"] + "/ALL"


@cache
def planned() -> Acts:
    """The worked case with a funded measure of 18,900 kg from 2027 on, and an unfunded one."""
    acts = open_acts()
    bring(acts, YEARS)
    own_target(acts)
    acts.set_entry("measure", PLAN, MEASURE, actor=Actor.local("Anna"), reason="x")
    more = {**MEASURE, "name": "Meer", "effect": "70000", "funded": "no", "start": "2028"}
    acts.set_entry("measure", "Meer/ALL", more, actor=Actor.local("Anna"), reason="x")
    half = {**MEASURE, "name": "Half", "site": "HGL", "effect": "50", "effect_kind": "percent",
            "funded": "no"}  # fmt: skip
    acts.set_entry("measure", "Half/HGL", half, actor=Actor.local("Anna"), reason="x")
    return acts


def projected(choice: Choice, month: Month = DECEMBER, site: str = ALL) -> WhatIf:
    judge = planned().judge()
    return what_if(judge, judge.progress(TARGET, site, month), choice)


def at(found: WhatIf, month: Month) -> Mapping[str, Decimal]:
    step = next(step for step in found.steps if step.month == month)
    return {"unchanged": step.unchanged, "value": step.value}


def test_it_begins_with_what_is_paid_for_and_no_trend() -> None:
    judge = planned().judge()
    usual = usual_choice(judge, judge.progress(TARGET, ALL, DECEMBER))
    assert usual == Choice((PLAN,), Decimal(0), Decimal(100), 0)


def test_a_measure_from_its_start_on() -> None:
    found = projected(Choice((PLAN,)))
    assert at(found, Month(2026, 12)) == {"unchanged": 91_800, "value": 91_800}
    assert at(found, Month(2027, 12)) == {"unchanged": 91_800, "value": 72_900}
    (end,) = found.ends
    assert (end.required.year, end.required.value, end.short) == (2030, 54_000, 18_900)
    assert [(part.measure.id, part.amount) for part in end.parts] == [(PLAN, 18_900)]


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        (Choice((PLAN,), trend=Decimal(-10)), 74_358 - 18_900),  # 91,800 x 0.9 x 0.9
        (Choice((PLAN,), delivered=Decimal(50)), 91_800 - 9_450),
        (Choice((PLAN,), delay=6), 91_800 - 9_450),  # from July 2027: half a year of it
        (Choice(()), 91_800),
        # Hengelo has 1,200 kg of the group; half of that, not half of the group.
        (Choice(("Half/HGL",)), 91_800 - 600),
    ],
)
def test_each_slider_moves_the_end_of_2027(choice: Choice, expected: int) -> None:
    assert round(at(projected(choice), Month(2027, 12))["value"], 6) == expected


def test_a_site_has_only_its_own_measures() -> None:
    found = projected(Choice((PLAN, "Half/HGL")), site="HGL")
    assert [measure.id for measure in found.measures] == ["Half/HGL"]
    assert found.lost == (PLAN,)


def test_measures_that_save_more_than_there_is_give_a_reason_and_no_path() -> None:
    # 91,800 x 0.85^5 = 40,732 kg is left in 2030; the two ask 88,900.
    found = projected(Choice((PLAN, "Meer/ALL"), trend=Decimal(-15)))
    assert [reason.code for reason in found.reasons] == ["measures_exceed"]
    assert not found.steps
    assert not found.ends


def test_what_is_not_in_the_register_is_named_and_does_not_count() -> None:
    found = projected(Choice((PLAN, "weg")))
    assert found.lost == ("weg",)
    assert at(found, Month(2027, 12))["value"] == 72_900


def test_without_twelve_whole_months_there_is_no_projection() -> None:
    found = projected(Choice(()), Month(2018, 6))
    assert found.reasons
    assert not found.steps


def test_a_percentage_of_a_part_that_is_not_known_is_told_and_counts_for_nothing() -> None:
    judge = planned().judge()
    open_year = Scope(ALL, Month(2018, 6), "r12")
    half = next(
        m
        for m in counted(judge.figures(), judge.measures, "waste_residual", open_year, {"Half/HGL"})
    )
    assert not half.part_known
    with pytest.raises(Unsaved) as unsaved:
        saved_between([half], DECEMBER, Month(2027, 12), Decimal(91_800), lower=True)
    assert unsaved.value.reason.code == "measure_part_unknown"
    assert unsaved.value.reason.facts == {"measure": "Half"}


def test_a_percentage_of_a_site_is_of_what_is_left_there_whatever_others_save() -> None:
    """2,400 kg, half of it at each site: 600 off at Almelo, then 40% of Hengelo's 1,200 is 480."""
    acts = halves()
    for name, changed in {
        "G": {"site": "ALM", "effect": "600", "order": "1"},
        "H": {"site": "HGL", "effect": "40", "effect_kind": "percent", "order": "2"},
    }.items():
        body = {**MEASURE, "name": name, **changed}
        acts.set_entry("measure", name, body, actor=Actor.local("Anna"), reason="x")
    judge = acts.judge()
    progress = judge.progress(TARGET, ALL, DECEMBER)
    found = what_if(judge, progress, usual_choice(judge, progress))
    assert [(part.measure.name, part.amount) for part in found.ends[-1].parts] == [
        ("G", 600),
        ("H", 480),
    ]
    assert found.ends[-1].step.value == 1_320
    # Its trend is its site's too: 1.1 x 1,200 a year on, 40% of which is 528.
    later = what_if(judge, progress, Choice(("H",), trend=Decimal(10)))
    assert at(later, Month(2026, 12))["unchanged"] == 2_640
    parts = saved_between(later.measures[1:], DECEMBER, Month(2027, 12), Decimal(2_640), lower=True)
    assert [part.amount for part in parts] == [528]


def test_a_site_cannot_save_more_than_it_has_though_the_group_has_more() -> None:
    acts = halves()
    for name, site in {"A": "ALM", "B": "ALM", "C": "HGL"}.items():
        body = {**MEASURE, "name": name, "site": site, "effect": "700", "funded": "no"}
        acts.set_entry("measure", name, body, actor=Actor.local("Anna"), reason="x")
    judge = acts.judge()
    progress = judge.progress(TARGET, ALL, DECEMBER)
    assert what_if(judge, progress, Choice(("A", "C"))).ends[-1].step.value == 1_000
    (reason,) = what_if(judge, progress, Choice(("A", "B"))).reasons
    assert (reason.code, reason.facts) == ("measures_exceed", {"measure": "B"})


@pytest.mark.parametrize(
    ("effect", "start", "life", "lower", "expected"),
    [
        # In full force: 6,000 is half of 12,000, and the other half comes back when it ends.
        ("50", "2020", "8", True, -6_000),
        # Half in: 6,000 is 0.75 of 8,000; in full it is 4,000.
        ("50", "2025-07", "", True, 2_000),
        ("50", "2020", "", True, 0),
        ("50", "2026-01", "", True, 3_000),
        # Half in: 6,000 is half of 12,000; all that is left of it goes.
        ("100", "2025-07", "", True, 6_000),
        # Nothing is left, and what would come back is not known.
        ("100", "2020", "8", True, 0),
        # What is added: 6,000 is 1.5 times 4,000, or 1.25 times 4,800 on its way to 7,200.
        ("50", "2020", "8", False, -2_000),
        ("50", "2025-07", "", False, 1_200),
    ],
)
def test_a_percentage_at_work_is_of_what_was_before_it(
    effect: str, start: str, life: str, lower: bool, expected: int
) -> None:
    body = {**MEASURE, "effect": effect, "effect_kind": "percent", "start": start, "life": life}
    measure = read_measure(Entry("m", body, "", "", 0, "store"))
    (found,) = saved_between([measure], DECEMBER, Month(2030, 12), Decimal(6_000), lower=lower)
    assert round(found.amount, 6) == expected


def test_a_share_is_no_more_than_everything() -> None:
    """80% paper of all waste, 10% more a year: 88, 96.8, and then 100, 10 beyond the asked 90."""
    acts = shares({2025: 80})
    judge = acts.judge()
    progress = judge.progress("UP", ALL, DECEMBER)
    found = what_if(judge, progress, Choice((), trend=Decimal(10)))
    told = [at(found, Month(year, 12))["value"] for year in (2025, 2026, 2027, 2028, 2030)]
    assert [round(value, 6) for value in told] == [80, 88, Decimal("96.8"), 100, 100]
    assert found.ends[-1].short == -10
    # Thirty points more than 80 are twenty.
    more = {**MEASURE, "name": "Meer", "indicator": "waste_separation_a", "effect": "30"}
    acts.set_entry("measure", "m", more, actor=Actor.local("Anna"), reason="x")
    judge = acts.judge()
    assert what_if(judge, progress, Choice(("m",))).ends[-1].step.value == 100


def test_a_figure_can_stay_where_it_is() -> None:
    assert possible(Decimal(130), "%", Decimal(120)) == 120
    assert possible(Decimal(-3), "%", Decimal(5)) == 0
    assert possible(Decimal(130), "kg", Decimal(120)) == 130


def halves() -> Acts:
    """One year of 2,400 kg, 1,200 at each site, under a target with a base value of 4,000."""
    acts = open_acts()
    bring(acts, {2025: 200})
    own_target(acts)
    base = {"target": TARGET, "site": ALL, "year": "2018", "unit": "kg", "value": "4000",
            "status": "measured", "source": "report"}  # fmt: skip
    acts.set_entry("base_value", "b", base, actor=Actor.local("Anna"), reason="x")
    return acts

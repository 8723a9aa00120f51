"""What lies ahead of a target, on the worked series brought in through the ordinary intake.

Almelo and Hengelo together bring twelve times the worked case's tonnes in kilograms a year.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache

import pytest

from kpi.acts import Actor, Acts
from kpi.declare import ALL, Month
from kpi.judge import Outlook, lamps, outlook
from kpi.judge.required_path import path_points
from tests.stores import open_acts

YEARS = {2018: 10_000, 2019: 9_700, 2020: 8_800, 2021: 8_700, 2022: 8_300, 2023: 8_150,
         2024: 7_900, 2025: 7_650}  # fmt: skip
HEADER = "locatie;periode;inzamelaar;afvalstroom;gewicht_kg;gewicht_bron;eural_code;verwerking\r\n"
MEASURE = {"name": "Minder", "site": "ALL", "indicator": "waste_residual", "effect": "18900",
           "effect_kind": "amount", "status": "decided", "start": "2027", "funded": "yes",
           "evidence": "quote", "owner": "Anna", "source": "plan"}  # fmt: skip
DECEMBER = Month(2025, 12)


def bring(acts: Acts, years: Mapping[int, int], leave_out: str = "") -> None:
    """Bring a year's twelfth in every month; Hengelo has 100 kg of it, Almelo the rest."""
    rows = [
        f"{site};{year}-{month:02d};Renewi;{stream};{weight};gewogen;{code};{treatment}\r\n"
        for year, twelfth in years.items()
        for month in range(1, 11 if year == 2026 else 13)
        for site, residual in (("Almelo", twelfth - 100), ("Hengelo", 100))
        if f"{site} {year}-{month:02d}" != leave_out
        for stream, weight, code, treatment in (
            ("REST", residual, "200301", "R1"),
            ("SZA", 50, "18 01 03*", "D10"),
            ("PAP", 50, "200101", "R3"),
        )
    ]
    seen = acts.preview("waste", (HEADER + "".join(rows)).encode(), "waste.csv", rehearse=False)
    assert seen.acceptable, [f"{f.code} {f.line}" for f in seen.errors]
    acts.accept(seen, actor=Actor.local("Anna"))


def own_target(acts: Acts, **changed: object) -> None:
    """Make the 2030 target an own one from 2018, with -55% in 2030 unless told otherwise."""
    entry = next(e for e in acts.entries("target") if e.id == "GD3-4c-A")
    milestones = [{"year": "2030", "value": "55"}, {"year": "2050", "value": "100"}]
    body = {**entry.body, "scope_level": "organisation", "base_year": "2018",
            "milestones": milestones, **changed}  # fmt: skip
    acts.set_entry("target", "GD3-4c-A", body, actor=Actor.local("Anna"), reason="x")


def shares(years: Mapping[int, int]) -> Acts:
    """Return a store with paper as so many percent of all waste, and a target of 90% in 2030."""
    acts = open_acts()
    rows = [
        f"{site};{year}-{month:02d};Renewi;{stream};{weight};gewogen;{code};{treatment}\r\n"
        for year, share in years.items()
        for month in range(1, 13)
        for site in ("Almelo", "Hengelo")
        for stream, weight, code, treatment in (
            ("REST", 100 - share, "200301", "R1"),
            ("PAP", share, "200101", "R3"),
        )
    ]
    seen = acts.preview("waste", (HEADER + "".join(rows)).encode(), "waste.csv", rehearse=False)
    assert seen.acceptable, [f"{f.code} {f.line}" for f in seen.errors]
    acts.accept(seen, actor=Actor.local("Anna"))
    body = next(e for e in acts.entries("target") if e.id == "GD3-4c-A").body
    asked = {"owner": "ZGT", "indicator": "waste_separation_a", "expression": "share_min",
             "boundary": acts.catalogue.indicators["waste_separation_a"].boundary or "",
             "scope_level": "organisation", "base_year": str(min(years)), "path": "linear",
             "milestones": [{"year": "2030", "value": "90"}]}  # fmt: skip
    acts.set_entry("target", "UP", {**body, **asked}, actor=Actor.local("Anna"), reason="x")
    return acts


@pytest.fixture
def one_year() -> Acts:
    """The last of the worked years alone, with the base value set by a person."""
    acts = open_acts()
    bring(acts, {2025: 7_650})
    own_target(acts)
    base = {"target": "GD3-4c-A", "site": "ALL", "year": "2018", "unit": "kg",
            "value": "120000", "status": "measured", "source": "report"}  # fmt: skip
    acts.set_entry("base_value", "b", base, actor=Actor.local("Anna"), reason="x")
    return acts


def seen(acts: Acts, month: Month = DECEMBER, target: str = "GD3-4c-A") -> Outlook:
    judge = acts.judge()
    return outlook(judge, judge.progress(target, ALL, month))


def tonnes(value: Decimal | None, decimals: int = 1) -> str:
    """Return a yearly amount as the worked case prints it."""
    assert value is not None
    return f"{value / 12:,.{decimals}f}"


@cache
def worked() -> Acts:
    """The worked case, built once; tests that change something build their own."""
    acts = open_acts()
    bring(acts, YEARS)
    own_target(acts)
    return acts


def test_the_forecast_of_the_worked_case() -> None:
    found = seen(worked())
    aim = found.aim
    assert aim is not None and aim.required.year == 2030
    assert [tonnes(v) for v in aim.models["drift"].band(0.8)] == ["5,604.8", "7,121.4"]
    assert [tonnes(v) for v in aim.models["no_change"].band(0.8)] == ["6,604.8", "8,860.6"]
    assert tonnes(aim.centre) == "6,952.0"
    assert aim.percent.value is not None and f"{aim.percent.value:.2f}" == "0.33"
    assert aim.unchanged.value is not None and f"{aim.unchanged.value:.2f}" == "0.07"
    assert [tonnes(aim.extra[c]) for c in (50, 95)] == ["1,817.8", "2,925.8"]
    assert aim.percent.method == "chance_drift"
    assert [i.scope.month.year for i in aim.percent.from_] == list(YEARS)


def test_nothing_is_foretold_beyond_ten_years() -> None:
    far = seen(worked()).chances[-1]
    assert far.required.year == 2050 and far.percent.value is None
    assert far.percent.reason is not None and far.percent.reason.code == "too_far"


def test_the_budget_of_the_worked_case() -> None:
    view = seen(worked()).budget
    assert view is not None and (view.until, view.newest, view.at_least) == (2030, 2025, ())
    found = view.found
    assert [tonnes(v, 2) for v in (found.total, found.planned, found.used, found.left)] == [
        "84,250.00",
        "57,166.67",
        "59,200.00",
        "25,050.00",
    ]
    assert (tonnes(found.overshoot, 2), tonnes(found.step, 0)) == ("2,033.33", "880")
    # 3.2745 years after 2025: in the fortieth month, April 2029.
    assert view.runs_out == Month(2029, 4)


def test_the_distance_in_days_of_the_largest_site() -> None:
    # 7,650 - 6,791.67 = 858.33 above the path; Almelo has 7,550 of it: 858.33 x 365 / 7,550.
    found = seen(worked()).distance
    assert found is not None and found.site == "ALM"
    assert found.days.value is not None and f"{found.days.value:.1f}" == "41.5"


def test_the_fan_opens_from_now_and_holds_its_centre() -> None:
    fan = seen(worked()).fan
    assert fan[0].month == Month(2026, 3) and fan[-1].month == Month(2030, 12)
    assert [tonnes(fan[-1].low), tonnes(fan[-1].high)] == ["5,604.8", "8,860.6"]
    assert all(point.low <= point.centre <= point.high for point in fan)
    widths = [point.high / point.low for point in fan]
    assert widths == sorted(widths)


def test_a_year_of_nought_is_named_and_not_called_too_few_years() -> None:
    found = seen(shares({2020: 70, 2021: 75, 2022: 0, 2023: 85, 2024: 90, 2025: 95}), target="UP")
    reason = found.chances[0].percent.reason
    assert reason is not None
    assert (reason.code, reason.facts) == ("years_zero", {"zero": "1", "have": "6"})
    few = seen(shares({2024: 90, 2025: 95}), target="UP").chances[0].percent.reason
    assert few is not None and (few.code, few.facts) == ("years_few", {"have": "2", "least": "4"})


@pytest.mark.parametrize(
    ("twelfth", "until", "month"),
    [
        # Base 2024 is 2,400 kg; the path to 2030 allows 2,000, 1,600, ... 0: 6,000 in all.
        (250, 2030, Month(2026, 12)),  # 3,000 used, 3,000 left: exactly twelve months
        (200, 2030, Month(2027, 6)),  # 2,400 used, 3,600 left: exactly eighteen
        (300, 2030, Month(2026, 8)),  # 3,600 used, 2,400 left: eight, of two thirds of a year
        (240, 2030, Month(2027, 1)),  # 2,880 used, 3,120 left: thirteen
        (230, 2030, Month(2027, 3)),  # 2,760 used, 3,240 left: 14.09, so in the fifteenth
    ],
)
def test_the_budget_runs_out_in_the_month_its_last_kilogram_goes(
    twelfth: int, until: int, month: Month
) -> None:
    acts = open_acts()
    bring(acts, {2024: 200, 2025: twelfth})
    own_target(acts, base_year="2024", path="linear", milestones=[{"year": "2030", "value": "100"}])
    view = seen(acts).budget
    assert view is not None and (view.until, view.runs_out) == (until, month)


def test_the_fan_of_a_share_ends_at_everything() -> None:
    """Five points a year, from 70 to 95: five years on centre and band would be beyond 100."""
    years = {2020: 70, 2021: 75, 2022: 80, 2023: 85, 2024: 90, 2025: 95}
    last = seen(shares(years), target="UP").fan[-1]
    # Half of the mean change: 95 x (95 / 70)^(5 / 5 / 2) = 110.7.
    assert (last.centre, last.high) == (100, 100)
    assert last.low < 100


def test_a_year_that_lacks_is_left_out_and_the_budget_says_at_least() -> None:
    acts = open_acts()
    bring(acts, YEARS, leave_out="Hengelo 2023-05")
    own_target(acts)
    found = seen(acts)
    assert found.years.left_out == (Month(2023, 12),)
    assert len(found.years.months) == 7
    assert found.aim is not None and found.aim.models["drift"].changes == 6
    assert found.budget is not None and found.budget.at_least == (2023,)
    # The 100 kg that lack are lacking in what was used.
    assert found.budget.found.used == 12 * 59_200 - 100


def test_in_the_middle_of_a_year_twelve_rolling_months_are_used() -> None:
    acts = open_acts()
    bring(acts, {**YEARS, 2026: 7_400})
    own_target(acts)
    found = seen(acts, Month(2026, 6))
    assert found.years.months[-1] == Month(2026, 6)
    # Half of 2025 and half of 2026, in twelfths.
    assert found.years.values[-1] == 6 * 7_650 + 6 * 7_400
    assert found.aim is not None and found.aim.models["drift"].years == 4.5
    assert found.budget is not None and found.budget.newest == 2025


def test_three_years_foretell_nothing() -> None:
    acts = open_acts()
    bring(acts, {2023: 8_150, 2024: 7_900, 2025: 7_650})
    own_target(acts, base_year="2023")
    found = seen(acts)
    lamp = lamps(found)[1]
    assert lamp.light == "unlit" and [r.code for r in lamp.reasons] == ["years_few"]
    assert found.fan == ()


@pytest.mark.parametrize(
    ("effect", "light", "share"),
    [("35910", "good", "95.00"), ("22680", "attention", "60.00"), ("18900", "behind", "50.00")],
)
def test_funded_measures_against_the_gap(
    one_year: Acts, effect: str, light: str, share: str
) -> None:
    # 12 x (7,650 - 4,500) = 37,800 kg has to come off.
    one_year.set_entry(
        "measure", "m", {**MEASURE, "effect": effect}, actor=Actor.local("Anna"), reason="x"
    )
    found = seen(one_year)
    assert found.plan is not None and found.plan.gap.value == 37_800
    lamp = lamps(found)[2]
    assert lamp.light == light
    assert lamp.number is not None and f"{lamp.number:.2f}" == share


def test_what_is_not_funded_does_not_count_and_no_measure_lights_no_lamp(
    one_year: Acts,
) -> None:
    assert [r.code for r in lamps(seen(one_year))[2].reasons] == ["measures_none"]
    one_year.set_entry(
        "measure", "m", {**MEASURE, "funded": "no"}, actor=Actor.local("Anna"), reason="x"
    )
    found = seen(one_year)
    assert found.plan is not None and found.plan.saved == 0
    assert [m.id for m in found.plan.idle] == ["m"]
    assert lamps(found)[2].light == "behind"


def test_funded_measures_shift_the_chance_and_the_centre() -> None:
    acts = open_acts()
    bring(acts, YEARS)
    own_target(acts)
    # 12 x 1,817.8: what lacks for a 50% chance.
    acts.set_entry(
        "measure", "m", {**MEASURE, "effect": "21814"}, actor=Actor.local("Anna"), reason="x"
    )
    found = seen(acts)
    assert found.aim is not None and found.aim.with_measures.value is not None
    assert f"{found.aim.with_measures.value:.0f}" == "50"
    last = found.fan[-1]
    assert last.with_measures == last.centre - 21_814


def test_three_lamps_of_the_worked_case() -> None:
    position, chance, measures = lamps(seen(worked()))
    # What was cut (2,350) of what the path asks by now (3,208.33).
    assert position.light == "attention"
    assert position.number is not None and f"{position.number:.2f}" == "73.25"
    assert chance.light == "remote"
    assert measures.light == "unlit"


def test_a_branch_line_is_met_or_not_and_never_failed(one_year: Acts) -> None:
    own_target(one_year, scope_level="branch")
    assert lamps(seen(one_year))[0].light == "not_met"


def test_an_unknown_base_lights_no_lamp_and_says_why() -> None:
    found = seen(worked(), target="GD3-4b")
    for lamp in lamps(found):
        assert lamp.light == "unlit"
        assert [r.code for r in lamp.reasons] == ["base_year_unknown"]


def test_a_measure_that_starts_after_the_milestone_waits_for_no_money_of_it() -> None:
    acts = open_acts()
    bring(acts, YEARS)
    own_target(acts)
    for start in ("2030", "2031"):
        idea = {**MEASURE, "name": start, "funded": "no", "start": start}
        acts.set_entry("measure", f"{start}/ALL", idea, actor=Actor.local("Anna"), reason="x")
    plan = seen(acts).plan
    assert plan is not None and [measure.name for measure in plan.idle] == ["2030"]


def test_the_path_of_a_constant_percentage_asks_more_early() -> None:
    acts = open_acts()
    bring(acts, YEARS)
    own_target(acts, path="constant", milestones=[{"year": "2030", "value": "55"}])
    found = seen(acts)
    assert tonnes(found.progress.path_value, 3) == "6,276.352"
    assert found.budget is not None and tonnes(found.budget.found.total, 2) == "79,934.68"


def test_a_constant_percentage_to_zero_has_no_path() -> None:
    found = seen(worked()).progress
    assert path_points(found.target, found.base)
    assert path_points(replace(found.target, path="constant"), found.base) == []

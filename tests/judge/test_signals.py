"""Control charts of figures: three years of 8,150, 7,900 and 7,650 kg a month in the worked case."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kpi.acts import Actor, Acts
from kpi.declare import ALL, Month
from kpi.judge import ChartWay, ControlChart, control_chart, usual_way
from kpi.judge.required_path import path_points
from kpi.judge.signals import unchartable
from kpi.measure import Scope
from kpi.show.signals import signal_sentences
from kpi.show.voice import Voice
from tests.judge.test_outlook import DECEMBER, YEARS, bring, worked
from tests.stores import open_acts
from tests.weathered import energy, line, months, send_energy

FIGURE = "waste_residual"


def chart(
    acts: Acts, way: ChartWay = "value", month: Month = DECEMBER, *, without: bool = False
) -> ControlChart:
    return control_chart(acts.judge(), FIGURE, Scope(ALL, month), way, without=without)


def event(acts: Acts, **changed: str) -> None:
    body = {"kind": "step", "indicator": FIGURE, "site": ALL, "month": "2025-01",
            "cause": "Nieuwe perscontainer", "source": "Anna", **changed}  # fmt: skip
    acts.set_entry("event", f"e-{changed}", body, actor=Actor.local("Anna"), reason="x")


def test_limits_of_the_whole_stretch() -> None:
    found = chart(worked())
    (stretch,) = found.stretches
    limits = stretch.limits
    assert limits is not None
    # 35 moving ranges, two of 250: 2.66 x 500 / 35 = 38.
    assert (limits.mean, limits.low, limits.high) == (7_900, 7_862, 7_938)
    assert found.newest is not None
    assert found.newest.signal is not None
    assert (found.newest.signal.rule, found.newest.signal.side) == ("outside", "low")
    assert found.variation == "improvement"
    assert not stretch.trial


def test_without_a_named_cause_nothing_begins_anew_and_with_one_it_does() -> None:
    acts = open_acts()
    bring(acts, YEARS)
    assert len(chart(acts).stretches) == 1
    event(acts)
    first, second = chart(acts).stretches
    assert (len(first.points), len(second.points)) == (24, 12)
    assert second.cause is not None
    assert second.cause.cause == "Nieuwe perscontainer"
    assert chart(acts).variation == "common"
    # Of another site, of before the chart, or of its very first month: no cut.
    event(acts, month="2023-01")
    event(acts, month="2020-05")
    event(acts, indicator="waste_total")
    assert len(chart(acts).stretches) == 2


def test_a_lasting_change_is_passed_a_year_later_where_the_year_before_is_what_counts() -> None:
    """5,000 kg a month until 2023, 3,500 since: 0, then 1,500 less for a year, then 0 again."""
    acts = open_acts()
    bring(acts, {2021: 5_000, 2022: 5_000, 2023: 5_000, 2024: 3_500, 2025: 3_500})
    event(acts, month="2024-01")
    found = chart(acts, "year_change")
    told = [
        (s.begins, len(s.points), s.limits and s.limits.mean, s.passed) for s in found.stretches
    ]
    assert told == [
        (Month(2023, 1), 12, 0, False),
        (Month(2024, 1), 12, -1_500, False),
        (Month(2025, 1), 12, 0, True),
    ]
    assert found.variation == "common"
    sentences = signal_sentences(found, Voice(acts.catalogue, "en", {}))
    assert [s for s in sentences if "Nieuwe perscontainer" in s] == [
        "From January 2024 the limits are calculated afresh: Nieuwe perscontainer (source: Anna).",
        "From January 2025 the month a year earlier also lies after this change, so the limits are "
        "calculated afresh: Nieuwe perscontainer (source: Anna).",
    ]
    # The months themselves do not go back, so there is one cut.
    assert len(chart(acts).stretches) == 2
    # A change of before the chart is passed within it; two of a year apart are each told once.
    event(acts, month="2022-03")
    assert [s.begins for s in chart(acts, "year_change").stretches][1] == Month(2023, 3)
    event(acts, month="2025-01", cause="Nieuwe inzamelaar")
    last = chart(acts, "year_change").stretches[-1]
    assert last.cause is not None
    assert (last.cause.cause, last.passed) == ("Nieuwe inzamelaar", False)


def test_too_short_a_stretch_has_no_limits_and_a_short_one_is_on_trial() -> None:
    acts = open_acts()
    bring(acts, YEARS)
    event(acts, month="2025-09")
    assert chart(acts).stretches[-1].limits is None
    assert chart(acts).variation == "common"
    assert chart(acts).stretches[-1].trial
    assert not chart(acts).stretches[0].trial


def test_a_sum_is_charted_by_its_difference_from_a_year_before() -> None:
    judge, scope = worked().judge(), Scope(ALL, DECEMBER)
    assert usual_way(judge, FIGURE, scope) == "year_change"
    assert usual_way(judge, "waste_residual_per_patient_day", scope) == "value"
    values = {p.month: p.value for s in chart(worked(), "year_change").stretches for p in s.points}
    assert values[Month(2023, 6)] == -150
    assert values[Month(2025, 12)] == -250


@pytest.mark.parametrize(
    ("figure", "way"),
    [
        ("gas_per_m2", "year_change"),
        ("metered_energy_per_m2_go", "year_change"),
        ("laboratory_per_admission", "value"),
        ("waste_residual_share", "value"),
        ("own_generation_share", "year_change"),
    ],
)
def test_an_amount_per_m2_has_the_season_of_the_amount_and_the_sun_its_own(
    figure: str, way: ChartWay
) -> None:
    assert usual_way(worked().judge(), figure, Scope(ALL, DECEMBER)) == way


def test_what_a_target_asks_of_a_year_is_not_asked_of_a_month() -> None:
    """80 kWh per m2 is a year's: twelve months of 15 do not meet it, though each is far below."""
    acts = open_acts()
    weii = next(e for e in acts.entries("target") if e.id == "EVZ-WEII")
    base = {"target": weii.id, "site": ALL, "year": "2018", "unit": "kWh/m2", "value": "200",
            "status": "measured", "source": "report"}  # fmt: skip
    anna = Actor.local("Anna")
    body = {**weii.body, "base_year": "2018", "path": "linear"}
    acts.set_entry("target", weii.id, body, actor=anna, reason="x")
    acts.set_entry("base_value", "b", base, actor=anna, reason="x")
    figure = "metered_energy_per_m2_go"
    (progress,) = acts.judge().progress_of(figure, ALL, DECEMBER)
    assert path_points(progress.target, progress.base)
    assert control_chart(acts.judge(), figure, Scope(ALL, DECEMBER), "value").target is None


def test_what_follows_the_weather_is_charted_against_it() -> None:
    """Twenty per cent less from January 2024 on: no winter is a signal, the fall is one."""
    acts = open_acts()
    before, after = line(20_000, 100), line(20_000, 100, "0.8")
    used = {m: (before if m < "2024" else after)(m) for m in months(2023, 2024)}
    send_energy(acts, energy("ALM", used))
    scope = Scope("ALM", DECEMBER.plus(-12))
    assert usual_way(acts.judge(), "gas", scope) == "weather"
    found = control_chart(acts.judge(), "gas", scope, "weather")
    points = {p.month: p for s in found.stretches for p in s.points}
    assert round(points[Month(2023, 1)].value, 3) == 0
    cold = used["2024-01"] / Decimal("0.8")
    assert round(points[Month(2024, 1)].value, 3) == round(-cold / 5, 3)
    # Twelve months on their line, whatever the winter: the season is out of it.
    assert {round(points[m].value, 3) for m in Month(2023, 1).until(Month(2023, 12))} == {0}
    assert found.variation == "improvement"
    # A figure without a line says so.
    other = control_chart(acts.judge(), FIGURE, scope, "weather")
    assert [reason.code for reason in other.reasons] == ["weather_none"]


def test_a_one_off_load_is_taken_out_of_its_month_and_of_no_other() -> None:
    acts = open_acts()
    bring(acts, YEARS)
    event(acts, kind="one_off", site="ALM", month="2025-06", amount="5000")

    def june(*, without: bool) -> Decimal:
        points = [p for s in chart(acts, without=without).stretches for p in s.points]
        return next(p.value for p in points if p.month == Month(2025, 6))

    assert (june(without=False), june(without=True)) == (7_650, 2_650)
    hengelo = control_chart(acts.judge(), FIGURE, Scope("HGL", DECEMBER), "value", without=True)
    assert {p.value for s in hengelo.stretches for p in s.points} == {100}


@pytest.mark.parametrize(
    ("values", "way", "code"),
    [
        ([1, 2, 3, 4, 5], "value", "points_few"),
        ([0, 0, 0, 0, 1, 2, 3], "value", "too_rare"),
        ([0, 0, 0, 0, 1, 2, 3], "year_change", None),
        ([0, 0, 0, 1, 2, 3], "value", None),
    ],
)
def test_what_cannot_be_charted(values: list[int], way: ChartWay, code: str | None) -> None:
    found = unchartable([Decimal(value) for value in values], way)
    assert [reason.code for reason in found] == ([code] if code else [])


def test_a_month_that_lacks_is_skipped_and_told() -> None:
    acts = open_acts()
    bring(acts, YEARS, leave_out="Almelo 2025-03")
    assert chart(acts).skipped == (Month(2025, 3),)

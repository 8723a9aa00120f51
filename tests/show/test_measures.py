"""Measures in words: the order of the cost curve on the worked cases, planned beside realised."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kpi.declare import Month, load
from kpi.judge import Measure, PaybackRule, read_measure
from kpi.judge.targets import Entry
from kpi.show import Voice
from kpi.show.measures import (
    MeasureView,
    curve_chart,
    curve_sentence,
    euro,
    in_order,
    measure_views,
    realised_table,
    register_rows,
    worth_table,
)

VOICE = Voice(load(), "en", {"ALL": "ZGT"})
CASES = {
    "LED": ("120000", "40000", "10", "45"),
    "heat pump": ("900000", "60000", "15", "310"),
    "PV": ("400000", "70000", "20", "95"),
    "capture": ("60000", "0", "8", "220"),
}


def measure(name: str, **changed: str) -> Measure:
    investment, saving, life, tonnes = CASES.get(name, ("", "", "", ""))
    body = {"name": name, "site": "ALL", "indicator": "co2_operations_market", "effect": "1000",
            "effect_kind": "amount", "status": "running", "start": "2026-01", "funded": "yes",
            "evidence": "quote", "owner": "Anna", "source": "plan", "investment": investment,
            "saving": saving, "life": life, "tonnes": tonnes, **changed}  # fmt: skip
    return read_measure(Entry(name, body, "", "", 1, "store"))


def views(*measures: Measure) -> tuple[MeasureView, ...]:
    return measure_views(measures, Decimal(5), None, VOICE)


def test_the_curve_is_ordered_by_worth_below_zero_and_by_cost_above() -> None:
    found = in_order(views(*(measure(name) for name in CASES)))
    # By cost per tonne LED (-544) would stand before PV (-399), though PV is worth more.
    assert [view.measure.name for view in found] == ["PV", "LED", "capture", "heat pump"]
    costs = [view.worth.cost_per_tonne for view in found]
    assert [f"{cost:.3f}" for cost in costs if cost is not None] == [
        "-398.979", "-543.543", "42.197", "86.155",
    ]  # fmt: skip


def test_blocks_stand_beside_each_other_as_wide_as_their_tonnes() -> None:
    chart = curve_chart(views(*(measure(name) for name in CASES)), VOICE)
    assert chart is not None
    blocks = [(bar.x[0], bar.width[0]) for bar in chart.data]
    assert blocks == [(47.5, 95), (117.5, 45), (250, 220), (515, 310)]


def test_without_money_or_tonnes_a_measure_is_in_no_curve_and_that_is_told() -> None:
    found = views(measure("LED"), measure("idea", effect="5", effect_kind="percent"))
    assert "Not in the curve: 1." in curve_sentence(found, Decimal(5), VOICE)
    assert curve_chart(views(measure("idea")), VOICE) is None


def test_the_register_stands_by_start_and_an_edge_has_the_colour_of_its_block() -> None:
    found = views(measure("PV", start="2028"), measure("LED", start="2025-03"))
    assert [row[0] for row in register_rows(found, VOICE)[1]] == ["LED", "PV"]
    chart = curve_chart(found, VOICE)
    assert chart is not None
    assert all(bar.marker.line.color == bar.marker.color for bar in chart.data)


def test_worth_in_words() -> None:
    (row,) = worth_table(views(measure("LED")), VOICE).rows
    assert row == ("LED", "€\u00a0120,000", "45.0", "−€\u00a0544", "€\u00a0188,869", "3.0 years",
                   "▨ no rule holds")  # fmt: skip


def test_a_known_investment_is_told_where_its_worth_is_not() -> None:
    """90,000 less 15,000 of subsidy; only what lacks is named."""
    sorting = measure("sorting", investment="90000", subsidy="15000", life="8")
    rule = PaybackRule(
        "r", "Rule", "in_force", Decimal(5), Decimal(0), Decimal(0), (), "x", None, "", ""
    )
    (view,) = measure_views([sorting], Decimal(5), rule, VOICE)
    (row,) = worth_table([view], VOICE).rows
    assert row[1:] == ("€\u00a075,000", "1.0", "–", "–", "–", "▨ unknown: saving or cost a year")


@pytest.mark.parametrize(
    ("value", "text"),
    [("-0.4", "€\u00a00"), ("-1234", "−€\u00a01,234"), ("1234.5", "€\u00a01,235")],
)
def test_euros(value: str, text: str) -> None:
    assert euro(Decimal(value), VOICE) == text


@pytest.mark.parametrize(
    ("month", "expected"),
    [
        (Month(2025, 12), []),  # not begun
        (Month(2026, 3), [("LED", "0.5 t CO2e", "0.9 t CO2e", "180%", "Quote or study")]),
        (Month(2026, 12), [("LED", "1.0 t CO2e", "0.9 t CO2e", "90%", "Quote or study")]),
    ],
)
def test_planned_is_what_it_is_to_do_by_now(month: Month, expected: list[tuple[str, ...]]) -> None:
    # Six months of ramp: in the third it does half.
    found = views(measure("LED", ramp="6", realised="900"))
    assert list(realised_table(found, month, VOICE).rows) == expected


def test_what_was_stopped_or_never_measured() -> None:
    stopped, unmeasured = measure("LED", status="stopped"), measure("PV")
    (row,) = realised_table(views(stopped, unmeasured), Month(2026, 12), VOICE).rows
    assert row[:4] == ("PV", "1.0 t CO2e", "not measured", "–")

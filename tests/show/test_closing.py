"""A value beside its limits: rounding never puts what lies outside on the limit itself."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kpi.declare import Month, load
from kpi.judge import ControlChart, SignalPoint, Stretch, Variation
from kpi.judge.closing import Asked
from kpi.measure import Scope
from kpi.methods import Limits
from kpi.show import Voice
from kpi.show.closing import asked_sentences, told_apart

NL = Voice(load(), "nl", {"ALM": "Almelo"})
SHARE = "medication_destroyed_share"


@pytest.mark.parametrize(
    ("value", "variation", "told"),
    [
        ("31", "improvement", "31,0%: boven de normale band, naar de goede kant."),
        ("31", "concern", "31,0%: boven de normale band, naar de verkeerde kant."),
        ("12", "concern", "12,0%: onder de normale band, naar de verkeerde kant."),
        ("12", "neutral_low", "12,0%: onder de normale band."),
    ],
)
def test_what_has_to_be_explained_says_which_way_it_went(
    value: str, variation: Variation, told: str
) -> None:
    month = Month(2026, 9)
    band = Limits(*map(Decimal, ("21.5", "20.1", "23.2", "20.6", "22.6")))
    stretch = Stretch(
        (SignalPoint(month, Decimal(value), None, variation),), band, False, None, month, False
    )
    chart = ControlChart(SHARE, Scope("ALL", month), "value", (stretch,), variation, "none", None,
                         (), False, ())  # fmt: skip
    (sentence,) = asked_sentences(Asked(SHARE, chart, ()), NL)
    assert sentence == f"Deze maand {told} De normale band loopt van 20,1% tot 23,2%."


@pytest.mark.parametrize(
    ("value", "low", "high", "told"),
    [
        ("12.38", "12.44", "14.7", ("12,38%", "12,44%", "14,70%")),
        ("12.4001", "12.4002", "14.7", ("12,4001%", "12,4002%", "14,7000%")),
        ("10", "12.4", "14.7", ("10,0%", "12,4%", "14,7%")),
        ("12.4", "12.4", "14.7", ("12,4%", "12,4%", "14,7%")),
    ],
)
def test_a_value_outside_its_limits_reads_as_outside(
    value: str, low: str, high: str, told: tuple[str, str, str]
) -> None:
    values = (Decimal(value), Decimal(low), Decimal(high))
    assert told_apart(SHARE, values, NL) == told

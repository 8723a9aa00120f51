"""A value beside its limits: rounding never puts what lies outside on the limit itself."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kpi.declare import load
from kpi.show import Voice
from kpi.show.closing import told_apart

NL = Voice(load(), "nl", {"ALM": "Almelo"})


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
    assert told_apart("medication_destroyed_share", values, NL) == told

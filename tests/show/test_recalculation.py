"""A year told the old and the new way, in words."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kpi.declare import load
from kpi.judge import CAUSES, Recalculation
from kpi.measure import Coverage, Measured
from kpi.show import Voice
from kpi.show.recalculation import cause_table


@pytest.mark.parametrize(
    ("indicator", "unit", "expected"),
    [("waste_residual_share", "%", "5.0 percentage points"), ("gas", "m3", "5 m³")],
)
def test_the_causes_of_a_share_are_in_points_and_of_an_amount_in_its_unit(
    indicator: str, unit: str, expected: str
) -> None:
    """From 40 to 45, all of it by data."""
    old, new = (
        Measured(indicator, Decimal(value), unit, "measured", Coverage(12, 12))
        for value in (40, 45)
    )
    causes = {cause: Decimal(5 if cause == "data" else 0) for cause in CAUSES}
    table = cause_table(Recalculation(old, new, causes, None), Voice(load(), "en", {}))
    assert table.rows[CAUSES.index("data")][1] == expected

"""What the best of the region does, in words."""

from __future__ import annotations

import pytest

from kpi.declare import SharedMeasure, load
from kpi.judge import Practice
from kpi.show import Voice
from kpi.show.region import practice_rows

MEASURE = SharedMeasure(
    name="Sorting", indicator="waste_residual_share", effect="5", effect_kind="amount",
    status="running", start="2025-01", evidence="measured",
)  # fmt: skip


@pytest.mark.parametrize(
    ("indicator", "kind", "expected"),
    [
        ("waste_residual_share", "amount", "5.0 percentage points"),
        ("waste_residual_share", "percent", "5.0% of what is left"),
        ("gas", "amount", "5 m³"),
    ],
)
def test_points_of_a_share_are_not_a_percentage_of_it(
    indicator: str, kind: str, expected: str
) -> None:
    shared = MEASURE.model_copy(update={"indicator": indicator, "effect_kind": kind})
    practice = Practice(indicator, "OST", (shared,), ())
    ((_, effect, *_),) = practice_rows(practice, Voice(load(), "en", {}))
    assert effect == expected

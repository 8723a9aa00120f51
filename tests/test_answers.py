"""Every indicator against an answer that was worked by hand from the example files."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kpi.acts import Acts
from kpi.declare import Month, load
from kpi.measure import Scope
from tests.stores import with_examples

EXPECTED = [row for theme in load().themes for row in theme.expected]


@pytest.fixture(scope="module")
def acts() -> Acts:
    return with_examples()


@pytest.mark.parametrize(
    "row",
    EXPECTED,
    ids=[f"{r['indicator']}-{r['site']}-{r['span']}-{r['factors']}" for r in EXPECTED],
)
def test_hand_worked_answer(row: dict[str, str], acts: Acts) -> None:
    year = None if row["factors"] == "year-of-use" else int(row["factors"])
    scope = Scope(row["site"], Month.parse(row["month"]), row["span"])  # type: ignore[arg-type]
    measured = acts.judge().figures(year).measured(row["indicator"], scope)
    if row["value"] == "":
        assert measured.value is None and measured.reason is not None
        return
    expected = Decimal(row["value"])
    assert measured.value is not None, measured.reason
    # Divisions are worked by hand to the decimals that are written down; sums are exact.
    assert measured.value.quantize(expected) == expected, row["how"]

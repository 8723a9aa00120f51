"""Treatment of waste: the code in front of a text tells it, and a text without one tells nothing."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kpi.declare import Month
from kpi.measure import Scope
from tests.intake.checking import checked, remarks
from tests.stores import open_acts, upload

WASTE = (
    "locatie;periode;inzamelaar;afvalstroom;gewicht_kg;gewicht_bron;eural_code;verwerking\r\n"
    "Almelo;2026-01;X;PAP;1000;gewogen;20 01 01;"
)

# A tonne of paper: 464 kg of CO2 avoided where it is recycled, which the list takes when nothing is
# known; burnt it is residual waste, which avoids something else.
RECYCLED = Decimal(-464)


@pytest.mark.parametrize(
    ("treatment", "not_recovered", "recycled", "told"),
    [
        ("R3", 0, True, []),
        ("r03", 0, True, []),
        ("R3 - recycling", 0, True, []),
        ("R 3", 0, True, []),
        ("R-3", 0, True, []),
        ("R3/R5", 0, True, []),
        ("R13", 0, True, []),
        ("R1 - verbranding", 1000, False, []),
        ("D10", 1000, False, []),
        ("", 1000, True, []),
        ("recycling", 1000, True, ["code_not_seen"]),
        ("R14", 1000, True, ["code_not_seen"]),
        ("R31", 1000, True, ["code_not_seen"]),
        ("R3x", 1000, True, ["code_not_seen"]),
        ("D16", 1000, True, ["code_not_seen"]),
    ],
)
def test_the_code_in_front_tells_the_treatment(
    treatment: str, not_recovered: int, recycled: bool, told: list[str]
) -> None:
    text = f"{WASTE}{treatment}\r\n"
    assert [code for code, _, _ in remarks(checked("waste", text))] == told
    acts = open_acts()
    upload(acts, "waste", text)
    scope = Scope("ALM", Month(2026, 1))
    figures = acts.judge().figures()
    # Of a site without its other streams no row at all is no nought.
    assert (figures.measured("waste_not_recovered", scope).value or 0) == not_recovered
    avoided = figures.measured("co2_waste_avoided", scope).value
    assert (avoided == RECYCLED) == recycled

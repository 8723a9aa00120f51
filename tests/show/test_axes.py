"""Ticks of an axis: even steps, written in the language of the page."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kpi.declare import Language
from kpi.show.axes import value_ticks


@pytest.mark.parametrize(
    ("values", "language", "texts"),
    [
        (["995.2", "386"], "nl", ["0", "200", "400", "600", "800", "1.000"]),
        (["17369.5"], "en", ["0", "5,000", "10,000", "15,000", "20,000"]),
        (["1.2"], "nl", ["0,00", "0,25", "0,50", "0,75", "1,00", "1,25"]),
        (["-30", "60"], "nl", ["−40", "−20", "0", "20", "40", "60"]),
        (["0.3"], "en", ["0.0", "0.1", "0.2", "0.3"]),
        (["0"], "nl", ["0"]),
        ([], "nl", ["0"]),
    ],
)
def test_ticks_are_even_and_written_in_the_language(
    values: list[str], language: Language, texts: list[str]
) -> None:
    ticks = value_ticks(map(Decimal, values), language)
    assert ticks["ticktext"] == texts
    assert ticks["tickvals"][0] <= min([0.0, *map(float, values)])
    assert ticks["tickvals"][-1] >= max([0.0, *map(float, values)])

"""The room around a chart: worked by hand from the lengths that the module names."""

from __future__ import annotations

from typing import Any

import pytest

from kpi.show.ink import drawn
from kpi.show.margins import margins, width_of

DATES = {"ticktext": ["jan<br>2026", "jul<br>2026"]}


def a_layout(**more: Any) -> dict[str, Any]:
    return {
        "height": 340,
        "xaxis": DATES,
        "yaxis": {"ticktext": ["0", "1.000"]},
        **more,
    }


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("", 0),
        # Four digits of 7.6 and a point of 4.
        ("1.000", 34.4),
        ("<b>1.000</b>", 34.4),
        # The wider of two lines counts: four digits, or four times an m of 10.
        ("mrt<br>2026", 30.4),
        ("mmmm<br>2026", 40),
    ],
)
def test_words_are_about_as_wide_as_their_letters(text: str, width: float) -> None:
    assert width_of(text) == pytest.approx(width)


def test_words_beside_an_axis_and_a_title_below_it_have_room() -> None:
    # Left: 34.4 for the words, 18 around them, 4 to spare. Below: two lines of 16, 18 around.
    assert margins([], a_layout()) == {"l": 57, "r": 8, "t": 28, "b": 50}
    # A title below an axis asks 48; words that are not known are taken for four digits.
    layout = a_layout(xaxis={"title": {"text": "t"}}, yaxis={"fixedrange": True})
    assert margins([], layout) == {"l": 53, "r": 8, "t": 28, "b": 82}


def test_what_is_not_drawn_asks_no_room_and_what_is_said_stands() -> None:
    hidden = {"visible": False}
    assert margins([], a_layout(xaxis=hidden, yaxis=hidden)) == {"l": 8, "r": 8, "t": 28, "b": 8}
    assert margins([], {"height": 340, "margin": {"t": 8, "b": 42}}) == {
        "l": 8, "r": 8, "t": 8, "b": 42,
    }  # fmt: skip


def test_a_legend_hangs_below_the_words_of_the_axis() -> None:
    """One line is 20 + 18 high; 0.24 of what is left of 340 - 28 lies above it: (38 + 74.88) / 1.24."""
    traces: list[dict[str, Any]] = [
        {"name": "gemeten"},
        {"name": "geschat"},
        {"name": "stil", "showlegend": False},
    ]
    layout = a_layout(showlegend=True, legend={"y": -0.24})
    assert margins(traces, layout)["b"] == 92
    # Of names of 47.5 + 40 ten fit in the 915 beside the axis: two lines, (58 + 74.88) / 1.24.
    assert margins([{"name": "gemeten"}] * 20, layout)["b"] == 108
    # A legend above the chart asks nothing below it.
    assert margins(traces, a_layout(showlegend=True, legend={"y": 1.08}))["b"] == 50


def test_every_chart_is_drawn_with_that_room() -> None:
    assert drawn([], a_layout()).layout.margin.to_plotly_json() == margins([], a_layout())

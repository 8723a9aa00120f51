"""Control charts in words and colours, on 8,150, 7,900 and 7,650 kg a month in three years."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from kpi.acts import Acts
from kpi.declare import ALL
from kpi.judge import ChartWay, ControlChart, control_chart
from kpi.measure import Scope
from kpi.show.icons import BLUE, ORANGE, assurance_icon, variation_icon
from kpi.show.signals import (
    assurance_text,
    moved_sentence,
    signal_chart,
    signal_sentences,
    signal_table,
    variation_text,
)
from kpi.show.voice import Voice
from tests.judge.test_outlook import DECEMBER, YEARS, bring, worked
from tests.stores import open_acts

FIGURE = "waste_residual"


def chart(acts: Acts, way: ChartWay = "value") -> ControlChart:
    return control_chart(acts.judge(), FIGURE, Scope(ALL, DECEMBER), way)


def voice(acts: Acts, language: Any = "nl") -> Voice:
    return Voice(acts.catalogue, language, {})


def lacking(month: str) -> Acts:
    acts = open_acts()
    bring(acts, YEARS, leave_out=f"Almelo {month}")
    return acts


def trace(figure: go.Figure, name: str) -> Any:
    return next(found for found in figure.data if found.name == name)


def test_a_mark_has_the_colour_of_the_side_it_differs_to() -> None:
    """Residual waste had better fall: 2023 lies above the limits, 2025 below them."""
    acts = worked()
    figure = signal_chart(chart(acts), voice(acts))
    rule = "buiten een natuurlijke grens"
    concern, improvement = (trace(figure, f"{rule} ({s})") for s in ("zorg", "verbetering"))
    assert (concern.marker.color, improvement.marker.color) == (ORANGE, BLUE)
    assert concern.marker.symbol == improvement.marker.symbol == "diamond"
    assert {str(x)[:4] for x in concern.x} == {"2023"}
    assert {str(x)[:4] for x in improvement.x} == {"2025"}
    assert (len(concern.x), len(improvement.x)) == (12, 12)


def test_the_line_is_broken_where_a_month_has_no_point() -> None:
    acts = lacking("2025-03")
    line = trace(signal_chart(chart(acts), voice(acts)), "Maanden")
    assert len(line.x) == 36
    assert [str(x)[:7] for x, y in zip(line.x, line.y, strict=True) if y is None] == ["2025-03"]
    assert line.connectgaps is False


def test_what_was_left_out_is_named_with_why() -> None:
    """March 2024 lacks; from March 2025 there is nothing to take it off."""
    acts = lacking("2024-03")
    assert signal_sentences(chart(acts), voice(acts))[-1] == (
        "Weggelaten, omdat de maand niet compleet is: mrt 2024."
    )
    assert signal_sentences(chart(acts, "year_change"), voice(acts, "en"))[-1] == (
        "Left out because the month or the same month a year before is not complete: "
        "Mar 2024 and Mar 2025."
    )


def test_the_sentences_begin_with_the_month_and_what_it_was() -> None:
    """7.65 t, 0.25 less than a year before; limits of 7.862 and 7.938 around 7.9."""
    acts = worked()
    told = signal_sentences(chart(acts), voice(acts))
    assert told[0] == "In december 2025 was het 7,7 t."
    limit = "7,9 t"
    assert f"Toeval alleen laat het bewegen tussen {limit} en {limit}, rond {limit}." in told
    told = signal_sentences(chart(acts, "year_change"), voice(acts))
    assert told[0] == "In december 2025 was het verschil met een jaar eerder −0,3 t."
    assert any(text.startswith("Toeval alleen laat dat verschil bewegen tussen ") for text in told)


def test_a_mark_is_not_parted_from_its_word() -> None:
    acts = worked()
    assert variation_text(chart(acts), voice(acts)) == "●\u00a0verbetering"
    assert assurance_text(chart(acts), voice(acts)) == "–\u00a0geen doel voor een maand"


def test_the_figures_that_moved_more_than_chance_are_counted_and_named() -> None:
    acts, even = worked(), open_acts()
    bring(even, dict.fromkeys(YEARS, 8_000))
    moved, still = chart(acts), chart(even)
    assert (moved.variation, still.variation) == ("improvement", "common")
    assert moved_sentence([still, moved], voice(acts, "en")) == (
        "Of the 2 figures with a target, 1 moved more than chance explains: Residual waste."
    )
    assert moved_sentence([still, still], voice(acts, "en")) == (
        "None of the 2 figures with a target moved more than chance explains."
    )


def test_limits_of_a_difference_are_differences_in_the_table_as_well() -> None:
    """8 t a month until 2024 and 10 t since: differences of 0, 0 and 2 t, on the mean 0.7."""
    acts = open_acts()
    bring(acts, {**dict.fromkeys(YEARS, 8_000), 2025: 10_000})
    rows = signal_table(chart(acts, "year_change"), voice(acts, "en")).rows
    assert (rows[0][1], rows[0][4]) == ("+2.0 t", "+0.7 t")
    # A month without a signal is told in the words of chance.
    assert signal_table(chart(worked()), voice(acts, "en")).rows[18][2] == "no more than chance"


def test_icons_have_no_ground_of_their_own() -> None:
    for icon in (variation_icon(chart(worked())), assurance_icon(chart(worked()))):
        assert 'fill="white"' not in icon and icon.count('fill="none"') >= 1

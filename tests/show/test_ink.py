"""Charts that can be read on both screens: the ink of words, hatching, and words nothing runs over."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import plotly.graph_objects as go
import pytest
from streamlit.elements.lib import streamlit_plotly_theme as framework

from kpi.declare import Month, load
from kpi.judge import ReadyPoint
from kpi.measure import Scope
from kpi.show import Voice
from kpi.show.axes import path_axis, with_gaps, year_axis
from kpi.show.charts import breakdown_chart, colour, path_chart, series_chart
from kpi.show.ink import INK, drawn, hatching
from kpi.show.progress import MilestonePoint, PathView
from kpi.show.views import Breakdown, Part, SeriesPoint
from kpi.show.way_to_audit import Way, readiness_chart
from kpi.ui.figures import VERDICT_COLOURS
from kpi.ui.target_lamps import COLOURS
from tests.show.test_look import THEME, a_measured, a_series, contrast

NL = Voice(load(), "nl", {"ALM": "Almelo"})


def test_every_chart_has_the_ink_of_the_screen_it_comes_on() -> None:
    made = [
        path.name
        for path in Path("kpi/show").glob("*.py")
        if "go.Figure(" in path.read_text(encoding="utf-8")
    ]
    assert made == ["ink.py"]
    layout = {"font": {"family": "Any"}, "height": 340, "margin": {"t": 8}}
    layout |= {"yaxis": {"title": {"text": "t"}, "ticktext": ["1.000"]}}
    figure = drawn([{"type": "scatter", "x": [1], "y": [1]}], layout)
    assert (figure.layout.font.color, figure.layout.font.family) == (INK, "Any")
    axes = (figure.layout.xaxis, figure.layout.yaxis)
    assert [axis.tickfont.color for axis in axes] == [INK, INK]
    # The unit stands upright above the axis, at the left edge: 34.4 for the words, 18 around
    # them and 4 to spare, less 8. There is room for it.
    (unit,) = figure.layout.annotations
    assert (unit.text, unit.font.color, unit.textangle) == ("t", INK, None)
    assert (unit.y, unit.yanchor, unit.xshift) == (1, "bottom", 8 - 57)
    assert (figure.layout.yaxis.title.text, figure.layout.margin.t) == (None, 28)
    assert figure.layout.hoverlabel.font.color == INK
    # The name under which the framework keeps the colour that it puts in its place.
    assert INK == framework.GRAY_90


def test_no_style_looks_through_the_whole_page() -> None:
    """A page that depends on what is in it is styled anew at every change: 30 to 100 ms a click."""
    found = [
        selector
        for path in Path("kpi/styles").glob("*.css")
        for selector in re.findall(r"(\S+):has\(", path.read_text("utf-8").split("@media print")[0])
    ]
    assert found == ["span:not("]


def test_a_caption_can_be_read() -> None:
    style = Path("kpi/styles/framework.css").read_text(encoding="utf-8")
    found = re.search(r'"stCaptionContainer"\] \{\s*opacity: ([\d.]+) !important', style)
    assert found is not None
    strength = float(found[1])
    for mode in ("light", "dark"):
        text, ground = (
            bytes.fromhex(THEME[mode][name][1:]) for name in ("textColor", "backgroundColor")
        )
        mixed = bytes(
            round(strength * of + (1 - strength) * over)
            for of, over in zip(text, ground, strict=True)
        )
        assert contrast(f"#{mixed.hex()}", THEME[mode]["backgroundColor"]) >= 4.5


def test_hatching_lies_over_the_full_colour_and_a_marker_has_no_edge_of_another() -> None:
    parts = tuple(Part(n, n, (Decimal(2),), Decimal(2)) for n in ("one", "two"))
    scope = Scope("ALM", Month(2025, 3), "ytd")
    whole = Breakdown(
        "waste_total", "Waste", "t", 1, scope, (Month(2025, 3),), ("measured",), parts
    )
    even, hatched = breakdown_chart(whole, NL).data
    assert (even.marker.pattern.shape, hatched.marker.pattern.shape) == ("", "/")
    assert (hatched.marker.color, hatched.marker.pattern.fillmode) == (colour(1), "overlay")
    assert hatching("") == {"shape": ""}
    point = SeriesPoint(Month(2025, 3), Decimal(3), "measured", "3")
    _, marks = series_chart(a_series(a_measured("3"), a_measured("3"), point), NL).data
    assert marks.marker.line.color == marks.marker.color == colour(0)


def a_path(base: str, asked: str, text: str) -> PathView:
    actual = (
        SeriesPoint(Month(2018, 12), None, "missing", "–"),
        SeriesPoint(Month(2024, 12), Decimal(base), "measured", base),
        SeriesPoint(Month(2025, 12), Decimal(base), "measured", base),
    )
    return PathView(
        indicator="co2_gas",
        label="Gas",
        unit="t CO2e",
        decimals=1,
        month=Month(2025, 12),
        actual=actual,
        required=(),
        corners=(),
        base=MilestonePoint(Month(2024, 12), Decimal(base), "basis 2024"),
        milestones=(MilestonePoint(Month(2030, 12), Decimal(asked), text),),
    )


@pytest.mark.parametrize(
    ("asked", "text", "beside", "last"),
    [
        ("5", "−50%", "top right", "middle right"),
        # Within 1.5 of the axis, of a base of 10, words on the height of the mark would reach it.
        ("1.4", "−50%", "top right", "top right"),
        ("15", "≥ 15%", "bottom right", "bottom right"),
    ],
)
def test_words_of_a_path_stand_off_it_and_its_axis_begins_with_its_figures(
    asked: str, text: str, beside: str, last: str
) -> None:
    figure = path_chart(a_path("10", asked, text), NL)
    words = {trace.text[0]: trace.textposition for trace in figure.data if trace.text}
    assert {name: at if isinstance(at, str) else at[-1] for name, at in words.items()} == {
        f"2030:<br>{text}": last, "basis 2024": beside
    }  # fmt: skip
    # Three months before the first and after the last; what stands beside the last has room.
    assert list(figure.layout.xaxis.range) == ["2024-09-01", "2031-03-01"]
    # "2030:" is 4 x 7.6 + 4 = 34.4 wide, and the widest; "≥ 15%": 7.6 x 3 + 4 + 10 = 36.8.
    assert figure.layout.margin.r == (51 if text == "−50%" else 53)
    # The axis ends a hundredth beyond its last tick.
    assert list(figure.layout.yaxis.range) == pytest.approx(
        [0, 10.1] if text == "−50%" else [0, 15.15]
    )


def test_a_path_names_the_years_of_base_and_milestones_and_others_where_there_is_room() -> None:
    """From 2018-09 to 2051-03 are 390 months; 36 of 240 pixels are 58.5, so 59 months apart."""
    path = a_path("10", "5", "−50%")
    late = MilestonePoint(Month(2050, 12), Decimal(1), "−90%")
    base = MilestonePoint(Month(2018, 12), Decimal(10), "basis 2018")
    figure = path_chart(replace(path, base=base, milestones=(*path.milestones, late)), NL)
    assert list(figure.layout.xaxis.ticktext) == [
        f"dec<br>{year}" for year in (2018, 2023, 2030, 2035, 2040, 2045, 2050)
    ]
    near = path_axis([Month(2025, 2), Month(2025, 4)], [], "nl")
    assert (near["range"], near["ticktext"]) == (["2024-11-01", "2025-07-01"], ["dec<br>2024"])
    # Without a December around them the axis goes on to the next.
    assert path_axis([Month(2025, 5)], [], "nl")["range"] == ["2025-02-01", "2025-12-01"]


def by_month(point: SeriesPoint) -> Month:
    return point.month


def test_the_newest_point_of_a_path_is_marked_and_one_without_neighbours_is_seen() -> None:
    path = a_path("10", "5", "-50%")
    none, first, last = path.actual
    beside = replace(first, month=Month(2025, 11))
    points = (none, first, beside, replace(beside, month=Month(2025, 10)), last)
    shown = path_chart(replace(path, actual=tuple(sorted(points, key=by_month))), NL)
    actual = shown.data[-1]
    assert list(actual.marker.size) == [0, 5, 0, 0, 9]
    # Over all other marks, in full colour, not cut at the edge, and the first of the legend.
    assert (actual.name, actual.marker.opacity, actual.cliponaxis, actual.legendrank) == (
        "Steeds twaalf maanden", 1, False, 1,
    )  # fmt: skip


def test_a_path_says_whether_a_sum_inside_it_lacks() -> None:
    """What lacks before the first whole sum, or after the last, breaks no line."""
    path = a_path("10", "5", "-50%")
    assert not path.broken
    none, first, last = path.actual
    hole = replace(first, month=Month(2025, 6), value=None, text="–")
    assert replace(path, actual=(none, first, hole, last)).broken
    partly = replace(first, month=Month(2025, 6), status="incomplete")
    assert replace(path, actual=(none, first, partly, last)).broken
    assert not replace(path, actual=(none, first, last, hole)).broken
    assert not replace(path, actual=(none, hole)).broken


def test_words_right_of_the_last_december_have_room() -> None:
    assert year_axis([Month(2025, 1), Month(2030, 12)], "nl")["range"][1] == "2032-09-01"


def test_a_tick_names_its_december_so_that_no_year_is_read_for_the_one_before() -> None:
    ticks = year_axis([Month(2028, 9), Month(2030, 12)], "nl")
    assert ticks["tickvals"] == ["2030-12-01", "2029-12-01", "2028-12-01"]
    assert ticks["ticktext"] == ["dec<br>2030", "dec<br>2029", "dec<br>2028"]


def test_no_line_crosses_a_year_that_is_not_known() -> None:
    one, two, four = (Decimal(value) for value in (1, 2, 4))
    known = [(Month(2022, 9), one), (Month(2023, 9), two), (Month(2025, 9), four)]
    assert with_gaps(known) == [
        (Month(2022, 9), one), (Month(2023, 9), two), (Month(2024, 9), None), (Month(2025, 9), four)
    ]  # fmt: skip


@pytest.mark.parametrize(("audit_on", "anchor"), [("2027-03-15", "right"), ("2026-09-15", "left")])
def test_the_day_of_the_audit_stands_above_the_chart_and_below_its_button(
    audit_on: str, anchor: str
) -> None:
    points = tuple(ReadyPoint(Month(2026, 9).plus(place), 1, 2) for place in range(3))
    figure: go.Figure = readiness_chart(
        [Way("ALM", "gold", points, audit_on, date(2026, 11, 15))], NL
    )
    (told,) = figure.layout.annotations
    assert (told.y, told.yref, told.yanchor, told.xanchor) == (1, "paper", "bottom", anchor)
    assert figure.layout.margin.t == 48


def test_colours_in_tiles_are_those_of_the_theme() -> None:
    style = Path("kpi/styles/tile.css").read_text(encoding="utf-8")
    found = re.findall(r"--(\w+): light-dark\((#\w+), (#\w+)\)", style)
    named = [
        (colour, *(THEME[mode][f"{colour}TextColor"] for mode in ("light", "dark")))
        for colour in ("blue", "orange", "gray")
    ]
    assert found == named
    assert set(re.findall(r"\.tiles \.(\w+) \{", style)) >= {*VERDICT_COLOURS.values()}
    assert {*COLOURS.values()} <= {*VERDICT_COLOURS.values()}

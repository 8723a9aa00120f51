"""The load curve in words and numbers, worked by hand."""

from __future__ import annotations

import datetime as dt

import pytest

from kpi.acts import Acts
from kpi.declare import load
from kpi.show import Curve, Voice, curve_of, meters_of
from kpi.show.curves import (
    LINE,
    curve_chart,
    curve_note,
    curve_sentence,
    curve_table,
    series_told,
    span_told,
)
from tests.acts.test_readings import EAN, KIND, known, starts
from tests.show.test_look import THEME, contrast
from tests.stores import open_acts, upload

SITES = {"ALL": "Groep", "ALM": "Almelo", "HGL": "Hengelo"}
NL, EN = Voice(load(), "nl", SITES), Voice(load(), "en", SITES)
DAY = dt.date(2025, 10, 26)


@pytest.fixture(scope="module")
def acts() -> Acts:
    """Two days of quarters: 1 kWh each on the day of 100, then 2 kWh each, without 12:00-13:00."""
    found = known(open_acts())
    rows = [f"{EAN};afname;{at};1;kWh" for at in starts(DAY, DAY, 15)]
    next_day = DAY + dt.timedelta(days=1)
    rows += [
        f"{EAN};afname;{at};2;kWh" for at in starts(next_day, next_day, 15) if " 12:" not in at
    ]
    rows[5] = rows[5].replace(";1;kWh", ";3;kWh")
    upload(found, KIND, "\n".join(["ean;register;van;waarde;eenheid", *rows, ""]))
    return found


def curve(acts: Acts, view: str, day: dt.date = DAY) -> Curve:
    (series,) = meters_of(acts.catalogue, acts.store)
    return curve_of(acts.catalogue, acts.store, series, view, day)  # type: ignore[arg-type]


def test_a_day_says_highest_lowest_sum_and_how_many(acts: Acts) -> None:
    found = curve(acts, "day")
    # 99 quarters of 1 kWh and one of 3 kWh, which is 12 kW; 1 kWh in a quarter is 4 kW.
    assert curve_sentence(found, NL) == (
        "Hoogste 12,0 kW (26 okt 2025 01:15), laagste 4,0 kW (26 okt 2025 00:00). "
        "Samen 102 kWh, uit 100 metingen."
    )
    assert len(curve_table(found, NL).rows) == 100


def test_a_week_is_reduced_to_hours_and_a_gap_stays_open(acts: Acts) -> None:
    found = curve(acts, "week", DAY + dt.timedelta(days=1))
    assert span_told(found, NL) == "ma 27 okt 2025 tot en met zo 2 nov 2025"
    assert (len(found.points), {p.present for p in found.points}) == (23, {4})
    chart = curve_chart(found, NL).to_dict()
    line = chart["data"][-1]
    # Both rows of hours, before the gap and after it, are drawn to the end of their last hour.
    assert len(line["x"]) == 7 * 24 + 2
    assert line["x"][11:15] == [f"2025-10-27T{at}" for at in ("11:00", "12:00", "12:00", "13:00")]
    assert [n for n, y in enumerate(line["y"][:26]) if y is None] == [13]
    assert (line["x"][25], line["y"][25]) == ("2025-10-28T00:00", 8.0)
    # 92 of 7 x 96 readings; every quarter of an hour is the same, so there is no band.
    assert "uit 92 van 672 metingen" in curve_sentence(found, NL)
    assert len(chart["data"]) == 1
    assert curve_note(found, NL) == "Elke stap is één uur. Een gat is geen meting."
    assert chart["layout"]["xaxis"]["ticktext"][:2] == ["ma<br>27-10", "di<br>28-10"]


def test_days_in_english_have_their_month_by_name(acts: Acts) -> None:
    chart = curve_chart(curve(acts, "week", DAY + dt.timedelta(days=1)), EN).to_dict()
    assert chart["layout"]["xaxis"]["ticktext"][0] == "Mon<br>27<br>Oct"


def test_a_day_is_drawn_to_its_end(acts: Acts) -> None:
    """100 quarters from midnight: the last one ends at 25 hours."""
    line = curve_chart(curve(acts, "day"), NL).to_dict()["data"][-1]
    assert (len(line["x"]), line["x"][-1]) == (101, "2025-10-27T01:00")


def test_the_line_is_seen_on_a_light_and_on_a_dark_screen() -> None:
    for mode in ("light", "dark"):
        assert contrast(LINE, THEME[mode]["backgroundColor"]) >= 3


def test_a_year_is_reduced_to_days(acts: Acts) -> None:
    found = curve(acts, "year")
    assert curve_sentence(found, NL).endswith("uit 192 van 35.040 metingen.")
    assert [trace["type"] for trace in curve_chart(found, NL).to_dict()["data"]] == [
        "bar",
        "scatter",
    ]
    assert "de band loopt" in curve_note(found, NL)
    assert [(p.day, p.total, p.lowest, p.highest) for p in found.points] == [
        (DAY, 102, 4, 12),
        (DAY + dt.timedelta(days=1), 184, 8, 8),
    ]


def test_where_nothing_is_it_says_so(acts: Acts) -> None:
    assert "geen metingen" in curve_sentence(curve(acts, "day", dt.date(2025, 1, 1)), NL)


def test_a_meter_is_told_by_place_name_and_what_it_counts(acts: Acts) -> None:
    (series,) = meters_of(acts.catalogue, acts.store)
    assert series_told(series, NL) == f"Almelo · {EAN} · Ingekochte stroom (Afname)"

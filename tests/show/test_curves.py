"""The load curve in words and numbers, worked by hand."""

from __future__ import annotations

import datetime as dt

import pytest

from kpi.acts import Acts
from kpi.declare import load
from kpi.show import Curve, Voice, curve_of, meters_of
from kpi.show.curves import curve_chart, curve_sentence, curve_table, series_told, span_told
from tests.acts.test_readings import EAN, KIND, known, starts
from tests.stores import open_acts, upload

NL = Voice(load(), "nl", {"ALL": "Groep", "ALM": "Almelo", "HGL": "Hengelo"})
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
    assert len(line["x"]) == 7 * 24
    assert [n for n, y in enumerate(line["y"][:24]) if y is None] == [12]


def test_a_year_is_reduced_to_days(acts: Acts) -> None:
    found = curve(acts, "year")
    assert [(p.day, p.total, p.lowest, p.highest) for p in found.points] == [
        (DAY, 102, 4, 12),
        (DAY + dt.timedelta(days=1), 184, 8, 8),
    ]


def test_where_nothing_is_it_says_so(acts: Acts) -> None:
    assert "geen metingen" in curve_sentence(curve(acts, "day", dt.date(2025, 1, 1)), NL)


def test_a_meter_is_told_by_place_name_and_what_it_counts(acts: Acts) -> None:
    (series,) = meters_of(acts.catalogue, acts.store)
    assert series_told(series, NL) == f"Almelo · {EAN} · Ingekochte stroom (Afname)"

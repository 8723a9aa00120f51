"""Sites on their way to an audit: one chart with a line each, every day of audit told once, a table."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import plotly.graph_objects as go

from kpi.declare import Month, load
from kpi.judge import ReadyPoint
from kpi.show import Voice
from kpi.show.way_to_audit import Way, readiness_chart, readiness_sentence, readiness_table

NL = Voice(load(), "nl", {"ALM": "Almelo", "HGL": "Hengelo"})
SEPTEMBER, OCTOBER = Month(2026, 9), Month(2026, 10)
TODAY = dt.date(2026, 10, 15)
ALMELO = Way(
    "ALM", "gold", (ReadyPoint(SEPTEMBER, 1, 4), ReadyPoint(OCTOBER, 3, 4)), "2027-03-15", TODAY
)
HENGELO = Way("HGL", "silver", (ReadyPoint(OCTOBER, 1, 2),), "2027-03-15", TODAY)


def words_above(ways: list[Way]) -> list[str]:
    figure: go.Figure = readiness_chart(ways, NL)
    assert len(figure.layout.shapes) == len(figure.layout.annotations)
    return [told.text for told in figure.layout.annotations]


def test_every_site_is_a_line_of_its_own_colour_and_mark() -> None:
    figure: go.Figure = readiness_chart([ALMELO, HENGELO], NL)
    assert [line.name for line in figure.data] == ["Almelo, goud", "Hengelo, zilver"]
    assert [list(line.y) for line in figure.data] == [[25.0, 75.0], [50.0]]
    assert figure.layout.showlegend
    for look in ("line.color", "marker.symbol"):
        assert len({line[look] for line in figure.data}) == 2
    assert not readiness_chart([ALMELO], NL).layout.showlegend


def test_a_point_stands_on_the_day_it_was_reckoned_and_none_after_today() -> None:
    figure: go.Figure = readiness_chart([ALMELO, HENGELO], NL)
    assert [list(line.x) for line in figure.data] == [["2026-09-30", "2026-10-15"], ["2026-10-15"]]
    assert list(figure.layout.xaxis.tickvals) == ["2026-09-30", "2026-10-15"]


def test_the_pace_does_not_jump_from_one_day_to_the_next() -> None:
    # 151 days from 15 October are 5.03 months: 6 to go ask 1.19 a month; 44 days, 1.47 months, 4.09.
    points = (ReadyPoint(OCTOBER, 1, 7),)
    for day, pace in (("2027-03-15", "1,2"), ("2026-11-28", "4,1"), ("2026-10-20", "6,0")):
        way = Way("ALM", "gold", points, day, TODAY)
        assert f"6 eisen te gaan, dus {pace} per maand" in readiness_sentence(way, NL)
    assert "1 eis te gaan." in readiness_sentence(ALMELO, NL)


def test_a_day_of_audit_is_told_once_and_of_whom_where_it_is_not_that_of_all() -> None:
    day = "audit op 15 maart 2027"
    assert words_above([ALMELO, HENGELO]) == [day]
    later = replace(HENGELO, audit_on="2027-06-01")
    assert words_above([ALMELO, later]) == [f"{day} (Almelo)", "audit op 1 juni 2027 (Hengelo)"]
    unset = replace(HENGELO, audit_on="")
    assert words_above([ALMELO, unset]) == [f"{day} (Almelo)"]
    assert words_above([unset]) == []


def test_words_of_two_days_of_audit_stand_above_each_other() -> None:
    later = replace(HENGELO, audit_on="2027-06-01")
    figure: go.Figure = readiness_chart([ALMELO, later], NL)
    assert [told.yshift for told in figure.layout.annotations] == [0, 20]
    assert figure.layout.margin.t == 68


def test_the_table_tells_what_each_site_met_of_all() -> None:
    table = readiness_table([ALMELO, HENGELO], NL)
    assert table.header == ("Maand", "Almelo, goud", "Hengelo, zilver")
    assert table.rows == (
        ("oktober 2026", "3 van 4", "1 van 2"), ("september 2026", "1 van 4", "–")
    )  # fmt: skip
    assert table.plain_rows == (
        ("2026-10", "Almelo, goud", "3", "4"),
        ("2026-10", "Hengelo, zilver", "1", "2"),
        ("2026-09", "Almelo, goud", "1", "4"),
    )

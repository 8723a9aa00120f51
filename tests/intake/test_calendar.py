"""Months and days in all the notations that files hold."""

from __future__ import annotations

import datetime as dt

import pytest

from kpi.intake.calendar import read_date, read_month
from tests.intake.checking import TODAY, checked, faults, file

JANUARY, MARCH, MAY, OCTOBER = (dt.date(2025, month, 1) for month in (1, 3, 5, 10))


@pytest.mark.parametrize(
    ("text", "month"),
    [
        *((text, JANUARY) for text in ("2025-01", "2025/1", "2025-1", "2025.01", "2025M01")),
        *((text, JANUARY) for text in ("202501", "01-2025", "1-2025", "01/2025", "1.2025")),
        *((text, JANUARY) for text in ("jan-25", "jan 2025", "januari 2025", "January 2025")),
        *((text, JANUARY) for text in ("Jan-2025", "2025 januari", "JANUARI 2025", "01 2025")),
        *((text, MARCH) for text in ("mrt-25", "maart 2025", "mar-25", "March 2025", "mrt. '25")),
        *((text, MAY) for text in ("mei-25", "mei '25", "May 2025", "mei 2025")),
        *((text, OCTOBER) for text in ("okt 2025", "okt. 2025", "Oct-25", "oktober 2025")),
    ],
)
def test_a_month_as_people_write_it(text: str, month: dt.date) -> None:
    assert read_month(text, TODAY).value == month
    assert not read_month(text, TODAY).remark


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("45658", dt.date(2025, 1, 1)),
        ("2025-01-31", dt.date(2025, 1, 31)),
        ("31-01-2025", dt.date(2025, 1, 31)),
        ("01-02-2025", dt.date(2025, 2, 1)),
        ("2025-01-01 00:00:00", dt.date(2025, 1, 1)),
        ("1 januari 2025", dt.date(2025, 1, 1)),
        ("20250131", dt.date(2025, 1, 31)),
    ],
)
def test_a_day_stands_for_its_month(text: str, day: dt.date) -> None:
    assert read_month(text, TODAY).value == day


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        *((text, "month_unreadable") for text in ("2025-13", "13-2025", "2025-00", "zomer 2025")),
        *((text, "month_unreadable") for text in ("vorige maand", "25-13", "0-2025", "12345678")),
        *((text, "month_unreadable") for text in ("99999", "٢٠٢٥-٠١", "2025-02-30")),
        *((text, "month_too_coarse") for text in ("2025", "Q1 2025", "2025-Q1", "2025Q1")),
        *((text, "month_too_coarse") for text in ("week 3 2025", "2025-W03", "wk 3", "2025JJ00")),
        *((text, "month_too_coarse") for text in ("1e kwartaal 2025", "kwartaal 1")),
        *((text, "month_too_early") for text in ("2009-12", "dec-09", "1999M01")),
        *((text, "month_future") for text in ("2026-12", "2052-01", "dec-26", "jan-95")),
        ("01/25/2025", "date_month_first"),
    ],
)
def test_what_is_no_month(text: str, fault: str) -> None:
    period = read_month(text, TODAY)
    assert (period.value, period.fault) == (None, fault)


def test_a_short_month_and_the_running_month_are_remarked() -> None:
    short = read_month("01-25", TODAY)
    assert (short.value, short.remark) == (JANUARY, "month_short")
    running = read_month("2026-11", TODAY)
    assert (running.value, running.remark) == (dt.date(2026, 11, 1), "month_running")
    assert read_month("2026-10", TODAY).remark == ""


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("07-01-2025", dt.date(2025, 1, 7)),
        ("7/1/2025", dt.date(2025, 1, 7)),
        ("7.1.2025", dt.date(2025, 1, 7)),
        ("2025-01-07", dt.date(2025, 1, 7)),
        ("2025-01-07T14:30:00", dt.date(2025, 1, 7)),
        ("7 jan 2025", dt.date(2025, 1, 7)),
        ("7-jan-25", dt.date(2025, 1, 7)),
        ("01-02-2025", dt.date(2025, 2, 1)),
        ("12-11-2025", dt.date(2025, 11, 12)),
        ("45664", dt.date(2025, 1, 7)),
    ],
)
def test_a_date_has_the_day_first(text: str, day: dt.date) -> None:
    assert read_date(text, TODAY).value == day


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("01/25/2025", "date_month_first"),
        ("31-02-2025", "date_unreadable"),
        ("32-01-2025", "date_unreadable"),
        ("2025-01", "date_unreadable"),
        ("maandag", "date_unreadable"),
        ("31-12-2009", "date_too_early"),
        ("16-11-2026", "date_future"),
    ],
)
def test_what_is_no_date(text: str, fault: str) -> None:
    assert read_date(text, TODAY).fault == fault


def test_today_is_no_future_and_a_short_year_is_remarked() -> None:
    assert read_date("15-11-2026", TODAY).value == TODAY
    short = read_date("07-01-25", TODAY)
    assert (short.value, short.remark) == (dt.date(2025, 1, 7), "date_short")


def test_a_person_may_say_that_the_month_stands_first() -> None:
    header = "locatie;datum;inzamelaar;afvalstroom;gewicht_kg;gewicht_bron"
    data = file(header, "Almelo;01/25/2025;Renewi;REST;5;gewogen")
    assert faults(checked("waste", data)) == [("date_month_first", 2, "datum")]
    decided = checked("waste", data, decide={"datum": "month-first"})
    assert decided.rows[0].cells["collected_on"] == dt.date(2025, 1, 25)
    assert str(decided.rows[0].cells["month"]) == "2025-01"

"""Meter readings: local clocks, duplicates, forms of files, what counts, worked by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from zoneinfo import ZoneInfo

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi.intake import Checked, MeterEntry, check
from kpi.intake.numbers import CONVENTIONS, written
from kpi.intake.readings.clock import clock_changes
from kpi.intake.readings.moments import FIRST, FORMATS, read_moment
from kpi.intake.readings.typing import FAST_NUMBER, fast_moment
from tests.intake.checking import TODAY, codes, contract, faults, remarks, words
from tests.workbooks import workbook

EAN = "871687110000000011"
HEADER = "EAN;Register;Van;Tot;Waarde;Eenheid;Status"
METERS = (
    MeterEntry(EAN, "ALM", "elektriciteit_inkoop", "", ""),
    MeterEntry("Dak", "HGL", "elektriciteit_pv", "", "end"),
)
SPRING, AUTUMN = dt.date(2025, 3, 30), dt.date(2025, 10, 26)


def checked(
    text: str | bytes,
    decide: Mapping[str, str] | None = None,
    constants: Mapping[str, str] | None = None,
) -> Checked:
    raw = text.encode() if isinstance(text, str) else text
    known = replace(words(), meters=METERS)
    answers, given_ = decide or {}, constants or {}
    kind = contract("interval")
    return check(kind, raw, known, decide=answers, constants=given_, today=TODAY)


def local_starts(day: dt.date, step: int = 15) -> list[str]:
    """Return the wall-clock starts of a day by walking through universal time."""
    zone = ZoneInfo("Europe/Amsterdam")
    at = dt.datetime.combine(day, dt.time(), zone).astimezone(dt.UTC)
    found = []
    while at.astimezone(zone).date() == day:
        found.append(f"{at.astimezone(zone):%d-%m-%Y %H:%M}")
        at += dt.timedelta(minutes=step)
    return found


def long(starts: Iterable[str], values: Iterable[str] = (), unit: str = "kWh") -> str:
    """Return a long file with starts only; the values are 1, 2, 3 ... unless given."""
    given_ = list(values)
    rows = [
        f"{EAN};afname;{start};{given_[n] if given_ else n + 1};{unit};G"
        for n, start in enumerate(starts)
    ]
    return "\n".join(["EAN;Register;Van;Waarde;Eenheid;Status", *rows, ""])


def day_of(result: Checked) -> dict[str, object]:
    (row,) = result.rows
    return dict(row.cells)


def test_a_day_of_quarters_is_one_row_with_sum_peak_and_readings() -> None:
    result = checked(long(local_starts(dt.date(2025, 6, 2))))
    day = day_of(result)
    assert not result.findings
    assert (day["amount"], day["peak"]) == (Decimal(96 * 97 // 2), Decimal(96 * 4))
    assert (day["present"], day["wanted"], day["minutes"]) == (96, 96, 15)
    assert result.readings is not None
    assert list(result.readings.place) == list(range(1, 97))
    assert list(result.readings.value[:2]) == [1_000_000, 2_000_000]


def test_power_is_times_the_hours_it_lasted() -> None:
    """96 quarters of 10 kW are 96 x 2.5 kWh = 240 kWh; 24 hours of 10 kW the same."""
    quarters = local_starts(dt.date(2025, 6, 2))
    hours = local_starts(dt.date(2025, 6, 2), 60)
    for starts in (quarters, hours):
        day = day_of(checked(long(starts, ["10"] * len(starts), "kW")))
        assert (day["amount"], day["peak"]) == (240, 10)
    assert day_of(checked(long(hours, ["0,01"] * 24, "MWh")))["amount"] == 240


@pytest.mark.parametrize(("day", "count"), [(SPRING, 92), (AUTUMN, 100)])
@pytest.mark.parametrize("step", [15, 60])
def test_a_day_of_a_clock_change_has_all_its_readings(day: dt.date, count: int, step: int) -> None:
    starts = local_starts(day, step)
    assert len(starts) == count * 15 // step
    result = checked(long(starts))
    cells = day_of(result)
    assert (cells["present"], cells["wanted"]) == (len(starts), len(starts))
    assert result.readings is not None
    assert list(result.readings.value // 1_000_000) == list(range(1, len(starts) + 1))
    assert list(result.readings.place) == list(range(1, len(starts) + 1))
    assert remarks(result) == [("clock_changed", None, None)]


@pytest.mark.parametrize("day", [SPRING, AUTUMN, dt.date(2025, 6, 2)])
def test_ends_lead_to_the_same_places_as_starts(day: dt.date) -> None:
    """The end of a reading is the start of the next; of the last one midnight of the next day."""
    starts = local_starts(day)
    midnight = f"{day + dt.timedelta(days=1):%d-%m-%Y} 00:00"
    ends = [*starts[1:], midnight]
    by_start = checked(long(starts))
    by_end = checked(long(ends).replace(";Van;", ";Tot;"))
    assert [r.cells for r in by_end.rows] == [r.cells for r in by_start.rows]
    with_24 = [*ends[:-1], f"{day:%d-%m-%Y} 24:00"]
    assert [r.cells for r in checked(long(with_24).replace(";Van;", ";Tot;")).rows] == [
        r.cells for r in by_start.rows
    ]


def test_both_start_and_end_over_a_clock_change() -> None:
    for day in (SPRING, AUTUMN):
        starts = local_starts(day)
        ends = [*starts[1:], f"{day + dt.timedelta(days=1):%d-%m-%Y} 00:00"]
        rows = [f"{EAN};afname;{a};{b};1;kWh;G" for a, b in zip(starts, ends, strict=True)]
        result = checked("\n".join([HEADER, *rows]))
        assert not result.errors
        assert day_of(result)["amount"] == len(starts)


def test_a_time_that_did_not_exist_is_refused_and_the_day_is_not_whole() -> None:
    starts = local_starts(SPRING)
    result = checked(long([*starts, "30-03-2025 02:30"]))
    assert faults(result) == [("moment_impossible", 94, "van")]
    assert (day_of(result)["present"], result.rows_refused) == (92, 1)


def test_universal_times_need_no_order() -> None:
    """The repeated hour told by its offset, the later one first in the file."""
    rows = [
        f"{EAN};2025-10-26T02:30:00+01:00;5;kWh",
        f"{EAN};2025-10-26T02:30:00+02:00;3;kWh",
        f"{EAN};2025-10-26T00:45:00Z;4;kWh",
    ]
    result = checked("\n".join(["EAN;Van;Waarde;Eenheid", *rows]))
    assert not result.errors
    assert result.readings is not None
    # 02:30 summer time is the 11th quarter, 02:45 the 12th, 02:30 winter time the 15th.
    assert list(result.readings.place) == [11, 12, 15]
    assert list(result.readings.value // 1_000_000) == [3, 4, 5]


def test_equal_readings_count_once_and_unlike_ones_not_at_all() -> None:
    starts = local_starts(dt.date(2025, 6, 2))
    result = checked(long([*starts, starts[0]], ["1"] * 97))
    assert remarks(result) == [("reading_twice", 98, "van")]
    assert result.findings[0].also_line == 2
    assert day_of(result)["amount"] == 96
    unlike = checked(long([*starts, starts[0]], ["1"] * 96 + ["2"]))
    assert ("reading_differs", 98, "van") in faults(unlike)
    assert (day_of(unlike)["amount"], day_of(unlike)["present"]) == (95, 95)
    assert unlike.refused == (("ALM", day_of(unlike)["month"]),)


def test_the_repeated_hour_twice_over_is_a_duplicate() -> None:
    starts = local_starts(AUTUMN)
    result = checked(long([*starts, "26-10-2025 02:00"], ["1"] * 101))
    assert "reading_twice" in codes(remarks(result))
    assert (day_of(result)["present"], day_of(result)["amount"]) == (100, 100)


def test_missing_readings_are_told_and_never_filled_in() -> None:
    starts = local_starts(dt.date(2025, 6, 2))
    result = checked(long(starts[:90]))
    assert remarks(result) == [("readings_missing", 2, None)]
    assert result.findings[0].facts["number"] == "6"
    empty = checked(long(starts, [*["1"] * 90, *[""] * 6]))
    assert day_of(empty)["present"] == 90 and not empty.errors


def test_a_column_a_meter() -> None:
    rows = [f"{s};1,5;2,5;" for s in local_starts(dt.date(2025, 6, 2), 60)]
    text = "\n".join([f"Datum;Tijd;{EAN};Dak;Onbekend", *(r.replace(" ", ";", 1) for r in rows)])
    asked = checked(text)
    assert [q.code for q in asked.questions] == ["stamp_unsettled"]
    result = checked(text, decide={"tijdstip": "start"}, constants={"eenheid": "kWh"})
    assert not result.errors
    found = {row.cells["meter"]: row.cells for row in result.rows}
    assert found[EAN]["amount"] == 36 and found["Dak"]["amount"] == 60
    assert (found["Dak"]["site"], found["Dak"]["carrier"]) == ("HGL", "elektriciteit_pv")
    assert "column_unknown" in codes(remarks(result))


def test_whether_a_time_is_start_or_end_is_asked_or_known_of_the_meter() -> None:
    rows = [f"Dak;{s};1;kWh" for s in local_starts(dt.date(2025, 6, 2), 60)]
    text = "\n".join(["meter;tijdstip;waarde;eenheid", *rows])
    result = checked(text)
    # The register of meters says that times of this one are ends: 00:00 belongs to the day before.
    assert not result.errors
    assert [(r.cells["day"], r.cells["present"]) for r in result.rows] == [
        (dt.date(2025, 6, 1), 1),
        (dt.date(2025, 6, 2), 23),
    ]
    asked = checked(text.replace("Dak", EAN))
    assert asked.open_questions and not asked.rows
    answered = checked(text.replace("Dak", EAN), decide={"tijdstip": "start"})
    assert day_of(answered)["present"] == 24


def test_what_is_fed_back_is_not_what_is_bought() -> None:
    text = long(local_starts(dt.date(2025, 6, 2)))
    result = checked(text.replace("afname", "2.8.0"))
    assert day_of(result)["carrier"] == "teruglevering"
    reactive = checked(text.replace("kWh", "kVArh"))
    assert not reactive.rows and "reactive_left_out" in codes(remarks(reactive))


def test_an_unknown_meter_is_an_error_until_site_and_carrier_are_given() -> None:
    text = long(local_starts(dt.date(2025, 6, 2))).replace(EAN, "Kelder")
    assert codes(faults(checked(text))) == {"meter_unknown"}
    given_ = {"locatie": "Hengelo", "energiedrager": "aardgas", "eenheid": "m3"}
    result = checked(text.replace("kWh", "m3"), constants=given_)
    assert not result.errors
    assert (day_of(result)["site"], day_of(result)["unit"]) == ("HGL", "m3")


def test_every_bad_cell_has_its_line_and_column() -> None:
    starts = local_starts(dt.date(2025, 6, 2))
    rows = long(starts).split("\n")
    rows[5] = f"{EAN};afname;gisteren;1;kWh;G"
    rows[9] = f"{EAN};afname;{starts[8]};1,2,3;kWh;G"
    rows[11] = f"{EAN};afname;{starts[10]};-4;kWh;G"
    rows[20] = f"{EAN};afname;{starts[19]};1;kWh;Misschien"
    rows[21] = f"{EAN};afname;{starts[20]}"
    rows[22] = f"{EAN};afname;02-06-2025 05:20;1;kWh;G"
    rows[23] = f"{EAN};afname;02-06-2027 05:15;1;kWh;G"
    result = checked("\n".join(rows))
    assert sorted(faults(result), key=lambda f: f[1] or 0) == [
        ("moment_unreadable", 6, "van"),
        ("number_unreadable", 10, "waarde"),
        ("number_too_low", 12, "waarde"),
        ("choice_unknown", 21, "status"),
        ("row_ragged", 22, None),
        ("moment_off_grid", 23, "van"),
        ("date_future", 24, "van"),
    ]
    assert result.rows_read == 96 and result.rows_refused == 7
    assert day_of(result)["present"] == 89


def test_blank_lines_and_quoted_line_ends_keep_lines_right() -> None:
    starts = local_starts(dt.date(2025, 6, 2))
    rows = long(starts).split("\n")
    rows[3:3] = ["", ""]
    rows[8] = rows[8].replace(";G", ';"G\n"')
    rows[20] = rows[20].replace("afname", "xyz")
    result = checked("\r\n".join(rows))
    assert ("choice_unknown", 21, "register") in faults(result)
    assert "blank_lines" in codes(remarks(result))


def test_windows_letters_and_an_instruction_line() -> None:
    text = "sep=;\nMétingen van de meter\n" + long(local_starts(dt.date(2025, 6, 2)))
    result = checked(text.encode("cp1252"))
    assert codes(remarks(result)) == {"encoding_windows", "lines_above"}
    assert result.rows[0].line == 3


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04xl/", b"%PDF-1", b"\x00\x01", b"a;b\n1;2\n"])
def test_what_is_no_file_of_readings_is_refused(data: bytes) -> None:
    result = checked(data)
    assert result.errors and not result.rows


def test_an_unclosed_quote_is_told_on_its_line() -> None:
    rows = long(local_starts(dt.date(2025, 6, 2))).split("\n")
    rows[40] = f'"{rows[40]}'
    result = checked("\n".join(rows))
    assert codes(faults(result)) == {"quote_unclosed"}
    assert not result.rows


MOMENTS = st.datetimes(dt.datetime(2010, 1, 1), dt.datetime(2039, 12, 31))


@given(MOMENTS)
def test_every_way_of_writing_a_moment_means_the_same(at: dt.datetime) -> None:
    plain = at.replace(second=0, microsecond=0)
    for form in ("%d-%m-%Y %H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:00", "%d/%m/%Y %H:%M"):
        moment = read_moment(plain.strftime(form), "Europe/Amsterdam")
        assert moment is not None and moment.local == plain


@given(st.text(alphabet="0123456789-/.: T+Z", max_size=20))
@settings(max_examples=150, deadline=None)
def test_the_fast_way_gives_nothing_or_what_the_slow_way_gives(text: str) -> None:
    slow = read_moment(text, "Europe/Amsterdam")
    fast = ", ".join(fast_moment("$text", form) for form in FORMATS)
    for found in duckdb.execute(f"select {fast}", {"text": text}).fetchall()[0]:
        assert found is None or (slow is not None and slow.local == found and found >= FIRST)


@given(st.text(alphabet="0123456789-.,e_ +", max_size=16))
@settings(max_examples=150, deadline=None)
def test_the_fast_way_of_numbers_gives_nothing_or_what_the_slow_way_gives(text: str) -> None:
    number = written(text)
    for convention in CONVENTIONS:
        sql = FAST_NUMBER[convention].format(text="$text")
        (found,) = duckdb.execute(f"select {sql}", {"text": text}).fetchall()[0]
        slow = number.value(convention) if number is not None else None
        assert found is None or found == slow


@given(st.binary(max_size=300))
@settings(max_examples=60, deadline=2000)
def test_any_bytes_yield_findings_and_no_traceback(data: bytes) -> None:
    assert checked(data).errors


def test_the_clock_changes_of_a_year() -> None:
    spring, autumn = clock_changes("Europe/Amsterdam", 2025)
    assert (spring.day, spring.repeated, spring.first, spring.last) == (SPRING, False, 120, 180)
    assert (autumn.day, autumn.repeated, autumn.first, autumn.last) == (AUTUMN, True, 120, 180)
    assert (spring.minutes, autumn.minutes) == (23 * 60, 25 * 60)
    assert clock_changes("UTC", 2025) == ()


def test_a_workbook_reads_like_its_text() -> None:
    rows = [row.split(";") for row in long(local_starts(dt.date(2025, 6, 2))).split("\n") if row]
    result = checked(workbook({"Uitleg": [("Meetwaarden",)], "Data": [tuple(row) for row in rows]}))
    assert not result.errors
    assert day_of(result)["amount"] == Decimal(96 * 97 // 2)

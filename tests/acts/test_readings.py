"""Meter readings in the store: they count once, by month, and go when their upload goes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from kpi.acts import Actor, Acts
from kpi.declare import Month
from kpi.measure import Measured, Scope
from kpi.store import load_curve, series_of
from tests.stores import TODAY, copied, open_acts, upload

EAN, OTHER, SUB = "871687110000000011", "871687110000000028", "Keuken"
KIND, FIGURE = "interval", "electricity_purchased"
ENERGY = "locatie;periode;energiedrager;verbruik;eenheid;meter_id\r\n"
MARCH, APRIL = Month(2025, 3), Month(2025, 4)


@pytest.fixture
def acts() -> Acts:
    return known(open_acts())


def known(acts: Acts, *meters: str) -> Acts:
    for meter in meters or (EAN,):
        body = {"meter": meter, "site": "ALM", "category": "elektriciteit_inkoop"}
        acts.set_entry("meter", meter, body, actor=Actor.local("Anna"), reason="connection")
    return acts


def starts(first: dt.date, last: dt.date, step: int = 60) -> Iterable[str]:
    zone = ZoneInfo("Europe/Amsterdam")
    at = dt.datetime.combine(first, dt.time.min, zone).astimezone(dt.UTC)
    while at.astimezone(zone).date() <= last:
        yield f"{at.astimezone(zone):%d-%m-%Y %H:%M}"
        at += dt.timedelta(minutes=step)


def month(number: int, value: str = "2", meter: str = EAN, main: str = "", last: int = 0) -> str:
    first = dt.date(2025, number, 1)
    end = dt.date(2025, number + 1, 1) - dt.timedelta(days=1)
    end = end.replace(day=last) if last else end
    rows = [f"{meter};afname;{at};{value};kWh;{main}" for at in starts(first, end)]
    return "\n".join(["ean;register;van;waarde;eenheid;hoofdmeter", *rows, ""])


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("begun")
    acts = known(open_acts(folder / "kpi.duckdb"))
    upload(acts, KIND, month(3))
    acts.store.close()
    return folder


@pytest.fixture
def march(begun: Path, tmp_path: Path) -> Iterator[Acts]:
    """A store that holds the whole of March."""
    with copied(begun, tmp_path) as acts:
        yield acts


def used(acts: Acts, at: Month = MARCH, figure: str = FIGURE) -> Measured:
    return acts.judge().figures().measured(figure, Scope("ALM", at))


def value(acts: Acts, at: Month = MARCH) -> tuple[Decimal | None, str]:
    found = used(acts, at)
    return found.value, found.status


def test_a_whole_month_counts_in_the_figure_and_its_lines_add_up(march: Acts) -> None:
    """March 2025 has 31 x 24 - 1 hours: 743 x 2 kWh = 1,486 kWh."""
    assert value(march) == (1486, "measured")
    figures = march.judge().figures()
    rows = figures.explain(FIGURE, Scope("ALM", MARCH))
    assert sum(row.contribution or 0 for row in rows) == 1486
    assert len(rows) == 31 and rows[0].line == 2
    assert used(march, MARCH, "co2_electricity_location").value is not None


def test_a_month_that_is_not_whole_is_incomplete(acts: Acts) -> None:
    upload(acts, KIND, month(3, last=30))  # 30 days less the skipped hour: 719 readings
    assert value(acts) == (1438, "incomplete")
    upload(acts, KIND, month(3))
    assert value(acts) == (1486, "measured")


def test_one_missing_reading_leaves_the_month_incomplete(acts: Acts) -> None:
    rows = month(3).split("\n")
    upload(acts, KIND, "\n".join([*rows[:300], *rows[301:]]))
    assert value(acts) == (1484, "incomplete")


def test_part_then_whole_or_whole_then_part_replaces_days(march: Acts) -> None:
    preview = march.preview(KIND, month(3, "3", last=10).encode(), "ten.csv")
    assert (preview.rows_new, preview.rows_replaced) == (0, 10)
    (change,) = [c for c in preview.changes if c.indicator == FIGURE and c.scope.site == "ALM"
                 and c.scope.span == "month"]  # fmt: skip
    assert (change.before.value, change.after.value) == (1486, 1486 + 240)
    march.accept(preview, actor=Actor.local("Anna"))
    assert value(march) == (1726, "measured")


def test_taking_back_takes_readings_and_sums_along(march: Acts) -> None:
    second = upload(march, KIND, month(3, "5"))
    assert value(march) == (3715, "measured")
    assert curve(march)[0].total == 5
    march.take_back(second, actor=Actor.local("Anna"), reason="wrong meter")
    assert value(march) == (1486, "measured")
    assert curve(march)[0].total == 2
    march.take_back(second - 1, actor=Actor.local("Anna"), reason="wrong meter")
    assert value(march)[0] is None
    assert series_of(march.store, march.contract(KIND)) == []


def curve(acts: Acts, bucket: str = "reading") -> Sequence[Any]:
    contract = acts.contract(KIND)
    (series,) = series_of(acts.store, contract)
    first = dt.date(2025, 3, 1)
    return load_curve(acts.store, contract, series, first, dt.date(2025, 3, 31), bucket)


def test_a_curve_reduced_to_days_keeps_sum_lowest_and_highest(acts: Acts) -> None:
    text = month(3).replace("14:00;2", "14:00;9")
    upload(acts, KIND, text)
    readings, days = curve(acts), curve(acts, "day")
    assert (len(readings), len(days)) == (743, 31)
    assert sum(point.total for point in days) == sum(point.total for point in readings)
    assert (days[0].lowest, days[0].highest, days[0].present) == (2, 9, 24)
    assert {point.present for point in days} == {24, 23}


def test_a_sub_meter_is_kept_and_not_counted_again(march: Acts) -> None:
    known(march, SUB)
    upload(march, KIND, month(3, "1", SUB, EAN))
    assert value(march) == (1486, "measured")
    assert {s.meter for s in series_of(march.store, march.contract(KIND))} == {EAN, SUB}


def test_a_registered_meter_that_sent_nothing_leaves_the_month_incomplete(acts: Acts) -> None:
    known(acts, OTHER)
    upload(acts, KIND, month(3))
    assert value(acts) == (1486, "incomplete")
    upload(acts, KIND, month(3, "1", OTHER))
    assert value(acts) == (2229, "measured")


@pytest.mark.parametrize("meter", [EAN, ""])
def test_a_monthly_row_of_the_meter_counts_and_readings_only_check_it(
    march: Acts, meter: str
) -> None:
    upload(march, "energy", ENERGY + f"Almelo;2025-03;elektriciteit_inkoop;1500;kWh;{meter}\r\n")
    assert value(march) == (1500, "measured")
    preview = march.preview(KIND, month(3, "2,1").encode(), "again.csv", rehearse=False)
    (told,) = [f for f in preview.findings if f.code == "month_differs"]
    assert told.facts["amount"] == "1560.300" and told.facts["monthly"] == "1500.000"
    close = march.preview(KIND, month(3, "2,01").encode(), "close.csv", rehearse=False)
    assert not [f for f in close.findings if f.code == "month_differs"]  # 1,493.43: 0.4% off


def test_a_monthly_row_of_another_meter_counts_beside_the_readings(march: Acts) -> None:
    upload(march, "energy", ENERGY + f"Almelo;2025-03;elektriciteit_inkoop;14;kWh;{OTHER}\r\n")
    assert value(march) == (1500, "measured")


def test_a_monthly_row_that_names_its_meter_beside_its_ean_counts_once(march: Acts) -> None:
    """The demonstration's own meters: a name of the hospital's, and the EAN of the connection."""
    header = ENERGY.replace("meter_id", "meter_id;ean_code")
    rows = f"Almelo;2025-03;elektriciteit_inkoop;1500;kWh;ALM-E2;{EAN}\r\n"
    upload(march, "energy", header + rows)
    assert value(march) == (1500, "measured")
    preview = march.preview(KIND, month(3, "2,1").encode(), "again.csv", rehearse=False)
    codes = {f.code for f in preview.findings}
    assert "month_differs" in codes
    assert "meter_beside" not in codes
    sub = f"Almelo;2025-03;elektriciteit_inkoop;9;kWh;ALM-E2-OK;{EAN};ALM-E2\r\n"
    main = f"Almelo;2025-03;elektriciteit_inkoop;1500;kWh;ALM-E2;{EAN};\r\n"
    header = header.replace("ean_code", "ean_code;hoofdmeter")
    upload(march, "energy", header + main + sub)
    assert value(march) == (1500, "measured")
    preview = march.preview(KIND, month(3, "2,1").encode(), "again.csv", rehearse=False)
    (told,) = [f for f in preview.findings if f.code == "month_differs"]
    assert told.facts["monthly"] == "1500.000"


def test_readings_that_count_beside_other_meters_say_so(acts: Acts) -> None:
    """Without an EAN in the monthly file nobody can tell whether it is one meter or two."""
    rows = (f"Almelo;2025-{no:02d};elektriciteit_inkoop;1500;kWh;ALM-E{no}\r\n" for no in (3, 4))
    upload(acts, "energy", ENERGY + "".join(rows))
    readings = month(3) + month(4).split("\n", 1)[1]
    preview = acts.preview(KIND, readings.encode(), "readings.csv", rehearse=False)
    (told,) = [f for f in preview.findings if f.code == "meter_beside"]
    assert told.facts == {
        "site": "ALM", "meter": EAN, "first": "2025-03", "last": "2025-04",
        "others": "ALM-E3, ALM-E4",
    }  # fmt: skip
    acts.accept(preview, actor=Actor.local("Anna"))
    assert value(acts) == (2986, "measured")


def test_a_monthly_file_that_does_not_name_the_meter_of_readings_says_so(march: Acts) -> None:
    """The invoice mostly comes after the readings."""

    def remarked(*rows: str) -> list[Any]:
        header = ENERGY.replace("meter_id", "meter_id;ean_code")
        text = header + "".join(f"Almelo;{row}\r\n" for row in rows)
        preview = march.preview("energy", text.encode(), "invoice.csv", rehearse=False)
        assert preview.acceptable
        return [f.facts for f in preview.findings if f.code == "meter_beside"]

    power = "elektriciteit_inkoop;1500;kWh"
    (told,) = remarked(f"2025-03;{power};ALM-E1;", f"2025-04;{power};ALM-E1;")
    assert told == {
        "site": "ALM", "meter": EAN, "first": "2025-03", "last": "2025-03", "others": "ALM-E1",
    }  # fmt: skip
    assert not remarked(f"2025-03;{power};ALM-E1;", f"2025-03;{power};ALM-E2;{EAN}")
    assert not remarked(f"2025-03;{power};;")
    assert not remarked("2025-03;water;3;m3;ALM-W1;", f"2025-04;{power};ALM-E1;")


def test_the_same_file_twice_changes_nothing(acts: Acts) -> None:
    first = upload(acts, KIND, month(3))
    preview = acts.preview(KIND, month(3).encode(), "again.csv")
    assert preview.already == first
    assert acts.accept(preview, actor=Actor.local("Anna")).already


def test_a_failed_write_leaves_nothing_half_stored(
    acts: Acts, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError("disk full")

    preview = acts.preview(KIND, month(3).encode(), "march.csv")
    monkeypatch.setattr("kpi.acts.acts.store_readings", fail)
    with pytest.raises(OSError, match="disk full"):
        acts.accept(preview, actor=Actor.local("Anna"))
    counts = [acts.store.rows(f"select count(*) from {t}")[0][0] for t in
              ("upload", "reading", "rows_interval")]  # fmt: skip
    assert counts == [0, 0, 0]
    assert value(acts)[0] is None


def test_estimated_readings_make_the_figure_estimated(acts: Acts) -> None:
    text = month(3).replace("hoofdmeter", "status").replace("kWh;\n", "kWh;geschat\n", 1)
    upload(acts, KIND, text)
    assert value(acts) == (1486, "estimated")
    assert dt.date(2025, 3, 31) < TODAY


# --- what a clerk sends beside readings ------------------------------------------------------------

NAMED = "locatie;periode;energiedrager;verbruik;eenheid;meter_id;ean_code;hoofdmeter;correctie;opmerking\r\n"
POWER = "Almelo;2025-03;elektriciteit_inkoop"
REST = "Almelo;2025-03;aardgas;500;Nm3;;;;;\r\nAlmelo;2025-03;water;100;m3;;;;;\r\n"


def named(*rows: str) -> str:
    return NAMED + "".join(f"{row}\r\n" for row in rows) + REST


def codes(acts: Acts, kind: str, text: str) -> list[str]:
    return [f.code for f in acts.preview(kind, text.encode(), "f.csv", rehearse=False).findings]


def registers(*told: tuple[str, int]) -> str:
    """The whole of March 2025, 743 hours, by registers with their use an hour."""
    hours = list(starts(dt.date(2025, 3, 1), dt.date(2025, 3, 31)))
    rows = [f"{EAN};{register};{at};{use};kWh" for register, use in told for at in hours]
    return "\n".join(["ean;register;van;waarde;eenheid", *rows, ""])


@pytest.mark.parametrize("row", ["Keuken;" + EAN, "Keuken;", ";"])
def test_the_row_of_a_sub_meter_silences_no_readings_of_its_main_meter(
    march: Acts, row: str
) -> None:
    text = named(f"{POWER};200;kWh;{row};{EAN};;")
    assert "meter_beside" not in codes(march, "energy", text)
    upload(march, "energy", text)
    assert value(march) == (1486, "measured")


@pytest.mark.parametrize(
    ("amount", "flag", "total"), [("50", "J", 1536), ("-50", "J", 1436), ("-50", "", 1436)]
)
def test_a_correction_alone_is_added_to_the_readings(
    march: Acts, amount: str, flag: str, total: int
) -> None:
    upload(march, "energy", named(f"{POWER};{amount};kWh;;{EAN};;{flag};nagekomen"))
    assert value(march) == (total, "measured")


def test_a_correction_with_its_month_counts_as_that_month(march: Acts) -> None:
    rows = (f"{POWER};1500;kWh;;{EAN};;;", f"{POWER};-50;kWh;;{EAN};;J;nagekomen")
    upload(march, "energy", named(*rows))
    assert value(march) == (1450, "measured")


def test_an_invoice_is_held_against_the_readings_that_came_first(march: Acts) -> None:
    """14.86 beside 1,486 kWh is a slip in the unit."""
    assert "month_differs" in codes(march, "energy", named(f"{POWER};14,86;kWh;;{EAN};;;"))
    assert "month_differs" not in codes(march, "energy", named(f"{POWER};1490;kWh;;{EAN};;;"))


def test_a_month_without_a_meter_is_held_against_all_meters_together(march: Acts) -> None:
    known(march, OTHER)
    upload(march, KIND, month(3, "1", OTHER))
    # 1,486 and 743.
    assert "month_differs" in codes(march, "energy", named(f"{POWER};743;kWh;;;;;"))
    assert "month_differs" not in codes(march, "energy", named(f"{POWER};2229;kWh;;;;;"))
    upload(march, "energy", named(f"{POWER};2229;kWh;;;;;"))
    assert "month_differs" not in codes(march, KIND, month(3, "1,001", OTHER))
    assert "month_differs" in codes(march, KIND, month(3, "9", OTHER))


@pytest.mark.parametrize(
    "files",
    [
        [registers(("1.8.0", 2), ("1.8.1", 1), ("1.8.2", 1))],
        [registers(("afname", 2)), registers(("afname_laag", 1), ("afname_hoog", 1))],
        [registers(("afname_laag", 1), ("afname_hoog", 1)), registers(("afname", 2))],
        [registers(("afname_laag", 1), ("afname_hoog", 1))],
    ],
)
def test_a_total_and_its_tariffs_are_one_use(acts: Acts, files: list[str]) -> None:
    for file in files:
        upload(acts, KIND, file)
    assert value(acts) == (1486, "measured")
    assert "month_differs" not in codes(acts, "energy", named(f"{POWER};1486;kWh;;{EAN};;;"))


def test_a_meter_that_counts_at_two_sites_is_remarked_in_either_order(march: Acts) -> None:
    other = f"Hengelo;2025-03;elektriciteit_inkoop;1500;kWh;;{EAN};;;"
    assert "meter_elsewhere" in codes(march, "energy", named(other))
    assert "meter_elsewhere" not in codes(march, "energy", named(f"{POWER};1500;kWh;;{EAN};;;"))
    both = named(other, f"{POWER};1500;kWh;;{EAN};;;")
    assert "meter_elsewhere" in codes(open_acts(), "energy", both)
    upload(march, "energy", named(other))
    assert "meter_elsewhere" in codes(march, KIND, month(3, "2,1"))


def test_a_year_spread_over_its_months_gives_way_to_readings(march: Acts) -> None:
    upload(march, "energy", named())
    year = {"site": "Almelo", "carrier": "elektriciteit_inkoop", "quantity": "12000"}
    spread = march.spread_year("energy", 2025, {**year, "unit_given": "kWh"})
    march.accept(march.preview("energy", spread, "year.csv"), actor=Actor.local("Anna"))
    assert value(march) == (1486, "measured")
    assert value(march, APRIL) == (1000, "estimated")


def test_what_only_a_sub_meter_tells_is_missing_and_not_nought(acts: Acts) -> None:
    gas = "Almelo;2025-03;aardgas;500;Nm3;G1;;G0;;\r\n"
    power = f"{POWER};1000;kWh;;;;;\r\n"
    upload(acts, "energy", NAMED + power + gas + "Almelo;2025-03;water;100;m3;;;;;\r\n")
    assert used(acts, figure="gas").value is None
    assert used(acts, figure="gas").status == "missing"


@pytest.mark.parametrize(("use", "unit"), [("12000", "kWh"), ("12", "MWh"), ("12000", "kW")])
def test_a_large_meter_is_read_like_any_other(acts: Acts, use: str, unit: str) -> None:
    """12 MWh in each of 743 hours; a whole hospital with heat pumps may well come near."""
    upload(acts, KIND, month(3, use).replace(";kWh", f";{unit}"))
    assert value(acts) == (743 * 12000, "measured")


def test_a_meter_by_its_ean_and_by_a_name_in_one_file_is_remarked(acts: Acts) -> None:
    twice = named(f"{POWER};1000;kWh;;{EAN};;;", f"{POWER};1000;kWh;E1;{EAN};;;")
    assert "meter_called_twice" in codes(acts, "energy", twice)
    # Two meters of one connection, or a meter and one below it, are no reason.
    for rows in (
        (f"{POWER};1000;kWh;E1;{EAN};;;", f"{POWER};1000;kWh;E2;{EAN};;;"),
        (f"{POWER};1000;kWh;;{EAN};;;", f"{POWER};90;kWh;E1;{EAN};{EAN};;"),
        (f"{POWER};1000;kWh;;{EAN};;;",),
    ):
        assert "meter_called_twice" not in codes(acts, "energy", named(*rows))


def test_a_registered_sub_meter_that_counts_as_a_main_meter_is_remarked(acts: Acts) -> None:
    body = {"meter": "OK", "site": "ALM", "category": "elektriciteit_inkoop", "main_meter": EAN}
    acts.set_entry("meter", "OK", body, actor=Actor.local("Anna"), reason="sub")
    main = f"{POWER};1000;kWh;;{EAN};;;"
    assert "meter_registered_below" in codes(acts, "energy", named(main, f"{POWER};300;kWh;OK;;;;"))
    assert "meter_registered_below" not in codes(
        acts, "energy", named(main, f"{POWER};300;kWh;OK;;{EAN};;")
    )

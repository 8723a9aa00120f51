"""The law of a driver: one value for all sites of a station, added over months, never over sites."""

from __future__ import annotations

import calendar
from dataclasses import replace
from decimal import Decimal

import pytest

from kpi.acts import Actor, Acts
from kpi.declare import ALL, UNSPLIT, DeclarationError, Month, load
from kpi.declare.resolve import resolve
from kpi.measure import Measured, Scope
from tests.stores import open_acts, upload

HEADER = "station;datum;gemiddelde_temperatuur\r\n"
WEIGHTED, PLAIN = "degree_days_weighted", "degree_days_plain"
JANUARY = Decimal("516.3")
"""January 2025 of Hupsel as it ships."""


@pytest.fixture
def acts() -> Acts:
    return open_acts()


def days(month: str, temperature: str, count: int = 31, station: str = "283") -> str:
    """Return days of one temperature, as many as the month has or fewer."""
    year, number = map(int, month.split("-"))
    last = min(count, calendar.monthrange(year, number)[1])
    return "".join(
        f"{station};{day:02d}-{number:02d}-{year};{temperature}\r\n" for day in range(1, last + 1)
    )


def figure(
    acts: Acts, indicator: str = WEIGHTED, site: str = ALL, month: str = "2025-01",
    span: str = "month",
) -> Measured:  # fmt: skip
    scope = Scope(site, Month.parse(month), span)  # type: ignore[arg-type]
    return acts.judge().figures().measured(indicator, scope)


def name_station(acts: Acts, site: str, station: str) -> None:
    (entry,) = (entry for entry in acts.entries("site") if entry.id == site)
    body = {**entry.body, "station": station}
    acts.set_entry(
        "site", site, body, actor=Actor.local("Anna"), reason="moved", valid_from=entry.valid_from
    )


def test_a_store_without_uploads_knows_the_weather_that_ships(acts: Acts) -> None:
    for site in ("ALM", "HGL", ALL):
        found = figure(acts, site=site)
        assert (found.value, found.status, found.coverage.expected) == (JANUARY, "measured", 1)
    (line,) = acts.judge().figures().explain(WEIGHTED, Scope(ALL, Month(2025, 1)))
    assert (line.contribution, line.file, line.receipt, line.line) == (
        JANUARY,
        "degree_days.csv",
        0,
        0,
    )
    assert acts.judge().figures().newest_month is None, "weather alone is no delivery"


def test_a_shipped_month_that_lacks_days_is_incomplete(acts: Acts) -> None:
    found = figure(acts, month="2026-06")
    assert (found.value, found.status) == (Decimal("35.8"), "incomplete")
    assert found.reason is not None and found.reason.code == "months_missing"
    year = figure(acts, month="2026-06", span="ytd")
    assert (year.status, year.coverage.have, year.coverage.expected) == ("incomplete", 5, 6)


def test_months_that_nobody_knows_are_missing_and_never_nil(acts: Acts) -> None:
    for month in ("2014-12", "2026-07"):
        found = figure(acts, month=month)
        assert (found.value, found.status) == (None, "missing")


WEIGHTS = {"2024-11": "1.1", "2024-02": "1.1", "2024-03": "1.0", "2024-10": "1.0",
           "2024-04": "0.8", "2024-09": "0.8"}  # fmt: skip


@pytest.fixture(scope="module")
def even() -> Acts:
    """Days of one temperature in each of these months; tests only read them."""
    acts = open_acts()
    upload(acts, "degree_days", HEADER + "".join(days(month, "17,5") for month in WEIGHTS))
    return acts


@pytest.mark.parametrize(("month", "weight"), WEIGHTS.items())
def test_a_day_weighs_by_its_month(even: Acts, month: str, weight: str) -> None:
    number = calendar.monthrange(*map(int, month.split("-")))[1]
    assert figure(even, PLAIN, month=month).value == number * Decimal("0.5")
    assert figure(even, WEIGHTED, month=month).value == number * Decimal("0.5") * Decimal(weight)


def test_warm_days_take_nothing_off_cold_ones(acts: Acts) -> None:
    text = HEADER + days("2025-01", "25,0", 30) + "283;31-01-2025;17,0\r\n"
    upload(acts, "degree_days", text)
    assert figure(acts, PLAIN).value == 1


def test_an_upload_wins_for_its_station_and_month_until_it_is_taken_back(acts: Acts) -> None:
    receipt = upload(acts, "degree_days", HEADER + days("2025-01", "8,0"))
    assert figure(acts).value == Decimal(341)  # 31 days x 10 x 1.1
    assert figure(acts, month="2025-02").value == Decimal("447.5")
    assert figure(acts, month="2025-02", span="ytd").value == Decimal("788.5")
    effect = acts.effect_of_taking_back(receipt)
    months = [
        (c.scope.site, c.before.value, c.after.value)
        for c in effect.changes
        if c.indicator == WEIGHTED and c.scope.span == "month"
    ]
    assert months == [("ALM", Decimal(341), JANUARY), ("HGL", Decimal(341), JANUARY)]
    acts.take_back(receipt, actor=Actor.local("Anna"), reason="wrong file")
    assert figure(acts).value == JANUARY


def test_a_preview_shows_the_effect_at_every_site_that_names_the_station(acts: Acts) -> None:
    name_station(acts, "HGL", "290")
    data = (HEADER + days("2025-01", "8,0")).encode()
    seen = acts.preview("degree_days", data, "weather.csv")
    assert seen.touched == (("ALM", Month(2025, 1)),)
    assert {c.scope.site for c in seen.changes} == {"ALM"}


def test_an_uploaded_month_that_lacks_days_is_incomplete(acts: Acts) -> None:
    upload(acts, "degree_days", HEADER + days("2025-01", "8,0", 30))
    found = figure(acts)
    assert (found.value, found.status) == (Decimal(330), "incomplete")
    assert not found.comparable


def test_a_month_with_a_refused_day_is_incomplete_and_says_why(acts: Acts) -> None:
    text = HEADER + days("2025-01", "8,0", 30) + "283;31-01-2025;koud\r\n"
    seen = acts.preview("degree_days", text.encode(), "weather.csv")
    acts.accept(
        seen, actor=Actor.local("Anna"), without_refused_rows=True, note="one day unreadable"
    )
    for site in ("ALM", "HGL", ALL):
        found = figure(acts, site=site)
        assert (found.value, found.status) == (Decimal(330), "incomplete")
        assert found.reason is not None and found.reason.code == "rows_refused"


def test_sites_of_two_stations_have_their_own_value_and_no_group(acts: Acts) -> None:
    name_station(acts, "HGL", "290")
    upload(acts, "degree_days", HEADER + days("2025-01", "8,0", station="290"))
    assert figure(acts, site="ALM").value == JANUARY
    assert figure(acts, site="HGL").value == Decimal(341)
    for span in ("month", "ytd", "r12", "year"):
        group = figure(acts, span=span)
        assert (group.value, group.status) == (None, "missing")
        assert group.reason is not None and group.reason.code == "drivers_differ"
    scope = Scope(ALL, Month(2025, 1))
    assert acts.judge().figures().explain(WEIGHTED, scope) == []


def test_a_site_that_names_no_station_is_told_by_name(acts: Acts) -> None:
    name_station(acts, "HGL", "")
    for site in ("HGL", ALL):
        found = figure(acts, site=site)
        assert found.value is None and found.reason is not None
        assert (found.reason.code, found.reason.facts["sites"]) == ("driver_unnamed", "HGL")
    assert figure(acts, site="ALM").value == JANUARY


def test_a_station_of_no_site_is_stored_with_a_remark_and_changes_nothing(acts: Acts) -> None:
    data = (HEADER + days("2025-01", "8,0", station="260")).encode()
    seen = acts.preview("degree_days", data, "weather.csv")
    assert [(f.code, f.value) for f in seen.findings] == [("place_unnamed", "260")]
    assert (seen.touched, seen.changes, seen.acceptable) == ((), (), True)
    acts.accept(seen, actor=Actor.local("Anna"))
    assert figure(acts).value == JANUARY
    name_station(acts, "ALM", "260")
    assert figure(acts, site="ALM").value == Decimal(341)


def test_the_member_that_is_not_split_has_no_weather(acts: Acts) -> None:
    assert figure(acts, site=UNSPLIT).value is None


@pytest.mark.parametrize("change", ["ratio", "flow", "driver"])
def test_a_driver_that_could_be_added_over_sites_does_not_load(change: str) -> None:
    """No ratio is made of one, no flow reads a station, and no driver reads what sites send."""
    catalogue = load()
    changed = {
        "ratio": catalogue.indicators["gas_per_m2"].model_copy(update={"denominator": PLAIN}),
        "flow": catalogue.indicators[PLAIN].model_copy(update={"kind": "flow"}),
        "driver": catalogue.indicators["gas"].model_copy(update={"kind": "driver"}),
    }[change]
    resolve(catalogue)
    with pytest.raises(DeclarationError):
        resolve(replace(catalogue, indicators={**catalogue.indicators, changed.id: changed}))

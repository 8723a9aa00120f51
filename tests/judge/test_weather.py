"""A use against the weather, from uploaded lines: what is known by construction comes out again."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kpi.acts import Actor, Acts
from kpi.declare import ALL, UNSPLIT, Month
from kpi.judge.site_model import Period, default_base
from kpi.judge.weather import Weather, weather
from kpi.measure import Scope
from kpi.show.voice import Voice
from kpi.show.weather import weather_sentence
from tests.stores import open_acts
from tests.weathered import COLD, energy, line, months, send_energy

BASE = Period.years(2023)
DECEMBER = Month(2024, 12)
FIT = "gas"


@pytest.fixture
def acts() -> Acts:
    return open_acts()


def asked(acts: Acts, site: str = "ALM", month: Month = DECEMBER, base: Period = BASE) -> Weather:
    declared = acts.catalogue.weather_fits[FIT]
    return weather(acts.judge(), declared, Scope(site, month, "r12"), base, 36)


def used(base: int, slope: int, part: str = "1") -> dict[str, Decimal]:
    """2023 by the line, 2024 by a part of it."""
    before, after = line(base, slope), line(base, slope, part)
    return {m: (before if m < "2024" else after)(m) for m in months(2023, 2024)}


@pytest.fixture(scope="module")
def tenth() -> Acts:
    """A tenth saved at Almelo in 2024; tests only read it."""
    acts = open_acts()
    send_energy(acts, energy("ALM", used(20_000, 100, "0.9")))
    return acts


def cold(*years: int) -> Decimal:
    return sum((COLD[month] for month in months(*years)), Decimal())


def test_a_known_line_a_known_saving_and_a_known_weather_part(tenth: Acts) -> None:
    view = asked(tenth)
    (model,) = view.models
    assert model.fit is not None and model.usable and not view.reasons
    assert (round(model.fit.base, 6), round(model.fit.slope, 6)) == (20_000, 100)
    expected = 12 * 20_000 + 100 * cold(2024)
    saved = view.saved
    assert saved is not None and saved.until == DECEMBER
    assert round(saved.expected, 3) == expected
    assert round(saved.saved, 3) == round(expected / 10, 3) and round(saved.share, 6) == 10
    # Degree days fell from 2023 to 2024; that alone is the weather's part.
    assert saved.weather is not None and saved.raw is not None
    assert round(saved.weather, 3) == 100 * (cold(2024) - cold(2023))
    assert round(saved.raw - saved.weather + saved.saved, 6) == 0


def test_the_normal_year_is_the_mean_of_ten_and_corrects_the_slope_only(tenth: Acts) -> None:
    view = asked(tenth)
    normal = cold(*range(2016, 2026)) / 10
    assert view.models[0].normal_year == normal
    actual = (12 * 20_000 + 100 * cold(2024)) * Decimal("0.9")
    assert view.corrected.value is not None
    assert round(view.corrected.value, 2) == round(actual + 100 * (normal - cold(2024)), 2)
    assert view.models[0].weather_share is not None
    share = 100 * normal / (12 * 20_000 + 100 * normal) * 100
    assert round(view.models[0].weather_share, 6) == round(share, 6)


def test_the_running_sum_begins_after_the_base_and_adds_what_is_saved(tenth: Acts) -> None:
    months_seen = {month.month: month for month in asked(tenth).months}
    assert months_seen[Month(2023, 12)].cumulated is None
    january = (20_000 + 100 * COLD["2024-01"]) / 10
    february = (20_000 + 100 * COLD["2024-02"]) / 10
    first, second = (months_seen[Month(2024, number)].cumulated for number in (1, 2))
    assert first is not None and second is not None
    assert (round(first, 3), round(second, 3)) == (-january, -january - february)


def test_the_running_sum_goes_on_after_a_month_that_lacks(acts: Acts) -> None:
    gas = used(20_000, 100, "0.9")
    del gas["2024-02"]
    send_energy(acts, energy("ALM", gas))
    seen = {month.month: month.cumulated for month in asked(acts).months}
    assert seen[Month(2024, 2)] is None
    both = sum((20_000 + 100 * COLD[month] for month in ("2024-01", "2024-03")), Decimal()) / 10
    march = seen[Month(2024, 3)]
    assert march is not None and round(march, 3) == -both


def test_the_group_is_the_sum_of_its_sites(acts: Acts) -> None:
    rows = energy("ALM", used(20_000, 100, "0.9")) + energy("HGL", used(10_000, 50))
    send_energy(acts, rows)
    group = asked(acts, ALL)
    assert [model.site for model in group.models] == ["ALM", "HGL"]
    parts = [asked(acts, site).saved for site in ("ALM", "HGL")]
    assert group.saved is not None and None not in parts
    assert group.saved.expected == sum(part.expected for part in parts if part is not None)
    assert group.saved.margin is None and parts[0] is not None and parts[0].margin is not None


def test_a_site_that_uses_none_of_it_is_left_out(acts: Acts) -> None:
    send_energy(acts, energy("ALM", used(20_000, 100)))
    group = asked(acts, ALL)
    assert [model.unused for model in group.models] == [False, True]
    assert not group.reasons


def codes(view: Weather) -> list[str]:
    return [reason.code for reason in view.reasons]


def test_eleven_months_are_not_enough_and_the_year_before_may_help(acts: Acts) -> None:
    whole = {month: line(20_000, 100)(month) for month in months(2022, 2023, 2024)}
    del whole["2023-04"]
    send_energy(acts, energy("ALM", whole))
    view = asked(acts)
    assert codes(view) == ["weather_months_few"] and view.saved is None
    assert view.reasons[0].facts["have"] == "11"
    assert view.corrected.value is None and view.corrected.reason == view.reasons[0]
    declared = acts.catalogue.weather_fits[FIT]
    base = default_base(acts.judge(), declared, DECEMBER)
    assert base == Period.years(2022, 2023)
    more = asked(acts, base=base)
    assert not more.reasons and more.models[0].fit is not None
    assert more.models[0].fit.months == 23
    # A month of the base lacks, so a year of it is not known; what was expected is.
    assert more.saved is not None and more.saved.raw is None and more.saved.weather is None


def test_months_that_scatter_may_not_correct_and_the_group_says_which_site(acts: Acts) -> None:
    swung = {
        month: amount * (Decimal("1.5") if int(month[-2:]) % 2 else 1)
        for month, amount in used(20_000, 100).items()
    }
    send_energy(acts, energy("ALM", used(20_000, 100)) + energy("HGL", swung))
    assert codes(asked(acts, "HGL")) == ["weather_scatter"]
    group = asked(acts, ALL)
    assert codes(group) == ["weather_scatter"] and group.reasons[0].facts["site"] == "HGL"
    assert {month.expected for month in group.months} == {None}
    assert not asked(acts, "ALM").reasons


def test_what_is_not_split_cannot_be_corrected(acts: Acts) -> None:
    rows = energy("ALM", used(20_000, 100)) + energy("UNSPLIT", {"2024-03": Decimal(5)})
    send_energy(acts, rows)
    assert codes(asked(acts, ALL)) == ["weather_unsplit"]
    assert codes(asked(acts, UNSPLIT)) == ["weather_unsplit"]
    assert not asked(acts, "ALM").reasons


def test_a_site_without_a_station_cannot_be_corrected(acts: Acts) -> None:
    send_energy(acts, energy("ALM", used(20_000, 100)))
    (entry,) = (entry for entry in acts.entries("site") if entry.id == "ALM")
    body = {**entry.body, "station": ""}
    acts.set_entry(
        "site", "ALM", body, actor=Actor.local("Anna"), reason="x", valid_from=entry.valid_from
    )
    assert codes(asked(acts)) == ["weather_no_station"]


def test_twelve_months_end_where_degree_days_do(acts: Acts) -> None:
    """Shipped degree days end in May 2026; gas goes on."""
    gas = {m: Decimal(20_000) for m in months(2026)[:10]}
    gas |= {m: line(20_000, 100)(m) for m in months(2023, 2024, 2025)}
    send_energy(acts, energy("ALM", gas))
    view = asked(acts, month=Month(2026, 10))
    assert view.saved is not None and view.saved.until == Month(2026, 5)
    assert view.corrected.value is None and view.corrected.reason is not None
    facts = view.corrected.reason.facts
    assert (facts["figure"], facts["have"], facts["expected"]) == (
        "degree_days_weighted",
        "7",
        "12",
    )


def test_a_base_year_has_no_saving_against_itself(tenth: Acts) -> None:
    assert asked(tenth, month=Month(2024, 11)).saved is None
    assert asked(tenth, month=Month(2023, 12)).saved is None


def test_a_chance_difference_is_not_called_shown(acts: Acts) -> None:
    """Saved 0.5 % while the months lie about 2.5 % from their line."""
    shaken = {
        month: amount * (1 + Decimal(place % 3 - 1) * 3 / 100)
        for place, (month, amount) in enumerate(used(20_000, 100, "0.995").items())
    }
    send_energy(acts, energy("ALM", shaken))
    saved = asked(acts).saved
    assert saved is not None and saved.shown is False


def test_a_site_that_closed_is_not_told_as_weather(acts: Acts) -> None:
    """Hengelo has no gas after January 2026; both sites use as they did."""
    (entry,) = (entry for entry in acts.entries("site") if entry.id == "HGL")
    acts.set_entry("site", "HGL", entry.body, actor=Actor.local("Anna"), reason="closed",
                   valid_from="2000-01-01", valid_to="2026-01-31")  # fmt: skip
    almelo = {m: line(20_000, 100)(m) for m in months(2024, 2025, 2026) if m <= "2026-05"}
    hengelo = {m: amount for m, amount in almelo.items() if m <= "2026-01"}
    send_energy(acts, energy("ALM", almelo) + energy("HGL", hengelo))
    base, may = Period.years(2024), Month(2026, 5)
    saved = asked(acts, ALL, may, base).saved
    assert saved is not None and saved.until == may and round(saved.saved, 3) == 0
    assert (saved.raw, saved.raw_share, saved.weather) == (None, None, None)
    assert [(r.code, r.facts) for r in saved.reasons] == [("weather_part_there", {"site": "HGL"})]
    told = weather_sentence(
        asked(acts, ALL, may, base), Voice(acts.catalogue, "en", {"HGL": "Hengelo"})
    )
    assert told.endswith(
        ": the same. Hengelo was not there in all months of the base and of these twelve: what the "
        "difference from the base is made of cannot be told."
    )
    # Up to the January it was there it is told as ever, and so is Almelo.
    whole = asked(acts, ALL, Month(2026, 1), base).saved
    alone = asked(acts, "ALM", may, base).saved
    for found in (whole, alone):
        assert found is not None and found.weather is not None and not found.reasons
        assert found.raw is not None and round(found.raw - found.weather, 3) == 0

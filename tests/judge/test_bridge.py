"""Why a figure changed, from uploaded lines: effects against the formulas written out in floats."""

from __future__ import annotations

import math
from decimal import Decimal

import pytest

from kpi.acts import Actor, Acts
from kpi.declare import ALL, UNSPLIT, Month
from kpi.judge.bridge import CAUSES, Bridge, bridge
from kpi.measure import Scope
from tests.stores import open_acts, upload
from tests.weathered import COLD, ENERGY, FIGURES, energy, line, months, send_days, send_energy

FIGURE = "co2_operations_location"
GAS = (2.079, 2.134)
"""Natural gas with its supply chain, kg a m3, in 2023 and 2024; the Dutch mix, kg a kWh."""
MIX = (0.337, 0.328)


@pytest.fixture
def acts() -> Acts:
    return open_acts()


def asked(
    acts: Acts, site: str = "ALM", years: tuple[int, int] = (2023, 2024),
    span: tuple[int, int] = (1, 12), figure: str = FIGURE, frozen: int | None = None,
) -> Bridge:  # fmt: skip
    declared = acts.catalogue.decompositions[figure]
    return bridge(acts.judge(), declared, site, years, span, frozen)


def used(
    base: int, slope: int, part: str = "1", years: tuple[int, ...] = (2023, 2024)
) -> dict[str, Decimal]:
    before, after = line(base, slope), line(base, slope, part)
    return {m: (before if m < "2024" else after)(m) for m in months(*years)}


def mean(after: float, before: float) -> float:
    return (after - before) / math.log(after / before)


def cold(year: int) -> float:
    return float(sum(COLD[month] for month in months(year)))


def normal() -> float:
    return sum(cold(year) for year in range(2016, 2026)) / 10


def one_site(acts: Acts) -> None:
    send_energy(acts, energy("ALM", used(20_000, 100, "0.9")))
    send_days(acts, {("ALM", 2023): 5000, ("ALM", 2024): 4800})


@pytest.fixture(scope="module")
def one() -> Acts:
    """One site; tests only read it."""
    acts = open_acts()
    one_site(acts)
    return acts


def test_every_effect_of_one_site_by_hand(one: Acts) -> None:
    found = asked(one)
    gas = [240_000 + 100 * cold(2023), (240_000 + 100 * cold(2024)) * 0.9]
    index = [(240_000 + 100 * cold(y)) / (240_000 + 100 * normal()) for y in (2023, 2024)]
    burnt = mean(gas[1] * GAS[1], gas[0] * GAS[0])
    power = mean(12_000 * MIX[1], 12_000 * MIX[0])
    fewer = math.log(4800 / 5000)
    by_hand = {
        "activity": (burnt + power) * fewer,
        "structure": 0,
        "weather": burnt * math.log(index[1] / index[0]),
        "saving": burnt * (math.log(0.9) - fewer) - power * fewer,
        "choice": 0,
        "factor": burnt * math.log(GAS[1] / GAS[0]) + power * math.log(MIX[1] / MIX[0]),
    }
    for cause in CAUSES:
        assert float(found.total(cause)) == pytest.approx(by_hand[cause], rel=1e-9, abs=1e-9)
    assert found.before is not None and found.after is not None
    assert float(found.before) == pytest.approx(gas[0] * GAS[0] + 12_000 * MIX[0])
    assert float(found.after) == pytest.approx(gas[1] * GAS[1] + 12_000 * MIX[1])
    assert not found.reasons and not found.remarks


def test_a_base_load_is_no_weather(acts: Acts) -> None:
    """Without a slope to speak of a milder year changes next to nothing."""
    send_energy(acts, energy("ALM", used(1_000_000, 1)))
    send_days(acts, {("ALM", 2023): 5000, ("ALM", 2024): 5000})
    found = asked(acts)
    weather = found.total("weather")
    plain = (float(found.before or 0)) * math.log(cold(2024) / cold(2023))
    assert abs(float(weather)) < abs(plain) / 100


def two_sites(acts: Acts) -> None:
    """Almelo halves its base load: its line in 2024 is another one, not a part of the first."""
    almelo = {m: line(20_000 if m < "2024" else 10_000, 100)(m) for m in months(2023, 2024)}
    rows = energy("ALM", almelo) + energy("HGL", used(30_000, 80), power=2000)
    send_energy(acts, rows)
    days = {("ALM", 2023): 5000, ("ALM", 2024): 4000, ("HGL", 2023): 3000, ("HGL", 2024): 4500}
    send_days(acts, days)


@pytest.fixture(scope="module")
def two() -> Acts:
    """Two sites; tests only read them."""
    acts = open_acts()
    two_sites(acts)
    return acts


def test_nothing_is_left_over_and_going_back_undoes_it(two: Acts) -> None:
    for span in ((1, 12), (3, 5), (7, 7)):
        there, again = asked(two, ALL, span=span), asked(two, ALL, years=(2024, 2023), span=span)
        change = (there.after or Decimal()) - (there.before or Decimal())
        assert abs(sum((e.value for e in there.effects), Decimal()) - change) < Decimal("1e-15")
        for cause in CAUSES:
            assert abs(there.total(cause) + again.total(cause)) < Decimal("1e-15")


def test_care_that_moves_to_another_site_is_structure(two: Acts) -> None:
    found = asked(two, ALL)
    # Shares of Almelo 5/8 to 8/17 of all days, of Hengelo 3/8 to 9/17.
    gas = {
        "ALM": [240_000 + 100 * cold(2023), 120_000 + 100 * cold(2024)],
        "HGL": [360_000 + 80 * cold(2023), 360_000 + 80 * cold(2024)],
    }
    shares = {"ALM": (5 / 8, 8 / 17), "HGL": (3 / 8, 9 / 17)}
    power = {"ALM": 12_000, "HGL": 24_000}
    by_hand = sum(
        (mean(gas[s][1] * GAS[1], gas[s][0] * GAS[0]) + mean(power[s] * MIX[1], power[s] * MIX[0]))
        * math.log(shares[s][1] / shares[s][0])
        for s in gas
    )
    assert float(found.total("structure")) == pytest.approx(by_hand)
    assert not asked(two, "ALM").total("structure")


def test_a_site_that_begins_is_structure_and_no_tiny_number(acts: Acts) -> None:
    (entry,) = (entry for entry in acts.entries("site") if entry.id == "HGL")
    acts.set_entry(
        "site",
        "HGL",
        entry.body,
        actor=Actor.local("Anna"),
        reason="opened",
        valid_from="2024-01-01",
    )
    later = {m: line(30_000, 80)(m) for m in months(2024)}
    send_energy(acts, energy("ALM", used(20_000, 100)) + energy("HGL", later))
    send_days(acts, {("ALM", 2023): 5000, ("ALM", 2024): 5000, ("HGL", 2024): 2500})
    found, alone = asked(acts, ALL), asked(acts, "ALM")
    assert not found.reasons
    new = (360_000 + 80 * cold(2024)) * GAS[1] + 12_000 * MIX[1]
    assert float(found.change - alone.change) == pytest.approx(new)
    # All that the new site emits is structure, beside Almelo's share that fell from 1 to 2/3.
    moved = float(found.total("structure")) - new
    gas = [240_000 + 100 * cold(year) for year in (2023, 2024)]
    both = mean(gas[1] * GAS[1], gas[0] * GAS[0]) + mean(12_000 * MIX[1], 12_000 * MIX[0])
    assert moved == pytest.approx(both * math.log(2 / 3))


def test_with_one_list_there_is_no_effect_of_a_factor(one: Acts) -> None:
    found = asked(one, frozen=2024)
    assert not found.total("factor") and not found.total("choice")
    assert found.before is not None
    assert float(found.before) == pytest.approx(
        (240_000 + 100 * cold(2023)) * GAS[1] + 12_000 * MIX[1]
    )


def green(share: dict[int, int]) -> list[str]:
    return [
        f"Almelo;{month};elektriciteit_inkoop;1000;kWh;gemeten;{share[int(month[:4])]};;"
        for month in months(*share)
    ]


def power_only(acts: Acts, share: dict[int, int]) -> None:
    rows = [
        row
        for row in energy("ALM", dict.fromkeys(months(*share), Decimal()))
        if "inkoop" not in row
    ]
    upload(acts, "energy", ENERGY + "\r\n".join(rows + green(share)) + "\r\n")
    send_days(acts, dict.fromkeys([("ALM", year) for year in share], 5000))


def test_green_power_is_a_choice_and_the_grey_list_a_factor(acts: Acts) -> None:
    """Grey 0.456 then 0.536 a kWh, 20 % then 60 % green (nought)."""
    power_only(acts, {2023: 20, 2024: 60})
    found = asked(acts, figure="co2_operations_market")
    size = mean(12_000 * 0.4 * 0.536, 12_000 * 0.8 * 0.456)
    assert float(found.total("choice")) == pytest.approx(size * math.log(0.4 / 0.8))
    assert float(found.total("factor")) == pytest.approx(size * math.log(0.536 / 0.456))
    assert not found.total("saving")


def test_all_green_is_all_choice(acts: Acts) -> None:
    power_only(acts, {2023: 50, 2024: 100})
    found = asked(acts, figure="co2_operations_market")
    assert found.after == 0 and found.total("choice") == found.change == -(found.before or 0)


def test_without_patient_days_the_rest_is_told_and_said_to_hold_them(acts: Acts) -> None:
    send_energy(acts, energy("ALM", used(20_000, 100, "0.9")))
    found = asked(acts)
    assert [remark.code for remark in found.remarks][-1] == "bridge_no_activity"
    assert not found.tells("activity") and not found.total("activity")
    gas = [240_000 + 100 * cold(2023), (240_000 + 100 * cold(2024)) * 0.9]
    saved = mean(gas[1] * GAS[1], gas[0] * GAS[0]) * math.log(0.9)
    assert float(found.total("saving")) == pytest.approx(saved)


def test_where_the_weather_is_unknown_it_is_said_to_be_in_the_use(acts: Acts) -> None:
    """Degree days ship up to May 2026."""
    gas = dict.fromkeys(months(2026)[:10], Decimal(20_000))
    gas |= {m: line(20_000, 100)(m) for m in months(2024, 2025)}
    send_energy(acts, energy("ALM", gas))
    send_days(acts, {("ALM", 2025): 5000})
    whole = asked(acts, years=(2025, 2026), span=(1, 5))
    lacking = asked(acts, years=(2025, 2026), span=(1, 9))
    assert whole.tells("weather") and whole.total("weather")
    assert not lacking.tells("weather") and not lacking.total("weather")


def test_a_month_that_lacks_is_a_reason_against_it(acts: Acts) -> None:
    gas = used(20_000, 100)
    del gas["2024-05"]
    send_energy(acts, energy("ALM", gas))
    found = asked(acts)
    assert found.before is None and not found.effects
    facts = [reason.facts for reason in found.reasons]
    assert {fact["year"] for fact in facts} == {"2024"}
    assert {(fact["have"], fact["expected"]) for fact in facts} == {("11", "12")}
    assert not asked(acts, span=(6, 12)).reasons
    # A site that sent nothing says so once a year, not once a carrier.
    group = asked(acts, ALL).reasons
    assert [(r.facts["site"], r.facts["year"]) for r in group] == [
        ("ALM", "2024"), ("HGL", "2023"), ("HGL", "2024"),
    ]  # fmt: skip


def test_what_is_not_split_is_counted_and_has_no_weather(acts: Acts) -> None:
    two_sites(acts)
    before = asked(acts, ALL)
    extra = {"2023-03": Decimal(500), "2024-03": Decimal(400)}
    send_energy(acts, energy("UNSPLIT", extra))
    found = asked(acts, ALL)
    added = (500 * GAS[0] + 1000 * MIX[0], 400 * GAS[1] + 1000 * MIX[1])
    assert float(found.change - before.change) == pytest.approx(added[1] - added[0])
    assert found.total("weather") == before.total("weather")
    assert [remark.facts["site"] for remark in found.remarks] == [UNSPLIT]


def test_a_sum_below_nought_is_refused_with_a_reason(acts: Acts) -> None:
    one_site(acts)
    rows = [f"Almelo;{month};hvo;-5;l;gemeten;;creditnota;J" for month in ("2023-03", "2024-03")]
    upload(acts, "energy", ENERGY + "\r\n".join(rows) + "\r\n", decide={"left": "keep"})
    found = asked(acts)
    assert [reason.code for reason in found.reasons] == ["bridge_negative"]
    assert found.reasons[0].facts["figure"] == "co2_fuels"


def test_the_parts_are_the_figure(two: Acts) -> None:
    figures = two.judge().figures()
    found = asked(two, ALL)
    assert found.after == figures.measured(FIGURE, Scope(ALL, Month(2024, 12), "year")).value


def test_a_site_that_closes_within_the_months_is_no_weather_and_no_use_of_its_own(
    acts: Acts,
) -> None:
    """Hengelo has January of 2026 alone, and uses as it did; in both years 5,000 days a month."""
    (entry,) = (entry for entry in acts.entries("site") if entry.id == "HGL")
    acts.set_entry("site", "HGL", entry.body, actor=Actor.local("Anna"), reason="closed",
                   valid_from="2000-01-01", valid_to="2026-01-31")  # fmt: skip
    almelo = {m: line(20_000, 100)(m) for m in months(2025, 2026) if m <= "2026-05"}
    hengelo = {m: amount for m, amount in almelo.items() if m <= "2026-01"}
    send_energy(acts, energy("ALM", almelo) + energy("HGL", hengelo))
    days = [f"Almelo;{m};5000;0;gemeten" for m in almelo]
    days += [f"Hengelo;{m};5000;0;gemeten" for m in hengelo]
    upload(acts, "key_figures", FIGURES + "\r\n".join(days) + "\r\n")
    found = asked(acts, "HGL", years=(2025, 2026), span=(1, 5), frozen=2023)
    assert not found.reasons and not found.remarks
    spring = [f"2025-{number:02d}" for number in range(1, 6)]
    usual = {
        m[-2:]: sum(float(COLD[f"{year}-{m[-2:]}"]) for year in range(2016, 2026)) / 10
        for m in spring
    }
    before, after = (sum(float(hengelo[m]) for m in s) for s in (spring, ["2026-01"]))
    even = sum(20_000 + 100 * usual[number] for number in usual)
    january = 20_000 + 100 * usual["01"]
    burnt, power = mean(after, before) * GAS[0], mean(1_000, 5_000) * MIX[0]
    by_hand = {
        "activity": (burnt + power) * math.log(1 / 5),
        # A January asks more than a mean month of the five: of its months, not of its use.
        "structure": burnt * math.log(january / (even / 5)),
        "weather": burnt * math.log((after / january) / (before / even)),
        "saving": 0,
        "choice": 0,
        "factor": 0,
    }
    for cause in CAUSES:
        assert float(found.total(cause)) == pytest.approx(by_hand[cause], rel=1e-9, abs=1e-6)
    # Almelo uses as it did as well, so nobody saved or wasted anything.
    together = asked(acts, ALL, years=(2025, 2026), span=(1, 5), frozen=2023)
    assert float(together.total("saving")) == pytest.approx(0, abs=1e-6)
    assert together.total("structure")

"""The twenty traps of carbon accounting, each by its name; every answer worked by hand."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from kpi.acts import Actor, Acts, Refused
from kpi.acts.factor_list import preview_list
from kpi.acts.recalculate import tell_again
from kpi.declare import Month, Span, load
from kpi.judge import Way
from kpi.measure import Measured, Scope
from tests.acts.test_factor_list import book, lines
from tests.intake.checking import checked, faults
from tests.stores import open_acts, upload

HEADER = (
    "locatie;periode;energiedrager;verbruik;eenheid;groen_gvo;gvo_soort;brandstof_type;"
    "koudemiddel_type;volume_basis;fles_inhoud_ml\n"
)
ALMELO, JANUARY = "ALM", Month(2026, 1)


def energy(*rows: str) -> str:
    """Rows of a file; what ends early is filled with empty cells."""
    return HEADER + "".join(f"{row}{';' * (10 - row.count(';'))}\n" for row in rows)


def store(*rows: str, today: dt.date = dt.date(2026, 11, 15)) -> Acts:
    acts = open_acts(today=today)
    upload(acts, "energy", energy(*rows))
    return acts


def told(
    acts: Acts,
    indicator: str,
    month: Month = JANUARY,
    site: str = ALMELO,
    year: int | None = None,
    span: Span = "month",
) -> Measured:
    return acts.judge().figures(year).measured(indicator, Scope(site, month, span))


def value(
    acts: Acts,
    indicator: str,
    month: Month = JANUARY,
    site: str = ALMELO,
    year: int | None = None,
) -> Decimal | None:
    return told(acts, indicator, month, site, year).value


def codes(text: str) -> set[str]:
    return {code for code, _, _ in faults(checked("energy", text))}


def test_trap_01_factor_of_the_year_of_use_and_not_of_the_upload() -> None:
    """December 2024, sent in February 2025: 1000 kWh x 0.328 (2024), not x 0.268 (2025)."""
    acts = store("Almelo;2024-12;elektriciteit_inkoop;1000;kWh", today=dt.date(2025, 2, 20))
    assert value(acts, "co2_electricity_location", Month(2024, 12)) == Decimal("328.000")


@pytest.mark.parametrize("period", ["2024-12-15 t/m 2025-01-14", "2024/2025", "2024"])
def test_trap_02_a_row_over_two_factor_years_is_refused(period: str) -> None:
    found = codes(energy(f"Almelo;{period};elektriciteit_inkoop;1000;kWh"))
    assert found
    assert not codes(energy("Almelo;2024-12;elektriciteit_inkoop;1000;kWh"))


def test_trap_03_constant_use_falls_by_its_factor_alone() -> None:
    """10 GWh at the grid mix: 0.337 in 2023, 0.244 in 2026, -27.6% without any saving."""
    acts = store(
        "Almelo;2023-01;elektriciteit_inkoop;10000000;kWh",
        "Almelo;2026-01;elektriciteit_inkoop;10000000;kWh",
        "Almelo;2024-01;warmte;100;GJ",
        "Almelo;2025-01;warmte;100;GJ",
    )
    name = "co2_electricity_location"
    before, now = value(acts, name, Month(2023, 1)), value(acts, name)
    assert (before, now) == (Decimal(3370000), Decimal(2440000))
    assert before is not None and now is not None
    assert round((now / before - 1) * 100, 1) == Decimal("-27.6")
    assert value(acts, name, Month(2023, 1), year=2026) == value(acts, name, year=2026)
    heat = [value(acts, "co2_heat", Month(year, 1)) for year in (2024, 2025)]
    assert heat[0] is not None and heat[1] is not None
    assert round((heat[1] / heat[0] - 1) * 100) == 53  # 26.40 -> 40.39 kg a GJ


def test_trap_04_guarantees_count_in_the_market_and_never_at_the_location() -> None:
    """600 of 1000 kWh wind: 400 x 0.483 grey; at the location 1000 x 0.244."""
    acts = store(
        "Almelo;2026-01;elektriciteit_inkoop;1000;kWh;60;wind",
        "Hengelo;2026-01;elektriciteit_inkoop;1000;kWh",
    )
    assert value(acts, "co2_electricity_market") == Decimal("193.2")
    assert value(acts, "co2_electricity_location") == Decimal(244)
    assert value(acts, "co2_electricity_market", site="HGL") == Decimal(483)


def test_trap_05_unlike_boundaries_are_not_compared() -> None:
    """2.134 / 1.779: the supply chain alone makes gas 20% higher."""
    acts = store("Almelo;2026-01;aardgas;1000;m3")
    chain, direct = value(acts, "co2_gas"), value(acts, "co2_direct_fuel")
    assert chain is not None and direct is not None
    assert round((chain / direct - 1) * 100) == 20
    target = next(e for e in acts.entries("target") if e.id == "GD3-3a")
    body = {**target.body, "indicator": "co2_gas"}
    acts.set_entry("target", "GD3-3a", body, actor=Actor.local("Anna"), reason="x")
    progress = acts.judge().progress("GD3-3a", "ALL", JANUARY)
    assert progress.verdict == "no_verdict"
    assert [r.code for r in progress.reasons] == ["boundary_differs"]
    assert progress.reasons[0].facts["found_boundary"] == "gas_wtw"


def test_trap_06_scope_1_and_its_chain_count_once() -> None:
    """1779 + 355 = 2134: the whole is never added to one of its parts."""
    acts = store("Almelo;2026-01;aardgas;1000;m3")
    assert value(acts, "co2_scope_1") == 1779
    assert value(acts, "co2_scope_3_3_market") == 355
    assert value(acts, "co2_gas") == 2134
    account = acts.judge().footprint("ghg", "ALM", 2026, "market")
    assert account.total == 2134 and account.joined is None


def test_trap_07_a_metered_cubic_metre_is_no_normal_one() -> None:
    acts = store("Almelo;2026-01;aardgas;1000;m3;;;;;m3", "Hengelo;2026-01;aardgas;1000;m3;;;;;Nm3")
    assert told(acts, "co2_gas").status == "estimated"
    assert told(acts, "co2_gas", site="HGL").status == "measured"
    assert codes(energy("Almelo;2026-01;aardgas;1000;m3(n 35,17)")) == {"unit_unknown"}


@pytest.mark.parametrize(
    ("carrier", "amount", "unit", "canonical"),
    [
        ("elektriciteit_inkoop", "1,5", "MWh", "1500"),
        ("warmte", "1000", "kWh", "3.6"),  # 1 GJ is 277.78 kWh
        ("sevofluraan", "250", "ml", "0.38"),  # 0.250 l x 1.52 kg/l
        ("sevofluraan", "0,25", "l", "0.38"),
        ("koudemiddel", "500", "g", "0.5"),
    ],
)
def test_trap_08_units_are_converted_by_a_closed_table(
    carrier: str, amount: str, unit: str, canonical: str
) -> None:
    row = f"Almelo;2026-01;{carrier};{amount};{unit};;;;{'R32' if carrier == 'koudemiddel' else ''}"
    found = checked("energy", energy(row))
    assert not found.errors
    assert found.rows[0].cells["amount"] == Decimal(canonical)


@pytest.mark.parametrize(("carrier", "unit"), [("aardgas", "kWh"), ("elektriciteit_inkoop", "m3")])
def test_trap_08_a_unit_that_does_not_fit_is_refused(carrier: str, unit: str) -> None:
    assert codes(energy(f"Almelo;2026-01;{carrier};5;{unit}"))


def test_trap_08_a_slip_of_a_thousand_is_told_with_both_numbers() -> None:
    rows = [f"Almelo;2025-{month:02};elektriciteit_inkoop;800000;kWh" for month in range(1, 13)]
    acts = store(*rows)
    seen = acts.preview(
        "energy",
        energy("Almelo;2026-01;elektriciteit_inkoop;810;kWh").encode(),
        "slip.csv",
        rehearse=False,
    )
    slip = next(f for f in seen.findings if f.code == "unlike_history")
    assert (slip.facts["amount"], slip.facts["median"]) == ("810", "800000")
    assert slip.facts["measured_in"] == "kWh"


@pytest.mark.parametrize(
    ("row", "figure", "ratio"),
    [
        # 980,000 m3 over 62,000 m2: gas in litres, or a decimal mark that is lost.
        ("aardgas;980000;m3", "gas_per_m2", "15.806"),
        # 812 MWh written down as kWh.
        ("elektriciteit_inkoop;812;kWh", "electricity_used_per_m2", "0.013"),
        # 250,000 GJ is 69,444,444.5 kWh: a kWh figure under the wrong unit; with what else is metered
        # (800,000 + 90,000 x 9.77 kWh) over 56,000 m2.
        ("warmte;250000;GJ", "metered_energy_per_m2_go", "1270.067"),
    ],
)
def test_trap_08_an_amount_far_outside_bounds_is_told_with_the_numbers(
    row: str, figure: str, ratio: str
) -> None:
    acts = open_acts()
    upload(
        acts, "key_figures", "locatie;periode;bvo_m2;go_m2\nAlmelo;2026-01;62000;56000\n",
    )  # fmt: skip
    carrier = row.split(";", maxsplit=1)[0]
    others = ("elektriciteit_inkoop;800000;kWh", "aardgas;90000;m3", "water;1;m3")
    rows = [row, *(other for other in others if not other.startswith(carrier))]
    text = energy(*(f"Almelo;2026-01;{each}" for each in rows))
    seen = acts.preview("energy", text.encode(), "slip.csv")
    told_facts = [f.facts for f in seen.findings if f.code == "outside_bounds"]
    found = next(facts for facts in told_facts if facts["figure"] == figure)
    assert found["ratio"] == ratio
    sentence = acts.catalogue.words.say("en", "finding.outside_bounds.message", **found)
    assert ratio in sentence and found["low"] in sentence and found["divisor"] in sentence
    usual = energy(
        "Almelo;2026-01;aardgas;98000;m3", "Almelo;2026-01;elektriciteit_inkoop;812000;kWh"
    )
    fine = acts.preview("energy", usual.encode(), "right.csv")
    assert not [f for f in fine.findings if f.code == "outside_bounds"]


WASTE = "locatie;periode;inzamelaar;afvalstroom;gewicht_kg;gewicht_bron;eural_code;verwerking\n"


def test_trap_09_the_three_columns_of_waste_never_stand_in_one_sum() -> None:
    """A tonne of hospital waste: 38 in scope 3.5, 1642 as information, -84 outside the scopes."""
    acts = open_acts()
    upload(acts, "waste", WASTE + "Almelo;2026-01;X;SZA;1000;gewogen;18 01 03*;D10\n")
    names = ("co2_waste", "co2_waste_process", "co2_waste_avoided")
    assert [value(acts, name) for name in names] == [38, 1642, -84]
    totals = [i for i in acts.catalogue.indicators.values() if i.kind == "total"]
    added = [{p.indicator for p in total.parts} & set(names) for total in totals]
    assert all(len(found) <= 1 for found in added)


def test_trap_10_the_basis_of_a_warming_potential_is_stored_and_printed() -> None:
    """Three bottles of 250 ml: 0.75 l x 1.52 x 195 (GWP100, AR6) = 222.3 kg."""
    acts = store("Almelo;2026-01;sevofluraan;3;fles;;;;;;250")
    assert value(acts, "co2_gases") == Decimal("222.300")
    assert acts.catalogue.indicators["co2_gases"].boundary == "anaesthetics_gwp100_ar6"
    potentials = [f for f in acts.catalogue.factors if f.boundary.startswith("GWP")]
    assert potentials
    assert {f.gwp_basis for f in potentials if f.boundary == "GWP"} == {"AR6"}
    assert {f.gwp_basis for f in potentials if f.boundary == "GWP_AR4"} == {"AR4"}


def test_trap_11_a_refill_is_scope_1_by_ar6_and_the_bookkeeping_keeps_ar4() -> None:
    acts = store("Almelo;2026-01;koudemiddel;2;kg;;;;R410A")
    assert value(acts, "co2_scope_1") == 4512  # 2 x 2256
    assert value(acts, "refrigerants_fgas") == 4176  # 2 x 2088


def test_trap_12_gas_counts_once_and_what_is_fed_back_is_subtracted_from_nothing() -> None:
    acts = store(
        "Almelo;2026-01;aardgas;1000;m3",
        "Almelo;2026-01;elektriciteit_inkoop;1000;kWh",
        "Almelo;2026-01;elektriciteit_pv;500;kWh",
        "Almelo;2026-01;teruglevering;400;kWh",
    )
    assert value(acts, "co2_operations_location") == 2134 + 244
    assert value(acts, "co2_scope_1") == 1779


def test_trap_13_biogenic_stands_outside_the_scopes_and_is_never_dropped() -> None:
    acts = store("Almelo;2026-01;hvo;100;l;;;HVO100", "Almelo;2026-01;groen_gas;100;m3")
    assert value(acts, "co2_biogenic") == Decimal("422.5")  # 100 x 2.446 + 100 x 1.779
    assert value(acts, "co2_scope_1") == Decimal("2.6")  # 100 x 0.026 + 100 x 0


TRAVEL = "locatie;periode;soort_verkeer;vervoermiddel;brandstof;wagenpark;hoeveelheid;eenheid;meetwijze;peiljaar\n"


def test_trap_14_kilometres_of_the_own_fleet_are_in_no_total() -> None:
    """Charging on site is in the electricity meter, and litres are in the fleet's fuel."""
    acts = open_acts()
    upload(
        acts,
        "travel",
        TRAVEL + "Almelo;2026-01;zakelijk_wagenpark;auto;elektrisch;J;1000;km;registratie;\n",
    )
    assert value(acts, "co2_fleet_kilometres") == 56  # 1000 x 0.056, to compare only
    assert value(acts, "co2_business_travel") in (None, 0)
    account = acts.catalogue.footprints["ghg"]
    named = {line.measured.market for line in account.line if line.measured}
    assert "co2_fleet_kilometres" not in named


def test_trap_15_a_retroactive_factor_is_a_new_version_and_the_old_run_still_stands() -> None:
    acts = store("Almelo;2020-06;brandstof_wagenpark;1000;l;;;Benzine E10")
    before, june = acts.store.revision, Month(2020, 6)
    old = value(acts, "co2_fleet", june)
    body = {
        "site": "", "activity": "brandstof", "variant": "Benzine E10", "unit": "l",
        "boundary": "WTW", "value": "2.700", "applies_from": "2015-01-01",
        "applies_to": "2020-12-31", "standing": "own", "evidence": "read",
        "source": "List of 2021, back to 2015",
    }  # fmt: skip
    acts.set_entry(
        "own_factor", "petrol", body, actor=Actor.local("Anna"), reason="Publisher corrected"
    )
    assert value(acts, "co2_fleet", june) == 2700
    scope = Scope(ALMELO, june)
    assert acts.judge(as_of=before).figures().measured("co2_fleet", scope).value == old == 2784
    again = tell_again(
        acts, Way("co2_fleet", before), Way("co2_fleet", acts.store.revision), ALMELO, 2020
    )
    assert again.found.causes is not None and old is not None
    assert again.found.causes["factor"] == 2700 - old
    assert again.found.causes["data"] == 0


def test_trap_16_commuting_of_an_earlier_survey_is_estimated_and_says_its_year() -> None:
    acts = open_acts()
    upload(acts, "travel", TRAVEL + "Almelo;2026-01;woon_werk;auto;benzine;;1000;km;enquete;2023\n")
    assert told(acts, "co2_commuting").status == "estimated"
    assert value(acts, "travel_earlier_survey_share") == 100


def test_trap_17_sums_are_divided_and_intensities_never_averaged() -> None:
    """(1000 + 3000) m3 over (100 + 100) m2 is 20; a missing month is incomplete and not low."""
    acts = store("Almelo;2026-01;aardgas;1000;m3", "Hengelo;2026-01;aardgas;3000;m3")
    upload(
        acts, "key_figures",
        "locatie;periode;bvo_m2\nAlmelo;2026-01;300\nHengelo;2026-01;100\n",
    )  # fmt: skip
    assert value(acts, "gas_per_m2", site="ALL") == 10  # not (3.33 + 30) / 2
    upload(acts, "energy", energy("Almelo;2026-02;aardgas;1000;m3"))
    group = told(acts, "co2_gas", Month(2026, 2), "ALL")
    assert (group.value, group.status, group.comparable) == (2134, "incomplete", False)


@pytest.mark.parametrize("amount", ["", "-5", "1.234"])
def test_trap_18_blank_negative_and_ambiguous_amounts_are_not_guessed(amount: str) -> None:
    text = energy(f"Almelo;2026-01;aardgas;{amount};m3")
    found = checked("energy", text)
    asked = [q for q in found.questions if q.default is None]
    assert codes(text) or asked


def test_trap_18_the_same_month_sent_twice_counts_once() -> None:
    text = energy("Almelo;2026-01;aardgas;1000,5;m3")
    acts = open_acts()
    upload(acts, "energy", text)
    once = value(acts, "co2_gas")
    again = acts.preview("energy", text.encode(), "again.csv", rehearse=False)
    assert acts.accept(again, actor=Actor.local("Anna")).already
    upload(acts, "energy", energy("Almelo;2026-01;aardgas;1000,5;m3") + "\n")
    assert value(acts, "co2_gas") == once == Decimal("2135.067")


def test_trap_19_names_drift_and_the_publishers_number_holds_them() -> None:
    """Stroom (onbekend) became gridmix; R404a lapsed; 1234ze is listed as another isomer only."""
    acts = open_acts(today=dt.date(2027, 2, 10))
    found = preview_list(acts, book(lines()), "list.xlsx", 2027)
    assert {"item_renamed", "item_lapsed"} <= {f.code for f in found.findings}
    assert any(c.key[1] == "gridmix" and c.value == Decimal("0.21") for c in found.changes)
    isomer = store("Almelo;2026-01;koudemiddel;2;kg;;;;R1234ze")
    refilled = told(isomer, "co2_refrigerants")
    assert refilled.value is None
    assert refilled.reason is not None and refilled.reason.code == "factor_missing"


def test_trap_20_nought_is_a_factor_and_not_a_gap() -> None:
    acts = store(
        "Almelo;2026-01;elektriciteit_inkoop;1000;kWh;100;wind",
        "Hengelo;2026-01;elektriciteit_inkoop;1000;kWh;100;onbekend",
    )
    green, unknown = (told(acts, "co2_electricity_market", site=s) for s in ("ALM", "HGL"))
    assert (green.value, green.status) == (0, "measured")
    assert unknown.value is None
    assert unknown.reason is not None and unknown.reason.code == "factor_missing"


def test_every_trap_has_a_test() -> None:
    named = {name[len("test_trap_") :][:2] for name in globals() if name.startswith("test_trap_")}
    assert named == {f"{number:02}" for number in range(1, 21)}


BAD_OWN = {
    "site": "", "activity": "aardgas", "variant": "", "unit": "Nm3", "boundary": "WTW",
    "value": "21.34", "applies_from": "2026-01-01", "applies_to": "2026-12-31",
    "standing": "own", "evidence": "read", "source": "Slip",
}  # fmt: skip


def test_a_factor_ten_off_its_predecessor_is_told_with_both_numbers() -> None:
    with pytest.raises(Refused) as refused:
        open_acts().set_entry("own_factor", "slip", BAD_OWN, actor=Actor.local("Anna"), reason="x")
    sentence = load().words.say("en", f"refused.{refused.value.code}", **refused.value.facts)
    assert "21.34" in sentence and "2.134" in sentence and "10.0" in sentence

"""Missing, nil and incomplete: what a figure says when not everything is there."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kpi.acts import Actor, Acts
from kpi.declare import ALL, UNSPLIT, Month
from kpi.measure import Measured, Scope
from kpi.measure.cells import FactQuery
from tests.stores import open_acts, upload

ENERGY = "locatie;periode;energiedrager;verbruik;eenheid;volume_basis\r\n"
WHOLE = (
    ENERGY + "Almelo;2025-01;elektriciteit_inkoop;1000;kWh;\r\n"
    "Almelo;2025-01;aardgas;200;m3;Nm3\r\n"
    "Almelo;2025-01;water;30;m3;\r\n"
)
FIGURES = "locatie;periode;verpleegdagen;dagopnamen;bvo_m2;fte;bedden\r\n"


def figure(
    acts: Acts, indicator: str, site: str = "ALM", month: str = "2025-01", span: str = "month"
) -> Measured:
    scope = Scope(site, Month.parse(month), span)  # type: ignore[arg-type]
    return acts.judge().figures().measured(indicator, scope)


@pytest.fixture
def acts() -> Acts:
    return open_acts()


def test_an_empty_store_knows_nothing_and_says_so(acts: Acts) -> None:
    for indicator, declared in acts.catalogue.indicators.items():
        if declared.kind == "driver":
            continue  # the weather ships with the product
        measured = figure(acts, indicator, ALL, span="r12")
        assert (measured.value, measured.status) == (None, "missing"), indicator
        assert measured.reason is not None and not measured.comparable


def test_absent_is_nil_only_when_everything_monthly_is_in(acts: Acts) -> None:
    upload(acts, "energy", ENERGY + "Almelo;2025-01;sevofluraan;2;kg;\r\n"
           "Almelo;2025-01;elektriciteit_inkoop;5;kWh;\r\n")  # fmt: skip
    upload(acts, "energy", ENERGY + "Almelo;2025-02;elektriciteit_inkoop;5;kWh;\r\n")
    lacking = figure(acts, "sevoflurane", month="2025-02")
    assert (lacking.value, lacking.status) == (None, "missing")
    upload(
        acts, "energy", ENERGY + "Almelo;2025-02;aardgas;1;m3;Nm3\r\nAlmelo;2025-02;water;1;m3;\r\n"
    )
    nil = figure(acts, "sevoflurane", month="2025-02")
    assert (nil.value, nil.status) == (Decimal(0), "none_reported")


def test_a_category_never_sent_in_two_years_is_nil_although_a_month_is_not_whole(
    acts: Acts,
) -> None:
    upload(acts, "energy", ENERGY + "Almelo;2025-01;elektriciteit_inkoop;5;kWh;\r\n")
    assert figure(acts, "desflurane").value == 0
    assert figure(acts, "gas").value is None


def test_what_is_expected_and_absent_makes_the_month_incomplete_where_it_counts(acts: Acts) -> None:
    upload(acts, "energy", WHOLE)
    group = figure(acts, "gas", ALL)
    assert (group.value, group.status) == (Decimal(200), "incomplete")
    assert (group.coverage.have, group.coverage.expected) == (1, 2)
    year = figure(acts, "gas", "ALM", "2025-06", "r12")
    assert (year.value, year.coverage.have, year.coverage.expected) == (Decimal(200), 1, 12)
    assert year.reason is not None and year.reason.code == "months_missing"


def test_a_month_without_factor_is_not_counted_and_named(acts: Acts) -> None:
    upload(acts, "energy", ENERGY + "Almelo;2019-05;elektriciteit_inkoop;1000;kWh;\r\n")
    measured = figure(acts, "co2_electricity_location", month="2019-05")
    assert measured.value is None
    assert measured.reason is not None and measured.reason.code == "factor_missing"
    frozen = (
        acts.judge()
        .figures(2026)
        .measured("co2_electricity_location", Scope("ALM", Month(2019, 5)))
    )
    # 1,000 kWh at the grid mix of 2026: 0.244 kg/kWh
    assert frozen.value == Decimal(244)


def test_a_ratio_counts_only_places_where_both_halves_are_whole(acts: Acts) -> None:
    upload(acts, "energy", WHOLE + "Almelo;2025-02;aardgas;900;m3;Nm3\r\n")
    upload(
        acts,
        "key_figures",
        FIGURES + "Almelo;2025-01;10;2;1000;5;4\r\nHengelo;2025-01;1;1;500;1;1\r\n",
    )
    measured = figure(acts, "gas_per_m2", ALL, "2025-02", "ytd")
    # Almelo January alone: 200 m3 / 1,000 m2; February has no floor area, Hengelo no gas.
    assert measured.value == Decimal("0.2")
    assert (measured.coverage.have, measured.coverage.expected) == (1, 4)
    without = figure(acts, "gas_per_m2", "ALM", "2025-02")
    assert without.value is None and without.reason is not None
    assert without.reason.code == "denominator_missing"


def test_a_denominator_of_zero_is_named(acts: Acts) -> None:
    upload(acts, "energy", WHOLE)
    upload(acts, "key_figures", FIGURES + "Almelo;2025-01;10;2;0;5;4\r\n")
    measured = figure(acts, "gas_per_m2")
    assert measured.value is None and measured.reason is not None
    assert measured.reason.code == "denominator_zero"


def test_a_denominator_that_nobody_ever_sent_is_missing_and_not_zero(acts: Acts) -> None:
    for category in ("verpleegdagen", "dagopnamen"):
        body = {"contract": "key_figures", "category": category, "rhythm": "none"}
        acts.set_entry(
            "expectation", f"key_figures/{category}", body, actor=Actor.local("Anna"), reason="x"
        )
    upload(acts, "key_figures", "locatie;periode;bvo_m2\r\nAlmelo;2025-01;1000\r\n")
    waste = "locatie;periode;inzamelaar;afvalstroom;gewicht_kg;gewicht_bron;eural_code\r\n"
    rows = [("REST", ""), ("SZA", "18 01 03*"), ("PAP", "")]
    text = "".join(f"Almelo;2025-01;Renewi;{s};9;gewogen;{code}\r\n" for s, code in rows)
    upload(acts, "waste", waste + text)
    measured = figure(acts, "waste_per_patient_day")
    assert measured.value is None and measured.reason is not None
    assert measured.reason.code == "denominator_missing"


def test_levels_are_averaged_over_months_and_summed_over_sites(acts: Acts) -> None:
    upload(acts, "key_figures", FIGURES + "Almelo;2025-01;1;1;1000;5;4\r\nAlmelo;2025-02;1;1;1200;5;4\r\n"
           "Hengelo;2025-01;1;1;500;1;1\r\nHengelo;2025-02;1;1;500;1;1\r\n")  # fmt: skip
    assert figure(acts, "floor_area", "ALM", "2025-02", "ytd").value == 1100
    assert figure(acts, "floor_area", ALL, "2025-02", "ytd").value == 1600


def test_a_mean_of_equal_levels_is_that_level_to_the_last_digit(acts: Acts) -> None:
    rows = [f"Almelo;2025-{month:02d};1;1;184;5;4\r\n" for month in (1, 2, 3)]
    upload(acts, "key_figures", FIGURES + "".join(rows))
    assert figure(acts, "floor_area", "ALM", "2025-03", "ytd").value == 184


def test_nils_beside_what_cannot_be_counted_are_no_number(acts: Acts) -> None:
    upload(acts, "energy", WHOLE)
    upload(acts, "energy", WHOLE.replace("Almelo", "Hengelo") + "Hengelo;2025-01;koude;4;GJ;\r\n")
    measured = figure(acts, "co2_heat", ALL)
    assert measured.value is None and measured.reason is not None
    assert measured.reason.code == "factor_missing"


def test_what_is_not_split_counts_in_the_group_and_not_at_a_site(acts: Acts) -> None:
    upload(acts, "energy", WHOLE + "beide;2025-01;aardgas;50;m3;Nm3\r\n")
    assert figure(acts, "gas", ALL).value == 250
    assert figure(acts, "gas", "ALM").value == 200
    assert figure(acts, "gas", UNSPLIT).value == 50
    assert acts.judge().figures().has_unsplit


def test_a_sub_meter_is_not_counted_again(acts: Acts) -> None:
    header = "locatie;periode;energiedrager;verbruik;eenheid;meter_id;hoofdmeter\r\n"
    upload(acts, "energy", header + "Almelo;2025-01;elektriciteit_inkoop;1000;kWh;E1;\r\n"
           "Almelo;2025-01;elektriciteit_inkoop;300;kWh;E2;E1\r\n")  # fmt: skip
    assert figure(acts, "electricity_purchased").value == 1000


def test_an_estimated_row_marks_the_sum_and_its_share(acts: Acts) -> None:
    header = "locatie;periode;energiedrager;verbruik;eenheid;meetwijze;volume_basis;meter_id\r\n"
    upload(acts, "energy", header + "Almelo;2025-01;aardgas;300;m3;gemeten;Nm3;G1\r\n"
           "Almelo;2025-01;aardgas;100;m3;geschat;Nm3;G2\r\n")  # fmt: skip
    measured = figure(acts, "gas")
    assert (measured.value, measured.status, measured.estimated_share) == (400, "estimated", 25)


def test_one_site_at_a_billion_kilowatt_hours_stays_exact(acts: Acts) -> None:
    upload(acts, "energy", ENERGY + "Almelo;2026-01;elektriciteit_inkoop;1000000000,123;kWh;\r\n")
    # 1,000,000,000.123 kWh x 0.244
    assert figure(acts, "co2_electricity_location", month="2026-01").value == Decimal(
        "244000000.030012"
    )


def test_as_of_an_earlier_revision_the_old_number_stands(acts: Acts) -> None:
    upload(acts, "energy", WHOLE)
    before = acts.store.revision
    upload(
        acts, "energy", ENERGY + "Almelo;2025-01;aardgas;260;m3;Nm3\r\n", decide={"left": "keep"}
    )
    scope = Scope("ALM", Month(2025, 1))
    assert figure(acts, "gas").value == 260
    assert acts.judge(as_of=before).figures().measured("gas", scope).value == 200


def test_no_fact_passes_through_a_binary_float(acts: Acts) -> None:
    for fact, declared in acts.catalogue.facts.items():
        query = FactQuery(acts.catalogue, fact, acts.store.revision, None)
        described = acts.store.rows(
            f"describe {query.with_clause} select * from fact_rows", query.parameters
        )
        types = {row[0]: row[1] for row in described}
        assert "DOUBLE" not in types.values() and "FLOAT" not in types.values(), fact
        assert all(types[name].startswith("DECIMAL") for name in declared.measures), fact


DRIVERS = "locatie;periode;verpleegdagen;dagopnamen;opnamen;bvo_m2;go_m2;fte;bedden\r\n"
CARE = "locatie;periode;labaanvragen\r\n"


def quarter_with_an_empty_march(acts: Acts) -> None:
    """A year's first quarter of Almelo; admissions and usable area are empty in March."""
    upload(acts, "key_figures", DRIVERS + "Almelo;2025-01;1;1;1000;62000;56000;5;4\r\n"
           "Almelo;2025-02;1;1;1000;62000;56000;5;4\r\nAlmelo;2025-03;1;1;;62000;;5;4\r\n")  # fmt: skip
    gas = (
        f"Almelo;2025-{m:02d};aardgas;{n};m3;Nm3\r\n"
        for m, n in ((1, 56_000), (2, 56_000), (3, 90_000))
    )
    upload(acts, "energy", ENERGY + "".join(gas))
    upload(acts, "care", CARE + "".join(f"Almelo;2025-{m:02d};4000\r\n" for m in (1, 2, 3)))


@pytest.mark.parametrize(
    ("indicator", "value"),
    [
        ("admissions", 2000),
        ("usable_floor_area", 56000),
        ("gas_per_m2_go", 2),  # 112,000 m3 of January and February / 56,000 m2
        ("laboratory_per_admission", 4),  # 8,000 / 2,000
    ],
)
def test_an_empty_key_figure_is_unknown_and_not_nought(
    acts: Acts, indicator: str, value: int
) -> None:
    quarter_with_an_empty_march(acts)
    told = figure(acts, indicator, "ALM", "2025-03", "ytd")
    assert (told.value, told.status) == (value, "incomplete")
    assert (told.coverage.have, told.coverage.expected) == (2, 3)
    march = figure(acts, indicator, "ALM", "2025-03")
    assert (march.value, march.status) == (None, "missing")


def test_a_key_figure_is_unknown_before_it_was_first_given(acts: Acts) -> None:
    upload(acts, "key_figures", DRIVERS + "Almelo;2019-01;1;1;;62000;;5;4\r\n"
           "Almelo;2025-01;1;1;1000;62000;56000;5;4\r\n")  # fmt: skip
    for indicator in ("admissions", "usable_floor_area"):
        assert figure(acts, indicator, "ALM", "2019-01").status == "missing"


def test_a_count_that_a_site_never_gives_is_nil_and_a_level_is_not(acts: Acts) -> None:
    """A site without admissions has none; no site is without usable area, given or not."""
    quarter_with_an_empty_march(acts)
    upload(acts, "key_figures", DRIVERS + "Hengelo;2025-01;1;1;;38000;;5;4\r\n")
    nil = figure(acts, "admissions", "HGL")
    assert (nil.value, nil.status) == (0, "none_reported")
    group = figure(acts, "admissions", ALL)
    assert (group.value, group.status) == (1000, "measured")
    assert figure(acts, "floor_area", ALL).status == "measured"
    area = figure(acts, "usable_floor_area", "HGL")
    assert (area.value, area.status) == (None, "missing")
    both = figure(acts, "usable_floor_area", ALL)
    assert (both.value, both.status) == (56000, "incomplete")


DRUGS = "locatie;periode;categorie;atc_code;artikelnaam;eenheid;aantal\r\n"


def test_what_is_divided_by_nothing_does_not_raise_the_ratio_of_others(acts: Acts) -> None:
    """500 of 10,000 mg at Almelo; Hengelo sends 500 mg of residue and nothing that it dispensed."""
    drug = "{};2025-01;{};N01AX10;Propofol;mg;{}\r\n"
    upload(acts, "medication", DRUGS + drug.format("Almelo", "verstrekt", 10_000)
           + drug.format("Almelo", "bereidingsrest", 500)
           + drug.format("Hengelo", "bereidingsrest", 500))  # fmt: skip
    loss = figure(acts, "medication_preparation_loss", ALL)
    assert (loss.value, loss.status) == (5, "incomplete")
    assert (loss.coverage.have, loss.coverage.expected) == (1, 2)
    alone = figure(acts, "medication_preparation_loss", "HGL")
    assert alone.value is None and alone.reason is not None
    assert alone.reason.code == "denominator_missing"
    lines = (
        acts.judge().figures().explain("medication_preparation_loss", Scope(ALL, Month(2025, 1)))
    )
    assert sum(line.contribution or 0 for line in lines) == 5


def test_nothing_over_nothing_counts_as_there(acts: Acts) -> None:
    """Almelo 1,600 bags over 800 scans, in February none over none, in March 40 over none."""
    care = "locatie;periode;plaszakken;ct_geschikt\r\n"
    upload(acts, "care", care + "Almelo;2025-01;1600;800\r\nAlmelo;2025-02;0;0\r\n"
           "Almelo;2025-03;40;0\r\n")  # fmt: skip
    half = figure(acts, "contrast_bags_per_ct", "ALM", "2025-02", "ytd")
    assert (half.value, half.status) == (2, "measured")
    quarter = figure(acts, "contrast_bags_per_ct", "ALM", "2025-03", "ytd")
    assert (quarter.value, quarter.status) == (2, "incomplete")
    assert (quarter.coverage.have, quarter.coverage.expected) == (2, 3)
    march = figure(acts, "contrast_bags_per_ct", "ALM", "2025-03")
    assert march.reason is not None and march.reason.code == "denominator_zero"


def a_year_in_which_hengelo_closes_after_june(acts: Acts, *, but: int = 0) -> None:
    """1 m3 of gas a month on every m2 of 62,000 at Almelo and, till June, of 38,000 at Hengelo.

    Of Hengelo the month `but` did not come in.
    """
    entry = next(e for e in acts.entries("site") if e.id == "HGL")
    acts.set_entry("site", "HGL", entry.body, valid_from=entry.valid_from, valid_to="2025-06-30",
                   actor=Actor.local("Anna"), reason="closed")  # fmt: skip
    there = [("Almelo", 62_000, month) for month in range(1, 13)]
    there += [("Hengelo", 38_000, month) for month in range(1, 7) if month != but]
    areas = (f"{site};2025-{month:02d};1;1;{area};5;4\r\n" for site, area, month in there)
    upload(acts, "key_figures", FIGURES + "".join(areas))
    gas = (f"{site};2025-{month:02d};aardgas;{area};m3;Nm3\r\n" for site, area, month in there)
    upload(acts, "energy", ENERGY + "".join(gas))


def test_a_level_of_a_closed_site_counts_for_the_months_in_which_it_was_there(acts: Acts) -> None:
    a_year_in_which_hengelo_closes_after_june(acts)
    area = figure(acts, "floor_area", ALL, "2025-12", "year")
    assert (area.value, area.status) == (81_000, "measured")  # 62,000 + 38,000 x 6 / 12
    assert figure(acts, "floor_area", "HGL", "2025-12", "year").value == 38_000
    for site, value in ((ALL, 12), ("ALM", 12), ("HGL", 6)):
        assert figure(acts, "gas_per_m2", site, "2025-12", "year").value == value
    scope = Scope(ALL, Month(2025, 12), "year")
    for name, value in (("floor_area", 81_000), ("gas_per_m2", 12)):
        lines = acts.judge().figures().explain(name, scope)
        assert abs(sum((x.contribution or Decimal() for x in lines), Decimal()) - value) < Decimal(
            "1e-18"
        )


def test_a_missing_month_of_an_open_site_keeps_the_mean_of_that_site(acts: Acts) -> None:
    a_year_in_which_hengelo_closes_after_june(acts, but=3)
    area = figure(acts, "floor_area", ALL, "2025-12", "year")
    assert (area.value, area.status) == (81_000, "incomplete")
    assert (area.coverage.have, area.coverage.expected) == (17, 18)

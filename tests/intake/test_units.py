"""Amounts: the unit of a row, the steps to the canonical unit, what needs another column."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kpi.intake import Checked
from tests.intake.checking import amounts, checked, codes, faults, file, remarks

ENERGY = "locatie;periode;energiedrager;verbruik;eenheid;fles_inhoud_ml;volume_basis"
WASTE = "locatie;periode;inzamelaar;afvalstroom;gewicht_kg;gewicht_bron;eenheid"


def energy(carrier: str, amount: str, unit: str, rest: str = ";Nm3") -> Checked:
    return checked("energy", file(ENERGY, f"Almelo;2025-01;{carrier};{amount};{unit};{rest}"))


def waste(amount: str, unit: str, stream: str = "REST") -> Checked:
    row = f"Almelo;2025-01;Renewi;{stream};{amount};gewogen;{unit}"
    return checked("waste", file(WASTE, row))


@pytest.mark.parametrize(
    ("carrier", "amount", "unit", "value", "canonical"),
    [
        ("stroom", "1,5", "MWh", "1500", "kWh"),
        ("stroom", "1500", "Wh", "1.5", "kWh"),
        ("stroom", "3,6", "GJ", "1000", "kWh"),
        ("aardgas", "98450", "m3", "98450", "m3"),
        ("aardgas", "98450", "Nm³", "98450", "m3"),
        ("warmte", "250", "GJ", "250", "GJ"),
        ("warmte", "250000", "MJ", "250", "GJ"),
        ("warmte", "1000", "kWh", "3.6", "GJ"),
        ("warmte", "1", "MWh", "3.6", "GJ"),
        ("water", "5120", "m3", "5120", "m3"),
        ("water", "5120", "liter", "5.12", "m3"),
        ("diesel", "0,4", "m3", "400", "l"),
        ("sevofluraan", "4500", "g", "4.5", "kg"),
        ("sevofluraan", "250", "ml", "0.38", "kg"),
        ("lachgas", "0,03", "ton", "30", "kg"),
        ("lachgas", "10000", "l", "18.7", "kg"),
        ("lachgas", "10", "m3", "18.7", "kg"),
    ],
)
def test_units_of_energy(carrier: str, amount: str, unit: str, value: str, canonical: str) -> None:
    result = energy(carrier, amount, unit)
    assert not result.errors, result.errors
    assert amounts(result) == [Decimal(value)]
    assert result.rows[0].cells["unit"] == canonical


@pytest.mark.parametrize(
    ("carrier", "unit"),
    [("stroom", "m3"), ("aardgas", "GJ"), ("water", "kg"), ("lachgas", "kWh"), ("koude", "m3")],
)
def test_a_unit_that_is_not_in_the_table_for_this_is_an_error(carrier: str, unit: str) -> None:
    assert faults(energy(carrier, "5", unit)) == [("unit_not_convertible", 2, "eenheid")]


def test_a_cylinder_of_nitrous_oxide_is_not_its_volume_of_gas() -> None:
    """A cylinder of 10 l holds about 7.5 kg under pressure; as a litre of gas it would be 0.02 kg."""
    found = faults(energy("lachgas", "1", "fles", "10000;"))
    assert found == [("unit_not_convertible", 2, "eenheid")]


def test_gas_in_kilowatt_hours_needs_a_heating_value() -> None:
    assert faults(energy("aardgas", "9770", "kWh")) == [
        ("unit_needs_column", 2, "verbrandingswaarde_kwh_m3")
    ]
    data = file(ENERGY, "Almelo;2025-01;aardgas;9,77;MWh;;Nm3")
    for given in ("9,77", "9.77", "9,770"):
        result = checked("energy", data, constants={"verbrandingswaarde_kwh_m3": given})
        assert amounts(result) == [Decimal(1000)], given
        assert not result.errors and not result.questions


def test_water_is_never_read_from_kilowatt_hours() -> None:
    data = file(ENERGY, "Almelo;2025-01;water;977;kWh;;")
    result = checked("energy", data, constants={"verbrandingswaarde_kwh_m3": "9,77"})
    assert [finding.code for finding in result.errors] == ["unit_not_convertible"]
    assert not result.rows


def test_a_heating_value_out_of_bounds_is_refused_once_for_the_file() -> None:
    data = file(ENERGY, "Almelo;2025-01;gas;9;kWh;;Nm3", "Almelo;2025-02;gas;9;kWh;;Nm3")
    result = checked("energy", data, constants={"heating_value": "35,17"})
    assert faults(result) == [("number_too_high", None, "verbrandingswaarde_kwh_m3")]
    assert result.rows_refused == 2


def test_bottles_go_through_content_and_density_to_kilograms() -> None:
    result = energy("sevofluraan", "18", "fles", "250;")
    assert amounts(result) == [Decimal("6.84")]  # 18 x 0.25 l x 1.52 kg/l
    assert result.rows[0].cells["basis"] == "berekend"
    assert faults(energy("sevofluraan", "18", "fles", ";")) == [
        ("unit_needs_column", 2, "fles_inhoud_ml")
    ]


@pytest.mark.parametrize(
    ("amount", "unit", "stream", "value", "basis"),
    [
        ("6,42", "ton", "REST", "6420", "gewogen"),
        ("6,4205678", "ton", "REST", "6420.568", "gewogen"),
        ("500", "", "REST", "500", "gewogen"),
        ("500000", "g", "REST", "500", "gewogen"),
        ("2", "m3", "REST", "300", "berekend"),
        ("1100", "l", "REST", "165", "berekend"),
        ("240", "liter", "SWILL", "240", "berekend"),
        ("1", "m3", "PAP", "120", "berekend"),
    ],
)
def test_units_of_waste(amount: str, unit: str, stream: str, value: str, basis: str) -> None:
    result = waste(amount, unit, stream)
    assert amounts(result) == [Decimal(value)]
    assert result.rows[0].cells["weight_basis"] == basis
    assert codes(remarks(result)) == ({"density_used"} if basis == "berekend" else set())


def test_a_volume_without_a_density_is_an_error() -> None:
    assert faults(waste("2", "m3", "BATT")) == [("unit_not_convertible", 2, "eenheid")]


LIFTS = (
    "locatie;periode;inzamelaar;afvalstroom;gewicht_kg;eenheid;container_inhoud_l;aantal_ledigingen"
)


def lifts(amount: str, content: str, count: str) -> Checked:
    row = f"Almelo;2025-01;Renewi;REST;{amount};lediging;{content};{count}"
    return checked("waste", file(LIFTS, row))


def test_lifts_are_containers_full_at_a_density() -> None:
    result = lifts("", "1100", "15")
    assert amounts(result) == [Decimal(2475)]  # 15 x 1.1 m3 x 150 kg/m3
    assert result.rows[0].cells["weight"] is None
    assert result.rows[0].cells["weight_basis"] == "berekend"
    assert amounts(lifts("15", "1100", "15")) == [Decimal(2475)]
    assert faults(lifts("2500", "1100", "15")) == [("amount_beside_product", 2, "gewicht_kg")]
    assert faults(lifts("", "1100", "")) == [("unit_needs_column", 2, "aantal_ledigingen")]


@pytest.mark.parametrize("header", ["Gewicht (ton)", "gewicht ton", "Gewicht [TON]", "gewicht_ton"])
def test_the_unit_of_a_header_is_that_of_its_column(header: str) -> None:
    names = f"locatie;periode;inzamelaar;afvalstroom;{header};gewicht_bron"
    result = checked("waste", file(names, "Almelo;2025-01;Renewi;REST;6,42;gewogen"))
    assert amounts(result) == [Decimal(6420)]
    assert not result.findings


def test_a_header_with_a_unit_replaces_the_column_of_units() -> None:
    result = checked("energy", file("locatie;periode;drager;Verbruik (MWh)", "Almelo;2025-01;pv;2"))
    assert amounts(result) == [Decimal(2000)]
    assert not result.findings


def test_the_unit_of_the_row_goes_before_that_of_the_header() -> None:
    names = "locatie;periode;inzamelaar;afvalstroom;Gewicht (ton);gewicht_bron;eenheid"
    rows = ("Almelo;2025-01;Renewi;REST;500;gewogen;kg", "Almelo;2025-02;Renewi;REST;5;gewogen;")
    result = checked("waste", file(names, *rows))
    assert amounts(result) == [Decimal(500), Decimal(5000)]
    assert remarks(result) == [("unit_beside_header", 2, "eenheid")]


def test_other_columns_are_converted_by_their_header_too() -> None:
    names = "locatie;periode;inzamelaar;afvalstroom;gewicht_kg;gewicht_bron;Inhoud (m3)"
    result = checked("waste", file(names, "Almelo;2025-01;Renewi;REST;5;gewogen;1,1"))
    assert result.rows[0].cells["container_l"] == Decimal(1100)


def test_brackets_that_hold_no_unit_make_a_number_column_another_column() -> None:
    names = "locatie;periode;inzamelaar;afvalstroom;gewicht_kg;gewicht_bron;Kosten (incl. btw)"
    result = checked("waste", file(names, "Almelo;2025-01;Renewi;REST;5;gewogen;121"))
    assert result.rows[0].cells["cost"] is None
    assert remarks(result) == [("column_unknown", 1, None)]


def test_a_person_may_name_the_unit_of_a_column() -> None:
    names = "locatie;periode;inzamelaar;afvalstroom;hoeveelheid;gewicht_bron"
    data = file(names, "Almelo;2025-01;Renewi;REST;6,42;gewogen")
    assert codes(remarks(checked("waste", data))) == {"unit_taken"}
    result = checked("waste", data, decide={"gewicht_kg": "ton"})
    assert amounts(result) == [Decimal(6420)]
    assert not result.findings


@pytest.mark.parametrize(
    ("carrier", "unit", "basis", "found"),
    [
        ("aardgas", "m3", "", [("assumed", 2, "volume_basis")]),
        ("aardgas", "Nm3", "", []),
        ("aardgas", "m3", "m3", []),
        ("stroom", "kWh", "", []),
    ],
)
def test_gas_without_a_basis_is_taken_as_normal_cubic_metres(
    carrier: str, unit: str, basis: str, found: list[tuple[str, int, str]]
) -> None:
    result = energy(carrier, "5", unit, f";{basis}")
    assert remarks(result) == found
    if carrier == "aardgas":
        assert result.rows[0].cells["volume_basis"] == (basis or "Nm3")


def test_the_green_share_brings_its_kind_and_origin_only_when_there_is_one() -> None:
    header = "locatie;periode;energiedrager;verbruik;eenheid;groen_gvo"
    green = checked("energy", file(header, "Almelo;2025-01;stroom;5;kWh;60"))
    assert green.rows[0].cells["guarantee_kind"] == "wind"
    assert green.rows[0].cells["guarantee_origin"] == "Nederland"
    assert codes(remarks(green)) == {"assumed"} and len(remarks(green)) == 2
    grey = checked("energy", file(header, "Almelo;2025-01;stroom;5;kWh;0"))
    assert grey.rows[0].cells["guarantee_kind"] is None and not grey.findings


def test_an_amount_at_the_edge_of_the_store_is_exact_and_beyond_it_refused() -> None:
    assert amounts(energy("stroom", "1000000000,001", "kWh")) == [Decimal("1000000000.001")]
    assert faults(energy("stroom", "100000000000", "MWh")) == []
    assert faults(energy("stroom", "100000000001", "kWh")) == [("number_too_high", 2, "verbruik")]

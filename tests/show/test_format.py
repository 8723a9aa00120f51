"""Numbers, months and spans as people read them, against texts worked by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kpi.declare import Month, load
from kpi.measure import Coverage, Measured, Scope
from kpi.show import choose_language, display
from kpi.show.format import listed, month_label, number, plain_number, rounded, span_label, tied

CATALOGUE = load()


def measured(indicator: str, value: str | None) -> Measured:
    unit = CATALOGUE.indicators[indicator].unit
    exact = None if value is None else Decimal(value)
    return Measured(indicator, exact, unit, "measured", Coverage(1, 1))


@pytest.mark.parametrize(
    ("value", "decimals", "dutch", "english"),
    [
        ("1234567.845", 2, "1.234.567,85", "1,234,567.85"),
        ("2.345", 2, "2,35", "2.35"),
        ("-2.345", 2, "−2,35", "−2.35"),
        ("-0.4", 0, "0", "0"),
        ("999.95", 1, "1.000,0", "1,000.0"),
        ("0", 1, "0,0", "0.0"),
    ],
)
def test_numbers_round_half_away_from_zero(
    value: str, decimals: int, dutch: str, english: str
) -> None:
    assert number(Decimal(value), decimals, "nl") == dutch
    assert number(Decimal(value), decimals, "en") == english


def test_a_signed_number_has_its_sign_unless_it_is_zero() -> None:
    assert number(Decimal("1234.56"), 1, "nl", signed=True) == "+1.234,6"
    assert number(Decimal(-3), 1, "en", signed=True) == "−3.0"
    assert number(Decimal("0.04"), 1, "nl", signed=True) == "0,0"


def test_a_plain_number_has_no_thousands_marks() -> None:
    assert plain_number(Decimal("1234567.8900"), "nl") == "1234567,89"
    assert plain_number(Decimal("1234567.8900"), "en") == "1234567.89"
    assert plain_number(Decimal("1E+3"), "nl") == "1000"
    assert plain_number(None, "nl") == ""
    assert rounded(Decimal("-0.0001"), 2).is_signed() is False


@pytest.mark.parametrize(
    ("indicator", "value", "dutch", "english"),
    [
        ("co2_gas", "1234549", "1.234,5 t CO2e", "1,234.5 t CO2e"),
        ("co2_gas", "1234550", "1.234,6 t CO2e", "1,234.6 t CO2e"),
        ("waste_residual_share", "41.25", "41,3%", "41.3%"),
        ("energy_cost", "1234.5", "€\u00a01.235", "€\u00a01,235"),
        ("energy_cost", "-1234.5", "−€\u00a01.235", "−€\u00a01,235"),
        ("patient_days", "17", "17 dagen", "17 days"),
        ("admissions", "1200", "1.200", "1,200"),
        ("gas_per_m2", "8.005", "8,01 m³/m²", "8.01 m³/m²"),
        ("co2_gas", None, "–", "–"),
    ],
)
def test_one_string_of_a_figure(
    indicator: str, value: str | None, dutch: str, english: str
) -> None:
    found = measured(indicator, value)
    assert display(CATALOGUE, found, "nl") == dutch
    assert display(CATALOGUE, found, "en") == english


def test_months_and_spans_in_words() -> None:
    assert month_label(Month(2026, 3), "nl") == "maart 2026"
    assert month_label(Month(2026, 3), "nl", short=True) == "mrt 2026"
    assert month_label(Month(2026, 5), "en") == "May 2026"
    words, month = CATALOGUE.words, Month(2026, 10)
    assert span_label(Scope("ALL", month, "ytd"), words, "nl") == "2026 tot en met oktober 2026"
    assert (
        span_label(Scope("ALL", month, "r12"), words, "en")
        == "the twelve months up to and including October 2026"
    )
    assert span_label(Scope("ALL", month, "year"), words, "nl") == "heel 2026"


@pytest.mark.parametrize(
    ("asked", "accepted", "language"),
    [
        ("en", "nl-NL,nl;q=0.9", "en"),
        (None, "en-GB,en;q=0.9,nl;q=0.8", "en"),
        (None, "de-DE,nl;q=0.5,en;q=0.4", "nl"),
        ("fr", "en", "en"),
        (None, "", "nl"),
    ],
)
def test_the_language_asked_for_wins_over_the_browsers(
    asked: str | None, accepted: str, language: str
) -> None:
    assert choose_language(asked, accepted) == language


def test_names_in_a_row_end_with_and() -> None:
    assert listed([2022, 2023, 2025], "nl") == "2022, 2023 en 2025"
    assert listed(["Almelo", "Hengelo"], "en") == "Almelo and Hengelo"
    assert listed(["Almelo"], "nl") == "Almelo"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("3.023,3 t CO2e boven het pad", ["3.023,3 t CO2e", "boven", "het", "pad"]),
        ("5,44 kg per patiëntdag", ["5,44 kg", "per", "patiëntdag"]),
        ("op 26 oktober 2026", ["op", "26 oktober", "2026"]),
        ("▲ achter op ★ gehaald", ["▲ achter", "op", "★ gehaald"]),
        ("in 2030 55% minder", ["in", "2030", "55%", "minder"]),
        ("groot CO2e", ["groot", "CO2e"]),
        ("CO2 van afval", ["CO2", "van", "afval"]),
        ("(30.834 kg CO2e)", ["(30.834 kg CO2e)"]),
        ("(Green Deal Duurzame Zorg 3.0)", ["(Green", "Deal", "Duurzame", "Zorg 3.0)"]),
        ("afval (scheiding A) in 2030", ["afval", "(scheiding A)", "in", "2030"]),
    ],
)
def test_no_line_ends_between_a_number_and_its_unit(text: str, parts: list[str]) -> None:
    assert [part.replace("\u00a0", " ") for part in tied(text).split(" ")] == parts

"""Numbers: what each text is under each convention, and how a column's convention is settled."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kpi.intake.amounts import settle_column
from kpi.intake.numbers import Convention, rounded, written
from tests.intake.checking import amounts, checked, codes, faults, file, remarks

HEADER = "locatie;periode;energiedrager;verbruik;eenheid;correctie"


def of_column(*texts: str) -> str:
    rows = (
        f'Almelo;2025-{number:02d};stroom;"{text}";kWh;J'
        for number, text in enumerate(texts, start=1)
    )
    return file(HEADER, *rows)


@pytest.mark.parametrize(
    ("text", "convention", "value"),
    [
        ("1234,5", "dutch", "1234.5"),
        ("1.234,5", "dutch", "1234.5"),
        ("1.234", "dutch", "1234"),
        ("1.234.567", "dutch", "1234567"),
        ("1 234,5", "dutch", "1234.5"),
        ("1\u00a0234,5", "dutch", "1234.5"),
        ("1\u202f234\u202f567", "dutch", "1234567"),
        ("1'234,5", "dutch", "1234.5"),
        ("1’234’567", "dutch", "1234567"),
        ("€ 12,50", "dutch", "12.50"),
        ("12,50 €", "dutch", "12.50"),
        ("€ -12,50", "dutch", "-12.50"),
        ("3,5-", "dutch", "-3.5"),
        ("(3,5)", "dutch", "-3.5"),
        ("−3,5", "dutch", "-3.5"),
        ("+3,5", "dutch", "3.5"),
        ("12,5 kg", "dutch", "12.5"),
        ("98 m3", "dutch", "98"),
        ("007", "dutch", "7"),
        ("1,234", "english", "1234"),
        ("1,234.5", "english", "1234.5"),
        ("1,234,567", "english", "1234567"),
        ("1.234", "english", "1.234"),
        ("0.500", "english", "0.500"),
    ],
)
def test_t23_a_number_as_people_write_it(text: str, convention: Convention, value: str) -> None:
    number = written(text)
    assert number is not None
    assert number.value(convention) == Decimal(value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "abc",
        "1e5",
        "1E+05",
        "inf",
        "nan",
        "0x10",
        "1_000",
        "١٢٣",
        "12٣",
        "１２",
        "5.",
        ".5",
        ",5",
        "1..5",
        "--5",
        "(5",
        "5)",
        "(-5)",
        "1" * 33,
        "ca. 12",
        "12,5 kg 3 ton",
        "= 5",
        "5+3",
    ],
)
def test_what_is_no_number(text: str) -> None:
    number = written(text)
    assert number is None or number.value("dutch") is None or number.unit


@pytest.mark.parametrize(
    ("text", "convention"),
    [
        ("12.34", "dutch"),
        ("1.23,4", "dutch"),
        ("1.2.3", "dutch"),
        ("12.345.6", "dutch"),
        ("12,34", "english"),
        ("1 23", "dutch"),
        ("1.234 567", "dutch"),
        ("1,234.5", "dutch"),
    ],
)
def test_t23_marks_in_the_wrong_place(text: str, convention: Convention) -> None:
    number = written(text)
    assert number is not None
    assert number.value(convention) is None


@pytest.mark.parametrize(
    ("texts", "convention", "how"),
    [
        (["12", "567"], "dutch", "plain"),
        (["1.234,5", "1.234"], "dutch", "both"),
        (["1,234.5", "1,234"], "english", "both"),
        (["1.234.567", "1.234"], "dutch", "both"),
        (["1,234,567"], "english", "both"),
        (["1,5", "1.234"], "dutch", "comma"),
        (["1,234"], "dutch", "comma"),
        (["12.34"], "english", "point"),
        (["0.500", "1.234"], "english", "point"),
        (["1234.567"], "english", "point"),
        (["1.234"], None, "ambiguous"),
        (["1.234", "567"], None, "ambiguous"),
        (["1234.5", "1234,5"], None, "mixed"),
        (["1.234,5", "1,234.5"], None, "mixed"),
        (["1,5", "1.5"], None, "mixed"),
        (["1234.5", "1,234"], None, "mixed"),
    ],
)
def test_a_columns_convention(texts: list[str], convention: str | None, how: str) -> None:
    settled = settle_column(texts, None)
    assert (settled.convention, settled.how) == (convention, how)


def test_t23_an_ambiguous_column_is_asked_and_both_totals_are_shown() -> None:
    data = of_column("1.234", "567")
    asked = checked("energy", data)
    assert faults(asked) == [("number_ambiguous", 2, "verbruik")]
    assert asked.rows_refused == 1
    (question,) = asked.questions
    assert (question.key, question.default) == ("verbruik", None)
    assert [(o.answer, o.facts["total"]) for o in question.options] == [
        ("dutch", "1801"),
        ("english", "568.234"),
    ]
    dutch = checked("energy", data, decide={"verbruik": "dutch"})
    assert amounts(dutch) == [Decimal(1234), Decimal(567)]
    english = checked("energy", data, decide={"quantity": "english"})
    assert amounts(english) == [Decimal("1.234"), Decimal(567)]
    assert not dutch.questions and not english.questions and not english.findings


def test_whole_number_columns_are_asked_too() -> None:
    header = "locatie;periode;inzamelaar;afvalstroom;gewicht_kg;gewicht_bron;aantal_ledigingen"
    asked = checked("waste", file(header, "Almelo;2025-01;Renewi;REST;5;gewogen;1.234"))
    assert [question.key for question in asked.questions] == ["aantal_ledigingen"]


def test_mixed_marks_are_an_error_on_their_lines_and_plain_numbers_stay() -> None:
    mixed = checked("energy", of_column("1234.5", "1000", "1234,5"))
    assert faults(mixed) == [("number_mixed", 2, "verbruik"), ("number_mixed", 4, "verbruik")]
    assert amounts(mixed) == [Decimal(1000)]
    decided = checked("energy", of_column("1234.5", "1000", "1234,5"), decide={"verbruik": "dutch"})
    assert faults(decided) == [("number_unreadable", 2, "verbruik")]


def test_a_decimal_point_is_remarked_once() -> None:
    assert remarks(checked("energy", of_column("12.5", "13.25"))) == [
        ("decimal_point", None, "verbruik")
    ]


def test_three_decimals_throughout_are_remarked() -> None:
    assert codes(remarks(checked("energy", of_column("1,234", "567")))) == {"three_decimals"}
    assert not remarks(checked("energy", of_column("1,234", "567,5")))
    assert not remarks(checked("energy", of_column("83333,375", "0,125")))


@pytest.mark.parametrize(
    ("text", "value"), [("2,3454", "2.345"), ("2,3455", "2.346"), ("-2,3455", "-2.346")]
)
def test_more_than_three_decimals_are_rounded_half_away_from_zero(text: str, value: str) -> None:
    number = written(text)
    assert number is not None
    assert rounded(number.value("dutch") or Decimal()) == Decimal(value)


def test_rounding_is_remarked() -> None:
    result = checked("energy", of_column("2,34551"))
    assert amounts(result) == [Decimal("2.346")]
    assert remarks(result) == [("number_rounded", 2, "verbruik")]


def test_a_unit_beside_a_number_has_to_be_the_rows_own() -> None:
    result = checked("energy", of_column("12,5 kWh", "12,5 MWh", "12 KWH"))
    assert faults(result) == [("number_unit", 3, "verbruik")]
    assert amounts(result) == [Decimal("12.5"), Decimal(12)]


def test_a_euro_sign_belongs_with_money_only() -> None:
    header = "locatie;periode;energiedrager;verbruik;eenheid;kosten_eur"
    data = file(header, "Almelo;2025-01;stroom;5;kWh;€ 1.234,50", "Almelo;2025-02;gas;€ 5;m3;1")
    result = checked("energy", data)
    assert faults(result) == [("number_unit", 3, "verbruik")]
    assert result.rows[0].cells["cost"] == Decimal("1234.50")


def test_every_row_of_a_file_is_judged_at_once() -> None:
    result = checked("energy", of_column("1e5", "5", "inf", "#WAARDE!", "n.v.t.", ""))
    assert faults(result) == [
        ("number_unreadable", 2, "verbruik"),
        ("number_unreadable", 4, "verbruik"),
        ("formula_broken", 5, "verbruik"),
        ("placeholder_required", 6, "verbruik"),
        ("required_empty", 7, "verbruik"),
    ]
    assert (result.rows_read, result.rows_refused, len(result.rows)) == (6, 5, 1)
    assert result.refused[0][0] == "ALM" and str(result.refused[0][1]) == "2025-01"


def test_t23_a_share_is_no_amount() -> None:
    assert faults(checked("energy", of_column("5%"))) == [("number_unit", 2, "verbruik")]

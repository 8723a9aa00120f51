"""Names: sites, allowed values, suppliers' own names, codes and identifying numbers."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from kpi.intake import Checked, NameMapping, check
from kpi.intake.names import has_check_digit
from kpi.intake.personal import holds_citizen_number, is_citizen_number
from kpi.intake.spelling import Nearest, distance, fold
from tests.intake.checking import TODAY, checked, contract, faults, file, remarks, words

ENERGY = "locatie;periode;energiedrager;verbruik;eenheid;ean_code"
WASTE = "locatie;periode;inzamelaar;afvalstroom;eural_code;gewicht_kg;gewicht_bron;opmerking"


def energy(site: str = "Almelo", carrier: str = "stroom", unit: str = "kWh", ean: str = "") -> str:
    return file(ENERGY, f"{site};2025-01;{carrier};1000;{unit};{ean}")


def lift(stream: str = "REST", code: str = "", collector: str = "Renewi", note: str = "") -> str:
    return file(WASTE, f"Almelo;2025-01;{collector};{stream};{code};500;gewogen;{note}")


def cell(result: Checked, name: str) -> object:
    assert not result.errors, result.errors
    return result.rows[0].cells[name]


@pytest.mark.parametrize("first", ["  Ké_Wh-.", "KEWH", "ke wh"])
def test_case_accents_spaces_and_marks_do_not_matter(first: str) -> None:
    assert fold(first) == fold("kewh")


def test_superscripts_are_digits() -> None:
    assert fold("m³") == fold("m3") and fold("CO₂") == fold("co2")


@pytest.mark.parametrize(
    ("first", "second", "steps"),
    [("almelo", "almelo", 0), ("amelo", "almelo", 1), ("hengloo", "hengelo", 2), ("", "abc", 3)],
)
def test_distance_counts_the_changed_letters(first: str, second: str, steps: int) -> None:
    assert distance(first, second) == distance(second, first) == steps


def test_the_nearest_name_is_named_and_nothing_is_guessed() -> None:
    assert Nearest(["Almelo", "Hengelo"]).to("Hengloo") == "Hengelo"
    assert Nearest([]).to("x") == "–"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Almelo", "ALM"),
        ("ALM", "ALM"),
        ("alm.", "ALM"),
        ("ZGT Almelo", "ALM"),
        ("Amelo", "ALM"),
        ("HENGELO", "HGL"),
        ("Hglo", "HGL"),
        ("ZGT-H", "HGL"),
        (" hengelo ", "HGL"),
    ],
)
def test_a_site_by_code_name_or_alias(text: str, code: str) -> None:
    result = checked("energy", energy(site=text))
    assert cell(result, "site") == code
    assert not result.findings


@pytest.mark.parametrize("text", ["ZGT", "beide", "Ziekenhuisgroep Twente", "Almelo/Hengelo"])
def test_the_organisation_itself_is_not_split(text: str) -> None:
    result = checked("energy", energy(site=text))
    assert cell(result, "site") == "UNSPLIT"
    assert remarks(result) == [("site_unsplit", 2, "locatie")]


def test_an_unknown_site_names_the_nearest_and_the_known() -> None:
    (fault,) = checked("energy", energy(site="Hengloo")).errors
    assert fault.facts["suggestion"] == "Hengelo"
    assert fault.facts["known"] == "Almelo, Hengelo"


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("AARDGAS", "m³", "aardgas"),
        ("Ingekochte stroom", "KWH", "elektriciteit_inkoop"),
        ("Purchased electricity", "kWh", "elektriciteit_inkoop"),
        ("Elektriciteit-inkoop", "kWh", "elektriciteit_inkoop"),
        ("stadswarmte", "GJ", "warmte"),
    ],
)
def test_a_value_by_id_label_or_alias(text: str, unit: str, value: str) -> None:
    assert cell(checked("energy", energy(carrier=text, unit=unit)), "carrier") == value


@pytest.mark.parametrize(
    ("text", "code", "stream"),
    [
        ("Bedrijfsafval (pers)", "", "REST"),
        ("bedrijfsafval PERS", "", "REST"),
        ("PAP", "", "PAP"),
        ("Papier en karton", "", "PAP"),
        ("Ziekenhuisafval UN3291", "18 01 03*", "SZA"),
        ("Gevaarlijk afval", "18 01 08*", "CYTO"),
        ("Gevaarlijk afval", "180103*", "SZA"),
        ("Verpakkingen", "15 01 07", "GLAS"),
    ],
)
def test_a_stream_by_the_suppliers_name_and_code(text: str, code: str, stream: str) -> None:
    assert cell(checked("waste", lift(text, code)), "stream") == stream


def with_mappings(*lines: tuple[str, str, str, str], data: str) -> Checked:
    mapped = tuple(NameMapping("waste", "stream", *line) for line in lines)
    vocabulary = replace(words(), mappings=mapped)
    raw = data.encode()
    return check(contract("waste"), raw, vocabulary, decide={}, constants={}, today=TODAY)


def test_the_most_specific_mapping_wins() -> None:
    lines = [
        ("", "Mix", "", "REST"),
        ("", "Mix", "150102", "PLAST"),
        ("Renewi", "Mix", "", "PMD"),
        ("Renewi", "Mix", "200101", "PAP"),
    ]
    assert cell(with_mappings(*lines, data=lift("mix", "", "ZAVIN")), "stream") == "REST"
    assert cell(with_mappings(*lines, data=lift("mix", "15 01 02", "ZAVIN")), "stream") == "PLAST"
    assert cell(with_mappings(*lines, data=lift("mix", "15 01 02", "RENEWI")), "stream") == "PMD"
    assert cell(with_mappings(*lines, data=lift("mix", "20 01 01", "Renewi")), "stream") == "PAP"


def test_an_unmapped_name_suggests_one_with_its_code() -> None:
    (fault,) = checked("waste", lift("Bedrijfsafvall")).errors
    assert (fault.code, fault.line, fault.column) == ("name_unmapped", 2, "afvalstroom")
    assert fault.facts == {"suggestion": "Bedrijfsafval (REST)", "owner": "Renewi"}


@pytest.mark.parametrize(
    ("text", "stored", "found"),
    [
        ("20 03 01", "200301", []),
        ("20.03.01", "200301", []),
        ("200301", "200301", []),
        ("18 01 03*", "180103*", []),
        ("18 01 03 *", "180103*", []),
        ("180103", "180103*", ["code_asterisk_added"]),
        ("20304", "020304", ["code_padded"]),
    ],
)
def test_a_code_gets_its_asterisk_back(text: str, stored: str, found: list[str]) -> None:
    result = checked("waste", lift(code=text))
    assert cell(result, "ewc") == stored
    assert [code for code, _, _ in remarks(result)] == found


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("18-01-03", "code_looks_like_date"),
        ("18-1-2003", "code_looks_like_date"),
        ("18-jan-03", "code_looks_like_date"),
        ("2003-01-18", "code_looks_like_date"),
        ("99 99 99", "code_unknown"),
        ("1,8E+05", "code_unknown"),
    ],
)
def test_what_is_no_code(text: str, code: str) -> None:
    assert faults(checked("waste", lift(code=text))) == [(code, 2, "eural_code")]


@pytest.mark.parametrize(
    ("digits", "right"),
    [("871687000000000016", True), ("871687000000000017", False), ("4006381333931", True)],
)
def test_the_check_digit_of_gs1(digits: str, right: bool) -> None:
    assert has_check_digit(digits) is right


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("871687000000000016", []),
        ("8716 8700 0000 0000 16", []),
        ("871687000000000017", ["check_digit"]),
        ("71687000000000003", ["digits_padded"]),
        ("8,71687E+17", ["digits_lost"]),
        ("8716870", ["digits_length"]),
        ("8716870000000000160", ["digits_length"]),
        ("EAN 12", ["digits_unreadable"]),
        ("=12", ["digits_unreadable"]),
    ],
)
def test_identifying_numbers_stay_text(text: str, found: list[str]) -> None:
    result = checked("energy", energy(ean=text))
    assert [finding.code for finding in result.findings] == found


def test_the_meter_is_the_first_name_that_is_filled() -> None:
    header = "locatie;periode;energiedrager;verbruik;eenheid;ean_code;meter_id"
    rows = [";", "871687000000000016;", "871687000000000016;E1"]
    found = []
    for place, row in enumerate(rows, start=1):
        result = checked("energy", file(header, f"Almelo;2025-0{place};stroom;5;kWh;{row}"))
        found.append(cell(result, "meter"))
    assert found == [None, "871687000000000016", "E1"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("J", True),
        ("ja", True),
        ("YES", True),
        ("1", True),
        ("N", False),
        ("nee", False),
        ("0", False),
        ("", None),
    ],
)
def test_a_flag(text: str, value: bool | None) -> None:
    header = "locatie;periode;inzamelaar;afvalstroom;gewicht_kg;gewicht_bron;project"
    data = file(header, f"Almelo;2025-01;Renewi;REST;5;gewogen;{text}")
    assert cell(checked("waste", data), "project") is value


@pytest.mark.parametrize(
    ("text", "value"),
    [("60", "60"), ("60%", "60"), ("60,5 %", "60.5"), ("J", "100"), ("N", "0"), ("1", "1")],
)
def test_a_share_is_a_percentage_or_all_or_nothing(text: str, value: str) -> None:
    header = "locatie;periode;inzamelaar;afvalstroom;gewicht_kg;gewicht_bron;recycling_pct"
    data = file(header, f"Almelo;2025-01;Renewi;REST;5;gewogen;{text}")
    assert cell(checked("waste", data), "recycling_rate") == Decimal(value)


def test_free_text_stays_as_it_is_and_names_are_tidied() -> None:
    result = checked("waste", lift(collector="GP   Groot ", note="=SOM(A1)  **vet** @x"))
    assert cell(result, "collector") == "GP Groot"
    assert cell(result, "note") == "=SOM(A1)  **vet** @x"


@pytest.mark.parametrize("digits", ["111222333", "123456782", "10000008"])
def test_the_eleven_test(digits: str) -> None:
    assert is_citizen_number(digits)
    assert not is_citizen_number(f"{int(digits) + 1}")
    assert holds_citizen_number(f"bel {digits}.")
    assert not holds_citizen_number(f"1{digits}0")


def test_nothing_but_zeros_is_no_citizen_number() -> None:
    assert not is_citizen_number("000000000")


def test_a_citizen_number_in_a_text_is_refused_and_never_repeated() -> None:
    result = checked("waste", lift(note="bel 111222333"))
    assert faults(result) == [("personal_number", 2, "opmerking")]
    assert result.findings[0].value is None
    assert "111222333" not in str(result.findings) + str(result.rows)


@pytest.mark.parametrize(
    "name", ["BSN", "Patiëntnummer", "patient_nummer", "Naam", "Geboortedatum"]
)
def test_a_column_about_persons_refuses_the_file(name: str) -> None:
    data = file(
        f"locatie;periode;energiedrager;verbruik;eenheid;{name}", "Almelo;2025-01;gas;5;m3;x"
    )
    result = checked("energy", data)
    assert ("personal_data", None, None) in faults(result)
    assert not result.rows and not result.records


def test_a_column_of_citizen_numbers_refuses_the_file_whatever_its_name() -> None:
    header = "locatie;periode;energiedrager;verbruik;eenheid;code"
    rows = [f"Almelo;2025-{m:02d};stroom;5;kWh;{n}" for m, n in ((1, "111222333"), (2, "x"))]
    assert not checked("energy", file(header, *rows)).errors
    rows.append("Almelo;2025-03;stroom;5;kWh;123456782")
    assert codes_of(checked("energy", file(header, *rows))) == {"personal_data"}


def codes_of(result: Checked) -> set[str]:
    return {finding.code for finding in result.errors}


def test_cells_have_their_types() -> None:
    header = "locatie;periode;datum;inzamelaar;afvalstroom;gewicht_kg;gewicht_bron;project"
    data = file(header, "Almelo;2025-01;07-01-2025;Renewi;REST;5;gewogen;J")
    cells = checked("waste", data).rows[0].cells
    assert cells["collected_on"] == dt.date(2025, 1, 7)
    assert cells["project"] is True and cells["waybill"] is None and cells["spread"] is None
    assert set(cells) == {column.name for column in contract("waste").column} | {"amount", "unit"}

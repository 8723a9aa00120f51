"""Rules across cells that kinds declare: check digits, patterns, pieces from boxes."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kpi.intake import Checked
from tests.intake.checking import checked

MEDICATION = "locatie;periode;categorie;zi_nummer;atc_code;artikelnaam;eenheid;aantal\n"
REUSABLES = (
    "locatie;periode;productgroep;variant;aantal_gebruiken;aantal_ingekocht;aantal_dozen;"
    "verpakkingseenheid;aantal_gewassen;bron;gtin\n"
)


def codes(found: Checked) -> list[str]:
    return [finding.code for finding in found.findings]


def article(zi: str, atc: str = "") -> Checked:
    return checked(
        "medication", f"{MEDICATION}Almelo;2025-01;verstrekt;{zi};{atc};Middel;tablet;10\n"
    )


@pytest.mark.parametrize("zi", ["01613081", "01112058", "90000013", "90000080"])
def test_a_zi_number_with_its_check_digit_is_plain(zi: str) -> None:
    assert codes(article(zi)) == []


@pytest.mark.parametrize("zi", ["01613082", "90000014", "90000030"])
def test_another_check_digit_is_remarked_and_the_row_stays(zi: str) -> None:
    found = article(zi)
    assert codes(found) == ["check_digit"] and len(found.rows) == 1


def test_the_zero_that_a_spreadsheet_dropped_comes_back() -> None:
    found = article("1613081")
    assert codes(found) == ["digits_padded"]
    assert found.rows[0].cells["zi"] == "01613081"


@pytest.mark.parametrize("atc", ["N02BE01", "n02be01", "N02BE", "N02B", "N02", "N", "N02 BE01"])
def test_an_atc_code_of_any_level_is_understood(atc: str) -> None:
    found = article("", atc)
    assert codes(found) == []
    assert found.rows[0].cells["atc"] == atc.upper().replace(" ", "")


@pytest.mark.parametrize("atc", ["N02BE1", "02BE01", "N2BE01", "N02BE012", "N02B1"])
def test_what_is_no_atc_code_is_refused(atc: str) -> None:
    assert codes(article("", atc)) == ["text_unlike"]


def test_a_weighed_drum_needs_no_article() -> None:
    rows = "Almelo;2025-01;thuismedicatie;;;Gemengd;g;52000\n"
    assert codes(checked("medication", MEDICATION + rows)) == []


def used(**cells: str) -> Checked:
    names = REUSABLES.strip().split(";")
    row = {"locatie": "Almelo", "periode": "2025-01", "productgroep": "isolatiejas", **cells}
    return checked("reusables", REUSABLES + ";".join(row.get(name, "") for name in names) + "\n")


def test_boxes_are_not_pieces() -> None:
    found = used(variant="wegwerp", aantal_dozen="84", verpakkingseenheid="50", bron="uitgifte")
    assert codes(found) == []
    assert found.rows[0].cells["amount"] == 4200


def test_boxes_without_a_pack_size_are_refused() -> None:
    found = used(variant="wegwerp", aantal_dozen="84", bron="uitgifte")
    assert set(codes(found)) == {"amount_nowhere", "needed_empty"}


def test_boxes_and_pieces_that_contradict_are_refused_and_agreeing_ones_are_not() -> None:
    boxes = {"variant": "wegwerp", "aantal_dozen": "84", "verpakkingseenheid": "50"}
    assert codes(used(**boxes, aantal_ingekocht="4100", bron="inkoop")) == ["product_differs"]
    assert codes(used(**boxes, aantal_ingekocht="4200", bron="inkoop")) == []


@pytest.mark.parametrize(
    ("cells", "amount"),
    [
        ({"variant": "herbruikbaar", "aantal_gewassen": "3900", "bron": "wasserij"}, 3900),
        ({"variant": "wegwerp", "aantal_ingekocht": "500", "bron": "inkoop"}, 500),
        ({"variant": "wegwerp", "aantal_gebruiken": "7", "aantal_ingekocht": "500",
          "bron": "telling"}, 7),
        ({"variant": "herbruikbaar", "aantal_gebruiken": "0", "aantal_gewassen": "9",
          "bron": "telling"}, 0),
    ],
)  # fmt: skip
def test_uses_come_from_the_column_that_tells_them(cells: dict[str, str], amount: int) -> None:
    found = used(**cells)
    assert codes(found) == []
    assert found.rows[0].cells["amount"] == Decimal(amount)


def test_a_purchase_of_reusables_is_not_a_use() -> None:
    found = used(variant="herbruikbaar", aantal_ingekocht="2500", bron="inkoop")
    assert codes(found) == ["amount_nowhere"]


@pytest.mark.parametrize("gtin", ["96385074", "036000291452", "4006381333931", "10012345678902"])
def test_a_gtin_has_8_12_13_or_14_digits(gtin: str) -> None:
    found = used(variant="wegwerp", aantal_gebruiken="1", bron="telling", gtin=gtin)
    assert codes(found) == []


def test_a_gtin_is_never_padded_and_a_wrong_check_digit_is_remarked() -> None:
    cells = {"variant": "wegwerp", "aantal_gebruiken": "1", "bron": "telling"}
    assert codes(used(**cells, gtin="6385074")) == ["digits_length"]
    assert codes(used(**cells, gtin="4006381333932")) == ["check_digit"]
    assert codes(used(**cells, gtin="4,00638E+12")) == ["digits_lost"]


WASTE = (
    "locatie;periode;inzamelaar;afvalstroom;eural_code;gewicht_kg;gewicht_bron;container_type;"
    "container_inhoud_l;aantal_ledigingen\nAlmelo;2025-01;Renewi;Papier/karton;20 01 01;"
)


@pytest.mark.parametrize(
    ("kilograms", "found"),
    [("132", []), ("26,4", []), ("264", []), ("26,3", ["unlike_volume"]),
     ("264,1", ["unlike_volume"])],
)  # fmt: skip
def test_a_lift_weighs_a_fifth_to_twice_of_a_full_container(
    kilograms: str, found: list[str]
) -> None:
    """1,100 litres of paper at 120 kg a cubic metre are 132 kg."""
    assert codes(checked("waste", f"{WASTE}{kilograms};gewogen;rolcontainer;1100;1\n")) == found


def test_a_compactor_holds_more_than_its_volume() -> None:
    found = checked("waste", f"{WASTE}6420;gewogen;perscontainer;20000;1\n")
    assert codes(found) == []


ENERGY = "locatie;periode;energiedrager;verbruik;eenheid;{}\nAlmelo;2025-01;water;{};m3;121\n"


def test_an_amount_with_vat_is_not_the_amount_without() -> None:
    found = checked("energy", ENERGY.format("kosten incl btw", "30"))
    assert codes(found) == ["column_unknown"]
    assert found.rows[0].cells["cost"] is None
    assert checked("energy", ENERGY.format("kosten excl btw", "30")).rows[0].cells["cost"] == 121


@pytest.mark.parametrize(
    ("decide", "found"),
    [
        ({"total": "30"}, []), ({"total": "30,0"}, []), ({"rows": "1"}, []),
        ({"total": "31"}, ["control_total_differs"]), ({"rows": "2"}, ["control_rows_differ"]),
        ({"total": "dertig"}, ["decision_unknown"]),
    ],
)  # fmt: skip
def test_a_control_total_is_held_against_the_file(decide: dict[str, str], found: list[str]) -> None:
    assert codes(checked("energy", ENERGY.format("kosten_eur", "30"), decide=decide)) == found


def test_a_control_total_of_boxes_is_held_against_the_pieces() -> None:
    row = "Almelo;2025-01;isolatiejas;wegwerp;;;84;50;;uitgifte;\n"
    assert codes(checked("reusables", REUSABLES + row, decide={"total": "4.200"})) == []
    differs = checked("reusables", REUSABLES + row, decide={"total": "84"})
    assert codes(differs) == ["control_total_differs"]

"""A supplier's own file: known by its header line, read through the declared layout alone."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from kpi.declare import Layout, Month, load
from kpi.intake import Checked, check
from tests.intake.checking import TODAY, checked, contract, faults, remarks, words

ABOVE = (
    "BRON: een verzonnen weerstation",
    'Opmerking: "reeks" met een los aanhalingsteken " en een komma, zoals suppliers do',
    "TG        = Etmaalgemiddelde temperatuur (in 0.1 graden Celsius)",
    "",
)
HEADER = "# STN,YYYYMMDD,DDVEC,   FG,   TG,  TNH"


def weather(*rows: str, above: tuple[str, ...] = ABOVE, header: str = HEADER) -> str:
    return "\n".join([*above, header, "", *rows, ""])


def temperatures(result: Checked) -> dict[str, Decimal]:
    return {str(row.cells["day"]): row.cells["amount"] for row in result.rows}  # type: ignore[misc]


def test_the_file_is_read_as_its_supplier_gives_it() -> None:
    """Padded numbers in tenths of a degree, blanks, a preamble with marks of its own."""
    result = checked(
        "degree_days",
        weather(
            "  283,20250131,  190,   38,   33,    6",
            "  283,20250201,     ,     ,  -25,     ",
            "  283,20250202,  190,   38,    0,    6",
        ),
    )
    assert temperatures(result) == {
        "2025-01-31": Decimal("3.3"),
        "2025-02-01": Decimal("-2.5"),
        "2025-02-02": Decimal(0),
    }
    assert [(row.cells["station"], row.cells["month"], row.line) for row in result.rows] == [
        ("283", Month(2025, 1), 7),
        ("283", Month(2025, 2), 8),
        ("283", Month(2025, 2), 9),
    ]
    assert remarks(result) == [("layout_used", 5, None)] and not result.errors
    assert (result.rows_read, result.rows_refused) == (3, 0)
    assert [(t.site, str(t.month), t.value) for t in result.totals] == [
        ("283", "2025-01", Decimal("3.3")),
        ("283", "2025-02", Decimal("-2.5")),
    ]


def test_a_long_preamble_does_not_hide_the_header() -> None:
    above = tuple(f"N{n} = a line of the supplier, with commas, {n}" for n in range(150))
    result = checked("degree_days", weather("  283,20250131,1,2,33,4", above=above))
    assert remarks(result) == [("layout_used", 151, None)]
    assert [row.line for row in result.rows] == [153]


def test_years_before_the_first_month_are_left_out_with_one_remark() -> None:
    rows = [f"  283,{year}1231,1,2,33,4" for year in range(1951, 2012)]
    result = checked("degree_days", weather(*rows))
    assert list(temperatures(result)) == ["2010-12-31", "2011-12-31"]
    early = [finding for finding in result.findings if finding.code == "lines_too_early"]
    assert [(f.line, f.facts["number"], f.facts["first"]) for f in early] == [(7, "59", "2010-01")]
    assert result.rows_read == 61 and not result.errors
    assert len(result.records) == 2, "lines that are left out cost no memory"


def test_only_early_years_are_no_rows() -> None:
    result = checked("degree_days", weather("  283,19991231,1,2,33,4"))
    assert faults(result) == [("no_rows", None, None)]


def test_a_day_without_temperature_is_a_gap_and_never_zero() -> None:
    result = checked("degree_days", weather("  283,20250131,1,2,   ,4", "  283,20250130,1,2,33,4"))
    assert list(temperatures(result)) == ["2025-01-30"]
    assert ("row_without_figures", 7, None) in remarks(result) and not result.errors


def test_faults_stand_on_the_line_of_the_file() -> None:
    result = checked(
        "degree_days",
        weather(
            "  283,20250131,1,2,999,4",
            "  283,20250132,1,2,33,4",
            "  283,20250130,1,2,33",
            "  283,20250129,1,2,33,4",
            "  283,20250129,1,2,34,4",
        ),
    )
    assert faults(result) == [
        ("number_too_high", 7, "gemiddelde_temperatuur"),
        ("date_unreadable", 8, "datum"),
        ("row_ragged", 9, None),
        ("duplicate_differs", 11, None),
    ]
    assert result.refused == (("283", Month(2025, 1)),) and not result.rows


@pytest.mark.parametrize(
    "header",
    [
        "# STN,YYYYMMDD,DDVEC,   FG,   TX,  TNH",  # without the temperature
        "# STN,YYYYMMDD,   TG,   FG,   TG,  TNH",  # twice: which one?
        "  STN,YYYYMMDD,DDVEC,   FG,   TG,  TNH",  # not its beginning
    ],
)
def test_another_header_is_not_taken_for_the_suppliers(header: str) -> None:
    result = checked("degree_days", weather("  283,20250131,1,2,33,4", header=header))
    assert "layout_used" not in {finding.code for finding in result.findings}
    assert not result.rows


def test_a_layout_of_another_kind_is_not_used() -> None:
    result = checked("energy", weather("  283,20250131,1,2,33,4"))
    assert not result.rows and ("header_not_found", None, None) in faults(result)


def test_data_of_a_person_is_refused_in_a_suppliers_file_too() -> None:
    header = "# STN,YYYYMMDD,patientnummer,   FG,   TG,  TNH"
    result = checked("degree_days", weather("  283,20250131,1,2,33,4", header=header))
    assert ("personal_data", None, None) in faults(result) and not result.rows


LAYOUT = {
    "id": "meters",
    "contract": "energy",
    "label": {"nl": "Meterbestand", "en": "Meter file"},
    "note": {"nl": "Verzonnen.", "en": "Invented."},
    "source": "demo",
    "delimiter": "|",
    "columns": {"Datum": "month", "Wat": "carrier", "Stand": "quantity"},
    "constants": {"site": "Almelo"},
    "units": {"quantity": "MWh"},
    "convention": "english",
}


def metered(text: str, **given: Any) -> Checked:
    vocabulary = replace(words(), layouts=(Layout.model_validate(LAYOUT),))
    asked: dict[str, Any] = {"decide": {}, "constants": {}} | given
    return check(contract("energy"), text.encode(), vocabulary, today=TODAY, **asked)


def test_constants_units_and_number_convention_are_the_suppliers() -> None:
    result = metered("Meterstanden\nDatum|Wat|Vaag|Stand\n2025-01|elektriciteit_inkoop||1.234\n")
    (row,) = result.rows
    assert (row.cells["site"], row.cells["amount"], row.cells["unit"]) == (
        "ALM",
        Decimal("1234.000"),
        "kWh",
    )
    assert not result.errors and not result.questions


def test_what_a_person_says_goes_before_the_layout() -> None:
    text = "Datum|Wat|Stand\n2025-01|elektriciteit_inkoop|1.234\n"
    result = metered(text, decide={"verbruik": "dutch"}, constants={"locatie": "Hengelo"})
    (row,) = result.rows
    assert (row.cells["site"], row.cells["amount"]) == ("HGL", Decimal(1234000))


@pytest.mark.parametrize(
    "change",
    [
        {"columns": {"A": "month", "B": "month"}},
        {"constants": {"month": "2025-01"}},
        {"units": {"cost": "EUR"}},
        {"columns": {"A": "month"}},
        {"delimiter": ":"},
    ],
)
def test_a_layout_that_contradicts_itself_does_not_load(change: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Layout.model_validate(LAYOUT | change)


def test_shipped_layouts_name_their_source() -> None:
    assert [layout.id for layout in load().layouts] == ["knmi_daily"]
    assert load().sources["knmi_daily"].licence == "CC BY 4.0"

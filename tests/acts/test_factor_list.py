"""Next year's official list: read under its own headings, beside its predecessor, adopted whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from kpi.acts import Actor, Acts, Refused
from kpi.acts.factor_list import (
    ListPreview,
    adopt_list,
    adopt_provisional,
    lapsed,
    preview_list,
)
from kpi.declare import Month
from kpi.measure import Scope
from tests.stores import open_acts, upload
from tests.workbooks import archive, workbook

Line = Sequence[str | float | None]


def address(year: int, section: int, item: int) -> str:
    return f"https://co2emissiefactoren.nl/factoren/{year}/{section}/{item}/x/"


def book(found: Sequence[Line]) -> bytes:
    """Return a workbook with these cells; numbers as the binary ones a spreadsheet keeps."""
    return workbook({"Factoren": [[_cell(cell) for cell in line] for line in found]})


def _cell(cell: str | float | None) -> str | Decimal | None:
    return cell if cell is None or isinstance(cell, str) else Decimal(repr(cell))


def lines(year: int = 2027, **changes: Line) -> list[Line]:
    """A short list: four sections in which the fourth column means four things."""
    rows: dict[str, Line] = {
        "fuels": ("Gasvormige brandstoffen", "Kg CO2-eq / eenheid"),
        "fuel_heads": (None, "Totaal (WTW)", "TTW", "WTT", "Biogene emissies", "eenheid", "MJ"),
        "gas": ("Aardgas (G-gas)", 2.2, 1.779, 0.421, 0, "Nm3", 31.65, address(year, 27, 135)),
        "power": ("Elektriciteit",),
        "power_heads": (None, "Totaal (WTW)", "TTW", "WTT", "Infrastructuur", "eenheid"),
        "grey": ("Grijze Stroom", 0.45, 0.37, 0.08, 0.002, "kWh", None, address(year, 11, 51)),
        "mix": ("Gridmix", 0.21, 0.17, 0.04, 0.016, "kWh", None, address(year, 11, 52)),
        "wind": ("Windkracht", 0, 0, 0, 0.016, "kWh", None, address(year, 11, 53)),
        "cool": ("Koudemiddelen", "Kg CO2-eq / eenheid"),
        "cool_heads": (None, "GWP100", None, None, "AR4", "eenheid"),
        "r410a": ("R410a", 2256, None, None, 2088, "kg", None, address(year, 22, 24)),
        "r404a": ("R404a", "Vervallen", None, None, None, "kg", None, address(year, 22, 14)),
        "waste": ("Afval",),
        "waste_heads": (None, "GHG-protocol", "Verwerking", None, "Vermeden", "eenheid"),
        "sza": (
            "Specifiek ziekenhuis afval (SZA)",
            *(38, 1642, None, -84, "ton", None, address(year, 58, 240)),
        ),
        "other": ("Iets anders", 9, 5, 4, 0, "stuks", None, address(year, 99, 999)),
    }
    return list({**rows, **changes}.values())


def preview(acts: Acts, found: Sequence[Line] | None = None, year: int = 2027) -> ListPreview:
    return preview_list(acts, book(lines() if found is None else found), "list.xlsx", year)


@pytest.fixture
def acts() -> Acts:
    acts = open_acts(today=dt.date(2027, 2, 10))
    upload(
        acts, "energy",
        "locatie;periode;energiedrager;verbruik;eenheid;groen_gvo\n"
        "Almelo;2027-01;elektriciteit_inkoop;1000;kWh;50\nAlmelo;2027-01;aardgas;100;m3;\n"
        "Almelo;2027-01;water;1;m3;\n",
    )  # fmt: skip
    return acts


def value(acts: Acts, indicator: str, month: str = "2027-01") -> Decimal | None:
    scope = Scope("ALM", Month.parse(month))
    return acts.judge().figures().measured(indicator, scope).value


def change(found: ListPreview, activity: str, variant: str, boundary: str) -> tuple[str, str, str]:
    row = next(c for c in found.changes if (*c.key[:2], c.key[3]) == (activity, variant, boundary))
    return f"{row.before}", f"{row.value}", row.state


def test_the_same_column_means_another_thing_in_every_section(acts: Acts) -> None:
    found = preview(acts)
    assert not found.errors
    assert change(found, "aardgas", "", "WTW") == ("2.134", "2.2", "changed")
    assert change(found, "elektriciteit", "gridmix", "INFRA") == ("0.016", "0.016", "same")
    assert change(found, "koudemiddel", "R410A", "GWP_AR4") == ("2088", "2088", "same")
    assert change(found, "afval", "sza", "AVOIDED") == ("-84", "-84", "same")
    assert change(found, "afval", "sza", "INCINERATION") == ("1642", "1642", "same")
    assert found.unknown == 1


def test_a_nought_is_a_factor_and_no_gap(acts: Acts) -> None:
    assert change(preview(acts), "elektriciteit", "wind", "WTW") == ("0", "0", "same")


def codes(found: ListPreview) -> set[str]:
    return {f.code for f in found.findings} - {"item_missing"}


def test_names_that_drift_are_held_by_the_number(acts: Acts) -> None:
    """Gridmix was called Stroom (onbekend) gridmix: its number is the same."""
    found = preview(acts)
    assert "item_renamed" in codes(found) and "item_lapsed" in codes(found)
    assert change(found, "elektriciteit", "gridmix", "WTW") == ("0.244", "0.21", "changed")


def test_adopting_it_fills_the_months_of_itsyear(acts: Acts) -> None:
    assert value(acts, "co2_electricity_location") is None
    adopt_list(acts, preview(acts), actor=Actor.local("Officer"), reason="List of 2027")
    assert value(acts, "co2_electricity_location") == Decimal("210.00")
    assert value(acts, "co2_electricity_market") == Decimal("225.00")  # 500 x 0.45 + 500 x 0
    assert value(acts, "co2_gas") == Decimal("220.00")


def test_a_binary_number_is_read_as_it_was_written(acts: Acts) -> None:
    odd = lines(
        mix=("Gridmix", 0.20999999999999999, 0.17, 0.04, 0.016, "kWh", None, address(2027, 11, 52))
    )
    assert change(preview(acts, odd), "elektriciteit", "gridmix", "WTW")[1] == "0.21"


def test_a_factor_ten_off_its_predecessor_needs_a_reason(acts: Acts) -> None:
    slip = lines(
        gas=("Aardgas (G-gas)", 21.34, 1.779, 0.355, 0, "Nm3", 31.65, address(2027, 27, 135))
    )
    found = preview(acts, slip)
    assert change(found, "aardgas", "", "WTW")[2] == "far"
    with pytest.raises(Refused) as refused:
        adopt_list(acts, found, actor=Actor.local("Officer"), reason="List")
    facts = refused.value.facts
    assert refused.value.code == "list_far"
    assert (facts["value"], facts["before"], facts["ratio"]) == ("21.34", "2.134", "10.0")
    adopt_list(acts, found, actor=Actor.local("Officer"), reason="List", far="Asked the publisher")
    assert value(acts, "co2_gas") == Decimal("2134.00")


def test_parts_that_do_not_add_up_are_told_and_taken_as_they_stand(acts: Acts) -> None:
    odd = lines(
        gas=("Aardgas (G-gas)", 2.134, 1.779, 0.421, 0, "Nm3", 31.65, address(2027, 27, 135))
    )
    found = preview(acts, odd)
    told = next(f for f in found.findings if f.code == "sum_differs")
    assert (told.facts["value"], told.facts["parts"], told.error) == ("2.134", "2.200", False)
    assert change(found, "aardgas", "", "WTW")[1] == "2.134"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        (
            {"power_heads": (None, "Totaal (WTW)", "TTW", "WTT", "Nieuw", "eenheid")},
            "heading_unknown",
        ),
        ({"power_heads": ("Zonder kop",)}, "heading_unknown"),
        ({"cool_heads": (None, "GWP100 AR4", None, None, "AR4", "eenheid")}, "heading_unknown"),
        (
            {"mix": ("Gridmix", 210, 170, 40, 16, "MWh", None, address(2027, 11, 52))},
            "unit_differs",
        ),
        (
            {"wind": ("Windkracht", 0, 0, 0, 0.016, "kWh", None, address(2027, 11, 52))},
            "item_twice",
        ),
        ({"fuel_heads": (None, "Totaal", "WTW", "WTT", "Biogene", "eenheid", "MJ")}, "value_twice"),
    ],
)
def test_what_cannot_be_understood_keeps_the_list_out(
    acts: Acts, changes: dict[str, Any], code: str
) -> None:
    found = preview(acts, lines(**changes))
    assert code in {f.code for f in found.errors}
    with pytest.raises(Refused) as refused:
        adopt_list(acts, found, actor=Actor.local("Officer"), reason="List")
    assert refused.value.code == "list_has_errors"


def test_a_heading_that_somebody_explained_is_understood(acts: Acts) -> None:
    heads = (None, "GWP100 AR4", None, None, "AR4", "eenheid")
    body = {"heading": "GWP100 AR4", "boundary": "GWP", "evidence": "read"}
    acts.set_entry("list_column", "GWP100 AR4", body, actor=Actor.local("Officer"), reason="Asked")
    assert not preview(acts, lines(cool_heads=heads)).errors


@pytest.mark.parametrize("data", [b"", b"locatie;periode\n", b"PK\x03\x04 no workbook"])
def test_what_is_no_workbook_is_refused(acts: Acts, data: bytes) -> None:
    with pytest.raises(Refused) as refused:
        preview_list(acts, data, "list.xlsx", 2027)
    assert refused.value.code == "list_unreadable"


def test_a_hostile_workbook_is_refused(acts: Acts) -> None:
    """A sheet that declares a document type, in which entities could expand without end."""
    parts = dict.fromkeys(("xl/_rels/workbook.xml.rels", "xl/styles.xml"), b"<x/>")
    sheet = b'<!DOCTYPE x [<!ENTITY a "b">]><workbook><sheets/></workbook>'
    with pytest.raises(Refused) as refused:
        preview_list(acts, archive({"xl/workbook.xml": sheet, **parts}), "list.xlsx", 2027)
    assert refused.value.code == "list_unreadable"


def test_a_list_of_another_year_is_refused(acts: Acts) -> None:
    with pytest.raises(Refused) as refused:
        preview(acts, lines(2026))
    assert refused.value.code == "list_of_another_year"
    assert refused.value.facts["found"] == "2026"


def test_a_list_of_an_earlieryear_takes_thatyear_alone(acts: Acts) -> None:
    """An assumed value over 2024 and 2025 ends where the list of 2025 begins."""
    upload(
        acts, "energy",
        "locatie;periode;energiedrager;verbruik;eenheid\n"
        + "".join(f"Almelo;{m};aardgas;100;m3\n" for m in ("2024-01", "2025-01", "2026-01")),
    )  # fmt: skip
    found = preview(acts, lines(2025), 2025)
    adopt_list(acts, found, actor=Actor.local("Officer"), reason="Read at last")
    assert value(acts, "co2_gas", "2025-01") == Decimal("220.00")
    assert value(acts, "co2_gas", "2024-01") == Decimal("213.400")
    assert value(acts, "co2_gas", "2026-01") == Decimal("213.400")
    direct = [value(acts, "co2_direct_fuel", f"{year}-01") for year in (2024, 2025, 2026)]
    assert direct == [Decimal("177.900")] * 3


def test_a_provisional_row_is_adopted_dated_and_gives_way(acts: Acts) -> None:
    assert ("aardgas", "", "Nm3", "WTW") in lapsed(acts, 2027)
    assert value(acts, "co2_gas") is None
    adopt_provisional(acts, 2027, actor=Actor.local("Officer"), reason="The list is not out")
    measured = acts.judge().figures().measured("co2_gas", Scope("ALM", Month(2027, 1)))
    assert measured.value == Decimal("213.400") and measured.assumed
    entry = next(e for e in acts.entries("own_factor") if e.id == "aardgas//Nm3/WTW/2027")
    assert (entry.body["standing"], entry.body["applies_to"]) == ("provisional", "2027-12-31")
    assert not lapsed(acts, 2027)
    with pytest.raises(Refused):
        adopt_provisional(acts, 2027, actor=Actor.local("Officer"), reason="again")
    adopt_list(acts, preview(acts), actor=Actor.local("Officer"), reason="List of 2027")
    measured = acts.judge().figures().measured("co2_gas", Scope("ALM", Month(2027, 1)))
    assert measured.value == Decimal("220.00") and not measured.assumed


def test_nothing_stands_in_by_itself(acts: Acts) -> None:
    measured = acts.judge().figures().measured("co2_gas", Scope("ALM", Month(2027, 1)))
    assert measured.value is None
    assert measured.reason is not None and measured.reason.code == "factor_missing"

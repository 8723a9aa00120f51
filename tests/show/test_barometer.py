"""The Milieubarometer sheet: items in their order and units, and a pasted result beside it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kpi.acts import Acts
from kpi.acts.actor import Actor
from kpi.acts.barometer import read_pasted
from kpi.declare import load
from kpi.intake.archive import open_container
from kpi.intake.workbook import read_workbook
from kpi.judge.barometer import BarometerLine, barometer, barometer_items
from kpi.show import Voice
from kpi.show.barometer import barometer_rows, barometer_workbook, beside_rows, compare_pasted
from tests.stores import open_acts, upload

NL = Voice(load(), "nl", {"ALM": "Almelo", "ALL": "Groep"})
ENERGY = (
    "locatie;periode;energiedrager;verbruik;eenheid\r\n"
    + "".join(f"Almelo;2025-{month:02d};gas;1000,5;m3\r\n" for month in range(1, 13))
    + "".join(f"Almelo;2025-{month:02d};warmte;2;GJ\r\n" for month in range(1, 7))
)


def lines_of(acts: Acts, year: int = 2025) -> dict[str, BarometerLine]:
    return {line.item.code: line for line in barometer(acts.judge(), "ALM", year)}


@pytest.fixture(scope="module")
def acts() -> Acts:
    """Twelve months of gas, 1,000.5 m3 each, and six of heat, in Almelo."""
    acts = open_acts()
    upload(acts, "energy", ENERGY, "energie.csv")
    return acts


def test_a_year_is_the_sum_of_its_months_in_the_unit_asked(acts: Acts) -> None:
    found = lines_of(acts)
    assert found["natural_gas"].value == Decimal(12006)
    # Half a year of heat is what it is, and says that the rest is not there.
    heat = found["heat"]
    assert heat.value == Decimal(12) and heat.measured is not None
    assert heat.measured.status == "incomplete"
    # Nothing of waste came in: unknown, not nought.
    assert found["company_rest"].value is None
    assert found["office_paper"].value is None and found["office_paper"].measured is None


def test_the_mapping_can_be_changed(acts: Acts) -> None:
    """Gas asked in thousands of m3, last in the list."""
    own = open_acts()
    entry = next(e for e in own.entries("barometer_item") if e.id == "natural_gas")
    body = {**entry.body, "factor": "0.001", "unit": "1000 m3", "place": "99999"}
    own.set_entry(
        "barometer_item", "natural_gas", body, actor=Actor.local("Bo"), reason="Zo gevraagd"
    )
    items = barometer_items(own.judge())
    assert (items[-1].code, items[-1].factor) == ("natural_gas", Decimal("0.001"))
    assert barometer_items(acts.judge())[0].code == "electricity_purchased"


def test_items_name_figures_and_parts_that_exist() -> None:
    catalogue = load()
    values = {v.id for c in catalogue.contracts.values() for v in c.categories}
    items = barometer_items(open_acts().judge())
    assert len(items) > 40
    for item in items:
        assert not item.indicator or item.indicator in catalogue.indicators, item.code
        assert not item.part or item.part in values, item.code
        if item.part:
            assert catalogue.indicators[item.indicator].breakdown
    names = [item.label.nl for item in items]
    # A result is pasted by name: two items of one name could not be told apart.
    assert len({*names}) == len(names)


def test_a_pasted_result_is_held_against_ours(acts: Acts) -> None:
    lines = tuple(lines_of(acts).values())
    pasted = read_pasted(
        "Aardgas\t12.006\tm³\n\nStadswarmte; 14 ;GJ\nDrinkwater | 5\nRestafval\t3\tton\n"
        "Thema energie\nAardgas opnieuw\t7\n",
        "dutch",
    )
    found = {one.label: one for one in compare_pasted(lines, pasted.lines, NL)}
    assert found["Aardgas"].verdict == "same" and found["Aardgas"].apart == 0
    assert found["Stadswarmte"].verdict == "differs" and found["Stadswarmte"].apart == 2
    assert found["Drinkwater"].verdict == "ours_missing"
    assert found["Restafval"].verdict == "unit" and found["Restafval"].apart is None
    assert found["Thema energie"].verdict == "unread"
    assert found["Aardgas opnieuw"].verdict == "unknown_item"
    rows = {row[0]: row for row in beside_rows(list(found.values()), NL)[1]}
    assert rows["Stadswarmte"][1:5] == ("12 GJ", "14 GJ", "+2 GJ", "+16,7%")
    assert rows["Restafval"][2] == "3 ton" and rows["Restafval"][5].startswith("▲")


def test_what_was_not_pasted_is_named(acts: Acts) -> None:
    lines = tuple(lines_of(acts).values())
    left = [one.label for one in compare_pasted(lines, read_pasted("Aardgas\t1").lines, NL)]
    assert left[0] == "Aardgas" and "Stadswarmte" in left and "Afvalwater" not in left


@pytest.mark.parametrize(
    ("text", "clear", "values"),
    [
        ("Gas\t1.234", False, [None]),
        ("Gas\t1.234\nWater\t12,5", True, [Decimal(1234), Decimal("12.5")]),
        ("Gas\t1,234.5", True, [Decimal("1234.5")]),
        ("Gas\tveel", True, [None]),
        ("Gas", True, [None]),
        ("Gas\t12 m3", True, [Decimal(12)]),
        ("", True, []),
    ],
)
def test_pasted_numbers_are_read_one_way_or_asked(
    text: str, clear: bool, values: list[Decimal | None]
) -> None:
    found = read_pasted(text)
    assert found.clear is clear
    assert [line.value for line in found.lines] == values


def test_an_answer_settles_what_can_be_read_in_two_ways() -> None:
    assert [line.value for line in read_pasted("Gas\t1.234", "dutch").lines] == [Decimal(1234)]
    assert [line.value for line in read_pasted("Gas\t1.234", "english").lines] == [Decimal("1.234")]


def test_the_sheet_has_numbers_and_leaves_the_unknown_empty(acts: Acts) -> None:
    lines = tuple(lines_of(acts).values())
    container = open_container(barometer_workbook([("ALM", lines)], 2025, ["Noot"], NL))
    assert container is not None
    book = read_workbook(container, 1000)
    assert isinstance(book, tuple)
    sheet = next(s for s in book if s.name == "Almelo")
    cells = {row[1]: row[2] for row in sheet.records[1:]}
    assert str(cells["Aardgas"]) in ("12006", "12.006") and cells["Restafval"] == ""
    shown = {row[1]: row[2] for row in barometer_rows(lines, NL)[1]}
    assert shown["Aardgas"] == "12.006 m³" and shown["Restafval"] == "–"

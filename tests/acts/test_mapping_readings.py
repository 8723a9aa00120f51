"""Meter readings under a supplier's own names: mapped once, known next month, stopped when changed."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from kpi.acts import (
    Actor,
    Acts,
    Mapped,
    Preview,
    Refused,
    is_unknown,
    layout_behind,
    layout_body,
    lines_of,
    open_points,
    proposal,
    save_layout,
    saved_layouts,
    start,
    withdraw_layout,
)
from tests.stores import open_acts
from tests.workbooks import Given, workbook

KIND = "interval"
EAN = "871687110000000011"
HEADER = "Object;Zeitpunkt;Leistung;Bemerkung"


@pytest.fixture
def acts() -> Acts:
    acts = open_acts()
    body = {"meter": EAN, "site": "ALM", "category": "elektriciteit_inkoop"}
    acts.set_entry("meter", EAN, body, actor=Actor.local("Anna"), reason="test")
    return acts


def lines(month: int, header: str = HEADER, power: str = "4,5") -> str:
    """Return one day of quarters at a steady power, under names nobody knows."""
    start_ = dt.datetime(2025, month, 1)
    moments = [start_ + dt.timedelta(minutes=15 * n) for n in range(96)]
    rows = [f"{EAN};{at:%d-%m-%Y %H:%M};{power};" for at in moments]
    return "\n".join(["Lastgang", header, *rows, ""])


def given(acts: Acts, data: str | bytes) -> Preview:
    raw = data.encode() if isinstance(data, str) else data
    return acts.preview(KIND, raw, "lastgang.csv", rehearse=False)


def guess(acts: Acts, preview: Preview) -> Mapped:
    contract = acts.contract(KIND)
    return start(contract, proposal(acts, preview), layout_behind(acts, preview), preview)


def keep(acts: Acts, preview: Preview, mapped: Mapped) -> None:
    contract, proposed = acts.contract(KIND), proposal(acts, preview)
    assert open_points(contract, mapped, proposed) == []
    body = layout_body(contract, mapped, proposed, lines_of(preview))
    save_layout(acts, body, actor=Actor.local("Anna"), reason="test")


def mapped(acts: Acts) -> None:
    preview = given(acts, lines(1))
    first = guess(acts, preview)
    columns = {"meter": "Object", "start": "Zeitpunkt", "value": "Leistung"}
    keep(acts, preview, replace(first, name="Lastgang", columns=columns, units={"value": "kW"}))


def test_what_is_guessed_of_unknown_readings_and_what_has_to_be_said(acts: Acts) -> None:
    preview = given(acts, lines(1))
    assert is_unknown(preview) and not preview.checked.rows
    proposed = proposal(acts, preview)
    assert proposed.header_line == 2
    assert proposed.columns == {"meter": "Object", "moment": "Zeitpunkt", "value": "Leistung"}
    assert proposed.units_known[:3] == ("kWh", "MWh", "Wh") and "kW" in proposed.units_known
    first = replace(guess(acts, preview), name="Lastgang")
    contract = acts.contract(KIND)
    assert [code for code, _ in open_points(contract, first, proposed)] == ["unit"]
    untimed = replace(first, columns={"meter": "Object", "value": "Leistung"})
    assert [code for code, _ in open_points(contract, untimed, proposed)] == ["moment"]


def test_readings_mapped_once_are_known_the_next_month(acts: Acts) -> None:
    mapped(acts)
    preview = given(acts, lines(2))
    assert preview.acceptable and not is_unknown(preview)
    (day,) = preview.checked.rows
    # 4.5 kW during 24 hours.
    assert (str(day.cells["day"]), day.cells["amount"]) == ("2025-02-01", Decimal(108))
    assert [f.code for f in preview.findings] == ["lines_above", "layout_used", "register_assumed"]
    before = layout_behind(acts, preview)
    assert before is not None and before.label.nl == "Lastgang"
    # What was saved can be looked at and mended: the samples are there.
    assert proposal(acts, preview).theirs[0].samples == (EAN,)


CHANGED = [
    (HEADER.replace("Leistung", "Last"), "layout_renamed", "Last", ""),
    (HEADER.replace("Object;Zeitpunkt", "Zeitpunkt;Object"), "layout_reordered", "Zeitpunkt", ""),
    (f"{HEADER};Neu", "layout_added", "Neu", ";"),
]


def test_readings_under_changed_names_are_stopped(acts: Acts) -> None:
    mapped(acts)
    for header, code, column, more in CHANGED:
        preview = given(acts, lines(2, header).replace("4,5;\n", f"4,5;{more}\n"))
        assert [(f.code, f.line, f.column) for f in preview.errors] == [(code, 2, column)]
        assert is_unknown(preview) and not preview.checked.rows
        assert guess(acts, preview).name == "Lastgang"


def test_another_unit_in_the_suppliers_column_stops_readings(acts: Acts) -> None:
    header = "Object;Zeitpunkt;Leistung;Einheit"
    with_unit = lines(1, header).replace("4,5;\n", "4,5;kW\n")
    preview = given(acts, with_unit)
    columns = {"meter": "Object", "start": "Zeitpunkt", "value": "Leistung"}
    columns["unit_given"] = "Einheit"
    keep(acts, preview, replace(guess(acts, preview), name="Lastgang", columns=columns))
    assert given(acts, with_unit).acceptable
    other = with_unit.replace("12:00;4,5;kW", "12:00;4,5;MW")
    (error,) = given(acts, other).errors
    assert (error.code, error.line, error.value) == ("layout_unit_changed", 51, "MW")


def test_a_meter_a_column_needs_no_column_of_amounts(acts: Acts) -> None:
    start_ = dt.datetime(2025, 1, 1)
    rows = [f"{start_ + dt.timedelta(hours=n):%d-%m-%Y %H:%M};2" for n in range(24)]
    text = "\n".join([f"Zeitpunkt;{EAN}", *rows, ""])
    preview = given(acts, text)
    assert is_unknown(preview) and proposal(acts, preview).meters == (EAN,)
    first = replace(guess(acts, preview), name="Spalten", columns={"start": "Zeitpunkt"})
    keep(acts, preview, replace(first, constants={"unit_given": "kWh"}))
    (day,) = given(acts, text).checked.rows
    assert (day.cells["meter"], day.cells["amount"]) == (EAN, Decimal(48))


def test_several_sheets_of_readings_are_asked(acts: Acts) -> None:
    header = ("EAN", "Van", "Waarde", "Eenheid")

    def sheet(month: int) -> list[tuple[Given, ...]]:
        return [
            header,
            *((EAN, f"01-{month:02d}-2025 {n:02d}:00", month, "kWh") for n in range(24)),
        ]

    data = workbook({"Jan": sheet(1), "Feb": sheet(2), "Uitleg": [["Toelichting"]]})
    preview = acts.preview(KIND, data, "metingen.xlsx", rehearse=False)
    (question,) = preview.open_questions
    assert (question.key, [o.answer for o in question.options]) == ("sheet", ["Jan", "Feb"])
    chosen = acts.preview(KIND, data, "m.xlsx", decide={"sheet": "Feb"}, rehearse=False)
    (day,) = chosen.checked.rows
    assert (str(day.cells["day"]), day.cells["amount"]) == ("2025-02-01", Decimal(48))
    assert chosen.checked.sheet == "Feb" and chosen.checked.encoding == "xlsx"
    assert [f.code for f in chosen.findings if f.code.startswith("sheet")] == ["sheets_left_out"]
    wrong = acts.preview(KIND, data, "m.xlsx", decide={"sheet": "Mrt"}, rehearse=False)
    assert [f.code for f in wrong.errors] == ["decision_unknown"]


def test_personal_data_keep_unknown_readings_and_other_sheets_out(acts: Acts) -> None:
    text = lines(1, "Object;Zeitpunkt;Leistung;Patiëntnummer")
    preview = given(acts, text)
    assert "personal_data" in {f.code for f in preview.errors}
    assert not preview.checked.records and not preview.checked.above
    rows: list[tuple[Given, ...]] = [("EAN", "Van", "Waarde", "Eenheid")]
    rows += [(EAN, "01-01-2025 00:00", 1, "kWh")]
    data = workbook({"Metingen": rows, "Bron": [["Patiëntnummer"], ["123"]]})
    preview = acts.preview(KIND, data, "m.xlsx", rehearse=False)
    assert [f.code for f in preview.errors] == ["personal_data"] and not preview.checked.rows


def test_a_withdrawn_layout_knows_nothing_and_its_versions_stay(acts: Acts) -> None:
    mapped(acts)
    (entry,) = saved_layouts(acts, KIND)
    revision = withdraw_layout(
        acts, entry.id, actor=Actor.local("Bob"), reason="Andere leverancier"
    )
    assert saved_layouts(acts) == [] and is_unknown(given(acts, lines(2)))
    gone, saved = acts.history("layout", entry.id)
    assert (gone.withdrawn, gone.actor, gone.reason) == (True, "Bob", "Andere leverancier")
    assert gone.revision == revision and saved.body == entry.body
    with pytest.raises(Refused) as refusal:
        withdraw_layout(acts, entry.id, actor=Actor.local("Bob"), reason="Nog eens")
    assert refusal.value.code == "layout_unknown"
    mapped(acts)
    assert given(acts, lines(2)).acceptable
    for actor, reason, code in (("", "x", "actor_missing"), ("Bob", " ", "reason_missing")):
        with pytest.raises(Refused) as refusal:
            withdraw_layout(acts, entry.id, actor=Actor.local(actor), reason=reason)
        assert refusal.value.code == code

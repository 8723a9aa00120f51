"""Mapping a supplier's own file once: guess, draft, kept by name, known next month, changed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from kpi.acts import (
    Actor,
    Acts,
    Mapped,
    Preview,
    Refused,
    draft_of,
    is_unknown,
    layout_behind,
    layout_body,
    likelier_kind,
    lines_of,
    may_be_mapped,
    open_points,
    proposal,
    save_layout,
    start,
)
from tests.stores import open_acts

SUPPLIER = (
    "Rapport Netbeheer\r\n"
    "Klant;Dag;Dienst;Afname (kWh);Tarief\r\n"
    "K 1;01-01-2026;stroom;1234,5;0,21\r\n"
    "K 1;01-02-2026;stroom;2000;0,21\r\n"
)
EVENTS = (
    "Dag;Operatie;Verbruik (ml) Des;Verbruik (ml) Sev;O<sub>2</sub>\r\n"
    "Totaal: 4;;---;1.040,5;\r\n"
    "maandag 5 januari 2026;ja;---;20,5;1\r\n"
    "dinsdag 6 januari 2026;ja;---;1.000;1\r\n"
    "woensdag 7 januari 2026;ja;---;---;1\r\n"
    "donderdag 8 januari 2026;ja;---;20;1\r\n"
)


@pytest.fixture
def acts(tmp_path: Path) -> Acts:
    return open_acts(tmp_path / "kpi.duckdb")


def given(acts: Acts, text: str, kind: str = "energy") -> Preview:
    return acts.preview(kind, text.encode(), "bestand.csv", rehearse=False)


def first_guess(acts: Acts, preview: Preview) -> Mapped:
    contract = acts.contract(preview.kind)
    return start(contract, proposal(acts, preview), layout_behind(acts, preview), preview)


def keep(acts: Acts, preview: Preview, mapped: Mapped) -> None:
    contract = acts.contract(preview.kind)
    proposed = proposal(acts, preview)
    assert open_points(contract, mapped, proposed) == []
    body = layout_body(contract, mapped, proposed, lines_of(preview))
    save_layout(acts, body, actor=Actor.local("Anna"), reason="test")


def netbeheer(acts: Acts) -> None:
    preview = given(acts, SUPPLIER)
    guess = first_guess(acts, preview)
    keep(acts, preview, replace(guess, name="Netbeheer", constants={"site": "ALM"}))


def test_what_is_guessed_of_an_unknown_file(acts: Acts) -> None:
    preview = given(acts, SUPPLIER)
    assert is_unknown(preview) and layout_behind(acts, preview) is None
    proposed = proposal(acts, preview)
    assert proposed.header_line == 2
    assert proposed.columns == {
        "month": "Dag",
        "carrier": "Dienst",
        "quantity": "Afname (kWh)",
    }
    assert not proposed.events and proposed.across == ()
    guess = first_guess(acts, preview)
    assert (guess.form, guess.units) == ("rows", {"quantity": "kWh"})


def test_mapped_once_and_known_the_next_month(acts: Acts) -> None:
    netbeheer(acts)
    later = SUPPLIER.replace("-2026;", "-2025;").replace("1234,5", "7,25")
    preview = given(acts, later)
    assert not is_unknown(preview) and preview.acceptable
    assert [(str(r.cells["month"]), r.cells["amount"]) for r in preview.checked.rows] == [
        ("2025-01", Decimal("7.25")),
        ("2025-02", Decimal(2000)),
    ]
    before = layout_behind(acts, preview)
    assert before is not None and before.label.nl == "Netbeheer"


def test_a_renamed_column_stops_the_file_and_the_old_answers_are_kept(acts: Acts) -> None:
    netbeheer(acts)
    changed = SUPPLIER.replace("Afname (kWh)", "Levering (MWh)")
    preview = given(acts, changed)
    assert [f.code for f in preview.errors] == ["layout_renamed"]
    assert is_unknown(preview) and not preview.checked.rows
    guess = first_guess(acts, preview)
    assert guess.name == "Netbeheer" and guess.constants == {"site": "ALM"}
    assert guess.columns["quantity"] == "Levering (MWh)"
    assert guess.units == {"quantity": "MWh"}
    keep(acts, preview, guess)
    again = given(acts, changed)
    assert [r.cells["amount"] for r in again.checked.rows] == [Decimal(1234500), Decimal(2000000)]
    assert len(acts.history("layout", "energy/Netbeheer")) == 2


def test_single_events_are_seen_summed_and_only_their_sum_is_kept(
    acts: Acts, tmp_path: Path
) -> None:
    preview = given(acts, EVENTS)
    guess = first_guess(acts, preview)
    # Of the columns of numbers with a unit only one holds any.
    expected = {"month": "Dag", "quantity": "Verbruik (ml) Sev"}
    assert (guess.form, guess.columns) == ("events", expected)
    keep(acts, preview, Mapped(
        "Narcose", {"month": "Dag", "quantity": "Verbruik (ml) Sev"},
        {"carrier": "sevofluraan"}, {"quantity": "ml"}, None, "events"))  # fmt: skip
    asked = given(acts, EVENTS)
    assert [f.code for f in asked.errors] == ["column_missing"], "the site is asked with each file"
    ready = acts.preview("energy", EVENTS.encode(), "n.csv", constants={"site": "HGL"})
    # 1,040.5 ml of sevoflurane at 1.52 kg a litre
    assert [(r.cells["site"], r.cells["amount"]) for r in ready.checked.rows] == [
        ("HGL", Decimal("1.582"))
    ]
    assert "total_left_out" in {f.code for f in ready.findings}
    receipt = acts.accept(ready, actor=Actor.local("Anna"))
    assert receipt.answers == {"site": "HGL"}
    kept = [p for p in tmp_path.rglob("*") if p.name == receipt.file_hash]
    assert kept == [] and receipt.file_hash


def test_months_beside_each_other_under_names_of_their_own(acts: Acts) -> None:
    text = "Plek;Wat gemeten;jan-26;feb-26;Som\r\nAlmelo;stroom;1,5;2;3,5\r\n"
    preview = given(acts, text)
    assert is_unknown(preview)
    guess = first_guess(acts, preview)
    assert guess.form == "months"
    assert guess.columns == {"site": "Plek", "carrier": "Wat gemeten"}
    keep(acts, preview, replace(guess, name="Breed", units={"quantity": "MWh"}))
    read = given(acts, text.replace("jan-26;feb-26", "mrt-26;apr-26"))
    assert [(str(r.cells["month"]), r.cells["amount"]) for r in read.checked.rows] == [
        ("2026-03", Decimal(1500)),
        ("2026-04", Decimal(2000)),
    ]


def test_categories_beside_each_other_under_names_of_their_own(acts: Acts) -> None:
    text = "Plek;Wanneer;Stroom dag;Stroom zon\r\nAlmelo;2026-01;10;3\r\n"
    preview = given(acts, text)
    parts = {"Stroom dag": "elektriciteit_inkoop", "Stroom zon": "elektriciteit_pv"}
    mapped = Mapped("Soorten", {"site": "Plek", "month": "Wanneer"}, {}, {"quantity": "kWh"},
                    None, "parts", parts)  # fmt: skip
    keep(acts, preview, mapped)
    rows = given(acts, text).checked.rows
    assert [(r.cells["carrier"], r.cells["amount"]) for r in rows] == [
        ("elektriciteit_inkoop", Decimal(10)),
        ("elektriciteit_pv", Decimal(3)),
    ]


@pytest.mark.parametrize(
    ("mapped", "codes"),
    [
        (Mapped(), ["nothing", "amount"]),
        (Mapped(columns={"month": "Dag", "carrier": "Dag"}), ["twice", "amount"]),
        (Mapped(columns={"quantity": "Tarief"}), ["unit"]),
        (Mapped(columns={"site": "Dag"}, form="months"), ["months"]),
        (Mapped(form="parts", parts={"Tarief": "elektriciteit_pv"}), ["parts"]),
        (Mapped(columns={"quantity": "Tarief"}, units={"quantity": "kWh"}), []),
    ],
)
def test_what_still_has_to_be_said(acts: Acts, mapped: Mapped, codes: list[str]) -> None:
    preview = given(acts, SUPPLIER)
    points = open_points(acts.contract("energy"), mapped, proposal(acts, preview))
    assert [code for code, _ in points] == codes


def test_a_layout_without_a_name_or_sense_is_refused(acts: Acts) -> None:
    preview = given(acts, SUPPLIER)
    contract, proposed = acts.contract("energy"), proposal(acts, preview)
    for mapped, code in (
        (Mapped(columns={"quantity": "Tarief"}), "layout_nameless"),
        (Mapped("X", {"quantity": "Bestaat niet"}), "layout_senseless"),
    ):
        body = layout_body(contract, mapped, proposed, lines_of(preview))
        with pytest.raises(Refused) as refusal:
            save_layout(acts, body, actor=Actor.local("Anna"), reason="test")
        assert refusal.value.code == code
    assert acts.entries("layout") == []
    assert draft_of({**layout_body(contract, Mapped("X", {"quantity": "Nee"}), proposed,
                                   lines_of(preview))}) is None  # fmt: skip


def test_a_file_of_another_kind_is_told(acts: Acts) -> None:
    waste = "locatie;periode;inzamelaar;afvalstroom;gewicht_kg\r\nAlmelo;2026-01;Renewi;REST;5\r\n"
    preview = given(acts, waste)
    assert is_unknown(preview)
    other = likelier_kind(acts, preview)
    assert other is not None and other.id == "waste"
    assert likelier_kind(acts, given(acts, SUPPLIER)) is None


def test_a_column_under_another_name_can_be_pointed_out(acts: Acts) -> None:
    text = "Plek;periode;energiedrager;verbruik;eenheid\r\nAlmelo;2026-01;pv;5;kWh\r\n"
    preview = given(acts, text)
    assert may_be_mapped(preview) and not is_unknown(preview)
    keep(acts, preview, replace(first_guess(acts, preview), name="Bijna"))
    assert given(acts, text).acceptable
    assert not may_be_mapped(given(acts, text.replace("Plek", "locatie")))


def test_a_refused_file_with_personal_data_is_not_mapped(acts: Acts) -> None:
    preview = given(acts, "Patientnummer;Dag;ml\r\n123;01-01-2026;5\r\n")
    assert "personal_data" in {f.code for f in preview.errors}
    assert not may_be_mapped(preview) and not is_unknown(preview)

"""Files that meet what is live: partial and full, older and newer, another unit, single events."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kpi.acts import Actor, Acts, Preview, origin_of
from kpi.declare import Month, remembered_layout
from kpi.measure import Scope
from tests.stores import open_acts, upload
from tests.workbooks import Pages, workbook

WASTE = "locatie;periode;inzamelaar;afvalstroom;gewicht_kg;gewicht_bron;datum;begeleidingsbrief\r\n"
ENERGY = "locatie;periode;energiedrager;verbruik;eenheid;meter_id\r\n"


@pytest.fixture
def acts() -> Acts:
    return open_acts()


def lifts(*days: int) -> str:
    return WASTE + "".join(
        f"Almelo;2025-01;Renewi;REST;{100 + day};gewogen;{day:02d}-01-2025;B{day}\r\n"
        for day in days
    )


def use(kwh: int) -> str:
    return f"{ENERGY}Almelo;2025-01;elektriciteit_pv;{kwh};kWh;M1\r\n"


def seen(acts: Acts, kind: str, text: str, **options: Any) -> Preview:
    return acts.preview(kind, text.encode(), "file.csv", rehearse=False, **options)


def residual(acts: Acts) -> Decimal | None:
    scope = Scope("ALM", Month(2025, 1))
    return acts.judge().figures().measured("waste_residual", scope).value


def test_a_full_month_replaces_a_part_of_it_without_a_question(acts: Acts) -> None:
    first = upload(acts, "waste", lifts(3, 10))
    full = seen(acts, "waste", lifts(3, 10, 17, 24))
    assert not full.questions
    (replaced,) = full.replacements
    assert (replaced.before, replaced.after, replaced.unit, replaced.upload) == (
        *(Decimal(213), Decimal(454)),
        *("kg", first),
    )
    acts.accept(full, actor=Actor.local("Anna"))
    assert residual(acts) == 454


@pytest.mark.parametrize(("answer", "left"), [("keep", 454), ("replace", 213)])
def test_a_part_after_the_full_month_is_asked(acts: Acts, answer: str, left: int) -> None:
    upload(acts, "waste", lifts(3, 10, 17, 24))
    asked = seen(acts, "waste", lifts(3, 10))
    (question,) = asked.questions
    assert (question.key, question.default, question.explicit) == ("older", "replace", True)
    other = lifts(3, 10) + "Hengelo;2025-01;Renewi;REST;7;gewogen;02-01-2025;B9\r\n"
    answered = seen(acts, "waste", other, decide={"older": answer})
    assert not answered.questions
    acts.accept(answered, actor=Actor.local("Anna"))
    assert residual(acts) == left


def test_an_older_file_after_a_newer_one_is_asked(acts: Acts) -> None:
    upload(acts, "energy", use(100))
    newer = upload(acts, "energy", use(130))
    asked = seen(acts, "energy", use(100))
    (question,) = asked.questions
    assert (question.code, question.facts["receipt"]) == ("older_file", str(newer))
    kept = seen(acts, "energy", use(100), decide={"older": "keep"})
    assert not kept.replacements and kept.rows_replaced == 0


def test_a_newer_file_that_was_taken_back_is_not_asked_about(acts: Acts) -> None:
    upload(acts, "energy", use(100))
    acts.take_back(upload(acts, "energy", use(130)), actor=Actor.local("Anna"), reason="wrong")
    again = seen(acts, "energy", use(100))
    assert again.already is not None and not again.questions


def test_a_correction_of_one_stream_leaves_the_others(acts: Acts) -> None:
    row = "Almelo;2025-01;Renewi;{};{};gewogen;;\r\n"
    upload(acts, "waste", WASTE + row.format("REST", 900) + row.format("PAP", 50))
    upload(acts, "waste", WASTE + row.format("REST", 800))
    assert residual(acts) == 800
    scope = Scope("ALM", Month(2025, 1))
    assert acts.judge().figures().measured("waste_total", scope).value == 850


# --- kg or ton -----------------------------------------------------------------------------------


def months(*amounts: str) -> str:
    return WASTE + "".join(
        f"Almelo;2025-{n:02d};Renewi;REST;{amount};gewogen;;\r\n"
        for n, amount in enumerate(amounts, start=1)
    )


def test_tonnes_in_a_column_of_kilograms_are_asked_by_the_sites_own_history(acts: Acts) -> None:
    upload(acts, "waste", months("6000", "6200", "6400", "6100"))
    slip = WASTE + "Almelo;2025-05;Renewi;REST;6,3;gewogen;;\r\n"
    asked = seen(acts, "waste", slip)
    (question,) = [q for q in asked.questions if q.code == "unit_slip"]
    assert (question.default, question.explicit) == ("kg", True)
    assert [(o.answer, o.facts["total"]) for o in question.options] == [
        ("kg", "6.3"),
        ("ton", "6300"),
    ]
    assert [f.code for f in asked.findings if f.code == "unlike_history"] == ["unlike_history"]
    answered = seen(acts, "waste", slip, decide={question.key: "ton"})
    assert not answered.questions and answered.checked.totals[0].value == 6300
    receipt = acts.accept(answered, actor=Actor.local("Anna"))
    assert receipt.answers == {"weight": "ton"}
    assert json.loads(acts.uploads()[0].decisions) == {"weight": "ton"}


def test_a_stated_unit_is_never_asked_about(acts: Acts) -> None:
    upload(acts, "waste", months("6000", "6200", "6400", "6100"))
    stated = WASTE.replace("datum", "eenheid") + "Almelo;2025-05;Renewi;REST;6,3;gewogen;kg;\r\n"
    assert not seen(acts, "waste", stated).questions


def test_a_month_that_no_unit_explains_is_only_remarked(acts: Acts) -> None:
    upload(acts, "waste", months("6000", "6200", "6400", "6100"))
    odd = WASTE + "Almelo;2025-05;Renewi;REST;60;gewogen;;\r\n"
    found = seen(acts, "waste", odd)
    assert not found.questions
    assert "unlike_history" in {f.code for f in found.findings}


# --- saved layouts -------------------------------------------------------------------------------

BODY = {
    "name": "Narcose",
    "contract": "energy",
    "header": ["Dag", "Duur", "ml"],
    "columns": {"Dag": "month", "ml": "quantity"},
    "constants": {"carrier": "sevofluraan"},
    "units": {"quantity": "ml"},
    "sum_rows": True,
}
EVENTS = "Dag;Duur;ml\r\n1-10-2025;36;5,5\r\n2-10-2025;40;---\r\n3-10-2025;30;6,5\r\n"


def test_of_single_events_only_the_sum_is_kept(tmp_path: Path) -> None:
    acts = open_acts(tmp_path / "kpi.duckdb")
    acts.set_entry("layout", "energy/Narcose", BODY, actor=Actor.local("Anna"), reason="first file")
    ready = seen(acts, "energy", EVENTS, constants={"locatie": "HGL"})
    assert ready.acceptable and ready.checked.rows[0].cells["quantity"] == Decimal(12)
    receipt = acts.accept(ready, actor=Actor.local("Anna"))
    archive = acts.store.archive
    assert archive is not None and not (archive / receipt.file_hash).exists()
    record = acts.uploads()[0]
    assert (record.file_hash, record.rows, record.rows_read) == (receipt.file_hash, 1, 3)
    origin = origin_of(acts, receipt.number, 2)
    assert origin is not None and origin.lost == "not_kept"
    again = acts.accept(
        seen(acts, "energy", EVENTS, constants={"locatie": "HGL"}), actor=Actor.local("Anna")
    )
    assert again.already
    acts.store.close()


def test_a_mapping_can_be_tried_before_it_is_saved(acts: Acts) -> None:
    body = {**BODY, "sum_rows": False, "constants": {"carrier": "sevofluraan", "site": "ALM"}}
    draft = remembered_layout("draft", body)
    data = "Dag;Duur;ml\r\n1-10-2025;36;5,5\r\n"
    assert seen(acts, "energy", data).errors
    tried = seen(acts, "energy", data, layout=draft)
    assert tried.acceptable
    assert not acts.entries("layout")
    acts.set_entry("layout", "energy/Narcose", body, actor=Actor.local("Anna"), reason="first file")
    assert seen(acts, "energy", data).acceptable


def test_a_line_of_a_workbook_can_be_shown_again(tmp_path: Path) -> None:
    acts = open_acts(tmp_path / "kpi.duckdb")
    header = ["locatie", "periode", "energiedrager", "verbruik", "eenheid"]
    pages: Pages = {"Oud": [header, ["HGL", "2025-01", "pv", 4, "kWh"]],
             "Nu": [header, ["ALM", "2025-01", "pv", 5, "kWh"]]}  # fmt: skip
    ready = acts.preview(
        "energy", workbook(pages), "boek.xlsx", decide={"sheet": "Nu"}, rehearse=False
    )
    receipt = acts.accept(ready, actor=Actor.local("Anna"))
    origin = origin_of(acts, receipt.number, 2)
    assert origin is not None and origin.source is not None
    assert origin.source.cells == ("ALM", "2025-01", "pv", "5", "kWh")
    assert receipt.answers == {"sheet": "Nu"}
    acts.store.close()

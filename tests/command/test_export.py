"""The export: every figure as it is measured, with its state; small numbers and formulas kept safe."""

from __future__ import annotations

import csv
import datetime as dt
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kpi.acts import Actor, Acts
from kpi.command import run
from kpi.declare import Month, load
from kpi.measure import Scope
from tests.stores import open_acts, upload

TODAY = dt.date(2025, 8, 15)
"""Soon after the last day in the examples: every later month is one more of everything."""
EXAMPLES = {t.contract.id: t.example for t in load().themes if t.contract is not None}
Tables = dict[str, list[dict[str, str]]]
RETURNED = "locatie;periode;categorie;afdeling;atc_code;artikelnaam;eenheid;aantal;meetwijze\r\n"


@pytest.fixture
def acts(tmp_path: Path) -> Acts:
    return open_acts(tmp_path / "kpi.duckdb", TODAY)


def exported(acts: Acts, tmp_path: Path, *words: str, today: dt.date = TODAY) -> Tables:
    """Close the store, export it, and return every table by its name."""
    acts.store.close()
    out = tmp_path / "out"
    store = ("--store", str(tmp_path / "kpi.duckdb"))
    assert run(["export", "--out", str(out), *store, *words], today) == 0
    found = {}
    for path in out.iterdir():
        with path.open(encoding="utf-8", newline="") as lines:
            found[path.stem] = list(csv.DictReader(lines))
    return found


def test_every_figure_stands_there_as_it_is_measured(acts: Acts, tmp_path: Path) -> None:
    for kind, text in EXAMPLES.items():
        upload(acts, kind, text, f"{kind}.csv")
    figures = acts.judge().figures()
    january = {
        (name, site): figures.measured(name, Scope(site, Month(2025, 1)))
        for name in acts.catalogue.indicators
        for site in ("ALL", "ALM", "HGL")
    }
    revision = str(acts.judge().as_of)
    rows = exported(acts, tmp_path)["figures"]
    by_key = {(r["indicator"], r["site"]): r for r in rows if r["month"] == "2025-01"}
    assert january.keys() <= by_key.keys()
    for key, measured in january.items():
        row = by_key[key]
        if measured.value is None:
            assert row["value"] == "" and row["reason"], key
        else:
            assert abs(Decimal(row["value"]) - measured.value) <= Decimal("1e-12"), key
        assert (row["unit"], row["status"]) == (measured.unit, measured.status), key
        assert row["coverage_expected"] == str(measured.coverage.expected), key
        assert (row["factor_policy"], row["revision"]) == ("year-of-use", revision), key


def test_a_hand_worked_figure_and_a_month_without_one(acts: Acts, tmp_path: Path) -> None:
    """1,000 Nm3 x 2.134 kg CO2e in Almelo; Hengelo sent nothing, and that is no nought."""
    header = "locatie;periode;energiedrager;verbruik;eenheid;volume_basis\r\n"
    upload(acts, "energy", header + "Almelo;2025-01;aardgas;1000,5;m3;Nm3\r\n")
    rows = exported(acts, tmp_path, "--lang", "en")["figures"]
    gas = {r["site"]: r for r in rows if (r["indicator"], r["month"]) == ("co2_gas", "2025-01")}
    assert gas["ALM"]["value"] == "2135.067"
    assert (gas["HGL"]["value"], gas["HGL"]["status"]) == ("", "missing")
    assert gas["HGL"]["reason_code"] == "no_data" and gas["HGL"]["reason"]
    assert gas["ALL"]["status"] == "incomplete"
    assert (gas["ALL"]["coverage_have"], gas["ALL"]["coverage_expected"]) == ("1", "2")


def test_a_frozen_year_is_named_and_used(acts: Acts, tmp_path: Path) -> None:
    header = "locatie;periode;energiedrager;verbruik;eenheid;volume_basis\r\n"
    upload(acts, "energy", header + "Almelo;2025-01;aardgas;1000;m3;Nm3\r\n")
    tables = exported(acts, tmp_path, "--factors", "2019")
    [row] = [
        r
        for r in tables["figures"]
        if (r["indicator"], r["site"], r["month"]) == ("co2_gas", "ALM", "2025-01")
    ]
    assert (row["value"], row["factor_policy"]) == ("1890", "2019")
    about = {r["name"]: r["value"] for r in tables["about"]}
    assert (about["factor_policy"], about["invented"]) == ("2019", "false")


def returned(site: str, *numbers: tuple[str, int]) -> str:
    return "".join(
        f"{site};2025-01;retour_vernietigd;{department};C01CA24;Adrenaline;ampul;{number};scan\r\n"
        for department, number in numbers
    )


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    """One export: notes that look like formulas, and departments with small numbers at two sites."""
    folder: Path = tmp_path_factory.mktemp("export")
    acts = open_acts(folder / "kpi.duckdb", TODAY)
    header = "locatie;periode;energiedrager;verbruik;eenheid;correctie;opmerking\r\n"
    rows = "Almelo;2025-01;water;100;m3;N;=1+1\r\nAlmelo;2025-01;water;-10,5;m3;J;@SUM(A1)\r\n"
    upload(acts, "energy", header + rows)
    several = returned("Almelo", ("A1", 3), ("B1", 4), ("C1", 120), ("", 2))
    single = returned("Hengelo", ("A1", 3), ("B1", 40), ("C1", 120))
    upload(acts, "medication", RETURNED + several + single)
    return exported(acts, folder)


def test_small_numbers_of_departments_are_joined_and_the_figures_count_them(
    tables: Tables,
) -> None:
    assert {r["site"] for r in tables["rows_medication"]} == {"ALM", "HGL"}
    rows = [r for r in tables["rows_medication"] if r["site"] == "ALM"]
    told = [(r["department"], r["quantity"], r["joined"]) for r in rows]
    assert sorted(told) == [("", "", "2"), ("", "2", ""), ("C1", "120", "")]
    [joined] = [r for r in rows if r["joined"]]
    assert {name for name, cell in joined.items() if cell} == {"site", "month", "joined"}
    [figure] = [
        r
        for r in tables["figures"]
        if (r["indicator"], r["site"], r["month"])
        == ("medication_destroyed_units", "ALM", "2025-01")
    ]
    assert figure["value"] == "129"


def test_a_single_small_number_takes_the_smallest_other_with_it(
    tables: Tables,
) -> None:
    told = [r for r in tables["rows_medication"] if r["site"] == "HGL"]
    assert sorted((r["department"], r["joined"]) for r in told) == [("", "2"), ("C1", "")]


def test_t20_text_that_looks_like_a_formula_gets_an_apostrophe_and_numbers_do_not(
    tables: Tables,
) -> None:
    told = tables["rows_energy"]
    assert {r["note"] for r in told} == {"'=1+1", "'@SUM(A1)"}
    assert sorted(r["amount"] for r in told) == ["-10.5", "100"]
    assert {(r["upload"], r["site"], r["month"]) for r in told} == {("2", "ALM", "2025-01")}


def test_targets_uploads_registers_and_definitions_are_whole(acts: Acts, tmp_path: Path) -> None:
    receipt = upload(acts, "waste", EXAMPLES["waste"], "waste.csv")
    acts.take_back(receipt, actor=Actor.local("Bert"), reason="wrong file")
    catalogue = acts.catalogue
    tables = exported(acts, tmp_path)
    [entry] = tables["uploads"]
    assert (entry["upload"], entry["by"], entry["taken_back_by"]) == (
        str(receipt),
        "Tester",
        "Bert",
    )
    assert entry["live_slices"] == "0" and entry["taken_back_reason"] == "wrong file"
    assert tables["rows_waste"] == [] and tables["figures"] == []
    assert {r["indicator"] for r in tables["definitions"]} == set(catalogue.indicators)
    assert len(tables["factors"]) == len(catalogue.factors)
    assert {r["source"] for r in tables["sources"]} == set(catalogue.sources)
    shipped = {(s.register_id, s.id) for s in catalogue.seeds}
    assert shipped <= {(r["register"], r["id"]) for r in tables["registers"]}
    half = [r for r in tables["targets"] if r["target"] == "ZGT-CO2"]
    assert [(r["milestone_year"], r["milestone_value"]) for r in half] == [
        ("2030", "50"),
        ("2050", "95"),
    ]
    units = {(r["kind"], r["column"]): r["unit"] for r in tables["columns"]}
    assert units["waste", "weight"]


def test_progress_has_a_reason_where_it_has_no_verdict(tmp_path: Path) -> None:
    january = dt.date(2026, 1, 15)
    acts = open_acts(tmp_path / "kpi.duckdb", january)
    for year in (2024, 2025):
        lines = [
            f"{site};{year}-{month:02d};Renewi;Bedrijfsafval;1000;gewogen"
            for site in ("Almelo", "Hengelo")
            for month in range(1, 13)
        ]
        header = "locatie;periode;inzamelaar;afvalstroom;gewicht_kg;gewicht_bron"
        upload(acts, "waste", "\r\n".join([header, *lines]), f"{year}.csv")
    rows = exported(acts, tmp_path, today=january)["progress"]
    assert {r["month"] for r in rows} >= {"2024-12", "2025-12"}
    assert "2024-11" not in {r["month"] for r in rows}
    silent = [r for r in rows if r["verdict"] == "no_verdict"]
    assert silent and all(r["reasons"] for r in silent)


def test_a_folder_that_cannot_be_written_is_refused(
    acts: Acts, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    acts.store.close()
    blocked = tmp_path / "blocked"
    blocked.write_text("a file", encoding="utf-8")
    words = ["export", "--out", str(blocked), "--json", "--store", str(tmp_path / "kpi.duckdb")]
    assert run(words, TODAY) == 1
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert answer["refused"] == "folder_unwritable" and str(blocked) in answer["message"]

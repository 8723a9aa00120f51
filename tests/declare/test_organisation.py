"""Another organisation is one declaration file outside the tracked tree, and no code."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from kpi.acts import Acts
from kpi.declare import ALL, DeclarationError, Month, load
from kpi.measure import Scope
from kpi.store import Store
from tests.stores import upload

OWN = """
[organisation]
code = "NRD"
name = "Noordziekenhuis"
aliases = ["beide huizen"]
timezone = "Europe/Amsterdam"

[[site]]
code = "EEM"
name = "Eemhaven"
aliases = ["Haven"]

[[site]]
code = "ZIJ"
name = "Zijlwijk"

[settings]
day_admission_weight = "1"
frozen_factor_year = "2026"

[[expectation]]
contract = "waste"
category = "PAP"
rhythm = "none"

[[target]]
id = "NRD-1"
owner = "NRD"
set = "Noord 2030"
label = { nl = "Minder afval", en = "Less waste" }
indicator = "waste_total"
boundary = ""
expression = "reduction_pct"
scope_level = "organisation"
base_year = "2024"
path = "linear"
milestones = [{ year = "2030", value = "50" }]
factors = "year-of-use"
confidence = "local"
source = "demo"
"""
WASTE = "locatie;periode;inzamelaar;afvalstroom;gewicht_kg;gewicht_bron;eural_code\r\n"


@pytest.fixture
def acts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Acts:
    path = tmp_path / "organisation.toml"
    path.write_text(OWN, encoding="utf-8")
    monkeypatch.setenv("KPI_ORGANISATION", str(path))
    catalogue = load.__wrapped__()
    return Acts(Store.open(None, catalogue), catalogue, today=lambda: dt.date(2026, 11, 15))


def test_its_sites_and_names_are_known_and_the_shipped_ones_are_not(acts: Acts) -> None:
    assert acts.judge().figures().site_codes == ("EEM", "ZIJ")
    text = WASTE + "Haven;2025-01;Renewi;REST;900;gewogen;\r\n"
    assert acts.preview("waste", text.encode(), "a.csv").acceptable
    unknown = acts.preview("waste", text.replace("Haven", "Almelo").encode(), "a.csv")
    assert {finding.code for finding in unknown.errors} == {"site_unknown"}


def test_its_own_targets_stand_beside_the_agreements_and_not_another_ones(acts: Acts) -> None:
    targets = {target.id: target for target in acts.judge().targets}
    assert targets["NRD-1"].owner == "NRD" and "GD3-3a" in targets
    assert not [target for target in targets.values() if target.owner == "ZGT"]


def test_what_it_never_sends_is_not_waited_for(acts: Acts) -> None:
    rows = "Haven;2025-01;Renewi;REST;900;gewogen;\r\nHaven;2025-01;Renewi;SZA;50;gewogen;18 01 03*\r\n"
    upload(acts, "waste", WASTE + rows)
    measured = acts.judge().figures().measured("waste_total", Scope("EEM", Month(2025, 1)))
    assert (measured.value, measured.status) == (950, "measured")
    assert acts.judge().figures().gaps("waste", "ZIJ", Month(2025, 1)) == {"REST", "SZA"}


def test_its_settings_reach_the_figures(acts: Acts) -> None:
    upload(
        acts, "key_figures", "locatie;periode;verpleegdagen;dagopnamen\r\nHaven;2025-01;100;10\r\n"
    )
    days = acts.judge().figures().measured("patient_days", Scope(ALL, Month(2025, 1)))
    # 100 clinical days and 10 day admissions that count whole here
    assert days.value == 110


def test_a_misspelt_key_is_refused_with_the_file_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "organisation.toml"
    path.write_text(OWN.replace("timezone", "time_zone"), encoding="utf-8")
    monkeypatch.setenv("KPI_ORGANISATION", str(path))
    with pytest.raises(DeclarationError, match=r"organisation\.toml"):
        load.__wrapped__()

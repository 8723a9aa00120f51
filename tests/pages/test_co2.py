"""The page CO2 & energy on a store of one year: the account, what is not measured, telling again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.acts.test_factor_list import address, book, lines
from tests.judge.test_footprint import energy
from tests.pages.screens import go, screens, tables, texts
from tests.stores import open_acts, upload

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("co2") / "kpi.duckdb"
    acts = open_acts(path)
    upload(acts, "energy", energy(2025))
    acts.store.close()
    return path


@pytest.fixture
def screen(path: Path) -> Iterator[AppTest]:
    asked = {"lang": "en", "month": "2025-12", "factors": "2026", "year": "2025"}
    with screens(path, {**asked, "view": "account"}) as test:
        yield go(test, "co2_energy")


def test_the_account_stands_both_ways_and_names_what_is_not_measured(screen: AppTest) -> None:
    said = texts(screen)
    assert "3 of the 17 categories known" in said
    assert "3.1 Procurement, with medicines" in said and "60 to 75%" in said
    rows = [",".join(row) for table in tables(screen) for row in table.rows]
    scope_2 = [row for row in rows if "Scope 2: electricity and heat bought" in row]
    assert any("4.8 t CO2e,7.2 t CO2e" in row for row in scope_2)


def test_a_year_told_again_by_another_boundary_says_so_and_is_logged(screen: AppTest) -> None:
    screen.segmented_control(key="view-co2_energy").set_value("again").run()
    screen.selectbox(key="recalculate-figure").set_value("co2_direct_fuel").run()
    screen.selectbox(key="recalculate-before").set_value("co2_gas").run()
    said = texts(screen)
    assert "2025: first 5.1 t CO2e, now 4.3 t CO2e." in said
    assert "no change in the hospital" in said
    screen.text_input(key="actor-field").set_value("Officer").run()
    screen.text_input(key="recalculate-reason").set_value("Boundary of the target")
    screen.selectbox(key="recalculate-rule").set_value("method")
    screen.button(key="recalculate-save").click().run()
    assert "the base year is recalculated" in texts(screen)
    assert not screen.exception


def test_a_list_is_shown_beside_the_last_one_and_adopted(path: Path) -> None:
    gas = ("Aardgas (G-gas)", 21.34, 1.779, 0.355, 0, "Nm3", 31.65, address(2027, 27, 135))
    with screens(path, {"lang": "en", "register": "own_factor"}) as test:
        go(test, "registers")
        test.session_state["list-import"] = True
        test.run()
        test.selectbox(key="list-year").set_value("2027").run()
        test.file_uploader(key="list-file").upload("list.xlsx", book(lines(gas=gas)), XLSX).run()
        assert "1 far from the one before" in texts(test)
        assert "is now called Gridmix" in texts(test)
        test.text_input(key="actor-field").set_value("Officer").run()
        test.text_input(key="list-reason-adopt").set_value("List of 2027")
        test.button(key="list-adopt").click().run()
        assert "21.34 against 2.134 (10.0 times)" in texts(test)
        test.text_input(key="list-far").set_value("Asked the publisher")
        test.text_input(key="list-reason-adopt").set_value("List of 2027")
        test.button(key="list-adopt").click().run()
        assert "The list of 2027 was adopted" in texts(test)
        assert not test.exception

"""The year on paper and as a workbook: the same strings as elsewhere, sums that are the store's own."""

from __future__ import annotations

import dataclasses
import json
from decimal import Decimal
from pathlib import Path

import pytest

from kpi.acts import Acts
from kpi.command.run import run
from kpi.declare import ALL, demo_plan, load
from kpi.intake.archive import open_container
from kpi.intake.workbook import read_workbook
from kpi.paper import pdf_of
from kpi.show import display
from kpi.show.both import Both
from kpi.show.environment import Year, definition_rows, environment_document, lacking_in
from kpi.show.environment_workbook import environment_workbook
from kpi.show.format import number
from tests.pdf import alternatives, pages_of, plain, require_sound, text_of

TODAY = demo_plan().reporting_date


@pytest.fixture(scope="module")
def year(request: pytest.FixtureRequest) -> Year:
    acts: Acts = request.getfixturevalue("demonstration")
    judge = acts.judge()
    return Year(judge, 2025, ALL, TODAY, True, Both.at(judge).voices["nl"])


@pytest.fixture(scope="module")
def made(year: Year) -> bytes:
    return pdf_of(environment_document(year))


def test_the_year_is_told_in_the_strings_of_the_screens(year: Year, made: bytes) -> None:
    require_sound(made, "nl", "Milieujaarverslag 2025, Ziekenhuisgroep Twente")
    told, catalogue = text_of(made), load()
    assert sum(len(inside) for inside in year.by_page.values()) > 40
    for page, inside in year.by_page.items():
        assert plain(year.voice.say(f"page.{page}")) in told
        for indicator in inside:
            for place in ("ALL", "ALM", "HGL"):
                shown = display(catalogue, year.measured(indicator.id, place), "nl")
                assert plain(shown) in told, (indicator.id, place)
    for row in definition_rows(year):
        assert all(plain(cell) in told for cell in row)
    assert all(plain(line) in told for line in lacking_in(year))


def test_the_group_is_the_sum_of_what_stands_beside_it(year: Year) -> None:
    flows = [i for inside in year.by_page.values() for i in inside if i.kind == "flow"]
    assert len(flows) > 10
    figures = year.judge.figures()
    for indicator in flows:
        whole = year.measured(indicator.id, ALL).value or Decimal()
        unsplit = figures.measured(indicator.id, year.scope("UNSPLIT")).value or Decimal()
        parts = [year.measured(indicator.id, place).value or Decimal() for place in year.sites]
        assert whole == sum(parts) + unsplit, indicator.id


def test_factors_are_those_of_the_year_with_their_exact_value(year: Year, made: bytes) -> None:
    told = text_of(made)
    assert len(year.factors) > 50
    for factor in year.factors:
        assert factor.first <= "2025-12-31" and (factor.last or "9999") >= "2025-01-01"
        assert plain(f"kg CO2e / {factor.unit}") in told
    gas = [f for f in year.factors if f.activity == "aardgas"]
    exact = [number(f.value, 3, "nl") for f in gas]
    assert gas and all(plain(text) in told for text in exact)


def test_every_page_says_how_much_of_the_year_is_whole_and_charts_have_words(made: bytes) -> None:
    assert all(plain("cijfers compleet") in told for told in pages_of(made))
    assert len(alternatives(made)) > 5
    assert all("per jaar. 2" in told for told in alternatives(made))


def test_a_site_has_its_own_year_and_progress_is_heard(year: Year) -> None:
    heard: list[tuple[int, int]] = []
    site = dataclasses.replace(year, site="HGL")
    document = environment_document(site, lambda done, of: heard.append((done, of)))
    assert document.title == "Milieujaarverslag 2025, Hengelo"
    assert [done for done, _ in heard] == list(range(len(year.by_page) + 2))
    assert {of for _, of in heard} == {len(year.by_page) + 2}


def test_the_workbook_holds_the_same_numbers_as_numbers(year: Year) -> None:
    container = open_container(environment_workbook(year))
    assert container is not None
    book = read_workbook(container, 20_000)
    assert isinstance(book, tuple)
    sheets = {sheet.name: sheet.records for sheet in book}
    assert list(sheets) == [
        "Over dit verslag", "Cijfers", "Jaren", "Doelen", "Betekenis", "Emissiefactoren",
    ]  # fmt: skip
    header, *rows = sheets["Cijfers"]
    found = {(row[1], row[2]): row for row in rows}
    gas = found["Aardgas", "Almelo"]
    value = year.measured("gas", "ALM").value
    assert value is not None
    # The cell shows it rounded to the figure's decimals, as the screen does.
    assert str(gas[header.index("Waarde")]).replace(".", "").replace(",", ".") == f"{value:.0f}"


def test_a_year_without_figures_and_a_wrong_file_are_refused(
    demonstration: Acts, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = tmp_path / "kpi.duckdb"
    fixed = ["--store", str(store), "--json"]
    assert run(["environment", "--year", "2025", "--out", "a.docx", *fixed], TODAY) == 1
    assert json.loads(capsys.readouterr().out)["refused"] == "file_kind"
    assert run(["barometer", "--year", "2025", "--out", "a.pdf", *fixed], TODAY) == 1
    assert json.loads(capsys.readouterr().out)["refused"] == "file_kind"
    from tests.stores import open_acts  # noqa: PLC0415 only this test makes a store of its own

    open_acts(store).store.close()
    assert (
        run(["environment", "--year", "2025", "--out", str(tmp_path / "a.pdf"), *fixed], TODAY) == 1
    )
    assert json.loads(capsys.readouterr().out)["refused"] == "year_without_figures"

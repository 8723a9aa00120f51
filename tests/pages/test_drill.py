"""From a figure to a month, a site, a line and the line of the file; the link to all of it."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.screens import go, screens, tables, texts
from tests.pages.test_pages import WASTE
from tests.stores import open_acts, upload

AT = {
    "lang": "nl",
    "month": "2025-01",
    "span": "month",
    "section": "main",
    "figure": "waste_residual",
    "at": "2025-01",
    "over": "ALM",
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("drill") / "kpi.duckdb"
    acts = open_acts(path)
    upload(acts, "waste", WASTE.example, "waste.csv")
    acts.store.close()
    return path


LINES, FILE_LINE = "Waar staat het?", "Wat er staat"
"""The last column of the table of stored lines, and of the table of one line's cells."""


def cells(test: AppTest, last: str) -> list[list[str]]:
    """Return the rows of the table whose last column is called so."""
    (table,) = (table for table in tables(test) if table.header[-1] == last)
    return table.rows


def test_an_address_leads_down_to_one_month_of_one_site(store: Path) -> None:
    with screens(store, {"lang": "nl"}) as test:
        go(test, "waste")
        test.query_params.update(AT)
        test.run()
        assert "Restafval, Almelo, januari 2025: " in texts(test)
        sites = {row[0] for row in cells(test, LINES)}
        assert sites == {"Almelo"}


def test_a_line_is_shown_as_it_stands_in_the_accepted_file_and_back_again(store: Path) -> None:
    # The file itself says what has to stand there: its second line, cell by cell.
    text = WASTE.example.lstrip("\ufeff").splitlines()
    header, second = text[0].split(";"), text[1].split(";")
    with screens(store, {"lang": "nl"}) as test:
        go(test, "waste")
        test.query_params.update({**AT, "line": "2.2"})
        test.run()
        assert "Regel 2 van waste.csv, upload 2 door" in texts(test)
        filled = [[name, cell] for name, cell in zip(header, second, strict=True) if cell]
        assert cells(test, FILE_LINE) == filled
        empty = [name for name, cell in zip(header, second, strict=True) if not cell]
        assert f"Leeg in deze regel: {', '.join(empty)}." in texts(test)
        test.selectbox(key="drill-line-waste_residual").set_value("").run()
        assert "Regel 2 van waste.csv" not in texts(test)


def test_what_the_archive_lost_or_changed_is_never_shown(store: Path) -> None:
    (kept,) = (store.parent / "archive").iterdir()
    before = kept.read_bytes()
    try:
        kept.write_bytes(before + b" ")
        with screens(store, {"lang": "nl"}) as test:
            go(test, "waste")
            test.query_params.update({**AT, "line": "2.2"})
            assert "niet het bestand dat is geaccepteerd" in texts(test.run())
    finally:
        kept.write_bytes(before)


def test_the_link_holds_what_is_shown_and_shows_the_same_again(store: Path) -> None:
    with screens(store, {"lang": "nl", "month": "2025-01"}) as test:
        test.segmented_control(key="scope-site").set_value("ALM").run()
        test.session_state["link"] = True
        link = test.run().code[-1].value
        said = {name: found[0] for name, found in parse_qs(link.partition("?")[2]).items()}
        # The span was never chosen: the link says it all the same.
        assert said == {"site": "ALM", "month": "2025-01", "span": "r12", "lang": "nl"}
    with screens(store, said) as again:
        assert again.segmented_control(key="scope-site").value == "ALM"
        again.session_state["link"] = True
        assert again.run().code[-1].value.partition("?")[2] == link.partition("?")[2]

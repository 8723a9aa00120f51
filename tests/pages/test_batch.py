"""Several files at once as Streamlit runs them: one list, the good ones saved, the rest kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kpi.declare import load
from tests.pages.screens import go, screens, tables, texts
from tests.stores import open_acts

HEADER = "locatie;periode;energiedrager;verbruik;eenheid"
JANUARY = f"{HEADER}\r\nAlmelo;2026-01;elektriciteit_inkoop;1000,5;kWh\r\n"
FEBRUARY = f"{HEADER}\r\nAlmelo;2026-02;elektriciteit_inkoop;2000;kWh\r\n"
AGAIN = f"{HEADER}\r\nAlmelo;2026-01;elektriciteit_inkoop;1100;kWh\r\n"
BAD = f"{HEADER}\r\nAlmelo;2026-03;elektriciteit_inkoop;1.2.3;kWh\r\n"
WASTE = "locatie;periode;inzamelaar;afvalstroom;gewicht_kg\r\nAlmelo;2026-01;Renewi;REST;5\r\n"
UNKNOWN = "Meetpunt;Dag;Hoeveel\r\nX;01-01-2026;5\r\n"


def say(key: str, **facts: object) -> str:
    return load().words.say("nl", key, **facts)


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[AppTest]:
    path = tmp_path / "kpi.duckdb"
    open_acts(path).store.close()
    with screens(path, {"lang": "nl"}) as test:
        yield go(test, "upload")


def drop(test: AppTest, **files: str) -> None:
    test.file_uploader[0].set_value(
        [(f"{name}.csv", text.encode("utf-8-sig"), "text/csv") for name, text in files.items()]
    )
    test.run()
    assert not test.exception


def listed(test: AppTest, first: str) -> list[list[str]]:
    """Return the rows of the table whose first column has this name."""
    return next((table.rows for table in tables(test) if table.header[0] == first), [])


def test_a_list_says_of_each_file_what_comes_of_it_and_the_good_ones_are_saved(
    screen: AppTest,
) -> None:
    drop(screen, januari=JANUARY, februari=FEBRUARY, fout=BAD, afval=WASTE, vreemd=UNKNOWN)
    file, ready = say("batch.file"), say("batch.status.ready")
    energy, waste = (load().contracts[kind].label.nl for kind in ("energy", "waste"))
    assert listed(screen, file) == [
        ["januari.csv", energy, ready, "1", "1", "0", "0"],
        ["februari.csv", energy, ready, "1", "1", "0", "0"],
        ["fout.csv", energy, say("batch.status.faults", count=1), "1", "0", "0", "0"],
        ["afval.csv", waste, ready, "1", "1", "0", "0"],
        ["vreemd.csv", energy, say("batch.status.unknown"), "0", "0", "0", "0"],
    ]
    assert screen.file_uploader[0].value == [], "the field is free for more files"
    assert screen.button(key="upload-batch-accept").disabled
    screen.text_input(key="actor-field-batch").set_value("Anna").run()
    screen.button(key="upload-batch-accept").click().run()
    assert not screen.exception
    assert say("batch.saved", count=3) in texts(screen)
    saved = listed(screen, say("batch.receipt"))
    assert [row[1] for row in saved] == ["januari.csv", "februari.csv", "afval.csv"]
    assert [row[0] for row in listed(screen, file)] == ["fout.csv", "vreemd.csv"]

    assert [row[0] for row in listed(screen, file)] == ["fout.csv", "vreemd.csv"]


def test_of_two_files_with_the_same_figures_the_second_is_looked_at_again(
    screen: AppTest,
) -> None:
    drop(screen, eerst=JANUARY, later=AGAIN)
    screen.text_input(key="actor-field-batch").set_value("Anna").run()
    screen.button(key="upload-batch-accept").click().run()
    (left,) = listed(screen, say("batch.file"))
    assert (left[0], left[5]) == ("later.csv", "1"), "it would replace what was just saved"
    assert "Sinds de voorvertoning" in texts(screen)
    screen.button(key="upload-batch-accept").click().run()
    assert listed(screen, say("batch.file")) == []
    assert [row[0] for row in listed(screen, say("batch.receipt"))] == ["2", "3"]


def test_one_file_of_the_list_is_seen_in_full_and_can_be_taken_off(screen: AppTest) -> None:
    drop(screen, fout=BAD, goed=JANUARY)
    box = screen.selectbox(key="upload-batch-open")
    box.select_index(0).run()
    assert say("upload.errors", count=1) in texts(screen)
    screen.button(key="upload-batch-drop").click().run()
    assert [row[0] for row in listed(screen, say("batch.file"))] == ["goed.csv"]
    assert not screen.exception

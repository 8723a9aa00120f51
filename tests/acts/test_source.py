"""From a stored row back to the line of the accepted file, and when that cannot be shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpi.acts import Acts, origin_of
from tests.stores import open_acts, upload

HEADER = "locatie;periode;energiedrager;verbruik;eenheid"
FIRST = f"Verbruik 2026\r\n\r\n{HEADER}\r\nAlmelo;2026-08;aardgas;1.234,5;Nm3\r\n"
WEATHER = "BRON: verzonnen\n\n# STN,YYYYMMDD,DDVEC,   FG,   TG,  TNH\n\n  283,20260801,  190,   38,   33,    6\n"


@pytest.fixture
def acts(tmp_path: Path) -> Acts:
    return open_acts(tmp_path / "kpi.duckdb")


def test_a_line_is_given_back_cell_by_cell_as_it_was_written(acts: Acts) -> None:
    number = upload(acts, "energy", FIRST, "gas.csv")
    origin = origin_of(acts, number, 4)
    assert origin is not None and origin.source is not None
    assert origin.record.file_name == "gas.csv"
    assert origin.source.header == tuple(HEADER.split(";"))
    assert origin.source.cells == ("Almelo", "2026-08", "aardgas", "1.234,5", "Nm3")


@pytest.mark.parametrize("line", [0, 1, 3, 5, 99])
def test_a_line_that_is_no_row_of_data_is_not_shown(acts: Acts, line: int) -> None:
    """Line 1 stands above the header, line 3 is the header, the file has four."""
    origin = origin_of(acts, upload(acts, "energy", FIRST), line)
    assert origin is not None
    assert (origin.source, origin.lost) == (None, "line_missing")


def test_a_constant_given_beside_the_file_does_not_hide_its_header(acts: Acts) -> None:
    text = "periode;energiedrager;verbruik\r\n2026-08;aardgas;5,5\r\n"
    given = {"locatie": "Almelo", "eenheid": "Nm3"}
    number = upload(acts, "energy", text, constants=given)
    origin = origin_of(acts, number, 2)
    assert origin is not None and origin.source is not None
    assert origin.source.cells == ("2026-08", "aardgas", "5,5")


def test_a_suppliers_own_file_is_shown_in_its_own_words(acts: Acts) -> None:
    number = upload(acts, "degree_days", WEATHER, "knmi.txt")
    origin = origin_of(acts, number, 5)
    assert origin is not None and origin.source is not None
    assert [cell.strip() for cell in origin.source.cells][:2] == ["283", "20260801"]


def test_a_receipt_that_is_not_there_has_no_origin(acts: Acts) -> None:
    assert origin_of(acts, 99, 2) is None


def test_bytes_that_were_lost_or_changed_are_told(acts: Acts) -> None:
    number = upload(acts, "energy", FIRST)
    folder = acts.store.archive
    assert folder is not None
    (kept,) = folder.iterdir()
    kept.write_bytes(kept.read_bytes().replace(b"1.234,5", b"9.999,9"))
    changed = origin_of(acts, number, 4)
    assert changed is not None
    assert (changed.source, changed.lost) == (None, "file_changed")
    kept.unlink()
    gone = origin_of(acts, number, 4)
    assert gone is not None
    assert (gone.source, gone.lost) == (None, "file_missing")


def test_a_store_in_memory_keeps_no_files() -> None:
    acts = open_acts()
    origin = origin_of(acts, upload(acts, "energy", FIRST), 4)
    assert origin is not None
    assert (origin.source, origin.lost) == (None, "no_archive")

"""The drop folder: what is taken up by itself, what waits, and what a report says."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpi.acts import Actor, Acts, Inbox
from kpi.declare import ALL, Month
from kpi.measure import Scope
from kpi.serve.inbox import look
from tests.stores import open_acts, upload

HEADER = "locatie;periode;energiedrager;verbruik;eenheid\r\n"
GOOD = HEADER + "Almelo;2026-09;aardgas;100;Nm3\r\n"


@pytest.fixture
def acts(tmp_path: Path) -> Acts:
    return open_acts(tmp_path / "kpi.duckdb")


@pytest.fixture
def inbox(acts: Acts, tmp_path: Path) -> Inbox:
    found = Inbox(acts, tmp_path / "inbox")
    found.prepare()
    return found


def drop(inbox: Inbox, text: str, name: str = "september.csv", kind: str = "energy") -> Path:
    path = inbox.folder / kind / name
    path.write_bytes(text.encode())
    return path


def settle(inbox: Inbox) -> list[str | None]:
    """Look twice, as the watch does, and return why each file waits; None for a saved one."""
    look(inbox)
    return [dropped.why for dropped in look(inbox)]


def gas(acts: Acts) -> object:
    return acts.judge().figures().measured("gas", Scope(ALL, Month(2026, 9))).value


def test_a_good_file_is_saved_under_the_role_and_moved_with_its_report(
    acts: Acts, inbox: Inbox
) -> None:
    path = drop(inbox, GOOD)
    assert settle(inbox) == [None]
    assert gas(acts) == 100
    (record,) = acts.uploads()
    assert (record.actor, record.origin) == ("Inleverbak", "inbox")
    assert not path.exists()
    moved = path.parent / "accepted" / f"{record.upload}-september.csv"
    assert moved.read_bytes() == GOOD.encode()
    report = moved.with_name(moved.name + ".report.txt").read_text(encoding="utf-8-sig")
    assert f"opgeslagen door Inleverbak, als upload {record.upload}: 1 regels nieuw" in report
    assert f"saved by Inleverbak, as upload {record.upload}" in report
    assert inbox.waiting() == []


def test_a_file_still_growing_is_left_alone(acts: Acts, inbox: Inbox) -> None:
    drop(inbox, HEADER)
    look(inbox)
    drop(inbox, GOOD)
    assert look(inbox) == []
    assert acts.uploads() == []
    assert [d.why for d in look(inbox)] == [None]


@pytest.mark.parametrize("name", [".september.csv", "september.csv.part", "x.report.txt"])
def test_hidden_unfinished_and_own_files_are_not_taken_up(inbox: Inbox, name: str) -> None:
    drop(inbox, GOOD, name)
    assert settle(inbox) == []


def test_a_link_is_not_followed(inbox: Inbox, tmp_path: Path) -> None:
    (tmp_path / "elsewhere.csv").write_text(GOOD, encoding="utf-8")
    (inbox.folder / "energy" / "link.csv").symlink_to(tmp_path / "elsewhere.csv")
    assert settle(inbox) == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (HEADER + "Almelo;2026-09;aardgas;honderd;Nm3\r\n", "errors"),
        (HEADER + "Almelo;2026-09;aardgas;1.234;Nm3\r\n", "questions"),
        (HEADER, "errors"),
        (GOOD.replace("eenheid", "eenheid;kostenplaats").replace("Nm3", "Nm3;7"), "column_unknown"),
        ("%PDF-1.7", "errors"),
    ],
)
def test_what_needs_a_person_waits_with_a_report(
    acts: Acts, inbox: Inbox, text: str, why: str
) -> None:
    path = drop(inbox, text)
    assert settle(inbox) == [why]
    assert path.exists() and acts.uploads() == []
    report = path.with_name(path.name + ".report.txt").read_text(encoding="utf-8-sig")
    assert "wacht op de uploadpagina" in report and "waits on the upload page" in report
    assert [d.path for d in inbox.waiting()] == [path]
    assert look(inbox) == []  # looked at once, until it or the store changes


def test_the_report_names_line_column_and_value(inbox: Inbox) -> None:
    path = drop(inbox, HEADER + "Almelo;2026-09;aardgas;honderd;Nm3\r\n")
    settle(inbox)
    report = path.with_name(path.name + ".report.txt").read_text(encoding="utf-8-sig")
    assert "regel 2, verbruik, 'honderd'" in report
    assert "line 2, quantity, 'honderd'" in report


def test_a_slip_of_a_thousand_waits(acts: Acts, inbox: Inbox) -> None:
    rows = "".join(f"Almelo;2026-0{month};aardgas;100;Nm3\r\n" for month in (5, 6, 7, 8))
    upload(acts, "energy", HEADER + rows)
    drop(inbox, GOOD.replace(";100;", ";100000;"))
    assert settle(inbox)[0] in ("unlike_history", "questions")
    assert gas(acts) is None


def test_a_role_brings_its_own_kinds_and_sites_only(acts: Acts, inbox: Inbox) -> None:
    body = {"name": "Inleverbak", "kinds": ["energy"], "sites": ["HGL"]}
    acts.set_entry(
        "drop_role", "Inleverbak", body, actor=Actor.local("Anna"), reason="only Hengelo"
    )
    drop(inbox, GOOD)
    assert settle(inbox) == ["role_sites"]
    assert inbox.takes("energy") and not inbox.takes("waste")
    acts.set_entry(
        "drop_role",
        "Inleverbak",
        {**body, "kinds": ["waste"]},
        actor=Actor.local("Anna"),
        reason="x",
    )
    assert [d.why for d in look(inbox)] == ["no_role"]
    assert inbox.takes("waste") and not inbox.takes("energy")
    acts.set_entry(
        "drop_role", "Inleverbak", {**body, "sites": ["ALM"]}, actor=Actor.local("Anna"), reason="x"
    )
    assert [d.why for d in look(inbox)] == [None]
    assert gas(acts) == 100


def test_the_same_file_again_changes_nothing(acts: Acts, inbox: Inbox) -> None:
    drop(inbox, GOOD)
    settle(inbox)
    revision = acts.store.revision
    drop(inbox, GOOD, "again.csv")
    assert settle(inbox) == [None]
    assert acts.store.revision == revision
    names = {path.name for path in (inbox.folder / "energy" / "accepted").glob("*.csv")}
    assert names == {f"{revision}-september.csv", f"{revision}-again.csv"}


def test_what_a_person_accepted_on_screen_leaves_the_folder(acts: Acts, inbox: Inbox) -> None:
    text = HEADER + "Almelo;2026-09;aardgas;1.234;Nm3\r\n"
    path = drop(inbox, text)
    settle(inbox)
    preview = acts.preview("energy", path.read_bytes(), path.name, decide={"verbruik": "english"})
    acts.accept(preview, actor=Actor.local("Anna"))
    assert inbox.waiting() == []


def test_a_file_set_aside_is_not_looked_at_again(inbox: Inbox) -> None:
    path = drop(inbox, "nonsense")
    settle(inbox)
    moved = inbox.set_aside(path, actor=Actor.local("Anna"))
    assert moved is not None and moved.read_text(encoding="utf-8") == "nonsense"
    assert settle(inbox) == [] and inbox.waiting() == []
    assert not path.with_name(path.name + ".report.txt").exists()


def test_a_file_larger_than_its_kind_allows_is_not_even_read(inbox: Inbox) -> None:
    path = inbox.folder / "energy" / "huge.csv"
    with path.open("wb") as file:
        file.truncate(25_000_001)
    assert settle(inbox) == ["too_large"]


def test_real_figures_do_not_go_into_invented_ones(acts: Acts, inbox: Inbox) -> None:
    body = {"name": "demonstration_date", "value": "2026-11-15"}
    acts.set_entry(
        "setting", "demonstration_date", body, actor=Actor.local("Anna"), reason="invented"
    )
    drop(inbox, GOOD)
    assert settle(inbox) == ["demonstration"]
    assert not inbox.takes("energy")
    assert acts.uploads() == []

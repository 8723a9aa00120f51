"""The binder in words and as a workbook that can be read back, and the pictures of a site."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kpi.acts import (
    Actor,
    Acts,
    ListTarget,
    accept_list,
    attach,
    document_of,
    open_document,
    preview_list,
)
from kpi.acts.values import Refused
from kpi.declare import Month, load
from kpi.intake.archive import open_container
from kpi.intake.listing import ListLayout
from kpi.intake.workbook import BookSheet, read_workbook
from kpi.judge import ReadyPoint, falling, site_levels
from kpi.show import Voice
from kpi.show.binder import binder_workbook
from kpi.show.thermometer import falling_rows, glass_parts
from kpi.show.way_to_audit import Way, audit_notes, readiness_sentence
from tests.acts.test_list_import import MEANINGS
from tests.stores import TODAY, copied, open_acts
from tests.working_document import COUNT, HEADER, made_up_rows, working_document

NL = Voice(load(), "nl", {"ALL": "Groep", "ALM": "Almelo", "HGL": "Hengelo"})


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the made-up list, in which Almelo answered two requirements."""
    folder = tmp_path_factory.mktemp("listed")
    acts = open_acts(folder / "kpi.duckdb")
    rows = made_up_rows()
    rows[0] |= {"Voldaan": "ja", "Uitleg": "=1+1", "Eigenaar": "Bo", "Deadline": "31-12-2026"}
    rows[1] |= {"Voldaan": "nee"}
    sheets, proposed, _ = open_document(acts, working_document(rows), "werk.xlsx")
    layout = ListLayout(
        proposed.sheet, proposed.header, proposed.columns, MEANINGS, proposed.headers
    )
    target = ListTarget("7", "cure", "ALM", complete=True)
    found = preview_list(acts, sheets, layout, target, "werk.xlsx")
    accept_list(acts, found, actor=Actor.local("Anna"), reason="Lijst")
    acts.store.close()
    return folder


@pytest.fixture
def acts(listed: Path, tmp_path: Path) -> Iterator[Acts]:
    with copied(listed, tmp_path) as acts:
        yield acts


def made(acts: Acts, today: dt.date = TODAY) -> dict[str, BookSheet]:
    judge = acts.judge()
    schema = judge.certification.schema("7")
    assert schema is not None
    site = site_levels(judge, "ALM", schema, today)
    data = binder_workbook(
        judge.certification,
        [(site, falling(site))],
        judge.figures(),
        judge.certification.list_headers("7"),
        [("Stand van", "vandaag")],
        NL,
    )
    container = open_container(data)
    assert container is not None
    book = read_workbook(container, 20_000)
    assert isinstance(book, tuple)
    return {sheet.name: sheet for sheet in book}


def test_the_workbook_has_the_shape_of_the_working_document(acts: Acts) -> None:
    sheet = made(acts)["Almelo"]
    header = sheet.records[0]
    own = [name for name in HEADER if name in header]
    assert own == list(HEADER)
    assert len(sheet.records) == COUNT + 1
    first = dict(zip(header, sheet.records[1], strict=False))
    assert first["Thema"] == "1 Verzonnen thema 1"
    assert (first["Nr"], first["Brons"], first["Voldaan"]) == ("1.1", "vast", "ja")
    # What looks like a formula is the text that was written.
    assert first["Uitleg"] == "=1+1"
    second = dict(zip(header, sheet.records[2], strict=False))
    assert (second["Voldaan"], second["Brons"], second["Zilver"]) == ("nee", "niets", "vast")
    third = dict(zip(header, sheet.records[3], strict=False))
    assert third.get("Voldaan", "") == ""


def test_what_was_given_out_can_be_read_in_again(acts: Acts) -> None:
    judge = acts.judge()
    schema = judge.certification.schema("7")
    assert schema is not None
    site = site_levels(judge, "ALM", schema, TODAY)
    data = binder_workbook(
        judge.certification, [(site, ())], judge.figures(),
        judge.certification.list_headers("7"), [], NL,
    )  # fmt: skip
    sheets, layout, faults = open_document(acts, data, "terug.xlsx")
    assert not faults
    target = ListTarget("7", "cure", complete=True)
    meanings = {**layout.meanings, "niets": "none"}
    layout = ListLayout(layout.sheet, layout.header, layout.columns, meanings, layout.headers)
    found = preview_list(acts, sheets, layout, target, "terug.xlsx")
    assert found.acceptable, found.faults
    assert (found.new, found.changed, found.gone) == ((), (), ())


def test_the_same_binder_gives_the_same_bytes(acts: Acts) -> None:
    judge = acts.judge()
    schema = judge.certification.schema("7")
    assert schema is not None
    site = site_levels(judge, "ALM", schema, TODAY)
    twice = [
        binder_workbook(judge.certification, [(site, ())], judge.figures(), {}, [], NL)
        for _ in range(2)
    ]
    assert twice[0] == twice[1]


def test_a_document_is_kept_by_its_fingerprint_and_a_changed_one_is_not_given(acts: Acts) -> None:
    given = {"title": "Beleid", "valid_until": "2026-12-01"}
    attach(
        acts, "ALM", "7", "1.1", given, document=("beleid.pdf", b"%PDF-1.7 beleid"),
        actor=Actor.local("Anna"), reason="Erbij",
    )  # fmt: skip
    [piece] = acts.judge().certification.evidence
    assert (piece.kind, piece.file_name, piece.title) == ("document", "beleid.pdf", "Beleid")
    assert document_of(acts, piece.location) == (b"%PDF-1.7 beleid", "")
    assert acts.store.archive is not None
    (acts.store.archive / piece.location).write_bytes(b"iets anders")
    assert document_of(acts, piece.location) == (None, "file_changed")
    (acts.store.archive / piece.location).unlink()
    assert document_of(acts, piece.location) == (None, "file_missing")
    assert document_of(acts, "../kpi.duckdb") == (None, "file_missing")


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"", "document_empty"), (b"MZ program", "document_program")],
)
def test_what_is_no_document_is_refused(acts: Acts, data: bytes, code: str) -> None:
    before = acts.store.revision
    with pytest.raises(Refused, match=code):
        attach(
            acts,
            "ALM",
            "7",
            "1.1",
            {"title": "x"},
            document=("x", data),
            actor=Actor.local("A"),
            reason="B",
        )
    assert acts.store.revision == before


def test_what_falls_away_stands_by_department_in_the_order_of_the_audit_day(acts: Acts) -> None:
    common = {"site": "ALM", "schema": "7", "date": "2026-09-01", "status": "met", "by": "Anna"}
    for code, department in (("2.1", "board"), ("3.1", "waste"), ("4.1", "documents"), ("5.1", "")):
        body = {**common, "code": code, "department": department, "valid_until": "2026-11-01"}
        acts.set_entry(
            "assessment", f"ALM/7/{code}", body, actor=Actor.local("Anna"), reason="Gezien"
        )
    judge = acts.judge()
    schema = judge.certification.schema("7")
    assert schema is not None
    lost = falling(site_levels(judge, "ALM", schema, TODAY))
    groups = falling_rows(lost, ("documents", "technical", "waste", "board"), NL)
    assert [(name, [row[0] for row in rows]) for name, rows in groups] == [
        ("Documenten", ["4.1"]),
        ("Afval", ["3.1"]),
        ("Bestuur", ["2.1"]),
        ("Nog niet aan een afdeling gekoppeld", ["5.1", "1.1"]),
    ]
    assert groups[0][1][0][2:4] == (
        "vervalt: de beoordeling is verlopen",
        "1 november 2026",
    )


def test_the_glass_says_the_level_in_words(acts: Acts) -> None:
    judge = acts.judge()
    schema = judge.certification.schema("7")
    assert schema is not None
    site = site_levels(judge, "ALM", schema, TODAY)
    told = [(p.level, p.verdict, p.count, p.filled, p.shown) for p in glass_parts(site, NL)]
    # Bronze 1 of 30 is 3.3 percent of its part, silver and gold 1 of 60 are 1.7.
    assert told == [
        ("brons", "niet aangetoond", "1 van 30 vaste eisen", 3, False),
        ("zilver", "niet gehaald", "1 van 60 vaste eisen", 2, False),
        ("goud", "niet gehaald", "1 van 60 vaste eisen", 2, False),
    ]


def test_the_glass_is_full_only_when_the_level_is_shown(acts: Acts) -> None:
    judge = acts.judge()
    schema = judge.certification.schema("7")
    assert schema is not None
    site = site_levels(judge, "ALM", schema, TODAY)
    bronze, *others = site.levels
    # 199 of 200 are 99.5 percent; nothing asked is nothing filled.
    nearly = replace(bronze, met=199, mandatory=200, reached=None)
    nothing = replace(others[0], met=0, mandatory=0, reached=None)
    shown = replace(others[1], met=60, mandatory=60, reached=True)
    parts = glass_parts(replace(site, levels=(nearly, nothing, shown)), NL)
    assert [(part.filled, part.shown) for part in parts] == [(97, False), (0, False), (100, True)]


def test_counting_down_to_an_audit_says_what_is_odd_about_it(acts: Acts) -> None:
    judge = acts.judge()
    schema = judge.certification.schema("7")
    assert schema is not None
    site = site_levels(judge, "ALM", schema, TODAY)
    aims = replace(site.ambition, audit_on="2027-03-15", visited=False)
    assert audit_notes(replace(site, ambition=aims), "2027-03-14", NL) == (
        "Het certificaat geldt tot en met 14 maart 2027; op de dag van de audit is het verlopen.",
        "Deze locatie zit niet in de steekproef van die audit.",
    )
    aims = replace(aims, visited=None)
    assert audit_notes(replace(site, ambition=aims), "2027-03-15", NL) == ()
    aims = replace(aims, visited=False, audit_on="2026-10-01")
    assert audit_notes(replace(site, ambition=aims), "2026-09-01", NL) == ()


def test_the_way_to_the_audit_in_words() -> None:
    points = (ReadyPoint(Month(2026, 9), 10, 60), ReadyPoint(Month(2026, 11), 20, 60))
    way = Way("ALM", "gold", points, "2027-03-15", TODAY)
    told = readiness_sentence(way, NL)
    # 120 days are four months: 40 requirements, ten a month.
    assert told == (
        "Almelo: voor goud is nu aan 20 van de 60 vaste eisen voldaan; in september 2026 aan 10. "
        "Nog 120 dagen tot de audit op 15 maart 2027: 40 eisen te gaan, dus 10,0 per maand."
    )
    eve = replace(way, today=dt.date(2027, 3, 14))
    assert "Nog 1 dag tot de audit op 15 maart 2027: 40 eisen" in readiness_sentence(eve, NL)
    assert "niet vastgelegd" in readiness_sentence(replace(way, audit_on=""), NL)
    assert "voorbij" in readiness_sentence(replace(way, audit_on="2026-10-01"), NL)

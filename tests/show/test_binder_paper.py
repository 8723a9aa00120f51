"""The binder on paper says what the screen says, word for word."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kpi.acts import Acts
from kpi.command.run import run
from kpi.declare import Month, demo_plan, load
from kpi.judge import BinderFault, Falling, SiteLevels, falling, listed_schema, site_levels
from kpi.measure import Scope
from kpi.paper import pdf_of
from kpi.show import Voice
from kpi.show.binder import departments, evidence_line, fault_sentences, requirement_rows
from kpi.show.binder_paper import binder_document
from kpi.show.certification import level_sentence, live_text, requirement_lines, schema_label
from kpi.show.thermometer import falling_rows
from tests.pdf import kinds, pages_of, plain, require_sound, text_of

NAMES = {"ALL": "Ziekenhuisgroep Twente", "ALM": "Almelo", "HGL": "Hengelo"}
TODAY = demo_plan().reporting_date
FAULTS = (BinderFault("criterion_code", {"code": "9.9", "schema": "voorbeeld"}),)
"""Something that cannot be right; the demonstration has no such thing."""


def levels(acts: Acts) -> list[tuple[SiteLevels, tuple[Falling, ...]]]:
    judge = acts.judge()
    schema = listed_schema(judge.certification, "ALM")
    assert schema is not None
    found = [site_levels(judge, site, schema, TODAY) for site in ("ALM", "HGL")]
    return [(site, falling(site)) for site in found]


def made(acts: Acts, voice: Voice) -> bytes:
    judge = acts.judge()
    document = binder_document(
        judge.certification, levels(acts), FAULTS, judge.as_of, voice, demonstration=True
    )
    return pdf_of(document)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_binder_says_on_paper_what_the_screen_says(demonstration: Acts, language: str) -> None:
    voice = Voice(load(), language, NAMES)  # type: ignore[arg-type]
    data = made(demonstration, voice)
    require_sound(data, language, voice.say("binder_paper.title"))
    told = text_of(data)
    for site, lost in levels(demonstration):
        assert lost
        assert plain(level_sentence(site, voice)) in told
        shown = [row for _, rows in falling_rows(lost, departments(voice), voice) for row in rows]
        shown += requirement_rows(site, site.dossiers, voice)[1]
        # The number of pieces of evidence stands on screen, the pieces themselves on paper.
        for row in shown:
            assert all(plain(cell) in told for cell in row[:-1]), row
        for dossier in site.dossiers:
            lines = [live_text(live, voice) for live in dossier.live]
            lines += [evidence_line(piece, TODAY, voice) for piece in dossier.evidence]
            assert all(plain(line) in told for line in lines)
    judge = demonstration.judge()
    sentences = fault_sentences(FAULTS, judge.certification, voice)
    assert all(plain(line) in told for line in sentences)
    # A list of requirements goes by its name, not by its code.
    label = schema_label(judge.certification, "voorbeeld", voice)
    assert any(f" {label}," in line for line in sentences)
    assert kinds(data).count("/Table") > 10


def test_a_requirement_tells_whose_figure_it_names_of_which_months(demonstration: Acts) -> None:
    voice = Voice(load(), "nl", NAMES)
    found = [site for site, _ in levels(demonstration)]
    figures = demonstration.judge().figures()
    asked = Scope("ALL", Month(2026, 9), "r12")
    lines = requirement_lines(found, "", figures, asked, voice)
    head = "Cijfer van Ziekenhuisgroep Twente, de twaalf maanden tot en met september 2026: "
    assert {line.figure.startswith(head) for line in lines if line.figure} == {True}
    # Where the sites' own answers hold the figure, one of other months would contradict them.
    judged = {
        live.criterion.code for site in found for dossier in site.dossiers for live in dossier.live
    }
    assert {bool(line.figure) for line in lines if line.code in judged} == {False}
    assert any(line.figure for line in lines)
    assumed = voice.say("reason.factors_assumed").rstrip(".")
    told = [answer for line in lines for _, answer in line.answers if answer.endswith(assumed)]
    # Of the figures that answer requirements, greenhouse gases alone rest on assumed factors.
    assert told and all("CO2" in answer for answer in told)


def test_every_page_of_the_binder_names_its_list_its_revision_and_that_it_is_invented(
    demonstration: Acts,
) -> None:
    voice = Voice(load(), "nl", NAMES)
    asked = (
        "Almelo, Hengelo · Eisenlijst: Voorbeeldlijst",
        f"Stand {demonstration.judge().as_of}",
        voice.say("report.invented"),
        "Emissiefactoren van het jaar van gebruik",
    )
    for told in pages_of(made(demonstration, voice)):
        assert all(plain(text) in told for text in asked)


def test_the_binder_is_the_same_bytes_twice(demonstration: Acts) -> None:
    voice = Voice(load(), "nl", NAMES)
    assert made(demonstration, voice) == made(demonstration, voice)


def test_the_command_gives_the_binder_and_refuses_what_it_cannot_make(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = tmp_path / "kpi.duckdb"
    fixed = ["--store", str(store), "--json"]
    assert run(["binder", "--out", str(tmp_path / "map.txt"), *fixed], TODAY) == 1
    assert json.loads(capsys.readouterr().out)["refused"] == "file_kind"
    assert run(["binder", "--out", str(tmp_path / "map.pdf"), *fixed], TODAY) == 1
    assert json.loads(capsys.readouterr().out)["refused"] == "store_missing"

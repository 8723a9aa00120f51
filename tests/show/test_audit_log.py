"""The audit log in words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kpi.declare import LANGUAGES, Language, load
from kpi.show import Voice
from kpi.show.audit_log import event_told, subject_told
from kpi.store.chain import NAMES
from tests.servers import ROOT

NOTED = re.compile(r"\.note\(\s*\"(\w+)\"")


def voice(language: Language) -> Voice:
    return Voice(load(), language, {"ALM": "Almelo", "HGL": "Hengelo"})


def test_an_entry_goes_by_the_name_of_its_register() -> None:
    assert subject_told("decision/2026-09/1", voice("nl")) == "Besluiten: september 2026 · 1"
    told = subject_told("annotation/waste_residual/HGL/2026-09", voice("en"))
    assert told == "Annotations: Residual waste · Hengelo · September 2026"
    # The last part may hold the mark itself, and one that is empty tells nothing.
    title = "evidence/ALM/voorbeeld/voorbeeld-01-1/Plan 2026/2027"
    assert subject_told(title, voice("nl")).endswith(
        ": Almelo · voorbeeld · voorbeeld-01-1 · Plan 2026/2027"
    )
    assert subject_told("site/ALM", voice("nl")) == "Locaties: ALM"
    # Named otherwise than by its fields.
    assert subject_told("base_value/GD3-4a.HGL", voice("nl")) == "Basiswaarden: GD3-4a.HGL"
    assert subject_told("target/GD3-1a", voice("nl")) == "Doelen: GD3-1a"
    assert subject_told("backup", voice("nl")) == "reservekopie"
    # What is no register keeps its own words, a slash in them or not.
    assert subject_told("energie/2026.csv", voice("nl")) == "energie/2026.csv"
    assert subject_told("", voice("nl")) == ""


def test_a_kind_of_file_and_a_month_go_by_their_words() -> None:
    assert subject_told("waste", voice("nl")) == "Afval"
    assert subject_told("2026-09", voice("en")) == "September 2026"
    assert subject_told("seed", voice("nl")) == "gegevens die bij het dashboard horen"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_event_that_is_written_has_words(language: Language) -> None:
    sources = [path.read_text() for path in Path(ROOT / "kpi").rglob("*.py")]
    written = {*NAMES.values(), *(name for text in sources for name in NOTED.findall(text))}
    assert len(written) > 8
    for name in written:
        told = event_told(name, voice(language))
        assert told != name and name not in told
    assert event_told("never_heard_of", voice(language)) == "never_heard_of"

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
    return Voice(load(), language, {})


def test_an_entry_goes_by_the_name_of_its_register() -> None:
    assert subject_told("decision/2026-09/1", voice("nl")).endswith(": 2026-09/1")
    assert "decision" not in subject_told("decision/2026-09/1", voice("nl"))
    assert subject_told("backup", voice("nl")) == "reservekopie"
    # What is no register keeps its own words, a slash in them or not.
    assert subject_told("energie/2026.csv", voice("nl")) == "energie/2026.csv"
    assert subject_told("", voice("nl")) == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_event_that_is_written_has_words(language: Language) -> None:
    sources = [path.read_text() for path in Path(ROOT / "kpi").rglob("*.py")]
    written = {*NAMES.values(), *(name for text in sources for name in NOTED.findall(text))}
    assert len(written) > 8
    for name in written:
        told = event_told(name, voice(language))
        assert told.endswith(f" ({name})")
    assert event_told("never_heard_of", voice(language)) == "never_heard_of"

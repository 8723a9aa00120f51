"""The accessibility statement names only what is there: tests, files, and the framework's known faults."""

from __future__ import annotations

import re
from pathlib import Path

from tests.browser.screen import FRAMEWORK_FAULTS
from tests.test_promises import names_in

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "docs" / "accessibility.md").read_text(encoding="utf-8")


def test_every_test_that_the_statement_names_exists() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", TEXT)
    assert len(named) > 20
    assert not [f"{file}::{name}" for file, name in named if name not in names_in(file)]


def test_every_file_that_the_statement_names_exists() -> None:
    named = re.findall(r"`((?:tests|kpi)/[\w/]+\.\w+)`", TEXT)
    assert named and not [name for name in named if not (ROOT / name).exists()]


def test_the_statement_tells_which_faults_are_passed_over() -> None:
    assert len(FRAMEWORK_FAULTS) == 3 and "the list of the navigation, and the drop zone" in TEXT


def test_every_gap_that_a_criterion_names_is_told() -> None:
    told = re.findall(r"^(\d)\. \*\*", TEXT.split("\n## Gaps\n")[1], flags=re.MULTILINE)
    table = TEXT.split("\n## Criterion by criterion\n")[1].split("\n## ")[0]
    named = {
        n for part in re.findall(r"gaps? ([\d, and]+)", table) for n in re.findall(r"\d", part)
    }
    assert named == set(told)

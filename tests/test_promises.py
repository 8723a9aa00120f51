"""What SECURITY.md promises is held by tests that exist."""

from __future__ import annotations

import ast
import re
from functools import cache

from tests.servers import ROOT

TEXT = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
ASVS = [
    "1.2.1",
    "1.2.2",
    "1.2.4",
    "1.2.10",
    "1.3.5",
    "1.3.12",
    "1.4.2",
    "1.5.3",
    "2.2.1",
    "2.2.2",
    "2.2.3",
    "2.3.3",
    "2.3.4",
    "3.4.3",
    "3.4.4",
    "3.4.5",
    "3.4.6",
    "3.5.1",
    "5.1.1",
    "5.2.1",
    "5.2.2",
    "5.2.3",
    "5.2.4",
    "5.3.2",
    "5.4.1",
    "5.4.2",
    "5.4.3",
    "7.3.1",
    "7.3.2",
    "7.4.2",
    "8.2.1",
    "8.2.2",
    "8.2.3",
    "8.3.1",
    "8.3.2",
    "14.3.2",
    "15.2.1",
    "15.2.2",
    "15.4.1",
    "15.4.2",
    "15.4.3",
    "16.2.1",
    "16.2.2",
    "16.2.3",
    "16.2.4",
    "16.2.5",
    "16.3.1",
    "16.3.2",
    "16.3.3",
    "16.3.4",
    "16.4.1",
    "16.4.2",
    "16.4.3",
    "16.5.1",
    "16.5.2",
    "16.5.3",
    "16.5.4",
]
IDS = [f"T-{number:02}" for number in range(1, 45)]


def chapter(title: str) -> list[list[str]]:
    """Return the rows of the table in a chapter, without its head."""
    part = TEXT.split(f"\n## {title}\n")[1].split("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in part.splitlines() if line.startswith("| ")]
    return rows[1:]


@cache
def names_in(file: str) -> frozenset[str]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def test_every_test_that_is_named_exists() -> None:
    named = NAMED.findall(TEXT)
    assert len(named) > 80
    assert not [f"{file}::{name}" for file, name in named if name not in names_in(file)]


def test_every_promise_from_t01_to_t44_has_a_test() -> None:
    rows = chapter("Promises and their tests")
    assert [row[0] for row in rows] == IDS
    assert not [row[0] for row in rows if not NAMED.search(row[2])]


def test_what_is_held_differently_says_why() -> None:
    rows = chapter("Parts of promises that do not apply, or not in full")
    assert rows and all(row[0] in IDS and len(row[2]) > 40 for row in rows)


def test_every_control_group_and_every_asvs_id_has_a_test() -> None:
    rows = chapter("OWASP ASVS 5.0")
    told = {number for row in rows for number in row[0].split(", ")}
    assert set(ASVS) <= told
    for row in (*rows, *chapter("Controls of NEN 7510")):
        assert NAMED.search(row[2]), row[0]


def test_the_files_that_the_privacy_page_names_exist() -> None:
    page = (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8")
    named = re.findall(r"`(tests/[\w/]+\.py)`", page)
    assert named and not [name for name in named if not (ROOT / name).exists()]

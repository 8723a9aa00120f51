"""What the README promises is there: rooms, arrows, commands, packages, pictures, links."""

from __future__ import annotations

import argparse
import ast
import re
import sys
from pathlib import Path

import pytest

from kpi.command.run import parser
from tests.test_house import ARROWS
from tests.test_promises import names_in

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
BROUGHT = {"starlette", "fontTools"}
"""Imported, and there because another package stands on it: streamlit, matplotlib."""
ASKED_FOR = {"authlib", "httpx"}
"""Never imported here: the framework's sign-in does."""


def chapter(title: str) -> str:
    return README.split(f"\n## {title}\n")[1].split("\n## ")[0]


ROWS = re.findall(r"^\| `(\w+)([^`]*)` \|", COMMANDS, flags=re.MULTILINE)


def commands() -> dict[str, argparse.ArgumentParser]:
    for action in parser()._actions:
        if isinstance(action, argparse._SubParsersAction):
            return dict(action.choices)
    raise AssertionError("the command line has no commands")


def test_every_command_stands_in_its_list_and_no_other() -> None:
    assert [name for name, _ in ROWS] == list(commands())


def test_every_option_that_the_list_names_exists() -> None:
    known = commands()
    for name, rest in ROWS:
        options = {option for action in known[name]._actions for option in action.option_strings}
        assert set(re.findall(r"--[a-z-]+", rest)) <= options, name


def test_the_map_shows_every_room() -> None:
    rooms = {path.name for path in (ROOT / "kpi").iterdir() if path.is_dir()} - {"__pycache__"}
    assert rooms == set(
        re.findall(r"^  (\w+)/ ", README.split("kpi/\n")[1].split("data/\n")[0], re.MULTILINE)
    )


def test_the_arrows_are_those_of_the_law() -> None:
    drawn = dict(re.findall(r"^(\w+)\s+-> (.+)$", README, flags=re.MULTILINE))
    for room in ("measure", "judge", "acts", "show", "ui", "serve"):
        assert set(drawn[room].split(", ")) == ARROWS[room], room


PAGES = ("README.md", "CONTRIBUTING.md", *(f"docs/{p.name}" for p in (ROOT / "docs").glob("*.md")))


@pytest.mark.parametrize("document", PAGES)
def test_every_link_leads_to_a_file_and_a_chapter_that_is_there(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?:)([^)]+)\)", text):
        name, _, chapter_asked = target.partition("#")
        file = (ROOT / document).parent / name if name else ROOT / document
        assert file.exists(), (document, target)
        if chapter_asked:
            assert chapter_asked in anchors(file.read_text(encoding="utf-8")), (document, target)


def anchors(text: str) -> set[str]:
    """Return the names of the chapters of a page as a link writes them."""
    titles = re.findall(r"^#+ (.+)$", text, flags=re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


def test_every_test_that_holds_a_law_exists() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", text)
    assert len(named) > 15
    assert not [f"{file}::{name}" for file, name in named if name not in names_in(file)]


def test_the_pictures_are_few_and_light() -> None:
    pictures = list((ROOT / "docs" / "pictures").iterdir())
    assert len(pictures) <= 6
    assert not [path.name for path in pictures if path.stat().st_size >= 200_000]
    assert not [path.name for path in pictures if f"docs/pictures/{path.name}" not in README]


def requirements() -> dict[str, str]:
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("==") for line in lines if line.strip() and not line.startswith("#")]
    assert all(len(pair) == 2 for pair in pairs), "every version is exact"
    return dict(pairs)


def test_every_package_has_its_reason() -> None:
    stands_on = chapter("What it stands on")
    told = re.findall(r"^\| ([a-z]+) \| \S.{15,} \|$", stands_on, flags=re.MULTILINE)
    assert set(requirements()) == set(told)


@pytest.fixture(scope="module")
def imported() -> set[str]:
    found: set[str] = set()
    for path in [
        *(ROOT / "kpi").rglob("*.py"),
        *(ROOT / "pages").glob("*.py"),
        ROOT / "dashboard.py",
    ]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module.split(".")[0])
    return found - set(sys.stdlib_module_names) - {"kpi"}


def test_what_is_imported_is_required_and_the_reverse(imported: set[str]) -> None:
    assert (imported - BROUGHT) | ASKED_FOR == set(requirements())

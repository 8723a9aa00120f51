"""The laws of the house that can be read off the source: arrows, borders, forbidden words."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from kpi.declare import LANGUAGES, load
from kpi.ui.file_field import LARGEST

ROOT = Path(__file__).parent.parent
SOURCES = sorted(
    [*(ROOT / "kpi").rglob("*.py"), *(ROOT / "pages").glob("*.py"), ROOT / "dashboard.py"]
)

ARROWS = {
    "declare": set(),
    "methods": set(),
    "paper": set(),
    "intake": {"declare"},
    "store": {"declare"},
    "measure": {"store", "declare"},
    "judge": {"measure", "methods", "declare"},
    "acts": {"intake", "store", "measure", "judge", "declare"},
    "show": {"judge", "measure", "paper", "declare"},
    "ui": {"show", "acts", "declare"},
    "serve": {"acts", "show", "store", "declare"},
    "command": {"acts", "intake", "judge", "measure", "show", "store", "declare"},
    "__main__": {"command"},
    "pages": {"ui"},
    "dashboard": {"ui", "serve"},
}
BORDERS = {
    "streamlit": {"dashboard", "pages", "ui", "serve"},
    "duckdb": {"store", "intake"},
    "plotly": {"show"},
    "typst": {"paper"},
    "matplotlib": {"paper"},
    "tomllib": {"declare"},
}
WRITING = {"add_upload", "add_readings", "take_back", "put", "restore_shipped", "keep_month"}
CLOCK = {"dashboard.py", "kpi/__main__.py", "kpi/store/store.py"}
CLOCK_CALLS = {"now", "today", "utcnow", "time", "time_ns"}


def room(path: Path) -> str:
    parts = path.relative_to(ROOT).parts
    if parts[0] != "kpi":
        return parts[0].removesuffix(".py")
    return parts[1].removesuffix(".py")


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


@pytest.fixture(scope="module", autouse=True)
def _parsed_once_for_this_file() -> Iterator[None]:
    """What was parsed is let go at the end: other tests need not carry it."""
    yield
    nodes.cache_clear()


def imported(path: Path) -> Iterator[str]:
    for node in nodes(path):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_arrows_and_borders(path: Path) -> None:
    own = room(path)
    for module in imported(path):
        names = module.split(".")
        if names[0] == "kpi" and len(names) > 1 and names[1] != own:
            assert names[1] in ARROWS[own], f"{own} may not import {module}"
        if names[0] in BORDERS:
            assert own in BORDERS[names[0]], f"{names[0]} does not belong in {own}"


def test_only_the_acts_write() -> None:
    """What writes into the store is imported by the acts alone."""
    found = {
        room(path)
        for path in SOURCES
        for node in nodes(path)
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith("kpi.store")
        and WRITING & {alias.name for alias in node.names}
    }
    assert found == {"acts", "store"}


def test_every_room_stands_in_the_table() -> None:
    rooms = {room(path) for path in SOURCES} - {"__init__"}
    assert rooms <= set(ARROWS)


def theme_names() -> set[str]:
    catalogue = load()
    names = {theme.id for theme in catalogue.themes} | set(catalogue.facts)
    names |= set(catalogue.indicators) | set(catalogue.contracts)
    for contract in catalogue.contracts.values():
        names |= {value.id for value in contract.categories}
    return names


def names_in(path: Path) -> Iterator[tuple[str, int]]:
    for node in nodes(path):
        line = getattr(node, "lineno", 0)
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value, line
        elif isinstance(node, ast.Name):
            yield node.id, line
        elif isinstance(node, ast.Attribute):
            yield node.attr, line
        elif isinstance(node, ast.arg):
            yield node.arg, line
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name, line


ENGINE = [p for p in SOURCES if p.is_relative_to(ROOT / "kpi")]


def test_the_engine_knows_no_theme() -> None:
    themes = theme_names()
    assert len(themes) > 50
    found = [
        f"{path.relative_to(ROOT)}:{line} {name}"
        for path in ENGINE
        for name, line in names_in(path)
        if name in themes
    ]
    assert not found


def test_a_theme_holds_no_python() -> None:
    kinds = {path.suffix for path in (ROOT / "kpi" / "themes").rglob("*") if path.is_file()}
    assert kinds <= {".toml", ".csv", ".sql"}


@pytest.mark.parametrize("word", ["unsafe_allow_html", "pickle", "fillna(0)"])
def test_forbidden_words(word: str) -> None:
    assert not [p for p in SOURCES if word in p.read_text(encoding="utf-8")]


def test_session_state_only_in_ui() -> None:
    found = {room(p) for p in SOURCES if "session_state" in p.read_text(encoding="utf-8")}
    assert found <= {"ui"}


def test_the_clock_is_read_in_its_places_only() -> None:
    found = set()
    for path in SOURCES:
        place = str(path.relative_to(ROOT))
        for node in nodes(path):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in CLOCK_CALLS
                and isinstance(node.func.value, ast.Name | ast.Attribute)
                and ast.unparse(node.func.value).split(".")[-1]
                in {"dt", "datetime", "date", "time"}
                and not place.startswith("kpi/serve/")
            ):
                found.add(place)
    assert found <= CLOCK


def test_pages_are_short_and_modules_can_be_read_in_one_sitting() -> None:
    lengths = {
        str(p.relative_to(ROOT)): len(p.read_text(encoding="utf-8").splitlines()) for p in SOURCES
    }
    assert not {p: n for p, n in lengths.items() if n > 400}
    frames = {p: n for p, n in lengths.items() if p.startswith("pages/") or p == "dashboard.py"}
    assert not {p: n for p, n in frames.items() if n > 60}


def test_both_languages_are_complete() -> None:
    words = load().words
    keys = [set(words.sentences[language]) for language in LANGUAGES]
    assert keys[0] == keys[1]
    unlike = [k for k in keys[0] if words.places("nl", k) != words.places("en", k)]
    assert not unlike


def spoken(path: Path) -> Iterator[tuple[str, int]]:
    """Yield the keys of sentences that a module names; a filled-in part of a key stands as *."""
    for node in nodes(path):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value, node.lineno
        elif isinstance(node, ast.JoinedStr):
            parts = (str(p.value) if isinstance(p, ast.Constant) else "*" for p in node.values)
            yield "".join(parts), node.lineno


SAYING = {"say", "words", "say_plain"}


def said(path: Path) -> Iterator[str]:
    """Yield the keys that are handed to what says a sentence."""
    for node in nodes(path):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else ast.unparse(node.func)
        if name not in SAYING:
            continue
        for given in node.args[:2]:
            if isinstance(given, ast.Constant) and "." in str(given.value):
                yield str(given.value)


def test_every_sentence_that_is_said_exists() -> None:
    keys = set(load().words.sentences["nl"])
    missing = {f"{p.relative_to(ROOT)}: {k}" for p in SOURCES for k in said(p) if k not in keys}
    assert not missing


def test_every_sentence_is_said_somewhere() -> None:
    """A key that no module names, whole, by its pattern or by its group, is a leftover."""
    named = {key for path in SOURCES for key, _ in spoken(path)}
    groups = {name.removesuffix(".") for name in named if re.fullmatch(r"\w+\.?", name)}
    patterns = sorted(re.escape(k).replace(r"\*", ".+") for k in named if re.match(r"\w+\..", k))
    known = re.compile("|".join(patterns))
    keys = load().words.sentences["nl"]
    unsaid = [k for k in keys if not known.fullmatch(k) and k.split(".")[0] not in groups]
    assert not unsaid


def test_no_sentence_stands_in_code() -> None:
    """A text with three words and a capital at its start is a sentence; docstrings are not shown."""
    sentence = re.compile(r"^[A-Z][a-z]+( [a-z]+){3,}")
    found = []
    for path in SOURCES:
        if room(path) in {"command", "declare"}:
            continue  # help of the command line, and messages to those who write declarations
        documented = {
            node.body[0].value
            for node in nodes(path)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
            and node.body
            and isinstance(node.body[0], ast.Expr)
        } | {node.value for node in nodes(path) if isinstance(node, ast.Expr)}
        found += [
            f"{path.relative_to(ROOT)}:{node.lineno}"
            for node in nodes(path)
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and node not in documented
            and sentence.match(node.value)
        ]
    assert not found


def test_no_list_shows_the_frameworks_english_while_nothing_is_chosen() -> None:
    """Without a placeholder of ours an empty list says "Choose an option" on a Dutch screen."""
    bare = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in SOURCES
        for node in nodes(path)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"selectbox", "multiselect"}
        and "placeholder" not in {keyword.arg for keyword in node.keywords}
    ]
    assert not bare


def test_a_first_start_asks_nothing_and_answers_this_machine_only() -> None:
    chosen = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert chosen["server"]["address"] == "localhost"
    assert chosen["server"]["showEmailPrompt"] is False
    assert chosen["browser"]["gatherUsageStats"] is False
    # What a screen says of the largest file is what the server takes.
    assert chosen["server"]["maxUploadSize"] == LARGEST

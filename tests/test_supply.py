"""What the dashboard stands on is known to the last byte: the lock, its licences, its weaknesses."""

from __future__ import annotations

import re
from importlib.metadata import version
from pathlib import Path

from packaging.version import Version

from tests.servers import ROOT
from tests.supply import (
    LICENCES,
    LOCK,
    advisories,
    licence_table,
    locked,
    locked_here,
    needed,
    pinned,
    written_licences,
)

AGAIN = "run: make lock licences"
CLOSED = re.compile(r"\b(A?GPL|GNU|SSPL|BUSL|Commons Clause|proprietary|not named)", re.IGNORECASE)
"""Licences that ask more than to be named; none of what is installed may have one."""


def test_t36_the_lock_holds_what_is_pinned_and_all_it_needs() -> None:
    assert pinned().items() <= locked_here().items(), AGAIN
    assert set(needed(pinned())) == set(locked_here()), AGAIN


def test_t36_what_is_tested_is_what_is_locked() -> None:
    installed = {name: version(name) for name in locked_here()}
    assert installed == locked_here(), AGAIN


def test_t36_every_locked_package_is_known_by_its_hashes() -> None:
    entries = [(r, hashes) for both in locked().values() for r, hashes in both]
    assert len(entries) > 40
    assert not [
        str(r) for r, hashes in entries if not hashes or not str(r.specifier).startswith("==")
    ]


def test_t36_no_file_of_packages_names_where_they_come_from() -> None:
    for path in (*ROOT.glob("requirements*"), ROOT / "Makefile", *(ROOT / "deploy").iterdir()):
        text = path.read_text(encoding="utf-8")
        assert not re.search(
            r"--(extra-)?index|--find-links|https?://[\w.]*(simple|wheels)", text
        ), path
    assert "://" not in LOCK.read_text(encoding="utf-8")


def test_t36_no_locked_package_has_a_known_weakness() -> None:
    known = locked()
    assert len(advisories()) >= 7
    assert {a["package"] for a in advisories()} <= set(known), "an advisory of what is not used"
    weak = [
        f"{advisory['id']}: {requirement}"
        for advisory in advisories()
        for requirement, _ in known[advisory["package"]]
        if Version(str(requirement.specifier).removeprefix("==")) < Version(advisory["fixed_in"])
    ]
    assert not weak


def test_the_list_of_licences_is_that_of_the_lock() -> None:
    assert LICENCES.read_text(encoding="utf-8") == licence_table(written_licences()), AGAIN
    assert set(written_licences()) == set(locked())
    assert not {n: text for n, text in written_licences().items() if CLOSED.search(text)}


def test_the_advisory_service_is_asked_by_no_test() -> None:
    recipes = re.split(r"\n(?=\S)", (ROOT / "Makefile").read_text(encoding="utf-8"))
    test = next(recipe for recipe in recipes if recipe.startswith("test:"))
    everything = test + (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "audit" not in everything and "supply" not in everything
    assert Path(ROOT / "Makefile").read_text(encoding="utf-8").count("pip-audit --strict") == 1

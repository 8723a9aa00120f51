"""What the dashboard stands on: the pinned list, its lock with hashes, and the licences.

Run by ``make licences`` as ``python -m tests.supply``: writes docs/licences.md.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.servers import ROOT

PINNED = ROOT / "requirements.txt"
LOCK = ROOT / "requirements.lock"
LICENCES = ROOT / "docs" / "licences.md"
ADVISORIES = ROOT / "deploy" / "advisories.toml"

HEAD = """# What the dashboard stands on, and under which licence

Made by `make licences` from the packages themselves; a test keeps it true. These are all packages that
`requirements.lock` installs, with the versions for each kind of machine. None of them is changed, and
none asks that the dashboard's own code be published.

| package | version | licence | needed by |
|---|---|---|---|
"""
FOOT = """
Beside the packages: the typeface Atkinson Hyperlegible Next, under the SIL Open Font License 1.1
(`kpi/typeface/OFL.txt`). The sources of the reference figures stand in
`data/reference/sources.toml` and on the definitions page.
"""
LONGEST = 60
"""A licence that is given as a whole text instead of a name is longer; then its class counts."""


def pinned(path: Path = PINNED) -> dict[str, str]:
    """Return the packages of a pinned list with their versions."""
    lines = (line.split("#")[0].strip() for line in path.read_text("utf-8").splitlines())
    pairs = (line.partition("==") for line in lines if "==" in line)
    return {canonicalize_name(name): version for name, _, version in pairs}


def locked() -> dict[str, list[tuple[Requirement, int]]]:
    """Return every package of the lock: for which machines which version, and how many hashes."""
    found: dict[str, list[tuple[Requirement, int]]] = {}
    for entry in re.split(r"\n(?=\S)", LOCK.read_text(encoding="utf-8")):
        told = entry.split("\\")[0].strip()
        if told and not told.startswith("#"):
            hashes = len(re.findall(r"--hash=sha256:[0-9a-f]{64}\b", entry))
            requirement = Requirement(told)
            found.setdefault(canonicalize_name(requirement.name), []).append((requirement, hashes))
    return found


def locked_here() -> dict[str, str]:
    """Return the locked packages of this machine's kind with their versions."""
    environment = {name: str(value) for name, value in default_environment().items()}
    return {
        name: str(requirement.specifier).removeprefix("==")
        for name, entries in locked().items()
        for requirement, _ in entries
        if requirement.marker is None or requirement.marker.evaluate(environment)
    }


def needed(roots: Mapping[str, str]) -> dict[str, set[str]]:
    """Return every package that these need here, directly or not, and by which it is needed."""
    found: dict[str, set[str]] = {name: set() for name in roots}
    open_names = [(name, frozenset[str]()) for name in roots]
    seen = set(open_names)
    while open_names:
        name, extras = open_names.pop()
        for requirement in _requirements(name, extras):
            other = canonicalize_name(requirement.name)
            found.setdefault(other, set()).add(name)
            place = (other, frozenset(requirement.extras))
            if place not in seen:
                seen.add(place)
                open_names.append(place)
    return found


def _requirements(name: str, extras: frozenset[str]) -> Iterator[Requirement]:
    for text in distribution(name).requires or ():
        requirement = Requirement(text)
        wanted = [{"extra": extra} for extra in ("", *extras)]
        if requirement.marker is None or any(requirement.marker.evaluate(e) for e in wanted):
            yield requirement


def licence_of(name: str) -> str | None:
    """Return the licence an installed package names; None when it is not installed here."""
    try:
        told: Any = distribution(name).metadata
    except PackageNotFoundError:
        return None
    named = str(told.get("License-Expression") or told.get("License") or "").strip()
    if named and "\n" not in named and len(named) <= LONGEST:
        return named
    classes = [c for c in told.get_all("Classifier") or () if c.startswith("License ::")]
    return ", ".join(c.rpartition(" :: ")[2] for c in classes) or "not named"


def licence_table(known: Mapping[str, str]) -> str:
    """Return docs/licences.md; `known` has the licences of packages that are not installed here."""
    by = needed(pinned())
    lines = []
    for name, entries in sorted(locked().items()):
        versions = " or ".join(sorted({str(r.specifier).removeprefix("==") for r, _ in entries}))
        licence = licence_of(name) or known.get(name, "not named")
        direct = ["the dashboard"] if name in pinned() else []
        why = ", ".join([*direct, *sorted(by.get(name, ()))])
        lines.append(f"| {name} | {versions} | {licence} | {why} |")
    return HEAD + "\n".join(lines) + "\n" + FOOT


def written_licences() -> dict[str, str]:
    """Return the licences that docs/licences.md names."""
    text = LICENCES.read_text(encoding="utf-8") if LICENCES.exists() else ""
    rows = re.findall(r"^\| ([\w.-]+) \| [^|]+ \| ([^|]+) \|", text, re.MULTILINE)
    return {name: licence.strip() for name, licence in rows if name != "package"}


def advisories() -> list[dict[str, str]]:
    """Return the snapshot of known weaknesses."""
    found: list[dict[str, str]] = tomllib.loads(ADVISORIES.read_text("utf-8"))["advisory"]
    return found


def main() -> None:
    """Write docs/licences.md."""
    LICENCES.write_text(licence_table(written_licences()), encoding="utf-8")


if __name__ == "__main__":
    main()

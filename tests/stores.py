"""Stores for tests: empty, or filled with the themes' own examples through the ordinary intake."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kpi.acts import Actor, Acts
from kpi.declare import DEMO, demo_plan, load
from kpi.store import Store

TODAY = dt.date(2026, 11, 15)


def open_acts(path: Path | None = None, today: dt.date = TODAY) -> Acts:
    """Return the acts on a new store, in memory unless a path is given."""
    catalogue = load()
    return Acts(Store.open(path, catalogue), catalogue, today=lambda: today)


@contextmanager
def copied(whole: Path, folder: Path) -> Iterator[Acts]:
    """Open a copy of a store that was filled and closed: quicker than to fill one anew."""
    acts = open_acts(shutil.copytree(whole, folder / "store") / "kpi.duckdb")
    yield acts
    acts.store.close()


def upload(acts: Acts, kind: str, text: str, name: str = "file.csv", **options: object) -> int:
    """Upload a text as a file and return its receipt number; the file has to be acceptable."""
    preview = acts.preview(kind, text.encode(), name, rehearse=False, **options)  # type: ignore[arg-type]
    assert preview.acceptable, [f"{f.code} {f.line} {f.column} {f.value}" for f in preview.errors]
    return acts.accept(preview, actor=Actor.local("Tester")).number


def with_examples() -> Acts:
    """Return a store that holds the example.csv of every theme that has a contract."""
    acts = open_acts()
    for theme in acts.catalogue.themes:
        if theme.contract is not None:
            upload(acts, theme.contract.id, theme.example, f"{theme.id}.csv")
    return acts


def shorten_demonstration(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let the demonstration be its plan's first two files, in a folder where they may be changed.

    For how a demonstration is kept and shown; what is in it is for the whole one to tell.
    """
    folder.mkdir()
    plan = demo_plan()
    lines = [f'reporting_date = "{plan.reporting_date}"']
    for upload in plan.upload[:2]:
        shutil.copy(DEMO / upload.file, folder)
        lines.append(f'[[upload]]\nkind = "{upload.kind}"\nfile = "{upload.file}"\nby = "Test"')
    (folder / "plan.toml").write_text("\n".join([*lines, ""]), encoding="utf-8")
    for reader in ("kpi.declare.demo", "kpi.acts.demonstration"):
        monkeypatch.setattr(f"{reader}.DEMO", folder)
    return folder

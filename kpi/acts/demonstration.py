"""Build the demonstration store: invented files through the ordinary intake, examples marked."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from kpi.acts.actor import Actor
from kpi.acts.acts import DEMONSTRATION, Acts
from kpi.acts.values import Refused
from kpi.declare import DEMO, Catalogue, DemoPlan
from kpi.store import Store, journal_of

BUILDER = "kpi demo"
BUILT_FROM = "demonstration_fingerprint"
"""The setting that tells from which plan and files a demonstration store was built."""


def build_demonstration(
    path: Path, catalogue: Catalogue, plan: DemoPlan, told: Callable[[str], None] = lambda _: None
) -> int:
    """Make the demonstration store anew and return the number of uploads in it.

    It is built beside its place and moved there when whole, so that a half-built store never
    opens. Refused when a file of the demonstration does not pass the check: that is a fault of
    the house.
    """
    building = path.with_name(f"{path.stem}.building")
    shutil.rmtree(building, ignore_errors=True)
    store = Store.open(building / path.name, catalogue)
    try:
        acts = Acts(store, catalogue, today=lambda: plan.reporting_date)
        marks = {DEMONSTRATION: plan.reporting_date.isoformat(), BUILT_FROM: plan.fingerprint()}
        for name, value in marks.items():
            mark = {"name": name, "value": value}
            acts.set_entry("setting", name, mark, actor=Actor.local(BUILDER), reason=BUILDER)
        for upload in plan.upload:
            data = (DEMO / upload.file).read_bytes()
            preview = acts.preview(upload.kind, data, upload.file, rehearse=False)
            if not preview.acceptable:
                codes = ", ".join(sorted({finding.code for finding in preview.errors}))
                raise Refused("demonstration", file=upload.file, codes=codes)
            acts.accept(preview, actor=Actor.local(upload.by), note=upload.note)
            told(upload.file)
        for entry in plan.entry:
            acts.set_entry(
                entry.register_id,
                entry.id,
                entry.body,
                actor=Actor.local(entry.by),
                reason=entry.reason,
            )
    finally:
        store.close()
    _move(building, path)
    return len(plan.upload)


def is_built_from(acts: Acts, plan: DemoPlan) -> bool:
    """Tell whether a store is the demonstration of this very plan, its files unchanged since."""
    marks = {entry.id: entry.body["value"] for entry in acts.entries("setting")}
    return DEMONSTRATION in marks and marks.get(BUILT_FROM) == plan.fingerprint()


def _move(building: Path, path: Path) -> None:
    for old in (path, path.with_name(f"{path.name}.wal")):
        old.unlink(missing_ok=True)
    archive = path.parent / "archive"
    archive.mkdir(exist_ok=True)
    for file in (building / "archive").iterdir():
        shutil.move(str(file), archive / file.name)
    shutil.rmtree(journal_of(path), ignore_errors=True)
    shutil.move(journal_of(building / path.name), journal_of(path))
    shutil.move(str(building / path.name), path)
    shutil.rmtree(building)

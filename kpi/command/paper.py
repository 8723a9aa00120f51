"""Reports as files: the evidence binder as a PDF or a workbook."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kpi.acts import Refused
from kpi.command.desk import Desk
from kpi.declare import ALL
from kpi.judge import Judge, Schema, binder_faults, falling, listed_schema, site_levels
from kpi.show.binder import binder_about, binder_workbook
from kpi.show.binder_paper import binder_document
from kpi.show.paper import printed
from kpi.show.voice import Voice

Answer = tuple[int, dict[str, Any]]
KINDS = (".pdf", ".xlsx")


def paper_commands(command: Callable[[str, str], argparse.ArgumentParser]) -> None:
    """Add the commands of this module to the grammar of the command line."""
    binder = command("binder", "the evidence binder of the Milieuthermometer as .pdf or .xlsx")
    binder.add_argument("--site", default=ALL, metavar="CODE|ALL")
    binder.add_argument("--schema", default="", metavar="CODE", help="which list of requirements")
    binder.add_argument("--out", type=Path, required=True, metavar="FILE.pdf|FILE.xlsx")


def binder(desk: Desk, given: argparse.Namespace) -> Answer:
    """Write the evidence binder as it stands today; the ending of the file says which kind."""
    require_kind(given.out, KINDS)
    acts = desk.acts()
    judge, today = acts.judge(), desk.today
    codes = _sites(judge, given.site)
    schema = _schema(judge, given.schema, codes[0])
    voice = voice_of(desk)
    found = [site_levels(judge, code, schema, today) for code in codes]
    sites = [(site, falling(site)) for site in found]
    certification, demonstration = judge.certification, acts.demonstration is not None
    if given.out.suffix.lower() == ".pdf":
        faults = binder_faults(
            certification, judge.figures().site_codes, desk.catalogue.indicators, today
        )
        document = binder_document(
            certification, sites, faults, judge.as_of, voice, demonstration=demonstration
        )
        data = printed(lambda: document)
    else:
        data = binder_workbook(
            certification, sites, judge.figures(), certification.list_headers(schema.code),
            binder_about(certification, found[0], judge.as_of, voice, demonstration=demonstration),
            voice,
        )  # fmt: skip
    write_out(given.out, data)
    return 0, {
        "file": str(given.out),
        "schema": schema.code,
        "sites": codes,
        "requirements": sum(len(site.dossiers) for site in found),
        "falling": sum(len(lost) for _, lost in sites),
        "revision": judge.as_of,
    }


def _sites(judge: Judge, site: str) -> list[str]:
    codes = list(judge.figures().site_codes)
    if site != ALL and site not in codes:
        raise Refused("site_unknown", site=site, known=", ".join([ALL, *codes]))
    return [code for code in codes if site in (ALL, code)]


def _schema(judge: Judge, code: str, site: str) -> Schema:
    listed = {schema.code: schema for schema in judge.certification.listed()}
    found = listed.get(code) if code else listed_schema(judge.certification, site)
    if found is None:
        raise Refused("schema_unknown", schema=code, known=", ".join(listed))
    return found


def voice_of(desk: Desk) -> Voice:
    """Return the command's language with the names that sites and organisation bear."""
    names = {
        str(entry.body.get("code", entry.id)): str(entry.body["name"])
        for entry in desk.acts().entries("site")
    }
    own = desk.catalogue.organisation.organisation.name
    return Voice(desk.catalogue, desk.language, {ALL: own, **names})


def require_kind(path: Path, kinds: tuple[str, ...]) -> None:
    """Raise Refused when a file is asked for that is none of these kinds."""
    if path.suffix.lower() not in kinds:
        raise Refused("file_kind", file=path.name, known=", ".join(kinds))


def write_out(path: Path, data: bytes) -> None:
    """Write a file; Refused when that cannot be done there."""
    try:
        path.write_bytes(data)
    except OSError:
        raise Refused("folder_unwritable", folder=str(path.parent)) from None


ANSWERS = {"binder": binder}
"""The commands of this module by name."""

"""Reports as files: the evidence binder, a month, a year, and the Milieubarometer sheet."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kpi.acts import Refused
from kpi.acts.months import around, newest_version, require_month, snapshot_at
from kpi.command.desk import Desk
from kpi.declare import ALL
from kpi.judge import Judge, Schema, binder_faults, falling, listed_schema, site_levels
from kpi.judge.snapshot import Snapshot
from kpi.show.barometer import barometer, barometer_workbook
from kpi.show.binder import binder_about, binder_workbook
from kpi.show.binder_paper import binder_document
from kpi.show.both import Both
from kpi.show.environment import Year, environment_document, lacking_in
from kpi.show.environment_workbook import environment_workbook
from kpi.show.form import form_years
from kpi.show.month_report import month_document, site_of
from kpi.show.month_workbook import month_workbook
from kpi.show.paper import printed
from kpi.show.snapshot import snapshot_of
from kpi.show.voice import Voice

Answer = tuple[int, dict[str, Any]]
KINDS = (".pdf", ".xlsx")


def paper_commands(command: Callable[[str, str], argparse.ArgumentParser]) -> None:
    """Add the commands of this module to the grammar of the command line."""
    binder = command("binder", "the evidence binder of the Milieuthermometer as .pdf or .xlsx")
    binder.add_argument("--site", default=ALL, metavar="CODE|ALL")
    binder.add_argument("--schema", default="", metavar="CODE", help="which list of requirements")
    binder.add_argument("--out", type=Path, required=True, metavar="FILE.pdf|FILE.xlsx")
    report = command("report", "the report of a month as .pdf or .xlsx")
    report.add_argument("--month", required=True, metavar="YYYY-MM")
    report.add_argument("--site", default=ALL, metavar="CODE|ALL")
    report.add_argument("--as-of", metavar="REVISION|TIMESTAMP", help="as it was reported then")
    report.add_argument("--out", type=Path, required=True, metavar="FILE.pdf|FILE.xlsx")
    for name, text in (
        ("environment", "the environment report of a calendar year as .pdf or .xlsx"),
        ("barometer", "year totals in the items and units of the Milieubarometer, as .xlsx"),
    ):
        yearly = command(name, text)
        yearly.add_argument("--year", type=int, required=True, metavar="YYYY")
        yearly.add_argument("--site", default=ALL, metavar="CODE|ALL")
        yearly.add_argument("--out", type=Path, required=True, metavar="FILE")


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
        faults = binder_faults(certification, judge.figures().site_codes, desk.catalogue.indicators)
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


def report(desk: Desk, given: argparse.Namespace) -> Answer:
    """Write the report of a month: as it was closed, or as a draft while it is not."""
    require_kind(given.out, KINDS)
    snapshot = _snapshot(desk, given.month, given.as_of)
    if site_of(snapshot, given.site) is None:
        known = ", ".join(site.code for site in snapshot.sites)
        raise Refused("site_unknown", site=given.site, known=known)
    voice = voice_of(desk)
    if given.out.suffix.lower() == ".pdf":
        data = printed(lambda: month_document(snapshot, given.site, voice))
    else:
        data = month_workbook(snapshot, given.site, voice)
    write_out(given.out, data)
    return 0, {
        "file": str(given.out),
        "month": snapshot.month,
        "site": given.site,
        "state": snapshot.state,
        "closed": None if snapshot.closing is None else snapshot.closing.stamped,
        "revision": snapshot.revision if snapshot.closing is None else snapshot.closing.revision,
    }


def _snapshot(desk: Desk, text: str, as_of: str | None) -> Snapshot:
    """Return the month as it was reported (then), else as a draft of now."""
    acts = desk.acts()
    month = require_month(acts, text)
    at = desk.judge(as_of).as_of
    kept = newest_version(acts, month, as_of=at)
    if kept is not None:
        return snapshot_at(acts, kept.revision)[0]
    if as_of:
        raise Refused("month_not_closed_then", month=text, revision=str(at))
    judge = acts.judge()
    return snapshot_of(judge, month, around(acts, month), Both.at(judge))


def environment(desk: Desk, given: argparse.Namespace) -> Answer:
    """Write the environment report of a calendar year; the ending of the file says which kind."""
    require_kind(given.out, KINDS)
    acts = desk.acts()
    judge = acts.judge()
    _require_year(judge, given.year)
    _sites(judge, given.site)
    year = Year(
        judge, given.year, given.site, desk.today, acts.demonstration is not None, voice_of(desk)
    )
    paper = given.out.suffix.lower() == ".pdf"
    data = printed(lambda: environment_document(year)) if paper else environment_workbook(year)
    write_out(given.out, data)
    lacking = list(lacking_in(year))
    return 0, {"file": str(given.out), "lacking": lacking, "revision": judge.as_of}


def barometer_sheet(desk: Desk, given: argparse.Namespace) -> Answer:
    """Write the Milieubarometer sheet of a calendar year, a sheet a site."""
    require_kind(given.out, KINDS[1:])
    acts = desk.acts()
    judge, voice = acts.judge(), voice_of(desk)
    _require_year(judge, given.year)
    sites = [(code, barometer(judge, code, given.year)) for code in _sites(judge, given.site)]
    about = [desk.say("barometer.order"), desk.say("frame.state", revision=judge.as_of)]
    if acts.demonstration is not None:
        about.append(desk.say("frame.demonstration"))
    write_out(given.out, barometer_workbook(sites, given.year, about, voice))
    return 0, {
        "file": str(given.out),
        "sites": [code for code, _ in sites],
        "items": len(sites[0][1]),
        "unknown": sum(line.value is None for _, lines in sites for line in lines),
        "revision": judge.as_of,
    }


def _require_year(judge: Judge, year: int) -> None:
    years = form_years(judge.figures())
    if year not in years:
        first, last = (str(years[-1]), str(years[0])) if years else ("–", "–")
        raise Refused("year_without_figures", year=str(year), first=first, last=last)


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
    return Both.at(desk.acts().judge()).voices[desk.language]


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


ANSWERS = {
    "binder": binder,
    "report": report,
    "environment": environment,
    "barometer": barometer_sheet,
}
"""The commands of this module by name."""

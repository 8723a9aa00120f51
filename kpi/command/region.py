"""The region: keys, signed summaries out and in, side by side, definitions, base years that are due."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kpi.acts import Actor, Refused
from kpi.acts.exchange import (
    Offered,
    export_summary,
    import_summary,
    own_summary,
    read_summary,
)
from kpi.acts.moves import Due, due, log_due
from kpi.acts.sector import import_averages
from kpi.acts.signing import make_key, public_key
from kpi.command.desk import Desk
from kpi.command.paper import require_kind, voice_of, write_out
from kpi.command.plain import plain_number
from kpi.judge import Region, RegionLine, region
from kpi.show.definition_list import definition_document, definition_json
from kpi.show.paper import printed

Answer = tuple[int, dict[str, Any]]


def region_commands(command: Callable[[str, str], argparse.ArgumentParser]) -> None:
    """Add the commands of this module to the grammar of the command line."""
    key = command("key", "the public key of this organisation; --make makes it once")
    key.add_argument("--make", action="store_true")
    key.add_argument("--by", type=Actor.local, default="", metavar="NAME")
    out = command("summary", "the signed summary of a calendar year, for the partners")
    out.add_argument("--year", type=int, required=True, metavar="YYYY")
    out.add_argument("--by", type=Actor.local, required=True, metavar="NAME")
    out.add_argument("--out", type=Path, required=True, metavar="FILE.json")
    take = command("partner", "check a partner's summary, and take it in")
    take.add_argument("file", type=Path)
    _deed(take)
    take.add_argument("--dry-run", action="store_true")
    take.add_argument("--replace", action="store_true", help="in place of the one of that year")
    beside = command("region", "all organisations side by side over a calendar year")
    beside.add_argument("--year", type=int, required=True, metavar="YYYY")
    listed = command("definitions", "the list of definitions, as .json or .pdf")
    listed.add_argument("--out", type=Path, required=True, metavar="FILE.json|FILE.pdf")
    averages = command("averages", "take in published averages of a sector from a .csv")
    averages.add_argument("file", type=Path)
    _deed(averages)
    moved = command("moved", "base years that read otherwise since who counts changed; log them")
    moved.add_argument("--rule", default="", metavar="RULE", help="log them under this rule")
    _deed(moved)


def _deed(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("--by", type=Actor.local, default="", metavar="NAME")
    sub.add_argument("--reason", default="")


def key(desk: Desk, given: argparse.Namespace) -> Answer:
    """Give the public key, making it first when asked."""
    acts = desk.acts()
    if given.make:
        make_key(acts, actor=given.by)
    found = public_key(acts)
    if found is None:
        raise Refused("key_missing")
    return 0, {"organisation": desk.catalogue.organisation.organisation.code, "key": found}


def summary(desk: Desk, given: argparse.Namespace) -> Answer:
    """Write the signed summary of a year."""
    acts = desk.acts()
    data = export_summary(acts, given.year, actor=given.by)
    write_out(given.out, data)
    told = own_summary(acts, given.year)
    return 0, {
        "file": str(given.out),
        "year": given.year,
        "figures": sum(figure.value is not None for figure in told.figure),
        "without_value": [f.indicator for f in told.figure if f.value is None],
        "measures": [measure.name for measure in told.measure],
    }


def partner(desk: Desk, given: argparse.Namespace) -> Answer:
    """Check a partner's summary and store it; `--dry-run` only checks."""
    acts = desk.acts()
    offered = read_summary(acts, _read(given.file))
    answer = _offered(desk, offered)
    if given.dry_run:
        return 0, {**answer, "dry_run": True}
    revision = import_summary(
        acts, offered, actor=given.by, reason=given.reason, replace=given.replace
    )
    return 0, {**answer, "revision": revision}


def _offered(desk: Desk, offered: Offered) -> dict[str, Any]:
    return {
        "organisation": offered.summary.organisation,
        "year": int(offered.summary.year),
        "comparable": list(offered.comparable),
        "apart": {name: desk.say(f"region_why.{why}") for name, why in offered.apart},
        "already": offered.same,
    }


def side_by_side(desk: Desk, given: argparse.Namespace) -> Answer:
    """Give the region over a year; values of partners are hidden while too few report."""
    acts = desk.acts()
    found: Region = region(acts.judge(), own_summary(acts, given.year))
    return 0, {
        "year": found.year,
        "organisations": [member.code for member in found.members],
        "silent": [member.code for member in found.silent],
        "lines": [_line(desk, line) for line in found.lines],
        "practices": [
            {
                "indicator": practice.indicator,
                "best": practice.code,
                "measures": [measure.name for measure in practice.theirs],
            }
            for practice in found.practices
        ],
    }


def _line(desk: Desk, line: RegionLine) -> dict[str, Any]:
    return {
        "indicator": line.indicator,
        "per": line.per or None,
        "hidden": line.hidden,
        "values": {cell.code: plain_number(cell.value) for cell in line.cells},
        "why": {cell.code: desk.say(f"region_why.{cell.why}") for cell in line.cells if cell.why},
        "estimated": [cell.code for cell in line.cells if cell.estimated],
        "median": plain_number(line.middle),
        "best": plain_number(line.best),
        "best_of": line.best_of,
        "n": line.count,
    }


def definitions(desk: Desk, given: argparse.Namespace) -> Answer:
    """Write the list of definitions; the ending of the file says which kind."""
    require_kind(given.out, (".json", ".pdf"))
    voice = voice_of(desk) if given.out.suffix.lower() == ".pdf" else None
    if voice is None:
        data = definition_json(desk.catalogue)
    else:
        document = definition_document(voice, desk.today)
        data = printed(lambda: document)
    write_out(given.out, data)
    return 0, {"file": str(given.out), "figures": len(desk.catalogue.indicators)}


def averages(desk: Desk, given: argparse.Namespace) -> Answer:
    """Take in published averages."""
    revision, count = import_averages(
        desk.acts(), _read(given.file), actor=given.by, reason=given.reason
    )
    return 0, {"averages": count, "revision": revision}


def moved(desk: Desk, given: argparse.Namespace) -> Answer:
    """List the base years that are due; `--rule` logs them."""
    acts = desk.acts()
    if not given.rule:
        return 0, {"due": [_due(one) for one in due(acts)]}
    done = log_due(acts, given.rule, actor=given.by, reason=given.reason)
    logged = [{**_due(one), "decision": decision} for one, decision in done]
    return 0, {"logged": logged, "revision": acts.store.revision}


def _due(one: Due) -> dict[str, Any]:
    found = one.told.found
    return {
        "target": one.target.id,
        "indicator": one.told.new.indicator,
        "year": one.year,
        "old": plain_number(found.old.value),
        "new": plain_number(found.new.value),
        "unit": found.new.unit,
        "share": None if found.share is None else plain_number(round(found.share, 3)),
        "since": one.told.old.revision,
    }


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise Refused("file_missing", file=str(path)) from None


ANSWERS = {
    "key": key,
    "summary": summary,
    "partner": partner,
    "region": side_by_side,
    "definitions": definitions,
    "averages": averages,
    "moved": moved,
}

"""Parse a command line, do what it asks, print the answer and return the exit code."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from kpi.acts import SYSTEM, Actor, Refused
from kpi.command import answers, lake, months, paper, region
from kpi.command import factors as lists
from kpi.command import layouts as forms
from kpi.command import recalculate as again
from kpi.command.desk import Desk
from kpi.command.plain import plain_lines
from kpi.declare import ALL, Catalogue, DeclarationError, Language, load
from kpi.store import Lake, Place, StoreDamaged, StoreLocked, path_of, place_of

DONE, REFUSED = 0, 1
FILES_ONLY = {"demo", "restore"}
"""Commands that put a file in the place of a store."""
ANSWERS = {
    **answers.ANSWERS,
    **forms.ANSWERS,
    **lists.ANSWERS,
    **again.ANSWERS,
    **paper.ANSWERS,
    **months.ANSWERS,
    **lake.ANSWERS,
    **region.ANSWERS,
}


def parser() -> argparse.ArgumentParser:
    """Return the grammar of the command line."""
    top = argparse.ArgumentParser(prog="python -m kpi", description=__doc__)
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, text: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=text, description=text)
        sub.add_argument("--json", action="store_true", help="one JSON object on standard output")
        sub.add_argument("--store", default="", help="path of the store, or ducklake:postgres:...")
        sub.add_argument("--lang", choices=("nl", "en"), default="nl", help="language of answers")
        return sub

    command("kinds", "upload kinds with their columns")
    template = command("template", "the CSV template of an upload kind")
    template.add_argument("kind")
    template.add_argument("--out", type=Path)
    check = command("check", "check a file without storing anything")
    _file_command(check)
    check.add_argument("--out", type=Path, help="write the file with its faults in one more column")
    accept = command("accept", "check, compare with history and store a file")
    _file_command(accept)
    accept.add_argument("--by", type=Actor.local, required=True, metavar="NAME")
    accept.add_argument("--dry-run", action="store_true")
    accept.add_argument("--without-refused-rows", action="store_true")
    accept.add_argument("--note", default="")
    undo = command("undo", "take an upload back")
    undo.add_argument("receipt", type=int)
    undo.add_argument("--by", type=Actor.local, required=True, metavar="NAME")
    undo.add_argument("--reason", required=True)
    command("uploads", "the ledger of uploads")
    _layouts_command(command("layouts", "the saved layouts of suppliers' files; withdraw one"))
    command("indicators", "the indicators with kind, unit and direction")
    value = command("value", "one figure")
    explain = command("explain", "the stored lines that make one figure")
    progress = command("progress", "one figure against its targets")
    for sub in (value, explain, progress):
        sub.add_argument("indicator")
        sub.add_argument("--site", required=True, metavar="CODE|UNSPLIT|ALL")
        sub.add_argument("--month", required=True, metavar="YYYY-MM")
        sub.add_argument("--factors", default="year-of-use", metavar="year-of-use|YEAR")
    for sub in (value, explain):
        sub.add_argument("--span", choices=("month", "ytd", "r12", "year"), default="month")
    for sub in (value, explain, progress):
        sub.add_argument("--as-of", metavar="REVISION|DAY|TIMESTAMP")
    progress.add_argument("--target")
    _arrivals_command(command("arrivals", "what is not in yet, from whom, and reminders to send"))
    _weather_command(command("weather", "a use against the weather: lines, corrected, saved"))
    _bridge_command(command("bridge", "why a figure changed between two years"))
    months.month_command(command("month", "states of the months; explain, close, restate, compare"))
    command("demo", "build the demonstration store anew")
    _export_command(command("export", "write everything as tidy CSV with units and provenance"))
    _form_command(command("form", "an official form of a year, filled in to be typed over"))
    _list_commands(
        command("factors", "lay a year's list of emission factors beside the last, and adopt it"),
        command("provisional", "let last year's factors stand in for a list that is not out"),
    )
    _recalculation_command(
        command("recalculate", "a year as it was told then and is told now, by cause")
    )
    _keeping_commands(command)
    for add in (paper.paper_commands, lake.lake_commands, region.region_commands):
        add(command)
    return top


def _export_command(export: argparse.ArgumentParser) -> None:
    export.add_argument("--out", type=Path, required=True, metavar="FOLDER")
    export.add_argument("--factors", default="year-of-use", metavar="year-of-use|YEAR")


def _layouts_command(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("--withdraw", default="", metavar="ID", help="take this one out of use")
    sub.add_argument("--by", type=Actor.local, default="", metavar="NAME")
    sub.add_argument("--reason", default="")


def _recalculation_command(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("indicator")
    sub.add_argument("--before", default="", metavar="INDICATOR", help="the figure it was then")
    sub.add_argument("--site", default=ALL, metavar="CODE|ALL")
    sub.add_argument("--year", type=int, required=True, metavar="YYYY")
    sub.add_argument("--since", required=True, metavar="REVISION|DAY|TIMESTAMP")
    sub.add_argument("--factors", default="year-of-use", metavar="year-of-use|YEAR")
    sub.add_argument("--factors-before", default="year-of-use", metavar="year-of-use|YEAR")
    sub.add_argument("--rule", default="", metavar="RULE", help="log it under this rule")
    sub.add_argument("--by", type=Actor.local, default="", metavar="NAME")
    sub.add_argument("--reason", default="")


def _list_commands(listed: argparse.ArgumentParser, standing: argparse.ArgumentParser) -> None:
    listed.add_argument("file", type=Path)
    listed.add_argument("--dry-run", action="store_true")
    listed.add_argument("--far", default="", metavar="WHY", help="why far values are right")
    for sub in (listed, standing):
        sub.add_argument("--year", type=int, required=True, metavar="YYYY")
        sub.add_argument("--by", type=Actor.local, required=True, metavar="NAME")
        sub.add_argument("--reason", required=True)


def _form_command(form: argparse.ArgumentParser) -> None:
    form.add_argument("form")
    form.add_argument("--year", required=True, metavar="YYYY")
    form.add_argument("--site", default=ALL, metavar="CODE|ALL")
    form.add_argument("--out", type=Path)


def _arrivals_command(arrivals: argparse.ArgumentParser) -> None:
    arrivals.add_argument("--site", default=ALL, metavar="CODE|ALL")


def _weather_command(weather: argparse.ArgumentParser) -> None:
    weather.add_argument("indicator")
    weather.add_argument("--site", default=ALL, metavar="CODE|ALL")
    weather.add_argument("--month", required=True, metavar="YYYY-MM")
    weather.add_argument("--span", choices=("month", "ytd", "r12", "year"), default="r12")
    weather.add_argument("--base", metavar="YYYY|YYYY-YYYY")


def _bridge_command(bridge: argparse.ArgumentParser) -> None:
    bridge.add_argument("indicator")
    bridge.add_argument("--site", default=ALL, metavar="CODE|UNSPLIT|ALL")
    bridge.add_argument("--from", dest="before", required=True, metavar="YYYY")
    bridge.add_argument("--to", dest="after", required=True, metavar="YYYY")
    bridge.add_argument("--months", default="1-12", metavar="FIRST-LAST")
    bridge.add_argument("--factors", default="year-of-use", metavar="year-of-use|YEAR")


def _keeping_commands(command: Callable[[str, str], argparse.ArgumentParser]) -> None:
    backup = command("backup", "write a whole backup into a folder")
    backup.add_argument("--out", type=Path, required=True, metavar="FOLDER")
    restore = command("restore", "put a backup back, and what was done after it")
    restore.add_argument("source", type=Path, metavar="FROM")
    restore.add_argument("--by", type=Actor.local, default=SYSTEM.name, metavar="NAME")
    command("verify", "compare audit log, rows, journal and archive")
    forget = command("forget", "take the name of someone who left out of everything")
    forget.add_argument("name")
    forget.add_argument("--by", type=Actor.local, required=True, metavar="NAME")
    forget.add_argument("--reason", required=True)


def _file_command(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("kind")
    sub.add_argument("file", type=Path)
    sub.add_argument("--decide", action="append", default=[], metavar="COLUMN=ANSWER")
    sub.add_argument("--set", action="append", default=[], metavar="COLUMN=VALUE")


def run(arguments: Sequence[str], today: dt.date) -> int:
    """Do one command and return its exit code: 0 done, 1 refused, 2 wrong usage."""
    given = parser().parse_args(arguments)
    language = cast(Language, given.lang)
    try:
        catalogue = load()
    except DeclarationError as error:
        return _tell(given.json, "declaration", str(error))
    try:
        place = store_place(given)
    except Refused as refusal:
        return _tell_refusal(given.json, catalogue, language, refusal)
    with Desk(catalogue, place, language, today) as desk:
        try:
            code, answer = ANSWERS[given.command](desk, given)
        except Refused as refusal:
            return _tell_refusal(given.json, catalogue, language, refusal)
        except StoreLocked:
            return _tell(given.json, "store_locked", desk.say("refused.store_locked"))
        except StoreDamaged as damage:
            sentence = desk.say("refused.store_damaged", detail=str(damage))
            return _tell(given.json, "store_damaged", sentence)
    _print(answer, given.json)
    return code


def store_place(given: argparse.Namespace) -> Place | None:
    """Return the store that was named, by option or environment; None means the own store.

    Refused when it names a lake that cannot be read, or one for what only a file can be.
    """
    named = given.store or os.environ.get("KPI_STORE", "")
    place = place_of(named) if named else None
    if isinstance(place, Lake) and given.command in FILES_ONLY:
        raise Refused("lake_file_only", command=given.command)
    given.store = path_of(place) if given.store else None
    return place


def _tell_refusal(as_json: bool, catalogue: Catalogue, language: Language, refusal: Refused) -> int:
    sentence = catalogue.words.say(language, f"refused.{refusal.code}", **refusal.facts)
    return _tell(as_json, refusal.code, sentence)


def _tell(as_json: bool, code: str, sentence: str) -> int:
    if as_json:
        print(json.dumps({"refused": code, "message": sentence}, ensure_ascii=False))
    else:
        print(sentence, file=sys.stderr)
    return REFUSED


def _print(answer: Mapping[str, Any], as_json: bool) -> None:
    if as_json:
        print(json.dumps(answer, ensure_ascii=False, indent=1))
        return
    for line in plain_lines(answer):
        print(line)

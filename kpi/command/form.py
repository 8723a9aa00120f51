"""An official form of a year, filled in to be typed over."""

from __future__ import annotations

import argparse
from typing import Any

from kpi.acts import Refused
from kpi.command.desk import Desk
from kpi.command.plain import plain_number
from kpi.declare import Form
from kpi.show.form import FormLine, FormView, form_table, form_view
from kpi.show.voice import Voice


def form(desk: Desk, given: argparse.Namespace) -> tuple[int, dict[str, Any]]:
    """Give a form filled in for a calendar year; ``--out`` writes it as a spreadsheet likes it."""
    declared = _declared(desk, given.form)
    judge = desk.acts().judge()
    scope = desk.scope(given.site, f"{_year(given.year)}-12", "year", judge)
    sites = {code: code for code in judge.figures().site_codes}
    voice = Voice(desk.catalogue, desk.language, sites)
    view = form_view(judge.figures(), declared, scope.month.year, scope.site, voice)
    answer = {**_told(view), "revision": judge.as_of}
    if given.out is not None:
        _write(given, form_table(view, voice).csv)
        answer["file"] = str(given.out)
    return 0, answer


def _declared(desk: Desk, name: str) -> Form:
    found = desk.catalogue.forms.get(name)
    if found is None:
        raise Refused("form_unknown", form=name, known=", ".join(desk.catalogue.forms))
    return found


def _year(text: str) -> int:
    if len(text) != 4 or not text.isascii() or not text.isdecimal() or text < "2010":
        raise Refused("year_unreadable", year=text)
    return int(text)


def _write(given: argparse.Namespace, data: bytes) -> None:
    try:
        given.out.write_bytes(data)
    except OSError:
        raise Refused("folder_unwritable", folder=str(given.out.parent)) from None


def _told(view: FormView) -> dict[str, Any]:
    return {
        "form": view.form,
        "year": view.year,
        "site": view.site,
        "lines": [_line(line) for line in view.lines],
        "left_over": [_line(line) for line in view.left_over],
    }


def _line(line: FormLine) -> dict[str, Any]:
    return {
        "block": line.block,
        "line": line.label,
        "value": plain_number(line.value),
        "unit": line.unit,
        "status": line.status,
        "remark": line.remark,
    }

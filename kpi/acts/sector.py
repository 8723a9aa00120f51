"""Published averages of a sector come in from a table: each with its year, its number, its source."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

from kpi.acts.actor import Actor
from kpi.acts.acts import Acts
from kpi.acts.binder import Change, put_entries
from kpi.acts.sense_of_region import AVERAGE, require_region
from kpi.acts.values import Refused
from kpi.intake.decode import decode

MOST_LINES, MOST_BYTES = 1000, 1_000_000
MARKS = (";", ",", "\t")


def import_averages(acts: Acts, data: bytes, *, actor: Actor, reason: str) -> tuple[int, int]:
    """Store the averages of a table and return the revision and how many there were.

    Its first line names the fields of the register. Refused with the line where a column is not
    known, a figure is not ours, or year, number or source is not there; then nothing is stored.
    """
    register = acts.catalogue.registers[AVERAGE]
    names = [field.name for field in register.field]
    judge = acts.judge()
    changes: dict[str, Change] = {}
    for line, row in _rows(data, names):
        body = {name: text for name, text in row.items() if text}
        if body.get("indicator", "") not in acts.catalogue.indicators:
            raise Refused("average_figure", line=str(line), value=body.get("indicator", ""))
        identifier = "/".join(str(body.get(name) or "") for name in register.key)
        if identifier in changes:
            raise Refused("average_twice", line=str(line), value=identifier)
        _require_filled(line, body, [f.name for f in register.field if f.required])
        require_region(judge, AVERAGE, identifier, body)
        changes[identifier] = Change(AVERAGE, identifier, body)
    if not changes:
        raise Refused("nothing_to_store")
    return put_entries(acts, [*changes.values()], actor=actor, reason=reason), len(changes)


def _rows(data: bytes, names: list[str]) -> list[tuple[int, Mapping[str, str]]]:
    text = decode(data, MOST_BYTES).text
    if text is None:
        raise Refused("average_columns", found="-", known=", ".join(names))
    first = text.partition("\n")[0]
    mark = max(MARKS, key=first.count)
    table = csv.DictReader(io.StringIO(text), delimiter=mark)
    unknown = [name for name in table.fieldnames or () if name not in names]
    if unknown or not table.fieldnames:
        raise Refused("average_columns", found=", ".join(unknown) or "-", known=", ".join(names))
    rows: list[tuple[int, Mapping[str, str]]] = [
        (table.line_num, {n: (t or "").strip() for n, t in row.items() if n}) for row in table
    ]
    if len(rows) > MOST_LINES:
        raise Refused("average_many", count=str(len(rows)), limit=str(MOST_LINES))
    return rows


def _require_filled(line: int, body: Mapping[str, str], required: list[str]) -> None:
    missing = [name for name in required if not body.get(name)]
    if missing:
        raise Refused("average_missing", line=str(line), fields=", ".join(missing))

"""Everything of a store as tidy tables: one observation a line, with unit, state and provenance."""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from kpi.acts import Refused
from kpi.command.desk import Desk, factor_year
from kpi.command.plain import plain_number
from kpi.declare import ALL, UNSPLIT, Indicator, Month
from kpi.judge import Judge, Progress
from kpi.measure import Reason, Scope, hidden_lines, join_rows
from kpi.show.receipts import safe_cell
from kpi.store import live_rows

DECIMALS = 12
"""Decimals of a number: beyond these lies only what dividing leaves over."""
Cells = Sequence[object]


@dataclass(frozen=True)
class Sheet:
    """One table of the export, written line by line."""

    name: str
    header: tuple[str, ...]
    rows: Iterable[Cells]


def export(desk: Desk, given: argparse.Namespace) -> tuple[int, dict[str, Any]]:
    """Write everything as tidy CSV into a folder."""
    acts = desk.acts()
    written = [
        {"file": f"{sheet.name}.csv", "rows": write_sheet(given.out, sheet)}
        for sheet in sheets(desk, factor_year(given.factors))
    ]
    return 0, {"folder": str(given.out), "files": written, "revision": acts.store.revision}


def sheets(desk: Desk, year: int | None) -> Iterator[Sheet]:
    """Yield every table of the export."""
    judge = desk.acts().judge()
    yield Sheet("about", ("name", "value"), _about(desk, judge, year))
    yield Sheet("figures", FIGURES, _figures(desk, judge, year))
    yield Sheet("targets", TARGETS, _targets(desk, judge))
    yield Sheet("progress", PROGRESS, _progress(desk, judge))
    yield Sheet("uploads", UPLOADS, _uploads(desk))
    for contract in desk.catalogue.contracts.values():
        hidden = hidden_lines(desk.catalogue, judge.reader, contract.id, judge.as_of)
        rows = join_rows(contract, live_rows(desk.acts().store, contract), hidden)
        names = tuple(dict.fromkeys(name for row in rows for name in row if name != "slice"))
        yield Sheet(
            f"rows_{contract.id}",
            names or ("upload", "line"),
            [[row.get(name) for name in names] for row in rows],
        )
    yield Sheet("columns", COLUMNS, _columns(desk))
    yield Sheet("factors", *_factors(desk))
    yield Sheet("registers", REGISTERS, _registers(desk))
    yield Sheet("definitions", DEFINITIONS, (_definition(desk, i) for i in _indicators(desk)))
    yield Sheet("sources", SOURCES, _sources(desk))


def write_sheet(folder: Path, sheet: Sheet) -> int:
    """Write one table and return its number of lines; an earlier file gives way when it is whole.

    Refused when the folder cannot be written.
    """
    path, count = folder / f"{sheet.name}.csv", 0
    half = path.with_suffix(".part")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with half.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(sheet.header)
            for cells in sheet.rows:
                writer.writerow([_cell(cell) for cell in cells])
                count += 1
        half.replace(path)
    except OSError:
        raise Refused("folder_unwritable", folder=str(folder)) from None
    return count


def _cell(value: object) -> str:
    """Return a cell as text: numbers with a point, nothing that a spreadsheet would reckon with."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return plain_number(_kept(value)) or ""
    return str(value) if isinstance(value, int) else safe_cell(str(value))


def _kept(value: Decimal) -> Decimal:
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and -exponent > DECIMALS:
        return value.quantize(Decimal(1).scaleb(-DECIMALS), ROUND_HALF_UP)
    return value


def _reason(desk: Desk, reason: Reason | None) -> str:
    return "" if reason is None else desk.say(f"reason.{reason.code}", **reason.facts)


def _policy(year: int | None) -> str:
    return "year-of-use" if year is None else str(year)


def _about(desk: Desk, judge: Judge, year: int | None) -> list[Cells]:
    organisation = desk.catalogue.organisation.organisation
    acts = desk.acts()
    return [
        ("organisation", organisation.name),
        ("revision", judge.as_of),
        ("reporting_date", acts.today().isoformat()),
        ("last_month", str(judge.last_month)),
        ("factor_policy", _policy(year)),
        ("invented", acts.demonstration is not None),
        ("language", desk.language),
        ("small_numbers", desk.say("export.small_numbers")),
    ]


# --- figures -----------------------------------------------------------------------------------

FIGURES = (
    "indicator", "label", "site", "month", "value", "unit", "boundary", "status",
    "coverage_have", "coverage_expected", "reason_code", "reason", "estimated_share",
    "assumed_factor", "factor_policy", "revision",
)  # fmt: skip


def _indicators(desk: Desk) -> list[Indicator]:
    return list(desk.catalogue.indicators.values())


def _sites(judge: Judge) -> tuple[str, ...]:
    figures = judge.figures()
    return (ALL, *figures.site_codes, *((UNSPLIT,) if figures.has_unsplit else ()))


def _months(judge: Judge) -> list[Month]:
    """Return the months of which something is known, up to the last that can be complete."""
    figures = judge.figures()
    if figures.first_month is None or figures.newest_month is None:
        return []
    return list(figures.first_month.until(max(judge.last_month, figures.newest_month)))


def _figures(desk: Desk, judge: Judge, year: int | None) -> Iterator[Cells]:
    figures = judge.figures(year)
    for indicator in _indicators(desk):
        label = indicator.label.of(desk.language)
        for site in _sites(judge):
            for month in _months(judge):
                measured = figures.measured(indicator.id, Scope(site, month))
                yield (
                    indicator.id, label, site, str(month), measured.value, measured.unit,
                    indicator.boundary, measured.status, measured.coverage.have,
                    measured.coverage.expected, measured.reason.code if measured.reason else "",
                    _reason(desk, measured.reason), measured.estimated_share, measured.assumed,
                    _policy(year), judge.as_of,
                )  # fmt: skip


# --- targets -----------------------------------------------------------------------------------

TARGETS = (
    "target", "owner", "set", "label", "indicator", "boundary", "expression", "scope_level",
    "base_year", "path", "milestone_year", "milestone_value", "factor_policy", "proxy",
    "confidence", "source", "valid_from", "valid_to", "origin", "revision",
)  # fmt: skip
PROGRESS = (
    "target", "indicator", "site", "month", "span", "value", "unit", "status", "coverage_have",
    "coverage_expected", "base_year", "base_value", "base_status", "path_value", "gap",
    "gap_percent", "reduction_percent", "ratio_percent", "verdict", "reasons", "remarks",
    "factor_policy", "revision",
)  # fmt: skip


def _targets(desk: Desk, judge: Judge) -> Iterator[Cells]:
    for target in judge.targets:
        for milestone in target.milestones:
            yield (
                target.id, target.owner, target.set, target.label.of(desk.language),
                target.indicator, target.boundary, target.expression, target.scope_level,
                target.base_year, target.path, milestone.year, milestone.value,
                _policy(target.factor_year), target.proxy, target.confidence, target.source,
                target.valid_from, target.valid_to, target.origin, target.revision,
            )  # fmt: skip


def _progress(desk: Desk, judge: Judge) -> Iterator[Cells]:
    """Yield where every target stands over each twelve months that lie within what is known."""
    sites = [site for site in _sites(judge) if site != UNSPLIT]
    for target in judge.targets:
        for site in sites:
            for month in _months(judge)[11:]:
                yield _progress_row(desk, judge.progress(target.id, site, month), judge.as_of)


def _progress_row(desk: Desk, found: Progress, revision: int) -> Cells:
    actual, base, target = found.actual, found.base, found.target
    return (
        target.id, target.indicator, found.scope.site, str(found.scope.month), found.scope.span,
        actual.value if actual else None, actual.unit if actual else "",
        actual.status if actual else "", actual.coverage.have if actual else None,
        actual.coverage.expected if actual else None, base.year if base else target.base_year,
        base.value if base else None, base.status if base else "", found.path_value, found.gap,
        found.gap_share, found.reduction, found.ratio, found.verdict,
        " ".join(_reason(desk, reason) for reason in found.reasons),
        " ".join(_reason(desk, remark) for remark in found.remarks),
        _policy(target.factor_year), revision,
    )  # fmt: skip


# --- uploads and rows --------------------------------------------------------------------------

UPLOADS = (
    "upload", "kind", "file", "file_hash", "origin", "by", "at_utc", "rows_read", "rows",
    "rows_refused", "slices", "live_slices", "note", "taken_back_by", "taken_back_at_utc",
    "taken_back_reason",
)  # fmt: skip
COLUMNS = ("kind", "column", "type", "unit", "required", "label")


def _uploads(desk: Desk) -> Iterator[Cells]:
    for record in desk.acts().uploads():
        back = record.taken_back
        yield (
            record.upload, record.kind, record.file_name, record.file_hash, record.origin,
            record.actor, record.stamped.isoformat(), record.rows_read, record.rows,
            record.rows_refused, len(record.slices), len(record.live_slices), record.note,
            back.actor if back else "", back.stamped.isoformat() if back else "",
            back.reason if back else "",
        )  # fmt: skip


def _columns(desk: Desk) -> Iterator[Cells]:
    for contract in desk.catalogue.contracts.values():
        for column in contract.column:
            yield (
                contract.id, column.name, column.type, column.unit, column.required,
                column.header.of(desk.language),
            )  # fmt: skip


# --- registers and declarations ----------------------------------------------------------------

REGISTERS = (
    "register", "id", "field", "value", "valid_from", "valid_to", "origin", "by", "reason",
    "revision",
)  # fmt: skip
DEFINITIONS = (
    "indicator", "theme", "label_nl", "label_en", "note_nl", "note_en", "kind", "unit",
    "direction", "boundary", "fact", "sum", "where", "over_months", "numerator", "denominator",
    "scale", "parts", "proxy", "sources",
)  # fmt: skip
SOURCES = ("source", "title", "publisher", "url", "read_on", "licence", "note_nl", "note_en")


def _factors(desk: Desk) -> tuple[tuple[str, ...], list[Cells]]:
    """Return the emission factors as they hold now, one a line."""
    names = [field.name for field in desk.catalogue.registers["factor"].field]
    rows: list[Cells] = [
        (entry.id, *(_value(entry.body.get(name)) for name in names), entry.origin, entry.revision)
        for entry in desk.acts().entries("factor")
    ]
    return ("id", *names, "origin", "revision"), rows


def _registers(desk: Desk) -> Iterator[Cells]:
    told = (name for name, one in desk.catalogue.registers.items() if not one.withheld)
    for register in told:
        for entry in desk.acts().entries(register):
            for name, value in sorted(entry.body.items()):
                yield (
                    register, entry.id, name, _value(value), entry.valid_from, entry.valid_to,
                    entry.origin, entry.actor, entry.reason, entry.revision,
                )  # fmt: skip


def _value(value: object) -> object:
    """Return a register's value as a cell; lists and words as JSON."""
    if isinstance(value, Mapping | list):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    return value


def _definition(desk: Desk, indicator: Indicator) -> Cells:
    where = "; ".join(f"{name}={'|'.join(values)}" for name, values in indicator.where.items())
    parts = "; ".join(f"{'-' if p.sign < 0 else '+'}{p.indicator}" for p in indicator.parts)
    return (
        indicator.id, desk.catalogue.theme_of(indicator.id).id, indicator.label.nl,
        indicator.label.en, indicator.note.nl, indicator.note.en, indicator.kind, indicator.unit,
        indicator.direction, indicator.boundary, indicator.fact, indicator.sum, where,
        indicator.over_months, indicator.numerator, indicator.denominator, indicator.scale, parts,
        indicator.proxy, "; ".join(indicator.source),
    )  # fmt: skip


def _sources(desk: Desk) -> Iterator[Cells]:
    for source in desk.catalogue.sources.values():
        note = source.note
        yield (
            source.id, source.title, source.publisher, source.url, source.read_on, source.licence,
            note.nl if note else "", note.en if note else "",
        )  # fmt: skip

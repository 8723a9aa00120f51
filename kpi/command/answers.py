"""One function a command: what it does and the answer it gives, as plain data."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from kpi.acts import Preview, Refused, build_demonstration
from kpi.command.ahead import ahead
from kpi.command.arrivals import arrivals, waiting_for
from kpi.command.desk import Desk, factor_year
from kpi.command.explained import bridge, weather
from kpi.command.export import export
from kpi.command.faults import write_faults
from kpi.command.form import form
from kpi.command.keeping import KEEPING
from kpi.command.plain import plain_number
from kpi.declare import ALL, DEMO_STORE, Contract, demo_plan
from kpi.intake import Checked, Finding, check
from kpi.judge import Judge, Progress
from kpi.measure import Measured, Reason
from kpi.show import display
from kpi.show.receipts import describe
from kpi.store import UploadRecord

Answer = tuple[int, dict[str, Any]]


def kinds(desk: Desk, given: argparse.Namespace) -> Answer:
    """List the upload kinds with their columns."""
    return 0, {"kinds": [_kind(contract, desk) for contract in desk.catalogue.contracts.values()]}


def _kind(contract: Contract, desk: Desk) -> dict[str, Any]:
    return {
        "id": contract.id,
        "label": contract.label.of(desk.language),
        "aliases": list(contract.aliases),
        "slice": list(contract.slice),
        "row_key": list(contract.row_key),
        "columns": [
            {
                "name": column.name,
                "header": column.header.of(desk.language),
                "type": column.type,
                "required": column.required,
                "unit": column.unit,
                "values": [value.id for value in column.values],
            }
            for column in contract.column
        ],
    }


def _contract(desk: Desk, kind: str) -> Contract:
    contract = desk.catalogue.contract(kind)
    if contract is None:
        raise Refused("kind_unknown", kind=kind, known=", ".join(desk.catalogue.contracts))
    return contract


def template(desk: Desk, given: argparse.Namespace) -> Answer:
    """Give the header-only template; ``--out`` writes it as Excel likes it."""
    header = _contract(desk, given.kind).template(desk.language)
    if given.out is not None:
        given.out.write_bytes((header + "\r\n").encode("utf-8-sig"))
    return 0, {"template": header, "file": str(given.out) if given.out else None}


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise Refused("file_missing", file=str(path)) from None


def _pairs(texts: Sequence[str]) -> dict[str, str]:
    pairs = {}
    for text in texts:
        name, mark, answer = text.partition("=")
        if not mark or not name:
            raise Refused("decision_unreadable", text=text)
        pairs[name.strip()] = answer.strip()
    return pairs


def check_file(desk: Desk, given: argparse.Namespace) -> Answer:
    """Check a file; exit 0 without errors. ``--out`` writes it with its faults beside the lines."""
    words, origin = desk.vocabulary()
    checked = check(
        _contract(desk, given.kind),
        _read(given.file),
        words,
        decide=_pairs(given.decide),
        constants=_pairs(given.set),
        today=desk.today,
        name=given.file.name,
    )
    if given.out is not None:
        write_faults(desk, checked, _read(given.file), given.out)
    unanswered = [question for question in checked.questions if question.default is None]
    code = 1 if checked.errors or unanswered else 0
    return code, {**_checked(desk, checked, checked.findings), "registers": origin}


def _checked(desk: Desk, checked: Checked, findings: Sequence[Finding]) -> dict[str, Any]:
    contract = desk.catalogue.contracts[checked.contract]
    return {
        "kind": checked.contract,
        "rows_read": checked.rows_read,
        "rows_ok": len({row.line for row in checked.rows} - {f.line for f in checked.errors}),
        "rows_refused": checked.rows_refused,
        "findings": [_finding(desk, contract, finding) for finding in findings],
        "questions": [
            {
                "key": question.key,
                "code": question.code,
                "options": [{"answer": o.answer, **o.facts} for o in question.options],
                "default": question.default,
                **question.facts,
            }
            for question in checked.questions
        ],
        "totals": [
            {
                "site": total.site,
                "month": str(total.month),
                "measure": total.measure,
                "group": dict(total.group),
                "value": plain_number(total.value),
            }
            for total in checked.totals
        ],
    }


def _finding(desk: Desk, contract: Contract, finding: Finding) -> dict[str, Any]:
    told = describe(finding, contract, desk.say, desk.language)
    return {
        "code": finding.code,
        "severity": finding.severity,
        "line": finding.line,
        "column": finding.column,
        "value": finding.value,
        "also_line": finding.also_line,
        "message": told.message,
        "expected": told.expected,
        "mend": told.mend,
    }


def accept(desk: Desk, given: argparse.Namespace) -> Answer:
    """Check a file, compare it with history and store it."""
    acts = desk.acts(create=True)
    preview = acts.preview(
        given.kind,
        _read(given.file),
        given.file.name,
        decide=_pairs(given.decide),
        constants=_pairs(given.set),
        rehearse=given.dry_run,
    )
    checked = _checked(desk, preview.checked, preview.findings)
    counts = {
        "new": preview.rows_new,
        "replaced": preview.rows_replaced,
        "unchanged": preview.rows_unchanged,
    }
    if given.dry_run:
        dry = {**checked, **counts, "receipt": None, "revision": preview.revision, "dry_run": True}
        changed = [_change(preview, place) for place in range(len(preview.changes))]
        return (0 if preview.acceptable else 1), {**dry, "changes": changed}
    try:
        receipt = acts.accept(
            preview,
            actor=given.by,
            without_refused_rows=given.without_refused_rows,
            note=given.note,
        )
    except Refused as refusal:
        message = desk.say(f"refused.{refusal.code}", **refusal.facts)
        return 1, {**checked, "refused": refusal.code, "message": message}
    answer = {**checked, **counts, "receipt": receipt.number, "revision": acts.store.revision}
    return 0, {**answer, "already": receipt.already}


def _change(preview: Preview, place: int) -> dict[str, Any]:
    change = preview.changes[place]
    return {
        "indicator": change.indicator,
        "site": change.scope.site,
        "month": str(change.scope.month),
        "span": change.scope.span,
        "before": plain_number(change.before.value),
        "after": plain_number(change.after.value),
    }


def undo(desk: Desk, given: argparse.Namespace) -> Answer:
    """Take an upload back with a reason."""
    revision = desk.acts().take_back(given.receipt, actor=given.by, reason=given.reason)
    return 0, {"receipt": given.receipt, "taken_back": True, "revision": revision}


def uploads(desk: Desk, given: argparse.Namespace) -> Answer:
    """List the ledger, newest first."""
    return 0, {"uploads": [_upload(record) for record in desk.acts().uploads()]}


def _upload(record: UploadRecord) -> dict[str, Any]:
    back = record.taken_back
    return {
        "receipt": record.upload,
        "kind": record.kind,
        "file": record.file_name,
        "file_hash": record.file_hash,
        "origin": record.origin,
        "by": record.actor,
        "at": record.stamped.isoformat(),
        "rows": record.rows,
        "slices": len(record.slices),
        "live_slices": len(record.live_slices),
        "note": record.note,
        "taken_back": None
        if back is None
        else {"by": back.actor, "at": back.stamped.isoformat(), "reason": back.reason},
    }


def indicators(desk: Desk, given: argparse.Namespace) -> Answer:
    """List the indicators."""
    return 0, {
        "indicators": [
            {
                "id": indicator.id,
                "kind": indicator.kind,
                "unit": indicator.unit,
                "direction": indicator.direction,
                "label": indicator.label.of(desk.language),
                "theme": theme.id,
            }
            for theme in desk.catalogue.themes
            for indicator in theme.indicators
        ]
    }


def _known(desk: Desk, indicator: str) -> str:
    if indicator not in desk.catalogue.indicators:
        raise Refused("indicator_unknown", indicator=indicator)
    return indicator


def value(desk: Desk, given: argparse.Namespace) -> Answer:
    """Give one figure with its status, coverage and reason."""
    indicator = _known(desk, given.indicator)
    judge = desk.judge(given.as_of)
    scope = desk.scope(given.site, given.month, given.span, judge)
    measured = judge.figures(factor_year(given.factors)).measured(indicator, scope)
    return 0, {**_measured(desk, measured), "revision": judge.as_of}


def _measured(desk: Desk, measured: Measured) -> dict[str, Any]:
    indicator = desk.catalogue.indicators[measured.indicator]
    return {
        "id": measured.indicator,
        "value": plain_number(measured.value),
        "display": display(desk.catalogue, measured, desk.language),
        "unit": measured.unit,
        "boundary": indicator.boundary,
        "status": measured.status,
        "coverage": {"have": measured.coverage.have, "expected": measured.coverage.expected},
        "reason": _reason(desk, measured.reason),
        "estimated_share": plain_number(measured.estimated_share),
        "assumed_factor": measured.assumed,
    }


def _reason(desk: Desk, reason: Reason | None) -> str | None:
    return None if reason is None else desk.say(f"reason.{reason.code}", **reason.facts)


def explain(desk: Desk, given: argparse.Namespace) -> Answer:
    """Give the stored lines whose contributions add up to one figure."""
    indicator = _known(desk, given.indicator)
    judge = desk.judge(given.as_of)
    scope = desk.scope(given.site, given.month, given.span, judge)
    figures = judge.figures(factor_year(given.factors))
    rows = figures.explain(indicator, scope)
    return 0, {
        **_measured(desk, figures.measured(indicator, scope)),
        "rows": [
            {
                "part": row.part,
                "site": row.site,
                "month": str(row.month),
                "category": row.category,
                "contribution": plain_number(row.contribution),
                "quantity": plain_number(row.quantity),
                "factor": plain_number(row.factor),
                "estimated": row.estimated,
                "assumed_factor": row.assumed,
                "receipt": row.receipt or None,
                "file": row.file,
                "line": None if row.joined else row.line or None,
                "joined": row.joined,
            }
            for row in rows
        ],
        "revision": judge.as_of,
    }


def progress(desk: Desk, given: argparse.Namespace) -> Answer:
    """Give a figure against its targets, one target, or (ALL) every target, with its lamps.

    The figure's place may hold a target's id as well. As of a revision, targets and figures are
    those of then.
    """
    judge = desk.judge(given.as_of)
    scope = desk.scope(given.site, given.month, "r12", judge)
    year = factor_year(given.factors)
    known = [target.id for target in judge.targets]
    asked, name = [given.target] if given.target else [], given.indicator
    if name in (ALL, *known):
        asked = asked or (known if name == ALL else [name])
    else:
        name = _known(desk, name)
        asked = asked or [target.id for target in judge.targets if target.indicator == name]
    if not set(asked) <= set(known):
        raise Refused("target_unknown", target=given.target)
    found = [judge.progress(target, scope.site, scope.month, year) for target in asked]
    answer = {"id": name, "site": scope.site, "month": str(scope.month), "span": "r12"}
    targets = [_progress(desk, judge, item) for item in found]
    return 0, {**answer, "targets": targets, "revision": judge.as_of}


def _progress(desk: Desk, judge: Judge, item: Progress) -> dict[str, Any]:
    target, base = item.target, item.base
    return {
        "target": target.id,
        "owner": target.owner,
        "label": target.label.of(desk.language),
        "expression": target.expression,
        "scope_level": target.scope_level,
        "boundary": target.boundary,
        "factors": target.factor_year or "year-of-use",
        "proxy": target.proxy,
        "confidence": target.confidence,
        "source": target.source,
        "base": None
        if base is None
        else {"year": base.year, "value": plain_number(base.value), "status": base.status},
        "milestones": [
            {"year": r.year, "asked": plain_number(r.asked), "value": plain_number(r.value)}
            for r in item.required
        ],
        "value": None if item.actual is None else _measured(desk, item.actual),
        "path": plain_number(item.path_value),
        "gap": plain_number(item.gap),
        "gap_share": plain_number(item.gap_share),
        "reduction": plain_number(item.reduction),
        "ratio": plain_number(item.ratio),
        "verdict": item.verdict,
        "verdict_words": desk.say(f"verdict.{item.verdict}"),
        "reasons": [_reason(desk, reason) for reason in item.reasons],
        "waiting_for": waiting_for(desk, judge, item),
        "remarks": [_reason(desk, remark) for remark in item.remarks],
        **ahead(desk, judge, item),
    }


def demo(desk: Desk, given: argparse.Namespace) -> Answer:
    """Build the demonstration store anew, at its own place unless another is named."""
    path = given.store or DEMO_STORE
    count = build_demonstration(path, desk.catalogue, demo_plan())
    return 0, {"store": str(path), "uploads": count}


ANSWERS: Mapping[str, Callable[[Desk, argparse.Namespace], Answer]] = {
    "kinds": kinds,
    "template": template,
    "check": check_file,
    "accept": accept,
    "undo": undo,
    "uploads": uploads,
    "indicators": indicators,
    "value": value,
    "explain": explain,
    "progress": progress,
    "arrivals": arrivals,
    "demo": demo,
    "export": export,
    "form": form,
    "weather": weather,
    "bridge": bridge,
    **KEEPING,
}

"""Summaries of a year: ours goes out signed, a partner's comes in once its signature is right."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from kpi.acts.actor import Actor
from kpi.acts.acts import Acts
from kpi.acts.entries import require_body
from kpi.acts.guards import require_reason
from kpi.acts.rights import require
from kpi.acts.signing import is_signed, sign
from kpi.acts.values import Refused
from kpi.declare import ALL, FORMAT, SignedSummary, Summary, canonical
from kpi.judge import exchanged, summary_figure, summary_of, why_not
from kpi.store import Entry, put

SUMMARIES, PARTNERS = "partner_summary", "partner"
MOST_BYTES = 2_000_000
DIFFERING = ("not_reported", "definition_differs", "boundary_differs", "basis_differs")
"""Why a figure can never stand beside ours, however well it was filled in."""


@dataclass(frozen=True)
class Offered:
    """A partner's summary, its signature checked, beside what is here; nothing is stored yet.

    `comparable` are the figures that stand by the same definition, `apart` those that do not, each
    with the reason. `before` is the summary of that year that is here already, `same` whether it
    says the very same.
    """

    file: SignedSummary
    comparable: tuple[str, ...]
    apart: tuple[tuple[str, str], ...]
    before: Entry | None
    same: bool

    @property
    def summary(self) -> Summary:
        """What the file says."""
        return self.file.content


def own_summary(acts: Acts, year: int) -> Summary:
    """Return what this organisation would send of a calendar year; nothing leaves."""
    return summary_of(
        acts.judge(),
        year,
        acts.catalogue.organisation.organisation.name,
        acts.today().isoformat(),
        invented=acts.demonstration is not None,
    )


def export_summary(acts: Acts, year: int, *, actor: Actor) -> bytes:
    """Return the signed summary of a calendar year as a file; that it went out is logged.

    Refused while no key was made, for a year that has not ended or of which nothing is known, and
    when no figure has a value.
    """
    permit = require(acts, "export_summary", actor, sites=[ALL])
    if not 2010 <= year <= acts.last_month.plus(-11).year:
        raise Refused("summary_year", year=str(year), last=str(acts.last_month.plus(-11).year))
    summary = own_summary(acts, year)
    if all(figure.value is None for figure in summary.figure):
        raise Refused("summary_empty", year=str(year))
    content = summary.model_dump(mode="json")
    key, signature = sign(acts, canonical(content))
    permit.note("sensitive_read", {"act": "export_summary", "subject": str(year)})
    file = {"content": content, "key": key, "signature": signature}
    return (json.dumps(file, ensure_ascii=False, indent=1) + "\n").encode()


def read_summary(acts: Acts, data: bytes) -> Offered:
    """Check a partner's file and lay it beside what is here; nothing is stored.

    Refused when it is no summary, of an organisation that is not known or is ourselves, signed by
    another key or changed since, twice of one figure, of a year to come, or invented where figures
    are real.
    """
    file = _parsed(data)
    summary = file.content
    own = acts.catalogue.organisation.organisation.code
    if summary.organisation == own:
        raise Refused("summary_own", organisation=own)
    partners = {str(e.body["code"]): str(e.body["key"]) for e in acts.entries(PARTNERS)}
    if summary.organisation not in partners:
        known = ", ".join(sorted(partners)) or "-"
        raise Refused("summary_unknown", organisation=summary.organisation, known=known)
    _require_signature(file, partners[summary.organisation])
    _require_sound(acts, summary)
    there = f"{summary.organisation}/{summary.year}"
    before = next((e for e in acts.entries(SUMMARIES) if e.id == there), None)
    told = _beside(acts, summary)
    return Offered(
        file=file,
        comparable=tuple(name for name, why in told if why not in DIFFERING),
        apart=tuple((name, why) for name, why in told if why in DIFFERING),
        before=before,
        same=before is not None and before.body["content"] == _content(summary),
    )


def import_summary(
    acts: Acts, offered: Offered, *, actor: Actor, reason: str, replace: bool = False
) -> int:
    """Store a partner's summary and return the revision; the same one again stores nothing.

    Refused when nothing in it can be compared, and when another one of that year is here unless it
    is to be replaced. The earlier one stays in the history.
    """
    permit = require(
        acts, "import_summary", actor, registers=[acts.catalogue.registers[SUMMARIES]], sites=[ALL]
    )
    # What was seen a while ago may have changed: the key, or what is here.
    offered = read_summary(acts, offered.file.model_dump_json().encode())
    summary = offered.summary
    if offered.same and offered.before is not None:
        return offered.before.revision
    if not offered.comparable:
        raise Refused("summary_nothing", organisation=summary.name, count=str(len(offered.apart)))
    if offered.before is not None and not replace:
        facts = {"organisation": summary.name, "year": summary.year}
        raise Refused("summary_twice", revision=str(offered.before.revision), **facts)
    require_reason(reason)
    body = {
        "organisation": summary.organisation,
        "year": summary.year,
        "content": _content(summary),
        "key": offered.file.key,
        "signature": offered.file.signature,
    }
    register = acts.catalogue.registers[SUMMARIES]
    require_body(register, body)
    with permit.write(reason) as writing:
        put(writing, register, f"{summary.organisation}/{summary.year}", body)
        return writing.revision


def _content(summary: Summary) -> str:
    return canonical(summary.model_dump(mode="json")).decode()


def _parsed(data: bytes) -> SignedSummary:
    """Return the file as it is declared; Refused names the place that is not."""
    if len(data) > MOST_BYTES:
        raise Refused("summary_large", limit=str(MOST_BYTES // 1_000_000))
    try:
        given = json.loads(data.decode("utf-8-sig"), object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise Refused("summary_unreadable", detail=str(error)[:200]) from None
    try:
        return SignedSummary.model_validate(given)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "-"
        raise Refused("summary_form", place=place, format=FORMAT) from None


def _once(pairs: Sequence[tuple[str, Any]]) -> Mapping[str, Any]:
    """Refuse a name that stands twice: two readers could take it for two things."""
    found = dict(pairs)
    if len(found) != len(pairs):
        twice = next(n for n, count in Counter(n for n, _ in pairs).items() if count > 1)
        raise ValueError(twice)
    return found


def _require_signature(file: SignedSummary, known: str) -> None:
    """Refuse what the key we know did not sign; the key in the file is never trusted."""
    content = canonical(file.content.model_dump(mode="json"))
    if is_signed(known, file.signature, content):
        return
    code = "summary_other_key" if file.key != known else "summary_signature"
    raise Refused(code, organisation=file.content.name, known=known[:8], found=file.key[:8])


def _require_sound(acts: Acts, summary: Summary) -> None:
    names = Counter(figure.indicator for figure in summary.figure)
    twice = [name for name, count in names.items() if count > 1]
    if twice:
        raise Refused("summary_figure_twice", figure=twice[0], year=summary.year)
    if int(summary.year) >= acts.today().year:
        raise Refused("summary_year", year=summary.year, last=str(acts.today().year - 1))
    if summary.invented and acts.demonstration is None:
        raise Refused("summary_invented", organisation=summary.name)
    for figure in summary.figure:
        # A level that is counted is never below nought; a value without one is a slip of somebody's.
        if (figure.value is None) != (figure.status == "missing"):
            raise Refused("summary_form", place=figure.indicator, format=FORMAT)
        if int(figure.have) > int(figure.expected):
            raise Refused("summary_form", place=figure.indicator, format=FORMAT)
        if figure.denominator is not None and not Decimal(figure.denominator):
            raise Refused("summary_form", place=figure.indicator, format=FORMAT)


def _beside(acts: Acts, summary: Summary) -> list[tuple[str, str]]:
    """Return every figure of ours and theirs with why it may not be compared, empty where it may."""
    judge, year = acts.judge(), int(summary.year)
    theirs = {figure.indicator: figure for figure in summary.figure}
    ours = {name: summary_figure(judge, name, year) for name in exchanged(acts.catalogue)}
    told: list[tuple[str, str]] = [
        (name, why_not(theirs.get(name), figure)) for name, figure in ours.items()
    ]
    return told + [(name, "definition_differs") for name in theirs if name not in ours]

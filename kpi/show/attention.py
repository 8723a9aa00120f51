"""What needs a person: files to mend, targets to settle, certificates that end, lists to fill in.

Everything here follows from the registers and the ledger; a file that was refused as a whole left
no trace there and cannot be told.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kpi.declare import ALL, Contract
from kpi.judge import LAPSED, Certificate, Certification, Progress, Schema, falling, listed_schema
from kpi.measure import Figures
from kpi.show.certification import certificate_sentence, schema_label
from kpi.show.completeness import Arrival, arrival_sentences, months_told
from kpi.show.receipts import Sent, moment
from kpi.show.voice import Voice

SETTLED_BY_A_PERSON = (
    "base_year_unknown",
    "path_none",
    "boundary_unknown",
    "boundary_differs",
    "base_boundary_differs",
    "base_unit_differs",
    "base_year_differs",
    "base_incomplete",
    "answer_missing",
)
"""Reasons for no verdict that somebody can take away on the page of the targets."""
REMARKED = ("base_example", "target_ended")
"""Remarks on a target that somebody should look into."""


@dataclass(frozen=True)
class Task:
    """Something to do, as a sentence, the page where it is done and what its address has to say."""

    sentence: str
    page: str
    query: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Lacking:
    """What one upload kind of one site lacks, who sent it last, and the kind's id to send it."""

    contract: str
    sentences: tuple[str, ...]
    sender: str


def lacking(found: Sequence[Arrival], records: Iterable[Sent], voice: Voice) -> tuple[Lacking, ...]:
    """Return what is not in, by kind and site in the order of `found`; the ledger newest first."""
    ledger = [record for record in records if record.taken_back is None]
    return tuple(
        Lacking(
            arrival.contract,
            arrival_sentences([arrival], voice),
            _sender(arrival, ledger, voice),
        )
        for arrival in found
        if arrival.incomplete
    )


def _sender(arrival: Arrival, ledger: Iterable[Sent], voice: Voice) -> str:
    """Say who sent this kind for this site last; that nobody did is said as well."""
    contract = voice.catalogue.contracts[arrival.contract]
    for record in ledger:
        if record.kind == arrival.contract and _holds(record, contract, arrival.code):
            timezone = voice.catalogue.organisation.organisation.timezone
            stamped = moment(record.stamped, timezone, voice.language)
            facts = {"actor": record.actor, "file": record.file_name, "stamped": stamped}
            return voice.say("lacking.sent", **facts)
    return voice.say("lacking.never")


def _holds(record: Sent, contract: Contract, code: str) -> bool:
    place = contract.slice.index(contract.place)
    return any(key[place] == code for key in record.slices)


def tasks(
    progress: Sequence[Progress],
    figures: Figures,
    certification: Certification,
    sites: Sequence[str],
    today: dt.date,
    voice: Voice,
) -> tuple[Task, ...]:
    """Return what a person can do now, the most urgent first; empty when nothing waits.

    What simply has to be sent is not among it: see `lacking`.
    """
    ending = _certificates(certification, sites, today, voice)
    return (
        *_left_out(figures, sites, voice),
        *(task for state in ("expired", "expires") for task in ending.get(state, ())),
        *_targets(progress, voice),
        *ending.get("unknown", ()),
        *_stations(figures, sites, voice),
        *_lapsing(certification, sites, today, voice),
        *_requirements(certification, sites, today, voice),
    )


def _left_out(figures: Figures, sites: Sequence[str], voice: Voice) -> list[Task]:
    """Months whose file was accepted without its refused lines: those lines are still to come."""
    found = []
    for contract in sorted(voice.catalogue.contracts.values(), key=lambda c: c.order):
        refused = figures.kind(contract.id).refused
        for code in dict.fromkeys(site for site, _ in sorted(refused)):
            if contract.by_site and code not in sites:
                continue
            months = sorted({month for site, month in refused if site == code})
            sentence = voice.say(
                "task.left_out",
                kind=contract.label.of(voice.language),
                site=voice.site(code),
                months=months_told(months, voice),
            )
            found.append(Task(sentence, "upload", {"tab": "file", "kind": contract.id}))
    return found


def _targets(progress: Sequence[Progress], voice: Voice) -> list[Task]:
    """One task a reason, with the targets that it keeps without a verdict."""
    found = []
    unjudged = [p for p in progress if p.verdict == "no_verdict"]
    for code in (*SETTLED_BY_A_PERSON, *REMARKED):
        asked = unjudged if code in SETTLED_BY_A_PERSON else progress
        waiting = [p for p in asked if code in {r.code for r in (*p.reasons, *p.remarks)}]
        if waiting:
            names = [f"‘{p.target.label.of(voice.language)}’" for p in waiting]
            sentence = voice.say(f"task.{code}", count=len(names), targets=", ".join(names))
            found.append(Task(sentence, "targets", {"target": waiting[0].target.id}))
    return found


def _certificates(
    certification: Certification, sites: Sequence[str], today: dt.date, voice: Voice
) -> dict[str, list[Task]]:
    """Return the certificates to renew or complete by their state, every certificate once."""
    found: dict[str, list[Task]] = {}
    seen: set[str] = set()
    for site in sites:
        newest = next(iter(certification.certificates_of(site)), None)
        if newest is None or newest.id in seen or newest.state(today) == "valid":
            continue
        seen.add(newest.id)
        sentence = certificate_sentence(certification, site, today, voice)
        task = Task(sentence, "thermometer", {"site": _site_of(newest, site)})
        found.setdefault(newest.state(today), []).append(task)
    return found


def _site_of(certificate: Certificate, site: str) -> str:
    return ALL if certificate.scope == "group" else site


def _stations(figures: Figures, sites: Sequence[str], voice: Voice) -> list[Task]:
    """Sites that name no place for a kind that is not sent by sites, such as their station."""
    kinds = [c.id for c in voice.catalogue.contracts.values() if not c.by_site]
    return [
        Task(
            voice.say("task.station", site=voice.site(code)),
            "registers",
            {"register": "site", "entry": code},
        )
        for code in sites
        if any(not figures.named_by(kind, code) for kind in kinds)
    ]


def _lapsing(
    certification: Certification, sites: Sequence[str], today: dt.date, voice: Voice
) -> list[Task]:
    """What would fall away if the auditor came today, or within a month: once a site and list."""
    found = []
    for code in sites:
        schema = listed_schema(certification, code)
        if schema is None:
            continue
        levels = certification.levels(code, schema, today)
        lost = [f for f in falling(levels) if f.loss in (*LAPSED, "urgent")]
        if lost:
            facts = {"count": len(lost), "site": voice.site(code)}
            query = {"site": code, "schema": schema.code, "tab": "today"}
            key = "task.lapsing_one" if len(lost) == 1 else "task.lapsing"
            found.append(Task(voice.say(key, **facts), "binder", query))
    return found


def _requirements(
    certification: Certification, sites: Sequence[str], today: dt.date, voice: Voice
) -> list[Task]:
    """What keeps the levels open: a list that was never entered, requirements without an answer."""
    listed = {schema.code: schema for schema in certification.listed()}
    aimed = {code: certification.ambition(code) for code in sites}
    wanted = {code: ambition.schema for code, ambition in aimed.items() if ambition is not None}
    lists = [
        Task(
            voice.say("task.no_list", schema=schema_label(certification, name, voice)),
            "binder",
            {"tab": "import"},
        )
        for name in dict.fromkeys(wanted.values())
        if name not in listed
    ]
    answers = (
        _unanswered(certification, code, listed[name], today, voice)
        for code, name in wanted.items()
        if name in listed
    )
    return [*lists, *(task for task in answers if task is not None)]


def _unanswered(
    certification: Certification, site: str, schema: Schema, today: dt.date, voice: Voice
) -> Task | None:
    asked = certification.levels(site, schema, today).dossiers
    waiting = [dossier for dossier in asked if dossier.assessment.answer == "unknown"]
    if not waiting:
        return None
    facts = {"count": len(waiting), "all": len(asked), "site": voice.site(site)}
    query = {"site": site, "schema": schema.code, "tab": "requirements"}
    return Task(voice.say("task.requirements", **facts), "binder", query)

"""What follows from the binder: what falls away, what is wrong in it, the way to the next level."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from kpi.declare import ALL
from kpi.judge.certification import Certification
from kpi.judge.scheme import Dossier, Schema, SiteLevels, Validity, day_of, validity
from kpi.methods import Candidate, Standing, cheapest, demand, lowest_reached

Loss = Literal[
    "assessment_lapsed", "evidence_lapsed", "contradicted", "without_evidence", "warned", "urgent"
]
"""Why a requirement falls away, or will."""
LAPSED: tuple[Loss, ...] = ("assessment_lapsed", "evidence_lapsed")
LOSSES: tuple[Loss, ...] = (*LAPSED, "contradicted", "without_evidence", "urgent", "warned")
"""In the order of how much it hurts."""
EFFORTS = ("small", "medium", "large", "")
"""From little work to much; what nobody estimated comes last."""


@dataclass(frozen=True)
class Falling:
    """A requirement that would fall away before an auditor, or soon does, and why."""

    dossier: Dossier
    loss: Loss


@dataclass(frozen=True)
class BinderFault:
    """Something in the registers that cannot be right; words under ``binder_fault.<code>``."""

    code: str
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class GapStep:
    """Something to do on the way to a level; `points` is None for a mandatory requirement.

    `levels` counts the levels that ask it.
    """

    dossier: Dossier
    points: Decimal | None
    levels: int


@dataclass(frozen=True)
class Gap:
    """The way to one level: every mandatory step, the extras with the least work, what is short.

    `short` is how many points would still lack when all proposed extras are done, None when it is
    not known how many are asked; then no extras are proposed.
    """

    standing: Standing
    mandatory: tuple[GapStep, ...]
    extras: tuple[GapStep, ...]
    short: Decimal | None


@dataclass(frozen=True)
class GroupLevels:
    """What sites reach together; `visited` are those in the sample, with the level they show.

    A sample says nothing of the sites that are not in it: the group holds what all sites hold.
    """

    all_sites: str | None
    visited: tuple[str, ...]
    in_sample: str | None


def falling(found: SiteLevels) -> tuple[Falling, ...]:
    """Return what falls away if the auditor came on this day, and what will within 90 days."""
    told = ((dossier, _loss(dossier, found.today)) for dossier in found.dossiers)
    ranked = [Falling(dossier, loss) for dossier, loss in told if loss is not None]
    return tuple(sorted(ranked, key=lambda f: LOSSES.index(f.loss)))


def _loss(dossier: Dossier, today: dt.date) -> Loss | None:
    if dossier.answer == "lapsed":
        own = validity(dossier.assessment.valid_until, today)
        return "assessment_lapsed" if own == "expired" else "evidence_lapsed"
    if dossier.contradicted:
        return "contradicted"
    if dossier.answer != "met" or dossier.assessment.answer != "met":
        return None
    states = _states(dossier, today)
    if not dossier.evidence and not dossier.live:
        return "without_evidence"
    return "urgent" if "urgent" in states else "warned" if "warned" in states else None


def _states(dossier: Dossier, today: dt.date) -> set[Validity]:
    """Return how long the assessment holds, and the evidence that holds longest."""
    own = validity(dossier.assessment.valid_until, today)
    order: Sequence[Validity] = ("expired", "unreadable", "urgent", "warned", "valid", "open")
    pieces = [validity(piece.valid_until, today) for piece in dossier.evidence]
    return {own, max(pieces, key=order.index)} if pieces else {own}


def gap_to(found: SiteLevels, standing: Standing) -> Gap:
    """Return the way to a level as steps: little work first, of equal work what more levels ask."""
    levels = [s.level for s in found.levels]
    below = levels[: levels.index(standing.level) + 1]
    by_code = {d.requirement.code: d for d in found.dossiers}
    steps = [
        GapStep(by_code[code], None, _asking(by_code[code], levels)) for code in standing.lacking
    ]
    lacking = max(Decimal(), (standing.minimum or Decimal()) - standing.points)
    chosen = cheapest(
        [
            Candidate(d.requirement.code, d.requirement.points, _effort(d))
            for d in found.dossiers
            if d.answer not in ("met", "not_applicable") and _demand(d, below) == "extra"
        ],
        lacking,
    )
    extras = tuple(
        GapStep(by_code[c.code], c.points, _asking(by_code[c.code], levels)) for c in chosen
    )
    brought = sum((c.points for c in chosen), Decimal())
    return Gap(
        standing,
        tuple(sorted(steps, key=lambda s: (_effort(s.dossier), -s.levels))),
        extras,
        None if standing.minimum is None else max(Decimal(), lacking - brought),
    )


def _effort(dossier: Dossier) -> int:
    effort = dossier.assessment.effort
    return EFFORTS.index(effort) if effort in EFFORTS else len(EFFORTS)


def _demand(dossier: Dossier, levels: Sequence[str]) -> str:
    return demand(dossier.requirement.demands, levels)


def _asking(dossier: Dossier, levels: Sequence[str]) -> int:
    upto = [levels[: place + 1] for place in range(len(levels))]
    return sum(_demand(dossier, below) == "mandatory" for below in upto)


def group_levels(found: Sequence[SiteLevels]) -> GroupLevels:
    """Return what the sites reach together, and what those in the sample show."""
    order = [standing.level for standing in found[0].levels] if found else []
    visited = [site for site in found if site.ambition.visited]
    return GroupLevels(
        all_sites=lowest_reached([site.reached for site in found], order),
        visited=tuple(site.site for site in visited),
        in_sample=lowest_reached([site.reached for site in visited], order),
    )


def binder_faults(
    certification: Certification,
    sites: Collection[str],
    indicators: Collection[str],
) -> tuple[BinderFault, ...]:
    """Return what cannot be right in requirements, assessments, evidence and criteria."""
    known = {(r.schema, r.code) for r in certification.requirements}
    return (
        *_unruled(certification),
        *_strayed(certification, known, sites),
        *(
            BinderFault("criterion_figure", {"code": c.code, "figure": c.indicator})
            for c in certification.criteria
            if c.indicator not in indicators
        ),
        *(
            BinderFault("criterion_code", {"code": c.code, "schema": c.schema})
            for c in certification.criteria
            if (c.schema, c.code) not in known
        ),
    )


def _unruled(certification: Certification) -> Iterable[BinderFault]:
    """Name the schemas and kinds of care with requirements at a level and no rule for levels."""
    stated = {
        (r.schema, r.care_type): r
        for r in certification.requirements
        if set(r.demands.values()) - {"unstated", "none"} or not r.demands
    }
    for (schema, care_type), requirement in stated.items():
        if not certification.ruled(requirement):
            yield BinderFault("level_unruled", {"schema": schema, "care_type": care_type})


def _strayed(
    certification: Certification, known: Collection[tuple[str, str]], sites: Collection[str]
) -> Iterable[BinderFault]:
    """Name assessments and evidence of a requirement or a site that is not there."""
    kept = [("assessment", *key) for key in certification.assessments]
    kept += [("evidence", e.site, e.schema, e.code) for e in certification.evidence]
    for kind, site, schema, code in dict.fromkeys(kept):
        facts = {"code": code, "schema": schema, "site": site}
        if (schema, code) not in known:
            yield BinderFault(f"{kind}_code", facts)
        if site not in sites and not (kind == "evidence" and site == ALL):
            yield BinderFault(f"{kind}_site", facts)


def listed_schema(certification: Certification, site: str) -> Schema | None:
    """Return the schema a site works towards when its list is there, else the first that is."""
    listed = {schema.code: schema for schema in certification.listed()}
    aimed = certification.ambition(site)
    if aimed is not None and aimed.schema in listed:
        return listed[aimed.schema]
    return next(iter(listed.values()), None)


def days_left(until: str, today: dt.date) -> int | None:
    """Return the days until and with the last one; negative when it has passed."""
    last = day_of(until)
    return None if last is None else (last - today).days

"""What a certification scheme is made of: certificates, schemas, requirements, answers, evidence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from kpi.declare import Text
from kpi.measure import Measured, Scope
from kpi.methods import Answer, Demand, Standing

SOON = dt.timedelta(days=180)
"""A certificate with fewer days left than this expires soon."""
WARNED, URGENT = dt.timedelta(days=90), dt.timedelta(days=30)
"""Evidence with no more days left than these asks for attention, and for haste."""

CertificateState = Literal["valid", "expires", "expired", "unknown"]
Validity = Literal["open", "valid", "warned", "urgent", "expired", "unreadable"]
"""How long something still holds; open has no end, unreadable has one that is no day."""
ListState = Literal["none", "example", "partial", "complete"]
Test = Literal["measured", "complete", "above", "at_least", "at_most"]


def day_of(text: str) -> dt.date | None:
    """Return the day a text says, None when it says none."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def validity(until: str, today: dt.date) -> Validity:
    """Return how long something still holds that is good until and with a day."""
    if not until:
        return "open"
    last = day_of(until)
    if last is None:
        return "unreadable"
    left = last - today
    if left.days < 0:
        return "expired"
    if left <= URGENT:
        return "urgent"
    return "warned" if left <= WARNED else "valid"


@dataclass(frozen=True)
class Certificate:
    """One certificate as it was recorded; `sites` is empty for one that holds for all sites."""

    id: str
    scope: str
    sites: tuple[str, ...]
    sampled: tuple[str, ...]
    schema: str
    level: str
    issued: str
    valid_until: str
    auditor: str
    source: str
    note: Text | None

    def covers(self, site: str) -> bool:
        """Tell whether a site falls under it."""
        return site in self.sites or (self.scope == "group" and not self.sites)

    def state(self, today: dt.date) -> CertificateState:
        """Return what follows from its dates; unknown without a day on which it ends."""
        last = day_of(self.valid_until)
        if last is None:
            return "unknown"
        if last < today:
            return "expired"
        return "expires" if last - today < SOON else "valid"


@dataclass(frozen=True)
class Schema:
    """One version of the scheme and how far its list of requirements goes."""

    code: str
    label: Text
    list: ListState
    valid_from: str
    valid_to: str
    transition_until: str
    source: str
    note: Text | None


@dataclass(frozen=True)
class Requirement:
    """One requirement of a schema, with what it is at every level."""

    schema: str
    code: str
    theme: str
    text: Text
    care_type: str
    demands: Mapping[str, Demand]
    points: Decimal
    evidence: Text | None
    indicator: str | None
    read_in: Text | None
    source: str


@dataclass(frozen=True)
class Assessment:
    """What was found of one requirement at one site, when by whom, and what is still to be done.

    After `valid_until` a requirement that was met is met no longer. `department` is where the
    auditor looks at it, `inspection` how. Empty texts are not known.
    """

    answer: Answer
    date: str = ""
    by: str = ""
    comment: str = ""
    owner: str = ""
    due: str = ""
    valid_until: str = ""
    inspection: str = ""
    department: str = ""
    effort: str = ""


UNKNOWN = Assessment("unknown")
"""What holds of a requirement that nobody assessed."""


@dataclass(frozen=True)
class Ambition:
    """What a site is held against and works towards; `hectares` of green is None when unknown.

    `visited` tells whether the site is in the sample of the next audit, None when not known.
    """

    site: str
    schema: str
    care_type: str
    aim: str
    hectares: Decimal | None
    audit_on: str = ""
    visited: bool | None = None


@dataclass(frozen=True)
class Evidence:
    """One document (`location` is its fingerprint) or reference that shows a requirement is met."""

    id: str
    site: str
    schema: str
    code: str
    title: str
    kind: Literal["document", "link"]
    location: str
    file_name: str
    valid_until: str
    note: str


@dataclass(frozen=True)
class Criterion:
    """Which figure answers a requirement, and when; `whole` tells that it answers all of it."""

    schema: str
    code: str
    indicator: str
    test: Test
    threshold: Decimal | None
    whole: bool
    note: Text | None


@dataclass(frozen=True)
class Live:
    """What a figure says of a requirement by itself, over the twelve months of `scope`.

    `months` counts those in which it was measured. `measured` is None when there is no such
    figure; `reason` says why the answer is unknown, else it is empty.
    """

    criterion: Criterion
    answer: Answer
    scope: Scope
    measured: Measured | None
    months: int
    reason: str = ""


@dataclass(frozen=True)
class Earlier:
    """The requirement of an earlier schema that one follows, with what was found of it then."""

    schema: str
    code: str
    change: str
    assessment: Assessment


@dataclass(frozen=True)
class Dossier:
    """Everything known of one requirement at one site on one day.

    `answer` is what counts: what was found, what figures say, and what no longer holds taken
    together. `contradicted` tells that a person says met and a figure says it is not.
    """

    requirement: Requirement
    assessment: Assessment
    evidence: tuple[Evidence, ...]
    live: tuple[Live, ...]
    earlier: tuple[Earlier, ...]
    answer: Answer
    contradicted: bool


@dataclass(frozen=True)
class SiteLevels:
    """A site against one schema on a day: every requirement's dossier, and where each level stands.

    `checked` tells that all minima come from the schema itself.
    """

    site: str
    schema: Schema
    ambition: Ambition
    today: dt.date
    dossiers: tuple[Dossier, ...]
    levels: tuple[Standing, ...]
    reached: str | None
    checked: bool

    @property
    def requirements(self) -> tuple[Requirement, ...]:
        """The requirements that hold for the site, in the order of the list."""
        return tuple(dossier.requirement for dossier in self.dossiers)

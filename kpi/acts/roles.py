"""From what a sign-in tells to what someone may do, by the registers as they stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from kpi.acts.actor import Actor, Grant
from kpi.acts.acts import Acts
from kpi.declare import ROLES, Catalogue

ROLE, SESSION = "role", "session"
EVERYONE = "everyone"
Bodies = Callable[[str], Iterable[Mapping[str, Any]]]
"""Gives the bodies of a register's entries."""


@dataclass(frozen=True)
class Identity:
    """What a sign-in tells of someone.

    `name` is what stands beside what that person does, `subject` the name that never changes,
    `signed_in` the moment (UTC without a zone), None where a proxy keeps that to itself.
    """

    name: str
    subject: str = ""
    groups: frozenset[str] = frozenset()
    signed_in: dt.datetime | None = None


Why = Literal["signed_out", "ended", "denied", "no_role"]


@dataclass(frozen=True)
class Shut:
    """Someone who does not come in, and why. `name` is empty when unknown."""

    why: Why
    name: str = ""


@dataclass(frozen=True)
class Limits:
    """How long a sign-in holds without doing anything, and at most."""

    inactivity: dt.timedelta
    longest: dt.timedelta


def stored(acts: Acts) -> Bodies:
    """Return the registers of a store as they stand now."""
    return lambda register: [entry.body for entry in acts.entries(register)]


def shipped(catalogue: Catalogue) -> Bodies:
    """Return the registers as they ship, for when there is no store to ask."""
    return lambda register: [s.body for s in catalogue.seeds if s.register_id == register]


def actor_of(bodies: Bodies, identity: Identity) -> Actor:
    """Return what someone may do; without a group that gives a role, nothing."""
    grants = tuple(
        Grant.of(body["role"], body)
        for body in bodies(ROLE)
        if body["group"] in identity.groups and body["role"] in ROLES
    )
    return Actor(identity.name, grants, identity.subject)


def limits_of(bodies: Bodies) -> Limits:
    """Return how long a sign-in holds."""
    body = next(body for body in bodies(SESSION) if body["name"] == EVERYONE)
    return Limits(
        dt.timedelta(minutes=float(Decimal(str(body["inactivity_minutes"])))),
        dt.timedelta(hours=float(Decimal(str(body["longest_hours"])))),
    )

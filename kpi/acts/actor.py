"""Who acts: a name, and what that person or program may do where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kpi.declare import ROLES, Role


@dataclass(frozen=True)
class Grant:
    """A role, and where it holds: `sites` and `kinds` (of upload) None mean everywhere."""

    role: Role
    sites: frozenset[str] | None = None
    kinds: frozenset[str] | None = None

    @classmethod
    def of(cls, role: Role, body: Mapping[str, Any]) -> Grant:
        """Return a role with the places that a register entry names; an empty list means all."""
        sites, kinds = body.get("sites") or (), body.get("kinds") or ()
        return cls(role, frozenset(sites) or None, frozenset(kinds) or None)

    def covers(self, least: Role, site: str | None, kind: str | None) -> bool:
        """Tell whether this is enough for an act on a site and a kind; None: it has none."""
        return (
            ROLES.index(self.role) >= ROLES.index(least)
            and (self.sites is None or site is None or site in self.sites)
            and (self.kinds is None or kind is None or kind in self.kinds)
        )


@dataclass(frozen=True)
class Actor:
    """Who does an act. One without a name is nobody yet; one without grants may do nothing.

    Grants add up each by itself: waste of one site and energy of another is not waste of both.
    `subject` is the name that the sign-in never changes, by which the deny list may know someone.
    """

    name: str
    grants: tuple[Grant, ...] = ()
    subject: str = ""

    @classmethod
    def local(cls, name: str) -> Actor:
        """Return who works at the machine itself, where nobody signs in: everything is allowed."""
        return cls(name.strip(), (Grant("admin"),))

    def __bool__(self) -> bool:
        return bool(self.name.strip())

    @property
    def role(self) -> Role | None:
        """The highest role, wherever it holds; None without any."""
        held = [ROLES.index(grant.role) for grant in self.grants]
        return ROLES[max(held)] if held else None

    def may(self, least: Role, sites: Iterable[str] = (), kinds: Iterable[str] = ()) -> bool:
        """Tell whether a role is held for every one of these sites and kinds."""
        return all(
            any(grant.covers(least, site, kind) for grant in self.grants)
            for site in (*sites,) or (None,)
            for kind in (*kinds,) or (None,)
        )


SYSTEM = Actor.local("kpi")
"""The product itself: nightly backup, loading of what ships."""

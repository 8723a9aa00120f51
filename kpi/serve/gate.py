"""Who is there: the identity a sign-in told, how long it holds, and what that person may do now."""

from __future__ import annotations

import datetime as dt
import re
import threading
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from kpi.acts import Actor, Acts, Identity, Limits, Shut, actor_of, is_denied, limits_of
from kpi.acts.roles import Why, shipped, stored
from kpi.declare import load
from kpi.serve.sign_in import Way, way_in

NAMES = ("preferred_username", "email", "upn", "sub")
"""Claims of a sign-in that name someone, the first one given counts."""
SUBJECTS = ("oid", "sub")
GROUPS = ("roles", "groups")
LONG_AGO = dt.datetime(1970, 1, 1)  # noqa: DTZ001 moments are UTC without a zone here
KEPT = dt.timedelta(days=2)
"""No sign-in holds so long: what was seen of it can be forgotten."""

Key = tuple[str, dt.datetime | None]


class Sessions:
    """When each sign-in was last active. One that nobody saw yet counts from when it was made."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last: dict[Key, dt.datetime] = {}
        self._told: set[tuple[Key, str]] = set()
        self._began: dict[str, dt.datetime] = {}

    def began(self, tab: str, now: dt.datetime) -> dt.datetime:
        """Return when a browser tab came in: of those whom a proxy signs in, it tells no moment.

        A page left open so ends as a sign-in does; to load it again is to ask the proxy anew.
        """
        with self._lock:
            self._began = {t: at for t, at in self._began.items() if now - at < KEPT}
            return self._began.setdefault(tab, now)

    def holds(self, identity: Identity, limits: Limits, now: dt.datetime, *, active: bool) -> bool:
        """Tell whether a sign-in still holds; `active` says that the person just did something."""
        if identity.signed_in is None:
            return True
        key = _key(identity)
        with self._lock:
            last = self._last.get(key, identity.signed_in)
            if now - identity.signed_in > limits.longest or now - last > limits.inactivity:
                return False
            if active:
                self._last[key] = now
            self._last = {k: at for k, at in self._last.items() if now - at < KEPT}
            return True

    def first(self, identity: Identity, what: str) -> bool:
        """Tell whether this is the first time that something is said of a sign-in."""
        with self._lock:
            mark = (_key(identity), what)
            if mark in self._told:
                return False
            self._told.add(mark)
            return True


def _tab() -> str:
    """Return the session of the server in which this page runs."""
    here = get_script_run_ctx(suppress_warning=True)
    return "" if here is None else here.session_id


def _key(identity: Identity) -> Key:
    return identity.subject or identity.name, identity.signed_in


class Gate:
    """The way into the dashboard. `now` gives the moment, UTC without a zone."""

    def __init__(self, now: Callable[[], dt.datetime]) -> None:
        self._now = now
        self._sessions = Sessions()

    @property
    def way(self) -> Way:
        """How people come in here."""
        return way_in()

    @property
    def is_local(self) -> bool:
        """Whether nobody signs in here."""
        return self.way.mode == "local"

    def identity(self) -> Identity | None:
        """Return who signed in, of whom this run of a page is; None when nobody did."""
        way = self.way
        if way.mode == "proxy":
            return from_headers(way, st.context.headers, self._sessions.began(_tab(), self._now()))
        claims = st.user.to_dict() if way.mode == "oidc" else {}
        return from_claims(claims) if claims.get("is_logged_in") is True else None

    def who(self, acts: Acts | None, *, active: bool = True) -> Actor | Shut:
        """Return who is there and what that person may do at this moment, or why nobody comes in.

        Without a store the roles are those that ship: so a damaged one can be restored.
        """
        if self.is_local:
            return Actor.local("")
        identity = self.identity()
        if identity is None:
            return Shut("signed_out")
        bodies = shipped(load()) if acts is None else stored(acts)
        found = actor_of(bodies, identity)
        shut = self._shut(acts, identity, found, limits_of(bodies), active=active)
        if acts is not None:
            self._note(acts, identity, shut)
        return found if shut is None else Shut(shut, identity.name)

    def _shut(
        self, acts: Acts | None, identity: Identity, found: Actor, limits: Limits, *, active: bool
    ) -> Why | None:
        if acts is not None and is_denied(acts.entries, found):
            return "denied"
        if not self._sessions.holds(identity, limits, self._now(), active=active):
            return "ended"
        return None if found.grants else "no_role"

    def _note(self, acts: Acts, identity: Identity, shut: Why | None) -> None:
        """Write in the audit log, once a sign-in, that someone came in, was refused, or is out."""
        name = {None: "authn_login_success", "ended": "session_expired"}.get(shut, "authz_fail")
        if self._sessions.first(identity, name):
            acts.store.note(name, identity.name, {"act": "sign_in", "why": shut or ""})


def from_claims(claims: Mapping[str, Any]) -> Identity | None:
    """Return whom an id token speaks of; None when it names nobody.

    A token that does not say when it was made is as old as can be: it holds no longer.
    """
    name = next((str(claims[n]) for n in NAMES if claims.get(n)), "")
    made = claims.get("iat")
    signed_in = LONG_AGO
    if isinstance(made, int | float):
        signed_in = dt.datetime.fromtimestamp(made, dt.UTC).replace(tzinfo=None)
    groups = frozenset(text for claim in GROUPS for text in _texts(claims.get(claim)))
    subject = next((str(claims[n]) for n in SUBJECTS if claims.get(n)), "")
    return Identity(name, subject, groups, signed_in) if name else None


def _texts(value: object) -> Iterable[str]:
    if isinstance(value, str):
        return [value]
    return [str(text) for text in value] if isinstance(value, Iterable) else []


def from_headers(way: Way, headers: Mapping[str, str], began: dt.datetime) -> Identity | None:
    """Return whom the proxy names, in from a moment on; None when it names nobody."""
    name = (headers.get(way.user_header) or "").strip()
    groups = re.split(r"[,;]", headers.get(way.groups_header) or "")
    held = frozenset(group.strip() for group in groups if group.strip())
    return Identity(name, groups=held, signed_in=began) if name else None


def utc_now() -> dt.datetime:
    """Return the moment, UTC without a zone."""
    return dt.datetime.now(dt.UTC).replace(tzinfo=None)


GATE = Gate(utc_now)
"""The way into this process."""

"""Who may do what. Every act asks `require` first; its answer is the only way to write."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from kpi.acts.actor import Actor
from kpi.acts.values import Refused
from kpi.declare import ALL, Catalogue, Register, Role
from kpi.store import Entry, Store, Writing

UPLOAD, TAKE_BACK, REGISTER, RIGHTS, FORGET, KEEP = (
    "upload", "take_back", "register", "rights", "forget", "keep",
)  # fmt: skip
"""What kind of deed an act is in the ledger and the audit log."""


@dataclass(frozen=True)
class Rule:
    """The least role for an act; None: the register it changes says so itself."""

    least: Role | None
    deed: str


RULES: Mapping[str, Rule] = {
    "accept": Rule("uploader", UPLOAD),
    "take_back": Rule("uploader", TAKE_BACK),
    "set_aside": Rule("uploader", UPLOAD),
    "set_entry": Rule(None, REGISTER),
    "restore_shipped": Rule(None, REGISTER),
    "put_entries": Rule(None, REGISTER),
    "attach": Rule(None, REGISTER),
    "adopt_list": Rule(None, REGISTER),
    "adopt_provisional": Rule(None, REGISTER),
    "close_month": Rule("officer", "close_month"),
    "restate_month": Rule("officer", "restate_month"),
    "forget_person": Rule("admin", FORGET),
    "back_up": Rule("admin", KEEP),
    "restore_store": Rule("admin", KEEP),
    "move_store": Rule("admin", KEEP),
    "make_key": Rule("admin", KEEP),
    "export_summary": Rule("officer", REGISTER),
    "import_summary": Rule("officer", REGISTER),
    "start_own": Rule("admin", KEEP),
}
"""Every act that writes, by the name of its function. What is not here cannot write."""
GIVING = frozenset({"role", "denied", "session", "drop_role"})
"""Registers that say who may do what: a change of them has its own name in the audit log."""
ROLE, DENIED = "role", "denied"


class Acting(Protocol):
    """What has to be known of the store to decide: its registers, and where a refusal is noted."""

    @property
    def store(self) -> Store:
        """The store itself."""
        ...

    @property
    def catalogue(self) -> Catalogue:
        """All declarations."""
        ...

    def entries(self, register: str) -> list[Entry]:
        """Return the entries of a register."""
        ...


@dataclass(frozen=True)
class Permit:
    """Leave to do one act in one actor's name."""

    store: Store
    actor: Actor
    deed: str

    def write(self, reason: str) -> AbstractContextManager[Writing]:
        """Begin the act's transaction."""
        return self.store.write(self.deed, self.actor.name, reason)

    def note(self, name: str, facts: Mapping[str, object]) -> None:
        """Write a line in the audit log about what changes no figure."""
        self.store.note(name, self.actor.name, facts)


def require(
    acts: Acting,
    act: str,
    actor: Actor,
    *,
    registers: Iterable[Register] = (),
    sites: Iterable[str] = (),
    kinds: Iterable[str] = (),
) -> Permit:
    """Return leave to do an act; Refused, and noted as `authz_fail`, when it is not allowed.

    `sites` and `kinds` are what the act touches, `registers` what it changes. An act that a rule
    is missing for is refused whoever asks.
    """
    if not actor:
        raise Refused("actor_missing")
    changed, touched, kinds = tuple(registers), tuple(sites), tuple(kinds)
    refused = _refusal(act, actor, changed, touched, kinds, is_denied(acts.entries, actor))
    if refused is not None:
        subject = "/".join((*(r.id for r in changed), *kinds))
        note_refusal(acts, actor, act, subject, refused)
        raise refused
    giving = any(register.id in GIVING for register in changed)
    return Permit(acts.store, actor, RIGHTS if giving else RULES[act].deed)


def require_entries(
    acts: Acting,
    act: str,
    actor: Actor,
    changes: Iterable[tuple[str, str, Mapping[str, Any] | None]],
) -> Permit:
    """Return leave to change register entries: each a register, an id, and its new body if any.

    What an entry says now counts as well as what it will say: nobody takes over another's entry by
    writing his own site into it.
    """
    given = [(name, identifier, body) for name, identifier, body in changes]
    registers = {name: acts.catalogue.registers[name] for name, _, _ in given}
    present = {name: {e.id: e.body for e in acts.entries(name)} for name in registers}
    sites: set[str] = set()
    kinds: set[str] = set()
    for name, identifier, body in given:
        bodies = (present[name].get(identifier), body)
        sites.update(sites_of(registers[name], *bodies))
        kinds.update(kinds_of(registers[name], *bodies))
    permit = require(acts, act, actor, registers=registers.values(), sites=sites, kinds=kinds)
    new = {identifier: body for name, identifier, body in given if name == ROLE and body}
    if new and not any(b.get("role") == "admin" for b in {**present[ROLE], **new}.values()):
        raise Refused("last_admin")
    return permit


def require_role(act: str, actor: Actor) -> None:
    """Refuse an act on a store that is not open, by the role alone: nothing can be noted in it."""
    refused = _refusal(act, actor, (), (), (), denied=False)
    if refused is not None:
        raise refused


def note_refusal(acts: Acting, actor: Actor, act: str, subject: str, refused: Refused) -> None:
    """Write in the audit log that someone was refused; it names who by number."""
    acts.store.note("authz_fail", actor.name, {"act": act, "subject": subject, "why": refused.code})


def refusal(
    actor: Actor,
    act: str,
    *,
    registers: Iterable[Register] = (),
    sites: Iterable[str] = (),
    kinds: Iterable[str] = (),
) -> Refused | None:
    """Return how an act would be refused by the roles alone, so that a screen offers no more."""
    return _refusal(act, actor, tuple(registers), tuple(sites), tuple(kinds), denied=False)


def _refusal(
    act: str,
    actor: Actor,
    registers: tuple[Register, ...],
    sites: tuple[str, ...],
    kinds: tuple[str, ...],
    denied: bool,
) -> Refused | None:
    rule = RULES.get(act)
    if rule is None:
        return Refused("act_without_rule", act=act)
    if denied:
        return Refused("denied")
    wanted = (rule.least,) if rule.least is not None else tuple(r.changed_by for r in registers)
    for least in wanted:
        if not actor.may(least):
            return Refused(f"needs_{least}")
        if not actor.may(least, sites, kinds):
            return Refused(
                "needs_place", sites=", ".join(sorted(sites)) or "-", kinds=", ".join(kinds) or "-"
            )
    # Without a single register there is nothing to change, and nobody who might.
    return None if wanted else Refused("act_without_rule", act=act)


def is_denied(entries: Callable[[str], Iterable[Entry]], actor: Actor) -> bool:
    """Tell whether the deny list names who acts, as it stands at this moment."""
    names = {name.casefold() for name in (actor.name, actor.subject) if name}
    return any(
        str(entry.body["name"]).casefold() in names
        for entry in entries(DENIED)
        if entry.body.get("denied") in (True, "true")
    )


def sites_of(register: Register, *bodies: Mapping[str, Any] | None) -> tuple[str, ...]:
    """Return the sites that a change of an entry touches: as it was, and as it will be.

    An entry that belongs to no site is the whole group's, except where uploaders keep how their
    own files read: that has no place.
    """
    if register.changed_by == "uploader":
        return ()
    fields = [field.name for field in register.field if field.type == "site"]
    named = {str(body.get(name) or ALL) for body in bodies if body is not None for name in fields}
    return tuple(sorted(named or {ALL}))


def kinds_of(register: Register, *bodies: Mapping[str, Any] | None) -> tuple[str, ...]:
    """Return the upload kinds that a change of an entry speaks of."""
    if all(field.name != "contract" for field in register.field):
        return ()
    named = {str(body.get("contract") or "") for body in bodies if body is not None}
    return tuple(sorted(named - {""}))

"""The legal payback term as dated data: which rule holds on a day, and what it asks of a measure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from kpi.declare import Text
from kpi.judge.measures import Worth
from kpi.judge.targets import Entry

Duty = Literal["within", "beyond", "never", "unknown", "other", "no_rule"]
"""Pays back within the term, later, or never; unknown without money; about something else than the
rule; or there is no rule."""


@dataclass(frozen=True)
class PaybackRule:
    """One version of the duty: measures that pay back within `years`, above either threshold.

    `kinds` are the upload kinds it is about; with none it may be about any measure.
    """

    id: str
    name: str
    status: Literal["in_force", "announced"]
    years: Decimal
    electricity_kwh: Decimal
    gas_m3: Decimal
    kinds: tuple[str, ...]
    source: str
    note: Text | None
    valid_from: str
    valid_to: str


def read_rules(entries: Iterable[Entry]) -> tuple[PaybackRule, ...]:
    """Return the rules of register entries, the newest first."""
    found = [_read(entry) for entry in entries]
    return tuple(sorted(found, key=lambda rule: (rule.valid_from, rule.id), reverse=True))


def _read(entry: Entry) -> PaybackRule:
    body = entry.body
    note = body.get("note")
    return PaybackRule(
        id=entry.id,
        name=body["name"],
        status=body["status"],
        years=Decimal(str(body["years"])),
        electricity_kwh=Decimal(str(body["electricity_kwh"])),
        gas_m3=Decimal(str(body["gas_m3"])),
        kinds=tuple(map(str, body.get("kinds") or ())),
        source=body["source"],
        note=Text(nl=note["nl"], en=note["en"]) if note else None,
        valid_from=entry.valid_from,
        valid_to=entry.valid_to,
    )


def rule_on(rules: Sequence[PaybackRule], day: str) -> PaybackRule | None:
    """Return the rule in force on a day, the newest when there are more; None without one."""
    for rule in rules:
        begun = not rule.valid_from or rule.valid_from <= day
        if rule.status == "in_force" and begun and (not rule.valid_to or day <= rule.valid_to):
            return rule
    return None


def duty(worth: Worth, rule: PaybackRule | None, kinds: Collection[str]) -> Duty:
    """Return what a rule asks of a measure; the term itself is still within it.

    `kinds` are the upload kinds that the measure's figure reads: a rule about others asks nothing.
    """
    if rule is None:
        return "no_rule"
    if rule.kinds and not set(rule.kinds) & set(kinds):
        return "other"
    if worth.present_value is None:
        return "unknown"
    if worth.payback is None:
        return "never"
    return "within" if worth.payback <= rule.years else "beyond"

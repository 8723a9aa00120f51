"""The manual inside the app: what a clerk and an officer do, with the names that stand on the screen.

Names of pages, fields and buttons come from the same words as the screens themselves; upload kinds,
days, columns, roles, signs and states from the declarations and registers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from kpi.declare import ROLES, Contract, Role
from kpi.declare.readings import TIMES
from kpi.judge import Delivery
from kpi.show.definition_card import sent_by
from kpi.show.progress import VERDICT_MARKS
from kpi.show.views import MARKS
from kpi.show.voice import Voice

Rows = list[tuple[str, ...]]

CLERK = ("open", "kind", "file", "faults", "questions", "effect", "save", "receipt")
CLERK_HELP = ("wrong_file", "no_figure", "no_file", "whole_year", "supplier", "private")
OFFICER = ("late", "look", "explain", "close", "report", "follow")
OFFICER_HELP = ("definition", "target", "correct", "factors", "trust")
"""The steps and the questions of each reader, in their order."""

NAMES: Mapping[str, str] = {
    "page_upload": "page.upload",
    "page_arrivals": "page.arrivals",
    "page_overview": "page.overview",
    "page_month": "page.month",
    "page_closing": "page.closing",
    "page_reports": "page.reports",
    "page_targets": "page.targets",
    "page_measures": "page.measures",
    "page_signals": "page.signals",
    "page_registers": "page.registers",
    "page_definitions": "page.definitions",
    "tab_file": "upload.tab.file",
    "tab_typed": "upload.tab.typed",
    "tab_spread": "upload.tab.spread",
    "tab_history": "upload.tab.history",
    "field_kind": "upload.kind",
    "errors": "upload.severity.error",
    "remarks": "upload.severity.remark",
    "questions": "upload.questions",
    "effect": "upload.effect.title",
    "save": "upload.accept",
    "reminders": "arrivals.reminders",
    "closing_steps": "closing_page.intro",
    "definition": "definition_card.title",
}
"""What sentences of the manual call by name, and where its words stand."""


def steps(reader: str, names: Iterable[str], voice: Voice) -> list[str]:
    """Return the steps or answers of a reader as sentences, names of the screen filled in."""
    facts = {place: voice.say(key) for place, key in NAMES.items()}
    return [voice.say(f"manual.{reader}_{name}", **facts) for name in names]


def kind_rows(
    contracts: Iterable[Contract], deliveries: Iterable[Delivery], today: dt.date, voice: Voice
) -> Rows:
    """Return every upload kind of the sites: who sends it by which day, and the columns it needs."""
    known = tuple(deliveries)
    ordered = sorted((c for c in contracts if c.by_site), key=lambda c: c.order)
    return [
        (
            contract.label.of(voice.language),
            sent_by(contract.id, known, today, voice),
            ", ".join(_needed(contract, voice)),
        )
        for contract in ordered
    ]


def _needed(contract: Contract, voice: Voice) -> list[str]:
    """Return the headers without which no file is taken, or which of several there have to be."""

    def together(names: Iterable[str]) -> str:
        headers = [contract.find(name).header.of(voice.language) for name in names]
        return voice.say("manual.with").join(headers)

    told = [c.header.of(voice.language) for c in contract.column if c.required]
    for rule in contract.rule:
        if rule.rule == "inside_month" and not contract.find(rule.month).required:
            either = (contract.find(name) for name in (rule.month, rule.column))
            month, day = (column.header.of(voice.language) for column in either)
            told.append(voice.say("manual.either", one=month, other=day))
    if contract.unpivot is not None:
        told.append(voice.say("manual.one_figure"))
    if contract.readings is not None:
        told.append(voice.say("manual.one_time", names=", ".join(map(together, TIMES))))
    if contract.quantity is not None and contract.quantity.instead:
        ways = [(contract.quantity.value,), *(way.columns for way in contract.quantity.instead)]
        told.append(voice.say("manual.one_amount", names=", ".join(map(together, ways))))
    return told


def role_rows(acts: Mapping[str, Role | None], voice: Voice) -> Rows:
    """Return what each role may do more than the one before it, by the rules of the acts.

    `acts` names the least role of every act; None where the register says so itself.
    """
    return [
        (
            _started(voice.say(f"role.{role}")),
            _started("; ".join(_allowed(role, acts, voice))),
        )
        for role in ROLES
    ]


def _allowed(role: Role, acts: Mapping[str, Role | None], voice: Voice) -> list[str]:
    told = [voice.say("manual_act.look")] if role == ROLES[0] else []
    told += [voice.say(f"manual_act.{act}") for act, least in acts.items() if least == role]
    registers = voice.catalogue.registers.values()
    changed = [r for r in registers if r.editable and r.changed_by == role]
    if changed:
        told.append(voice.say("manual_act.registers", count=len(changed)))
    return told


def _started(text: str) -> str:
    return text[:1].upper() + text[1:]


def sign_rows(voice: Voice) -> Rows:
    """Return every sign of a figure's state and of a verdict, with its word and what it means."""
    states = [(mark, "status", name) for name, mark in MARKS.items()]
    verdicts = [(mark, "verdict", name) for name, mark in VERDICT_MARKS.items()]
    return [
        (mark, voice.say(f"{group}.{name}"), voice.say(f"{group}_note.{name}"))
        for mark, group, name in [*states, *verdicts]
    ]

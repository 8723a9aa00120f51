"""Certificates and levels: what the registers say, what follows from dates and from the rule."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from kpi.declare import ALL, Text
from kpi.judge.scheme import (
    UNKNOWN,
    Ambition,
    Assessment,
    Certificate,
    Criterion,
    Dossier,
    Earlier,
    Evidence,
    Live,
    Requirement,
    Schema,
    SiteLevels,
    validity,
)
from kpi.judge.targets import Entry
from kpi.methods import Answer, Demand, Item, Rule, effective, reached_level, standings

Entries = Mapping[str, Iterable[Entry]]
"""The entries of every register that is read here."""
Key = tuple[str, str, str]
"""A site, a schema and a code."""
LiveAnswers = Mapping[str, Sequence[Live]]
"""What figures say by themselves, by code."""

REGISTERS = (
    "certificate",
    "certification",
    "schema",
    "schema_theme",
    "level_rule",
    "requirement",
    "assessment",
    "evidence",
    "criterion",
    "succession",
    "list_layout",
)


class Certification:
    """Everything of the scheme at one revision."""

    def __init__(self, entries: Entries) -> None:
        self.certificates = tuple(
            sorted((_certificate(e) for e in entries["certificate"]), key=lambda c: c.issued)
        )
        self.schemas = tuple(
            sorted(
                (_schema(e) for e in entries["schema"]), key=lambda s: (s.list != "none", s.code)
            )
        )
        self._themes = {
            (str(e.body["schema"]), str(e.body["number"])): Text(**e.body["name"])
            for e in entries["schema_theme"]
        }
        self._ambitions = {str(e.body["site"]): _ambition(e) for e in entries["certification"]}
        self._rules = sorted(entries["level_rule"], key=lambda e: _number(e.body, "order") or 0)
        levels = tuple(dict.fromkeys(str(e.body["level"]) for e in self._rules))
        found = (_requirement(e, levels) for e in entries["requirement"])
        self.requirements = tuple(sorted(found, key=_place))
        self.assessments = read_assessments(entries["assessment"])
        self.evidence = tuple(_evidence(e) for e in entries["evidence"])
        self.criteria = tuple(_criterion(e) for e in entries["criterion"])
        self._layouts = {
            str(e.body["name"]): dict(
                pair.split("=", 1) for pair in _list(e.body["columns"]) if "=" in pair
            )
            for e in entries["list_layout"]
        }
        self._successions = [e.body for e in entries["succession"]]

    def as_assessed(self, entries: Iterable[Entry]) -> Certification:
        """Return the same registers with other assessments."""
        other = copy.copy(self)
        other.assessments = read_assessments(entries)
        return other

    def schema(self, code: str) -> Schema | None:
        """Return a schema by its code."""
        return next((schema for schema in self.schemas if schema.code == code), None)

    def list_headers(self, schema: str) -> dict[str, str]:
        """Return what the working document of a schema calls its columns, by field, in its order."""
        return dict(self._layouts.get(schema, {}))

    def theme(self, schema: str, number: str) -> Text | None:
        """Return what a theme of a schema is called; the numbers differ by schema."""
        return self._themes.get((schema, number))

    def themes(self, schema: str) -> tuple[str, ...]:
        """Return the numbers of a schema's themes, in their order."""
        numbers = [number for code, number in self._themes if code == schema]
        return tuple(sorted(numbers, key=_rank))

    def listed(self) -> tuple[Schema, ...]:
        """Return the schemas of which requirements are known."""
        codes = {requirement.schema for requirement in self.requirements}
        return tuple(schema for schema in self.schemas if schema.code in codes)

    def ambition(self, site: str) -> Ambition | None:
        """Return what a site works towards, None when that was not recorded."""
        return self._ambitions.get(site)

    def certificates_of(self, site: str) -> tuple[Certificate, ...]:
        """Return the certificates under which a site falls, the newest first."""
        return tuple(c for c in reversed(self.certificates) if c.covers(site))

    def levels(
        self, site: str, schema: Schema, today: dt.date, live: LiveAnswers | None = None
    ) -> SiteLevels:
        """Return where a site stands against a schema on a day; `live` is what figures say.

        A site without a recorded ambition is held against the only kind of care that is listed;
        with several kinds nothing is guessed and no requirement holds.
        """
        ambition = self.held_against(site, schema)
        dossiers = tuple(
            self._dossier(site, requirement, today, (live or {}).get(requirement.code, ()))
            for requirement in self.requirements_of(schema, ambition)
        )
        rules = [
            e.body
            for e in self._rules
            if (e.body["schema"], e.body["care_type"]) == (schema.code, ambition.care_type)
        ]
        found = standings(
            [_rule(body) for body in rules],
            [item_of(dossier) for dossier in dossiers],
            hectares=ambition.hectares,
            complete=schema.list == "complete",
        )
        return SiteLevels(
            site=site,
            schema=schema,
            ambition=ambition,
            today=today,
            dossiers=dossiers,
            levels=tuple(found),
            reached=reached_level(found),
            checked=all(body["evidence"] == "confirmed" for body in rules),
        )

    def held_against(self, site: str, schema: Schema) -> Ambition:
        """Return what a site is held against in a schema, recorded or following from the list."""
        own = (r for r in self.requirements if r.schema == schema.code)
        kinds = sorted({requirement.care_type for requirement in own})
        only = kinds[0] if len(kinds) == 1 else ""
        return self.ambition(site) or Ambition(site, schema.code, only, "", None)

    def requirements_of(self, schema: Schema, ambition: Ambition) -> tuple[Requirement, ...]:
        """Return the requirements of a schema that hold for a site's kind of care."""
        return tuple(
            r
            for r in self.requirements
            if r.schema == schema.code and r.care_type == ambition.care_type
        )

    def ruled(self, requirement: Requirement) -> bool:
        """Tell whether levels have rules in the requirement's schema and kind of care."""
        own = (requirement.schema, requirement.care_type)
        return any((e.body["schema"], e.body["care_type"]) == own for e in self._rules)

    def _dossier(
        self, site: str, requirement: Requirement, today: dt.date, live: Sequence[Live]
    ) -> Dossier:
        schema, code = requirement.schema, requirement.code
        found = self.assessments.get((site, schema, code), UNKNOWN)
        evidence = tuple(
            e
            for e in self.evidence
            if (e.schema, e.code) == (schema, code) and e.site in (site, ALL)
        )
        said = [(answer.answer, answer.criterion.whole) for answer in live]
        return Dossier(
            requirement=requirement,
            assessment=found,
            evidence=evidence,
            live=tuple(live),
            earlier=self._earlier(site, schema, code),
            answer=effective(found.answer, said, lapsed=has_lapsed(found, evidence, today)),
            contradicted=found.answer == "met" and ("not_met" in {answer for answer, _ in said}),
        )

    def _earlier(self, site: str, schema: str, code: str) -> tuple[Earlier, ...]:
        return tuple(
            Earlier(
                schema=(old := str(body["earlier_schema"])),
                code=(old_code := str(body["earlier_code"])),
                change=str(body["change"]),
                assessment=self.assessments.get((site, old, old_code), UNKNOWN),
            )
            for body in self._successions
            if (body["schema"], body["code"]) == (schema, code)
        )


def has_lapsed(assessment: Assessment, evidence: Sequence[Evidence], today: dt.date) -> bool:
    """Tell whether what showed a requirement no longer holds on a day.

    That is when the assessment's own day has passed, or every piece of its evidence has expired.
    """
    if validity(assessment.valid_until, today) == "expired":
        return True
    states = {validity(piece.valid_until, today) for piece in evidence}
    return states == {"expired"}


def item_of(dossier: Dossier) -> Item:
    """Return a dossier as the rule of the levels looks at it."""
    requirement = dossier.requirement
    return Item(requirement.code, requirement.demands, requirement.points, dossier.answer)


def _certificate(entry: Entry) -> Certificate:
    body = entry.body
    return Certificate(
        id=entry.id,
        scope=str(body["scope"]),
        sites=_list(body.get("sites")),
        sampled=_list(body.get("sampled")),
        schema=_text(body, "schema"),
        level=str(body["level"]),
        issued=str(body["issued"]),
        valid_until=_text(body, "valid_until"),
        auditor=_text(body, "auditor"),
        source=_text(body, "source"),
        note=_words(body, "note"),
    )


def _schema(entry: Entry) -> Schema:
    body = entry.body
    return Schema(
        code=str(body["code"]),
        label=Text(**body["label"]),
        list=body["list"],
        valid_from=entry.valid_from,
        valid_to=entry.valid_to,
        transition_until=_text(body, "transition_until"),
        source=_text(body, "source"),
        note=_words(body, "note"),
    )


def _requirement(entry: Entry, levels: Iterable[str]) -> Requirement:
    body = entry.body
    return Requirement(
        schema=str(body["schema"]),
        code=str(body["code"]),
        theme=str(body["theme"]),
        text=Text(**body["text"]),
        care_type=str(body["care_type"]),
        demands={level: cast(Demand, body.get(level) or "unstated") for level in levels},
        points=_number(body, "points") or Decimal(),
        evidence=_words(body, "evidence"),
        indicator=_text(body, "indicator") or None,
        read_in=_words(body, "read_in"),
        source=_text(body, "source"),
    )


def _ambition(entry: Entry) -> Ambition:
    body = entry.body
    return Ambition(
        site=str(body["site"]),
        schema=str(body["schema"]),
        care_type=str(body["care_type"]),
        aim=_text(body, "aim"),
        hectares=_number(body, "green_hectares"),
        audit_on=_text(body, "audit_on"),
        visited={"visited": True, "not_visited": False}.get(_text(body, "sampled")),
    )


def _rule(body: Mapping[str, Any]) -> Rule:
    return Rule(
        level=str(body["level"]),
        minimum=_number(body, "minimum"),
        above=_number(body, "green_above"),
        added=_number(body, "green_added") or Decimal(),
    )


def _evidence(entry: Entry) -> Evidence:
    body = entry.body
    return Evidence(
        id=entry.id,
        site=str(body["site"]),
        schema=str(body["schema"]),
        code=str(body["code"]),
        title=str(body["title"]),
        kind=body["kind"],
        location=str(body["location"]),
        file_name=_text(body, "file_name"),
        valid_until=_text(body, "valid_until"),
        note=_text(body, "note"),
    )


def _criterion(entry: Entry) -> Criterion:
    body = entry.body
    return Criterion(
        schema=str(body["schema"]),
        code=str(body["code"]),
        indicator=str(body["indicator"]),
        test=body["test"],
        threshold=_number(body, "threshold"),
        whole=body["covers"] == "whole",
        note=_words(body, "note"),
    )


def read_assessments(entries: Iterable[Entry]) -> dict[Key, Assessment]:
    """Return the newest assessment of every site and requirement."""
    found: dict[Key, Assessment] = {}
    for entry in sorted(entries, key=lambda e: e.revision):
        body = entry.body
        found[str(body["site"]), str(body["schema"]), str(body["code"])] = Assessment(
            answer=cast(Answer, body["status"]),
            date=_text(body, "date"),
            by=_text(body, "by"),
            comment=_text(body, "comment"),
            owner=_text(body, "owner"),
            due=_text(body, "due"),
            valid_until=_text(body, "valid_until"),
            inspection=_text(body, "inspection"),
            department=_text(body, "department"),
            effort=_text(body, "effort"),
        )
    return found


def _place(requirement: Requirement) -> tuple[str, tuple[int, str], tuple[tuple[int, str], ...]]:
    parts = tuple(_rank(part) for part in requirement.code.replace(".", "-").split("-"))
    return requirement.schema, _rank(requirement.theme), parts


def _rank(text: str) -> tuple[int, str]:
    """Return a key by which 2 stands before 10, and what is no number after the numbers."""
    return (int(text), "") if text.isdecimal() else (10**9, text)


def _text(body: Mapping[str, Any], name: str) -> str:
    return str(body.get(name) or "")


def _number(body: Mapping[str, Any], name: str) -> Decimal | None:
    try:
        return Decimal(_text(body, name))
    except InvalidOperation:
        return None


def _words(body: Mapping[str, Any], name: str) -> Text | None:
    value = body.get(name)
    return Text(nl=value["nl"], en=value["en"]) if value else None


def _list(value: object) -> tuple[str, ...]:
    return tuple(str(item) for item in value) if isinstance(value, list | tuple) else ()

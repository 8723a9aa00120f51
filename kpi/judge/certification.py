"""Certificates and levels: what the registers say, what follows from dates and from the rule."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Literal, cast

from kpi.declare import Text
from kpi.judge.targets import Entry
from kpi.methods import Answer, Demand, Item, Rule, Standing, reached_level, standings

SOON = dt.timedelta(days=180)
"""A certificate with fewer days left than this expires soon."""

CertificateState = Literal["valid", "expires", "expired", "unknown"]
Entries = Mapping[str, Iterable[Entry]]
"""The entries of every register that is read here."""

REGISTERS = (
    "certificate",
    "certification",
    "schema",
    "schema_theme",
    "level_rule",
    "requirement",
    "assessment",
)


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
        last = _day(self.valid_until)
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
    list: Literal["none", "example", "complete"]
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
    """What was found of one requirement at one site, and when by whom."""

    answer: Answer
    date: str
    by: str
    comment: str


UNKNOWN = Assessment("unknown", "", "", "")
"""What holds of a requirement that nobody assessed."""


@dataclass(frozen=True)
class Ambition:
    """What a site is held against and works towards; `hectares` of green is None when unknown."""

    site: str
    schema: str
    care_type: str
    aim: str
    hectares: Decimal | None


@dataclass(frozen=True)
class SiteLevels:
    """A site against one schema: every requirement with its answer, and where each level stands.

    `checked` tells that all minima come from the schema itself.
    """

    site: str
    schema: Schema
    ambition: Ambition
    requirements: tuple[tuple[Requirement, Assessment], ...]
    levels: tuple[Standing, ...]
    reached: str | None
    checked: bool


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
        self._assessments = _assessments(entries["assessment"])

    def schema(self, code: str) -> Schema | None:
        """Return a schema by its code."""
        return next((schema for schema in self.schemas if schema.code == code), None)

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

    def levels(self, site: str, schema: Schema) -> SiteLevels:
        """Return where a site stands against a schema.

        A site without a recorded ambition is held against the only kind of care that is listed;
        with several kinds nothing is guessed and no requirement holds.
        """
        own = [r for r in self.requirements if r.schema == schema.code]
        kinds = sorted({requirement.care_type for requirement in own})
        ambition = self.ambition(site) or Ambition(
            site, schema.code, kinds[0] if len(kinds) == 1 else "", "", None
        )
        requirements = tuple(
            (r, self._assessments.get((site, schema.code, r.code), UNKNOWN))
            for r in own
            if r.care_type == ambition.care_type
        )
        rules = [
            e.body
            for e in self._rules
            if (e.body["schema"], e.body["care_type"]) == (schema.code, ambition.care_type)
        ]
        found = standings(
            [_rule(body) for body in rules],
            [Item(r.code, r.demands, r.points, a.answer) for r, a in requirements],
            hectares=ambition.hectares,
            complete=schema.list == "complete",
        )
        return SiteLevels(
            site=site,
            schema=schema,
            ambition=ambition,
            requirements=requirements,
            levels=tuple(found),
            reached=reached_level(found),
            checked=all(body["evidence"] == "confirmed" for body in rules),
        )


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
    )


def _rule(body: Mapping[str, Any]) -> Rule:
    return Rule(
        level=str(body["level"]),
        minimum=_number(body, "minimum"),
        above=_number(body, "green_above"),
        added=_number(body, "green_added") or Decimal(),
    )


def _assessments(entries: Iterable[Entry]) -> dict[tuple[str, str, str], Assessment]:
    """Return the newest assessment of every site and requirement."""
    found: dict[tuple[str, str, str], Assessment] = {}
    for entry in sorted(entries, key=lambda e: e.revision):
        body = entry.body
        found[str(body["site"]), str(body["schema"]), str(body["code"])] = Assessment(
            answer=body["status"],
            date=_text(body, "date"),
            by=_text(body, "by"),
            comment=_text(body, "comment"),
        )
    return found


def _place(requirement: Requirement) -> tuple[str, tuple[int, str], tuple[tuple[int, str], ...]]:
    parts = tuple(_rank(part) for part in requirement.code.replace(".", "-").split("-"))
    return requirement.schema, _rank(requirement.theme), parts


def _rank(text: str) -> tuple[int, str]:
    """Return a key by which 2 stands before 10, and what is no number after the numbers."""
    return (int(text), "") if text.isdecimal() else (10**9, text)


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


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

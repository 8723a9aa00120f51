"""The versions of a register entry in words: who changed what, when and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from kpi.declare import Field, Register
from kpi.show.certification import day_label
from kpi.show.format import NONE
from kpi.show.receipts import moment
from kpi.show.voice import Voice

VALIDITY = ("valid_from", "valid_to")


class Present(Protocol):
    """What is needed of an entry as it is now."""

    @property
    def body(self) -> Mapping[str, Any]:
        """What it says."""
        ...

    @property
    def valid_from(self) -> str:
        """The first day on which it holds; empty when it always did."""
        ...

    @property
    def valid_to(self) -> str:
        """The last day on which it holds; empty when no end is known."""
        ...


class Version(Protocol):
    """What is needed of a version of an entry."""

    @property
    def body(self) -> Mapping[str, Any]:
        """What it says."""
        ...

    @property
    def revision(self) -> int:
        """The state of the store since which it holds."""
        ...

    @property
    def origin(self) -> str:
        """Shipped, written by a person, or put back to the shipped one."""
        ...

    @property
    def actor(self) -> str:
        """Who wrote it."""
        ...

    @property
    def stamped(self) -> dt.datetime:
        """When, in UTC."""
        ...

    @property
    def reason(self) -> str:
        """Why."""
        ...


def entries_table(
    register: Register, entries: Sequence[Present], voice: Voice
) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Return header and rows of a register's entries; what no entry says has no column."""
    rows = [
        (
            *(_text(field, entry.body.get(field.name), voice) for field in register.field),
            *(day_label(getattr(entry, name) or "", voice.language) for name in VALIDITY),
        )
        for entry in entries
    ]
    header = (
        *(field.label.of(voice.language) for field in register.field),
        *(voice.say(f"registers.{name}") for name in VALIDITY),
    )
    told = [place for place in range(len(header)) if any(row[place] for row in rows)]
    return (
        tuple(header[place] for place in told),
        [tuple(row[place] or NONE for place in told) for row in rows],
    )


def history_table(
    register: Register, versions: Sequence[Version], voice: Voice
) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Return header and rows of an entry's versions, the newest first, with what each changed."""
    names = ("revision", "origin", "stamped", "actor", "reason", "changed")
    header = tuple(voice.say(f"history.{name}") for name in names)
    timezone = voice.catalogue.organisation.organisation.timezone
    rows: list[tuple[str, ...]] = []
    for place, version in enumerate(versions):
        before = versions[place + 1].body if place + 1 < len(versions) else None
        rows.append(
            (
                str(version.revision),
                voice.say(f"history.origin_{version.origin}"),
                moment(version.stamped, timezone, voice.language),
                version.actor,
                version.reason,
                _changed(register, before, version.body, voice),
            )
        )
    return header, rows


def field_choices(field: Field, voice: Voice) -> dict[str, str]:
    """Return what can be chosen in a field, by id; empty where any text will do.

    Fields that name a part of an upload kind offer the parts that are declared.
    """
    language, contracts = voice.language, voice.catalogue.contracts.values()
    mapped = [column for c in contracts for column in c.column if column.type == "mapped"]
    found = {choice.id: choice.label.of(language) for choice in field.choices}
    if field.type == "site":
        found |= voice.sites
    elif field.type == "indicator":
        found |= {name: voice.label(name) for name in voice.catalogue.indicators}
    elif field.name == "contract":
        found |= {contract.id: contract.label.of(language) for contract in contracts}
    elif field.name == "category":
        found |= {v.id: v.label.of(language) for c in contracts for v in c.categories}
    elif field.name == "column":
        found |= {column.name: column.header.of(language) for column in mapped}
    elif field.name == "target":
        found |= {v.id: v.label.of(language) for column in mapped for v in column.values}
    return found


def entry_label(register: Register, body: Mapping[str, Any], voice: Voice) -> str:
    """Return an entry in one line: its fields in words, the empty ones left out."""
    told = [_text(field, body.get(field.name), voice) for field in register.field[:LABEL_FIELDS]]
    return " · ".join(text for text in told if text)


LABEL_FIELDS = 6


def _changed(
    register: Register, before: Mapping[str, Any] | None, after: Mapping[str, Any], voice: Voice
) -> str:
    if before is None:
        return voice.say("history.first")
    told = [
        voice.say(
            "history.field",
            field=field.label.of(voice.language),
            before=_text(field, before.get(field.name), voice) or NONE,
            after=_text(field, after.get(field.name), voice) or NONE,
        )
        for field in register.field
        if before.get(field.name) != after.get(field.name)
    ]
    return "; ".join(told) or voice.say("history.nothing")


def _text(field: Field, value: object, voice: Voice) -> str:
    if value is None:
        return ""
    if field.type == "words" and isinstance(value, Mapping):
        return str(value.get(voice.language, ""))
    if field.type == "milestones" and isinstance(value, Sequence):
        return ", ".join(f"{item['year']}: {item['value']}" for item in value)
    if field.name == "boundary":
        return voice.named("boundary", str(value)) if value else ""
    if field.type == "flag":
        return voice.say("upload.yes" if value in (True, "true") else "upload.no")
    if field.type == "pairs" and isinstance(value, Mapping):
        return ", ".join(f"{name}: {text}" for name, text in value.items())
    if field.type == "list" and isinstance(value, Sequence):
        return ", ".join(map(str, value))
    return field_choices(field, voice).get(str(value), str(value))

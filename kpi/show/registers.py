"""The versions of a register entry in words: who changed what, when and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from kpi.declare import Field, Register
from kpi.show.receipts import moment
from kpi.show.voice import Voice


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


def _changed(
    register: Register, before: Mapping[str, Any] | None, after: Mapping[str, Any], voice: Voice
) -> str:
    if before is None:
        return voice.say("history.first")
    told = [
        voice.say(
            "history.field",
            field=field.label.of(voice.language),
            before=_text(field, before.get(field.name), voice) or "–",
            after=_text(field, after.get(field.name), voice) or "–",
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
    for choice in field.choices:
        if choice.id == value:
            return choice.label.of(voice.language)
    if field.type == "indicator" and value in voice.catalogue.indicators:
        return voice.label(str(value))
    return str(value)

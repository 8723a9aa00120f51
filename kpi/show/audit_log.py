"""The audit log in words: what an event was, and of which entry of which register."""

from __future__ import annotations

import re

from kpi.declare import Field, Month, Register
from kpi.show.format import month_label
from kpi.show.registers import field_choices
from kpi.show.voice import Voice

MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


def event_told(name: str, voice: Voice) -> str:
    """Return an event in words; one without words by its name in the log."""
    return voice.named("log_event", name)


def subject_told(subject: str, voice: Voice) -> str:
    """Return what a line is about: an entry of a register, a kind of file, a month; else itself."""
    name, mark, entry = subject.partition("/")
    register = voice.catalogue.registers.get(name)
    if register is not None and mark:
        return f"{register.label.of(voice.language)}: {_entry_told(register, entry, voice)}"
    contract = voice.catalogue.contracts.get(subject)
    if contract is not None:
        return contract.label.of(voice.language)
    return _month_told(voice.named("log_subject", subject), voice)


def _entry_told(register: Register, entry: str, voice: Voice) -> str:
    """Return what an entry is known by, every part in words; one that is named otherwise as it is."""
    fields = {field.name: field for field in register.field}
    # Only the last part may hold the mark itself, such as the title of a document.
    parts = entry.split("/", max(len(register.key) - 1, 0))
    if len(parts) != len(register.key):
        return entry
    named = zip(register.key, parts, strict=True)
    return " · ".join(_part_told(fields[name], part, voice) for name, part in named if part)


def _part_told(field: Field, part: str, voice: Voice) -> str:
    if field.type == "date":
        return _month_told(part, voice)
    return field_choices(field, voice).get(part, part)


def _month_told(text: str, voice: Voice) -> str:
    found = MONTH.fullmatch(text)
    return month_label(Month.parse(text), voice.language) if found else text

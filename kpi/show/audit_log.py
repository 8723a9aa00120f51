"""The audit log in words: what an event was, and of which entry of which register."""

from __future__ import annotations

from kpi.show.voice import Voice


def event_told(name: str, voice: Voice) -> str:
    """Return an event in words, with the name by which an auditor looks it up."""
    key = f"log_event.{name}"
    return f"{voice.say(key)} ({name})" if voice.catalogue.words.has(key) else name


def subject_told(subject: str, voice: Voice) -> str:
    """Return what a line is about: a register by its name, then its entry; else as it stands."""
    register, mark, entry = subject.partition("/")
    declared = voice.catalogue.registers.get(register)
    if declared is not None and mark:
        return f"{declared.label.of(voice.language)}: {entry}"
    return voice.named("log_subject", subject)

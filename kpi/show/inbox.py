"""What a report beside a dropped file says, in both languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from kpi.declare import LANGUAGES, Catalogue, Language
from kpi.show.receipts import Accepted, Found, describe

SHOWN = 1000
"""Findings in one report; the upload page and its list have them all."""


class Seen(Protocol):
    """What is needed of the check of a dropped file."""

    @property
    def findings(self) -> Sequence[Found]:
        """What there is to say of it."""
        ...


class File(Protocol):
    """What is needed of a dropped file."""

    @property
    def kind(self) -> str:
        """Its upload kind: the folder it lies in."""
        ...

    @property
    def role(self) -> str:
        """Under whose name it may be saved; empty when no role may bring it."""
        ...

    @property
    def why(self) -> str | None:
        """Why it waits; None when it was saved."""
        ...


class Refusal(Protocol):
    """What is needed of an act that was refused."""

    @property
    def code(self) -> str:
        """What stands under ``refused`` in the words."""
        ...

    @property
    def facts(self) -> Mapping[str, str]:
        """What the sentence names."""
        ...


def report_text(
    dropped: File,
    name: str,
    preview: Seen | None,
    receipt: Accepted | None,
    refusal: Refusal | None,
    catalogue: Catalogue,
) -> str:
    """Return what became of a dropped file: the outcome, its receipt, every finding; nl, then en.

    `refusal` is why the act was refused, None when it was not.
    """
    parts = []
    for language in LANGUAGES:
        lines = [outcome(dropped, name, receipt, refusal, catalogue, language)]
        lines += _findings(dropped.kind, preview, catalogue, language)
        parts.append("\r\n".join(lines))
    return "\r\n\r\n".join([*parts, ""])


def outcome(
    dropped: File,
    name: str,
    receipt: Accepted | None,
    refusal: Refusal | None,
    catalogue: Catalogue,
    language: Language,
) -> str:
    """Say in one paragraph what became of the file and what a person has to do."""
    words = catalogue.words
    facts: dict[str, object] = {"file": name, "role": dropped.role}
    if receipt is not None:
        key = "inbox.already" if dropped.why is None and _is_already(receipt) else "inbox.accepted"
        return words.say(
            language,
            key,
            number=receipt.number,
            new=receipt.rows_new,
            replaced=receipt.rows_replaced,
            unchanged=receipt.rows_unchanged,
            **facts,
        )
    why = words.say(language, f"inbox_why.{dropped.why}")
    if refusal is not None:
        sentence = words.say(language, f"refused.{refusal.code}", **refusal.facts)
        why = f"{why} {sentence}"
    return words.say(language, "inbox.waits", why=why, **facts)


def _is_already(receipt: Accepted) -> bool:
    return bool(getattr(receipt, "already", False))


def _findings(
    kind: str, preview: Seen | None, catalogue: Catalogue, language: Language
) -> list[str]:
    if preview is None:
        return []
    contract, words = catalogue.contracts[kind], catalogue.words

    def say(key: str, **facts: object) -> str:
        return words.say(language, key, **facts)

    ordered = sorted(preview.findings, key=lambda f: (f.severity != "error", f.line or 0))
    told = []
    for finding in ordered[:SHOWN]:
        line = describe(finding, contract, say, language)
        place = ", ".join(
            part
            for part in (
                say("inbox.line", line=line.line) if line.line else "",
                line.column,
                f"'{line.value}'" if line.value else "",
            )
            if part
        )
        severity = say(f"upload.severity.{line.severity}")
        where = f"{severity} ({place})" if place else severity
        told.append(f"- {where}: {line.message} {line.expected} {line.mend}".rstrip())
    if len(ordered) > SHOWN:
        told.append(say("inbox.more", count=len(ordered) - SHOWN))
    return told

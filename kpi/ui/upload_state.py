"""What the upload page remembers of one person between two clicks; nothing that can grow stale.

Kept are the answers given for a file (by its fingerprint), what was asked before them, receipts
until the next file, and counters that make widgets fresh. A preview is made again from bytes and
answers; it is only held under a key that names everything it was made from.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import streamlit as st

from kpi.acts import Effect, Preview, Receipt

Place = Literal["file", "typed", "spread"]
"""Where figures come from; the ledger knows the origin by the same word."""


@dataclass(frozen=True)
class Source:
    """Bytes to be checked and where on the page they came from."""

    place: Place
    kind: str
    data: bytes
    file_name: str

    @property
    def fingerprint(self) -> str:
        """A short text that differs when kind, name or bytes differ."""
        named = f"{self.place}|{self.kind}|{self.file_name}|".encode()
        return hashlib.sha256(named + self.data).hexdigest()[:16]


@dataclass
class Answers:
    """What a person answered for one file, and what was asked (an answer can be changed).

    `asked` holds the questions by key, `lacking` the columns that were asked as constants.
    """

    decide: dict[str, str] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    asked: dict[str, Any] = field(default_factory=dict)
    lacking: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Refusal:
    """Why an act was not done: a key of the words under ``refused`` and its facts."""

    code: str
    facts: Mapping[str, str]


@dataclass(frozen=True)
class TakenBack:
    """An upload that was just taken back, with what that changed."""

    number: int
    revision: int
    effect: Effect


@dataclass
class UploadState:
    """The memory of one session of the upload page."""

    fresh: dict[str, int] = field(default_factory=dict)
    answers: dict[str, Answers] = field(default_factory=dict)
    receipts: dict[Place, Receipt] = field(default_factory=dict)
    refusals: dict[str, Refusal] = field(default_factory=dict)
    asked_check: dict[Place, str] = field(default_factory=dict)
    taken_back: TakenBack | None = None
    dropped: str = ""
    held: dict[object, tuple[object, Preview]] = field(default_factory=dict)
    likelier: dict[tuple[str, int], str | None] = field(default_factory=dict)
    waiting: list[Source] = field(default_factory=list)
    accepting: list[tuple[Source, Preview]] = field(default_factory=list)
    batch: list[Receipt] = field(default_factory=list)
    held_effect: tuple[object, Effect] | None = None


def state() -> UploadState:
    """Return this session's memory of the upload page."""
    if "upload_page" not in st.session_state:
        st.session_state["upload_page"] = UploadState()
    found: UploadState = st.session_state["upload_page"]
    return found


def widget_key(name: str, group: str) -> str:
    """Return the key of a widget that is emptied together with its group."""
    return f"upload-{name}-{state().fresh.get(group, 0)}"


def empty(group: str) -> None:
    """Empty the widgets of a group: they are drawn anew under other keys."""
    state().fresh[group] = state().fresh.get(group, 0) + 1


def forget_receipt(place: Place) -> None:
    """Forget the receipts shown at a place: they were closed, or another file came."""
    state().receipts.pop(place, None)
    if place == "file":
        state().batch.clear()


def is_listed(source: Source) -> bool:
    """Tell whether a file stands on the list of several; the name is asked there, once."""
    return source in state().waiting


def value_of(key: str, otherwise: str = "") -> str:
    """Return what a text widget holds now; callbacks see the newest text."""
    return str(st.session_state.get(key, otherwise) or otherwise)


def answers_of(source: Source) -> Answers:
    """Return the answers given for this file so far."""
    return state().answers.setdefault(source.fingerprint, Answers())

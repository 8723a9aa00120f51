"""When an act is refused: without a name, a reason, a clean file, or on changed ground."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from kpi.acts.compare import Comparison
from kpi.acts.values import Preview, Refused
from kpi.store import Store, Writing, changed_since

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")
TRIES = 3
PASSING = {"lake_away", "lake_conflict"}
"""Troubles of a lake that may be over the next time, and after which nothing of the act is stored."""


def tried_again(act: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
    """Do an act anew when a lake's catalogue went away under it; each try waits for it first."""

    @wraps(act)
    def tried(*args: Asked.args, **words: Asked.kwargs) -> Answer:
        for _ in range(TRIES - 1):
            try:
                return act(*args, **words)
            except Refused as refused:
                if refused.code not in PASSING:
                    raise
        return act(*args, **words)

    return tried


class Before:
    """The store as it was when the write began, read inside its transaction."""

    def __init__(self, writing: Writing, store: Store) -> None:
        self.revision = writing.revision - 1
        self.rows = writing.rows
        self.remembered = store.remembered


def require_reason(reason: str) -> None:
    """Refuse an act without a reason."""
    if not reason.strip():
        raise Refused("reason_missing")


def require_acceptable(preview: Preview, without_refused_rows: bool) -> None:
    """Refuse a file with an open question or an error, or without a row to store."""
    if preview.open_questions:
        keys = ", ".join(question.key for question in preview.open_questions)
        raise Refused("question_open", questions=keys)
    whole_file = [finding for finding in preview.errors if finding.line is None]
    if whole_file or (preview.errors and not without_refused_rows):
        raise Refused("errors_open", count=str(len(preview.errors)))
    if not preview.checked.rows:
        raise Refused("nothing_to_store")


def require_same(before: Before, preview: Preview, now: Comparison) -> None:
    """Refuse when a touched slice changed since the preview was made."""
    changed = changed_since(before, preview.kind, now.slices, preview.revision)
    if changed or preview.left_standing != now.left_standing:
        raise Refused("changed_since", revision=str(preview.revision))


def require_incomplete(preview: Preview, comparison: Comparison) -> None:
    """Refuse to put an incomplete month over a complete one without a word of why."""
    if comparison.rows_replaced or comparison.rows_unchanged:
        raise Refused("complete_already", count=str(preview.checked.rows_refused))

"""Texts that stand for nothing: a dash, "n.v.t.", the mark of a missing value."""

from __future__ import annotations

from kpi.intake.spelling import fold

PLACEHOLDER_MARKS = frozenset({"-", "–", "—", "--", "---", "?"})
PLACEHOLDER_WORDS = frozenset(map(fold, ("nvt", "n.b.", "#n/b", "#n/a", "n/a")))
PLACEHOLDER_STARTS = frozenset("-–—?#nN")


def is_placeholder(text: str) -> bool:
    """Tell whether a text, without spaces around it, stands for a value that is not known."""
    if text[:1] not in PLACEHOLDER_STARTS:
        return False
    return text in PLACEHOLDER_MARKS or fold(text) in PLACEHOLDER_WORDS


def is_nothing(text: str) -> bool:
    """Tell whether a cell is empty or as good as empty."""
    plain = text.strip()
    return not plain or is_placeholder(plain)

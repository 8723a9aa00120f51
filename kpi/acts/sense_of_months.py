"""What a note on a month has to mean: a whole month, words in every text, a decision with its day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kpi.acts.values import Refused
from kpi.declare import Month, Register
from kpi.judge.notes import ANNOTATIONS, DECISIONS, EXPLANATIONS, STATES

NOTED = (ANNOTATIONS, EXPLANATIONS, DECISIONS, STATES)


def require_note(register: Register, body: Mapping[str, Any]) -> None:
    """Refuse a note of something else than one month, with blanks for words, or half decided."""
    text = str(body["month"])
    try:
        Month.parse(text)
    except ValueError:
        raise Refused("month_unreadable", month=text) from None
    blank = [f.name for f in register.field if f.required and not str(body[f.name]).strip()]
    if blank:
        raise Refused("field_missing", fields=", ".join(blank))
    if register.id == DECISIONS:
        _require_decision(body)


def _require_decision(body: Mapping[str, Any]) -> None:
    number = str(body["number"])
    if number not in ("1", "2", "3"):
        raise Refused("decision_number", value=number)
    decided = bool(body.get("decided_on"))
    if decided != (body["outcome"] != "asked"):
        raise Refused("decision_day_missing" if not decided else "decision_day_early")

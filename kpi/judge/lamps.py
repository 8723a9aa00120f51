"""Three lamps of a target, never one: where it stands, the chance to get there, what is paid for.

They can differ, and that is what they are for: on course today without money for the rest is
another message than behind today with every measure funded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from kpi.judge.derived import Derived
from kpi.judge.outlook import Outlook, is_branch
from kpi.judge.values import Verdict
from kpi.measure import Reason

LampName = Literal["position", "chance", "measures"]
Light = Literal["good", "attention", "behind", "remote", "reached", "met", "not_met", "unlit"]
"""`met` and `not_met` are of a branch line, which no organisation can fail; `unlit` has reasons."""

LIKELY, OPEN, REMOTE = Decimal(66), Decimal(33), Decimal(5)
"""Percent of chance from which a milestone is likely, open, and below which it is remote."""
COVERED, MOSTLY = Decimal(95), Decimal(60)
"""Percent of the gap that funded measures close: the same thresholds as the position's."""
POSITIONS: Mapping[Verdict, Light] = {
    "on_course": "good",
    "attention": "attention",
    "behind": "behind",
    "reached": "reached",
    "below_line": "met",
    "above_line": "not_met",
    "no_verdict": "unlit",
}


@dataclass(frozen=True)
class Lamp:
    """One lamp: its light, the number it rests on (None when unlit), and why it cannot be lit."""

    name: LampName
    light: Light
    number: Decimal | None
    reasons: tuple[Reason, ...] = ()


def lamps(found: Outlook) -> tuple[Lamp, Lamp, Lamp]:
    """Return the three lamps of a target."""
    return _position(found), _chance(found), _measures(found)


def _position(found: Outlook) -> Lamp:
    progress = found.progress
    light = POSITIONS[progress.verdict]
    reasons = progress.reasons if light == "unlit" else ()
    return Lamp("position", light, None if light == "unlit" else progress.ratio, reasons)


def _chance(found: Outlook) -> Lamp:
    if found.aim is None:
        return Lamp("chance", "unlit", None, _aimless(found))
    percent = found.aim.percent
    if percent.value is None:
        return Lamp("chance", "unlit", None, _why(percent))
    return Lamp("chance", _likely(percent.value), percent.value)


def _likely(percent: Decimal) -> Light:
    if percent >= LIKELY:
        return "good"
    if percent >= OPEN:
        return "attention"
    return "behind" if percent >= REMOTE else "remote"


def _measures(found: Outlook) -> Lamp:
    if found.plan is None:
        return Lamp("measures", "unlit", None, _aimless(found))
    share = found.plan.share
    if share.value is None:
        return Lamp("measures", "unlit", None, _why(share))
    if found.plan.gap.value is not None and found.plan.gap.value <= 0:
        return Lamp("measures", "met" if is_branch(found.progress.target) else "reached", None)
    light: Light = "behind"
    if share.value >= MOSTLY:
        light = "good" if share.value >= COVERED else "attention"
    return Lamp("measures", light, share.value)


def _why(derived: Derived) -> tuple[Reason, ...]:
    return (derived.reason,) if derived.reason is not None else ()


def _aimless(found: Outlook) -> tuple[Reason, ...]:
    """Say why there is no milestone to look at: unknown, all past, or too far away."""
    if not found.progress.required:
        return found.progress.reasons or (Reason("milestone_unknown"),)
    later = [chance.percent.reason for chance in found.chances]
    far = tuple(reason for reason in later if reason is not None)
    return far or (Reason("milestone_past"),)

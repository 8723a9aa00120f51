"""The points of the vision: how far each is follows from its figures, never from a claim."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from kpi.declare import Month, Text
from kpi.judge.judge import Judge
from kpi.measure import Figures, Measured, Scope
from kpi.measure.registers import register_entries

Stage = Literal["not_defined", "defined", "first_data", "monthly"]
STAGES: tuple[Stage, ...] = ("not_defined", "defined", "first_data", "monthly")


@dataclass(frozen=True)
class VisionPoint:
    """One aim; `figures` are what measures it over twelve months, `lost` names that do not exist."""

    id: str
    label: Text
    stage: Stage
    figures: tuple[Measured, ...]
    lost: tuple[str, ...]
    next_step: Text | None
    owner: str
    due: str
    note: Text | None


def vision_points(judge: Judge, site: str, month: Month) -> tuple[VisionPoint, ...]:
    """Return the points in their order, with their figures over the twelve months to a month."""
    entries = register_entries(judge.reader, "vision_point", as_of=judge.as_of)
    ordered = sorted(entries, key=lambda e: Decimal(str(e.body["order"])))
    return tuple(_point(e.id, e.body, judge.figures(), site, month) for e in ordered)


def _point(
    identifier: str, body: Mapping[str, Any], figures: Figures, site: str, month: Month
) -> VisionPoint:
    named = [str(name) for name in body.get("indicators") or ()]
    known = [name for name in named if name in figures.catalogue.indicators]
    scope = Scope(site, month, "r12")
    found = tuple(figures.measured(name, scope) for name in known)
    return VisionPoint(
        id=identifier,
        label=Text(**body["label"]),
        stage=_stage(str(body["stage"]), found),
        figures=found,
        lost=tuple(name for name in named if name not in known),
        next_step=_words(body, "next_step"),
        owner=str(body.get("owner") or ""),
        due=str(body.get("due") or ""),
        note=_words(body, "note"),
    )


def _stage(declared: str, found: tuple[Measured, ...]) -> Stage:
    """Return how far a point is: monthly once one of its figures is whole over twelve months."""
    if any(measured.comparable and measured.coverage.complete for measured in found):
        return "monthly"
    if any(measured.value is not None for measured in found):
        return "first_data"
    return "not_defined" if declared == "not_defined" and not found else "defined"


def _words(body: Mapping[str, Any], name: str) -> Text | None:
    value = body.get(name)
    return Text(nl=value["nl"], en=value["en"]) if value else None

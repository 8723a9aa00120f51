"""What a chart on paper is made of: values along places, words for them, and its printed size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["line", "dashed", "points"]


@dataclass(frozen=True)
class Curve:
    """One row of values along the axis, a value a place; None is a gap and is drawn as one.

    `hollow` names the places whose mark is open: values that are less sure.
    """

    name: str
    values: Sequence[float | None]
    colour: str
    kind: Kind = "line"
    hollow: Sequence[int] = ()


@dataclass(frozen=True)
class Note:
    """A short sign at one place of the first curve; what it stands for is told beside the chart."""

    place: int
    sign: str


@dataclass(frozen=True)
class Drawing:
    """What is drawn along one axis of places: curves, ticks in words, notes.

    `ticks` are places with their words, `heights` values with theirs; `unit` stands above.
    """

    curves: Sequence[Curve]
    ticks: Sequence[tuple[int, str]]
    heights: Sequence[tuple[float, str]]
    unit: str
    width: float
    height: float
    notes: Sequence[Note] = ()

"""The shortest way to a minimum of points: the least work first, and no more than is needed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Candidate:
    """Something that would bring points; a lower `effort` is less work."""

    code: str
    points: Decimal
    effort: int


def cheapest(candidates: Iterable[Candidate], lacking: Decimal) -> tuple[Candidate, ...]:
    """Return candidates that together bring the lacking points, the least work first.

    Of equal work the one with most points goes first, else they keep their order. All candidates
    come back when they do not bring enough; none when nothing lacks.
    """
    taken: list[Candidate] = []
    brought = Decimal()
    for candidate in sorted(candidates, key=lambda c: (c.effort, -c.points)):
        if brought >= lacking:
            break
        if candidate.points > 0:
            taken.append(candidate)
            brought += candidate.points
    return tuple(taken)

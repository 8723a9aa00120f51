"""Which level of a certificate is reached: cumulative levels, each with a fixed and a free part.

A level asks every requirement that is mandatory at it or at a level below it, and a minimum of
points from extras. What is not known never counts as met, and where it could turn the answer
there is none: a level is refused by a requirement that is not met, never by one that nobody looked
at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Demand = Literal["mandatory", "extra", "none", "unstated"]
Answer = Literal["met", "not_met", "in_progress", "not_applicable", "unknown", "lapsed"]
"""What is known of a requirement; lapsed was met, and what showed it no longer holds."""
OPEN = ("unknown", "lapsed")
"""Answers that neither show a requirement nor refuse it."""
Asked = tuple[Decimal | None, Decimal | None]
"""The least and the most points that can be asked; None when nothing is known."""


@dataclass(frozen=True)
class Rule:
    """What a level asks beside its mandatory part: points from extras, more with much green.

    `minimum` is None when it is not known. `added` comes on top above `above` hectares of green.
    """

    level: str
    minimum: Decimal | None
    above: Decimal | None = None
    added: Decimal = Decimal()


@dataclass(frozen=True)
class Item:
    """One requirement: what it is at every level, the points it earns as an extra, its answer."""

    code: str
    demands: Mapping[str, Demand]
    points: Decimal
    answer: Answer


@dataclass(frozen=True)
class Standing:
    """Where a site stands at one level.

    `reached` is None when it cannot be told, and `reasons` say why. `minimum` is the least that is
    certainly asked; `lacking` and `unstated` name requirements that are not met, `open` those of
    the lacking ones of which nothing holds today: never looked at, or lapsed.
    """

    level: str
    reached: bool | None
    mandatory: int
    met: int
    points: Decimal
    minimum: Decimal | None
    lacking: tuple[str, ...]
    open: tuple[str, ...]
    unstated: tuple[str, ...]
    reasons: tuple[str, ...]


def standings(
    rules: Sequence[Rule], items: Sequence[Item], *, hectares: Decimal | None, complete: bool
) -> list[Standing]:
    """Return where a site stands at every level; `rules` go from the lowest level to the highest.

    `hectares` is the site's green, None when unknown. An incomplete list (`complete` is False) can
    show that a level is not reached, never that it is.
    """
    found: list[Standing] = []
    for place, rule in enumerate(rules):
        levels = [lower.level for lower in rules[: place + 1]]
        below = found[-1].reached if found else True
        found.append(_standing(rule, levels, items, hectares, complete, below))
    return found


def reached_level(found: Sequence[Standing]) -> str | None:
    """Return the highest level that is certainly reached, None when none is."""
    reached = [standing.level for standing in found if standing.reached]
    return reached[-1] if reached else None


def effective(found: Answer, live: Sequence[tuple[Answer, bool]], *, lapsed: bool) -> Answer:
    """Return what counts of a requirement: what a person found, and what figures say by themselves.

    Every figure comes with whether it answers the whole requirement. A figure that is not met
    refuses it; one that is met and answers the whole does what a person would. `lapsed` tells that
    what the person saw no longer holds. That a requirement does not apply is for a person to say.
    """
    if found == "not_applicable":
        return found
    if any(answer == "not_met" for answer, _ in live):
        return "in_progress" if found == "in_progress" else "not_met"
    by_figures = any(answer == "met" and whole for answer, whole in live)
    if found == "unknown" or (found == "met" and lapsed):
        return "met" if by_figures else "lapsed" if found == "met" else "unknown"
    return found


def lowest_reached(reached: Sequence[str | None], order: Sequence[str]) -> str | None:
    """Return the level that several sites reach together: the lowest, None when one reaches none."""
    if not reached or None in reached:
        return None
    return min((level for level in reached if level is not None), key=list(order).index)


def demand(demands: Mapping[str, Demand], levels: Sequence[str]) -> Demand:
    """Return what a requirement is at the last of these levels: once mandatory, always mandatory.

    A level at which nothing is stated leaves it open.
    """
    if any(demands.get(level) == "mandatory" for level in levels):
        return "mandatory"
    return demands.get(levels[-1], "unstated")


def _standing(
    rule: Rule,
    levels: Sequence[str],
    items: Sequence[Item],
    hectares: Decimal | None,
    complete: bool,
    below: bool | None,
) -> Standing:
    # What does not apply leaves the list: it is not asked for, and it earns nothing.
    applicable = [item for item in items if item.answer != "not_applicable"]
    parts: dict[Demand, list[Item]] = {"mandatory": [], "extra": [], "none": [], "unstated": []}
    for item in applicable:
        parts[demand(item.demands, levels)].append(item)
    lacking = tuple(item.code for item in parts["mandatory"] if item.answer != "met")
    still_open = tuple(item.code for item in parts["mandatory"] if item.answer in OPEN)
    unstated = tuple(item.code for item in parts["unstated"] if item.answer != "met")
    points = _points(parts["extra"])
    asked = _asked(rule, hectares)
    possible = _possible([*parts["extra"], *parts["unstated"]]) if complete else None
    refused = _refused(below, len(lacking) > len(still_open), possible, asked)
    doubts = [] if items else ["list_empty"]
    if items and not complete:
        doubts.append("list_incomplete")
    if below is None:
        doubts.append("level_below_unknown")
    if still_open:
        doubts.append("mandatory_open")
    if unstated:
        doubts.append("demand_unstated")
    if "points_short" not in refused:
        doubts += _points_doubt(points, asked)
    return Standing(
        level=rule.level,
        reached=False if refused else None if doubts else True,
        mandatory=len(parts["mandatory"]),
        met=len(parts["mandatory"]) - len(lacking),
        points=points,
        minimum=asked[0],
        lacking=lacking,
        open=still_open,
        unstated=unstated,
        reasons=(*refused, *doubts),
    )


def _refused(
    below: bool | None, failing: bool, possible: Decimal | None, asked: Asked
) -> list[str]:
    """Return why a level is certainly not reached; `possible` points are None for a partial list."""
    found = []
    if below is False:
        found.append("level_below")
    if failing:
        found.append("mandatory_lacking")
    if possible is not None and asked[0] is not None and possible < asked[0]:
        found.append("points_short")
    return found


def _points_doubt(points: Decimal, asked: Asked) -> list[str]:
    least, most = asked
    if least is None or most is None:
        return ["minimum_unknown"]
    if points < least:
        return ["points_open"]
    return ["green_unknown"] if points < most else []


def _points(items: Sequence[Item]) -> Decimal:
    return sum((item.points for item in items if item.answer == "met"), Decimal())


def _possible(items: Sequence[Item]) -> Decimal:
    """Return the points there would be if everything of which nothing is known were met."""
    hoped = (item.points for item in items if item.answer == "met" or item.answer in OPEN)
    return sum(hoped, Decimal())


def _asked(rule: Rule, hectares: Decimal | None) -> Asked:
    """Return the least and the most that can be asked: they differ while the green is unknown."""
    if rule.minimum is None or rule.above is None:
        return rule.minimum, rule.minimum
    more = rule.minimum + rule.added
    if hectares is None:
        return rule.minimum, more
    return (more, more) if hectares > rule.above else (rule.minimum, rule.minimum)

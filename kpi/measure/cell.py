"""One indicator at one site and month, and the arithmetic over many of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal, localcontext
from typing import NamedTuple, TypeVar

from kpi.declare import Month
from kpi.store import Months

Place = tuple[str, Month]
"""A site (or the unsplit member) and a month."""

Held = TypeVar("Held")

PRECISION = 34
PROBLEMS = ("factor_missing", "rows_refused", "no_data")
"""Why a cell is not whole, the most telling first."""


class Cell(NamedTuple):
    """One indicator at one site and month.

    `problem` is None when the cell is whole, or when nothing is expected there. `reported` tells
    that a row says so; a whole cell that is not reported is a nil by absence.
    """

    value: Decimal | None
    problem: str | None
    reported: bool
    estimated: Decimal
    has_estimates: bool
    assumed: bool


NOTHING = Cell(None, None, False, Decimal(), False, False)
NIL = Cell(Decimal(), None, False, Decimal(), False, False)


def with_months(
    known: Mapping[Place, Held], anew: Mapping[Place, Held], months: Months
) -> dict[Place, Held]:
    """Return what is known of each place, of these months taken from another one."""
    kept = {place: held for place, held in known.items() if place[1] not in months}
    return {**kept, **anew}


class Presence(NamedTuple):
    """In how many months of a span each site counts, and in how many any of them does."""

    of_site: Mapping[str, int]
    months: int

    def share(self, site: str) -> tuple[int, int]:
        """Return a site's months and those of the span; what is not split is there throughout."""
        whole = self.months or 1
        return self.of_site.get(site, whole), whole


def level_value(how: str, cells: Mapping[Place, Cell], presence: Presence) -> Decimal | None:
    """Return a level over months, summed over sites: each site's mean, or its last month.

    A site's mean counts for the part of the span in which the site does.
    """
    values: dict[str, list[Decimal]] = {}
    for (site, _), cell in weighed(how, cells).items():
        if cell.value is not None:
            values.setdefault(site, []).append(cell.value)
    if not values:
        return None
    if how == "last":
        return sum((sum(v, Decimal()) for v in values.values()), Decimal())
    parts = ((sum(v, Decimal()), len(v), *presence.share(site)) for site, v in values.items())
    with localcontext(prec=PRECISION):
        # Divided once: a mean of whole months has to come out whole.
        return sum((total * own / (count * span) for total, count, own, span in parts), Decimal())


def level_weights(
    how: str, cells: Mapping[Place, Cell], presence: Presence
) -> dict[Place, Decimal]:
    """Return what each month of a level weighs in it: its share of the site's mean."""
    counted = weighed(how, cells)
    if how == "last":
        return dict.fromkeys(counted, Decimal(1))
    counts = Counter(site for site, _ in counted)
    with localcontext(prec=PRECISION):
        of_site = {
            site: Decimal(own) / (count * span)
            for site, count in counts.items()
            for own, span in [presence.share(site)]
        }
    return {(site, month): of_site[site] for site, month in counted}


def weighed(how: str, cells: Mapping[Place, Cell]) -> dict[Place, Cell]:
    """Return the months of a level that count: those with a value; for its last month that one."""
    newest = max((month for _, month in cells), default=None)
    return {
        place: cell
        for place, cell in cells.items()
        if cell.value is not None and (how != "last" or place[1] == newest)
    }


def is_whole(cell: Cell) -> bool:
    """Tell whether a cell has a value that lacks nothing."""
    return cell.value is not None and cell.problem is None


def are_halves(upper: Cell, lower: Cell) -> bool:
    """Tell whether both halves of a ratio are whole, and nothing is divided by nought.

    What stands over nought would raise the ratio of the other places. Nought over nought does not.
    """
    return is_whole(upper) and is_whole(lower) and bool(lower.value or not upper.value)


def first_problem(problems: Iterable[str | None]) -> str | None:
    """Return the most telling of these problems, None when there is none."""
    found = set(problems)
    return next((problem for problem in PROBLEMS if problem in found), None)


def estimated_share(cells: Iterable[Cell]) -> Decimal | None:
    """Return the estimated part of a sum in percent; None where there is no sum."""
    seen = [cell for cell in cells if cell.value is not None]
    with localcontext(prec=PRECISION):
        whole = sum((abs(cell.value or Decimal()) for cell in seen), Decimal())
        if whole == 0:
            return None
        return sum((abs(cell.estimated) for cell in seen), Decimal()) / whole * 100

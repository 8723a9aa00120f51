"""One indicator at one site and month, and the arithmetic over many of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal, localcontext
from typing import NamedTuple

from kpi.declare import Month

Place = tuple[str, Month]
"""A site (or the unsplit member) and a month."""

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


def level_weights(how: str, cells: Mapping[Place, Cell]) -> dict[Place, Decimal]:
    """Return what each month of a level weighs: its share of the site's mean, or the last month.

    Months without a value weigh nothing; the last month is the newest of all places.
    """
    months: dict[str, list[Month]] = {}
    for (site, month), cell in cells.items():
        if cell.value is not None:
            months.setdefault(site, []).append(month)
    if how == "last":
        if not cells:
            return {}
        newest = max(month for _, month in cells)
        return {(site, newest): Decimal(1) for site, found in months.items() if newest in found}
    with localcontext(prec=PRECISION):
        return {
            (site, month): 1 / Decimal(len(found))
            for site, found in months.items()
            for month in found
        }


def is_whole(cell: Cell) -> bool:
    """Tell whether a cell has a value that lacks nothing."""
    return cell.value is not None and cell.problem is None


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

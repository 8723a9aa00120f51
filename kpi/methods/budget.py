"""The budget under a path: what it allows in all, what was used, and when the rest runs out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

from kpi.methods.path import PRECISION, Point, Shape, path_value


@dataclass(frozen=True)
class Budget:
    """A path's sum over whole years and what is left of it; every amount in the path's own unit.

    `total` is the path's sum over the years after the base up to and with the last. `planned` is
    the part of it up to the newest year, `used` what was really used by then. `step` is the equal
    yearly cut from the newest year on that uses exactly what is `left`, `ends_at` the last year's
    value with it; both None when nothing is left, when the years are over, or when no cut is
    needed at all (`left` allows the newest pace). `lasts` is how many years it lasts at the newest
    pace, None when that never uses it up.
    """

    total: Decimal
    planned: Decimal
    used: Decimal
    left: Decimal
    step: Decimal | None
    ends_at: Decimal | None
    lasts: Decimal | None

    @property
    def overshoot(self) -> Decimal:
        """What was used more than planned by now; negative is less."""
        return self.used - self.planned


def budget(points: Sequence[Point], until: int, shape: Shape, actual: Sequence[Point]) -> Budget:
    """Return the budget of the years after the first point up to and with `until`.

    `actual` holds every year after the first point once, in order, without holes: a missing year
    would count as nothing used. ValueError otherwise, or when there is none.
    """
    first = points[0].moment
    years = [point.moment for point in actual]
    if not years or years != list(range(first + 1, first + 1 + len(years))) or years[-1] > until:
        raise ValueError("the years have to follow the base without a hole")
    with localcontext(prec=PRECISION):
        allowed = {year: _at(points, year, shape) for year in range(first + 1, until + 1)}
        total = sum(allowed.values(), Decimal())
        used = sum((point.value for point in actual), Decimal())
        left, now = total - used, actual[-1].value
        step = even_step(now, left, until - years[-1])
        return Budget(
            total=total,
            planned=sum((allowed[year] for year in years), Decimal()),
            used=used,
            left=left,
            step=step,
            ends_at=None if step is None else max(now - step * (until - years[-1]), Decimal()),
            lasts=left / now if now > 0 and left >= 0 else None,
        )


def _at(points: Sequence[Point], year: int, shape: Shape) -> Decimal:
    value = path_value(points, year, shape)
    assert value is not None  # no year before the first point is asked
    return value


def even_step(now: Decimal, left: Decimal, years: int) -> Decimal | None:
    """Return the equal yearly cut after which the years' sum is what is left; never below zero.

    Where an equal cut reaches zero before the end, the years after it use nothing. None when
    nothing is left to cut into, no year remains, or what is left allows the present pace.
    """
    if years <= 0 or left <= 0 or left >= now * years:
        return None
    with localcontext(prec=PRECISION):
        for used in range(years, 1, -1):
            step = (used * now - left) * 2 / (used * (used + 1))
            if now - used * step >= 0:
                return step
        return now - left

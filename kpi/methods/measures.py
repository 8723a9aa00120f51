"""What a measure costs and brings: annuity, cost per tonne, present value, payback, order, effect.

A measure that pays for itself has a negative cost per tonne, and that number looks better the
fewer tonnes it saves: such measures are ordered by what they are worth, the others by their cost.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

from kpi.methods.path import PRECISION

YEAR = 12


@dataclass(frozen=True)
class Money:
    """What a measure asks and gives: `investment` after subsidy, yearly `saving` and `cost`, `life`.

    Amounts in one currency; `life` in whole years, at least one.
    """

    investment: Decimal
    saving: Decimal
    cost: Decimal
    life: int

    @property
    def net(self) -> Decimal:
        """What it brings in a year, after what it costs to run."""
        return self.saving - self.cost


def present_value_factor(rate: Decimal, life: int) -> Decimal:
    """Return what one a year over so many years is worth now, at `rate` percent a year."""
    with localcontext(prec=PRECISION):
        if rate == 0:
            return Decimal(life)
        share = rate / 100
        return (1 - (1 + share) ** -life) / share


def annuity(investment: Decimal, rate: Decimal, life: int) -> Decimal:
    """Return the equal yearly amount that pays an investment back with interest over its life."""
    with localcontext(prec=PRECISION):
        return investment / present_value_factor(rate, life)


def net_present_value(money: Money, rate: Decimal) -> Decimal:
    """Return what a measure is worth now: its yearly net saving over its life less its price."""
    with localcontext(prec=PRECISION):
        return money.net * present_value_factor(rate, money.life) - money.investment


def abatement_cost(money: Money, rate: Decimal, tonnes: Decimal) -> Decimal | None:
    """Return what one tonne a year less costs; negative pays for itself. None without tonnes."""
    if tonnes <= 0:
        return None
    with localcontext(prec=PRECISION):
        return (annuity(money.investment, rate, money.life) - money.net) / tonnes


def payback(money: Money) -> Decimal | None:
    """Return after how many years the yearly net saving has paid the investment; None for never."""
    if money.net <= 0:
        return None
    with localcontext(prec=PRECISION):
        return money.investment / money.net


@dataclass(frozen=True)
class Ranked:
    """A measure's place in the cost curve, with what it is ordered by."""

    name: str
    worth: Decimal
    cost: Decimal | None
    tonnes: Decimal


def cost_curve(measures: Sequence[tuple[str, Money, Decimal]], rate: Decimal) -> list[Ranked]:
    """Return measures (name, money, tonnes a year) in the order in which they are best taken.

    First those that pay for themselves, the most worth first; then the others by their cost per
    tonne; last those that neither pay nor save a tonne.
    """
    found = [
        Ranked(name, net_present_value(money, rate), abatement_cost(money, rate, tonnes), tonnes)
        for name, money, tonnes in measures
    ]
    return sorted(found, key=_order)


def _order(measure: Ranked) -> tuple[int, Decimal]:
    if measure.worth >= 0:
        return 0, -measure.worth
    if measure.cost is not None:
        return 1, measure.cost
    return 2, -measure.worth


def in_effect(start: int, ramp: int, end: int | None, moment: int) -> Decimal:
    """Return which part of a measure's full effect a month has; moments are months.

    It grows in equal steps over `ramp` months from `start` (0: at once) and ends before `end`.
    """
    if moment < start or (end is not None and moment >= end):
        return Decimal()
    if ramp <= 0 or moment >= start + ramp - 1:
        return Decimal(1)
    with localcontext(prec=PRECISION):
        return Decimal(moment - start + 1) / ramp


def year_in_effect(start: int, ramp: int, end: int | None, moment: int) -> Decimal:
    """Return which part of its yearly effect a measure has in the twelve months to a month."""
    with localcontext(prec=PRECISION):
        months = range(moment - YEAR + 1, moment + 1)
        return sum((in_effect(start, ramp, end, month) for month in months), Decimal()) / YEAR


class SavesTooMuch(ValueError):
    """A measure that would save more than what is left when its turn comes; `place` counts from 0."""

    def __init__(self, place: int, left: Decimal) -> None:
        super().__init__(place, left)
        self.place, self.left = place, left


@dataclass(frozen=True)
class Effect:
    """What a measure saves in a year: an amount, or a percentage of what is left at its turn.

    `part` names the part of the total that it is about, empty for the whole.
    """

    value: Decimal
    percent: bool = False
    part: str = ""


def in_sequence(
    total: Decimal, effects: Sequence[Effect], parts: Mapping[str, Decimal] | None = None
) -> list[Decimal]:
    """Return what each measure saves when they are taken one after the other.

    A percentage is of what those before it left: savings that overlap are never simply added.
    `parts` are the parts of the total with what each has; a percentage of one is of what is left
    of that part, whatever was taken from others. What is about the whole takes from all parts
    alike, and an amount of a part that is not among them from the whole alone.
    SavesTooMuch where nothing or too little is left for one.
    """
    left, lefts, found = total, dict(parts or {}), []
    with localcontext(prec=PRECISION):
        for place, effect in enumerate(effects):
            own = min(left, lefts[effect.part]) if effect.part in lefts else left
            saved = own * effect.value / 100 if effect.percent else effect.value
            if saved > own:
                raise SavesTooMuch(place, own)
            if effect.part in lefts:
                lefts[effect.part] -= saved
            elif not effect.part and left:
                lefts = {name: part - part * saved / left for name, part in lefts.items()}
            left -= saved
            found.append(saved)
    return found

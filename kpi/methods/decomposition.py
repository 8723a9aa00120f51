"""Why a sum changed: additive LMDI-I, which leaves no residual and asks for no order of factors.

A value is a product of factors, a sum is of such products; the change of the sum is divided over
the factors by logarithmic means (Ang 2005). What is nought takes its analytical limit instead of
a tiny number (Wood and Lenzen 2006).
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, localcontext
from typing import NamedTuple

PRECISION = 40
NEAR = Decimal("1e-9")

Known = Decimal | None
"""A factor; None where it has no meaning (nought divided by nought): then it did not change."""


class Pair(NamedTuple):
    """A factor before and after."""

    before: Known
    after: Known


def log_mean(first: Decimal, second: Decimal) -> Decimal:
    """Return the logarithmic mean of two values of nought or more; of two that are equal, it."""
    if first < 0 or second < 0:
        raise ValueError("a logarithmic mean is of values of nought or more")
    if first == second:
        return first
    if not first or not second:
        return Decimal()
    with localcontext(prec=PRECISION):
        apart = first / second - 1
        if abs(apart) < NEAR:
            # So close that the logarithms share all their digits: their series instead.
            return second / (1 - apart / 2 + apart**2 / 3 - apart**3 / 4)
        return (first - second) / (first.ln() - second.ln())


def effects(factors: Sequence[Pair]) -> tuple[Decimal, ...]:
    """Return what each factor adds to the change of their product; together they are that change.

    Where the product begins or ends at nought, the factors that are nought there carry the change
    in equal parts.

    Raises:
        ValueError: a factor is negative; such a product has no logarithm.
    """
    pairs = [_known(pair) for pair in factors]
    if any(before < 0 or after < 0 for before, after in pairs):
        raise ValueError("a product with a negative factor cannot be taken apart")
    with localcontext(prec=PRECISION):
        before, after = Decimal(1), Decimal(1)
        for first, second in pairs:
            before, after = before * first, after * second
        if before and after:
            mean = log_mean(after, before)
            return tuple(mean * _log_ratio(first, second) for first, second in pairs)
        if before == after:
            return (Decimal(),) * len(pairs)
        noughts = [not (first if after else second) for first, second in pairs]
        share = (after - before) / sum(noughts)
        return tuple(share if nought else Decimal() for nought in noughts)


def _log_ratio(first: Decimal, second: Decimal) -> Decimal:
    return Decimal() if first == second else second.ln() - first.ln()


def _known(pair: Pair) -> tuple[Decimal, Decimal]:
    """Return a factor that is known on one side only as one that did not change."""
    first = pair.before if pair.before is not None else pair.after
    second = pair.after if pair.after is not None else pair.before
    return (Decimal(1), Decimal(1)) if first is None or second is None else (first, second)


def as_ratio(effect: Decimal, before: Decimal, after: Decimal) -> Decimal | None:
    """Return an effect on a sum as a ratio: the ratios of all effects multiply to after / before.

    None where the sum is nought before or after.
    """
    mean = log_mean(after, before)
    if not mean or not before or not after:
        return None
    with localcontext(prec=PRECISION):
        return (effect / mean).exp()


class Rates(NamedTuple):
    """A mean factor of a mix of sources, by the mix of one moment and the list of another.

    The first word says whose mix, the second whose list. None where the other moment's list does
    not know the mix.
    """

    before_before: Decimal
    before_after: Known
    after_before: Known
    after_after: Decimal


def mix_and_list(rates: Rates) -> tuple[Pair, Pair]:
    """Return a mean factor as a choice of sources times what the list says of them.

    The choice is the geometric mean of what it does under either list, so that going back in time
    undoes it. Where neither list can tell, the whole change is the list's.
    """
    start, end = rates.before_before, rates.after_after
    early, late = rates.after_before, rates.before_after
    if early is None or late is None:
        return Pair(Decimal(1), Decimal(1)), Pair(start, end)
    if not start or not end:
        return _noughts(start, end, early, late)
    with localcontext(prec=PRECISION):
        ratios = [
            above / below for above, below in ((early, start), (end, late)) if above and below
        ]
        choice = Decimal(1)
        for ratio in ratios:
            choice *= ratio
        if len(ratios) == 2:
            choice = choice.sqrt()
        return Pair(Decimal(1), choice), Pair(start, end / choice)


def _noughts(start: Decimal, end: Decimal, early: Decimal, late: Decimal) -> tuple[Pair, Pair]:
    """Return which of the two is nought where their product is.

    The mix, when the other list gives it nought as well; the list, when it gives the other mix
    nought as well; both, when neither or both do.
    """
    whole = end or start or Decimal(1)
    mixes, lists = [Decimal(1), Decimal(1)], [whole, whole]
    for place, (rate, other_list, other_mix) in enumerate(
        ((start, late, early), (end, early, late))
    ):
        if rate:
            continue
        by_mix, by_list = not other_list, not other_mix
        if by_mix or not by_list:
            mixes[place] = Decimal()
        if by_list or not by_mix:
            lists[place] = Decimal()
    return Pair(*mixes), Pair(*lists)

"""Student's t: the chance below a value, and the value below which a chance lies.

By the incomplete beta function as a continued fraction (Abramowitz and Stegun 26.5.8), evaluated
by the modified Lentz method; the quantile is found by halving. Good to about twelve digits.
"""

from __future__ import annotations

import math
from functools import cache

TINY, EPSILON, STEPS = 1e-300, 1e-16, 500


def t_chance(value: float, freedom: int) -> float:
    """Return the chance that a t with so many degrees of freedom is at most `value`."""
    if freedom < 1:
        raise ValueError("a t needs at least one degree of freedom")
    square = value * value
    whole = freedom + square
    # Both shares are handed over: one minus the other would lose the digits of a small one.
    tail = 0.5 * _beta_share(freedom / whole, square / whole, freedom / 2, 0.5)
    return tail if value < 0 else 1 - tail


@cache
def t_quantile(chance: float, freedom: int) -> float:
    """Return the value that a t with so many degrees of freedom is below with this chance."""
    if not 0 < chance < 1:
        raise ValueError("a chance lies between 0 and 1")
    if chance == 0.5:
        return 0.0
    if chance < 0.5:
        return -t_quantile(1 - chance, freedom)
    low, high = 0.0, 1.0
    while t_chance(high, freedom) < chance:
        low, high = high, high * 2
    for _ in range(200):
        middle = (low + high) / 2
        if t_chance(middle, freedom) < chance:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _beta_share(x: float, rest: float, a: float, b: float) -> float:
    """Return the regularised incomplete beta function at x, where `rest` is 1 - x."""
    if x > (a + 1) / (a + b + 2):
        return 1 - _converging(rest, x, b, a)
    return _converging(x, rest, a, b)


def _converging(x: float, rest: float, a: float, b: float) -> float:
    """Return the same by the fraction itself, which converges fast for a small x."""
    if x <= 0:
        return 0.0
    scale = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    front = math.exp(scale + a * math.log(x) + b * math.log(rest)) / a
    return front * _fraction(x, a, b)


def _fraction(x: float, a: float, b: float) -> float:
    above, below, product = 1.0, 0.0, 1.0
    for step in range(STEPS):
        half = step // 2
        if step == 0:
            part = 1.0
        elif step % 2 == 0:
            part = half * (b - half) * x / ((a + 2 * half - 1) * (a + 2 * half))
        else:
            part = -(a + half) * (a + b + half) * x / ((a + 2 * half) * (a + 2 * half + 1))
        below = 1 / _away(1 + part * below)
        above = _away(1 + part / above)
        product *= above * below
        if abs(above * below - 1) < EPSILON:
            break
    return product - 1


def _away(value: float) -> float:
    """Return a value kept away from zero, by which is divided next."""
    return value if abs(value) > TINY else TINY

"""Between what a figure can lie: a share is no less than nothing and no more than everything."""

from __future__ import annotations

from decimal import Decimal

SHARE = "%"
"""The unit of a figure that is a part of a whole."""
NOTHING, EVERYTHING = Decimal(0), Decimal(100)


def possible(value: Decimal, unit: str, now: Decimal) -> Decimal:
    """Return a foretold value of a figure as far as its unit allows.

    What a figure is `now` it can stay, also where that lies beyond: then the figure is no plain
    part of a whole.
    """
    if unit != SHARE:
        return value
    return min(max(value, min(NOTHING, now)), max(EVERYTHING, now))

"""Ratios that an upload would push outside what is plausible: a slip of a unit shows itself there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from kpi.declare import Catalogue, Month
from kpi.intake import Finding
from kpi.measure import Figures, Scope

SHOWN = 3
"""Decimals of the numbers that are told."""


def outside_bounds(
    catalogue: Catalogue, after: Figures, touched: Iterable[tuple[str, Month]], kind: str
) -> Iterator[Finding]:
    """Yield a remark for every touched site and month whose ratio would be implausible.

    Nothing without the denominator: there is nothing to hold the amount against.
    """
    bounded = [
        indicator
        for indicator in catalogue.indicators.values()
        if indicator.plausible is not None and catalogue.rests_on(indicator.id, kind)
    ]
    for site, month in touched:
        scope = Scope(site, month)
        for indicator in bounded:
            plausible, value = indicator.plausible, after.measured(indicator.id, scope).value
            if plausible is None or value is None or plausible.low <= value <= plausible.high:
                continue
            above = after.measured(indicator.numerator or "", scope)
            below = after.measured(indicator.denominator or "", scope)
            facts = {
                "site": site,
                "month": str(month),
                "figure": indicator.id,
                "amount": _plain(above.value),
                "amount_unit": above.unit,
                "divisor": _plain(below.value),
                "divisor_unit": below.unit,
                "ratio": _plain(value),
                "unit": indicator.unit,
                "low": f"{plausible.low:f}",
                "high": f"{plausible.high:f}",
            }
            yield Finding("outside_bounds", "remark", facts=facts)


def _plain(value: Decimal | None) -> str:
    return "" if value is None else f"{round(value, SHOWN).normalize():f}"

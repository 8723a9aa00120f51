"""A what-if choice in the address: which measures are on, and the three assumptions."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from kpi.show import RANGES, Choice, Progress, Scenario
from kpi.show.what_if import usual_choice
from kpi.ui.address import asked
from kpi.ui.session import Context

ASSUMPTIONS = ("trend", "delivered", "delay")
SEPARATOR, NOTHING = "~", "-"
"""What stands between the names of measures in an address, and what says that none is on."""


def read_choice(
    here: Context, progress: Progress, scenario: Scenario | None
) -> tuple[Choice, tuple[str, ...]]:
    """Return the choice that the address asks, and the numbers in it that cannot be.

    What it does not say is the scenario's when there is one for this target, else the usual.
    """
    start = usual_choice(here.judge, progress)
    if scenario is not None and scenario.target == progress.target.id:
        start = scenario.choice
    wrong: list[str] = []
    values: dict[str, Decimal] = {}
    for name in ASSUMPTIONS:
        text = asked(name)
        value = _number(text)
        if value is not None and RANGES[name].holds(value):
            values[name] = value
        elif text:
            wrong.append(text)
    measures = asked("on")
    on = start.measures
    if measures:
        on = () if measures == NOTHING else tuple(measures.split(SEPARATOR))
    return Choice(
        measures=on,
        trend=values.get("trend", start.trend),
        delivered=values.get("delivered", start.delivered),
        delay=int(values.get("delay", Decimal(start.delay))),
    ), tuple(wrong)


def _number(text: str) -> Decimal | None:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None

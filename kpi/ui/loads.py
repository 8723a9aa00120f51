"""The choice to see a chart with or without the one-off loads that are recorded of its figure."""

from __future__ import annotations

from collections.abc import Sequence

from kpi.show import Event, loads_of
from kpi.ui.choice import draw_segments
from kpi.ui.session import Context

WAYS = ("with", "without")


def drawn_without(here: Context, indicator: str, site: str) -> Sequence[Event]:
    """Draw the choice where loads are recorded; return those to leave out, none for with."""
    found = loads_of(here.judge, indicator, site)
    if not found:
        return ()
    chosen = draw_segments(
        here,
        "loads",
        here.words("signals.loads"),
        WAYS,
        lambda name: here.words(f"signals.loads_{name}"),
        key=f"loads-{indicator}",
    )
    return found if chosen == "without" else ()

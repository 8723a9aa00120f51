"""What has to be explained before a month closes, and what is lacking in it."""

from __future__ import annotations

from dataclasses import dataclass

from kpi.declare import ALL, Month
from kpi.judge.deliveries import Outstanding, outstanding
from kpi.judge.judge import Judge
from kpi.judge.signals import ControlChart, control_chart, usual_way
from kpi.judge.values import Progress, Verdict
from kpi.measure import Scope

OFF_PATH: tuple[Verdict, ...] = ("behind", "above_line", "attention")
BEYOND = "outside"
"""The rule of a control chart that says: outside the band in which chance keeps a figure."""


@dataclass(frozen=True)
class Asked:
    """A figure of the whole organisation that a month may not close without explaining.

    `chart` is the control chart whose newest month lies outside its limits, None when it does not;
    `off_path` are the targets whose path it is off.
    """

    indicator: str
    chart: ControlChart | None
    off_path: tuple[Progress, ...]


def judged_figures(judge: Judge) -> tuple[str, ...]:
    """Return the figures a month is judged by: those with a tile or a target.

    A proxy that no target rests on is left out: a month is not judged by an approximation.
    """
    aimed = {target.indicator for target in judge.targets}
    return tuple(
        i.id
        for i in judge.catalogue.indicators.values()
        if i.id in aimed or (i.tile and not i.proxy)
    )


def to_explain(judge: Judge, month: Month) -> tuple[Asked, ...]:
    """Return every judged figure outside its normal band or off its path in a month, off path first."""
    found = []
    for indicator in judged_figures(judge):
        off_path = tuple(
            progress
            for progress in judge.progress_of(indicator, ALL, month)
            if progress.verdict in OFF_PATH
        )
        chart = _beyond(judge, indicator, month)
        if chart is not None or off_path:
            found.append(Asked(indicator, chart, off_path))
    return tuple(sorted(found, key=lambda asked: not asked.off_path))


def _beyond(judge: Judge, indicator: str, month: Month) -> ControlChart | None:
    scope = Scope(ALL, month)
    chart = control_chart(judge, indicator, scope, usual_way(judge, indicator, scope))
    newest = chart.newest
    if newest is None or newest.month != month or newest.signal is None:
        return None
    return chart if newest.signal.rule == BEYOND else None


def lacking(judge: Judge, month: Month) -> tuple[Outstanding, ...]:
    """Return what the sites should have sent of a month and did not."""
    return outstanding(judge.figures(), judge.deliveries, ALL, [month])

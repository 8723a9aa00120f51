"""Figures of one scope as what a screen shows: tiles, series by month, parts of a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from kpi.declare import ALL, UNSPLIT, Month
from kpi.judge import Event, Judge, events_of, one_off_in
from kpi.measure import Figures, Measured, Scope, Status
from kpi.show.format import (
    difference,
    display,
    number,
    rounded,
    shown_decimals,
    shown_unit,
    shown_value,
)
from kpi.show.voice import Voice

State = Status | Literal["provisional", "estimated_whole"]
"""How sure a figure is, as it is told: more than its status knows."""

MARKS: Mapping[State, str] = {
    "measured": "●",
    "estimated": "◐",
    "estimated_whole": "◐",
    "provisional": "▽",
    "incomplete": "◔",
    "missing": "□",
    "none_reported": "○",
}
"""A shape for every state of a figure; the word always stands beside it."""

SERIES_MONTHS = 36
LARGEST_PARTS = 5
"""Parts drawn with a colour of their own; the rest is drawn together."""


@dataclass(frozen=True)
class Tile:
    """One figure as a tile: what it is, how much, how sure, and what has to be said with it."""

    indicator: str
    label: str
    note: str
    value: str
    status: Status
    status_text: str
    lines: tuple[str, ...]
    step: str


@dataclass(frozen=True)
class SeriesPoint:
    """One month (or twelve months ending there) of a figure, in its shown unit.

    `assumed` tells that an emission factor in it is assumed: such a value is provisional.
    `estimated` is the estimated part of it in percent.
    """

    month: Month
    value: Decimal | None
    status: Status
    text: str
    assumed: bool = False
    estimated: Decimal | None = None

    @property
    def state(self) -> State:
        """How sure the value is, as it is told."""
        return _told_state(self.status, self.assumed, self.estimated)


@dataclass(frozen=True)
class Series:
    """A figure month by month; a month without a value is a gap, never a zero.

    `whole` is the figure over the scope's own span and `earlier` the same span a year before.
    `running` are months that are not over yet: what is in of them is no part of a trend.
    """

    indicator: str
    label: str
    unit: str
    decimals: int
    scope: Scope
    points: tuple[SeriesPoint, ...]
    whole: Measured
    earlier: Measured
    running: tuple[Month, ...] = ()


@dataclass(frozen=True)
class Part:
    """One part of a whole: its months (None where nothing is known) and their sum."""

    id: str
    label: str
    values: tuple[Decimal | None, ...]
    total: Decimal


@dataclass(frozen=True)
class Breakdown:
    """A figure by the values of its breakdown, largest first, over the months in view.

    `whole` tells that nothing is missing of the figure over the span of the scope.
    """

    indicator: str
    label: str
    unit: str
    decimals: int
    scope: Scope
    months: tuple[Month, ...]
    statuses: tuple[Status, ...]
    parts: tuple[Part, ...]
    whole: bool = True


def state_of(measured: Measured) -> State:
    """Return how sure a figure is, as it is told."""
    return _told_state(measured.status, measured.assumed, measured.estimated_share)


def _told_state(status: Status, assumed: bool, estimated: Decimal | None) -> State:
    """Return what rests on an assumed factor as provisional: only what is whole can be that."""
    if assumed and status in ("measured", "estimated"):
        return "provisional"
    whole = estimated is not None and rounded(estimated, 1) == 100
    return "estimated_whole" if status == "estimated" and whole else status


def a_year_earlier(scope: Scope) -> Scope:
    """Return the same span a year before."""
    return Scope(scope.site, scope.month.plus(-12), scope.span)


def year_step(group: str, now: Measured, before: Measured, voice: Voice) -> str:
    """Say how much more or less than a year before; nothing unless both bear a comparison.

    `group` names the words: those of a tile, or those of a sentence.
    """
    if not (now.comparable and before.comparable) or now.value is None or before.value is None:
        return ""
    apart = difference(voice.catalogue, now.indicator, before.value, now.value, voice.language)
    if apart is None:
        return ""
    way = "same" if not apart else "more" if now.value > before.value else "less"
    earlier = display(voice.catalogue, before, voice.language)
    return voice.say(f"{group}.{way}", share=apart, before=earlier)


def _no_step(now: Measured, before: Measured, voice: Voice) -> str:
    """Say why a whole figure has no comparison; of one that is not whole its state says enough."""
    if not now.comparable:
        return ""
    why = "none" if before.value is None else "zero" if before.comparable else "incomplete"
    return voice.say(f"tile.no_step_{why}")


def tile(figures: Figures, indicator: str, scope: Scope, voice: Voice) -> Tile:
    """Return one figure as a tile."""
    declared = voice.catalogue.indicators[indicator]
    measured = figures.measured(indicator, scope)
    earlier = figures.measured(indicator, a_year_earlier(scope))
    return Tile(
        indicator=indicator,
        label=declared.label.of(voice.language),
        note=declared.note.of(voice.language),
        value=display(voice.catalogue, measured, voice.language),
        status=measured.status,
        status_text=status_text(measured, voice),
        lines=tuple(_lines(figures, measured, scope, voice)),
        step=year_step("tile", measured, earlier, voice) or _no_step(measured, earlier, voice),
    )


def status_text(measured: Measured, voice: Voice) -> str:
    """Return the state of a figure as shape and word, with its estimated share."""
    state, share = state_of(measured), measured.estimated_share
    text = f"{MARKS[state]} {voice.say(f'status.{state}')}"
    if not share or state not in ("estimated", "provisional"):
        return text
    told = _percent(share, voice)
    if voice.catalogue.indicators[measured.indicator].kind == "ratio":
        told = voice.say("tile.share_of_ratio", share=told)
    if state == "provisional":
        whole = rounded(share, 1) == 100
        told = voice.say("status.estimated_whole") if whole else voice.say("tile.share", share=told)
    return f"{text} ({told})"


def _percent(share: Decimal, voice: Voice) -> str:
    least = Decimal("0.1")
    if 0 < share < least:
        return f"< {number(least, 1, voice.language)}%"
    return f"{number(share, 1, voice.language)}%"


def _lines(figures: Figures, measured: Measured, scope: Scope, voice: Voice) -> list[str]:
    declared = voice.catalogue.indicators[measured.indicator]
    found: list[str] = []
    if measured.reason is not None:
        found += voice.reasons([measured.reason])
    if measured.assumed and state_of(measured) != "provisional":
        found.append(voice.say("tile.assumed"))
    if declared.proxy:
        found.append(voice.say("tile.proxy"))
    if declared.boundary is not None:
        counted = voice.named("boundary", declared.boundary)
        within = counted[:1].lower() + counted[1:]
        found.append(voice.say("tile.boundary", boundary=within))
    if scope.site not in (ALL, UNSPLIT) and figures.has_unsplit:
        apart = figures.measured(measured.indicator, Scope(UNSPLIT, scope.month, scope.span))
        if apart.value:
            value = display(voice.catalogue, apart, voice.language)
            found.append(voice.say("tile.unsplit", value=value))
    return found


def series(
    figures: Figures, indicator: str, scope: Scope, voice: Voice, loads: Sequence[Event] = ()
) -> Series:
    """Return a figure over the months up to the scope's month, without the one-off `loads`."""
    declared = voice.catalogue.indicators[indicator]
    points = [
        _point(_without(figures, indicator, Scope(scope.site, month), loads), month, voice)
        for month in _months(figures, indicator, scope)
    ]
    return Series(
        indicator=indicator,
        label=declared.label.of(voice.language),
        unit=shown_unit(declared),
        decimals=shown_decimals(declared),
        scope=scope,
        points=tuple(points),
        whole=_without(figures, indicator, scope, loads),
        earlier=_without(figures, indicator, a_year_earlier(scope), loads),
        running=tuple(point.month for point in points if point.month > figures.last_month),
    )


def whole_month(series: Series, point: SeriesPoint) -> bool:
    """Tell whether a month is known, over, and nothing of it lacks."""
    known = point.value is not None and point.status != "incomplete"
    return known and point.month not in series.running


def loads_of(judge: Judge, indicator: str, site: str) -> tuple[Event, ...]:
    """Return the one-off loads that are recorded of a figure at a site, or of all for the group."""
    return events_of(judge.events, "one_off", indicator, site)


def _without(figures: Figures, indicator: str, scope: Scope, loads: Sequence[Event]) -> Measured:
    """Return a figure less the one-off loads in its months."""
    measured = figures.measured(indicator, scope)
    load = one_off_in(loads, scope.months)
    if measured.value is None or not load:
        return measured
    return replace(measured, value=measured.value - load)


def _months(figures: Figures, indicator: str, scope: Scope) -> tuple[Month, ...]:
    """Return up to three years of months, none from before there was anything of the figure."""
    last = scope.month
    first = last.plus(1 - SERIES_MONTHS)
    begin = min(figures.first_month or first, last)

    def known(month: Month) -> bool:
        return figures.measured(indicator, Scope(scope.site, month)).value is not None

    months = tuple(max(first, begin).until(last))
    if any(known(month) for month in begin.until(first.plus(-1))):
        return months
    return months[next((place for place, month in enumerate(months) if known(month)), 0) :]


def series_point(figures: Figures, indicator: str, scope: Scope, voice: Voice) -> SeriesPoint:
    """Return one moment of a figure in its shown unit."""
    return _point(figures.measured(indicator, scope), scope.month, voice)


def _point(measured: Measured, month: Month, voice: Voice) -> SeriesPoint:
    declared = voice.catalogue.indicators[measured.indicator]
    value = None if measured.value is None else shown_value(declared, measured.value)
    text = display(voice.catalogue, measured, voice.language)
    return SeriesPoint(
        month, value, measured.status, text, measured.assumed, measured.estimated_share
    )


def breakdown(figures: Figures, indicator: str, scope: Scope, voice: Voice) -> Breakdown:
    """Return a figure by its parts over the months up to the scope's month."""
    declared = voice.catalogue.indicators[indicator]
    months = _months(figures, indicator, scope)
    scopes = [Scope(scope.site, month) for month in months]
    cells: dict[str, dict[Month, Decimal]] = {}
    for asked in scopes:
        for value, sum_ in figures.breakdown(indicator, asked):
            cells.setdefault(value, {})[asked.month] = shown_value(declared, sum_)
    span = set(scope.months)
    statuses = tuple(figures.measured(indicator, asked).status for asked in scopes)
    parts = [
        Part(
            id=value,
            label=voice.catalogue.breakdown_label(indicator, value).of(voice.language),
            values=tuple(
                None if status == "missing" else sums.get(month, Decimal())
                for month, status in zip(months, statuses, strict=True)
            ),
            total=sum(
                (sums[month] for month in months if month in sums and month in span), Decimal()
            ),
        )
        for value, sums in cells.items()
    ]
    return Breakdown(
        indicator=indicator,
        label=declared.label.of(voice.language),
        unit=shown_unit(declared),
        decimals=shown_decimals(declared),
        scope=scope,
        months=months,
        statuses=statuses,
        parts=tuple(sorted(parts, key=lambda part: (-part.total, part.label))),
        whole=figures.measured(indicator, scope).status != "incomplete",
    )


def part_label(part: Part, whole: str, voice: Voice) -> str:
    """Return a part's name; one that is called like the whole is told apart from it."""
    return voice.say("finding_parts.own", label=whole) if part.label == whole else part.label


def gathered(whole: Breakdown, rest: str) -> tuple[Part, ...]:
    """Return the largest parts of the months in view, and all others together under one name.

    The total of a part is of the span, which may be shorter: a part can end before it begins.
    """
    largest = sorted(whole.parts, key=_in_view, reverse=True)
    first, others = largest[:LARGEST_PARTS], largest[LARGEST_PARTS:]
    if len(others) < 2:
        return tuple(largest)
    values = tuple(
        None if all(part.values[place] is None for part in others)
        else sum((part.values[place] or Decimal() for part in others), Decimal())
        for place in range(len(whole.months))
    )  # fmt: skip
    together = Part("", rest, values, sum((part.total for part in others), Decimal()))
    return (*first, together)


def _in_view(part: Part) -> Decimal:
    return sum((value for value in part.values if value is not None), Decimal())

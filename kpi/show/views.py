"""Figures of one scope as what a screen shows: tiles, series by month, parts of a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from kpi.declare import ALL, UNSPLIT, Month
from kpi.judge import Event, Judge, events_of, one_off_in
from kpi.measure import Figures, Measured, Scope, Status
from kpi.show.format import (
    difference,
    display,
    number,
    shown_decimals,
    shown_unit,
    shown_value,
)
from kpi.show.voice import Voice

MARKS: Mapping[Status, str] = {
    "measured": "●",
    "estimated": "◐",
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
    """

    month: Month
    value: Decimal | None
    status: Status
    text: str
    assumed: bool = False


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
    """A figure by the values of its breakdown, largest first, over the months in view."""

    indicator: str
    label: str
    unit: str
    decimals: int
    scope: Scope
    months: tuple[Month, ...]
    statuses: tuple[Status, ...]
    parts: tuple[Part, ...]


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
        step=year_step("tile", measured, earlier, voice),
    )


def status_text(measured: Measured, voice: Voice) -> str:
    """Return the state of a figure as shape and word, with its estimated share."""
    text = f"{MARKS[measured.status]} {voice.say(f'status.{measured.status}')}"
    share = measured.estimated_share
    if measured.status == "estimated" and share:
        text = f"{text} ({voice.say('tile.share', share=_percent(share, voice))})"
    return text


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
    if measured.assumed:
        found.append(voice.say("tile.assumed"))
    if declared.proxy:
        found.append(voice.say("tile.proxy"))
    if declared.boundary is not None:
        found.append(voice.named("boundary", declared.boundary))
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
        for month in _months(figures, scope.month)
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


def _months(figures: Figures, last: Month) -> Sequence[Month]:
    """Return up to three years of months, none from before there was anything."""
    first = last.plus(1 - SERIES_MONTHS)
    if figures.first_month is not None:
        first = max(first, min(figures.first_month, last))
    return tuple(first.until(last))


def series_point(figures: Figures, indicator: str, scope: Scope, voice: Voice) -> SeriesPoint:
    """Return one moment of a figure in its shown unit."""
    return _point(figures.measured(indicator, scope), scope.month, voice)


def _point(measured: Measured, month: Month, voice: Voice) -> SeriesPoint:
    declared = voice.catalogue.indicators[measured.indicator]
    value = None if measured.value is None else shown_value(declared, measured.value)
    text = display(voice.catalogue, measured, voice.language)
    return SeriesPoint(month, value, measured.status, text, measured.assumed)


def breakdown(figures: Figures, indicator: str, scope: Scope, voice: Voice) -> Breakdown:
    """Return a figure by its parts over the months up to the scope's month."""
    declared = voice.catalogue.indicators[indicator]
    months = tuple(_months(figures, scope.month))
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
    )


def gathered(whole: Breakdown, rest: str) -> tuple[Part, ...]:
    """Return the largest parts one by one and all others together under one name."""
    first, others = whole.parts[:LARGEST_PARTS], whole.parts[LARGEST_PARTS:]
    if len(others) < 2:
        return whole.parts
    values = tuple(
        None if all(part.values[place] is None for part in others)
        else sum((part.values[place] or Decimal() for part in others), Decimal())
        for place in range(len(whole.months))
    )  # fmt: skip
    together = Part("", rest, values, sum((part.total for part in others), Decimal()))
    return (*first, together)

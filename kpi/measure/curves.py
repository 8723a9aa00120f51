"""Load curves: the readings of one meter over a day, a week or a year, reduced to what can be seen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

from kpi.declare import Catalogue
from kpi.store import Point, Reader, Series, load_curve, series_of

View = Literal["day", "week", "year"]
BUCKETS: Mapping[View, str] = {"day": "reading", "week": "hour", "year": "day"}
"""What a point of each view stands for: at most 100, 169 and 366 of them."""


@dataclass(frozen=True)
class Curve:
    """The points of one meter and register between two days, both included.

    What is not there has no point. `wanted` is how many readings a whole span has.
    """

    series: Series
    view: View
    first: dt.date
    last: dt.date
    points: tuple[Point, ...]
    wanted: int

    @property
    def present(self) -> int:
        """How many readings are there."""
        return sum(point.present for point in self.points)


def meters_of(catalogue: Catalogue, reader: Reader) -> list[Series]:
    """Return every meter and register that has live readings."""
    return [
        series
        for contract in catalogue.contracts.values()
        if contract.readings is not None
        for series in series_of(reader, contract)
    ]


def span_of(view: View, day: dt.date) -> tuple[dt.date, dt.date]:
    """Return the first and last day of the day, week (from Monday) or year that holds a day."""
    if view == "day":
        return day, day
    if view == "week":
        first = day - dt.timedelta(days=day.weekday())
        return first, first + dt.timedelta(days=6)
    return day.replace(month=1, day=1), day.replace(month=12, day=31)


def curve_of(
    catalogue: Catalogue, reader: Reader, series: Series, view: View, day: dt.date
) -> Curve:
    """Return the curve of one meter over the day, week or year that holds a day."""
    first, last = span_of(view, day)
    points = [
        point
        for contract in catalogue.contracts.values()
        if contract.readings is not None
        for point in load_curve(reader, contract, series, first, last, BUCKETS[view])
    ]
    zone = ZoneInfo(catalogue.organisation.organisation.timezone)
    return Curve(series, view, first, last, tuple(points), _wanted(points, first, last, zone))


def _wanted(points: list[Point], first: dt.date, last: dt.date, zone: ZoneInfo) -> int:
    """Return the readings of whole days, each at its own interval, else at that of the first."""
    if not points:
        return 0
    intervals = {point.day: point.minutes for point in points}
    days = (first + dt.timedelta(days=after) for after in range((last - first).days + 1))
    return sum(_minutes(day, zone) // intervals.get(day, points[0].minutes) for day in days)


def _minutes(day: dt.date, zone: ZoneInfo) -> int:
    """Return how long a day is: an hour more or less where the clock is moved."""
    midnights = (
        dt.datetime.combine(at, dt.time.min, zone).astimezone(dt.UTC)
        for at in (day, day + dt.timedelta(days=1))
    )
    begin, end = midnights
    return int((end - begin).total_seconds()) // 60


__all__ = ["Curve", "Point", "Series", "View", "curve_of", "meters_of", "span_of"]

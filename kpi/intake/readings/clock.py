"""Local clocks: which days have more or fewer hours, and where in such a day the hands jump."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

DAY = 24 * 60


@dataclass(frozen=True)
class ClockChange:
    """A day on which the clock is moved: minutes `first` to `last` are skipped, or come twice."""

    day: dt.date
    repeated: bool
    first: int
    last: int

    @property
    def minutes(self) -> int:
        """How many minutes the day has."""
        apart = self.last - self.first
        return DAY + apart if self.repeated else DAY - apart


@lru_cache(maxsize=256)
def clock_changes(timezone: str, year: int) -> tuple[ClockChange, ...]:
    """Return the days of a year on which the clock is moved, in order."""
    zone = ZoneInfo(timezone)
    day, found = dt.date(year, 1, 1), []
    while day.year == year:
        before = dt.datetime.combine(day, dt.time.min, zone).utcoffset()
        after = dt.datetime.combine(day + dt.timedelta(days=1), dt.time.min, zone).utcoffset()
        if before != after and before is not None and after is not None:
            found.append(_change(zone, day, int((after - before).total_seconds()) // 60))
        day += dt.timedelta(days=1)
    return tuple(found)


def _change(zone: ZoneInfo, day: dt.date, apart: int) -> ClockChange:
    """Find the minute of the change: the first whose offset differs from that of midnight."""
    midnight = dt.datetime.combine(day, dt.time.min, zone)
    start = midnight.astimezone(dt.UTC)
    for minute in range(DAY + abs(apart)):
        local = (start + dt.timedelta(minutes=minute)).astimezone(zone)
        if local.utcoffset() != midnight.utcoffset():
            hands = local.hour * 60 + local.minute
            first, last = sorted((hands, minute))
            return ClockChange(day, apart < 0, first, last)
    raise ValueError(f"no change of the clock on {day}")

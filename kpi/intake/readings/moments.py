"""Local times as people and meters write them: one text -> a moment, and whether it comes twice.

The fast way is a format of the database; it gives nothing, or exactly what `read_moment` gives.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

FIRST = dt.datetime.combine(dt.date(2010, 1, 1), dt.time.min)
FORMATS = (
    "%d-%m-%Y %H:%M",
    "%Y-%m-%d %H:%M",
    "%d-%m-%Y %H:%M:%S",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%dT%H:%M",
    "%d/%m/%Y %H:%M",
    "%d.%m.%Y %H:%M",
)
"""Tried on a sample; the one that reads most of it is the fast way. The day always comes first."""

DATE = r"(?:(?P<day>\d{1,2})[-/.](?P<month>\d{1,2})[-/.](?P<year>\d{4})|(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2}))"
CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.0+)?)?"
OFFSET = r"(?P<offset>Z|[+-]\d{2}:?\d{2})?"
WRITTEN = re.compile(rf"{DATE}(?:[T ]+{CLOCK} ?{OFFSET})?", re.ASCII)


class Moment(NamedTuple):
    """A local time; `fold` is 1 for the second of two equal times, None when it does not say."""

    local: dt.datetime
    fold: int | None


@lru_cache(maxsize=200_000)
def read_moment(text: str, timezone: str) -> Moment | None:
    """Return the moment that a text means; None when it means none.

    24:00 is the end of the day; a date alone is its beginning. Seconds other than 0 are none. A
    text with an offset is moved to the local clock.
    """
    parts = WRITTEN.fullmatch(text.strip())
    if parts is None or parts["second"] not in (None, "00"):
        return None
    try:
        date = dt.date(
            int(parts["year"] or parts["y"]),
            int(parts["month"] or parts["m"]),
            int(parts["day"] or parts["d"]),
        )
    except ValueError:
        return None
    hour, minute = int(parts["hour"] or 0), int(parts["minute"] or 0)
    if minute > 59 or hour > 24 or (hour == 24 and minute):
        return None
    local = dt.datetime.combine(date, dt.time.min) + dt.timedelta(hours=hour, minutes=minute)
    return _moved(local, parts["offset"], timezone)


def _moved(local: dt.datetime, offset: str | None, timezone: str) -> Moment:
    if not offset:
        return Moment(local, None)
    apart = dt.timedelta()
    if offset != "Z":
        digits = offset[1:].replace(":", "")
        apart = dt.timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    universal = local + (apart if offset[0] == "-" else -apart)
    moved = universal.replace(tzinfo=dt.UTC).astimezone(ZoneInfo(timezone))
    return Moment(moved.replace(tzinfo=None, fold=0), moved.fold)

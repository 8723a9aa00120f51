"""What goes into the check of readings, and what it hands on beside the days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Stamp = Literal["start", "end"]


@dataclass(frozen=True)
class MeterEntry:
    """One meter of the register; empty texts are unknown."""

    meter: str
    site: str
    carrier: str
    main_meter: str
    stamp: str


@dataclass(frozen=True)
class ReadingTable:
    """The readings of the days of a checked file, as columns of equal length.

    `day` is the place of the reading's day among the rows of the check, `place` its own in the
    day from 1, `value` the use in the day's unit as whole millionths, `estimated` whether it is.
    """

    day: Any
    place: Any
    value: Any
    estimated: Any

    @property
    def columns(self) -> Mapping[str, Sequence[Any]]:
        """The columns by name."""
        return {
            "day": self.day,
            "place": self.place,
            "value": self.value,
            "estimated": self.estimated,
        }

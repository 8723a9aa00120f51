"""What is declared of an upload kind that holds meter readings at their own grain."""

from __future__ import annotations

from pydantic import Field

from kpi.declare.grammar import Filled, Identifier, Strict

MOMENTS = frozenset({"start", "end", "moment", "date"})
"""Columns of which a header names at least one."""
CLOCK = "time"
"""The column with the time of the day, where the date stands in one of its own."""
TIMES = (("start",), ("end",), ("moment",), ("date", CLOCK))
"""The columns that tell when a reading was: a file has to hold all of at least one of these."""
STEPS = (15, 60)
"""Minutes that a reading may cover."""

DAILY = {
    "site": "varchar",
    "month": "date",
    "carrier": "varchar",
    "meter": "varchar",
    "register": "varchar",
    "main_meter": "varchar",
    "day": "date",
    "minutes": "integer",
    "amount": "decimal(18, 3)",
    "unit": "varchar",
    "peak": "decimal(18, 3)",
    "present": "integer",
    "wanted": "integer",
    "estimates": "integer",
    "basis": "varchar",
    "content": "varchar",
}
"""What is stored of one meter, register and day beside its readings, with the table's types.

`minutes` is what a reading covers, `amount` the day's sum in `unit`, `peak` its highest reading
as a rate per hour, `present` of `wanted` readings are there (a day of a clock change has fewer or
more), `estimates` of them are marked so, `content` changes whenever a reading does.
"""


class Readings(Strict):
    """How readings become days, and which monthly kind the days are counted in.

    The days of main meters are added to the kind `feeds` where it has no monthly row for the
    same meter. A register of `reverse_registers` books what `reverse` says in place of a meter's
    category (fed back in place of bought). `measured` and `estimated` are the values of the
    status column and of the monthly kind's basis. `assumed_register` holds where none is named.
    `tariffs` are the registers that tell a total register's use in parts: never counted beside it.
    """

    feeds: Identifier
    reverse_registers: tuple[Filled, ...]
    reverse: dict[str, str]
    tariffs: dict[Identifier, tuple[Filled, ...]] = Field(default_factory=dict)
    measured: Filled
    estimated: Filled
    assumed_register: Filled

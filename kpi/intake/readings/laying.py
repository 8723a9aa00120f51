"""Every good reading in its place of its day: clock changes, duplicates, sums of days."""

from __future__ import annotations

from typing import Any

import duckdb

from kpi.declare.readings import STEPS
from kpi.intake.readings.clock import DAY, ClockChange, clock_changes

BITS = 120
"""More places than a day has (100 quarters at most), and fewer than the bits of the widest number."""


def lay_changes(cursor: duckdb.DuckDBPyConnection, timezone: str) -> list[ClockChange]:
    """Make the table ``changes``: the days in the file on which the clock is moved."""
    first, last = cursor.execute(
        "select min(least(start_at, end_at)), max(greatest(start_at, end_at)) from typed"
    ).fetchall()[0]
    found = [
        change
        for year in (range(first.year, last.year + 1) if first is not None else ())
        for change in clock_changes(timezone, year)
        if first.date() <= change.day <= last.date()
    ]
    cursor.execute(
        'create or replace table changes (day date, repeated boolean, "first" int, "last" int)'
    )
    for change in found:
        cursor.execute(
            "insert into changes values (?, ?, ?, ?)",
            (change.day, change.repeated, change.first, change.last),
        )
    return found


def steps(cursor: duckdb.DuckDBPyConnection) -> dict[int, int | None]:
    """Return the minutes that readings of each series cover, None where it cannot be told.

    With start and end it is their usual distance; with one of them a minute off the full hour
    tells that it is less than an hour.
    """
    found = cursor.execute(
        """
        select m.series,
            mode(datediff('minute', start_at, end_at)) filter (
                start_at is not null and end_at is not null),
            bool_or(minute(coalesce(start_at, end_at)) <> 0)
        from typed join meant as m using (combination)
        where coalesce(start_at, end_at) is not null
        group by m.series
        """
    ).fetchall()
    return {
        series: apart if apart is not None else (STEPS[0] if quarters else STEPS[1])
        for series, apart, quarters in found
    }


def lay_places(cursor: duckdb.DuckDBPyConnection) -> None:
    """Make the table ``laid``: every good reading with its day and its place in the day.

    `elapsed` is the time since the day's beginning as a clock that nobody moves would tell it;
    NULL for a local time that did not exist.
    """
    cursor.execute(
        """
        create or replace view anchored as
        select t.rowid as reading, t.row, t.combination, m.series, m.step, m.at_end, t.fold,
            cast(t.clock as date) as day, hour(t.clock) * 60 + minute(t.clock) as hands,
            cast(
                cast(t.number as decimal(24, 6)) * m.factor * m.hours as decimal(18, 6)
            ) as use, m.estimated
        from (
            select typed.rowid, row, combination, fold, number,
                coalesce(start_at, end_at) as clock
            from typed
        ) as t
        join meant as m using (combination)
        where t.number is not null and t.rowid not in (select reading from bad)
        """
    )
    # Of two equal times in the repeated hour the one that stands first in the file comes first.
    cursor.execute(
        """
        create or replace table turns as
        select a.reading,
            coalesce(a.fold + 1, row_number() over (
                partition by a.series, a.day, a.hands order by a.row, a.reading
            )) as turn
        from anchored as a join changes as c using (day)
        where c.repeated and a.hands >= c."first" and a.hands < c."last"
        """
    )
    cursor.execute(
        f"""
        create or replace table laid as
        with told as (
            select a.*, c.day is not null as changed,
                case
                    when c.day is null then a.hands
                    when c.repeated and a.hands >= c."last" then a.hands + c."last" - c."first"
                    when c.repeated and t.turn > 1 then a.hands + c."last" - c."first"
                    when not c.repeated and a.hands >= c."last"
                        then a.hands - (c."last" - c."first")
                    when not c.repeated and (a.hands > c."first"
                        or (a.hands = c."first" and not a.at_end)) then null
                    else a.hands
                end as elapsed
            from anchored as a
            left join changes as c using (day)
            left join turns as t using (reading)
        ),
        turned as (
            select *,
                at_end and elapsed = 0 as before,
                case when at_end and elapsed = 0 then day - 1 else day end as of_day
            from told
        )
        select turned.reading, turned.row, turned.series, turned.step, turned.of_day as day,
            case
                when elapsed is null then null
                when before then {_minutes("p")} // step
                when at_end then elapsed // step
                else elapsed // step + 1
            end as place,
            use, estimated, changed
        from turned
        left join changes as p on p.day = turned.of_day and turned.before
        """
    )


def _minutes(alias: str) -> str:
    """Return the SQL of how many minutes a day has."""
    apart = f'coalesce({alias}."last" - {alias}."first", 0)'
    return f"({DAY} + case when {alias}.repeated then {apart} else -{apart} end)"


def twice(cursor: duckdb.DuckDBPyConnection) -> list[tuple[int, int, int, bool]]:
    """Return readings that stand more than once: reading, row, the first one's row, equal or not.

    Of equal ones the first counts; where they differ none does. Days are looked at first, each
    with a bit for every place: only those with fewer bits than readings can hold one twice.
    """
    return cursor.execute(
        f"""
        with crowded as (
            select series, day from laid where place is not null group by all
            having count(*) > bit_count(bit_or(1::hugeint << (place % {BITS})::hugeint))
        ),
        many as (
            select series, day, place from laid semi join crowded using (series, day)
            where place is not null group by all having count(*) > 1
        ),
        ranked as (
            select laid.*, row_number() over w as number, min(laid.row) over w2 as first_row,
                min(laid.use) over w2 = max(laid.use) over w2
                    and bool_and(laid.estimated) over w2 = bool_or(laid.estimated) over w2
                    as equal
            from laid join many using (series, day, place)
            window w as (partition by series, day, place order by laid.row, laid.reading),
                w2 as (partition by series, day, place)
        )
        select reading, row, first_row, equal from ranked where number > 1 order by row, reading
        """
    ).fetchall()


def lay_days(cursor: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    """Make the table ``days`` from what is left in ``laid``, numbered in the order of the file."""
    cursor.execute(
        f"""
        create or replace table days as
        select row_number() over (order by min_row, series, day) - 1 as number, *
        from (
            select l.series, l.day, any_value(l.step) as step, min(l.row) as min_row,
                sum(l.use) as amount, count(*) as present,
                count(*) filter (l.estimated) as estimates, max(l.use) as most,
                cast(bit_xor(hash(l.place, l.use, l.estimated)) as varchar) as content,
                any_value({_minutes("c")}) // any_value(l.step) as wanted
            from laid as l left join changes as c using (day)
            group by l.series, l.day
        )
        """
    )
    return cursor.execute(
        "select number, series, day, step, min_row, amount, present, estimates, most, content,"
        " wanted from days order by number"
    ).fetchall()

"""Meter readings at their own grain: written with their days, read back a meter and span at a time.

A reading belongs to a day by upload and ordinal, never by its date alone: so taking an upload
back, and asking as of an earlier revision, need no reckoning anew.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

import pandas as pd

from kpi.declare import Contract, Month
from kpi.store.ledger import Slice
from kpi.store.moved import SEPARATOR, Months, Part
from kpi.store.relations import CHOSEN, live_slices_sql
from kpi.store.remembered import RowsByMonth, narrowed, recall, recall_by_month
from kpi.store.schema import table_of
from kpi.store.writing import Reader, Writing


class Point(NamedTuple):
    """One bucket of a load curve: from when, and the lowest, mean and highest rate an hour in it.

    `place` is the reading's place of the day in a day's curve, else 1. `present` of `wanted`
    readings of the bucket are there.
    """

    day: dt.date
    place: int
    minutes: int
    lowest: Decimal
    total: Decimal
    highest: Decimal
    present: int
    estimates: int


class Series(NamedTuple):
    """A meter's register with readings: where it is, what it measures, and from when to when."""

    site: str
    carrier: str
    meter: str
    register: str
    main_meter: str
    unit: str
    first: dt.date
    last: dt.date


def add_readings(
    writing: Writing, contract: Contract, days: Sequence[Slice], columns: Mapping[str, Any]
) -> None:
    """Write readings beside the days of the upload in progress.

    `days` are the slices that the column `day` counts into; the slices of the upload have to be
    written already. `value` comes in millionths.
    """
    writing.bulk(
        f"""
        insert into reading
        select slice.upload, slice.no, incoming.place,
            cast(cast(incoming.value as decimal(38, 0)) * 0.000001 as decimal(18, 6)),
            incoming.estimated
        from incoming
        join incoming_days on incoming_days.day = incoming.day
        join slice on slice.slice = incoming_days.slice
        where slice.upload = {int(writing.revision)} and slice.kind = '{contract.id}'
        """,
        incoming=pd.DataFrame(dict(columns)),
        incoming_days=pd.DataFrame(
            {"day": range(len(days)), "slice": [SEPARATOR.join(key) for key in days]}
        ),
    )


def series_of(reader: Reader, contract: Contract) -> list[Series]:
    """Return every meter and register of which readings are live, main meters first."""
    asked, inputs = ("series", contract.id), {contract.id: reader.revision}

    def read(part: Part | None) -> RowsByMonth[Series]:
        found = reader.rows(
            f"""
            with live as ({live_slices_sql(among=part.slices(contract) if part else "true")})
            select stored.month, stored.site, stored.carrier, stored.meter, stored.register,
                coalesce(max(stored.main_meter), ''), max(stored.unit), min(stored.day),
                max(stored.day)
            from live
            join {table_of(contract.id)} as stored
                on stored.upload = live.upload and stored.no = live.no
            group by stored.month, stored.site, stored.carrier, stored.meter, stored.register
            """,
            {"kind": contract.id, "as_of": reader.revision},
        )
        months: RowsByMonth[Series] = RowsByMonth()
        for day, *row in found:
            months.setdefault(Month.of(day), []).append(Series(*row))
        return months

    def joined() -> list[Series]:
        return _joined(
            recall_by_month(reader, (*asked, "month"), inputs, {contract.id: contract}, read)
        )

    return list(recall(reader, asked, inputs, joined))


def _joined(months: RowsByMonth[Series]) -> list[Series]:
    """Return each meter and register once, from its first to its last day."""
    found: dict[tuple[str, str, str, str], Series] = {}
    for one in (series for rows in months.values() for series in rows):
        other = found.setdefault(one[:4], one)
        if other is not one:
            found[one[:4]] = other._replace(
                main_meter=max(other.main_meter, one.main_meter),
                unit=max(other.unit, one.unit),
                first=min(other.first, one.first),
                last=max(other.last, one.last),
            )
    return sorted(found.values(), key=lambda one: (one.main_meter != "", *one[:4]))


BUCKETS = {
    "reading": "stored.day, reading.place",
    "hour": "stored.day, (reading.place - 1) * stored.minutes // 60 + 1",
    "day": "stored.day, 1",
}
"""What the points of a curve are made of: every reading, hours, or days."""


def load_curve(
    reader: Reader,
    contract: Contract,
    series: Series,
    first: dt.date,
    last: dt.date,
    bucket: str,
) -> list[Point]:
    """Return the curve of one meter and register between two days, reduced to its buckets.

    What is not there has no point. Readings are uses; a rate an hour is theirs times 60 by the
    minutes they cover.
    """
    asked = ("curve", contract.id, series, first, last, bucket)
    days = [first + dt.timedelta(days=after) for after in range((last - first).days + 1)]
    inputs = {contract.id: reader.revision}
    return list(
        recall(reader, asked, inputs, lambda: _curve(reader, contract, series, days, bucket))
    )


def _curve(
    reader: Reader, contract: Contract, series: Series, days: Sequence[dt.date], bucket: str
) -> list[Point]:
    place = BUCKETS[bucket]
    rate = "reading.value * 60"
    # The live days come first, as constants: the readings of other uploads are never looked at.
    part = narrowed(reader, [contract], Months(map(Month.of, days)))
    live = reader.rows(
        f"select upload, no from ({live_slices_sql(among=f'{part.held(contract)} and {CHOSEN}')})",
        {
            "kind": contract.id,
            "as_of": reader.revision,
            "slices": [SEPARATOR.join(_slice(contract, series, day)) for day in days],
        },
    )
    if not live:
        return []
    found = reader.rows(
        f"""
        select {place}, any_value(stored.minutes),
            min({rate}), sum(reading.value), max({rate}), count(*),
            count(*) filter (reading.estimated)
        from reading
        join (select unnest($uploads) as upload, unnest($numbers) as no) as chosen
            on chosen.upload = reading.upload and chosen.no = reading.no
        join {table_of(contract.id)} as stored
            on stored.upload = reading.upload and stored.no = reading.no
        group by 1, 2
        order by 1, 2
        """,
        {
            "uploads": [upload for upload, _ in live],
            "numbers": [number for _, number in live],
        },
    )
    return [
        Point(day, place, minutes, lowest / minutes, total, highest / minutes, present, estimates)
        for day, place, minutes, lowest, total, highest, present, estimates in found
    ]


def _slice(contract: Contract, series: Series, day: dt.date) -> Slice:
    """Return the slice that holds a meter's day."""
    parts = {**series._asdict(), "month": Month.of(day), "day": day}
    return tuple(str(parts[name]) for name in contract.slice)


class Metered(NamedTuple):
    """What the live readings of one main meter add up to in a month, and whether they are whole."""

    amount: Decimal
    unit: str
    whole: bool


def own_months(
    reader: Reader, contract: Contract, months: Months
) -> dict[tuple[str, Month, str, str], Decimal]:
    """Return the live amounts of these months of a monthly kind, as far as they tell a whole month.

    By site, month, category and meter (empty for none); a meter with a name of its own and an EAN
    code stands there under both. Without sub meters, corrections alone, and a year's figure that
    was spread over its months.
    """
    among = narrowed(reader, [contract], months).slices(contract)
    spread = f"coalesce(stored.{contract.spread}, false)" if contract.spread else "false"
    corrects = f"coalesce(stored.{contract.correction}, false)" if contract.correction else "false"
    names = ", ".join(f"coalesce(stored.{name}, '')" for name in contract.meter_names)
    rows = reader.rows(
        f"""
        with live as ({live_slices_sql(among=among)})
        select stored.site, stored.month, stored.{contract.category}, [{names}],
            sum(stored.amount), bool_or(not {corrects} and stored.amount >= 0)
        from live
        join {table_of(contract.id)} as stored
            on stored.upload = live.upload and stored.no = live.no
        where coalesce(main_meter, '') = '' and not {spread}
        group by all
        having sum(stored.amount) is not null
        """,
        {"kind": contract.id, "as_of": reader.revision},
    )
    found: dict[tuple[str, Month, str, str], Decimal] = {}
    whole: set[tuple[str, Month, str, str]] = set()
    for site, month, category, called, amount, tells in rows:
        for name in set(called) - {""} or {""}:
            key = (site, Month.of(month), category, name)
            found[key] = found.get(key, Decimal()) + amount
            if tells:
                whole.add(key)
    return {key: amount for key, amount in found.items() if key in whole}


def metered_months(
    reader: Reader, contract: Contract, months: Months
) -> dict[tuple[str, Month, str, str], Metered]:
    """Return what readings of main meters are live: by site, month, category and meter.

    Of registers that tell one use as a total and by tariff, the total.
    """
    assert contract.readings is not None  # asked by the caller
    among = narrowed(reader, [contract], months).slices(contract)
    parts = [part for parts in contract.readings.tariffs.values() for part in parts]
    found = reader.rows(
        f"""
        with live as ({live_slices_sql(among=among)}),
        days as (
            select stored.*, stored.register in ({", ".join(f"'{p}'" for p in parts) or "''"})
                as is_part
            from live
            join {table_of(contract.id)} as stored
                on stored.upload = live.upload and stored.no = live.no
            where coalesce(stored.main_meter, '') = ''
        ),
        counted as (
            select * from days
            qualify not is_part or bool_and(is_part) over (
                partition by site, {contract.category}, meter, day
            )
        )
        select site, month, {contract.category}, meter, sum(amount), max(unit),
            count(*) = date_diff('day', month, month + interval 1 month)
                * count(distinct register) and sum(present) >= sum(wanted)
        from counted
        group by site, month, {contract.category}, meter
        """,
        {"kind": contract.id, "as_of": reader.revision},
    )
    return {
        (site, Month.of(month), category, meter): Metered(amount, unit, bool(whole))
        for site, month, category, meter, amount, unit, whole in found
    }

"""What came out of a check: days as rows, the readings beside them, totals, what was refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import duckdb

from kpi.declare import Month
from kpi.declare.readings import Readings
from kpi.intake.checked import Row, SubTotal
from kpi.intake.finding import Finding
from kpi.intake.readings.clock import ClockChange
from kpi.intake.readings.columns import Meant
from kpi.intake.readings.opening import Opened
from kpi.intake.readings.values import ReadingTable

THOUSANDTH = Decimal("0.001")


def row(day: tuple[Any, ...], meant: Meant, readings: Readings, line: int) -> Row:
    """Return one day of one meter and register as a row; `day` as ``lay_days`` returns it."""
    _, _, date, step, _, amount, present, estimates, most, content, wanted = day
    return Row(
        line,
        {
            "site": meant.site,
            "month": Month.of(date),
            "carrier": meant.carrier,
            "meter": meant.meter,
            "register": meant.register,
            "main_meter": meant.main_meter or None,
            "day": date,
            "minutes": Decimal(step),
            "amount": _rounded(amount),
            "unit": meant.unit,
            "peak": _rounded(most * 60 / step),
            "present": Decimal(present),
            "wanted": Decimal(wanted),
            "estimates": Decimal(estimates),
            "basis": readings.estimated if estimates else readings.measured,
            "content": content,
        },
    )


def table(cursor: duckdb.DuckDBPyConnection) -> ReadingTable:
    """Return the readings of all days, in the order of the days."""
    found = cursor.execute(
        "select d.number::integer as day, l.place::smallint as place,"
        " (l.use * 1000000)::bigint as value, l.estimated"
        " from laid as l join days as d using (series, day) order by d.number, l.place"
    ).fetchnumpy()
    return ReadingTable(found["day"], found["place"], found["value"], found["estimated"])


def places(
    cursor: duckdb.DuckDBPyConnection, meanings: Sequence[Meant]
) -> tuple[tuple[str, Month], ...]:
    """Return the sites and months of refused readings where both are known."""
    found = cursor.execute(
        "select distinct combination, date_trunc('month', coalesce(start_at, end_at))"
        " from typed where rowid in (select reading from bad)"
        " and coalesce(start_at, end_at) is not null"
    ).fetchall()
    return tuple(
        sorted(
            {
                (meanings[number].site, Month.of(at))
                for number, at in found
                if meanings[number].site and not meanings[number].reactive
            }
        )
    )


def records(
    cursor: duckdb.DuckDBPyConnection, opened: Opened, findings: Iterable[Finding]
) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """Return the first lines and those with findings, as they stand in the file; of a workbook all.

    Broken records are left out.
    """
    if opened.sheet:
        return opened.early
    early = dict(opened.early)
    lines = {finding.line for finding in findings if finding.line is not None}
    wanted = {found: line for line in lines if (found := opened.row(line)) is not None}
    kept = cursor.execute(
        "select rowid, * from cells where rowid in (select unnest($rows)) order by rowid",
        {"rows": list(wanted)},
    ).fetchall()
    told = {wanted[found]: tuple(cell or "" for cell in cells) for found, *cells in kept}
    return tuple(sorted((early | told).items()))


def _rounded(number: Decimal) -> Decimal:
    return number.quantize(THOUSANDTH, ROUND_HALF_UP)


def changed(changes: Sequence[ClockChange], days: Sequence[tuple[Any, ...]]) -> Iterator[Finding]:
    """Remark that a day has more or fewer readings than others because the clock was moved."""
    for change in changes:
        steps = {day[3] for day in days if day[2] == change.day}
        for step in sorted(steps):
            facts = {"day": f"{change.day:%d-%m-%Y}", "number": str(change.minutes // step)}
            yield Finding("clock_changed", "remark", facts=facts)


def missing(rows: Sequence[Row]) -> Iterator[Finding]:
    """Remark, a meter and month at a time, readings that are not there."""
    found: dict[tuple[str, str, str], list[tuple[int, int]]] = {}
    for row in rows:
        lacking = int(str(row.cells["wanted"])) - int(str(row.cells["present"]))
        if lacking:
            key = (str(row.cells["meter"]), str(row.cells["register"]), str(row.cells["month"]))
            found.setdefault(key, []).append((row.line, lacking))
    for (meter, register, month), days in found.items():
        facts = {
            "meter": meter,
            "register": register,
            "month": month,
            "days": str(len(days)),
            "number": str(sum(lacking for _, lacking in days)),
        }
        yield Finding("readings_missing", "remark", days[0][0], facts=facts)


def totals(rows: Sequence[Row]) -> tuple[SubTotal, ...]:
    """Return the sums by site, month and carrier, as the file itself can be added up."""
    sums: dict[tuple[str, Month, str, str], Decimal] = {}
    for row in rows:
        cells = row.cells
        month = cells["month"]
        assert isinstance(month, Month)
        key = (str(cells["site"]), month, str(cells["carrier"]), str(cells["unit"]))
        sums[key] = sums.get(key, Decimal()) + Decimal(str(cells["amount"]))
    return tuple(
        SubTotal(site, month, "quantity", {"carrier": carrier, "unit": unit}, value)
        for (site, month, carrier, unit), value in sorted(sums.items())
    )

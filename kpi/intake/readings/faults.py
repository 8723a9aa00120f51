"""What is wrong with readings: findings by line, and which readings stay out because of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import duckdb

from kpi.declare import Contract
from kpi.intake.finding import Finding
from kpi.intake.numbers import Settled, written
from kpi.intake.readings.columns import Meant
from kpi.intake.readings.opening import Opened
from kpi.intake.spelling import quoted

SHOWN_TWICE = 100
"""Findings told one by one; the rest is told with its number."""


class Faults:
    """The findings of one file. Bad readings stand in the table ``bad``."""

    def __init__(
        self, cursor: duckdb.DuckDBPyConnection, contract: Contract, opened: Opened
    ) -> None:
        self._cursor = cursor
        self._contract = contract
        self._opened = opened
        self.findings: list[Finding] = []
        self.untold = 0
        cursor.execute("create or replace table bad (reading bigint)")

    def header(self, column: str | None) -> str | None:
        """Return the template's header of a column."""
        return None if column is None else self._contract.find(column).header.nl

    def tell(
        self,
        code: str,
        row: int,
        column: str | None,
        value: str | None = None,
        facts: Mapping[str, str] | None = None,
        also: int | None = None,
        *,
        remark: bool = False,
    ) -> None:
        """Add one finding at a row of ``cells``, as long as there is room."""
        if len(self.findings) >= self._contract.max_findings:
            self.untold += 1
            return
        self.findings.append(
            Finding(
                code,
                "remark" if remark else "error",
                self._opened.line(row),
                self.header(column),
                None if value is None else quoted(value),
                facts or {},
                None if also is None else self._opened.line(also),
            )
        )

    def of_records(self) -> None:
        """Tell of records with too few or too many cells."""
        wanted = str(len(self._opened.header))
        for place, cells in zip(self._opened.broken, self._opened.cells, strict=True):
            if len(self.findings) >= self._contract.max_findings:
                self.untold += 1
                continue
            line = place + self._opened.first
            facts = {"found": str(cells), "wanted": wanted}
            self.findings.append(Finding("row_ragged", "error", line, facts=facts))

    def refuse(
        self,
        where: str,
        make: Callable[[tuple[Any, ...]], None],
        what: str = "''",
        table: str = "typed",
    ) -> None:
        """Refuse the readings for which a condition holds, and tell each of them."""
        reading = "rowid" if table == "typed" else "reading"
        rows = self._cursor.execute(
            f"select row, combination, {what}, {reading} from {table} where {where} order by row"
        ).fetchall()
        self._cursor.execute(
            "insert into bad select unnest($readings)", {"readings": [row[-1] for row in rows]}
        )
        for row in rows:
            make(row[:-1])

    def of_names(self, meanings: Sequence[Meant]) -> None:
        """Tell of repeated texts that mean nothing."""
        wrong = {place: meant for place, meant in enumerate(meanings) if meant.faults}
        if not wrong:
            return

        def tell(found: tuple[Any, ...]) -> None:
            row, combination, _ = found
            for column, text, code, facts in wrong[combination].faults:
                self.tell(code, row, column, text or None, facts)

        self.refuse(f"combination in ({', '.join(map(str, wrong))})", tell)

    def of_moments(self, name: str, column: str) -> None:
        """Tell of moments that cannot be read, are empty or too long ago."""
        early = {text for (text,) in self._cursor.execute("select text from early").fetchall()}

        def tell(found: tuple[Any, ...]) -> None:
            row, _, text = found
            code = "moment_unreadable" if text.strip() else "required_empty"
            self.tell("date_too_early" if text in early else code, row, column, text or None)

        self.refuse(f"{name}_text is not null", tell, f"{name}_text")

    def of_future(self, column: str, today: dt.date) -> None:
        """Tell of readings of a day that is still to come."""
        tomorrow = f"timestamp '{today + dt.timedelta(days=1)}'"

        def tell(found: tuple[Any, ...]) -> None:
            self.tell("date_future", found[0], column, f"{found[2]:%d-%m-%Y %H:%M}")

        where = f"(start_at >= {tomorrow} or (start_at is null and end_at > {tomorrow}))"
        self.refuse(where, tell, "coalesce(start_at, end_at)")

    def of_numbers(self, settled: Settled) -> None:
        """Tell of values that cannot be read or are below nothing."""
        minimum = self._contract.find("value").minimum

        def unreadable(found: tuple[Any, ...]) -> None:
            row, _, text = found
            number = written(text)
            mixed = settled.how == "mixed" and number is not None and number.demand != "none"
            readable = (
                mixed
                and number is not None
                and any(number.value(way) is not None for way in ("dutch", "english"))
            )
            self.tell("number_mixed" if readable else "number_unreadable", row, "value", text)

        self.refuse("trim(value_text) <> ''", unreadable, "value_text")
        if minimum is not None:

            def low(found: tuple[Any, ...]) -> None:
                text = f"{found[2].normalize():f}"
                self.tell("number_too_low", found[0], "value", text, {"minimum": f"{minimum}"})

            self.refuse(f"number < {minimum}", low, "number")

    def of_steps(self, column: str, known: Mapping[int, int | None], series: Sequence[int]) -> None:
        """Tell of readings that cover another time than a quarter or an hour, or begin beside it."""
        self._cursor.execute(
            "create or replace view stepped as select typed.rowid as reading, typed.*, meant.step,"
            " changes.day is not null as moved from typed join meant using (combination)"
            " left join changes on changes.day = cast(start_at as date)"
        )

        def step(found: tuple[Any, ...]) -> None:
            self.tell("moment_step", found[0], column, str(found[2]))

        apart = "datediff('minute', start_at, end_at)"
        # Where the clock is moved, start and end lie further apart or nearer on the local clock.
        self.refuse(
            f"start_at is not null and end_at is not null and not moved"
            f" and ({apart} <> step or step not in (15, 60))",
            step,
            apart,
            "stepped",
        )

        def off(found: tuple[Any, ...]) -> None:
            facts = {"step": str(known.get(series[found[1]]) or 15)}
            self.tell("moment_off_grid", found[0], column, f"{found[2]:%d-%m-%Y %H:%M}", facts)

        at = "coalesce(start_at, end_at)"
        self.refuse(f"{at} is not null and minute({at}) % step <> 0", off, at, "stepped")

    def of_places(self, column: str) -> None:
        """Tell of local times that did not exist, and take those readings out of ``laid``."""
        rows = self._cursor.execute(
            "select laid.row, coalesce(typed.start_at, typed.end_at) from laid"
            " join typed on typed.rowid = laid.reading where place is null order by laid.row"
        ).fetchall()
        for row, at in rows:
            self.tell("moment_impossible", row, column, f"{at:%d-%m-%Y %H:%M}")
        self._take_out("select reading from laid where place is null")

    def of_twice(self, column: str, found: Iterable[tuple[int, int, int, bool]]) -> None:
        """Tell of readings that stand twice: equal ones count once, others not at all."""
        equal = [item for item in found if item[3]]
        unlike = [item for item in found if not item[3]]
        for _, row, first, _ in equal[:SHOWN_TWICE]:
            facts = {"count": str(len(equal))}
            self.tell("reading_twice", row, column, None, facts, first, remark=True)
        self._take_out_these([reading for reading, *_ in equal])
        for _, row, first, _ in unlike:
            self.tell("reading_differs", row, column, also=first)
        if unlike:
            self._take_out(
                "select reading from laid where (series, day, place) in ("
                " select (series, day, place) from laid where reading in"
                f" ({', '.join(str(reading) for reading, *_ in unlike)}))"
            )

    def _take_out_these(self, readings: Sequence[int]) -> None:
        if readings:
            self._cursor.execute(
                "delete from laid where reading in (select unnest($readings))",
                {"readings": list(readings)},
            )

    def _take_out(self, select: str) -> None:
        self._cursor.execute(f"create or replace temp table out as {select}")
        self._cursor.execute("insert into bad select reading from out")
        self._cursor.execute("delete from laid where reading in (select reading from out)")

    def rest(self) -> list[Finding]:
        """Return everything told, by line, and how many there was no room for."""
        ordered = sorted(self.findings, key=lambda finding: finding.line or 0)
        if self.untold:
            ordered.append(Finding("faults_untold", "error", facts={"count": str(self.untold)}))
        return ordered

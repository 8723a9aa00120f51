"""The check of one file of meter readings, from its bytes to days and all there is to say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

import duckdb

from kpi.declare import Contract
from kpi.intake.checked import Checked, Row, Vocabulary, nothing_read
from kpi.intake.decisions import resolve_constants, resolve_decisions
from kpi.intake.dialect import HEADER_CELLS, HEADER_WITHIN
from kpi.intake.finding import Finding, Option, Question
from kpi.intake.given import Given
from kpi.intake.header import Names
from kpi.intake.numbers import Convention, Settled
from kpi.intake.personal import refused_headers
from kpi.intake.readings import laying, result, typing
from kpi.intake.readings.columns import (
    Columns,
    Lookup,
    Meant,
    find_columns,
    lay_long,
)
from kpi.intake.readings.faults import Faults
from kpi.intake.readings.heading import meters_by_name, units_that_changed
from kpi.intake.readings.opening import NotOpened, Opened, open_table
from kpi.intake.spelling import fold
from kpi.intake.units import Units

STAMP = "moment"
"""The column whose header is the key of the question whether times are starts or ends."""
CONFIG = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}


def check_readings(
    contract: Contract,
    data: bytes,
    words: Vocabulary,
    *,
    decide: Mapping[str, str],
    constants: Mapping[str, str],
    today: dt.date,
    name: str = "",
) -> Checked:
    """Check a file of readings: its days become rows, the readings themselves stand beside them.

    The same bytes, words and answers give the same result on any day that is `today`.
    """
    units = Units(contract, words)
    names = Names(contract, units)
    known, unknown = resolve_constants(constants, names)
    given = Given(
        contract, words, units, names, resolve_decisions(decide, names, units), known, today
    )
    empty = nothing_read(contract.id, data)
    with duckdb.connect(":memory:", config=dict(CONFIG)) as connection:
        cursor = connection.cursor()
        opened = open_table(cursor, given, data, name)
        if isinstance(opened, NotOpened):
            return _not_opened(empty, opened, unknown)
        empty = replace(
            empty,
            encoding=opened.encoding,
            delimiter=opened.delimiter,
            header=opened.header,
            above=opened.above,
            records=opened.early,
            sheet=opened.sheet,
        )
        if opened.heading.layout is not None:
            given = given.by(opened.heading.layout)
        return _Check(given, cursor, empty, opened, unknown, decide).result()


def _not_opened(empty: Checked, opened: NotOpened, unknown: Sequence[Finding]) -> Checked:
    """Return what is known of a file whose columns are not: its first lines, to be mapped."""
    texts = [cell for _, record in opened.early[:HEADER_WITHIN] for cell in record[:HEADER_CELLS]]
    personal = refused_headers(texts)
    return replace(
        empty,
        findings=(*unknown, *opened.findings, *personal),
        questions=opened.questions,
        records=() if personal else opened.early,
    )


class _Check:
    """The steps of one check, in order; each leaves a table for the next."""

    def __init__(
        self,
        given: Given,
        cursor: duckdb.DuckDBPyConnection,
        empty: Checked,
        opened: Opened,
        said: Sequence[Finding],
        decide: Mapping[str, str],
    ) -> None:
        assert given.contract.readings is not None
        self._given, self._opened, self._decide = given, opened, decide
        self._cursor, self._contract, self._readings = (
            cursor,
            given.contract,
            given.contract.readings,
        )
        self._said = [*said, *opened.findings]
        self._empty = empty
        self._rows_read = self._one("select count(*) from cells") + len(opened.broken)
        self._rows_read -= opened.blank

    def _one(self, sql: str) -> int:
        return int(self._cursor.execute(sql).fetchall()[0][0])

    def _header(self, name: str) -> str:
        return self._contract.find(name).header.nl

    def result(self) -> Checked:
        """Return what the check found."""
        entries = meters_by_name(self._given.words.meters)
        columns = find_columns(self._opened, self._given.names, entries)
        self._said += columns.findings
        stop = self._stop(columns)
        anchor = typing.anchors(columns)
        if stop or anchor is None:
            return self._refuse([*self._said, *stop])
        lay_long(self._cursor, columns)
        settled, convention = self._numbers()
        meanings, first = self._meanings(columns)
        ends = self._ends(anchor, meanings)
        questions = [*self._number_question(settled, convention), *self._stamp_question(ends)]
        if questions:
            self._said += [
                Finding(
                    q.code,
                    "error",
                    None,
                    q.key,
                    q.facts.get("value"),
                    {"count": str(self._rows_read)},
                )
                for q in questions
            ]
            return replace(self._refuse(self._said), questions=tuple(questions))
        typing.lay_typed(
            self._cursor,
            anchor,
            convention or "dutch",
            self._given.words.timezone,
            columns.named,
        )
        return self._typed(anchor, settled, meanings, first, ends)

    def _refuse(self, said: Sequence[Finding]) -> Checked:
        return replace(self._empty, findings=tuple(said), rows_read=self._rows_read)

    def _stop(self, columns: Columns) -> list[Finding]:
        """Return what leaves no reading of the file certain."""
        contract = self._contract
        found = refused_headers(self._opened.header)
        if found:
            self._empty = replace(self._empty, above=(), records=())
        found += units_that_changed(self._opened.heading, self._opened.first, self._units())
        if self._rows_read > contract.max_rows:
            facts = {"number": str(self._rows_read), "limit": str(contract.max_rows)}
            found.append(Finding("too_many_rows", "error", facts=facts))
        if not self._rows_read:
            found.append(Finding("no_rows", "error"))
        lacking = ["value"] if "value" not in columns.places and not columns.meters else []
        has_meter = "meter" in columns.places or columns.meters or "meter" in self._given.constants
        lacking += [] if has_meter else ["meter"]
        if typing.anchors(columns) is None:
            lacking.append("start")
        found += [Finding("column_missing", "error", column=self._header(n)) for n in lacking]
        for key, answer in self._decide.items():
            if not self._understood(key, answer):
                found.append(Finding("decision_unknown", "error", value=f"{key}={answer}"))
        return [*found, *(f for f in columns.findings if f.severity == "error")]

    def _units(self) -> Iterator[tuple[int, int, str]]:
        """Yield the texts of the columns of units that a saved layout knows: place, row, text."""
        layout = self._opened.heading.layout
        expected = set(map(fold, layout.expects)) if layout is not None else set()
        for place, text in enumerate(self._opened.header):
            if fold(text) in expected:
                rows = self._cursor.execute(
                    f"select min(rowid), c{place} from cells group by 2 order by 1"
                ).fetchall()
                yield from ((place, row, unit or "") for row, unit in rows)

    def _understood(self, key: str, answer: str) -> bool:
        if key == "sheet":
            return bool(self._opened.sheet)
        column = self._given.names.find(key)
        allowed = {"value": ("dutch", "english"), STAMP: ("start", "end")}
        return column is not None and answer in allowed.get(column.name, ())

    def _answer(self, name: str) -> str | None:
        for key, answer in self._decide.items():
            column = self._given.names.find(key)
            if column is not None and column.name == name:
                return answer
        return None

    # --- what texts mean -----------------------------------------------------------------------

    def _numbers(self) -> tuple[Settled, Convention | None]:
        told = self._answer("value") or self._given.decisions.conventions.get("value")
        return typing.settle_numbers(self._cursor, told)

    def _meanings(self, columns: Columns) -> tuple[list[Meant], list[int]]:
        """Return what every combination means, and the row on which it stands first."""
        given = self._given
        lookup = Lookup(self._contract, self._readings, given.words, given.constants, columns.unit)
        found = typing.lay_combinations(self._cursor, columns.named)
        texts = [{name: str(row[name]) for name in columns.named} for row in found]
        meanings = [lookup.meaning(given_texts) for given_texts in texts]
        return meanings, [int(str(row["first"])) for row in found]

    def _ends(self, anchor: typing.Anchors, meanings: Sequence[Meant]) -> list[bool | None]:
        """Return for every combination whether its one time is the end; None when it is not said."""
        if not anchor.asked:
            return [not anchor.start] * len(meanings)
        answer = self._answer(STAMP)
        said = [answer or meant.stamp for meant in meanings]
        return [{"start": False, "end": True}.get(stamp) for stamp in said]

    def _number_question(
        self, settled: Settled, convention: Convention | None
    ) -> Iterator[Question]:
        if convention is not None or settled.how != "ambiguous":
            return
        pattern = "'-?[0-9]+[.][0-9]{3}'"
        row, text, number = self._cursor.execute(
            "select min(row), arg_min(value, row), count(*) from texts"
            f" where regexp_full_match(value, {pattern})"
        ).fetchall()[0]
        decimals, thousands = self._cursor.execute(
            "select sum(try_cast(value as decimal(38, 3))),"
            " sum(try_cast(replace(value, '.', '') as decimal(38, 0))) from texts"
        ).fetchall()[0]
        whole, _, fraction = f"{decimals:f}".partition(".")
        unit = {"unit": self._contract.find("value").unit or ""}
        yield Question(
            self._header("value"),
            "number_ambiguous",
            (
                Option("dutch", {"total": f"{thousands:f}", **unit}),
                Option(
                    "english",
                    {"total": f"{decimals:f}", "whole": whole, "fraction": fraction, **unit},
                ),
            ),
            facts={"line": str(self._opened.line(row)), "value": text, "number": str(number)},
        )

    def _stamp_question(self, ends: Sequence[bool | None]) -> Iterator[Question]:
        if None in ends:
            yield Question(
                self._header(STAMP), "stamp_unsettled", (Option("start"), Option("end")), None
            )

    # --- readings ------------------------------------------------------------------------------

    def _typed(
        self,
        anchor: typing.Anchors,
        settled: Settled,
        meanings: Sequence[Meant],
        first: Sequence[int],
        ends: Sequence[bool | None],
    ) -> Checked:
        """Tell what is wrong with the typed readings, and put what is right into days."""
        cursor, timezone = self._cursor, self._given.words.timezone
        series = _series(meanings)
        changes = laying.lay_changes(cursor, timezone)
        cursor.execute(
            "create or replace table meant (combination int, series int, step int, at_end boolean,"
            " factor decimal(12, 6), hours decimal(4, 2), estimated boolean)"
        )
        for place, meant in enumerate(meanings):
            cursor.execute(
                "insert into meant values (?, ?, null, ?, ?, 1, ?)",
                (place, series[place], ends[place], meant.factor, meant.estimated),
            )
        steps = laying.steps(cursor)
        for place, meant in enumerate(meanings):
            step = steps.get(series[place])
            hours = Decimal(step or 60) / 60 if meant.power else Decimal(1)
            cursor.execute(
                "update meant set step = ?, hours = ? where combination = ?", (step, hours, place)
            )
        faults = self._faults(anchor, settled, meanings, series, steps)
        days = laying.lay_days(cursor)
        by_series = {place: meanings[n] for n, place in reversed(list(enumerate(series)))}
        rows = [
            result.row(day, by_series[day[1]], self._readings, self._opened.line(day[4]))
            for day in days
        ]
        remarks = [*self._remarks(meanings, first), *result.changed(changes, days)]
        remarks += result.missing(rows)
        return self._checked(rows, faults, remarks, meanings)

    def _faults(
        self,
        anchor: typing.Anchors,
        settled: Settled,
        meanings: Sequence[Meant],
        series: Sequence[int],
        steps: Mapping[int, int | None],
    ) -> Faults:
        faults = Faults(self._cursor, self._contract, self._opened)
        faults.of_records()
        faults.of_names(meanings)
        reactive = [str(n) for n, meant in enumerate(meanings) if meant.reactive]
        if reactive:
            self._cursor.execute(
                "insert into bad select rowid from typed"
                f" where combination in ({', '.join(reactive)})"
            )
        lone = "moment" if anchor.asked and anchor.start == "moment" else "start"
        lone = "date" if anchor.asked and lone == "start" else lone
        column = lone if anchor.start else "end"
        if anchor.start:
            faults.of_moments("start", column)
        if anchor.end:
            faults.of_moments("end", "end")
        faults.of_future(column, self._given.today)
        faults.of_numbers(settled)
        faults.of_steps(column, steps, series)
        laying.lay_places(self._cursor)
        faults.of_places(column)
        faults.of_twice(column, laying.twice(self._cursor))
        return faults

    def _remarks(self, meanings: Sequence[Meant], first: Sequence[int]) -> Iterator[Finding]:
        if self._opened.blank:
            yield Finding("blank_lines", "remark", facts={"number": str(self._opened.blank)})
        pairs = list(zip(meanings, first, strict=True))
        assumed = [row for meant, row in pairs if meant.assumed_register and not meant.faults]
        if assumed:
            value = self._readings.assumed_register
            line, header = self._opened.line(min(assumed)), self._header("register")
            yield Finding("register_assumed", "remark", line, header, facts={"register": value})
        reactive = [row for meant, row in pairs if meant.reactive]
        if reactive:
            line, header = self._opened.line(min(reactive)), self._header("unit_given")
            yield Finding("reactive_left_out", "remark", line, header)

    def _checked(
        self,
        rows: Sequence[Row],
        faults: Faults,
        remarks: Sequence[Finding],
        meanings: Sequence[Meant],
    ) -> Checked:
        refused_rows = self._one(
            "select count(distinct row) from typed where rowid in (select reading from bad)"
            " and combination not in (select combination from meant where series < 0)"
        )
        return replace(
            self._empty,
            rows=tuple(rows),
            findings=(*self._said, *remarks, *faults.rest()),
            rows_read=self._rows_read,
            rows_refused=refused_rows + len(self._opened.broken),
            totals=result.totals(rows),
            refused=result.places(self._cursor, meanings),
            records=result.records(self._cursor, self._opened, faults.findings),
            readings=result.table(self._cursor),
        )


def _series(meanings: Sequence[Meant]) -> list[int]:
    """Number what belongs to one meter, register, site and carrier; what means nothing gets -1.

    Two combinations of one series differ only in how a reading is marked.
    """
    known: dict[tuple[str, ...], int] = {}
    return [
        -1
        if meant.reactive
        else known.setdefault(
            (meant.meter, meant.register, meant.site, meant.carrier, meant.main_meter), len(known)
        )
        for meant in meanings
    ]

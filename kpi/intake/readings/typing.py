"""Every reading typed: its moments and its value, by a fast way and, where that fails, by hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import duckdb

from kpi.intake.numbers import CONVENTIONS, Convention, Settled, Written, settle, written
from kpi.intake.readings.columns import Columns
from kpi.intake.readings.moments import FIRST, FORMATS, read_moment

SAMPLE = 1000
OF_A_CLASS = 200
"""So many different texts of one way of writing settle how the column is written."""
RARE = 50
"""A way of writing that is this many times rarer than the other is a slip, not the column's."""
MILLIONTH = Decimal("0.000001")
FAST_NUMBER = {
    "dutch": "case when regexp_full_match({text}, '-?[0-9]{{1,11}}(,[0-9]{{1,6}})?')"
    " then try_cast(replace({text}, ',', '.') as decimal(18, 6)) end",
    "english": "case when regexp_full_match({text}, '-?[0-9]{{1,11}}([.][0-9]{{1,6}})?')"
    " then try_cast({text} as decimal(18, 6)) end",
}


@dataclass(frozen=True)
class Anchors:
    """The texts of a reading's moments in SQL, and whether a lone one is start or end.

    `start` and `end` are empty where the file has none; `asked` tells that a single moment is
    neither by its header.
    """

    start: str
    end: str
    asked: bool


def anchors(columns: Columns) -> Anchors | None:
    """Return where start and end of a reading stand; None when the file has no time at all."""
    has = columns.places

    def dated(name: str) -> str:
        return f"date || ' ' || \"{name}\"" if "date" in has else f'"{name}"'

    start = dated("start") if "start" in has else ""
    end = dated("end") if "end" in has else ""
    if start or end:
        return Anchors(start, end, asked=False)
    if "moment" in has:
        return Anchors("moment", "", asked=True)
    if "date" in has and "time" in has:
        return Anchors(dated("time"), "", asked=True)
    return None


def settle_numbers(
    cursor: duckdb.DuckDBPyConnection, answer: str | None
) -> tuple[Settled, Convention | None]:
    """Return how the values are written, and the way of writing that holds though some slip."""
    comma, point = "contains(value, ',')", "contains(value, '.')"
    thousands = "regexp_full_match(value, '-?[1-9][0-9]{0,2}[.][0-9]{3}')"
    classes = {
        "comma": f"{comma} and not {point}",
        "point": f"{point} and not {comma}",
        "both": f"{comma} and {point}",
        "decimal": f"{point} and not {comma} and not {thousands}",
    }
    found = ", ".join(
        f"min(value, {OF_A_CLASS}) filter ({test}), count(*) filter ({test})"
        for test in classes.values()
    )
    row = cursor.execute(f"select {found} from texts").fetchall()[0]
    texts = dict.fromkeys(text for some in row[::2] for text in some or ())
    commas, points = row[1], row[3]
    settled = settle(_read(texts), answer)
    if settled.how != "mixed":
        return settled, settled.convention
    if commas > RARE * points:
        return settled, "dutch"
    return settled, "english" if points > RARE * commas else None


def _read(texts: Iterable[str]) -> list[Written]:
    """Return the numbers among texts: what is none in either way of writing says nothing."""
    numbers = (written(text) for text in texts)
    return [
        n for n in numbers if n is not None and any(n.value(way) is not None for way in CONVENTIONS)
    ]


def lay_combinations(
    cursor: duckdb.DuckDBPyConnection, named: Sequence[str]
) -> list[dict[str, object]]:
    """Number the combinations of repeated texts and return them, the first in the file first."""
    names = ", ".join(f'"{name}"' for name in named)
    listed = f", {names}" if names else ""
    cursor.execute(
        f"""
        create or replace table combinations as
        select row_number() over (order by first{listed}) - 1 as combination, *
        from (select min(row) as first{listed} from texts group by all)
        """
    )
    found = cursor.execute(
        f"select combination, first{listed} from combinations order by combination"
    ).fetchall()
    return [dict(zip(("combination", "first", *named), row, strict=True)) for row in found]


def lay_typed(
    cursor: duckdb.DuckDBPyConnection,
    anchor: Anchors,
    convention: Convention,
    timezone: str,
    named: Sequence[str],
) -> None:
    """Make the table ``typed``: a reading a row, what could not be read beside it as text."""
    start_format = _format(cursor, anchor.start)
    end_format = _format(cursor, anchor.end)
    joined = " and ".join(f't."{name}" = c."{name}"' for name in named) or "true"
    number = FAST_NUMBER[convention].format(text="value")
    first = f"timestamp '{FIRST:%Y-%m-%d}'"
    cursor.execute(
        f"""
        create or replace table typed as
        with parsed as (
            select t.row, c.combination, t.value,
                {anchor.start or "''"} as start_text, {anchor.end or "''"} as end_text,
                {_parsed("start_text", anchor.start, start_format)} as start_raw,
                {_parsed("end_text", anchor.end, end_format)} as end_raw,
                {number} as number
            from texts as t join combinations as c on {joined}
        ),
        bounded as (
            select *, case when start_raw >= {first} and {_whole("start_raw", start_format)}
                    then start_raw end as start_at,
                case when end_raw >= {first} and {_whole("end_raw", end_format)}
                    then end_raw end as end_at
            from parsed
        )
        select row, combination, start_at, end_at, null::tinyint as fold, number,
            case when start_at is null then start_text end as start_text,
            case when end_at is null then end_text end as end_text,
            case when number is null then value end as value_text
        from bounded
        """
    )
    cursor.execute("create or replace table early (text varchar)")
    _read_moments(cursor, "start", timezone)
    _read_moments(cursor, "end", timezone)
    _read_numbers(cursor, convention)


def _parsed(alias: str, text: str, form: str) -> str:
    return f"try_strptime({alias}, '{form}')" if text else "null::timestamp"


def _whole(moment: str, form: str) -> str:
    """Return the test that a moment has no seconds, where its format could have some."""
    return f"second({moment}) = 0" if "%S" in form else "true"


def _format(cursor: duckdb.DuckDBPyConnection, text: str) -> str:
    """Return the format that reads most of a sample."""
    if not text:
        return FORMATS[0]
    counts = ", ".join(f"count(try_strptime(m, '{form}'))" for form in FORMATS)
    found = cursor.execute(
        f"select {counts} from (select {text} as m from texts limit {SAMPLE})"
    ).fetchall()[0]
    return FORMATS[max(range(len(FORMATS)), key=lambda place: found[place])]


def fast_moment(text: str, form: str) -> str:
    """Return the fast way of one text in SQL: a moment from 2010 on, or nothing."""
    read = _parsed(text, text, form)
    return (
        f"case when {read} >= timestamp '{FIRST:%Y-%m-%d}' and {_whole(read, form)} then {read} end"
    )


def _read_moments(cursor: duckdb.DuckDBPyConnection, name: str, timezone: str) -> None:
    texts = cursor.execute(
        f"select distinct {name}_text from typed where {name}_text <> ''"
    ).fetchall()
    known = [(text, read_moment(text, timezone)) for (text,) in texts]
    found = [(text, m.local, m.fold) for text, m in known if m is not None and m.local >= FIRST]
    early = [text for text, m in known if m is not None and m.local < FIRST]
    _insert(cursor, "early", [(text,) for text in early])
    if not found:
        return
    cursor.execute("create or replace table moments (text varchar, local timestamp, fold tinyint)")
    _insert(cursor, "moments", found)
    fold = (
        ", fold = moments.fold"
        if name == "start"
        else ", fold = coalesce(typed.fold, moments.fold)"
    )
    cursor.execute(
        f"update typed set {name}_at = moments.local, {name}_text = null{fold}"
        f" from moments where typed.{name}_text = moments.text"
    )


def _read_numbers(cursor: duckdb.DuckDBPyConnection, convention: Convention) -> None:
    texts = cursor.execute(
        "select distinct value_text from typed where value_text <> ''"
    ).fetchall()
    found = []
    for (text,) in texts:
        number = written(text)
        value = number.value(convention) if number is not None and not number.unit else None
        if value is not None and abs(value) < Decimal(10) ** 11:
            found.append((text, str(value.quantize(MILLIONTH, ROUND_HALF_UP))))
    if found:
        cursor.execute("create or replace table numbers (text varchar, number decimal(18, 6))")
        _insert(cursor, "numbers", found)
        cursor.execute(
            "update typed set number = numbers.number, value_text = null"
            " from numbers where typed.value_text = numbers.text"
        )


def _insert(
    cursor: duckdb.DuckDBPyConnection, table: str, rows: Sequence[tuple[object, ...]]
) -> None:
    for start in range(0, len(rows), 10_000):
        part = rows[start : start + 10_000]
        places = ", ".join(f"({', '.join('?' * len(part[0]))})" for _ in part)
        cursor.execute(
            f"insert into {table} values {places}", [cell for row in part for cell in row]
        )

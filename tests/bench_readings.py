"""Speed and memory of large files of meter readings, each beside its references in the same run.

Part of ``make bench``. Every figure is measured in a process of its own, so that peaks of memory
do not mix; the same process is also run with nothing to do, and that is taken off.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pandas as pd
import polars as pl
import pydantic

from kpi.acts import Actor, Acts, vocabulary
from kpi.declare import Contract, load
from kpi.intake import Checked, MeterEntry, Vocabulary, check
from kpi.store import Store
from tests.bench_results import Line, part

ROOT = Path(__file__).parent.parent
ROWS = 1_000_000
BAD_CELLS = 6_000
METERS = 50
TODAY = dt.date(2026, 11, 15)
HEADER = ("EAN-code", "Register", "Van", "Tot", "Verbruik", "Eenheid", "Status")
CARRIER = "elektriciteit_inkoop"
BAD = {2: "31-02-2025 00:00", 3: "gisteren", 4: "1,2,3", 6: "Misschien é€"}
"""What a bad cell holds, by its column."""


def _meter(number: int) -> str:
    return f"8716{number:014d}"


def make_files(folder: Path) -> None:
    """Write the dirty file, its clean typed twin, and the year of fifty meters."""
    random.seed(5)
    start = dt.datetime(2025, 1, 1)
    moments = [start + dt.timedelta(minutes=15 * n) for n in range(35_041)]
    dutch = [f"{moment:%d-%m-%Y %H:%M}" for moment in moments]
    bad = set(random.sample(range(ROWS), BAD_CELLS))
    columns = list(BAD)
    clock = _days_without_change(moments)
    with (
        (folder / "dirty.csv").open("w", encoding="cp1252", newline="") as dirty,
        (folder / "clean.csv").open("w", encoding="utf-8", newline="") as clean,
    ):
        dirty.write(";".join(HEADER) + "\r\n")
        clean.write(";".join(HEADER) + "\n")
        for row in range(ROWS):
            place = clock[row % len(clock)]
            value = f"{random.randint(0, 99_999) / 1000:.3f}".replace(".", ",")
            cells = [_meter(row // len(clock)), "afname", dutch[place], dutch[place + 1], value,
                     "kWh", "Gemeten"]  # fmt: skip
            clean.write(";".join(cells) + "\n")
            if row in bad:
                column = columns[row % len(columns)]
                cells[column] = BAD[column]
            dirty.write(";".join(cells) + "\r\n")
    _make_year(folder / "year.csv", moments)


def _days_without_change(moments: list[dt.datetime]) -> list[int]:
    """Return the places of quarters outside the days of a clock change: the twins stay alike."""
    changes = {dt.date(2025, 3, 30), dt.date(2025, 10, 26)}
    return [n for n, moment in enumerate(moments[:-1]) if moment.date() not in changes]


def _make_year(path: Path, moments: list[dt.datetime]) -> None:
    """Write a year of quarters of fifty meters in local time, clock changes included."""
    local = pd.date_range("2024-12-31 23:00", "2025-12-31 22:45", freq="15min", tz="UTC")
    starts = local.tz_convert("Europe/Amsterdam").strftime("%d-%m-%Y %H:%M")
    with path.open("w", encoding="utf-8", newline="") as out:
        out.write("EAN-code;Register;Van;Verbruik;Eenheid;Status\n")
        for meter in range(METERS):
            out.writelines(
                f"{_meter(meter)};afname;{start};{random.randint(0, 99_999)};Wh;G\n"
                for start in starts
            )


def _words() -> Vocabulary:
    meters = tuple(MeterEntry(_meter(n), "ALM", CARRIER, "", "") for n in range(METERS))
    return replace(vocabulary(load(), None), meters=meters)


def _kind() -> Contract:
    found = load().contract("meetwaarden")
    assert found is not None
    return found


def _check(path: Path) -> Checked:
    return check(_kind(), path.read_bytes(), _words(), decide={}, constants={}, today=TODAY)


def _typed_read(folder: Path, cursor: duckdb.DuckDBPyConnection) -> None:
    columns = dict.fromkeys(HEADER, "VARCHAR")
    columns |= {"Van": "TIMESTAMP", "Tot": "TIMESTAMP", "Verbruik": "DECIMAL(18, 3)"}
    cursor.execute(
        "create table typed as select * from read_csv($path, auto_detect = false, header = true,"
        " delim = ';', quote = '\"', escape = '\"', decimal_separator = ',',"
        f" timestampformat = '%d-%m-%Y %H:%M', columns = {columns})",
        {"path": str(folder / "clean.csv")},
    )


def do_nothing(folder: Path) -> Any:
    """The floor: the same imports and declarations, and no file."""
    load()
    return str(folder)


def do_reference(folder: Path) -> Any:
    """A typed read of the clean twin into a table on disk."""
    with duckdb.connect(str(folder / "reference.duckdb")) as connection:
        _typed_read(folder, connection.cursor())
        return connection.execute("select count(*) from typed").fetchall()[0][0]


def do_check(folder: Path) -> Any:
    """Our check of the dirty file, all findings."""
    found = _check(folder / "dirty.csv")
    return {"findings": len(found.findings), "days": len(found.rows), "rows": found.rows_read}


def do_store(folder: Path) -> Any:
    """Our check, preview and accept of the dirty file with its days, refused rows left out."""
    return _accept(folder, "dirty.csv", "dirty.duckdb")


def do_year(folder: Path) -> Any:
    """The year of fifty meters, from bytes to accepted."""
    return _accept(folder, "year.csv", "year.duckdb")


def _busy() -> float:
    """Return the seconds of processors that this process has used."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _accept(folder: Path, name: str, store: str) -> Any:
    """Accept a file in a new store; timed from its bytes, when store and meters are there."""
    catalogue = load()
    acts = Acts(Store.open(folder / store, catalogue), catalogue, today=lambda: TODAY)
    for number in range(METERS):
        body = {"meter": _meter(number), "site": "ALM", "category": CARRIER}
        acts.set_entry("meter", _meter(number), body, actor=Actor.local("Bench"), reason="bench")
    started, used = time.perf_counter(), _busy()
    preview = acts.preview(_kind().id, (folder / name).read_bytes(), name)
    previewed = time.perf_counter() - started
    acts.accept(preview, actor=Actor.local("Bench"), without_refused_rows=bool(preview.errors))
    seconds, busy = time.perf_counter() - started, _busy() - used
    rows = acts.store.rows("select count(*), sum(value) from reading")[0]
    acts.store.close()
    return {
        "seconds": seconds,
        "busy": busy,
        "previewed": previewed,
        "readings": rows[0],
        "sum": str(rows[1]),
    }


class _Line(pydantic.BaseModel):
    """One line as a model a row would have it: the same rules as the check's."""

    ean: str = pydantic.Field(pattern=r"^\d{18}$")
    counter: str = pydantic.Field(pattern="^afname$")
    start: dt.datetime
    end: dt.datetime
    value: Decimal = pydantic.Field(ge=0)
    unit: str = pydantic.Field(pattern="^kWh$")
    status: str = pydantic.Field(pattern="^(Gemeten|Geschat)$")

    @pydantic.field_validator("start", "end", mode="before")
    @classmethod
    def _moment(cls, text: str) -> dt.datetime:
        return dt.datetime.strptime(text, "%d-%m-%Y %H:%M")  # noqa: DTZ007 - a local clock

    @pydantic.field_validator("value", mode="before")
    @classmethod
    def _number(cls, text: str) -> Decimal:
        try:
            return Decimal(text.replace(",", "."))
        except InvalidOperation:
            raise ValueError(text) from None


def do_pydantic(folder: Path) -> Any:
    """A model a row, the way it is often done."""
    findings = 0
    names = list(_Line.model_fields)
    with (folder / "dirty.csv").open(encoding="cp1252", newline="") as lines:
        reader = csv.reader(lines, delimiter=";")
        next(reader)
        for record in reader:
            try:
                _Line.model_validate(dict(zip(names, record, strict=True)))
            except pydantic.ValidationError as error:
                findings += error.error_count()
    return findings


def do_pandas(folder: Path) -> Any:
    """The same rules on whole columns in pandas, with a list of every finding."""
    frame = pd.read_csv(folder / "dirty.csv", sep=";", encoding="cp1252", dtype="str")
    bad = {
        "Van": pd.to_datetime(frame["Van"], format="%d-%m-%Y %H:%M", errors="coerce").isna(),
        "Tot": pd.to_datetime(frame["Tot"], format="%d-%m-%Y %H:%M", errors="coerce").isna(),
    }
    plain = frame["Verbruik"].str.fullmatch(r"-?\d+(,\d{1,6})?")
    numbers = frame["Verbruik"].str.replace(",", ".", regex=False)
    values = pd.to_numeric(numbers.where(plain), errors="coerce")
    bad["Verbruik"] = ~plain | values.lt(0)
    bad["EAN-code"] = ~frame["EAN-code"].str.fullmatch(r"\d{18}")
    bad["Register"] = ~frame["Register"].isin(["afname"])
    bad["Eenheid"] = ~frame["Eenheid"].isin(["kWh"])
    bad["Status"] = ~frame["Status"].isin(["Gemeten", "Geschat"])
    frame.duplicated(["EAN-code", "Register", "Van"]).sum()
    findings = [
        (line, column, text)
        for column, wrong in bad.items()
        for line, text in frame.loc[wrong, column].items()
    ]
    return len(findings)


def do_polars(folder: Path) -> Any:
    """The same rules on whole columns in polars, with a list of every finding."""
    frame = pl.read_csv(
        folder / "dirty.csv", separator=";", encoding="cp1252", infer_schema=False, quote_char='"'
    )
    clock = "%d-%m-%Y %H:%M"
    plain = pl.col("Verbruik").str.contains(r"^-?\d+(,\d{1,6})?$")
    numbers = pl.col("Verbruik").str.replace(",", ".").cast(pl.Float64, strict=False)
    bad = {
        "Van": pl.col("Van").str.to_datetime(clock, strict=False).is_null(),
        "Tot": pl.col("Tot").str.to_datetime(clock, strict=False).is_null(),
        "Verbruik": ~plain | (numbers < 0).fill_null(value=True),
        "EAN-code": ~pl.col("EAN-code").str.contains(r"^\d{18}$"),
        "Register": ~pl.col("Register").is_in(["afname"]),
        "Eenheid": ~pl.col("Eenheid").is_in(["kWh"]),
        "Status": ~pl.col("Status").is_in(["Gemeten", "Geschat"]),
    }
    frame.select(pl.struct("EAN-code", "Register", "Van").is_duplicated().sum())
    found = frame.with_row_index().with_columns(**{f"bad {k}": v for k, v in bad.items()})
    return sum(
        found.filter(pl.col(f"bad {column}")).select("index", column).height for column in bad
    )


DOING: Mapping[str, Callable[[Path], Any]] = {
    name.removeprefix("do_"): found
    for name, found in list(globals().items())
    if name.startswith("do_")
}


class Taken(NamedTuple):
    """What something took: seconds on the clock and of processors, peak memory in MB, its answer.

    On a machine with other work the seconds of processors say more than the clock.
    """

    seconds: float
    busy: float
    peak: float
    answer: Any


def measured(folder: Path, name: str, runs: int = 3) -> Taken:
    """Return the best times and the lowest peak of something done in processes of its own."""
    found = []
    for _ in range(runs):
        _forget(folder)
        command = [sys.executable, "-m", "tests.bench_readings", name, str(folder)]
        out = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
        found.append(json.loads(out))
    # What times itself, from a file's bytes on, says so in its answer.
    timed = [item | _own_times(item["answer"]) for item in found]
    best = {key: min(item[key] for item in timed) for key in ("seconds", "busy", "peak")}
    return Taken(**best, answer=min(timed, key=lambda item: item["seconds"])["answer"])


def _own_times(answer: Any) -> dict[str, float]:
    times = answer if isinstance(answer, dict) else {}
    return {name: times[name] for name in ("seconds", "busy") if name in times}


def _forget(folder: Path) -> None:
    """Take the stores of earlier runs away, journals too: from them a store is made again."""
    for old in folder.glob("*.duckdb*"):
        old.unlink()
    for journal in folder.glob("*.journal"):
        shutil.rmtree(journal)


def measure_readings() -> None:
    """Measure every figure beside its reference and the limit that was set."""
    with (
        tempfile.TemporaryDirectory() as name,
        part("readings", "Intake of meter readings") as lines,
    ):
        folder = Path(name)
        make_files(folder)
        typed, ours = measured(folder, "reference"), measured(folder, "check")
        kept = measured(folder, "store")
        size = (folder / "dirty.csv").stat().st_size // 1_000_000
        file = f"{ROWS:,} rows, {size} MB, {BAD_CELLS} bad cells"
        read = "a typed read of a clean twin"
        lines.append(_line(read, typed, file))
        lines.append(_line("check", ours, str(ours.answer), read, typed, 4))
        lines.append(Line("check, memory", ours.peak, "MB", read, ours.peak / typed.peak, 3))
        lines.append(_line("checked and stored with days", kept, str(kept.answer), read, typed, 6))
        lines.append(Line("stored, memory", kept.peak, "MB", read, kept.peak / typed.peak, 3))
        for way, title in OTHERS.items():
            other = measured(folder, way, 1 if way == "pydantic" else 3)
            lines.append(_line(title, other, f"findings: {other.answer}", "our check", ours))
        year = measured(folder, "year", 1)
        lines.append(
            Line(
                f"a year of {METERS} meters, from bytes to accepted",
                year.seconds,
                "s",
                limit=12,
                note=f"{year.peak:.0f} MB; {year.answer}",
            )
        )


OTHERS = {
    "pydantic": "a pydantic model a row",
    "pandas": "columns in pandas",
    "polars": "columns in polars",
}
"""Other ways to the same findings; nothing is stored."""


def _line(
    what: str,
    found: Taken,
    note: str,
    beside: str = "",
    by: Taken | None = None,
    limit: float | None = None,
) -> Line:
    ratio = None if by is None else found.seconds / by.seconds
    busy = f"{found.busy:.2f} s of processors; {note}"
    return Line(what, found.seconds, "s", beside, ratio, limit, busy)


def main() -> None:
    """Do one thing in this process and print its seconds, peak memory and answer."""
    name, folder = sys.argv[1], Path(sys.argv[2])
    load()
    before = _busy()
    started = time.perf_counter()
    answer = DOING[name](folder)
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    busy = _busy() - before
    print(json.dumps({"seconds": seconds, "busy": busy, "peak": peak, "answer": answer}))


if __name__ == "__main__":
    main()

"""From bytes to a table of texts: encoding, delimiter, header, records with their lines."""

from __future__ import annotations

import codecs
import csv
import io
import re
import tempfile
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import duckdb

from kpi.declare import Contract
from kpi.intake.archive import open_container
from kpi.intake.decode import decode
from kpi.intake.dialect import HEADER_WITHIN, Texts, read_sheet
from kpi.intake.finding import Finding
from kpi.intake.header import Names
from kpi.intake.opening import open_file

HEAD = 1_000_000
CHUNK = 1 << 20
HEAD_LINES = 200
BLANK = re.compile(rb"\n(?=\n)")
CONTROLS = bytes([*range(9), 11, *range(14, 32), 127])
ASCII_BASED = {"utf-8": "utf-8", "utf-8-sig": "utf-8", "cp1252": "cp1252"}
INSTRUCTION = re.compile(r'"?sep=', re.IGNORECASE)
MOMENTS = frozenset({"start", "end", "moment", "date"})
"""Columns of which a header names at least one."""


@dataclass(frozen=True)
class Opened:
    """The table ``cells`` of all texts (columns c0, c1 ...) and where its rows stood.

    `header` are the texts of the header and `first` the line after it. `broken` are the places
    (from 0, below the header) of records with too few or too many cells; they are not in ``cells``,
    and `cells` says how many they have.
    """

    encoding: str
    delimiter: str
    header: Texts
    first: int
    broken: tuple[int, ...]
    cells: tuple[int, ...]
    blank: int
    findings: tuple[Finding, ...]

    def line(self, row: int) -> int:
        """Return the line of a row of ``cells`` as a spreadsheet shows it."""
        return row + bisect_right(self._before, row) + self.first

    def row(self, line: int) -> int | None:
        """Return the row of ``cells`` on a line, None when its record is a broken one."""
        place = line - self.first
        number = bisect_left(self.broken, place)
        if number < len(self.broken) and self.broken[number] == place:
            return None
        return place - number

    @cached_property
    def _before(self) -> list[int]:
        """For every broken record how many good ones stand before it."""
        return [place - number for number, place in enumerate(self.broken)]


@dataclass(frozen=True)
class NotOpened:
    """A file that is no table of readings, and why."""

    findings: tuple[Finding, ...]


def open_table(
    cursor: duckdb.DuckDBPyConnection,
    contract: Contract,
    data: bytes,
    names: Names,
    name: str = "",
) -> Opened | NotOpened:
    """Lay all records below the header into ``cells``; what a file is, is told by its content."""
    if len(data) > contract.max_bytes:
        return NotOpened(decode(data, contract.max_bytes).findings)
    if open_container(data) is not None:
        text = _from_workbook(contract, data, names, name)
        if isinstance(text, NotOpened):
            return text
        data = text
    head = data if len(data) <= HEAD else data[: data.rfind(b"\n", 0, HEAD) + 1] or data[:HEAD]
    decoded = decode(head, contract.max_bytes)
    if decoded.text is None:
        return NotOpened(decoded.findings)
    early = "\n".join(decoded.text.split("\n")[:HEAD_LINES])
    sheet = read_sheet(early, names.count)
    place = _header_place(sheet.records, names)
    if place is None:
        wanted = ", ".join(
            f"{c.header.nl} ({c.header.en})"
            for c in contract.column
            if c.required or c.name in MOMENTS
        )
        missing = Finding("header_not_found", "error", facts={"columns": wanted})
        return NotOpened((*decoded.findings, missing))
    header = _without_empty_end(sheet.records[place])
    width = len(sheet.records[place])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file.csv"
        found = _transcode(data, path, decoded.encoding, sheet.delimiter, width)
        if found is None:
            return NotOpened((Finding("file_not_text", "error"),))
        encoding, blank = found
        lines = place + 1 + sum(cell.count("\n") for r in sheet.records[: place + 1] for cell in r)
        skip = lines + (1 if INSTRUCTION.match(early) else 0)
        broken, unclosed = _read(cursor, path, sheet.delimiter, width, skip)
    said = [f for f in decoded.findings if f.code != "encoding_windows"]
    if encoding == "cp1252":
        said.append(Finding("encoding_windows", "remark"))
    if unclosed is not None:
        line = unclosed + place + 2
        return NotOpened((*said, Finding("quote_unclosed", "error", line)))
    said += _above(sheet.records[:place])
    return Opened(
        encoding=encoding,
        delimiter=sheet.delimiter,
        header=header,
        first=place + 2,
        broken=tuple(broken),
        cells=tuple(broken.values()),
        blank=blank,
        findings=tuple(said),
    )


def _from_workbook(contract: Contract, data: bytes, names: Names, name: str) -> bytes | NotOpened:
    """Return the one sheet of a workbook that holds readings as text; which one is not guessed."""
    opened = open_file(data, name, contract)
    if not opened.book:
        return NotOpened(opened.findings)
    sheets = [
        s for s in opened.book if not s.hidden and _header_place(s.records, names) is not None
    ]
    if len(sheets) != 1:
        facts = {"columns": ", ".join(sheet.name for sheet in opened.book)}
        return NotOpened((Finding("header_not_found", "error", facts=facts),))
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\n").writerows(sheets[0].records)
    return text.getvalue().encode()


def _header_place(records: Sequence[Texts], names: Names) -> int | None:
    """Return the place of the early record that names most columns, a time among them."""
    best: tuple[int, int] | None = None
    for place, record in enumerate(records[:HEADER_WITHIN]):
        found = {named.column.name for named in map(names.meaning, record) if named is not None}
        if found & MOMENTS and (best is None or len(found) > best[0]):
            best = len(found), place
    return None if best is None else best[1]


def _without_empty_end(record: Texts) -> Texts:
    width = len(record)
    while width and not record[width - 1].strip():
        width -= 1
    return record[:width]


def _above(records: Sequence[Texts]) -> Iterator[Finding]:
    filled = [(n, r) for n, r in enumerate(records, start=1) if any(c.strip() for c in r)]
    if filled:
        line, record = filled[0]
        told = " ".join(" ".join(record).split())[:120]
        yield Finding("lines_above", "remark", line, None, told, {"count": str(len(filled))})


def _transcode(
    data: bytes, path: Path, encoding: str, delimiter: str, width: int
) -> tuple[str, int] | None:
    """Write the text as UTF-8 with plain line ends; return its encoding and the blank lines.

    A blank line becomes a record of empty cells, so that lines keep their numbers. None when a
    control character shows that it is no text. A file that turns out not to be UTF-8 further on
    is read anew as Windows-1252.
    """
    for attempt in (encoding, "cp1252"):
        try:
            blank = _write(data, path, attempt, f"\n{delimiter * (width - 1)}")
        except UnicodeDecodeError:
            continue
        return None if blank is None else (attempt, blank)
    return None


def _write(data: bytes, path: Path, encoding: str, empty: str) -> int | None:
    """Write part by part, each cut at a line end; what is plain ASCII is not decoded at all."""
    blank, held = 0, b""
    with path.open("wb") as out:
        for part in _parts(data.rstrip(b"\x1a"), encoding):
            if len(part.translate(None, CONTROLS)) < len(part):
                return None
            text = held + part
            body = text.rstrip(b"\n")
            # Line ends at the end of a part wait for the next one: the file's last ones are none.
            held = text[len(body) :]
            if b"\n\n" in body:
                body, count = BLANK.subn(empty.encode(), body)
                blank += count
            out.write(body)
        out.write(b"\n")
    return blank


def _parts(data: bytes, encoding: str) -> Iterator[bytes]:
    """Yield a file in parts as UTF-8 with plain line ends; UnicodeDecodeError when it is not so."""
    if encoding not in ASCII_BASED:
        text = data.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
        yield text.removeprefix("\ufeff").encode()
        return
    start = len(codecs.BOM_UTF8) if data.startswith(codecs.BOM_UTF8) else 0
    while start < len(data):
        end = data.find(b"\n", start + CHUNK) + 1 or len(data)
        part = data[start:end]
        start = end
        if not part.isascii():
            part = part.decode(ASCII_BASED[encoding]).encode()
        yield part.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def _read(
    cursor: duckdb.DuckDBPyConnection, path: Path, delimiter: str, width: int, skip: int
) -> tuple[dict[int, int], int | None]:
    """Read the records; return the broken ones' places with how many cells they have.

    Then the place of a quote that never closes, None when all of them do.
    """
    columns = ", ".join(f"'c{place}': 'VARCHAR'" for place in range(width))
    cursor.execute(
        f"""
        create or replace table cells as
        select * from read_csv(
            $path, auto_detect = false, delim = $delimiter, header = false, skip = $skip,
            quote = '"', escape = '"', comment = '', new_line = '\\n', store_rejects = true,
            rejects_table = 'broken_records', rejects_scan = 'broken_scans', rejects_limit = 0,
            columns = {{{columns}}}
        )
        """,
        {"path": str(path), "delimiter": delimiter, "skip": skip},
    )
    # The reader counts records from 1 and counts the skipped lines along.
    found = cursor.execute(
        "select line - 1 - $skip, any_value(csv_line),"
        " bool_or(error_type in ('UNQUOTED VALUE', 'LINE SIZE OVER MAXIMUM'))"
        " from broken_records group by 1 order by 1",
        {"skip": skip},
    ).fetchall()
    unclosed = next((place for place, _, quote in found if quote), None)
    return {place: _count(text, delimiter) for place, text, _ in found}, unclosed


def _count(text: str, delimiter: str) -> int:
    """Return how many cells a record has."""
    return len(next(csv.reader([text], delimiter=delimiter), []))

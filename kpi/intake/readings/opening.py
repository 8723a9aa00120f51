"""From bytes to a table of texts: encoding, delimiter, header, records with their lines."""

from __future__ import annotations

import codecs
import csv
import io
import re
import tempfile
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import duckdb

from kpi.intake.archive import open_container
from kpi.intake.decode import decode
from kpi.intake.dialect import Sheet, Texts, read_sheet
from kpi.intake.finding import Finding, Question
from kpi.intake.given import Given
from kpi.intake.opening import WORKBOOK, open_file
from kpi.intake.personal import refused_in_book
from kpi.intake.readings.heading import Heading, find_heading
from kpi.intake.remembered import count_names, layouts_of
from kpi.intake.sheets import choose_sheet, tell_of_book
from kpi.intake.workbook import BookSheet

HEAD = 1_000_000
CHUNK = 1 << 20
HEAD_LINES = 200
BLANK = re.compile(rb"\n(?=\n)")
CONTROLS = bytes([*range(9), 11, *range(14, 32), 127])
ASCII_BASED = {"utf-8": "utf-8", "utf-8-sig": "utf-8", "cp1252": "cp1252"}
INSTRUCTION = re.compile(r'"?sep=', re.IGNORECASE)
Lines = tuple[tuple[int, Texts], ...]


@dataclass(frozen=True)
class Opened:
    """The table ``cells`` of all texts (columns c0, c1 ...) and where its rows stood.

    `heading` is the header with what is known of it, `first` the line after it. `above` are the
    lines up to and with the header, `early` the first ones below it. `broken` are the places (from
    0, below the header) of records with too few or too many cells; they are not in ``cells``, and
    `cells` says how many they have. `sheet` names the sheet of a workbook, of which `early` has
    every line, numbers and days as such.
    """

    encoding: str
    delimiter: str
    sheet: str
    heading: Heading
    above: tuple[Texts, ...]
    early: Lines
    first: int
    broken: tuple[int, ...]
    cells: tuple[int, ...]
    blank: int
    findings: tuple[Finding, ...]

    @property
    def header(self) -> Texts:
        """The texts of the header."""
        return self.heading.texts

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
    """A file that is no table of readings, and why; or what has to be asked of it first.

    `early` are its first lines, where a person may yet say which column is which.
    """

    findings: tuple[Finding, ...] = ()
    questions: tuple[Question, ...] = ()
    early: Lines = ()


def open_table(
    cursor: duckdb.DuckDBPyConnection, given: Given, data: bytes, name: str = ""
) -> Opened | NotOpened:
    """Lay all records below the header into ``cells``; what a file is, is told by its content."""
    if len(data) > given.contract.max_bytes:
        return NotOpened(decode(data, given.contract.max_bytes).findings)
    if open_container(data) is None:
        return _open_text(cursor, given, data)
    book = _from_workbook(given, data, name)
    if isinstance(book, NotOpened):
        return book
    opened = _open_text(cursor, given, book.text)
    if isinstance(opened, NotOpened):
        return opened
    said = (*opened.findings, *book.findings)
    return replace(
        opened,
        encoding=WORKBOOK,
        sheet=book.sheet,
        above=book.records[: opened.first - 1],
        early=tuple(enumerate(book.records[opened.first - 1 :], start=opened.first)),
        findings=said,
    )


def _open_text(cursor: duckdb.DuckDBPyConnection, given: Given, data: bytes) -> Opened | NotOpened:
    head = data if len(data) <= HEAD else data[: data.rfind(b"\n", 0, HEAD) + 1] or data[:HEAD]
    decoded = decode(head, given.contract.max_bytes)
    if decoded.text is None:
        return NotOpened(decoded.findings)
    early = "\n".join(decoded.text.split("\n")[:HEAD_LINES])
    layouts = layouts_of(given)
    sheet = read_sheet(
        early, lambda record: max(given.names.count(record), count_names(layouts, record))
    )
    heading = find_heading(given, sheet.records)
    if not isinstance(heading, Heading):
        lines = tuple(enumerate(sheet.records, start=1))
        return NotOpened((*decoded.findings, *heading), early=lines)
    opened = _lay(cursor, data, decoded.encoding, sheet, heading, early)
    said = [f for f in decoded.findings if f.code != "encoding_windows"]
    if isinstance(opened, NotOpened):
        return NotOpened((*said, *opened.findings))
    windows = (Finding("encoding_windows", "remark"),) if opened.encoding == "cp1252" else ()
    return replace(opened, findings=(*said, *windows, *opened.findings))


def _lay(
    cursor: duckdb.DuckDBPyConnection,
    data: bytes,
    encoding: str,
    sheet: Sheet,
    heading: Heading,
    early: str,
) -> Opened | NotOpened:
    """Read the records below a header into ``cells``; `early` is the text of the first lines."""
    place, above = heading.place, sheet.records[: heading.place + 1]
    width = len(above[-1])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file.csv"
        found = _transcode(data, path, encoding, sheet.delimiter, width)
        if found is None:
            return NotOpened((Finding("file_not_text", "error"),))
        encoding, blank = found
        lines = place + 1 + sum(cell.count("\n") for record in above for cell in record)
        skip = lines + (1 if INSTRUCTION.match(early) else 0)
        broken, unclosed = _read(cursor, path, sheet.delimiter, width, skip)
    if unclosed is not None:
        windows = (Finding("encoding_windows", "remark"),) if encoding == "cp1252" else ()
        line = unclosed + place + 2
        return NotOpened((*windows, Finding("quote_unclosed", "error", line)))
    return Opened(
        encoding=encoding,
        delimiter=sheet.delimiter,
        sheet="",
        heading=heading,
        above=above,
        early=tuple(enumerate(sheet.records[place + 1 :], start=place + 2)),
        first=place + 2,
        broken=tuple(broken),
        cells=tuple(broken.values()),
        blank=blank,
        findings=heading.findings,
    )


@dataclass(frozen=True)
class _Book:
    """The sheet of a workbook that holds readings, also as text, with what there is to say of it."""

    records: tuple[Texts, ...]
    text: bytes
    sheet: str
    findings: tuple[Finding, ...]


def _from_workbook(given: Given, data: bytes, name: str) -> _Book | NotOpened:
    """Return the one sheet of a workbook that holds readings as text; which one is not guessed."""
    opened = open_file(data, name, given.contract)
    if not opened.book:
        return NotOpened(opened.findings)

    def holds_table(sheet: BookSheet) -> bool:
        return isinstance(find_heading(given, sheet.records), Heading)

    chosen = choose_sheet(opened.book, given.decisions.sheet, holds_table)
    if isinstance(chosen, Question):
        return NotOpened(questions=(chosen,))
    if isinstance(chosen, Finding) or chosen is None:
        return NotOpened((chosen or Finding("file_empty", "error"),))
    personal = refused_in_book(opened.book, chosen.name)
    if personal:
        return NotOpened(tuple(personal))
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\n").writerows(chosen.records)
    told = tuple(tell_of_book(chosen, opened.book))
    return _Book(chosen.records, text.getvalue().encode(), chosen.name, told)


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

"""The first sheet of a workbook as rows of texts: enough for a published list, nothing more.

The parts are parsed as a stream and without document types, so nothing in them can expand; a
container that would unpack to more than a list can be is not opened.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import Protocol
from xml.parsers import expat

MOST_BYTES = 20_000_000
MOST_COLUMNS = 100
MOST_ROWS = 20_000
STRINGS = "xl/sharedStrings.xml"
SHEET = re.compile(r"xl/worksheets/sheet(\d+)\.xml")
PLACE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})", re.ASCII)

Rows = tuple[tuple[str, ...], ...]


class Unsafe(Exception):
    """The workbook declares a document type or is larger than any list."""


def read_rows(data: bytes) -> Rows | None:
    """Return the rows of the first sheet, None when the bytes are no workbook that may be read."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(data))
        if sum(entry.file_size for entry in parts.infolist()) > MOST_BYTES:
            return None
        sheets = {int(m.group(1)): m.group() for n in parts.namelist() if (m := SHEET.fullmatch(n))}
        if not sheets:
            return None
        strings = _Strings()
        if STRINGS in parts.namelist():
            _parse(parts.read(STRINGS), strings)
        sheet = _Sheet(strings.texts)
        _parse(parts.read(sheets[min(sheets)]), sheet)
    except (zipfile.BadZipFile, zlib.error, expat.ExpatError, Unsafe, ValueError, LookupError):
        return None
    return sheet.rows()


class _Handler(Protocol):
    """What is told of an XML part while it streams by."""

    def start(self, name: str, attributes: dict[str, str], /) -> None: ...

    def end(self, name: str, /) -> None: ...

    def text(self, text: str, /) -> None: ...


def _parse(data: bytes, handler: _Handler) -> None:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = lambda name, given: handler.start(_local(name), given)
    parser.EndElementHandler = lambda name: handler.end(_local(name))
    parser.CharacterDataHandler = handler.text
    parser.Parse(data, True)


def _refuse(*_: object) -> None:
    raise Unsafe


def _local(name: str) -> str:
    return name.rpartition(":")[2]


class _Strings:
    """The texts that cells refer to by number."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._parts: list[str] = []
        self._inside = False

    def start(self, name: str, _: dict[str, str]) -> None:
        if name == "si":
            self._parts = []
        self._inside = name == "t"

    def end(self, name: str) -> None:
        if name == "si":
            self.texts.append("".join(self._parts))
        self._inside = False

    def text(self, text: str) -> None:
        if self._inside:
            self._parts.append(text)


class _Sheet:
    """The cells of one sheet, by row and column."""

    def __init__(self, strings: list[str]) -> None:
        self._strings = strings
        self._cells: dict[int, dict[int, str]] = {}
        self._row = self._column = 0
        self._type = ""
        self._parts: list[str] | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            place = PLACE.fullmatch(attributes.get("r", ""))
            if place is None:
                raise Unsafe
            self._row, self._column = int(place.group(2)), _column(place.group(1))
            if self._row > MOST_ROWS or self._column > MOST_COLUMNS:
                raise Unsafe
            self._type, self._parts = attributes.get("t", ""), None
        elif name in ("v", "t"):
            self._parts = []

    def end(self, name: str) -> None:
        if name in ("v", "t") and self._parts is not None:
            text = "".join(self._parts)
            if self._type == "s" and name == "v":
                text = self._strings[int(text)]
            self._cells.setdefault(self._row, {})[self._column] = text.strip()
            self._parts = None

    def text(self, text: str) -> None:
        if self._parts is not None:
            self._parts.append(text)

    def rows(self) -> Rows:
        last = max(self._cells, default=0)
        found = []
        for row in range(1, last + 1):
            cells = self._cells.get(row, {})
            found.append(tuple(cells.get(c, "") for c in range(max(cells, default=-1) + 1)))
        return tuple(found)


def _column(letters: str) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    return place - 1

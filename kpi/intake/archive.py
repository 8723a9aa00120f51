"""What a ZIP container is, and whether it may be unpacked at all: looked at before it is opened."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from kpi.intake.finding import Finding

MEGABYTE = 1_000_000
MOST_ENTRIES = 2_000
MOST_EXPANDED = 300 * MEGABYTE
MOST_RATIO = 150
SMALL = 5 * MEGABYTE
"""Below this size a high ratio says nothing: a sheet of empty cells is nearly all repetition."""
CHUNK = 1 << 16

BOOK = "xl/workbook.xml"
TYPES = (
    (BOOK, "Excel (.xlsx)"),
    ("xl/workbook.bin", "Excel (.xlsb)"),
    ("content.xml", "OpenDocument (.ods)"),
    ("word/document.xml", "Word (.docx)"),
    ("ppt/presentation.xml", "PowerPoint (.pptx)"),
)
"""What a container is by a part that it has; the first is the one that can be read."""

BROKEN = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError),
    *(NotImplementedError, RuntimeError, ValueError, LookupError, OverflowError),
)
"""How a damaged, encrypted or unusual container shows itself while it is unpacked."""


@dataclass(frozen=True)
class Container:
    """An opened container: its type in words, whether it is a workbook, or why it is refused."""

    type: str
    is_workbook: bool = False
    parts: zipfile.ZipFile | None = None
    fault: Finding | None = None

    def stream(self, name: str) -> Iterator[bytes]:
        """Yield one part in chunks; nothing when the container lacks it."""
        if self.parts is None or name not in self.parts.NameToInfo:
            return
        with self.parts.open(name) as part:
            while chunk := part.read(CHUNK):
                yield chunk


def open_container(data: bytes) -> Container | None:
    """Return what a ZIP container is, None when the bytes are none; a hostile one has a fault.

    Only the directory at the end is read: number of entries, sizes when unpacked, and their ratio
    to the packed ones. A part never unpacks to more than the directory says.
    """
    if data[:4] not in (b"PK\x03\x04", b"PK\x05\x06"):
        return None
    try:
        parts = zipfile.ZipFile(io.BytesIO(data))
    except BROKEN:
        return Container("ZIP")

    entries = parts.infolist()
    names = {entry.filename for entry in entries}
    kind = next((type_ for part, type_ in TYPES if part in names), "ZIP")
    fault = _hostile(entries, len(data), kind)
    return Container(kind, BOOK in names, parts, fault)


def _hostile(entries: list[zipfile.ZipInfo], packed: int, kind: str) -> Finding | None:
    expanded = sum(entry.file_size for entry in entries)
    facts = {"type": kind, "entries": str(len(entries)), "size": str(-(-expanded // MEGABYTE))}
    limits = {"most": str(MOST_ENTRIES), "limit": str(MOST_EXPANDED // MEGABYTE)}
    bomb = expanded > SMALL and expanded > MOST_RATIO * packed
    if len(entries) > MOST_ENTRIES or expanded > MOST_EXPANDED or bomb:
        return Finding("archive_hostile", "error", facts={**facts, **limits})
    return None

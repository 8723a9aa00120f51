"""From bytes to text: what the file is, how its letters are written, where its lines end."""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass

from kpi.intake.finding import Finding

MEGABYTE = 1_000_000
OLE = b"\xd0\xcf\x11\xe0"
LOCKED = "EncryptedPackage".encode("utf-16-le")
SPREADSHEETS = ((OLE, LOCKED, "Excel met wachtwoord / with password"), (OLE, b"", "Excel (.xls)"))
OTHERS = (
    (b"%PDF", "PDF"),
    (b"SQLite format 3\x00", "SQLite"),
    (b"PAR1", "Parquet"),
    (b"MZ\x90\x00", "EXE"),
    (b"\x7fELF", "ELF"),
    (b"BZh", "BZIP2"),
    (b"\xfd7zXZ\x00", "XZ"),
    (b"\x1f\x8b", "GZIP"),
    (b"7z\xbc\xaf", "7-Zip"),
    (b"Rar!", "RAR"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"{\\rtf", "RTF"),
)
MARKUP = (
    (re.compile(rb"(<!doctype\s+html|<html|<head|<table|<body)", re.IGNORECASE), "HTML"),
    (re.compile(rb"<\?xml"), "XML"),
)
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""Byte order marks; those of UTF-32 stand first because one of UTF-16 is their beginning."""
CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
SAMPLE = 4000


@dataclass(frozen=True)
class Decoded:
    """The text of a file with plain line ends, and what there is to say of it.

    `text` is None when the file cannot be read as text at all; then a finding says why.
    """

    text: str | None
    encoding: str
    findings: tuple[Finding, ...]


def _refuse(code: str, **facts: str) -> Decoded:
    return Decoded(None, "", (Finding(code, "error", facts=facts),))


def decode(data: bytes, max_bytes: int) -> Decoded:
    """Return the text of a file: by its byte order mark, else UTF-8, else Windows-1252."""
    fault = unfit(data, max_bytes)
    if fault is not None:
        return Decoded(None, "", (fault,))
    return _other_type(data) or _text(data)


def unfit(data: bytes, max_bytes: int) -> Finding | None:
    """Return why bytes of any type are not looked at: there are none, or too many."""
    # The size first: to look for anything in a file too large would copy it.
    if len(data) > max_bytes:
        size, limit = (f"{-(-amount // MEGABYTE)}" for amount in (len(data), max_bytes))
        return Finding("file_too_large", "error", facts={"size": size, "limit": limit})
    if not data.strip(b"\x00 \t\r\n"):
        return Finding("file_empty", "error")
    return None


def _other_type(data: bytes) -> Decoded | None:
    for start, inside, name in SPREADSHEETS:
        if data.startswith(start) and inside in data:
            return _refuse("file_is_spreadsheet", type=name)
    for start, name in OTHERS:
        if data.startswith(start):
            return _refuse("file_is_other", type=name)
    first = data.removeprefix(codecs.BOM_UTF8).lstrip()[:SAMPLE]
    for pattern, name in MARKUP:
        if pattern.match(first):
            return _refuse("file_is_other", type=name)
    return None


def _text(data: bytes) -> Decoded:
    encoding = next((name for mark, name in MARKS if data.startswith(mark)), "")
    if not encoding and b"\x00" in data:
        encoding = _utf16_without_mark(data[:SAMPLE])
    for attempt in [encoding] if encoding else ["utf-8", "cp1252"]:
        try:
            text = data.decode(attempt)
        except UnicodeDecodeError:
            continue
        remarks = (Finding("encoding_windows", "remark"),) if attempt == "cp1252" else ()
        return _plain(text, attempt, remarks)
    return _refuse("file_not_text")


def _utf16_without_mark(sample: bytes) -> str:
    """Return which UTF-16 it is by the half of the bytes that is nearly always zero."""
    if sample[1::2].count(0) > len(sample) // 3:
        return "utf-16-le"
    if sample[0::2].count(0) > len(sample) // 3:
        return "utf-16-be"
    return "utf-8"


def _plain(text: str, encoding: str, remarks: tuple[Finding, ...]) -> Decoded:
    text = text.removeprefix("\ufeff").removesuffix("\x1a")
    if not text.strip():
        return _refuse("file_empty")
    if CONTROL.search(text):
        return _refuse("file_not_text")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return Decoded(unicodedata.normalize("NFC", text), encoding, remarks)

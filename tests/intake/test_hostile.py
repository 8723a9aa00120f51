"""What is hostile, huge, or another kind of file: refused at once, by name, and cheaply."""

from __future__ import annotations

import json
import subprocess
import sys
import time

import pytest

from tests.intake.checking import checked, codes, faults, file
from tests.servers import ROOT
from tests.workbooks import archive

HEADER = "locatie;periode;energiedrager;verbruik;eenheid;opmerking"
NUMBERS = ("1e309", "inf", "-inf", "nan", "9" * 400, "1e-400", "1e1000000", "1_000", "１２３４", "١٢٣٤",
           "0x1F", "1E5", "0b101", "1e", "½", "²", "Ⅷ")  # fmt: skip
AT_ONCE = 0.05
"""Seconds of work."""


@pytest.mark.parametrize("text", NUMBERS)
def test_t24_a_hostile_number_is_refused_at_once(text: str) -> None:
    data = file(HEADER, f"Almelo;2025-01;stroom;{text};kWh;", "Almelo;2025-02;stroom;5;kWh;")
    checked("energy", data)
    started = time.process_time()
    result = checked("energy", data)
    assert time.process_time() - started < AT_ONCE
    (fault,) = result.errors
    # What a letter after digits might be is told as a unit that is none.
    assert fault.code in ("number_unreadable", "number_unit")
    assert (fault.line, fault.column) == (2, "verbruik")
    assert [str(row.cells["month"]) for row in result.rows] == ["2025-02"]


GOOD = file(HEADER, "Almelo;2025-01;stroom;5;kWh;").encode()
OTHERS: dict[str, tuple[bytes, str, str]] = {
    "pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "file_is_other", "PDF"),
    "exe": (b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff", "file_is_other", "EXE"),
    "elf": (b"\x7fELF\x02\x01\x01\x00", "file_is_other", "ELF"),
    "html": (b" \n<!DOCTYPE html><html><body>" + GOOD, "file_is_other", "HTML"),
    "html with a mark": (b"\xef\xbb\xbf<html>" + GOOD, "file_is_other", "HTML"),
    "xml": (b"<?xml version='1.0'?><a>1</a>", "file_is_other", "XML"),
    "png": (b"\x89PNG\r\n\x1a\n" + bytes(50), "file_is_other", "PNG"),
    "jpeg": (b"\xff\xd8\xff\xe0\x00\x10JFIF", "file_is_other", "JPEG"),
    "gzip": (b"\x1f\x8b\x08\x00" + bytes(20), "file_is_other", "GZIP"),
    "zip": (archive({"a.csv": GOOD}), "file_is_other", "ZIP"),
    "zip in a zip": (archive({"a.zip": archive({"a.csv": GOOD})}), "file_is_other", "ZIP"),
    "xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "file_is_spreadsheet", "Excel (.xls)"),
    "database": (b"SQLite format 3\x00" + bytes(84), "file_is_other", "SQLite"),
    "bytes": (bytes(range(256)) * 20, "file_not_text", ""),
    "a table with a zip behind it": (GOOD + archive({"a": b"b"}), "file_not_text", ""),
    "a table with a picture behind it": (GOOD + b"\x89PNG\r\n\x1a\n\x00\x00", "file_not_text", ""),
    "wide letters without text": ("\x01\x02\x03;".encode("utf-16") * 50, "file_not_text", ""),
}  # fmt: skip


@pytest.mark.parametrize("kind", ["energy", "interval"])
def test_t26_what_is_no_table_is_refused_with_its_type(kind: str) -> None:
    for name, (data, code, type_) in OTHERS.items():
        result = checked(kind, data)
        assert code in codes(faults(result)) and not result.rows, name
        assert {f.facts.get("type", "") for f in result.errors if f.code == code} == {type_}, name


GIANTS = {
    "six megabytes in one cell": "b'a' * 6_000_000",
    "two hundred megabytes": "b'a;b\\n' * 50_000_000",
    "a line without end": "HEADER + b'1;' * 10_000_000",
    "a hundred thousand columns": "b';'.join([HEADER.strip()] * 20_000) + b'\\n' + b'1;' * 100_000",
    "a million rows": "HEADER + b'Almelo;2025-01;pv;1\\n' * 1_000_000",
    "a quote without end": "HEADER + b'\"' + b'Almelo;2025-01;pv;1\\n' * 300_000",
}
MEASURE = """
import json, resource, sys, time
from tests.intake.checking import checked, contract, words
HEADER = b"locatie;periode;energiedrager;verbruik;eenheid\\n"
contract(KIND := "energy"), words()
checked(KIND, HEADER)
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
found = {}
for name, text in json.loads(sys.argv[1]).items():
    data = eval(text)
    before, started = peak(), time.process_time()
    result = checked(KIND, data)
    seconds = time.process_time() - started
    found[name] = [seconds, peak() - before, [f.code for f in result.errors], len(result.rows)]
print(json.dumps(found))
"""


def test_a_line_without_end_is_named_as_such_and_one_of_the_longest_is_read() -> None:
    for line, told in ((b"x" * 2_000_001, True), (b"x" * 2_000_000, False)):
        found = [f for f in checked("energy", b"a;b\n" + line).errors if f.code == "line_endless"]
        assert [f.line for f in found] == ([2] if told else [])


def test_t25_a_giant_file_is_refused_quickly_with_a_reason() -> None:
    """The smallest first: a peak of memory is the process's highest so far."""
    command = [sys.executable, "-c", MEASURE, json.dumps(GIANTS)]
    made = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    for name, (seconds, megabytes, told, rows) in json.loads(made.stdout).items():
        assert told and not rows, name
        assert seconds <= 2 and megabytes <= 100, (name, seconds, megabytes, told)

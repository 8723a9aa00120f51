"""Files damaged as files get damaged in the wild: read rightly, or refused by name; never half right.

The kinds of damage are those of a published survey of polluted CSV files (Pollock, 2023): of the
whole file, of its header, and of a single place in a single row, each tried everywhere.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from kpi.intake import Checked
from tests.intake.checking import checked

HEADER = ("locatie", "periode", "energiedrager", "verbruik", "eenheid")
AMOUNTS = {f"2025-{n:02d}": Decimal(n * 1000) + Decimal("0.5") for n in range(1, 9)}
ROWS = [
    ("Almelo", month, "elektriciteit_inkoop", f"{amount}".replace(".", ","), "kWh")
    for month, amount in AMOUNTS.items()
]
ENOUGH = 0.95
Table = Sequence[Sequence[str]]


def text(rows: Table = (HEADER, *ROWS), delimiter: str = ";", *, quoted: bool = False) -> str:
    out = io.StringIO()
    made = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    if quoted:
        made = csv.writer(out, delimiter=delimiter, lineterminator="\n", quoting=csv.QUOTE_ALL)
    made.writerows(rows)
    return out.getvalue()


PLAIN = text()
WIDER = [[*row, "", ""] for row in (HEADER, *ROWS)]
BENIGN: dict[str, bytes] = {
    **{f"delimiter {d!r}": text(delimiter=d).encode() for d in ";,\t|"},
    **{f"quoted {d!r}": text(delimiter=d, quoted=True).encode() for d in ";,\t|"},
    **{f"ends {e!r}": PLAIN.replace("\n", e).encode() for e in ("\n", "\r\n", "\r")},
    **{f"no last {e!r}": PLAIN.rstrip("\n").replace("\n", e).encode() for e in ("\n", "\r\n", "\r")},
    **{f"last lines {n}": (PLAIN + "\n" * n).encode() for n in (1, 2, 30)},
    **{f"first lines {n}": ("\n" * n + PLAIN).encode() for n in (1, 2, 10)},
    **{f"marked {name}": mark + PLAIN.encode(name) for mark, name in (
        (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"), (b"", "utf-16-le"), (b"", "cp1252"),
    )},
    "title": ("Verbruik 2025\n" + PLAIN).encode(),
    "titles": ("Verbruik 2025\nGemaakt door de dienst\n\n" + PLAIN).encode(),
    "title with marks": ("Verbruik; 2025;;\n" + PLAIN).encode(),
    "title in quotes": ('"Verbruik ""2025"""\n' + PLAIN).encode(),
    "instruction": ("sep=;\n" + PLAIN).encode(),
    "empty columns": text(WIDER).encode(),
    "empty rows": text([HEADER, *ROWS, *[[""] * 5] * 9]).encode(),
    "empty rows between": text([HEADER, *ROWS[:4], [""] * 5, *ROWS[4:]]).encode(),
    "total": text([HEADER, *ROWS, ["Totaal", "", "", "36004", ""]]).encode(),
    "header in capitals": text([[h.upper() for h in HEADER], *ROWS]).encode(),
    "header with spaces": text([[f" {h} " for h in HEADER], *ROWS]).encode(),
    "cells with spaces": text([HEADER, *([f" {c} " for c in row] for row in ROWS)]).encode(),
    "columns turned": text([row[::-1] for row in (HEADER, *ROWS)]).encode(),
    "a column more": text([[*row, "x"] for row in (HEADER, *ROWS)]).encode(),
    "mixed ends": PLAIN.replace("\n", "\r\n", 4).encode(),
}  # fmt: skip
OF_THE_FILE: dict[str, bytes] = {
    "no bytes": b"",
    "header alone": text([HEADER]).encode(),
    "no header": text(ROWS).encode(),
    "two headers": text([HEADER, HEADER, *ROWS]).encode(),
    "header again": text([HEADER, *ROWS[:4], HEADER, *ROWS[4:]]).encode(),
    "two tables": (PLAIN + "\n" + text([("meter", "stand"), ("1", "2")])).encode(),
    "a note below": (PLAIN + "* voorlopig\n").encode(),
    "escaped by a stroke": PLAIN.replace("Almelo", 'Al\\"melo').encode(),
    "single quotes": PLAIN.replace("Almelo", "'Almelo'").encode(),
    "rows twice": text([HEADER, *ROWS, *ROWS]).encode(),
    "half a letter": PLAIN.replace("Almelo", "Almel\u00e9").encode()[:60] + b"\xc3",
}

Damage = Callable[[list[str], int], str]
IN_A_ROW: dict[str, Damage] = {
    "a mark less": lambda row, at: ";".join([*row[:at], "".join(row[at : at + 2]), *row[at + 2 :]]),
    "a mark more": lambda row, at: ";".join([*row[:at], "", *row[at:]]),
    "a quote before": lambda row, at: ";".join([*row[:at], f'"{row[at]}', *row[at + 1 :]]),
    "a quote after": lambda row, at: ";".join([*row[:at], f'{row[at]}"', *row[at + 1 :]]),
    "a quote inside": lambda row, at: ";".join([*row[:at], f'{row[at][:2]}"{row[at][2:]}', *row[at + 1 :]]),
    "another mark": lambda row, at: ",".join([";".join(row[: at + 1]), ";".join(row[at + 1 :])]),
    "a line end": lambda row, at: ";".join([*row[:at], f"{row[at][:2]}\n{row[at][2:]}", *row[at + 1 :]]),
    "nothing": lambda row, at: ";".join([*row[:at], "", *row[at + 1 :]]),
    "cut off": lambda row, at: ";".join(row[: at + 1]),
}  # fmt: skip


def damaged() -> Iterator[tuple[str, bytes]]:
    """Yield the file with one damage at one place, for every kind of damage and every place."""
    lines = [list(row) for row in (HEADER, *ROWS)]
    for name, damage in IN_A_ROW.items():
        for line in range(len(lines)):
            for at in range(len(HEADER)):
                done = [";".join(row) for row in lines]
                done[line] = damage(lines[line], at)
                yield f"{name}, line {line + 1}, cell {at + 1}", "\n".join([*done, ""]).encode()


def is_whole(result: Checked) -> bool:
    return not result.errors and {str(r.cells["month"]) for r in result.rows} == set(AMOUNTS)


def wrong(result: Checked) -> str:
    """Return what is not right about a check; empty when all is: right amounts, or a reason."""
    known = [(str(row.cells["month"]), row.cells["amount"]) for row in result.rows]
    if any(AMOUNTS.get(month) != amount for month, amount in known):
        return "an amount is not the one of its month"
    if len({month for month, _ in known}) < len(known):
        return "a month counts twice"
    if len(known) < len(AMOUNTS) and not result.errors and not result.open_questions:
        return "rows are missing and nothing says so"
    return ""


def test_t22_a_polluted_file_gives_right_amounts_or_a_reason() -> None:
    files = [*BENIGN.items(), *OF_THE_FILE.items(), *damaged()]
    assert len(files) > 400
    results = {name: checked("energy", data) for name, data in files}
    assert {name: found for name, result in results.items() if (found := wrong(result))} == {}


def test_t22_harmless_differences_are_read() -> None:
    read = {name: is_whole(checked("energy", data)) for name, data in BENIGN.items()}
    assert sum(read.values()) >= ENOUGH * len(read), [
        name for name, whole in read.items() if not whole
    ]

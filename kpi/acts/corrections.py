"""Rows that correct others: told from what they correct, asked about alone, and filled from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from kpi.declare import Contract
from kpi.intake import Option, Question, Row, corrects
from kpi.store import LiveSlice, StoredRow

Slice = tuple[str, ...]


def corrections_alone(
    contract: Contract, groups: Mapping[Slice, Sequence[Row]], live: Mapping[Slice, LiveSlice]
) -> set[Slice]:
    """Return the slices of which a file holds corrections only, while there are figures of them."""
    if contract.correction is None:
        return set()
    return {
        key
        for key, rows in groups.items()
        if key in live and live[key].rows and all(corrects(contract, row.cells) for row in rows)
    }


def correction_question(corrections: set[Slice], groups: Mapping[Slice, Sequence[Row]]) -> Question:
    """Return the question whether corrections are added to what is there or replace it."""
    first = min(corrections)
    facts = {
        "slice": label(first),
        "line": str(groups[first][0].line),
        "count": str(len(corrections)),
    }
    return Question(
        "correction", "correction_alone", (Option("add"), Option("replace")), None, facts
    )


def carried(key: Slice, row: Mapping[str, object]) -> StoredRow:
    """Return a live row as one that a newer version of its slice keeps."""
    return StoredRow(key, int(str(row["line"])), _plain(row), int(str(row["upload"])))


def _plain(row: Mapping[str, object]) -> dict[str, object]:
    return {name: cell for name, cell in row.items() if name not in ("upload", "line", "slice")}


def inherited(contract: Contract, rows: Sequence[StoredRow]) -> list[StoredRow]:
    """Return the rows of one slice, what a correction leaves empty filled from what it corrects.

    Only what the contract says goes along (a credit is of the same green electricity), and only
    where all other rows agree on it.
    """
    if not contract.inherits:
        return list(rows)
    corrected = [row.cells for row in rows if not corrects(contract, row.cells)]
    agreed = {}
    for name in contract.inherits:
        values = {str(cells[name]) for cells in corrected}
        if len(values) == 1:
            agreed[name] = corrected[0][name]
    return [
        replace(row, cells={**row.cells, **_blanks(row.cells, agreed)})
        if corrects(contract, row.cells)
        else row
        for row in rows
    ]


def _blanks(cells: Mapping[str, object], agreed: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in agreed.items() if cells.get(name) is None}


def amount_column(contract: Contract) -> str:
    """Return the derived column that holds the canonical amount."""
    if contract.quantity is not None:
        return contract.quantity.into
    return contract.unpivot.value_into if contract.unpivot is not None else "amount"


def label(key: Slice) -> str:
    """Return a slice as people read it: its filled parts with spaces between."""
    return " · ".join(part for part in key if part)

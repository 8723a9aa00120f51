"""Where a file meets what is live: what it replaces, and whether it may be the older of the two."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from kpi.acts.values import Replacement
from kpi.declare import Contract
from kpi.intake import Checked, Option, Question, Row
from kpi.store import LiveSlice, Reader, slices_of_file

Slice = tuple[str, ...]
Cells = Mapping[str, object]


def comparable(cells: Cells) -> str:
    """Return the cells of a row as one text that is the same for the same contents."""
    plain = {n: c for n, c in cells.items() if n not in ("upload", "line", "slice")}
    return repr(sorted((name, _text(cell)) for name, cell in plain.items()))


def _text(cell: object) -> str:
    if isinstance(cell, Decimal):
        return f"{cell.normalize():f}"
    return "" if cell is None else str(cell)


def older_slices(
    contract: Contract,
    checked: Checked,
    groups: Mapping[Slice, Sequence[Row]],
    old: Mapping[Slice, Sequence[Cells]],
    live: Mapping[Slice, LiveSlice],
    reader: Reader,
) -> tuple[Slice, ...]:
    """Return the slices for which the file seems to be older than what is live.

    It was accepted before and something newer took its place; or its events (lifts) are all
    there already, with others beside them.
    """
    before = slices_of_file(reader, contract.id, checked.file_hash)
    found = []
    for key, rows in groups.items():
        if key not in live or not old.get(key) or live[key].file_hash == checked.file_hash:
            continue
        if before.get(key, live[key].upload) < live[key].upload or _part(contract, rows, old[key]):
            found.append(key)
    return tuple(sorted(found))


def _part(contract: Contract, rows: Sequence[Row], old: Sequence[Cells]) -> bool:
    """Tell whether events are part of those that are live, and not all of them."""
    event = contract.duplicates.event
    if event is None or any(row.cells.get(event) is None for row in rows):
        return False
    ours, theirs = Counter(comparable(r.cells) for r in rows), Counter(map(comparable, old))
    return len(rows) < len(old) and not ours - theirs


def older_question(
    older: Sequence[Slice], live: Mapping[Slice, LiveSlice], label: str
) -> list[Question]:
    """Return the question whether newer figures stay; without an answer the file replaces them."""
    if not older:
        return []
    facts = {
        "count": str(len(older)),
        "slice": label,
        "receipt": str(max(live[key].upload for key in older)),
    }
    options = (Option("keep"), Option("replace"))
    return [Question("older", "older_file", options, "replace", facts, explicit=True)]


def replacements(
    groups: Mapping[Slice, Sequence[Row]],
    old: Mapping[Slice, Sequence[Cells]],
    live: Mapping[Slice, LiveSlice],
    changed: Iterable[Slice],
    amount: str,
) -> tuple[Replacement, ...]:
    """Return each slice whose live figures the file changes, with both sums of each unit."""
    found = []
    for key in sorted(changed):
        before, after = _sums(old[key], amount), _sums([r.cells for r in groups[key]], amount)
        found += [
            Replacement(key, before.get(unit), after.get(unit), unit, live[key].upload)
            for unit in dict.fromkeys([*before, *after])
        ]
    return tuple(found)


def _sums(rows: Iterable[Cells], amount: str) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for row in rows:
        if row[amount] is not None:
            unit = str(row["unit"] or "")
            found[unit] = found.get(unit, Decimal()) + Decimal(str(row[amount]))
    return found

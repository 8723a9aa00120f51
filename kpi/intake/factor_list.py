"""The published list of emission factors, as rows of a sheet -> factors by the publisher's number.

A list has sections, and what a column means changes from section to section: a row of headings
says so each time. So every number is read under the headings above it, never by its place, and an
item is known by the number in its own address, never by its name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kpi.intake.archive import open_container
from kpi.intake.finding import Finding
from kpi.intake.numbers import TypedNumber
from kpi.intake.spelling import fold
from kpi.intake.workbook import read_workbook

ADDRESS = re.compile(r"/factoren/(\d{4})/(\d+)/(\d+)(?:/|$)")
LAPSED = "LAPSED"
"""What is said, instead of a boundary, of the word that the publisher puts over a withdrawn item."""
LOOKS_LIKE_NUMBER = re.compile(r"-?[0-9]+([.,][0-9]+)*")
MOST_ROWS = 20_000
Rows = Sequence[Sequence[str]]


@dataclass(frozen=True)
class ListValue:
    """One number of the list: what it is for (`boundary`), and its line as a spreadsheet shows it."""

    boundary: str
    value: Decimal
    line: int


@dataclass(frozen=True)
class ListItem:
    """One item of the list: its number, its name now, and all texts and values of its row.

    `lapsed` is true where the publisher took it out. `unread` are headings over a number of this
    row whose meaning is not known, or is more than one; `texts_as_numbers` are cells that look like
    a number and are a text, so that a point in them could mean two things.
    """

    item: str
    year: int
    name: str
    line: int
    texts: tuple[str, ...]
    values: tuple[ListValue, ...]
    lapsed: bool
    unread: tuple[str, ...]
    texts_as_numbers: tuple[str, ...]


def read_items(rows: Rows, meanings: Mapping[str, str]) -> tuple[ListItem, ...]:
    """Return every row that has the publisher's address, read under the headings above it.

    `meanings` says what a heading is about: words that it contains -> boundary; an empty boundary
    is no factor (a unit, an energy content), LAPSED the word in a row for what was withdrawn.
    """
    found: list[ListItem] = []
    headings: Sequence[str] = ()
    for line, cells in enumerate(rows, start=1):
        address = next((m for cell in cells if (m := ADDRESS.search(cell))), None)
        if address is not None:
            found.append(_item(address, line, cells, headings, meanings))
        elif _is_heading(cells, meanings):
            headings = cells
        elif cells and cells[0]:
            # Another section begins: what its columns mean is not what they meant before.
            headings = ()
    return tuple(found)


def _is_heading(cells: Sequence[str], meanings: Mapping[str, str]) -> bool:
    """Tell whether a row has no number and at least one heading of a factor beside its first cell."""
    rest = [cell for cell in cells[1:] if cell]
    if not rest or any(number_of(cell) is not None for cell in rest):
        return False
    return any(b not in ("", LAPSED) for cell in rest for b in meaning(cell, meanings))


def _item(
    address: re.Match[str],
    line: int,
    cells: Sequence[str],
    headings: Sequence[str],
    meanings: Mapping[str, str],
) -> ListItem:
    gone = {fold(words) for words, boundary in meanings.items() if boundary == LAPSED}
    values, unread = [], []
    for place, cell in enumerate(cells):
        number = number_of(cell)
        heading = headings[place] if place < len(headings) else ""
        if place == 0 or number is None:
            continue
        means = meaning(heading, meanings)
        if len(means) == 1:
            boundary = means.pop()
            if boundary:
                values.append(ListValue(boundary, number, line))
        else:
            unread.append(heading or f"({place + 1})")
    return ListItem(
        item=address.group(3),
        year=int(address.group(1)),
        name=cells[0],
        line=line,
        texts=tuple(cell for cell in cells if cell and number_of(cell) is None),
        values=tuple(values),
        lapsed=any(fold(cell) in gone for cell in cells[1:] if cell),
        unread=tuple(unread),
        texts_as_numbers=tuple(
            cell
            for cell in cells[1:]
            if number_of(cell) is None and LOOKS_LIKE_NUMBER.fullmatch(cell)
        ),
    )


def meaning(heading: str, meanings: Mapping[str, str]) -> set[str]:
    """Return what a heading is about: one boundary, none known, or several that nobody chose from.

    Of words inside longer known words only the longer count.
    """
    told = fold(heading)
    inside = [words for words in meanings if fold(words) and fold(words) in told]
    longest = [w for w in inside if not any(w != o and fold(w) in fold(o) for o in inside)]
    return {meanings[words] for words in longest}


def open_list(data: bytes, meanings: Mapping[str, str]) -> tuple[ListItem, ...] | None:
    """Return the items of the first sheet that has any; None when the bytes are no workbook."""
    container = open_container(data)
    if container is None or container.fault is not None or not container.is_workbook:
        return None
    book = read_workbook(container, MOST_ROWS)
    if isinstance(book, Finding):
        return None
    found = (read_items(sheet.records, meanings) for sheet in book if not sheet.hidden)
    return next((items for items in found if items), ())


def number_of(cell: str) -> Decimal | None:
    """Return the number that a cell holds; None for a text, even one that looks like a number."""
    return cell.number if isinstance(cell, TypedNumber) else None


def items_by_number(items: Iterable[ListItem]) -> dict[str, list[ListItem]]:
    """Return the items by the publisher's number; one number that stands twice keeps both."""
    found: dict[str, list[ListItem]] = {}
    for item in items:
        found.setdefault(item.item, []).append(item)
    return found

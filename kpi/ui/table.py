"""Tables of plain texts: one piece of HTML that a screen reader can walk through.

The framework's own table reads every cell as markdown, which on a page of a hundred and fifty cells
takes a browser longer than the charts beside them. Here a text stands in its cell as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

import streamlit as st

from kpi.show.format import NONE, tied

NUMBER = re.compile(r"[−+]?(€\s)?\d[\d.,]*(%|\s[^\d\W]{1,6}(\s[^\d\W]\S*)?)?")
"""A number as it is shown, with its unit."""
CODE = re.compile(r"(?=\S*\d)\S{1,24}")
"""A code, which is read in one piece: a browser would break it at its stroke."""
MANY = 5
"""From so many columns on a row becomes a card where it does not fit (table.css)."""
UNKNOWN = frozenset({"", NONE})
"""What may stand among numbers."""


def draw_table(
    header: Sequence[str], rows: Iterable[Sequence[str]], alt: str, *, cards: bool = False
) -> None:
    """Draw rows of plain texts below their header, whatever marks the texts hold.

    The first cell of a row tells what the row is about. On a narrow screen a row of many columns
    becomes a card (table.css), in which every value stands below the header of its column.

    Args:
        header: The name of every column.
        rows: Rows as wide as the header.
        alt: What the table shows, for who does not see it.
        cards: Whether its words are too long for a narrow screen, though its columns are few.
    """
    st.html(table_html(header, list(rows), alt, cards=cards))


def table_html(
    header: Sequence[str], rows: Sequence[Sequence[str]], alt: str, *, cards: bool = False
) -> str:
    """Return the table as a piece of HTML that is well-formed XML as well."""
    marks = ["", *(_mark([row[place] for row in rows]) for place in range(1, len(header)))]
    names = "".join(
        f'<th scope="col"{mark}><div>{escape(tied(name))}</div></th>'
        for name, mark in zip(header, marks, strict=True)
    )
    body = "".join(_row(header, row, marks) for row in rows)
    label = f'aria-label="{escape(alt)}"'
    # Not every browser lets the keyboard reach a frame only because it can be moved sideways.
    reached = f' tabindex="0" role="region" {label}' if len(header) >= MANY else ""
    many = ' class="many"' if cards or len(header) >= MANY else ""
    return (
        f'<div class="table-frame"{reached}><table{many} {label}>'
        f"<thead><tr>{names}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _row(header: Sequence[str], row: Sequence[str], marks: Sequence[str]) -> str:
    first, *others = (f"<div>{escape(tied(cell))}</div>" for cell in row)
    cells = "".join(
        f'<td data-header="{escape(name)}"{mark}>{cell}</td>'
        for name, cell, mark in zip(header[1:], others, marks[1:], strict=True)
    )
    code = ' class="code"' if CODE.fullmatch(row[0]) else ""
    return f'<tr><th scope="row"{code}>{first}</th>{cells}</tr>'


def _mark(column: Sequence[str]) -> str:
    """Return the mark of a column of numbers: their last digits stand below each other."""
    known = [cell for cell in column if cell not in UNKNOWN]
    numbers = 2 * len(known) >= len(column) > 0 and all(map(NUMBER.fullmatch, known))
    return ' class="number"' if numbers else ""

"""What a report is made of: a frame that stands on every page, and blocks in reading order.

Every text is a plain string that is set as it is: nothing in it is ever taken for markup.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 is the title's own, so sections begin at 2."""

    kind: ClassVar[str] = "heading"
    text: str
    level: int = 2


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of plain text; `quiet` sets it in grey."""

    kind: ClassVar[str] = "paragraph"
    text: str
    strong: bool = False
    quiet: bool = False


@dataclass(frozen=True)
class Bullets:
    """A list of sentences."""

    kind: ClassVar[str] = "bullets"
    items: Sequence[str]


@dataclass(frozen=True)
class Box:
    """What is read first: one sentence in a frame, and sentences under it."""

    kind: ClassVar[str] = "box"
    lead: str
    items: Sequence[str] = ()


@dataclass(frozen=True)
class TextTable:
    """A table of texts; its header comes again on every page.

    `widths` are shares of the breadth, one a column; 0, or none at all: as broad as the texts ask. `right`
    names the places of columns of numbers, which stand at the right.
    """

    kind: ClassVar[str] = "table"
    caption: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float] = ()
    right: Sequence[int] = ()


@dataclass(frozen=True)
class Tile:
    """One figure: what it belongs to, its name, its value, and lines under it."""

    over: str
    label: str
    value: str
    lines: Sequence[str] = ()


@dataclass(frozen=True)
class Tiles:
    """Figures in columns of about the same height, read column by column."""

    kind: ClassVar[str] = "tiles"
    tiles: Sequence[Tile]
    columns: int = 3


@dataclass(frozen=True)
class Chart:
    """A drawing in its own size, with a title above it.

    `alternative` is read aloud in place of the drawing.
    """

    title: str
    drawing: str
    alternative: str


@dataclass(frozen=True)
class Charts:
    """Drawings side by side, read row by row, and a sentence under them."""

    kind: ClassVar[str] = "charts"
    charts: Sequence[Chart]
    told: str = ""
    columns: int = 2


@dataclass(frozen=True)
class PageBreak:
    """The next block begins a page."""

    kind: ClassVar[str] = "page_break"


Block = Heading | Paragraph | Bullets | Box | TextTable | Tiles | Charts | PageBreak


@dataclass(frozen=True)
class Document:
    """A whole report.

    `foot` are the lines at the foot of every page: filters, state of the figures, factors, closing
    and revision. `page_of` says which page this is, with the places ``{page}`` and ``{pages}``.
    `made` is the moment the document bears: it comes from what is told, never from the clock, so
    that the same report has the same bytes. `subtitles` stand under the title on the first page; a
    `warning` takes the organisation's place at the head of every page.
    """

    title: str
    organisation: str
    language: str
    made: dt.datetime
    page_of: str
    foot: Sequence[str]
    blocks: Sequence[Block]
    subtitles: Sequence[str] = ()
    warning: str = ""
    keywords: Sequence[str] = field(default=())

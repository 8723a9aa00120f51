"""Reports on paper: blocks of text, tables, tiles and charts -> a tagged PDF; figures -> drawings.

Knows nothing of the house: what is told, in which language and by which string, is decided by who
asks. The same document always gives the same bytes. Imports nothing of the house.
"""

from kpi.paper.document import (
    Block,
    Box,
    Bullets,
    Chart,
    Charts,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    TextTable,
    Tile,
    Tiles,
)
from kpi.paper.drawn import Curve, Drawing, Note
from kpi.paper.press import Job, in_turn, start, waiting

__all__ = [
    "Block",
    "Box",
    "Bullets",
    "Chart",
    "Charts",
    "Curve",
    "Document",
    "Drawing",
    "Heading",
    "Job",
    "Note",
    "PageBreak",
    "Paragraph",
    "TextTable",
    "Tile",
    "Tiles",
    "in_turn",
    "pdf_of",
    "start",
    "svg_of",
    "waiting",
]


def pdf_of(document: Document) -> bytes:
    """Return a document as a PDF after PDF/UA-1 and PDF/A-2b.

    TypesettingError when it cannot be made so, for one when a picture has no alternative text.
    """
    # What sets and draws takes half a second to load: only who asks for a report waits for it.
    from kpi.paper import typesetting  # noqa: PLC0415

    return typesetting.pdf_of(document)


def svg_of(drawing: Drawing) -> str:
    """Return a drawing as SVG; its breadth and height in millimetres are those it is printed in."""
    from kpi.paper import drawing as drawn  # noqa: PLC0415 as above

    return drawn.svg_of(drawing)

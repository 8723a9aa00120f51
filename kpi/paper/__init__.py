"""Reports on paper: blocks of text, tables, tiles and charts -> a tagged PDF; figures -> drawings.

Knows nothing of the house: what is told, in which language and by which string, is decided by who
asks. The same document always gives the same bytes. Imports nothing of the house.
"""

from kpi.paper.document import (
    Block,
    Box,
    Bullets,
    Chart,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    TextTable,
    Tile,
    Tiles,
)
from kpi.paper.press import in_turn, waiting
from kpi.paper.typesetting import pdf_of, readable

__all__ = [
    "Block",
    "Box",
    "Bullets",
    "Chart",
    "Document",
    "Heading",
    "PageBreak",
    "Paragraph",
    "TextTable",
    "Tile",
    "Tiles",
    "in_turn",
    "pdf_of",
    "readable",
    "waiting",
]

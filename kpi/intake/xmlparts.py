"""Reading XML of an unknown sender: streamed, without document types, so nothing can expand."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from xml.parsers import expat


class Unsafe(Exception):
    """The XML declares a document type: no spreadsheet does, an attack may."""


@dataclass
class Handlers:
    """What is called for the beginning and end of an element and for text."""

    start: Callable[[str, dict[str, str]], None] | None = None
    end: Callable[[str], None] | None = None
    text: Callable[[str], None] | None = None


def local(name: str) -> str:
    """Return a name without its prefix."""
    return name.rpartition(":")[2]


def feed(chunks: Iterable[bytes], handlers: Handlers) -> None:
    """Parse a part chunk by chunk; a part that is not there has nothing to say."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = handlers.start
    parser.EndElementHandler = handlers.end
    parser.CharacterDataHandler = handlers.text
    some = False
    for chunk in chunks:
        some = True
        parser.Parse(chunk, False)
    if some:
        parser.Parse(b"", True)


def _refuse(*_: object) -> None:
    raise Unsafe

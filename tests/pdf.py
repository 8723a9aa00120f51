"""What a PDF is made of, read back by a library that knows nothing of how it was made."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

SMALLEST = 10.0
"""Points: nothing that is printed may be smaller."""


def read(data: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(data))


def text_of(data: bytes) -> str:
    """Return all text without spaces: where a line ends, at a hyphen too, is a matter of room."""
    return plain("".join(pages_of(data)))


@lru_cache(maxsize=4)
def pages_of(data: bytes) -> tuple[str, ...]:
    """Return the text of every page, each without spaces."""
    return tuple(plain(page.extract_text()) for page in read(data).pages)


def plain(text: str) -> str:
    return re.sub(r"[\s\u200b]+", "", text)


def root_of(data: bytes) -> Any:
    return read(data).trailer["/Root"]


def elements(data: bytes) -> Iterator[DictionaryObject]:
    """Yield every element of the structure tree."""
    yield from _below(root_of(data)["/StructTreeRoot"])


def _below(node: Any) -> Iterator[DictionaryObject]:
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, ArrayObject) else [kids]:
        found = kid.get_object()
        if isinstance(found, DictionaryObject) and "/S" in found:
            yield found
            yield from _below(found)


def kinds(data: bytes) -> list[str]:
    return [str(element["/S"]) for element in elements(data)]


def alternatives(data: bytes) -> list[str]:
    return [str(e.get("/Alt", "")) for e in elements(data) if e["/S"] == "/Figure"]


def metadata(data: bytes) -> str:
    stream = root_of(data)["/Metadata"].get_object()
    return str(stream.get_data().decode("utf-8"))


def smallest_type(data: bytes) -> float:
    """Return the smallest size in points in which a text is set."""
    found: list[float] = []

    def note(text: str, matrix: Any, own: Any, font: Any, size: float) -> None:
        if text.strip():
            upright = abs(own[3] * matrix[3]) or abs(own[1] * matrix[3])
            found.append(size * upright)

    # All pages are made alike: the first and the last are looked at.
    pages = read(data).pages
    for page in {0: pages[0], len(pages) - 1: pages[-1]}.values():
        page.extract_text(visitor_text=note)
    return min(found)


def fonts(data: bytes) -> dict[str, bool]:
    """Return every font with whether it lies in the file."""
    found: dict[str, bool] = {}
    for page in read(data).pages:
        _fonts_of(page, found)
    return found


def _fonts_of(holder: PageObject | DictionaryObject, found: dict[str, bool]) -> None:
    resources = holder.get("/Resources")
    if resources is None:
        return
    resources = resources.get_object()
    for font in resources.get("/Font", {}).values():
        made = font.get_object()
        for inner in made.get("/DescendantFonts", [made]):
            descriptor = inner.get_object().get("/FontDescriptor", {}).get_object()
            embedded = any(f"/FontFile{kind}" in descriptor for kind in ("", "2", "3"))
            found[str(made["/BaseFont"])] = embedded or made["/Subtype"] == "/Type3"
    for inner in resources.get("/XObject", {}).values():
        _fonts_of(inner.get_object(), found)


def require_sound(data: bytes, language: str, title: str) -> None:
    """Assert what holds of every report: tagged, titled, in its language, fonts inside, readable."""
    root = root_of(data)
    assert root["/MarkInfo"]["/Marked"].value
    assert str(root["/Lang"]).split("-")[0] == language
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert read(data).metadata is not None and read(data).metadata.title == title  # type: ignore[union-attr]
    told = metadata(data)
    assert "<pdfuaid:part>1<" in told
    assert "<pdfaid:part>2<" in told and "<pdfaid:conformance>B<" in told
    found = fonts(data)
    assert found and all(found.values()), found
    assert all(name.split("+")[1].startswith(("Atkinson", "DejaVu")) for name in found), found
    assert smallest_type(data) >= SMALLEST - 0.01
    assert all(alternatives(data))
    for page in read(data).pages:
        assert [round(float(edge)) for edge in page.mediabox[2:]] == [595, 842]

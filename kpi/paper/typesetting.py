"""From a document to a PDF: A4, tagged, with its typeface inside, the same bytes every time."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import matplotlib as mpl
import typst
from matplotlib.ft2font import FT2Font

from kpi.paper.document import Document

TEMPLATE = Path(__file__).parent / "report.typ"
TYPEFACE = Path(__file__).parent.parent / "typeface"
"""The house's own type."""
BESIDE = Path(mpl.get_data_path()) / "fonts" / "ttf"
"""Type that comes with the drawings, for signs that the own one lacks: subscripts, shapes, Greek."""
FACES = (TYPEFACE / "upright.ttf", BESIDE / "DejaVuSans.ttf")
STANDARDS: list[typst.PDFStandard] = ["ua-1", "a-2b"]
"""To be read aloud by a screen reader, and to be kept for years."""
UNKNOWN = "\ufffd"
"""Stands for a sign that neither type has."""


class TypesettingError(Exception):
    """The document could not be set as it has to be; nothing that only nearly fits is handed out."""


def pdf_of(document: Document) -> bytes:
    """Return a document as a PDF; TypesettingError when it cannot be made as it has to be."""
    data = json.dumps(_plain(document), ensure_ascii=False)
    try:
        made, warnings = _compiler().compile_with_warnings(
            format="pdf",
            sys_inputs={"document": data},
            pdf_standards=STANDARDS,
            timestamp=document.made.replace(tzinfo=dt.UTC),
        )
    except typst.TypstError as error:
        raise TypesettingError(str(error)) from error
    if warnings or not isinstance(made, bytes):
        raise TypesettingError("; ".join(warning.message for warning in warnings))
    return made


def _compiler() -> typst.Compiler:
    return typst.Compiler(TEMPLATE.read_bytes(), font_paths=_fonts())


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(TYPEFACE), str(BESIDE)],
    )


def _plain(document: Document) -> dict[str, Any]:
    """Return a document as plain data, every text of it readable in the types there are."""
    moment = document.made
    found = {
        field.name: _cleaned(getattr(document, field.name))
        for field in dataclasses.fields(document)
        if field.name not in ("made", "blocks")
    }
    made = {
        "year": moment.year,
        "month": moment.month,
        "day": moment.day,
        "hour": moment.hour,
        "minute": moment.minute,
        "second": moment.second,
    }
    blocks = [{"kind": block.kind, **_cleaned(block)} for block in document.blocks]
    return {**found, "made": made, "blocks": blocks}


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return readable(value)
    if dataclasses.is_dataclass(value):
        names = (field.name for field in dataclasses.fields(value))
        return {name: _cleaned(getattr(value, name)) for name in names}
    if isinstance(value, Sequence):
        return [_cleaned(part) for part in value]
    return value


def readable(text: str) -> str:
    """Return a text of signs that can be printed; one that no type has becomes its plain form.

    A sign without a plain form becomes a mark that says so: what is lost is seen to be lost.
    """
    return "".join(_readable(sign) for sign in unicodedata.normalize("NFC", text))


@cache
def _readable(sign: str) -> str:
    if sign in "\n\t":
        return sign
    if unicodedata.category(sign) in ("Cc", "Cf", "Cs"):
        return ""
    if ord(sign) in _signs():
        return sign
    plain = unicodedata.normalize("NFKC", sign)
    if plain != sign and all(ord(part) in _signs() for part in plain):
        return plain
    return " " if sign.isspace() else UNKNOWN


@cache
def _signs() -> frozenset[int]:
    """Return the signs that one of the types has."""
    return frozenset(sign for face in FACES for sign in FT2Font(str(face)).get_charmap())

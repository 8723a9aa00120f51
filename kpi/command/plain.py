"""Answers as text: numbers as other programs read them, and lines for a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any


def plain_number(value: Decimal | None) -> str | None:
    """Return a number as a decimal string with a point, without needless zeros."""
    if value is None:
        return None
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def plain_lines(answer: Mapping[str, Any], indent: str = "") -> Iterator[str]:
    """Yield an answer as indented lines for a person."""
    for name, item in answer.items():
        if isinstance(item, Mapping):
            yield f"{indent}{name}:"
            yield from plain_lines(item, indent + "  ")
        elif isinstance(item, list):
            yield f"{indent}{name}: {len(item)}"
            for element in item:
                if isinstance(element, Mapping):
                    texts = (f"{k}={v}" for k, v in element.items() if v not in (None, "", [], {}))
                    yield f"{indent}  - {', '.join(texts)}"
                else:
                    yield f"{indent}  - {element}"
        elif item is not None:
            yield f"{indent}{name}: {item}"

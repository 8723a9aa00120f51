"""The base of every declaration: nothing unknown is accepted, nothing changes afterwards."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints

Language = Literal["nl", "en"]
LANGUAGES: tuple[Language, ...] = ("nl", "en")

Identifier = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")]
Filled = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class Strict(BaseModel):
    """A closed, frozen declaration: an unknown or misspelt key is an error at load."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(Strict):
    """The same words in Dutch and English; both are required."""

    nl: Filled
    en: Filled

    def of(self, language: Language) -> str:
        """Return the words in one language."""
        return self.nl if language == "nl" else self.en


def _exact(value: object) -> object:
    if isinstance(value, float):
        raise ValueError("write numbers in declarations as text or whole numbers, never as float")
    return value


Exact = Annotated[Decimal, BeforeValidator(_exact)]
"""A decimal number that never passed through a binary float."""

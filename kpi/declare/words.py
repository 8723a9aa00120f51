"""Every sentence a person reads, by key and language; a missing key is an error, not a blank."""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kpi.declare.grammar import Language


def flatten(tree: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    """Return nested tables as dotted keys: ``{"a": {"b": "x"}}`` becomes ``{"a.b": "x"}``."""
    flat: dict[str, str] = {}
    for key, value in tree.items():
        path = f"{prefix}{key}"
        if isinstance(value, Mapping):
            flat |= flatten(value, f"{path}.")
        elif isinstance(value, str):
            flat[path] = value
        else:
            raise ValueError(f"words hold texts only, found {value!r} under {path}")
    return flat


@dataclass(frozen=True)
class Words:
    """The sentences of all languages; `say` fills the named places of one of them."""

    sentences: Mapping[Language, Mapping[str, str]]

    def say(self, language: Language, key: str, **facts: object) -> str:
        """Return the sentence under `key` with its ``{places}`` filled.

        KeyError when the key, or a fact that the sentence names, is missing.
        """
        return self.sentences[language][key].format_map(facts)

    def has(self, key: str) -> bool:
        """Tell whether a sentence stands under this key (the languages are complete by test)."""
        return all(key in sentences for sentences in self.sentences.values())

    def places(self, language: Language, key: str) -> set[str]:
        """Return the names of the places that a sentence wants filled."""
        parsed = string.Formatter().parse(self.sentences[language][key])
        return {name.split(".")[0].split("[")[0] for _, name, _, _ in parsed if name}

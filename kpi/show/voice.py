"""Who speaks: the declarations and one language, handed to everything that puts numbers in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from kpi.declare import LANGUAGES, Catalogue, Language
from kpi.measure import Reason

NAMED = ("boundary", "unit")
"""Groups of words: a fact of a reason whose name ends in one of them is an id of that group."""


@dataclass(frozen=True)
class Voice:
    """One language of the catalogue's words, with the names of sites that people gave."""

    catalogue: Catalogue
    language: Language
    sites: Mapping[str, str]

    def say(self, key: str, **facts: object) -> str:
        """Return the sentence under a key in this language."""
        return self.catalogue.words.say(self.language, key, **facts)

    def label(self, indicator: str) -> str:
        """Return what a figure is called."""
        return self.catalogue.indicators[indicator].label.of(self.language)

    def site(self, code: str) -> str:
        """Return a site's name; the group and the unsplit member have names as well."""
        return self.sites.get(code, code)

    def counted(self, what: Literal["days", "months"], count: int | str) -> str:
        """Return how many there are, with the word for one of them or for more."""
        return self.say(
            f"counted.{what}_one" if str(count) == "1" else f"counted.{what}", count=count
        )

    def reasons(self, reasons: Iterable[Reason]) -> tuple[str, ...]:
        """Return reasons as sentences; a boundary or unit in their facts is called by its words."""
        return tuple(self.say(f"reason.{r.code}", **self._facts(r)) for r in reasons)

    def _facts(self, reason: Reason) -> dict[str, str]:
        return {name: self._fact(name, fact) for name, fact in reason.facts.items()}

    def _fact(self, name: str, fact: str) -> str:
        group = next((group for group in NAMED if name.endswith(f"_{group}")), None)
        # A count of things has a unit without a name.
        return (self.named(group, fact) if group else "") or fact

    def named(self, group: str, name: str) -> str:
        """Return the words of an id under a group of words; an id without words is itself."""
        key = f"{group}.{name}"
        return self.say(key) if self.catalogue.words.has(key) else name


def choose_language(asked: str | None, accepted: str) -> Language:
    """Return the language that was asked for, else the first known one a browser accepts."""
    wanted = [asked or "", *(part.split(";")[0] for part in accepted.split(","))]
    for tag in wanted:
        for language in LANGUAGES:
            if tag.strip().lower().split("-")[0] == language:
                return language
    return LANGUAGES[0]

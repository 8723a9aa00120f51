"""Sentences and numbers in both languages at once, for what is kept and read later by anyone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kpi.declare import ALL, LANGUAGES, UNSPLIT, Catalogue, Language
from kpi.judge import Judge
from kpi.judge.snapshot import Said
from kpi.measure import Measured
from kpi.measure.registers import register_entries
from kpi.show.format import amount, display, unit_name
from kpi.show.voice import Voice

EMPTY = Said("", "")
SITES = "site"


@dataclass(frozen=True)
class Both:
    """The voices of both languages, asked for the same thing."""

    voices: Mapping[Language, Voice]

    @classmethod
    def of(cls, catalogue: Catalogue, sites: Mapping[Language, Mapping[str, str]]) -> Both:
        """Return both voices with the sites' names, which may differ for what is not split."""
        return cls({name: Voice(catalogue, name, sites[name]) for name in LANGUAGES})

    @classmethod
    def at(cls, judge: Judge) -> Both:
        """Return both voices with the names that sites have at the judge's revision."""
        catalogue = judge.catalogue
        known = register_entries(judge.reader, SITES, as_of=judge.as_of)
        own = {str(e.body.get("code", e.id)): str(e.body["name"]) for e in known}
        group = {ALL: catalogue.organisation.organisation.name}
        names = {
            language: group | own | {UNSPLIT: catalogue.words.say(language, "upload.unsplit")}
            for language in LANGUAGES
        }
        return cls.of(catalogue, names)

    @property
    def catalogue(self) -> Catalogue:
        """All declarations."""
        return self.voices["nl"].catalogue

    def say(self, key: str, **facts: object) -> Said:
        """Return the sentence under a key."""
        return self.told(lambda voice: voice.say(key, **facts))

    def told(self, make: Callable[[Voice], str]) -> Said:
        """Return what both voices make of the same thing."""
        return Said(make(self.voices["nl"]), make(self.voices["en"]))

    def all(self, make: Callable[[Voice], Sequence[str]]) -> tuple[Said, ...]:
        """Return several sentences, each in both languages."""
        pairs = zip(make(self.voices["nl"]), make(self.voices["en"]), strict=True)
        return tuple(Said(*pair) for pair in pairs)

    def amount(self, indicator: str, value: Decimal | None) -> Said:
        """Return a value of a figure (in its own unit) as it is written; empty without one."""
        if value is None or indicator not in self.catalogue.indicators:
            return EMPTY
        return self.told(lambda v: amount(v.catalogue, indicator, value, v.language))

    def display(self, measured: Measured) -> Said:
        """Return a figure's one string."""
        return self.told(lambda v: display(v.catalogue, measured, v.language))

    def unit(self, unit: str) -> Said:
        """Return what a unit is called."""
        return self.told(lambda v: unit_name(v.catalogue.words, unit, v.language))

    def label(self, indicator: str) -> Said:
        """Return what a figure is called; one that is no longer declared is its id."""
        declared = self.catalogue.indicators.get(indicator)
        return (
            Said(indicator, indicator) if declared is None else Said(**declared.label.model_dump())
        )

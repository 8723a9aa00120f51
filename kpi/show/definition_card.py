"""The definition card of a figure: what it is, what it is multiplied by, and whose it is.

What defines it comes from the declarations; who sends its files and whose targets measure it come
from the registers, as they stand at the judge's revision.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kpi.declare import FACTOR_LIST, FactorUse, Indicator, factors_of, facts_of
from kpi.judge import Delivery, Judge, Target
from kpi.show.definitions import definition
from kpi.show.voice import Voice


@dataclass(frozen=True)
class DefinitionCard:
    """Everything that defines a figure, in words.

    `lines` are pairs of a name and a text, in their order. `activities` are what the list of
    emission factors is asked for, each once: there the factors themselves stand.
    """

    indicator: str
    theme: str
    label: str
    note: str
    lines: tuple[tuple[str, str], ...]
    activities: tuple[str, ...]


def definition_card(indicator: str, judge: Judge, today: dt.date, voice: Voice) -> DefinitionCard:
    """Return the card of a figure; KeyError when it is unknown."""
    declared = voice.catalogue.indicators[indicator]
    uses = factors_of(voice.catalogue, indicator)
    kinds = kinds_of(indicator, voice)
    told = [
        ("theme", theme_label(declared, voice)),
        ("kinds", ", ".join(voice.catalogue.contracts[k].label.of(voice.language) for k in kinds)),
        ("factors", factors_text(uses, voice)),
        ("factor_year", year_rule(uses, voice)),
        ("senders", senders_text(kinds, judge.deliveries, today, voice)),
        ("target_owners", owners_text(indicator, judge.targets, voice)),
    ]
    named = [(voice.say(f"definition.{name}"), text) for name, text in told if text]
    return DefinitionCard(
        indicator=indicator,
        theme=theme_of(indicator, voice),
        label=declared.label.of(voice.language),
        note=declared.note.of(voice.language),
        lines=(*definition(declared, voice), *named),
        activities=tuple(dict.fromkeys(u.activity for u in uses if u.activity and u.listed)),
    )


def theme_of(indicator: str, voice: Voice) -> str:
    """Return the id of the theme that declares a figure."""
    themes = voice.catalogue.themes
    return next(t.id for t in themes if any(i.id == indicator for i in t.indicators))


def theme_label(declared: Indicator, voice: Voice) -> str:
    """Return the theme of a figure and the page that shows it, named once where they are called alike."""
    theme = theme_of(declared.id, voice)
    label = next(t.label for t in voice.catalogue.themes if t.id == theme).of(voice.language)
    page = voice.say(f"page.{declared.page}")
    return label if label == page else voice.say("definition.on_page", theme=label, page=page)


def kinds_of(indicator: str, voice: Voice) -> tuple[str, ...]:
    """Return the upload kinds whose lines count in a figure, in the order they are listed in."""
    facts = facts_of(voice.catalogue, indicator)
    found = {name for fact in facts for name in voice.catalogue.facts[fact].reads}
    return tuple(sorted(found, key=lambda name: voice.catalogue.contracts[name].order))


def factors_text(uses: Iterable[FactorUse], voice: Voice) -> str:
    """Return what a figure is multiplied by, together by boundary; empty when by nothing."""
    by_boundary: dict[str, dict[str, list[str]]] = {}
    for use in uses:
        if use.kept_in != FACTOR_LIST:
            boundary = ""
            name = voice.catalogue.registers[use.kept_in].label.of(voice.language)
        else:
            boundary = voice.named("boundary", use.boundary or "")
            name = _spaced(use.activity or "")
        if not use.listed:
            boundary = voice.say("definition.not_listed", boundary=boundary)
        by_boundary.setdefault(boundary, {}).setdefault(name, []).extend(use.variants)
    return "; ".join(_factors(boundary, named) for boundary, named in by_boundary.items())


def _spaced(name: str) -> str:
    return name.replace("_", " ")


def _factors(boundary: str, named: Mapping[str, list[str]]) -> str:
    told = []
    for name, variants in named.items():
        inside = ", ".join(dict.fromkeys(map(_spaced, variants)))
        told.append(f"{name} ({inside})" if inside else name)
    return " · ".join(filter(None, (", ".join(told), boundary)))


def year_rule(uses: Iterable[FactorUse], voice: Voice) -> str:
    """Return of which year the factors are and whose go first; empty when there are none."""
    kept = {use.kept_in for use in uses}
    if not kept:
        return ""
    return voice.say("definition.rule_list" if FACTOR_LIST in kept else "definition.rule_other")


def senders_text(
    kinds: Iterable[str], deliveries: Iterable[Delivery], today: dt.date, voice: Voice
) -> str:
    """Return who sends each upload kind by which day; a kind that nobody is named for says so."""
    known = tuple(deliveries)
    return "; ".join(
        voice.say(
            "definition.sender_of",
            kind=voice.catalogue.contracts[kind].label.of(voice.language),
            sender=sent_by(kind, known, today, voice),
        )
        for kind in kinds
    )


def sent_by(kind: str, deliveries: Iterable[Delivery], today: dt.date, voice: Voice) -> str:
    """Return who sends one upload kind by which day, or that nobody is named."""
    found = [_sender(d, voice) for d in deliveries if d.contract == kind and _holds(d, today)]
    return ", ".join(dict.fromkeys(found)) or voice.say("definition.nobody")


def _holds(delivery: Delivery, today: dt.date) -> bool:
    day = today.isoformat()
    begun = not delivery.valid_from or delivery.valid_from <= day
    return begun and (not delivery.valid_to or day <= delivery.valid_to)


def _sender(delivery: Delivery, voice: Voice) -> str:
    name = delivery.sender.of(voice.language)
    contract = voice.catalogue.contracts[delivery.contract]
    labels = {c.id: c.label.of(voice.language) for c in contract.categories}
    limits = [voice.site(delivery.site)] if delivery.site else []
    limits += [labels.get(c, c) for c in sorted(delivery.categories)]
    told = f"{name} ({', '.join(limits)})" if limits else name
    if delivery.day is None:
        return told
    return voice.say("definition.by_day", sender=told, day=delivery.day)


def owners_text(indicator: str, targets: Iterable[Target], voice: Voice) -> str:
    """Return whose targets measure a figure; without one it says that nobody is named."""
    found = [
        voice.say("definition.target_of", owner=t.owner, label=t.label.of(voice.language))
        for t in targets
        if t.indicator == indicator
    ]
    return "; ".join(dict.fromkeys(found)) or voice.say("definition.no_target")

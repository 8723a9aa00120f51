"""The list of definitions as one document and as data: fit to be what hospitals agree upon.

Every figure has its fingerprint beside it: two organisations whose fingerprints are the same
compare the same thing, whatever either of them calls it.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

from kpi.declare import (
    FORMAT,
    Catalogue,
    Indicator,
    columns_of,
    definition_hash,
    definition_of,
    select_of,
)
from kpi.judge import exchanged
from kpi.paper import Block, Box, Document, Heading, Paragraph, TextTable
from kpi.show.definitions import definition
from kpi.show.paper import midnight
from kpi.show.voice import Voice

SHOWN = 16
"""Digits of a fingerprint on paper: enough to hold two beside each other."""


def definition_list(catalogue: Catalogue) -> dict[str, Any]:
    """Return every figure as data, in both languages, with its definition and fingerprint.

    `selects` and `columns` are what
    definitions name by fingerprint; `exchanged` names the figures of a summary file, `per` what they are divided by.
    """
    return {
        "format": FORMAT,
        "exchanged": list(exchanged(catalogue)),
        "per": list(catalogue.exchange.per),
        "figures": [_entry(indicator, catalogue) for indicator in _ordered(catalogue)],
        "selects": {name: select_of(catalogue, name) for name in catalogue.facts},
        "columns": {name: columns_of(one) for name, one in catalogue.contracts.items()},
        "sources": {
            name: {"title": source.title, "publisher": source.publisher, "url": source.url}
            for name, source in catalogue.sources.items()
        },
    }


def definition_json(catalogue: Catalogue) -> bytes:
    """Return the list of definitions as a JSON file."""
    return (json.dumps(definition_list(catalogue), ensure_ascii=False, indent=1) + "\n").encode()


def _entry(indicator: Indicator, catalogue: Catalogue) -> dict[str, Any]:
    return {
        "id": indicator.id,
        "label": {"nl": indicator.label.nl, "en": indicator.label.en},
        "note": {"nl": indicator.note.nl, "en": indicator.note.en},
        "proxy": indicator.proxy,
        "source": list(indicator.source),
        "fingerprint": definition_hash(catalogue, indicator.id),
        "definition": definition_of(catalogue, indicator.id),
    }


def _ordered(catalogue: Catalogue) -> list[Indicator]:
    found = catalogue.indicators.values()
    pages = list(dict.fromkeys(indicator.page for indicator in found))
    return sorted(found, key=lambda i: (pages.index(i.page), i.order))


def definition_document(voice: Voice, today: dt.date) -> Document:
    """Return the figures that hospitals exchange as a document to agree upon, one after another."""
    catalogue = voice.catalogue
    organisation = catalogue.organisation.organisation.name
    blocks = [*_head(voice), *_figures(voice)]
    return Document(
        title=voice.say("definition_list.title"),
        organisation=organisation,
        language=voice.language,
        made=midnight(today),
        page_of=voice.say("report.page", page="{page}", pages="{pages}"),
        foot=(voice.say("definition_list.foot", format=FORMAT),),
        blocks=blocks,
    )


def _head(voice: Voice) -> Iterator[Block]:
    catalogue = voice.catalogue
    per = ", ".join(voice.label(name) for name in catalogue.exchange.per)
    yield Box(voice.say("definition_list.lead"), [voice.say("definition_list.per", figures=per)])
    rows = [
        (voice.label(name), name, definition_hash(catalogue, name)[:SHOWN])
        for name in exchanged(catalogue)
    ]
    header = [voice.say(f"definition_list.{n}") for n in ("figure", "name", "fingerprint")]
    yield TextTable(voice.say("definition_list.all"), header, rows)


def _figures(voice: Voice) -> Iterator[Block]:
    for name in exchanged(voice.catalogue):
        indicator = voice.catalogue.indicators[name]
        yield Heading(voice.label(name))
        yield Paragraph(indicator.note.of(voice.language))
        header = [voice.say(f"definition_list.{part}") for part in ("what", "text")]
        whole = (voice.say("definition_list.whole"), definition_hash(voice.catalogue, name))
        yield TextTable("", header, [*definition(indicator, voice), whole], (1.0, 3.2))

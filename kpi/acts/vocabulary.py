"""The names and tables the check may rely on: from the registers, or from the shipped seed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from kpi.declare import Catalogue, Layout, Site, remembered_layout
from kpi.intake import MeterEntry, NameMapping, Vocabulary
from kpi.store import Reader, entries

Bodies = Iterable[tuple[str, Mapping[str, Any]]]


def vocabulary(catalogue: Catalogue, reader: Reader | None) -> Vocabulary:
    """Return the vocabulary at the reader's revision; without a store that of the seed."""

    def bodies(register: str) -> Bodies:
        if reader is None:
            return [
                (seed.id, seed.body) for seed in catalogue.seeds if seed.register_id == register
            ]
        return [(entry.id, entry.body) for entry in entries(reader, register)]

    organisation = catalogue.organisation.organisation
    return Vocabulary(
        sites=tuple(_site(identifier, body) for identifier, body in bodies("site")),
        unsplit_names=(organisation.code, organisation.name, *organisation.aliases),
        mappings=tuple(_mapping(body) for _, body in bodies("mapping")),
        units=catalogue.units,
        densities=catalogue.densities,
        codes=catalogue.codes,
        layouts=(*catalogue.layouts, *_saved(bodies("layout"))),
        meters=tuple(_meter(body) for _, body in bodies("meter")),
        timezone=organisation.timezone,
    )


def _saved(bodies: Bodies) -> Iterable[Layout]:
    """Yield the layouts that people saved; an entry that makes no sense any more is none."""
    for identifier, body in bodies:
        layout = remembered_layout(identifier, body)
        if layout is not None:
            yield layout


def _site(identifier: str, body: Mapping[str, Any]) -> Site:
    return Site(
        code=body.get("code", identifier),
        name=body["name"],
        aliases=tuple(body.get("aliases", ())),
        station=body.get("station", ""),
    )


def _mapping(body: Mapping[str, Any]) -> NameMapping:
    return NameMapping(
        contract=body["contract"],
        column=body["column"],
        owner=body.get("owner", ""),
        name=body["name"],
        code=body.get("code", ""),
        target=body["target"],
    )


def _meter(body: Mapping[str, Any]) -> MeterEntry:
    return MeterEntry(
        meter=body["meter"],
        site=body.get("site") or "",
        carrier=body.get("category") or "",
        main_meter=body.get("main_meter") or "",
        stamp=body.get("stamp") or "",
    )

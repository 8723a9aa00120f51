"""A store and an organisation full of markup: every text that a person may write is an attack.

Each place has a number, so that what reaches a screen, and what fires there, can be told apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from kpi.acts import Actor, Acts, Change, attach, put_entries
from tests.servers import ROOT
from tests.stores import open_acts, upload

OUTSIDE = "outside.test"
"""A host that is not this machine; nobody may be sent there."""
LONGEST = 200


def attack(number: int) -> str:
    """Return one text with every kind of markup; `fired(number)` is what it tries to call."""
    return (
        f"P{number}Q<img src=x onerror=fired({number})><svg onload=fired({number})>"
        f"[a](javascript:fired({number}))![b](http://{OUTSIDE}/{number}.png)"
        f"<script>fired({number})</script>"
    )


def places_in(text: str) -> set[int]:
    """Return the numbers of the places whose text stands in a text."""
    return {int(number) for number in re.findall(r"P(\d+)Q", text)}


class Places:
    """Gives out numbers and remembers what each stands for."""

    def __init__(self) -> None:
        self.names: dict[int, str] = {}

    def text(self, name: str) -> str:
        """Return the attack of a new place."""
        number = len(self.names) + 1
        self.names[number] = name
        return attack(number)

    def actor(self, name: str) -> Actor:
        """Return someone whose name is the attack of a new place."""
        return Actor.local(self.text(name))


OWN_ENTRIES: Mapping[str, Mapping[str, Any]] = {
    "measure": {
        "name": "", "site": "ALM", "indicator": "gas", "effect": "10", "effect_kind": "amount",
        "order": "1", "status": "decided", "start": "2025-01-01", "funded": "yes",
        "evidence": "estimate", "owner": "", "team": "", "source": "", "note": "",
    },
    "event": {
        "kind": "step", "indicator": "gas", "site": "ALM", "month": "2026-02-01", "cause": "",
        "source": "",
    },
    "assessment": {
        "site": "ALM", "schema": "voorbeeld", "code": "voorbeeld-01-1", "date": "2026-01-05",
        "status": "met", "by": "", "comment": "", "owner": "",
    },
    "scope_3_entry": {
        "category": "capital_goods", "year": "2025", "tonnes": "5", "method": "hybrid",
        "evidence": "read", "source": "", "note": "",
    },
    "own_factor": {
        "activity": "aardgas", "unit": "m3", "boundary": "WTW", "value": "2",
        "applies_from": "2025-01-01", "applies_to": "2026-12-31", "standing": "own",
        "evidence": "read", "source": "", "note": "", "unlike_because": "",
    },
}  # fmt: skip
"""Entries of registers that are empty at first; an empty text becomes an attack."""
PLAIN = {
    "schema", "code", "number", "unit", "boundary", "activity", "variant", "contract", "category",
    "period", "station", "month", "set", "factors", "location", "theme", "gwp_basis", "convention",
    "obligation", "target", "meter", "column", "rule", "per", "value", "group",
}  # fmt: skip
"""Fields that name something else or are computed with; they are texts by type only."""
FEW = 2
"""So many shipped entries of a register are overwritten."""


def fill(acts: Acts) -> Places:
    """Write an attack into uploads, evidence and every register of a store."""
    places = Places()
    _uploads(acts, places)
    _evidence(acts, places)
    for register in acts.catalogue.registers.values():
        changes = list(_changes(acts, register.id, places))
        if changes:
            who, why = places.actor(f"{register.id} by"), places.text(f"{register.id} reason")
            put_entries(acts, changes, actor=who, reason=why)
    return places


def _changes(acts: Acts, register: str, places: Places) -> Iterator[Change]:
    fields = acts.catalogue.registers[register].field
    own = OWN_ENTRIES.get(register)
    shipped = acts.entries(register)[:FEW]
    found = [(e.id, e.body, e.valid_from, e.valid_to) for e in shipped]
    if own is not None:
        found.append((f"{register}-own", own, "", ""))
    for identifier, body, since, until in found:
        changed = dict(body)
        for field in fields:
            name = f"{register}.{field.name}"
            if field.name in PLAIN or (own is body and field.name not in body):
                continue
            if field.type == "text":
                changed[field.name] = places.text(name)
            elif field.type == "words":
                changed[field.name] = {"nl": places.text(name), "en": places.text(name)}
        yield Change(register, identifier, changed, str(since or ""), str(until or ""))


def _uploads(acts: Acts, places: Places) -> None:
    """Upload the themes' examples under hostile names, and a file with hostile cells."""
    for theme in acts.catalogue.themes:
        if theme.contract is not None:
            upload(acts, theme.contract.id, theme.example, places.text(f"{theme.id} file"))
    cells = f"Almelo;2026-09;aardgas;100;Nm3;{places.text('meter')}\r\n"
    data = ("locatie;periode;energiedrager;verbruik;eenheid;meter\r\n" + cells).encode()
    preview = acts.preview("energy", data, places.text("file"), rehearse=False)
    acts.accept(preview, actor=places.actor("uploader"), note=places.text("note"))
    number = upload(acts, "energy", data.decode().replace("-09", "-08"), places.text("taken back"))
    acts.take_back(number, actor=places.actor("taker"), reason=places.text("reason"))


def _evidence(acts: Acts, places: Places) -> None:
    for requirement in acts.judge().certification.requirements[:FEW]:
        given = {"title": places.text("evidence"), "note": places.text("evidence note")}
        attach(
            acts, "ALM", requirement.schema, requirement.code, given,
            document=(places.text("document"), b"%PDF-1.7 x"),
            actor=places.actor("attacher"), reason=places.text("attaching"),
        )  # fmt: skip


def hostile_house(folder: Path) -> tuple[Places, dict[str, str]]:
    """Make a store and an organisation file in a folder; return the places and the environment."""
    organisation = folder / "organisation.toml"
    shipped = (ROOT / "data" / "reference" / "organisation.toml").read_text(encoding="utf-8")
    name = re.compile(r'^name = ".*"$', re.MULTILINE)
    organisation.write_text(name.sub(f'name = "{attack(0)}"', shipped, count=1), encoding="utf-8")
    path = folder / "kpi.duckdb"
    acts = open_acts(path)
    places = fill(acts)
    acts.store.close()
    return places, {"KPI_STORE": str(path), "KPI_ORGANISATION": str(organisation)}

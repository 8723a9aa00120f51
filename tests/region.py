"""Invented hospitals for tests: a year of figures, and summaries signed with keys of their own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kpi.acts import Actor, Acts
from kpi.acts.exchange import import_summary, own_summary, read_summary
from kpi.declare import SharedMeasure, Summary, canonical
from tests.stores import open_acts, upload

OFFICER = Actor.local("Officer")
YEAR = 2025
ENERGY = "locatie;periode;energiedrager;verbruik;eenheid\n"
FIGURES = "locatie;periode;verpleegdagen;dagopnamen;bvo_m2;fte;bedden\n"
MEASURE = SharedMeasure(
    name="Nachtstand van de luchtbehandeling",
    indicator="gas",
    effect="8",
    effect_kind="percent",
    status="running",
    start="2024-01",
    evidence="measured",
)


def fill(acts: Acts, gas_of: Mapping[str, int], *, floor: int = 1000) -> None:
    """Bring a whole year of energy and key figures: so much gas a month at every site."""
    months = [f"{YEAR}-{number:02}" for number in range(1, 13)]
    carriers = ("elektriciteit_inkoop;10;kWh", "water;1;m3")
    energy = [
        f"{site};{month};{carrier}\n"
        for site, gas in gas_of.items()
        for month in months
        for carrier in (f"aardgas;{gas};Nm3", *carriers)
    ]
    figures = [f"{site};{month};100;10;{floor};50;20\n" for site in gas_of for month in months]
    upload(acts, "energy", ENERGY + "".join(energy))
    upload(acts, "key_figures", FIGURES + "".join(figures))


def ground(folder: Path) -> Path:
    """Make the store that every test begins with: our own year, 150 m3 of gas a month on 2000 m2."""
    acts = open_acts(folder / "kpi.duckdb")
    fill(acts, {"Almelo": 100, "Hengelo": 50})
    acts.store.close()
    return folder


class Hospital:
    """An invented partner: its code, its key, and what it says of the year."""

    def __init__(self, code: str, name: str) -> None:
        self.code, self.name = code, name
        self.key = Ed25519PrivateKey.generate()

    @property
    def public(self) -> str:
        return self.key.public_key().public_bytes_raw().hex()

    def says(self, model: Summary, values: Mapping[str, str], **changed: object) -> Summary:
        """Return a summary like another one's, with its own values."""
        figures = tuple(
            figure.model_copy(
                update={
                    "value": values[figure.indicator],
                    "status": "measured",
                    "reason": "",
                    "have": "12",
                    "expected": "12",
                }
            )
            if figure.indicator in values
            else figure
            for figure in model.figure
        )
        own = {"organisation": self.code, "name": self.name, "figure": figures, "measure": ()}
        return model.model_copy(update=own | changed)

    def sign(self, summary: Summary) -> bytes:
        content = summary.model_dump(mode="json")
        signature = self.key.sign(canonical(content)).hex()
        return json.dumps({"content": content, "key": self.public, "signature": signature}).encode()

    def meet(self, acts: Acts) -> None:
        """Exchange keys, from person to person."""
        body = {"code": self.code, "name": self.name, "key": self.public}
        acts.set_entry("partner", self.code, body, actor=OFFICER, reason="met")


PARTNERS = (("NRD", "Noordziekenhuis", 1200), ("OST", "Oostziekenhuis", 600), ("ZUD", "Zuid", 3000))
"""Gas in a year, on 1000 m2 each."""


def report(acts: Acts, count: int) -> list[Hospital]:
    """Let so many of the partners be known, and report."""
    hospitals, model = [], own_summary(acts, YEAR)
    for code, name, gas in PARTNERS[:count]:
        hospital = Hospital(code, name)
        hospital.meet(acts)
        values = {"gas": str(gas), "floor_area": "1000", "beds": "20", "fte": "50"}
        measures = (MEASURE,) if code == "OST" else ()
        data = hospital.sign(hospital.says(model, values, measure=measures))
        import_summary(acts, read_summary(acts, data), actor=OFFICER, reason="sent")
        hospitals.append(hospital)
    return hospitals


def declared(folder: Path, code: str) -> Path:
    """Write the declaration file of an invented hospital with one site; nothing else is needed."""
    path = folder / "organisation.toml"
    path.write_text(
        f'[organisation]\ncode = "{code}"\nname = "Noordziekenhuis"\naliases = []\n'
        'timezone = "Europe/Amsterdam"\n\n'
        '[[site]]\ncode = "EEM"\nname = "Eemhaven"\n\n'
        '[settings]\nday_admission_weight = "0.5"\nfrozen_factor_year = "2026"\n'
        'discount_rate = "5"\n',
        encoding="utf-8",
    )
    return path

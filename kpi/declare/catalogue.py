"""Everything that is declared, read once: the sole reader of TOML and of the reference tables."""

from __future__ import annotations

import csv
import os
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from kpi.declare.contract import Contract, ContractFile, Density, Unit
from kpi.declare.exchange import Exchange, joined
from kpi.declare.footprint import Footprint, FootprintFile
from kpi.declare.form import Form, FormFile
from kpi.declare.grammar import LANGUAGES, Text
from kpi.declare.indicator import Fact, Indicator, Section, ThemeFile
from kpi.declare.layout import Layout, LayoutFile
from kpi.declare.model import Decomposition, ModelFile, WeatherFit
from kpi.declare.organisation import OrganisationFile
from kpi.declare.register import Factor, Register, RegisterFile, Seed, Source
from kpi.declare.resolve import DeclarationError, resolve
from kpi.declare.words import Words, flatten

HOUSE = Path(__file__).resolve().parent.parent
ROOT = HOUSE.parent
REFERENCE = ROOT / "data" / "reference"
LOCAL = ROOT / "data" / "local"
DEMO = ROOT / "data" / "demo"
ORGANISATION = "organisation.toml"
OWN_STORE = LOCAL / "kpi.duckdb"
DEMO_STORE = LOCAL / "demo" / "kpi.duckdb"
Model = TypeVar("Model", bound=BaseModel)
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Theme:
    """One theme: its upload kind, its fact with the SELECT, its indicators; each may be absent."""

    id: str
    label: Text
    order: int
    contract: Contract | None
    fact: Fact | None
    fact_sql: str
    sections: tuple[Section, ...]
    indicators: tuple[Indicator, ...]
    example: str
    expected: tuple[Mapping[str, str], ...]


@dataclass(frozen=True)
class Catalogue:
    """All declarations, checked against each other; read-only and shared by the whole process."""

    themes: tuple[Theme, ...]
    contracts: Mapping[str, Contract]
    facts: Mapping[str, Fact]
    fact_sql: Mapping[str, str]
    indicators: Mapping[str, Indicator]
    registers: Mapping[str, Register]
    layouts: tuple[Layout, ...]
    forms: Mapping[str, Form]
    footprints: Mapping[str, Footprint]
    exchange: Exchange
    weather_fits: Mapping[str, WeatherFit]
    decompositions: Mapping[str, Decomposition]
    sources: Mapping[str, Source]
    factors: tuple[Factor, ...]
    units: tuple[Unit, ...]
    densities: tuple[Density, ...]
    codes: Mapping[str, Mapping[str, bool]]
    organisation: OrganisationFile
    seeds: tuple[Seed, ...]
    words: Words

    def contract(self, name: str) -> Contract | None:
        """Return the upload kind with this id or alias, or None."""
        for contract in self.contracts.values():
            if name.lower() in (contract.id, *contract.aliases):
                return contract
        return None

    def theme_of(self, indicator: str) -> Theme:
        """Return the theme that declares the indicator."""
        return next(t for t in self.themes if any(i.id == indicator for i in t.indicators))

    def rests_on(self, indicator: str, contract: str) -> bool:
        """Tell whether an indicator is made, directly or through others, of an upload kind."""
        declared = self.indicators[indicator]
        if declared.fact is not None:
            return contract in self.facts[declared.fact].reads
        made_of = (declared.numerator, declared.denominator, *(p.indicator for p in declared.parts))
        return any(self.rests_on(name, contract) for name in made_of if name)

    def breakdown_label(self, indicator: str, value: str) -> Text:
        """Return what one value of an indicator's breakdown is called; an unnamed value is itself.

        The fact's own labels come first, then the categories of the upload kinds it reads.
        """
        declared = self.indicators[indicator]
        fact = self.facts[declared.fact or ""]
        named = fact.labels.get(declared.breakdown or "", {})
        if value in named:
            return named[value]
        for contract in fact.reads:
            for category in self.contracts[contract].categories:
                if category.id == value:
                    return category.label
        return Text(nl=value, en=value)


def read_toml(path: Path) -> dict[str, Any]:
    """Return a TOML file as a dictionary; DeclarationError names the file when it is not TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise DeclarationError(f"{path}: {error}") from error


def read_table(path: Path) -> list[dict[str, str]]:
    """Return a reference CSV (comma, UTF-8) as rows of texts."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def _model(model: type[Model], data: Row, path: Path) -> Model:
    try:
        return model.model_validate(dict(data))
    except ValidationError as error:
        raise DeclarationError(f"{path}: {error}") from error


def _table(model: type[Model], path: Path) -> tuple[Model, ...]:
    return tuple(_model(model, row, path) for row in read_table(path))


def _optional(path: Path, read: Callable[[Path], Any], otherwise: Any) -> Any:
    return read(path) if path.exists() else otherwise


def _theme(folder: Path) -> Theme:
    declared = _model(ThemeFile, read_toml(folder / "indicators.toml"), folder / "indicators.toml")
    contract = _optional(
        folder / "contract.toml", lambda p: _model(ContractFile, read_toml(p), p).contract, None
    )
    return Theme(
        id=folder.name,
        label=declared.label,
        order=declared.order,
        contract=contract,
        fact=declared.fact,
        fact_sql=_optional(folder / "facts.sql", lambda p: p.read_text(encoding="utf-8"), ""),
        sections=declared.section,
        indicators=declared.indicator,
        example=_optional(folder / "example.csv", lambda p: p.read_text(encoding="utf-8"), ""),
        expected=tuple(_optional(folder / "expected.csv", read_table, [])),
    )


def _forms() -> dict[str, Form]:
    paths = sorted((HOUSE / "themes").glob("*/form.toml"))
    forms = [_model(FormFile, read_toml(path), path).form for path in paths]
    return {form.id: form for form in forms}


def _footprints() -> dict[str, Footprint]:
    paths = sorted((HOUSE / "themes").glob("*/footprint.toml"))
    found = [_model(FootprintFile, read_toml(path), path).footprint for path in paths]
    return {footprint.id: footprint for footprint in found}


def _models() -> ModelFile:
    """Return what all themes declare for methods to work on, in the order it is shown in."""
    paths = sorted((HOUSE / "themes").glob("*/models.toml"))
    files = [_model(ModelFile, read_toml(path), path) for path in paths]
    fits = [fit for file in files for fit in file.weather_fit]
    decompositions = [found for file in files for found in file.decomposition]
    return ModelFile(
        weather_fit=tuple(sorted(fits, key=lambda fit: fit.order)),
        decomposition=tuple(sorted(decompositions, key=lambda found: found.order)),
    )


def organisation_path() -> Path:
    """Return the organisation's own declaration when there is one, else the shipped one."""
    named = os.environ.get("KPI_ORGANISATION")
    if named:
        return Path(named)
    own = LOCAL / ORGANISATION
    return own if own.exists() else REFERENCE / ORGANISATION


def _rows_of(register: Register, tables: Row) -> list[dict[str, Any]]:
    table = tables.get(register.id, tables.get(f"{register.id}s", []))
    if isinstance(table, Mapping):
        return [{"name": name, "value": value} for name, value in table.items()]
    return [dict(row) for row in table]


def _shipped_rows(register: Register) -> list[dict[str, Any]]:
    if register.seed in (None, ORGANISATION):
        return []
    path = REFERENCE / str(register.seed)
    if path.suffix == ".csv":
        return [dict(row) for row in read_table(path)]
    return _rows_of(register, read_toml(path))


def _seeds(registers: Iterable[Register], organisation: Path) -> Iterable[Seed]:
    """Yield the shipped entries of every register; the organisation's own file goes before them."""
    own = read_toml(organisation)
    for register in registers:
        found: dict[str, Seed] = {}
        for body in [*_shipped_rows(register), *_rows_of(register, own)]:
            key = (str(body[name]) for name in register.key)
            identifier = body.pop("id", None) or "/".join(key)
            found[identifier] = Seed(
                register=register.id,
                id=identifier,
                valid_from=body.pop("valid_from", ""),
                valid_to=body.pop("valid_to", ""),
                body=body,
            )
        yield from found.values()


def _codes(path: Path) -> dict[str, bool]:
    return {row["code"]: row["hazardous"] == "true" for row in read_table(path)}


def _sentences(folder: Path) -> dict[str, str]:
    flat: dict[str, str] = {}
    for path in sorted(folder.glob("*.toml")):
        flat |= flatten(read_toml(path))
    return flat


@cache
def load() -> Catalogue:
    """Read and cross-check every declaration; DeclarationError says which file is wrong, and how.

    The answer is cached for the process: declarations change with a release, not while running.
    """
    folders = sorted(path.parent for path in (HOUSE / "themes").glob("*/indicators.toml"))
    themes = tuple(sorted((_theme(folder) for folder in folders), key=lambda theme: theme.order))
    registers = {
        path.stem: _model(RegisterFile, read_toml(path), path).declared
        for path in sorted((HOUSE / "registers").glob("*.toml"))
    }
    organisation = organisation_path()
    models = _models()
    sources = read_toml(REFERENCE / "sources.toml")["source"]
    catalogue = Catalogue(
        themes=themes,
        contracts={t.contract.id: t.contract for t in themes if t.contract is not None},
        facts={t.fact.id: t.fact for t in themes if t.fact is not None},
        fact_sql={t.fact.id: t.fact_sql for t in themes if t.fact is not None},
        indicators={i.id: i for t in themes for i in t.indicators},
        registers=registers,
        layouts=tuple(
            _model(LayoutFile, read_toml(path), path).layout
            for path in sorted((HOUSE / "layouts").glob("*.toml"))
        ),
        forms=_forms(),
        footprints=_footprints(),
        exchange=joined(
            _model(Exchange, read_toml(path), path)
            for path in (HOUSE / "themes" / theme.id / "exchange.toml" for theme in themes)
            if path.exists()
        ),
        weather_fits={fit.of: fit for fit in models.weather_fit},
        decompositions={found.of: found for found in models.decomposition},
        sources={s["id"]: _model(Source, s, REFERENCE / "sources.toml") for s in sources},
        factors=_table(Factor, REFERENCE / "emission_factors.csv"),
        units=_table(Unit, REFERENCE / "units.csv"),
        densities=_table(Density, REFERENCE / "densities.csv"),
        codes={path.stem: _codes(path) for path in REFERENCE.glob("*_codes.csv")},
        organisation=_model(OrganisationFile, read_toml(organisation), organisation),
        seeds=tuple(_seeds(registers.values(), organisation)),
        words=Words({language: _sentences(HOUSE / "words" / language) for language in LANGUAGES}),
    )
    resolve(catalogue)
    return catalogue

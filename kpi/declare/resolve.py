"""Whether the declarations fit together: every name leads somewhere, and nothing is mixed."""

from __future__ import annotations

from decimal import InvalidOperation
from typing import TYPE_CHECKING

from kpi.declare.footprint import Footprint
from kpi.declare.form import Form
from kpi.declare.indicator import FACTOR_LIST, Fact, Indicator
from kpi.declare.layout import Layout
from kpi.declare.model import Decomposition, WeatherFit, faults
from kpi.declare.share import ALLOCATION, Share, share_fault

if TYPE_CHECKING:
    from kpi.declare.catalogue import Catalogue

MASS = "kg CO2e"
"""The unit of everything in a carbon account."""


class DeclarationError(Exception):
    """A declaration that cannot be used: names the file and says what is wrong with it."""


def resolve(catalogue: Catalogue) -> None:
    """Refuse a catalogue in which a name leads nowhere or a figure mixes what must be pinned."""
    for layout in catalogue.layouts:
        _resolve_layout(layout, catalogue)
    named_by_sites = {field.name for field in catalogue.registers["site"].field}
    for contract in catalogue.contracts.values():
        if not contract.by_site and contract.place not in named_by_sites:
            raise DeclarationError(f"contract {contract.id}: no site names a {contract.place}")
    for indicator in catalogue.indicators.values():
        _resolve_indicator(indicator, catalogue)
    for fact in catalogue.facts.values():
        _resolve_factor_uses(fact, catalogue)
    for form in catalogue.forms.values():
        _resolve_form(form, catalogue)
    for footprint in catalogue.footprints.values():
        _resolve_footprint(footprint, catalogue)
    _resolve_shares(catalogue)
    models: list[WeatherFit | Decomposition] = [*catalogue.weather_fits.values()]
    for model in [*models, *catalogue.decompositions.values()]:
        for fault in faults(model, catalogue.indicators, set(catalogue.sources)):
            raise DeclarationError(f"model of {model.of}: {fault}")


def _resolve_indicator(indicator: Indicator, catalogue: Catalogue) -> None:
    named = {
        indicator.numerator,
        indicator.denominator,
        *(p.indicator for p in indicator.parts),
    }
    missing = {name for name in named if name} - set(catalogue.indicators)
    if missing:
        raise DeclarationError(f"indicator {indicator.id} names unknown {sorted(missing)}")
    if unknown := set(indicator.source) - set(catalogue.sources):
        raise DeclarationError(f"indicator {indicator.id}: unknown sources {sorted(unknown)}")
    if drivers := {n for n in named if n and catalogue.indicators[n].kind == "driver"}:
        raise DeclarationError(f"indicator {indicator.id} is made of drivers {sorted(drivers)}")
    if indicator.fact is not None:
        _resolve_fact(indicator, catalogue)
    for part in indicator.parts:
        if catalogue.indicators[part.indicator].unit != indicator.unit:
            raise DeclarationError(f"total {indicator.id} adds {part.indicator} in another unit")


def _resolve_layout(layout: Layout, catalogue: Catalogue) -> None:
    contract = catalogue.contracts.get(layout.contract)
    if contract is None or layout.source not in catalogue.sources:
        raise DeclarationError(f"layout {layout.id}: no {layout.contract} or {layout.source}")
    given = {*layout.columns.values(), *layout.constants}
    if unknown := given - {column.name for column in contract.column}:
        raise DeclarationError(f"layout {layout.id}: {contract.id} has no {sorted(unknown)}")


def _resolve_form(form: Form, catalogue: Catalogue) -> None:
    """Refuse a form with a line that no figure can fill, or that two would fill alike."""
    if unknown := set(form.source) - set(catalogue.sources):
        raise DeclarationError(f"form {form.id}: unknown sources {sorted(unknown)}")
    for name, lines in form.lines_of().items():
        indicator = catalogue.indicators.get(name)
        if indicator is None or indicator.breakdown is None:
            raise DeclarationError(f"form {form.id}: {name} is not a figure with parts")
        labels = catalogue.facts[indicator.fact or ""].labels.get(indicator.breakdown, {})
        if unnamed := set(lines) - set(labels):
            raise DeclarationError(f"form {form.id}: {name} has no parts {sorted(unnamed)}")
        if len(set(lines)) != len(lines):
            raise DeclarationError(f"form {form.id}: a line of {name} stands twice")


def _resolve_footprint(footprint: Footprint, catalogue: Catalogue) -> None:
    """Refuse an account that names what is not there, or mixes units."""
    lines = {line.id for line in footprint.line}
    if unknown := {*footprint.joined.lines, *footprint.gap.lines} - lines:
        raise DeclarationError(f"footprint {footprint.id}: no line {sorted(unknown)}")
    if unknown := {*footprint.source, *footprint.gap.source} - set(catalogue.sources):
        raise DeclarationError(f"footprint {footprint.id}: unknown sources {sorted(unknown)}")
    guaranteed = catalogue.indicators.get(footprint.guaranteed)
    if guaranteed is None or guaranteed.breakdown is None:
        raise DeclarationError(f"footprint {footprint.id}: {footprint.guaranteed} has no parts")
    sides = [footprint.joined.measured, *(line.measured for line in footprint.line)]
    for name in {n for side in sides if side for n in (side.market, side.location)}:
        indicator = catalogue.indicators.get(name)
        if indicator is None or indicator.unit != MASS or indicator.boundary is None:
            raise DeclarationError(f"footprint {footprint.id}: {name} is no {MASS} with a boundary")


def _resolve_fact(indicator: Indicator, catalogue: Catalogue) -> None:
    fact = catalogue.facts.get(indicator.fact or "")
    measure = fact.measures.get(indicator.sum or "") if fact else None
    if fact is None or measure is None:
        raise DeclarationError(f"indicator {indicator.id}: no {indicator.fact}.{indicator.sum}")
    if unknown := (set(indicator.where) | {indicator.breakdown} - {None}) - set(fact.dimensions):
        raise DeclarationError(f"indicator {indicator.id}: {fact.id} has no {sorted(unknown)}")  # type: ignore[type-var]
    if unnamed := set(fact.reads) - set(catalogue.contracts):
        raise DeclarationError(f"fact {fact.id} reads unknown {sorted(unnamed)}")
    if fact.reference is not None and catalogue.registers[fact.reference].seed is None:
        raise DeclarationError(f"fact {fact.id}: {fact.reference} ships no entries")
    # What belongs to a station would be counted once a site that names it.
    if any(catalogue.contracts[c].by_site == (indicator.kind == "driver") for c in fact.reads):
        raise DeclarationError(f"indicator {indicator.id}: a driver, and only it, reads stations")
    for dimension in measure.exclusive:
        if len(indicator.where.get(dimension, ())) != 1:
            raise DeclarationError(f"indicator {indicator.id} has to pin {dimension} to one value")
    if measure.unit is not None and measure.unit != indicator.unit:
        raise DeclarationError(f"indicator {indicator.id}: {measure.unit} is not {indicator.unit}")
    if measure.boundary is not None and measure.boundary != indicator.boundary:
        raise DeclarationError(f"indicator {indicator.id}: boundary is {measure.boundary}")


def _resolve_factor_uses(fact: Fact, catalogue: Catalogue) -> None:
    """Refuse factors that no list holds, or of rows that the fact cannot tell apart."""
    known = {(f.activity, f.boundary, v) for f in catalogue.factors for v in ("", f.variant)}
    for use in fact.factors:
        if unknown := set(use.where) - set(fact.dimensions):
            raise DeclarationError(f"fact {fact.id} has no {sorted(unknown)}")
        if use.kept_in not in catalogue.registers:
            raise DeclarationError(f"fact {fact.id}: no register {use.kept_in}")
        if use.kept_in != FACTOR_LIST or not use.listed:
            continue
        for variant in use.variants or ("",):
            if (use.activity, use.boundary, variant) not in known:
                raise DeclarationError(
                    f"fact {fact.id}: no factor {use.activity} {use.boundary} {variant}"
                )


def _resolve_shares(catalogue: Catalogue) -> None:
    """Refuse a key of a shared site that cannot be meant so, or two that speak of one row."""
    found: list[Share] = []
    for seed in catalogue.seeds:
        if seed.register_id != ALLOCATION:
            continue
        try:
            share = Share.of(seed.id, seed.body)
        except (KeyError, ValueError, InvalidOperation) as error:
            raise DeclarationError(f"allocation {seed.id}: {error!r}") from error
        fault = share_fault(share, catalogue.contracts, found)
        if fault is not None:
            raise DeclarationError(f"allocation {seed.id}: {fault[0]} {fault[1]}")
        found.append(share)
    if len(found) != len(catalogue.organisation.allocation):
        raise DeclarationError("allocation: two keys of one site and category begin in one month")

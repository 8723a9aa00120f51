"""The fingerprint of what a figure is: two organisations compare only what is defined alike.

What a figure is called, where it is shown and with how many decimals is no part of it. What counts
in it is: the fact's SELECT, the columns it may read, and the same of every figure it is made of.
"""

from __future__ import annotations

import re
from typing import Any

from kpi.declare.catalogue import Catalogue
from kpi.declare.contract import Contract
from kpi.declare.exchange import digest
from kpi.declare.indicator import FactorUse, Indicator

COMMENT = re.compile(r"--[^\n]*")
SPACE = re.compile(r"\s+")


def definition_of(catalogue: Catalogue, indicator: str) -> dict[str, Any]:
    """Return everything that decides a figure's value, as plain data; KeyError when unknown.

    What is long stands as its own fingerprint; `select_of` and `columns_of` give it whole.
    """
    declared = catalogue.indicators[indicator]
    found: dict[str, Any] = {
        "id": declared.id,
        "kind": declared.kind,
        "unit": declared.unit,
        "boundary": declared.boundary or "",
        "direction": declared.direction,
        "over_months": declared.over_months or "",
        "scale": "" if declared.scale is None else f"{declared.scale.normalize():f}",
    }
    if declared.fact is not None:
        found["rows"] = _rows(catalogue, declared)
    if declared.numerator and declared.denominator:
        found["numerator"] = _of(catalogue, declared.numerator)
        found["denominator"] = _of(catalogue, declared.denominator)
    found["parts"] = [
        {"sign": part.sign, **_of(catalogue, part.indicator)} for part in declared.parts
    ]
    return found


def _of(catalogue: Catalogue, indicator: str) -> dict[str, Any]:
    return {"id": indicator, "fingerprint": definition_hash(catalogue, indicator)}


def definition_hash(catalogue: Catalogue, indicator: str) -> str:
    """Return the fingerprint of a figure's definition: 64 hexadecimal digits."""
    return digest(definition_of(catalogue, indicator))


def facts_of(catalogue: Catalogue, indicator: str) -> frozenset[str]:
    """Return the facts that a figure rests on, itself or through what it is made of."""
    declared = catalogue.indicators[indicator]
    made_of = (declared.numerator, declared.denominator, *(p.indicator for p in declared.parts))
    own = {declared.fact} if declared.fact else set()
    return frozenset(own).union(*(facts_of(catalogue, name) for name in made_of if name))


def factors_of(catalogue: Catalogue, indicator: str) -> tuple[FactorUse, ...]:
    """Return the factors a figure is multiplied by, itself or in what it is made of, each once."""
    declared = catalogue.indicators[indicator]
    made_of = (declared.numerator, declared.denominator, *(p.indicator for p in declared.parts))
    found = [use for name in made_of if name for use in factors_of(catalogue, name)]
    if declared.fact is not None:
        fact = catalogue.facts[declared.fact]
        if fact.measures[declared.sum or ""].factor is not None:
            found += [use for use in fact.factors if use.meets(declared.where)]
    return tuple(use for place, use in enumerate(found) if use not in found[:place])


def _rows(catalogue: Catalogue, indicator: Indicator) -> dict[str, Any]:
    fact = catalogue.facts[indicator.fact or ""]
    return {
        "select": fact.id,
        "select_fingerprint": digest({"sql": select_of(catalogue, fact.id)}),
        "sum": indicator.sum,
        "where": {name: sorted(values) for name, values in indicator.where.items()},
        "reads": {
            name: digest(columns_of(catalogue.contracts[name])) for name in sorted(fact.reads)
        },
    }


def select_of(catalogue: Catalogue, fact: str) -> str:
    """Return the SELECT of a fact without comments and line ends."""
    return SPACE.sub(" ", COMMENT.sub("", catalogue.fact_sql[fact])).strip()


def columns_of(contract: Contract) -> dict[str, Any]:
    """Return what an upload kind may hold, without its words and other spellings."""
    return {
        "kind": contract.id,
        "slice": list(contract.slice),
        "columns": [
            {
                "name": column.name,
                "type": column.type,
                "unit": column.unit or "",
                "values": sorted(value.id for value in column.values),
            }
            for column in contract.column
        ],
    }

"""What the themes say they multiply by is what their facts multiply by: no more and no less.

The factors of the list are replaced by running numbers; the factor of a line then tells which entry of
the list was used.
"""

from __future__ import annotations

import sys
from decimal import Decimal

import pytest

from kpi.acts import Acts
from kpi.declare import FACTOR_LIST, Catalogue, FactorUse, Month, factors_of, load
from kpi.measure.lines import Line, query_lines
from kpi.store.factors import site_factor_sql
from tests.stores import with_examples

CATALOGUE = load()
MULTIPLYING = [name for name, fact in CATALOGUE.facts.items() if fact.factors]
PLACES = [(site, Month(2025, 1)) for site in ("ALM", "HGL")]
Listed = tuple[str, str, str]
PER = (Decimal(1), Decimal("0.001"))
"""A factor stands in a line per unit of the list, or per kilogram where that counts tonnes."""


def numbered() -> str:
    """The factors at each site with, for their value, the number of what they are factors of."""
    names = "activity, variant, boundary"
    return f"""
        select * replace (
            cast(dense_rank() over (order by {names}) as decimal(12, 6)) as value
        ) from ({site_factor_sql()})
    """


@pytest.fixture(scope="module")
def acts() -> Acts:
    return with_examples()


@pytest.fixture(scope="module")
def numbers() -> dict[Decimal, Listed]:
    names = sorted({(f.activity, f.variant, f.boundary) for f in CATALOGUE.factors})
    return {Decimal(number): name for number, name in enumerate(names, start=1)}


def lines_of(fact: str, acts: Acts) -> list[Line]:
    return query_lines(
        CATALOGUE, acts.store, fact, places=PLACES, as_of=acts.store.revision, factor_year=2026
    )


def uses_of(line: Line, fact: str) -> list[FactorUse]:
    where = {name: (value,) for name, value in line.dimensions.items() if value is not None}
    return [use for use in CATALOGUE.facts[fact].factors if use.meets(where)]


def names(use: FactorUse, listed: Listed) -> bool:
    activity, variant, boundary = listed
    alike = (use.activity, use.boundary) == (activity, boundary)
    return alike and (not use.variants or variant in use.variants)


@pytest.mark.parametrize("fact", MULTIPLYING)
def test_a_line_is_multiplied_by_what_its_theme_says(
    fact: str, acts: Acts, numbers: dict[Decimal, Listed], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Under its own name the package holds a function, not the module.
    monkeypatch.setattr(sys.modules["kpi.store.relations"], "site_factor_sql", numbered)
    met: set[int] = set()
    for line in lines_of(fact, acts):
        for factor in filter(None, line.factors.values()):
            uses = uses_of(line, fact)
            if uses and uses[0].kept_in != FACTOR_LIST:
                met.add(id(uses[0]))
                continue
            found = [numbers[factor / per] for per in PER if factor / per in numbers]
            fitting = [use for use in uses for listed in found if names(use, listed)]
            assert len(fitting) == 1, (line, found, uses)
            met.add(id(fitting[0]))
    expected = {id(use) for use in CATALOGUE.facts[fact].factors if use.listed}
    assert met == expected


def test_every_fact_that_joins_factors_says_so() -> None:
    joining = {n for n, sql in CATALOGUE.fact_sql.items() if "site_factor" in sql}
    joining |= {n for n, sql in CATALOGUE.fact_sql.items() if "reuse_factor" in sql}
    assert joining == set(MULTIPLYING)


def of(catalogue: Catalogue, indicator: str) -> set[tuple[str | None, str | None]]:
    return {(use.activity, use.boundary) for use in factors_of(catalogue, indicator)}


def test_a_figure_has_the_factors_of_what_it_is_made_of() -> None:
    assert of(CATALOGUE, "co2_gas") == {("aardgas", "WTW")}
    assert of(CATALOGUE, "co2_direct_fuel") == {
        ("aardgas", "TTW"), ("groen_gas", "TTW"), ("brandstof", "TTW"),
    }  # fmt: skip
    assert of(CATALOGUE, "co2_direct_and_commuting") == {
        *of(CATALOGUE, "co2_scope_1"), ("personenvervoer", "WTW"),
    }  # fmt: skip
    assert of(CATALOGUE, "waste_residual") == set()
    # Kilograms without an item in the list stand beside those that have one, and use no factor.
    assert of(CATALOGUE, "waste_without_factor") == set()

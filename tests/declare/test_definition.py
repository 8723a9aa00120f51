"""A fingerprint changes with what decides a figure, and with nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from kpi.declare import Catalogue, Text, definition_hash, load


def changed(indicator: str, **update: Any) -> Catalogue:
    found = load()
    other = found.indicators[indicator].model_copy(update=update)
    return replace(found, indicators={**found.indicators, indicator: other})


def test_words_order_and_place_do_not_matter() -> None:
    words = Text(nl="Anders", en="Otherwise")
    other = changed("gas", label=words, note=words, order=1, page="waste", decimals=3)
    for name in ("gas", "gas_per_m2"):
        assert definition_hash(other, name) == definition_hash(load(), name)


def test_what_counts_matters_also_to_what_is_made_of_it() -> None:
    for update in ({"where": {"carrier": ("water",)}}, {"unit": "kWh"}, {"boundary": "TTW"}):
        other = changed("gas", **update)
        for name in ("gas", "gas_per_m2"):
            assert definition_hash(other, name) != definition_hash(load(), name)
        assert definition_hash(other, "water") == definition_hash(load(), "water")


def test_the_select_matters_its_comments_do_not() -> None:
    found = load()
    fact = str(found.indicators["gas"].fact)
    for text, same in (("\n-- a word\n", True), ("\nlimit 5", False)):
        other = replace(found, fact_sql={**found.fact_sql, fact: found.fact_sql[fact] + text})
        assert (definition_hash(other, "gas") == definition_hash(found, "gas")) is same

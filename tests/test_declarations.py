"""The declarations hold together: sources, validity, units, texts, answers."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from pathlib import Path

from kpi.acts.entries import require_body, require_validity
from kpi.declare import Column, load

CATALOGUE = load()
ROOT = Path(__file__).parent.parent


def test_every_factor_has_a_listed_source_and_no_overlap() -> None:
    spans = defaultdict(list)
    for factor in CATALOGUE.factors:
        assert factor.source in CATALOGUE.sources, factor.id
        assert factor.applies_from <= factor.applies_to, factor.id
        key = (factor.activity, factor.variant, factor.unit, factor.boundary)
        spans[key].append((factor.applies_from, factor.applies_to))
    for key, found in spans.items():
        for earlier, later in itertools.pairwise(sorted(found)):
            assert earlier[1] < later[0], f"{key}: {earlier} overlaps {later}"


def test_densities_and_targets_name_listed_sources() -> None:
    assert {density.source for density in CATALOGUE.densities} <= set(CATALOGUE.sources)
    targets = [seed for seed in CATALOGUE.seeds if seed.register_id == "target"]
    assert len(targets) >= 10
    assert {seed.body["source"] for seed in targets} <= set(CATALOGUE.sources)


def test_what_reuse_avoids_names_its_study_and_a_declared_product_group() -> None:
    """Only net savings, all of them indicative: none may pass for a figure that was read off."""
    seeds = [seed for seed in CATALOGUE.seeds if seed.register_id == "reuse_factor"]
    assert len(seeds) >= 5
    groups = {value.id for value in CATALOGUE.contracts["reusables"].categories}
    for seed in seeds:
        assert seed.body["source"] in CATALOGUE.sources, seed.id
        assert seed.body["product_group"] in groups, seed.id
        assert seed.body["evidence"] == "assumed", seed.id
        assert seed.body["note"].startswith("Indicative."), seed.id


def test_shipped_entries_pass_the_check_of_what_people_write() -> None:
    for seed in CATALOGUE.seeds:
        require_body(CATALOGUE.registers[seed.register_id], seed.body)
        require_validity(seed.valid_from, seed.valid_to)


def test_targets_measure_indicators_that_exist() -> None:
    for seed in CATALOGUE.seeds:
        if seed.register_id == "target" and seed.body.get("indicator"):
            assert seed.body["indicator"] in CATALOGUE.indicators, seed.id


def test_mappings_and_expectations_lead_to_declared_categories() -> None:
    for seed in CATALOGUE.seeds:
        if seed.register_id == "mapping":
            column = CATALOGUE.contracts[seed.body["contract"]].find(seed.body["column"])
            assert column.value(seed.body["target"]) is not None, seed.id
        if seed.register_id == "expectation":
            contract = CATALOGUE.contracts[seed.body["contract"]]
            assert seed.body["category"] in {v.id for v in contract.categories}, seed.id


def test_every_number_has_a_unit() -> None:
    for contract in CATALOGUE.contracts.values():
        for column in contract.column:
            if column.type in ("number", "whole"):
                assert column.unit, f"{contract.id}.{column.name}"
    assert all(indicator.unit for indicator in CATALOGUE.indicators.values())


def test_every_indicator_has_a_hand_worked_answer_and_a_place() -> None:
    for theme in CATALOGUE.themes:
        answered = {row["indicator"] for row in theme.expected}
        assert {indicator.id for indicator in theme.indicators} <= answered, theme.id
        sections = {section.id for section in theme.sections}
        assert {indicator.section for indicator in theme.indicators} <= sections, theme.id


FIXED_IDS = """
electricity_purchased electricity_pv gas water co2_electricity_location co2_electricity_market
co2_gas co2_direct_fuel waste_total waste_residual waste_residual_share waste_separation_a
waste_separation_b waste_sza_per_patient_day waste_per_patient_day gas_per_m2 electricity_per_m2
electricity_used_per_m2 waste_not_recovered_per_patient_day medication_wasted_eur
medication_destroyed_share medication_returned_share reusable_basket_share uses_per_patient_day
"""


def test_ids_that_other_systems_rely_on_exist() -> None:
    assert set(FIXED_IDS.split()) <= set(CATALOGUE.indicators)


def test_every_place_an_indicator_shows_on_is_a_page() -> None:
    pages = {path.stem for path in (ROOT / "pages").glob("*.py")}
    assert {indicator.page for indicator in CATALOGUE.indicators.values()} <= pages


def test_a_header_and_an_allowed_value_mean_one_thing() -> None:
    """The same spelling for two columns, or two values of one column, could not be understood."""
    for contract in CATALOGUE.contracts.values():
        owners: dict[str, str] = {}
        for column in contract.column:
            spellings = {column.name, column.header.nl, column.header.en, *column.aliases}
            for spelling in {text.casefold() for text in spellings}:
                assert owners.setdefault(spelling, column.name) == column.name, spelling
            _assert_values_differ(column)


def _assert_values_differ(column: Column) -> None:
    owners: dict[str, str] = {}
    for value in column.values:
        for spelling in {text.casefold() for text in (value.id, *value.aliases)}:
            assert owners.setdefault(spelling, value.id) == value.id, f"{column.name}: {spelling}"


def test_shipped_entries_fill_the_fields_of_their_register() -> None:
    for seed in CATALOGUE.seeds:
        declared = CATALOGUE.registers[seed.register_id].field
        assert set(seed.body) <= {field.name for field in declared}, seed.id
        needed = {field.name for field in declared if field.required}
        lacking = {name for name in needed if seed.body.get(name) in (None, "")}
        assert not lacking, f"{seed.register_id}/{seed.id}: {sorted(lacking)}"


def test_no_two_shipped_entries_share_a_name_and_a_start() -> None:
    names = [(seed.register_id, seed.id, seed.valid_from) for seed in CATALOGUE.seeds]
    assert len(names) == len(set(names)), [n for n in set(names) if names.count(n) > 1]


DIVIDING = re.compile(r"/|\bavg\s*\(", re.IGNORECASE)


def test_facts_keep_exact_decimals() -> None:
    """A division or a mean would turn a whole expression into a binary float without a word."""
    for theme in CATALOGUE.themes:
        lines = (line.split("--")[0] for line in theme.fact_sql.splitlines())
        text = re.sub(r"'[^']*'", "''", "\n".join(lines))
        assert not DIVIDING.search(text), theme.id


def test_templates_are_one_header_line_in_each_language() -> None:
    for contract in CATALOGUE.contracts.values():
        for language in ("nl", "en"):
            header = contract.template(language)
            assert "\n" not in header
            assert len(set(header.split(";"))) == len(contract.column), contract.id

"""The account in words: both ways labelled, what lacks is named, bands carry their tonnes."""

from __future__ import annotations

import pytest

from kpi.acts import Acts
from kpi.declare import LANGUAGES, Language
from kpi.show import Voice
from kpi.show.footprint import (
    FootprintView,
    flow_chart,
    flow_sentence,
    flow_table,
    flow_title,
    footprint_sentences,
    footprint_table,
    footprint_view,
    gauge_chart,
    gauge_title,
)
from tests.judge.test_footprint import energy
from tests.stores import open_acts, upload


@pytest.fixture(scope="module")
def acts() -> Acts:
    acts = open_acts()
    upload(acts, "energy", energy(2025))
    return acts


def view(acts: Acts, factors: int | None = 2026) -> FootprintView:
    return footprint_view(acts.judge(), "ghg", "ALL", 2025, factors)


def voice(acts: Acts, language: Language = "en") -> Voice:
    return Voice(acts.catalogue, language, {})


def test_the_gauge_counts_categories_and_names_what_weighs_most(acts: Acts) -> None:
    told = footprint_sentences(view(acts), voice(acts))
    assert told[0] == "3 of the 17 categories are completely known for 2025."
    assert "3.1 Procurement, with medicines" in told[1] and "60 to 75%" in told[1]
    assert gauge_title(view(acts), voice(acts)) == "3 of the 17 categories known"
    blocks = gauge_chart(view(acts), voice(acts)).data
    assert len(blocks) == 17
    solid = [block for block in blocks if not block.marker.pattern.shape]
    assert len(solid) == 3


def test_both_ways_of_scope_2_stand_labelled_side_by_side(acts: Acts) -> None:
    table = footprint_table(view(acts), voice(acts))
    assert table.header[1:3] == ("Location-based", "Market-based")
    row = next(r for r in table.rows if r[0].startswith("Scope 2"))
    assert row[1:3] == ("4.8 t CO2e", "7.2 t CO2e")
    assert "location-based" in row[4] and "market-based" in row[4]


def test_guarantees_of_origin_stand_by_kind_and_volume(acts: Acts) -> None:
    """Almelo: half of 12 x 1000 kWh, wind."""
    told = footprint_sentences(view(acts), voice(acts))
    assert any("counts by its source: Wind 6.0 MWh. The rest" in text for text in told), told


def test_joined_scopes_say_why(acts: Acts) -> None:
    told = footprint_sentences(view(acts, None), voice(acts))
    assert any("Scope 1, 2 and 3.3 together" in text for text in told)
    assert footprint_table(view(acts, None), voice(acts)).rows[0][1] == "11.6 t CO2e"


def test_every_band_of_the_picture_is_in_its_table(acts: Acts) -> None:
    shown = view(acts)
    link = flow_chart(shown, "location", voice(acts)).data[0].link
    table = flow_table(shown, "location", voice(acts))
    assert len(link.value) == len(table.rows)
    assert table.rows[0] == ("Electricity", "Scope 2: electricity and heat bought", "4.8 t CO2e")
    assert sorted(table.plain_rows[0]) == sorted(
        ("Electricity", "Scope 2: electricity and heat bought", "4.8")
    )
    assert (
        flow_title(shown, "location", voice(acts))
        == "Electricity is the largest source of 2025 (53%)"
    )
    assert "11.0 t CO2e" in flow_sentence(shown, "location", voice(acts))


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_never_called_the_footprint(acts: Acts, language: Language) -> None:
    declared = acts.catalogue.footprints["ghg"]
    assert "footprint" not in declared.label.of(language).lower()
    assert "voetafdruk" not in declared.label.of(language).lower()

"""Tiles, the months a chart begins with, and the words of a target's path, from uploads."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import cast

import pytest

from kpi.acts import Acts
from kpi.declare import Month, load
from kpi.judge.values import Expression
from kpi.measure import Coverage, Figures, Measured, Scope
from kpi.show import Voice
from kpi.show.findings import path_title
from kpi.show.month import NEEDS_A_LOOK
from kpi.show.progress import asked_short, path_view, progress_view, verdict_sentence
from kpi.show.views import breakdown, series, tile
from kpi.ui.figures import VERDICT_COLOURS
from tests.show.test_month import base_of_30_tonnes, voice
from tests.stores import open_acts, upload

HEADER = "locatie;periode;inzamelaar;afvalstroom;eural_code;gewicht_kg;gewicht_bron;verwerking"
RESIDUAL = "Renewi;Bedrijfsafval;20 03 01;1000;gewogen;R1"
YEAR = Scope("ALL", Month(2025, 12), "r12")


def waste(site: str, year: int, months: int = 12) -> str:
    """Return a year in which a site sends one line a month."""
    return "\r\n".join(
        [HEADER, *(f"{site};{year}-{number:02d};{RESIDUAL}" for number in range(1, months + 1))]
    )


def a_store(*files: str) -> Acts:
    acts = open_acts()
    for number, text in enumerate(files):
        upload(acts, "waste", text, f"{number}.csv")
    return acts


def told(acts: Acts, scope: Scope = YEAR) -> str:
    return tile(acts.judge().figures(), "waste_residual", scope, voice(acts)).step


def both(year: int, months: int = 12) -> tuple[str, str]:
    return waste("Almelo", year, months), waste("Hengelo", year, months)


def test_a_tile_without_a_comparison_says_why() -> None:
    now = both(2025)
    why = "Geen vergelijking met een jaar eerder: "
    assert told(a_store(*now)) == why + "daarvan is er geen cijfer"
    assert (
        told(a_store(*both(2024, months=9), *now)) == why + "het cijfer van toen is niet compleet"
    )
    assert told(a_store(*both(2024), *now)) == "Gelijk aan een jaar eerder (24,0 t)"
    # Of what is not complete itself its state says enough.
    assert told(a_store(*both(2024), *both(2025, months=9))) == ""


class FromNothing:
    """Figures that were zero in 2024, and that is known."""

    has_unsplit = False

    def measured(self, indicator: str, scope: Scope) -> Measured:
        value = Decimal(5 * (scope.month.year - 2024))
        return Measured(indicator, value, "kg", "measured", Coverage(24, 24))


def test_what_was_nothing_cannot_be_compared_with() -> None:
    said = Voice(load(), "en", {})
    found = tile(cast(Figures, FromNothing()), "waste_residual", YEAR, said).step
    assert found == "No comparison with a year earlier: it was zero then"


def test_a_tile_says_that_what_counts_is_what_counts() -> None:
    acts = a_store(*both(2025))
    lines = tile(acts.judge().figures(), "waste_residual", YEAR, voice(acts)).lines
    assert lines == (
        "Wat meetelt: gewoon restafval, grofvuil en verbrand incontinentiemateriaal, zonder bouwafval",
    )


def test_a_chart_begins_with_the_first_month_of_its_own_figure() -> None:
    """Almelo has sent since January 2024, Hengelo since January 2025."""
    acts = a_store(waste("Almelo", 2024), *both(2025))
    figures, said = acts.judge().figures(), voice(acts)

    def begins(site: str) -> tuple[Month, Month]:
        scope = Scope(site, Month(2025, 12), "r12")
        whole = series(figures, "waste_residual", scope, said)
        return whole.points[0].month, breakdown(figures, "waste_residual", scope, said).months[0]

    assert begins("HGL") == (Month(2025, 1), Month(2025, 1))
    assert begins("ALM") == begins("ALL") == (Month(2024, 1), Month(2024, 1))


def test_a_hole_at_the_edge_of_a_chart_stays_a_hole() -> None:
    """Hengelo sent in 2022 and again in 2025: the 36 months from January 2023 begin without."""
    acts = a_store(waste("Hengelo", 2022), waste("Hengelo", 2025))
    figures = acts.judge().figures()
    found = series(figures, "waste_residual", Scope("HGL", Month(2025, 12)), voice(acts)).points
    assert (len(found), found[0].month, found[0].value) == (36, Month(2023, 1), None)


@pytest.fixture(scope="module")
def aimed() -> Acts:
    acts = a_store(*both(2024), *both(2025))
    base_of_30_tonnes(acts)
    return acts


def test_a_target_is_named_first_and_its_owner_last(aimed: Acts) -> None:
    """24 t; the path from 30 t in 2018 to 22.5 t in 2026 asks 23.4375 t at the end of 2025."""
    judge, said = aimed.judge(), voice(aimed)
    progress = judge.progress("GD3-4b", "ALL", Month(2025, 12))
    assert path_title(progress_view(progress, said), said) == (
        "Restafval: 25% minder kilo’s in 2026: ▲ achter op het branchepad"
        " (Green Deal Duurzame Zorg 3.0)"
    )
    path = path_view(judge, progress, said)
    assert path is not None
    assert [milestone.text for milestone in path.milestones] == ["−25%"]


@pytest.mark.parametrize(
    ("expression", "value", "text"),
    [
        ("share_max", "25", "≤ 25%"),
        ("share_min", "60", "≥ 60%"),
        # An amount in kilograms of a figure that is shown in tonnes.
        ("absolute_max", "22500", "≤ 22,5"),
    ],
)
def test_a_chart_has_room_for_a_sign_where_a_sentence_has_words(
    aimed: Acts, expression: Expression, value: str, text: str
) -> None:
    target = next(t for t in aimed.judge().targets if t.id == "GD3-4b")
    assert asked_short(replace(target, expression=expression), Decimal(value), voice(aimed)) == text


@pytest.mark.parametrize(
    ("language", "text"),
    [("nl", "▲\u00a0Achter op het branchepad."), ("en", "▲\u00a0Behind the sector path.")],
)
def test_a_verdict_that_opens_a_text_has_a_capital_and_keeps_its_shape_by_it(
    aimed: Acts, language: str, text: str
) -> None:
    said: Voice = voice(aimed, language)
    assert verdict_sentence("above_line", said) == text


def test_what_needs_a_look_is_never_the_faintest_line() -> None:
    assert {VERDICT_COLOURS[verdict] for verdict in NEEDS_A_LOOK} == {"orange"}

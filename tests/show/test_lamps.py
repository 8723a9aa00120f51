"""Lamps, budget and chance in words, on the worked series."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from kpi.declare import ALL, Language, load
from kpi.judge import lamps
from kpi.show import Voice
from kpi.show.ahead import budget_sentences, distance_sentence
from kpi.show.forecast import fan_sentence, fan_title, foretold
from kpi.show.lamps import chance_text, lamp_views, unlit_reasons
from tests.judge.test_outlook import YEARS, bring, own_target, seen, worked
from tests.stores import open_acts


def voice(language: Language) -> Voice:
    return Voice(load(), language, {ALL: "ZGT", "ALM": "Almelo"})


@pytest.mark.parametrize(
    ("percent", "expected"),
    [
        ("0.33", "less than 5%"),
        ("4.99", "less than 5%"),
        ("5", "about 5%"),
        ("31.9", "about 30%"),
        ("32.5", "about 35%"),
        ("95", "about 95%"),
        ("99.8", "more than 95%"),
    ],
)
def test_no_chance_is_told_finer_than_it_is_known(percent: str, expected: str) -> None:
    assert chance_text(Decimal(percent), voice("en")) == expected


def test_three_lamps_in_words() -> None:
    found = seen(worked())
    position, chance, measures = lamp_views(found, lamps(found), voice("en"))
    assert (position.text, position.number) == (
        "◆ needs attention",
        "73% of the change the path asks by now",
    )
    assert "Chance of being at or below 54.0 t in 2030" in chance.reason
    # How far it is from the path stands beside the chart of the path, and only there.
    assert position.reason == "The path runs straight from milestone to milestone."
    assert (chance.text, chance.number) == ("▼ all but ruled out", "less than 5%")
    # 12 x 1,817.8 kg and 12 x 2,925.8 kg.
    assert (
        "If the trend goes on, 21.8 t more is needed for 50% certainty, 35.1 t for 95%."
        in chance.reason
    )
    assert (measures.text, measures.number) == ("▨ not known", "")
    assert "holds no measure" in measures.reason


def test_the_budget_in_sentences() -> None:
    told = " ".join(budget_sentences(seen(worked()), voice("nl")))
    assert "laat van 2019 tot en met 2030 in totaal 1.011,0 t toe" in told
    assert "Dat is 24,4 t meer dan gepland." in told
    assert "Na 2025 was er 300,6 t over." in told
    assert "elk jaar 10,6 t minder gebruiken, tot 39,0 t in 2030" in told
    assert "is het op in april 2029" in told


def test_a_large_budget_is_told_in_whole_ones_that_add_up() -> None:
    """151,983.2 t less 82,411.6 t is 69,571.6 t; 151,983 t less 82,412 t is 69,571 t."""
    found = seen(worked())
    assert found.budget is not None
    sums = replace(found.budget.found, total=Decimal(151_983_200), planned=Decimal(82_000_400),
                   used=Decimal(82_411_600), left=Decimal(69_571_600), step=None)  # fmt: skip
    told = " ".join(
        budget_sentences(replace(found, budget=replace(found.budget, found=sums)), voice("nl"))
    )
    assert "in totaal 151.983 t toe" in told and "82.412 t gebruikt; gepland was 82.000 t" in told
    assert "Dat is 412 t meer dan gepland. Na 2025 was er 69.571 t over." in told


def test_why_a_lamp_is_not_lit_is_told_of_judged_targets_alone() -> None:
    found, en = seen(worked()), voice("en")
    views = lamp_views(found, lamps(found), en)
    label = found.progress.target.label.en
    (told,) = unlit_reasons([(found.progress, views), (found.progress, views)], en)
    assert told == (f"{label}; {label}", "The register Measures holds no measure for this figure.")
    silent = replace(found.progress, verdict="no_verdict")
    assert unlit_reasons([(silent, views)], en) == []


@pytest.mark.parametrize(
    ("value", "text"),
    [("6643.82", "6.640"), ("106.34", "106"), ("67.26", "67,3"), ("0.04", "0,0"), ("0", "0,0")],
)
def test_what_is_foretold_has_three_figures(value: str, text: str) -> None:
    assert foretold(Decimal(value), 1, voice("nl")) == text


def test_a_budget_with_a_year_that_lacks_says_only_what_holds_for_any_value_of_it() -> None:
    """In May 2023 100 kg of Hengelo lack; 710,300 kg are known of 710,400: 24.3 t over the plan."""
    acts = open_acts()
    bring(acts, YEARS, leave_out="Hengelo 2023-05")
    own_target(acts)
    told = budget_sentences(seen(acts), voice("nl"))
    assert told[0].endswith("minstens 710,3 t gebruikt: van 2023 ontbreken cijfers.")
    assert told[1:] == (
        "Dat is minstens 24,3 t meer dan gepland.",
        "Na 2025 was er hoogstens 300,7 t over. Hoeveel minder er elk jaar nodig is, is zo niet te zeggen.",
    )


def test_less_than_planned_is_never_said_of_a_use_that_is_not_known() -> None:
    """400 kg a month less than the worked years: 676.8 t of 686.0 t planned, and a bit lacks."""
    acts = open_acts()
    less = {year: twelfth if year == 2018 else twelfth - 400 for year, twelfth in YEARS.items()}
    bring(acts, less, leave_out="Hengelo 2023-05")
    own_target(acts)
    told = budget_sentences(seen(acts), voice("en"))
    assert "Whether that is more or less than planned cannot be said this way." in told
    assert not any("less than planned." in each and "Whether" not in each for each in told)


def test_the_title_of_a_forecast_gives_the_chance_in_both_cases_of_its_band() -> None:
    """0.33% with the drift, 0.07% without, as worked in the figures."""
    found = seen(worked())
    assert fan_title(found, voice("en")) == (
        "Chance of the milestone of 2030: less than 5% if the trend goes on, "
        "less than 5% if the trend stops and only the usual swings remain"
    )
    told = fan_sentence(found, voice("nl"))
    assert "loopt van 67,3 t tot 106 t" in told and "de mijlpaal vraagt 54,0 t" in told
    assert told.count("nagerekend op het eigen verleden") == 1


def test_the_distance_in_days_at_the_largest_site() -> None:
    told = distance_sentence(seen(worked()), voice("en"))
    assert told == (
        "The distance from the path (10.3 t) equals 41 days of Residual waste in Almelo."
    )


def test_what_is_unknown_is_said_instead_of_a_budget() -> None:
    told = budget_sentences(seen(worked(), target="GD3-4b"), voice("nl"))
    assert told and "basisjaar" in told[0]

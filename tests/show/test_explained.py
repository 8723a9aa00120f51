"""Bridge and weather in words: the headline of every turn, bars that add up, charts, tables."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from kpi.acts import Acts
from kpi.declare import Month
from kpi.judge.bridge import Bridge, Effect
from kpi.judge.site_model import Period
from kpi.measure import Reason, Scope
from kpi.show.bridge import Asked, bars, bridge_table, bridge_view, headline, remarks, sentence
from kpi.show.bridge_chart import bridge_chart
from kpi.show.voice import Voice
from kpi.show.weather import (
    base_names,
    cusum_sentence,
    model_table,
    month_table,
    read_base,
    weather_sentence,
    weather_title,
    weather_view,
)
from kpi.show.weather_charts import corrected_chart, cusum_chart, scatter_chart
from tests.stores import open_acts
from tests.weathered import energy, line, months, send_days, send_energy

FIGURE = "co2_operations_location"


@pytest.fixture(scope="module")
def acts() -> Acts:
    acts = open_acts()
    before, after = line(20_000, 100), line(20_000, 100, "0.9")
    gas = {m: (before if m < "2024" else after)(m) for m in months(2023, 2024)}
    send_energy(acts, energy("ALM", gas))
    send_days(acts, {("ALM", 2023): 5000, ("ALM", 2024): 5000})
    return acts


def voice(acts: Acts, language: Any = "en") -> Voice:
    return Voice(acts.catalogue, language, {"ALM": "Almelo"})


def made(acts: Acts, saving: int, factor: int, *remarks: Reason) -> Bridge:
    """Return a bridge of 100 t to what saving and factor (in t) make of it."""
    tonnes = Decimal(1000)
    effects = [("saving", saving), ("factor", factor)]
    return Bridge(
        declared=acts.catalogue.decompositions[FIGURE],
        site="ALM",
        years=(2023, 2024),
        months=(1, 12),
        before=100 * tonnes,
        after=(100 + saving + factor) * tonnes,
        effects=tuple(Effect(c, "co2_gas", v * tonnes, None) for c, v in effects),  # type: ignore[arg-type]
        models=(),
        estimated=False,
        assumed=False,
        reasons=(),
        remarks=remarks,
    )


@pytest.mark.parametrize(
    ("saving", "factor", "told"),
    [
        (
            -9,
            -91 + 61,
            "23% of the decrease is the hospital's own saving: 9.0 t CO2e of 39.0 t CO2e",
        ),
        (4, 6, "40% of the increase is the hospital's own use: 4.0 t CO2e of 10.0 t CO2e"),
        (-9, 4, "5.0 t CO2e less; the hospital itself saved more than that: 9.0 t CO2e"),
        (9, -4, "5.0 t CO2e more; by its own use the hospital added more than that: 9.0 t CO2e"),
        (3, -8, "5.0 t CO2e less, not by the hospital's own doing: its own use added 3.0 t CO2e"),
        (-3, 8, "5.0 t CO2e more, although the hospital itself saved 3.0 t CO2e"),
        (0, -8, "8.0 t CO2e less, none of it by the hospital's own saving"),
    ],
)
def test_the_headline_says_how_much_is_the_hospitals_own(
    acts: Acts, saving: int, factor: int, told: str
) -> None:
    assert headline(made(acts, saving, factor), voice(acts)) == told


def test_a_headline_does_not_claim_what_may_be_weather(acts: Acts) -> None:
    mixed = Reason("bridge_no_weather", {"figure": "gas", "site": "ALM"})
    view = made(acts, -9, -30, mixed)
    assert "cannot be told apart from the weather" in headline(view, voice(acts))
    assert [bar.label for bar in bars(view, voice(acts))][1] == "Own use and weather: Natural gas"
    assert any("Almelo" in told and "Natural gas" in told for told in remarks(view, voice(acts)))


def test_the_bars_go_from_before_to_after(acts: Acts) -> None:
    view = bridge_view(
        acts.judge(), acts.catalogue.decompositions[FIGURE], Asked("ALM", (2023, 2024))
    )
    found = bars(view, voice(acts))
    assert found[0].kind == found[-1].kind == "end"
    reached = sum((bar.value for bar in found[:-1]), Decimal())
    assert abs(reached - found[-1].value) < Decimal("1e-15")
    trace = bridge_chart(view, voice(acts)).data[0]
    assert len(trace.x) == len(found)
    ends = [base + step for base, step in zip(trace.base, trace.x, strict=True)]
    assert ends[-2] == pytest.approx(ends[-1])


def test_the_table_holds_every_effect_and_both_ends(acts: Acts) -> None:
    view = bridge_view(
        acts.judge(), acts.catalogue.decompositions[FIGURE], Asked("ALM", (2023, 2024))
    )
    table = bridge_table(view, voice(acts, "nl"))
    assert (table.rows[0][0], table.rows[-1][0]) == ("2023", "2024")
    assert len(table.rows) == len(view.effects) + 2 == len(table.plain_rows)
    numbers = [Decimal(row[1].replace(",", ".")) for row in table.plain_rows]
    assert abs(sum(numbers[:-1]) - numbers[-1]) < Decimal("0.00001")


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_sentence_names_both_ends_and_the_causes(acts: Acts, language: str) -> None:
    view = bridge_view(
        acts.judge(), acts.catalogue.decompositions[FIGURE], Asked("ALM", (2023, 2024), (1, 5))
    )
    told = sentence(view, voice(acts, language))
    assert ("januari tot en met mei 2024" if language == "nl" else "January to May 2024") in told
    assert ("weer" if language == "nl" else "weather") in told


def test_weather_in_words_charts_and_tables(acts: Acts) -> None:
    declared = acts.catalogue.weather_fits["gas"]
    scope = Scope("ALM", Month(2024, 12), "r12")
    view = weather_view(acts.judge(), declared, scope, Period.years(2023))
    assert weather_title(view, voice(acts)) == "Natural gas: 10.0% less than the weather asked for"
    assert "(10.0%) less than expected" in weather_sentence(view, voice(acts))
    assert cusum_sentence(view, voice(acts)).startswith("Since 2023, up to December 2024, ")
    row = model_table(view, voice(acts)).rows[0]
    assert row[:5] == ("Almelo", "● correctable", "12 / 12", "20,000", "100.0")
    newest = month_table(view, voice(acts)).rows[0]
    assert newest[0] == "December 2024" and "–" not in newest
    points, drawn = scatter_chart(view, voice(acts)).data
    assert len(points.x) == 12 and drawn.y[0] == pytest.approx(20_000)
    running = cusum_chart(view, voice(acts)).data[0]
    assert running.y[0] == 0 and len(running.y) == 13
    used, corrected = corrected_chart(view, voice(acts)).data
    assert len(used.x) == len(corrected.x) == 36


def test_a_use_that_may_not_be_corrected_says_why(acts: Acts) -> None:
    declared = acts.catalogue.weather_fits["gas"]
    scope = Scope("ALM", Month(2024, 12), "r12")
    view = weather_view(acts.judge(), declared, scope, Period.years(2022))
    assert weather_title(view, voice(acts)) == "Natural gas: not correctable for the weather"
    assert "Almelo: 0 months" in weather_sentence(view, voice(acts))


def test_bases_by_name(acts: Acts) -> None:
    assert base_names(acts.judge(), Month(2024, 12)) == ("2024", "2023", "2023-2024")
    assert read_base("2023-2024") == Period.years(2023, 2024)
    for name in ("", "24", "2024-2023", "2022-2023-2024", "２０２４", "abcd"):
        assert read_base(name) is None

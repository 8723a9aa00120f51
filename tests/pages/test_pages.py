"""Every page on an empty, a partly filled and a filled store, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kpi.declare import LANGUAGES, Language, Month, load
from kpi.measure import Scope
from kpi.show import Voice, display
from kpi.show.completeness import arrivals
from kpi.show.format import TIED
from tests.pages.screens import PAGES, figures, go, screens, tables, texts
from tests.stores import open_acts, upload

CATALOGUE = load()
WASTE = next(t for t in CATALOGUE.themes if t.contract and t.contract.id == "waste")
JANUARY = {"month": "2025-01", "span": "month", "lang": "nl"}


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("empty") / "kpi.duckdb"
    open_acts(path).store.close()
    return path


@pytest.fixture(scope="module")
def partial(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("partial") / "kpi.duckdb"
    acts = open_acts(path)
    upload(acts, "waste", WASTE.example, "waste.csv")
    acts.store.close()
    return path


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("full") / "kpi.duckdb"
    acts = open_acts(path)
    for theme in CATALOGUE.themes:
        if theme.contract is not None:
            upload(acts, theme.contract.id, theme.example, f"{theme.id}.csv")
    acts.store.close()
    return path


@pytest.fixture
def january(full: Path) -> Iterator[AppTest]:
    with screens(full, JANUARY) as test:
        yield test


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("store", ["empty", "partial", "full"])
def test_every_page_stands_on_every_store(
    store: str, language: Language, request: pytest.FixtureRequest
) -> None:
    with screens(request.getfixturevalue(store), {"lang": language}) as test:
        for page in PAGES:
            if page != PAGES[0]:
                go(test, page)
            assert not test.exception, page
            assert not test.error, page
            title = CATALOGUE.words.say(language, f"page.{page}")
            assert [element.value for element in test.title] == [title]


def test_without_figures_a_page_says_so_and_shows_the_way(empty: Path) -> None:
    with screens(empty, {"lang": "nl"}) as test:
        words = CATALOGUE.words
        assert words.say("nl", "first_run.title") in [element.value for element in test.header]
        assert "Er zijn 2 locaties: **Almelo, Hengelo**" in texts(test)
        assert not figures(test)
        for page in ("co2_energy", "waste"):
            go(test, page)
            said = CATALOGUE.words.say("nl", "theme.empty")
            assert said in [element.value for element in test.info]
            assert not figures(test)


def test_the_guided_start_goes_away_with_the_first_file(partial: Path) -> None:
    with screens(partial, {"lang": "nl"}) as test:
        assert CATALOGUE.words.say("nl", "first_run.title") not in texts(test)
        for box in ("course", "lacks", "tasks"):
            assert CATALOGUE.words.say("nl", f"overview.{box}") in texts(test)
        # The example holds January 2025 only: of the last twelve months nothing is in.
        twelve = "niets binnen in nov 2025 tot en met okt 2026"
        assert f"Afval, Almelo: {twelve}." in texts(test)
        assert "Laatst aangeleverd door Tester, op " in texts(test)
        assert f"Energie, water en gassen, Almelo: {twelve}." in texts(test)
        assert "Dit is hier nog nooit aangeleverd." in texts(test)
        # What waits past the first few is made once it is opened.
        asked = "Ja of nee, en het antwoord ontbreekt nog: "
        assert asked not in texts(test)
        test.session_state["more-tasks"] = True
        assert asked in texts(test.run())


def test_what_nobody_sends_nor_asks_for_is_not_called_complete(partial: Path) -> None:
    acts = open_acts(partial)
    months = tuple(Month(2026, 9).until(Month(2026, 10)))
    found = arrivals(
        acts.judge().figures(), "ALM", months, Voice(CATALOGUE, "nl", {"ALM": "Almelo"})
    )
    states = {a.contract: {d.state for d in a.deliveries} for a in found}
    assert states["food"] == {"unasked"} and states["waste"] == {"nothing"}
    assert not next(a for a in found if a.contract == "food").incomplete
    acts.store.close()


def test_a_figure_of_which_nothing_is_in_shows_the_way_and_no_empty_chart(partial: Path) -> None:
    with screens(partial, {"lang": "nl", "figure": "co2_direct_fuel"}) as test:
        label = CATALOGUE.indicators["co2_direct_fuel"].label.nl
        said = texts(go(test, "co2_energy"))
        assert CATALOGUE.words.say("nl", "title_series.none", label=label) in said
        assert not test.get("plotly_chart")
        links = [link.proto.label for link in test.get("page_link")]
        assert "Energie, water en gassen aanleveren" in links


def test_a_file_that_is_wanting_is_named_once_on_the_front_page_and_beside_its_target(
    partial: Path,
) -> None:
    sentence = "Niet binnen: Afval, Almelo, nov 2025 tot en met okt 2026"
    with screens(partial, {"lang": "nl"}) as test:
        assert sentence not in texts(test)
        assert sentence in texts(go(test, "waste"))


def test_tiles_show_the_figures_worked_by_hand(january: AppTest) -> None:
    """Residual is 24,680 + 900 (burnt) + 15,000 + 800 = 41,380 kg of 63,700 kg."""
    shown = figures(go(january, "waste"))
    assert shown["Restafval"] == "41,4 t"
    assert shown["Afval totaal"] == "63,7 t"
    assert shown["Aandeel restafval"] == "65,0%"
    january.segmented_control(key="scope-site").set_value("HGL").run()
    # 15,000 + 800 of 15,000 + 800 + 3,960 + 40 + 2,950 = 22,750 kg
    shown = figures(january)
    assert shown["Restafval"] == "15,8 t"
    assert shown["Afval totaal"] == "22,8 t"
    assert shown["Aandeel restafval"] == "69,5%"


@pytest.mark.parametrize("name", ["co2_energy", "waste"])
def test_every_section_shows_its_figures_as_they_are_measured(full: Path, name: str) -> None:
    acts = open_acts(full)
    scope = Scope("ALL", Month(2025, 1), "month")
    expected = {
        indicator.label.nl: display(
            CATALOGUE, acts.judge().figures().measured(indicator.id, scope), "nl"
        ).replace(TIED, " ")
        for indicator in CATALOGUE.indicators.values()
        if indicator.page == name
    }
    acts.store.close()
    found: dict[str, str] = {}
    with screens(full, JANUARY) as test:
        go(test, name)
        control = f"section-{name}"
        sections = {i.section for i in CATALOGUE.indicators.values() if i.page == name}
        for section in sorted(sections):
            # More than five sections stand in a list.
            test.selectbox(key=control).set_value(section).run()
            assert not test.exception
            found |= figures(test)
    assert found == expected


def test_a_chart_has_a_sentence_a_table_and_words_for_those_who_do_not_see_it(
    january: AppTest,
) -> None:
    go(january, "waste")
    (fold,) = (f for f in january.expander if f.key == "fold-breakdown-waste_residual")
    assert "niet compleet" not in fold.label
    january.session_state["fold-breakdown-waste_residual"] = True
    charts = january.run().get("plotly_chart")
    assert len(charts) == 2
    assert not tables(january)  # what is folded away is not sent
    for chart in charts:
        january.session_state[f"table-{chart.key}"] = True
    january.run()
    assert len(tables(january)) == len(charts)
    charts = january.get("plotly_chart")
    sentence = "Restafval over januari 2025: 41,4 t."
    assert sentence in texts(january)
    assert sentence in charts[0].proto.alt
    assert tables(january)[0].rows[0] == ["januari 2025", "41,4 t", "deels geschat"]


def test_a_share_of_what_is_in_is_told_as_incomplete(partial: Path) -> None:
    """Of the twelve months to January 2025 only the last is in."""
    with screens(partial, {"lang": "nl", "month": "2025-01", "span": "r12"}) as test:
        go(test, "waste")
        (fold,) = (f for f in test.expander if f.key == "fold-breakdown-waste_residual")
        assert fold.label.replace("\\", "").endswith("(niet compleet)")


def test_a_figure_leads_down_to_the_uploaded_lines(january: AppTest) -> None:
    go(january, "waste")
    january.session_state["lines-waste_residual"] = True
    january.run()
    (table,) = (t for t in tables(january) if t.header[-1] == "Waar staat het?")
    places = table.column("Waar staat het?")
    assert [place.rpartition(" ")[2] for place in places] == ["2", "10", "5", "11"]
    assert all("waste.csv, regel" in place for place in places)
    assert "Uit deze regels (4) bestaat **Restafval: 41,4 t**" in texts(january)


def test_what_the_address_does_not_know_is_said(full: Path) -> None:
    query = {"site": "XXX", "month": "13", "span": "eon", "lang": "en", "factors": "1999"}
    with screens(full, query) as test:
        said = texts(test)
        assert "The site XXX in the address is not known here" in said
        assert "The month 13 in the address is not known here" in said
        assert "The period eon in the address is not known" in said
        assert test.segmented_control(key="scope-site").value == "ALL"
        assert "There are no emission factors of 1999" in texts(go(test, "co2_energy"))


def test_the_scope_goes_along_and_stands_in_the_address(full: Path) -> None:
    with screens(full, {"lang": "nl", "month": "2025-01"}) as test:
        test.segmented_control(key="scope-site").set_value("ALM").run()
        assert test.query_params["site"] == "ALM"
        assert test.query_params["month"] == "2025-01"
        assert test.query_params["lang"] == "nl"
        go(test, "waste")
        assert test.segmented_control(key="scope-site").value == "ALM"
        assert "U ziet **Almelo**" in texts(test)


def test_frozen_factors_change_the_figures_of_the_energy_page(january: AppTest) -> None:
    go(january, "co2_energy")
    label = CATALOGUE.indicators["co2_gas"].label.nl
    january.selectbox(key="section-co2_energy").set_value("co2_sources").run()
    assert figures(january)[label] == "338,1 t CO2e"  # 98,450 + 60,000 m3 times 2.134
    january.selectbox(key="scope-factors").set_value("2019").run()
    assert figures(january)[label] == "299,5 t CO2e"  # times 1.890


def test_the_choice_of_factors_stands_only_where_a_figure_uses_them(full: Path) -> None:
    """Kilograms know no factor; CO2 does, a sum of others too."""
    for section, there in (("main", False), ("waste_co2", True)):
        with screens(full, {"section": section}) as test:
            page = go(test, "waste")
            assert not page.exception
            assert any(box.key == "scope-factors" for box in page.selectbox) == there
    with screens(full) as test:
        assert go(test, "co2_energy").selectbox(key="scope-factors").value == "year-of-use"


def test_a_view_without_what_it_needs_says_what_that_is(full: Path) -> None:
    with screens(full, {**JANUARY, "view": "weather"}) as test:
        assert CATALOGUE.words.say("nl", "theme.nothing.weather") in texts(go(test, "co2_energy"))


def test_the_definitions_hold_every_figure_source_and_factor(full: Path) -> None:
    with screens(full, {"lang": "nl"}) as test:
        go(test, "definitions")
        # The manual is no list of definitions: it is not said to be one.
        intro = CATALOGUE.words.say("nl", "definitions.intro")
        assert intro not in texts(test)
        test.segmented_control(key="chapter").set_value("figures").run()
        assert intro in texts(test)
        said = ""
        for theme in CATALOGUE.themes:
            test.segmented_control(key="definitions-theme").set_value(theme.id).run()
            said += texts(test)
        assert all(i.note.nl in said for i in CATALOGUE.indicators.values())
        test.segmented_control(key="chapter").set_value("sources").run()
        assert all(source.title in texts(test) for source in CATALOGUE.sources.values())
        test.segmented_control(key="chapter").set_value("factors").run()
        rows = 0
        for activity in {factor.activity for factor in CATALOGUE.factors}:
            test.segmented_control(key="definitions-activity").set_value(activity).run()
            rows += len(tables(test)[-1].rows)  # below the history of one variant
        assert rows == len(CATALOGUE.factors)


def test_a_figure_has_its_definition_beside_it_and_at_an_address(full: Path) -> None:
    address = {"lang": "nl", "chapter": "figures", "figure": "co2_gas"}
    with screens(full, {"lang": "nl", "section": "co2_sources", "figure": "co2_gas"}) as test:
        go(test, "co2_energy")
        formula = "som van de regels in Energie, water en gassen"
        assert formula not in texts(test)
        test.session_state["definition-of-co2_gas"] = True
        assert formula in texts(test.run())
        test.query_params.clear()
        test.query_params.update(address)
        go(test, "definitions")
        said = texts(test)
        assert f"## {CATALOGUE.indicators['co2_gas'].label.nl}" in said and formula in said
        assert CATALOGUE.indicators["co2_fleet"].note.nl not in said
        assert test.segmented_control(key="definitions-theme").value == "co2"
        test.segmented_control(key="definitions-theme").set_value("waste").run()
        assert CATALOGUE.indicators["waste_residual"].note.nl in texts(test)

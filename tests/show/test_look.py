"""The look: contrast of every colour by computing it, titles that state the finding, the heat map."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from kpi.declare import LANGUAGES, Month, load
from kpi.measure import Coverage, Measured, Scope, Status
from kpi.show import Voice
from kpi.show.charts import COLOURS, GREY, SYMBOLS, chart_config, series_chart
from kpi.show.completeness import Arrival, Delivery
from kpi.show.findings import breakdown_title, series_title
from kpi.show.heat import FILLS, INK, arrival_map
from kpi.show.views import Breakdown, Part, Series, SeriesPoint

THEME = tomllib.loads(Path(".streamlit/config.toml").read_text(encoding="utf-8"))["theme"]
CATALOGUE = load()
NL = Voice(CATALOGUE, "nl", {"ALM": "Almelo"})
EN = Voice(CATALOGUE, "en", {"ALM": "Almelo"})
SCOPE = Scope("ALM", Month(2025, 3), "ytd")
TEXTS = ("textColor", "linkColor", "orangeTextColor", "blueTextColor", "grayTextColor")


def luminance(colour: str) -> float:
    """Return the relative luminance of WCAG 2.2 of a colour as #RRGGBB."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_contrast_is_reckoned_as_the_guideline_does() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    # Worked in the notes on colours: dark blue 10.25 and dark orange 5.18 on white.
    assert contrast("#12436D", "#FFFFFF") == pytest.approx(10.25, abs=0.01)
    assert contrast("#C2410C", "#FFFFFF") == pytest.approx(5.18, abs=0.01)


@pytest.mark.parametrize("ground", ["backgroundColor", "secondaryBackgroundColor"])
@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("text", TEXTS)
def test_every_text_colour_can_be_read(text: str, mode: str, ground: str) -> None:
    assert contrast(THEME[mode][text], THEME[mode][ground]) >= 4.5


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("colour", COLOURS)
def test_every_mark_stands_out(colour: str, mode: str) -> None:
    assert contrast(colour, THEME[mode]["backgroundColor"]) >= 3


@pytest.mark.parametrize("fill", FILLS.values())
def test_shapes_in_the_heat_map_can_be_read_and_cells_stand_out(fill: str) -> None:
    assert contrast(INK, fill) >= 4.5
    assert all(contrast(fill, THEME[mode]["backgroundColor"]) >= 3 for mode in ("light", "dark"))


def test_what_covers_the_shade_of_a_table_has_the_colour_of_the_page() -> None:
    style = Path("kpi/styles/table.css").read_text(encoding="utf-8")
    light, dark = (THEME[mode]["backgroundColor"] for mode in ("light", "dark"))
    assert f"--ground: light-dark({light}, {dark});" in style


def test_one_family_of_type_is_used_and_served_by_the_house() -> None:
    faces = THEME["fontFaces"]
    assert {face["family"] for face in faces} == {"Atkinson Hyperlegible Next"}
    folder = Path("kpi")
    assert all((folder / face["url"]).read_bytes()[:4] == b"\0\1\0\0" for face in faces)
    assert "SIL OPEN FONT LICENSE" in (folder / "typeface" / "OFL.txt").read_text("utf-8")


def a_measured(value: str | None, status: Status = "measured", have: int = 3) -> Measured:
    exact = None if value is None else Decimal(value)
    return Measured("co2_gas", exact, "kg CO2e", status, Coverage(have, 3))


def a_series(whole: Measured, earlier: Measured, *points: SeriesPoint) -> Series:
    return Series("co2_gas", "Gas", "t CO2e", 1, SCOPE, points, whole, earlier)


@pytest.mark.parametrize(
    ("whole", "earlier", "title"),
    [
        (a_measured("4750"), a_measured("5000"), "Gas: 5,0% minder dan een jaar eerder"),
        (a_measured("5500"), a_measured("5000"), "Gas: 10,0% meer dan een jaar eerder"),
        (a_measured("5000"), a_measured("5000"), "Gas: gelijk aan een jaar eerder"),
        (
            a_measured("4750"),
            a_measured(None, "missing", 0),
            "Gas: geen compleet jaar eerder om mee te vergelijken",
        ),
        (
            a_measured("4750", "incomplete", 2),
            a_measured("5000"),
            "Gas: niet compleet, 2 van 3 locatiemaanden",
        ),
        (a_measured(None, "missing", 0), a_measured("5000"), "Gas: nog geen cijfer"),
    ],
)
def test_the_title_states_the_finding(whole: Measured, earlier: Measured, title: str) -> None:
    assert series_title(a_series(whole, earlier), NL) == title


def test_without_a_year_earlier_the_title_tells_from_where_to_where() -> None:
    """Not whole, and not over yet: neither is the last month that is told."""
    statuses: tuple[Status, ...] = ("incomplete", "measured", "estimated", "measured")
    points = [
        SeriesPoint(Month(2025, number), Decimal(number), status, f"{number} t")
        for number, status in enumerate(statuses, 1)
    ]
    told = a_series(a_measured("4750"), a_measured(None, "missing", 0), *points)
    running = replace(told, running=(Month(2025, 4),))
    assert series_title(running, NL) == "Gas: van 2 t (februari 2025) naar 3 t (maart 2025)"
    assert series_title(running, EN) == "Gas: from 2 t (February 2025) to 3 t (March 2025)"
    alone = replace(told, points=tuple(points[:2]))
    assert series_title(alone, EN) == "Gas: no complete earlier year to compare with"
    nothing = a_series(a_measured("4750"), a_measured("0"), *points)
    assert series_title(nothing, EN) == "Gas: from 2 t (February 2025) to 4 t (April 2025)"


def test_the_title_of_parts_names_the_largest() -> None:
    parts = tuple(
        Part(name, name.title(), (Decimal(total),), Decimal(total))
        for name, total in (("glass", 59), ("paper", 41))
    )
    months, statuses = (Month(2025, 3),), ("measured",)
    whole = Breakdown("waste_total", "Waste", "t", 1, SCOPE, months, statuses, parts)  # type: ignore[arg-type]
    assert breakdown_title(whole, EN) == "Waste: ‘Glass’ is the largest part (59%)"
    own = replace(whole, label="Glass")
    told = "Glass: 59% is the ordinary kind, the rest is of other kinds"
    assert breakdown_title(own, EN) == told
    assert breakdown_title(replace(whole, parts=()), EN) == "Waste: nothing to divide"
    # Alone on a fold a share of what is in must not read as that of the whole.
    lacking = breakdown_title(replace(whole, whole=False), EN)
    assert lacking == "Waste: ‘Glass’ is the largest part (59%) (incomplete)"


def test_a_value_on_an_assumed_factor_is_provisional_and_incomplete_comes_first() -> None:
    points = (
        SeriesPoint(Month(2025, 1), Decimal(1), "measured", "1", assumed=True),
        SeriesPoint(Month(2025, 2), Decimal(2), "incomplete", "2", assumed=True),
        SeriesPoint(Month(2025, 3), Decimal(3), "measured", "3"),
    )
    figure = series_chart(a_series(a_measured("6"), a_measured("6"), *points), EN)
    drawn = {mark.name: (mark.marker.symbol, list(mark.y)) for mark in figure.data[1:]}
    assert drawn == {
        "measured": ("circle", [3.0]),
        "provisional: assumed factor": ("triangle-down-open", [1.0]),
        "incomplete": ("x-thin-open", [2.0]),
    }
    assert len(set(SYMBOLS.values())) == len(SYMBOLS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_chart_can_be_kept_as_a_picture_in_the_page_s_language(language: str) -> None:
    voice = NL if language == "nl" else EN
    config = chart_config("series-gas", voice)
    assert config["modeBarButtons"] == [["toImage"]]
    assert config["toImageButtonOptions"] == {"format": "png", "scale": 2, "filename": "series-gas"}
    told = {"nl": "Bewaar als afbeelding (PNG)", "en": "Keep as a picture (PNG)"}[language]
    assert config["locales"][language]["dictionary"] == {"Download plot as a PNG": told}


def test_the_heat_map_has_a_shape_where_something_lacks_and_leaves_open_what_was_not_expected() -> (
    None
):
    whole = Delivery(Month(2025, 1), "complete", ())
    part = Delivery(Month(2025, 2), "partly", ("Papier",))
    none = Delivery(Month(2025, 2), "nothing", ("Gas",))
    never = Delivery(Month(2025, 2), "unasked", ())
    found = [
        Arrival("Afval", "Almelo", (whole, part)),
        Arrival("Energie", "Hengelo", (none,)),
        Arrival("Voeding", "Hengelo", (never,)),
    ]
    figure = arrival_map(found, NL)
    (cells,) = figure.data
    assert list(cells.x) == ["jan 2025", "feb 2025"]
    assert list(cells.y) == ["Afval · Almelo", "Energie · Hengelo", "Voeding · Hengelo"]
    assert [list(row) for row in cells.z] == [[3, 2], [None, 0], [None, 1]]
    assert [list(row) for row in cells.text] == [["", "◔"], ["", "□"], ["", "–"]]
    assert cells.hovertext[0][1] == "Afval, Almelo, februari 2025: er ontbreekt iets (Papier)"
    # Every month has its name, and a long name leaves a telephone room for its cells.
    assert figure.layout.xaxis.ticktext == ("jan 2025", "feb 2025")
    assert figure.layout.yaxis.ticktext[0] == "Afval ·\N{NO-BREAK SPACE}Almelo"
    (long,) = arrival_map(
        [Arrival("Energie, water en gassen", "Almelo", (whole,))], NL
    ).layout.yaxis.ticktext
    assert long == "Energie, water en gassen<br>·\N{NO-BREAK SPACE}Almelo"
    # What is missing stands out; what nobody asked for is grey.
    # Four even steps from -0.5 to 3.5: each state lies in the middle of its own.
    assert (cells.zmin, cells.zmax) == (-0.5, 3.5) and COLOURS[GREY] == FILLS["unasked"]

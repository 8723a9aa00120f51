"""Sentences, tables and charts of views made by hand."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from decimal import Decimal

from kpi.declare import Month, load
from kpi.measure import Contribution, Coverage, Measured, Reason, Scope, Status
from kpi.show import Voice
from kpi.show.charts import breakdown_chart, series_chart
from kpi.show.sentences import breakdown_sentence, series_sentence
from kpi.show.tables import breakdown_table, lines_table, series_table
from kpi.show.views import Breakdown, Part, Series, SeriesPoint, gathered, status_text, year_step

CATALOGUE = load()
NL = Voice(CATALOGUE, "nl", {"ALM": "Almelo"})
EN = Voice(CATALOGUE, "en", {"ALM": "Almelo"})
SCOPE = Scope("ALM", Month(2025, 3), "ytd")


def measured(value: str | None, status: Status = "measured", have: int = 3) -> Measured:
    exact = None if value is None else Decimal(value)
    reason = Reason("months_missing", {"have": str(have), "expected": "3"}) if have < 3 else None
    return Measured("co2_gas", exact, "kg CO2e", status, Coverage(have, 3), reason)


def point(number: int, value: str | None, status: Status) -> SeriesPoint:
    exact = None if value is None else Decimal(value)
    return SeriesPoint(Month(2025, number), exact, status, "–" if value is None else f"{value} t")


POINTS = (
    point(1, "3.25", "measured"),
    point(2, None, "missing"),
    point(3, "1.5", "estimated"),
    point(4, "0.2", "incomplete"),
    point(5, "2", "measured"),
)


def a_series(whole: Measured, earlier: Measured) -> Series:
    return Series("co2_gas", "CO2 van aardgas", "t CO2e", 1, SCOPE, POINTS, whole, earlier)


def test_the_sentence_tells_value_change_extremes_and_gaps() -> None:
    told = series_sentence(a_series(measured("4750"), measured("5000")), NL)
    assert told == (
        "CO2 van aardgas over 2025 tot en met maart 2025: 4,8 t CO2e."
        " Dat is 5,0% minder dan een jaar eerder (5,0 t CO2e)."
        " Van de 3 hele maanden in de grafiek was januari 2025 de hoogste (3.25 t)"
        " en maart 2025 de laagste (1.5 t)."
        " In februari 2025 en april 2025 ontbreekt iets."
    )


def test_an_incomplete_figure_is_never_compared() -> None:
    part = measured("4750", "incomplete", have=2)
    told = series_sentence(a_series(part, measured("5000")), EN)
    assert "but that is incomplete (2 of 3 site-months)" in told
    assert "a year earlier" not in told
    assert year_step("tile", part, measured("5000"), EN) == ""
    assert year_step("tile", measured("5000"), part, EN) == ""
    assert year_step("tile", measured("5000"), measured("0"), EN) == ""
    assert (
        year_step("tile", measured("5500"), measured("5000"), EN)
        == "10.0% more than a year earlier (5.0 t CO2e)"
    )
    assert year_step("tile", measured("5001"), measured("5000"), NL).startswith("Gelijk aan")


def test_shares_are_compared_in_points_and_not_in_percent() -> None:
    def share(value: str) -> Measured:
        return Measured("waste_residual_share", Decimal(value), "%", "measured", Coverage(1, 1))

    assert year_step("tile", share("59.3"), share("60"), NL) == (
        "0,7 procentpunt minder dan een jaar eerder (60,0%)"
    )
    assert year_step("tile", share("2"), share("0"), EN).startswith("2.0 percentage points more")
    # What lies 20.94 apart reads as 59.3 and 38.2: that is 21.1, and never 20.9.
    assert year_step("tile", share("59.26"), share("38.24"), EN) == (
        "21.1 percentage points more than a year earlier (38.2%)"
    )
    assert year_step("tile", share("13.24"), share("13.16"), NL).startswith("Gelijk aan")


def test_amounts_that_read_the_same_are_the_same_only_when_they_nearly_are() -> None:
    """5,010 is 0.4% more than 4,990 and 5,040 1.6% more than 4,960; all four read 5.0 t."""
    assert year_step("tile", measured("5010"), measured("4990"), NL) == (
        "Gelijk aan een jaar eerder (5,0 t CO2e)"
    )
    assert year_step("tile", measured("5040"), measured("4960"), NL).startswith("1,6% meer")
    # Both read 0.1 t: a coarse unit hides no rise.
    assert year_step("tile", measured("140"), measured("60"), NL).startswith("133,3% meer")
    assert year_step("tile", measured("5100"), measured("5000"), NL).startswith("2,0% meer")


def test_without_a_value_the_sentence_says_so() -> None:
    told = series_sentence(a_series(measured(None, "missing", have=0), measured(None)), NL)
    assert told.startswith("CO2 van aardgas over 2025 tot en met maart 2025: er is geen cijfer.")


def test_a_gap_is_drawn_as_a_gap_and_an_incomplete_month_stands_outside_the_line() -> None:
    figure = series_chart(a_series(measured("4750"), measured("5000")), NL)
    line, *marks, band = figure.data
    assert list(line.y) == [3.25, None, 1.5, None, 2.0]
    assert line.connectgaps is False
    assert [(mark.name, list(mark.y)) for mark in marks] == [
        ("gemeten", [3.25, 2.0]),
        ("deels geschat", [1.5]),
        ("niet compleet", [0.2]),
    ]
    assert len({mark.marker.symbol for mark in marks}) == 3
    # The axis ends a hundredth beyond its last tick, and no marker is cut there.
    assert list(figure.layout.yaxis.range) == [0.0, 4.04]
    assert {mark.cliponaxis for mark in marks} == {False}
    # The hatched band stands over February alone, from 0 to the tick above 3.25.
    assert (band.name, list(band.x), list(band.base), list(band.y)) == (
        "geen cijfer",
        ["2025-02-01"],
        [0.0],
        [4.0],
    )
    assert band.marker.pattern.shape == "/"
    assert figure.layout.separators == ",."
    assert next(iter(figure.layout.xaxis.ticktext)) == "jan<br>2025"


def test_months_in_a_row_without_a_figure_are_one_band_and_many_are_counted() -> None:
    """From 1 January to 1 March are 59 days, and 30 around them; the middle is 30 January."""
    found = [point(n, "1" if n in (4, 6) else None, "measured") for n in range(1, 7)]
    view = replace(a_series(measured("1"), measured("1")), points=tuple(found))
    band = series_chart(view, NL).data[-1]
    assert list(band.x) == ["2025-01-30", "2025-05-01"]
    assert list(band.width) == [89 * 24 * 3600 * 1000, 30 * 24 * 3600 * 1000]
    assert list(band.hovertext) == [
        "januari 2025 – maart 2025: geen cijfer", "mei 2025: geen cijfer"
    ]  # fmt: skip
    assert series_sentence(view, NL).endswith("In 4 van de 6 maanden in beeld ontbreekt iets.")
    # A month that is not over yet lacks nothing.
    running = replace(view, running=(Month(2025, 5),))
    told = "In januari 2025, februari 2025 en maart 2025 ontbreekt iets."
    assert series_sentence(running, NL).endswith(told)


def test_the_table_of_a_series_has_plain_numbers_in_its_file() -> None:
    table = series_table(a_series(measured("4750"), measured("5000")), NL)
    assert table.header == ("Maand", "CO2 van aardgas (t CO2e)", "Stand")
    assert table.rows[0] == ("mei 2025", "2 t", "gemeten")
    assert table.rows[3] == ("februari 2025", "–", "geen cijfer")
    rows = list(csv.reader(io.StringIO(table.csv.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["Maand", "CO2 van aardgas", "Eenheid", "Stand"]
    assert rows[5] == ["2025-01", "3,25", "t CO2e", "gemeten"]
    assert rows[4] == ["2025-02", "", "t CO2e", "geen cijfer"]


def a_breakdown(*totals: str) -> Breakdown:
    months = (Month(2025, 2), Month(2025, 3))
    parts = tuple(
        Part(f"p{place}", f"Deel {place}", (None, Decimal(total)), Decimal(total))
        for place, total in enumerate(totals)
    )
    return Breakdown("waste_total", "Afval", "t", 1, SCOPE, months, ("missing", "measured"), parts)


def test_parts_are_told_by_their_share() -> None:
    told = breakdown_sentence(a_breakdown("6", "3", "1"), NL)
    assert told == (
        "Afval over 2025 tot en met maart 2025: ‘Deel 0’ is het grootst (60,0%),"
        " daarna ‘Deel 1’ (30,0%)."
    )
    assert breakdown_sentence(a_breakdown("6"), EN).endswith("all of it is ‘Deel 0’.")
    assert breakdown_sentence(a_breakdown(), NL).endswith("er is niets om te verdelen.")


def test_a_part_that_is_called_like_the_whole_is_told_apart_from_it() -> None:
    whole = replace(a_breakdown("6", "4"), label="Deel 0")
    told = breakdown_sentence(whole, NL)
    assert "‘Deel 0 (de gewone soort)’ is het grootst (60,0%), daarna ‘Deel 1’ (40,0%)" in told
    assert "‘Deel 0 (the ordinary kind)’ is the largest part" in breakdown_sentence(whole, EN)
    assert breakdown_chart(whole, NL).data[0].name == "Deel 0 (de gewone soort)"
    table = breakdown_table(whole, NL)
    assert table.rows[0][0] == table.plain_rows[0][1] == "Deel 0 (de gewone soort)"


def test_many_small_parts_are_drawn_together_and_told_apart_in_the_table() -> None:
    whole = a_breakdown("9", "8", "7", "6", "5", "2", "1")
    drawn = gathered(whole, "Overig")
    assert [part.label for part in drawn][-1] == "Overig"
    assert drawn[-1].values == (None, Decimal(3))
    assert sum(part.total for part in drawn) == Decimal(38)
    figure = breakdown_chart(whole, NL)
    assert [trace.name for trace in figure.data][-1] == "Overig"
    assert figure.layout.barmode == "stack"
    table = breakdown_table(whole, NL)
    assert len(table.rows) == 7
    assert table.rows[0] == ("Deel 0", "9,0", "23,7%")
    assert len(table.plain_rows) == 7  # the month without figures has no rows


def test_the_largest_of_the_months_in_view_is_drawn_though_it_ended_before_the_span() -> None:
    whole = a_breakdown("9", "8", "7", "6", "5", "2", "1")
    ended = Part("ended", "Diesel", (Decimal(20), Decimal(0)), Decimal(0))
    view = replace(whole, parts=(*whole.parts, ended))
    assert [part.label for part in gathered(view, "Overig")] == [
        "Diesel", "Deel 0", "Deel 1", "Deel 2", "Deel 3", "Overig"
    ]  # fmt: skip
    # 5 + 2 + 1; the title and the table stay with the span.
    assert gathered(view, "Overig")[-1].values[1] == Decimal(8)
    assert breakdown_table(view, NL).rows[0][0] == "Deel 0"


def test_the_state_of_a_figure_is_a_shape_and_a_word() -> None:
    assert status_text(measured("1"), NL) == "● gemeten"
    estimated = Measured(
        "co2_gas", Decimal(1), "kg CO2e", "estimated", Coverage(1, 1), None, Decimal("12.34")
    )
    assert status_text(estimated, NL) == "◐ deels geschat (12,3%)"
    assert status_text(replace(estimated, estimated_share=Decimal(100)), EN) == "◐ estimated"
    # Of a ratio the share is that of what is divided, not of the figure.
    ratio = replace(estimated, indicator="gas_per_m2", unit="m3/m2")
    assert status_text(ratio, NL) == "◐ deels geschat (12,3% van de teller)"


def test_what_rests_on_an_assumed_factor_is_provisional_and_never_measured() -> None:
    assumed = replace(measured("1"), assumed=True)
    assert status_text(assumed, NL) == "▽ voorlopig: aangenomen factor"
    estimated = replace(assumed, status="estimated", estimated_share=Decimal("2.5"))
    assert status_text(estimated, NL) == "▽ voorlopig: aangenomen factor (2,5% geschat)"
    whole = replace(estimated, estimated_share=Decimal(100))
    assert status_text(whole, NL) == "▽ voorlopig: aangenomen factor (geschat)"
    # What lacks something is not whole: that goes first.
    part = replace(measured("1", "incomplete", have=2), assumed=True)
    assert status_text(part, NL) == "◔ niet compleet"
    assert SeriesPoint(Month(2025, 1), Decimal(1), "measured", "1", True).state == "provisional"


def test_lines_name_receipt_file_and_line_and_the_largest_comes_first() -> None:
    def line(number: int, contribution: str | None) -> Contribution:
        exact = None if contribution is None else Decimal(contribution)
        return Contribution(
            "co2_gas", "ALM", Month(2025, 1), "aardgas", Decimal(1000), Decimal("1.779"),
            Decimal(1), exact, False, True, 7, "=a.csv", number,
        )  # fmt: skip

    table = lines_table("co2_gas", [line(2, "10"), line(3, None), line(4, "-1779.5")], NL)
    assert [row[-1] for row in table.plain_rows] == ["4", "2", "3"]
    assert table.rows[0] == (
        "Almelo",
        "jan 2025",
        "aardgas",
        "1.000 × 1,779 (aangenomen factor)",
        "−1,8 t CO2e",
        "upload 7, =a.csv, regel 4",
    )
    assert table.rows[2][4] == "noemer"
    assert table.plain_rows[0][7:10] == ("aangenomen factor", "7", "=a.csv")
    assert b"'=a.csv" in table.csv
    assert b"-1779,5" in table.csv

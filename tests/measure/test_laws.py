"""The law of every kind of indicator, held for all indicators on the demonstration's figures."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kpi.acts import Acts
from kpi.declare import ALL, UNSPLIT, Indicator, Month, Span, load
from kpi.measure import Figures, Measured, Scope

CATALOGUE = load()
INDICATORS = list(CATALOGUE.indicators.values())
YEAR = Month(2024, 12)
TINY = Decimal("1e-18")


@pytest.fixture(scope="module")
def figures(demonstration: Acts) -> Figures:
    return demonstration.judge().figures()


def halves(figures: Figures, indicator: str | None) -> list[Decimal]:
    cells = [figures.cell(indicator or "", site, YEAR) for site in figures.site_codes]
    return [cell.value for cell in cells if cell.value is not None]


def of(figures: Figures, indicator: str, site: str, month: Month, span: Span) -> Measured:
    return figures.measured(indicator, Scope(site, month, span))


def number(measured: Measured) -> Decimal:
    return measured.value or Decimal()


def summed(indicator: str) -> bool:
    declared = CATALOGUE.indicators[indicator]
    if declared.kind == "total":
        return summed(declared.parts[0].indicator)
    return declared.kind in ("flow", "driver")


@pytest.mark.parametrize("indicator", [i.id for i in INDICATORS if summed(i.id)])
def test_a_year_of_a_flow_is_the_sum_of_its_months(figures: Figures, indicator: str) -> None:
    for site in (*figures.site_codes, ALL):
        months = [Month(2024, number) for number in range(1, 13)]
        parts = [number(of(figures, indicator, site, month, "month")) for month in months]
        assert number(of(figures, indicator, site, YEAR, "year")) == sum(parts)


@pytest.mark.parametrize(
    "indicator", [i.id for i in INDICATORS if i.kind not in ("ratio", "driver")]
)
def test_the_group_is_the_sum_of_its_members(figures: Figures, indicator: str) -> None:
    for span in ("month", "ytd", "r12"):
        members = [
            number(of(figures, indicator, site, YEAR, span))
            for site in (*figures.site_codes, UNSPLIT)
        ]
        assert abs(number(of(figures, indicator, ALL, YEAR, span)) - sum(members)) < TINY


@pytest.mark.parametrize("indicator", [i.id for i in INDICATORS if i.kind == "driver"])
@pytest.mark.parametrize("span", ["month", "ytd", "r12"])
def test_a_driver_is_the_same_for_all_sites_of_a_station_and_for_their_group(
    figures: Figures, indicator: str, span: Span
) -> None:
    assert {figures.named_by("degree_days", site) for site in figures.site_codes} == {"283"}
    told = [of(figures, indicator, site, YEAR, span) for site in (*figures.site_codes, ALL)]
    assert len({measured.value for measured in told}) == 1
    assert {measured.status for measured in told} == {"measured"}
    assert of(figures, indicator, UNSPLIT, YEAR, span).value is None


def per_unit_of_level(indicator: str) -> bool:
    """Tell whether a flow is divided by a level: its months do add up (kWh per m2 in a year)."""
    declared = CATALOGUE.indicators[indicator]
    if declared.kind != "ratio":
        return False
    return summed(declared.numerator or "") and not summed(declared.denominator or "")


@pytest.mark.parametrize(
    "indicator", [i.id for i in INDICATORS if not summed(i.id) and not per_unit_of_level(i.id)]
)
def test_a_level_or_ratio_is_never_the_sum_of_its_months(figures: Figures, indicator: str) -> None:
    for site in (*figures.site_codes, ALL):
        months = [Month(2023, number) for number in range(1, 13)]
        parts = [of(figures, indicator, site, month, "month").value for month in months]
        there = [part for part in parts if part is not None]
        year = of(figures, indicator, site, Month(2023, 12), "year").value
        if there and any(there):
            assert year is not None and min(there) - TINY <= year <= max(there) + TINY


@pytest.mark.parametrize(
    "indicator", [i for i in INDICATORS if i.kind == "ratio"], ids=lambda i: i.id
)
def test_a_group_ratio_divides_sums_and_lies_between_its_sites(
    figures: Figures, indicator: Indicator
) -> None:
    sites = [of(figures, indicator.id, site, YEAR, "month").value for site in figures.site_codes]
    group = of(figures, indicator.id, ALL, YEAR, "month").value
    there = [value for value in sites if value is not None]
    assert group is not None and min(there) <= group <= max(there)
    below = sum(halves(figures, indicator.denominator), Decimal())
    above = sum(halves(figures, indicator.numerator), Decimal())
    expected = above / below * (indicator.scale or 1)
    assert abs(group - expected) < TINY


@pytest.mark.parametrize(
    "indicator", [i for i in INDICATORS if i.kind == "total"], ids=lambda i: i.id
)
def test_a_total_equals_its_parts(figures: Figures, indicator: Indicator) -> None:
    for site in (*figures.site_codes, ALL):
        parts = [
            part.sign * number(of(figures, part.indicator, site, YEAR, "r12"))
            for part in indicator.parts
        ]
        assert number(of(figures, indicator.id, site, YEAR, "r12")) == sum(parts)


@pytest.mark.parametrize("indicator", [i.id for i in INDICATORS])
@pytest.mark.parametrize(
    ("site", "month", "span"),
    [(ALL, Month(2024, 3), "month"), ("HGL", Month(2023, 6), "ytd"), (ALL, Month(2022, 8), "r12")],
)
def test_every_number_adds_up_again_from_its_lines(
    figures: Figures, indicator: str, site: str, month: Month, span: Span
) -> None:
    scope = Scope(site, month, span)
    measured = figures.measured(indicator, scope)
    lines = figures.explain(indicator, scope)
    total = sum((line.contribution or Decimal() for line in lines), Decimal())
    assert abs(total - number(measured)) < TINY
    shipped = "degree_days.csv"
    assert all(line.file for line in lines)
    assert all(line.receipt > 0 for line in lines if line.file != shipped)
    assert all(line.joined or line.line > 1 for line in lines if line.file != shipped)


@pytest.mark.parametrize("indicator", [i.id for i in INDICATORS if i.breakdown])
def test_a_breakdown_adds_up_to_its_figure(figures: Figures, indicator: str) -> None:
    scope = Scope(ALL, YEAR, "r12")
    parts = sum((amount for _, amount in figures.breakdown(indicator, scope)), Decimal())
    assert parts == number(figures.measured(indicator, scope))

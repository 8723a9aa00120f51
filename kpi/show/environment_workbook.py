"""The environment report of a year as a workbook: numbers as numbers, years as native charts."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from kpi.declare import Indicator
from kpi.measure import Measured
from kpi.show.certification import source_title
from kpi.show.environment import Year, definition_rows, factor_line, lacking_in, target_row
from kpi.show.format import shown_decimals, shown_unit, shown_value, unit_name
from kpi.show.month import verdicts_sentence
from kpi.show.views import status_text
from kpi.show.workbook import Amount, Cell, SheetChart, WorkSheet, workbook

FACTOR_DECIMALS = 6


def environment_workbook(year: Year) -> bytes:
    """Return the workbook of a year: a line a figure and place, the years, targets, factors."""
    voice = year.voice
    foot = year.standing.lines(voice)
    notes = [*foot, verdicts_sentence(year.progress, voice), *lacking_in(year)]
    sheets = [
        _sheet(year, "about", (year.title,), [(line,) for line in notes]),
        _figures(year),
        _years(year),
        _targets(year),
        _sheet(
            year,
            "definitions",
            _header(year, "figure", "unit", "meaning"),
            definition_rows(year),
        ),
        _factors(year),
    ]
    return workbook(sheets, title=year.title, about=" · ".join(foot))


def _sheet(
    year: Year,
    name: str,
    header: tuple[str, ...],
    rows: Sequence[Sequence[Cell]],
    charts: tuple[SheetChart, ...] = (),
) -> WorkSheet:
    return WorkSheet(year.voice.say(f"environment_sheet.{name}"), header, rows, charts)


def _header(year: Year, *names: str) -> tuple[str, ...]:
    return tuple(year.voice.say(f"environment_column.{name}") for name in names)


def _amount(indicator: Indicator, value: Decimal | None) -> Amount | None:
    if value is None:
        return None
    return Amount(shown_value(indicator, value), shown_decimals(indicator))


def _unit(year: Year, indicator: Indicator) -> str:
    return unit_name(year.voice.catalogue.words, shown_unit(indicator), year.voice.language)


def _figures(year: Year) -> WorkSheet:
    names = ("theme", "figure", "place", "value", "unit", "before", "state", "have", "expected")
    rows = [
        _figure(year, page, indicator, place)
        for page, inside in year.by_page.items()
        for indicator in inside
        for place in year.places
    ]
    return _sheet(year, "figures", (*_header(year, *names), _header(year, "why")[0]), rows)


def _figure(year: Year, page: str, indicator: Indicator, place: str) -> tuple[Cell, ...]:
    voice = year.voice
    found = year.measured(indicator.id, place)
    before = year.measured(indicator.id, place, year.year - 1)
    return (
        voice.say(f"page.{page}"),
        indicator.label.of(voice.language),
        voice.site(place),
        _amount(indicator, found.value),
        _unit(year, indicator),
        _amount(indicator, before.value if before.comparable else None),
        status_text(found, voice),
        found.coverage.have,
        found.coverage.expected,
        " ".join(voice.reasons([found.reason])) if found.reason is not None else "",
    )


def _years(year: Year) -> WorkSheet:
    """Return the years below each other, a column a figure of the place; a gap is left empty."""
    voice = year.voice
    told = [indicator for inside in year.by_page.values() for indicator in inside]
    header = (
        voice.say("environment_column.year"),
        *(_named(year, indicator) for indicator in told),
    )
    rows: list[tuple[Cell, ...]] = [
        (str(one), *(_whole(i, year.measured(i.id, year.site, one)) for i in told))
        for one in year.years
    ]
    charts = tuple(
        SheetChart(
            title=indicator.label.of(voice.language),
            unit=_unit(year, indicator),
            kind="column",
            first=0,
            last=len(rows) - 1,
            places=0,
            columns=(place,),
            alternative=voice.say(
                "environment.sheet_alternative", figure=indicator.label.of(voice.language)
            ),
        )
        for place, indicator in enumerate(told, start=1)
        if indicator in [inside[0] for inside in year.by_page.values()]
    )
    return _sheet(year, "years", header, rows, charts)


def _named(year: Year, indicator: Indicator) -> str:
    label, unit = indicator.label.of(year.voice.language), _unit(year, indicator)
    return f"{label} ({unit})" if unit else label


def _whole(indicator: Indicator, measured: Measured) -> Amount | None:
    """Return a year's value; one that is not whole is left empty, as in the chart."""
    return _amount(indicator, measured.value) if measured.comparable else None


def _targets(year: Year) -> WorkSheet:
    header = _header(year, "target", "owner", "verdict", "value", "path")
    rows = [target_row(progress, year.voice) for progress in year.progress]
    return _sheet(year, "targets", header, rows)


def _factors(year: Year) -> WorkSheet:
    voice = year.voice
    header = _header(year, "activity", "boundary", "factor", "per", "first", "last", "source")
    rows: list[tuple[Cell, ...]] = [
        (
            *factor_line(factor, voice),
            Amount(factor.value, FACTOR_DECIMALS),
            factor.unit,
            factor.first,
            factor.last,
            source_title(voice, factor.source),
        )
        for factor in year.factors
    ]
    return _sheet(year, "factors", header, rows)

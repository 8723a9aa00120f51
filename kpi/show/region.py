"""The region in words, tables and bars: values side by side, or why one is not told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import plotly.graph_objects as go

from kpi.declare import SharedMeasure
from kpi.judge import Average, Practice, Region, RegionLine, region, region_years
from kpi.judge.region import FEWEST, Cell
from kpi.show.ahead import step_text
from kpi.show.axes import value_ticks
from kpi.show.charts import chart_layout, colour
from kpi.show.format import (
    CLOSED,
    NONE,
    TIED,
    amount,
    listed,
    number,
    plain_number,
    rounded,
    unit_name,
)
from kpi.show.ink import drawn
from kpi.show.tables import KEPT, Table
from kpi.show.views import MARKS
from kpi.show.voice import Voice

__all__ = [
    "FEWEST",
    "Region",
    "RegionLine",
    "average_sentences",
    "hidden_sentence",
    "line_unit",
    "practice_rows",
    "region",
    "region_chart",
    "region_table",
    "region_told",
    "region_years",
    "reported_sentences",
    "who_is_who",
]

DIGITS = 3
"""So many digits that count: the quotients of one figure differ by more than their last."""
HIDDEN, LACKING = "○", "▨"


def line_unit(line: RegionLine, voice: Voice) -> str:
    """Return the unit of a line: of a share its own, else the figure's unit a unit of `per`."""
    indicators = voice.catalogue.indicators
    words, language = voice.catalogue.words, voice.language
    own = unit_name(words, indicators[line.indicator].unit, language)
    if not line.per:
        return own
    # A unit is never parted at the end of a line.
    return f"{own} / {voice.named('region_per', line.per)}".replace(" ", TIED)


def value_text(line: RegionLine, value: Decimal | None, voice: Voice) -> str:
    """Return a value of a line as it is read: a share as everywhere, else by digits that count."""
    if value is None:
        return NONE
    if not line.per:
        return amount(voice.catalogue, line.indicator, value, voice.language)
    # A whole number is never cut short: 5,914 stays 5,914.
    decimals = max(0, DIGITS - 1 - value.adjusted()) if value else 0
    return number(value, min(decimals, KEPT), voice.language)


def cell_text(line: RegionLine, cell: Cell, voice: Voice) -> str:
    """Return what stands in a cell: the value, or in words why it is not there."""
    if cell.value is not None:
        told = value_text(line, cell.value, voice)
        return f"{MARKS['estimated']} {told}" if cell.estimated else told
    return f"{HIDDEN if cell.why == 'too_few' else LACKING} {voice.say(f'region_why.{cell.why}')}"


def region_table(found: Region, per: str, voice: Voice) -> Table:
    """Return the figures of one way of dividing side by side, and the same for a spreadsheet.

    Without partners there is nothing to stand beside the own value.
    """
    say = voice.say
    beside = has_partners(found)
    # Names would not fit beside each other; who is who stands beneath the table.
    names = [member.code for member in found.members]
    ends = [say(f"region.{name}") for name in ("middle", "best", "count") if beside]
    header = (say("region.figure"), *names, *ends)
    plain_header = (
        say("region.figure"),
        say("region.unit"),
        *names,
        *ends,
        say("region.estimated"),
    )
    rows, plain = [], []
    for line in found.lines:
        if line.per != per:
            continue
        unit = line_unit(line, voice)
        label = voice.label(line.indicator)
        rows.append(
            (
                f"{label} ({unit})" if unit else label,
                *(cell_text(line, cell, voice) for cell in line.cells),
                *(_compared(line, voice) if beside else ()),
            )
        )
        plain.append(
            (
                label,
                unit,
                *(_plain(cell, voice) for cell in line.cells),
                *(_compared_plain(line, voice) if beside else ()),
                ", ".join(cell.code for cell in line.cells if cell.estimated),
            )
        )
    return Table(header, tuple(rows), plain_header, tuple(plain))


def has_partners(found: Region) -> bool:
    """Tell whether anyone is recorded beside the own organisation, whether it reported or not."""
    return any(not member.own for member in found.members)


def _compared(line: RegionLine, voice: Voice) -> tuple[str, str, str]:
    count = str(line.count) if line.count else NONE
    return value_text(line, line.middle, voice), best_text(line, voice), count


def _compared_plain(line: RegionLine, voice: Voice) -> tuple[str, str, str]:
    return _number(line.middle, voice), _number(line.best, voice), str(line.count or "")


def _plain(cell: Cell, voice: Voice) -> str:
    return _number(cell.value, voice) if not cell.why else voice.say(f"region_why.{cell.why}")


def _number(value: Decimal | None, voice: Voice) -> str:
    return "" if value is None else plain_number(rounded(value, KEPT), voice.language)


def best_text(line: RegionLine, voice: Voice) -> str:
    """Return the best value and whose it is."""
    if line.best_of is None:
        return NONE
    return f"{value_text(line, line.best, voice)} ({line.best_of})"


def who_is_who(found: Region) -> str:
    """Return the names behind the codes."""
    return " · ".join(f"{member.code}: {member.name}" for member in found.members)


def reported_sentences(found: Region, voice: Voice) -> tuple[str, ...]:
    """Say how many partners reported the year, and who did not."""
    partners = [member for member in found.members if not member.own]
    silent = [member.name for member in found.silent]
    facts = {"have": len(partners) - len(silent), "all": len(partners), "year": found.year}
    told = [voice.say("region.reported" if partners else "region.alone", **facts)]
    if silent:
        told.append(voice.say("region.silent", names=listed(silent, voice.language)))
    return tuple(told)


def hidden_sentence(found: Region, per: str, voice: Voice) -> str:
    """Say how many figures are hidden because too few partners report them; empty when none is."""
    hidden = sum(
        line.per == per and any(cell.why == "too_few" for cell in line.cells)
        for line in found.lines
    )
    return voice.say("region.hidden", count=hidden, fewest=FEWEST) if hidden else ""


def average_sentences(lines: Iterable[RegionLine], voice: Voice) -> tuple[str, ...]:
    """Return the published averages of these lines, each with its year, number and source."""
    return tuple(_average(line, one, voice) for line in lines for one in line.averages)


def _average(line: RegionLine, one: Average, voice: Voice) -> str:
    sources = voice.catalogue.sources
    source = sources[one.source].title if one.source in sources else one.source
    unknown = voice.say("region.not_published")
    told = voice.say(
        "region.average",
        figure=voice.label(line.indicator),
        sector=one.sector,
        value=value_text(line, one.value, voice),
        unit=line_unit(line, voice),
        year=unknown if one.year is None else one.year,
        count=unknown if one.count is None else one.count,
        source=source,
    )
    best = (
        ""
        if one.best is None
        else voice.say("region.average_best", value=value_text(line, one.best, voice))
    )
    return " ".join(filter(None, (told, best, one.note)))


def practice_rows(practice: Practice, voice: Voice) -> list[tuple[str, ...]]:
    """Return the measures that the best shared for a figure."""
    return [
        (
            measure.name,
            _effect(measure, voice),
            _choice("status", measure.status, voice),
            measure.start,
            _choice("evidence", measure.evidence, voice),
            voice.say(f"region.{'also_ours' if measure.name in practice.ours else 'not_ours'}"),
        )
        for measure in practice.theirs
    ]


def _effect(measure: SharedMeasure, voice: Voice) -> str:
    value = Decimal(measure.effect)
    if measure.effect_kind == "percent":
        return voice.say("measures.percent", value=number(value, 1, voice.language))
    return step_text(voice, measure.indicator, value)


def _choice(field: str, value: str, voice: Voice) -> str:
    """Return what a choice of the register of measures is called; one that is not known is itself."""
    fields = voice.catalogue.registers["measure"].field
    choices = next(f.choices for f in fields if f.name == field)
    return next((c.label.of(voice.language) for c in choices if c.id == value), value)


def region_chart(found: Region, line: RegionLine, voice: Voice) -> go.Figure:
    """Return the organisations of one line as bars from nought, and the middle as a line."""
    names = {member.code: member for member in found.members}
    cells = [cell for cell in line.cells if cell.value is not None]
    values = [float(cell.value or 0) for cell in cells]
    bars: dict[str, Any] = {
        "type": "bar",
        "x": [names[cell.code].name for cell in cells],
        "y": values,
        "marker": {"color": [colour(0 if names[cell.code].own else 1) for cell in cells]},
        "text": [cell_text(line, cell, voice) for cell in cells],
        "textposition": "outside",
        "cliponaxis": False,
        "hoverinfo": "x+text",
        "showlegend": False,
    }
    data = [bars]
    if line.middle is not None:
        data.append(
            {
                "type": "scatter",
                "mode": "lines",
                "name": voice.say("region.middle"),
                "x": bars["x"],
                "y": [float(line.middle)] * len(values),
                "line": {"color": colour(5), "dash": "dash"},
                "hoverinfo": "name",
            }
        )
    ticks = value_ticks([Decimal(), *(cell.value or Decimal() for cell in cells)], voice.language)
    layout = chart_layout(voice.language, line_unit(line, voice), legend=line.middle is not None)
    layout["xaxis"] = {"type": "category", "fixedrange": True, "automargin": True}
    layout["yaxis"] |= ticks
    return drawn(data, layout)


def region_told(found: Region, line: RegionLine, voice: Voice) -> str:
    """Return a line in one sentence: for who does not see its bars."""
    names = {member.code: member.name for member in found.members}
    told = "; ".join(f"{names[cell.code]}: {cell_text(line, cell, voice)}" for cell in line.cells)
    unit = line_unit(line, voice)
    return f"{voice.label(line.indicator)} ({unit}): {told}" if unit not in CLOSED else told


def chart_lines(found: Region, per: str) -> Sequence[RegionLine]:
    """Return the lines of one way of dividing that have anything to draw."""
    return [
        line
        for line in found.lines
        if line.per == per and any(cell.value is not None for cell in line.cells)
    ]
